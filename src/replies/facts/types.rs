//! The nouns of what is known of a customer.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, FactId, MessageId, PersonId};

/// A fact as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::replies) struct Fact {
    pub id: FactId,
    pub contact: ContactId,
    pub text: String,
    /// A tag such as `it`.
    pub language: Option<String>,
    /// The customer's own message it comes from.
    pub message: Option<MessageId>,
    /// Who of the team wrote it, or changed it last.
    pub person: Option<PersonId>,
    /// When the customer said that it may be kept.
    pub agreed_at: Option<Timestamp>,
    pub made_at: Timestamp,
    pub changed_at: Option<Timestamp>,
    pub deleted_at: Option<Timestamp>,
}

/// A fact that is written down anew.
#[derive(Clone, Debug)]
pub(super) struct NewFact {
    pub contact: ContactId,
    pub text: String,
    pub message: Option<MessageId>,
    pub person: Option<PersonId>,
}

/// What a customer was asked whether it may be kept, in their own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedFact {
    pub id: FactId,
    pub text: String,
    /// The customer's own message it comes from.
    pub message: Option<MessageId>,
    /// They said yes.
    pub is_kept: bool,
}

/// How a customer answered when they were asked whether something may be kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asking {
    pub asked_at: Option<Timestamp>,
    /// Questions they said neither yes nor no to.
    pub unanswered: u32,
    pub refused_at: Option<Timestamp>,
}

/// Something that is known of a customer, in the customer's own words or in somebody's of the team.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerFact)]
pub(super) struct FactView {
    pub id: FactId,
    pub text: String,
    /// What it is written in, as a tag such as `it`; nothing where nobody can tell.
    pub language: Option<String>,
    /// The message of the customer it comes from, while that is there.
    pub said: Option<SaidIn>,
    /// Who of the team wrote it or changed it last; nothing for the customer's own words.
    pub by: Option<String>,
    /// When the customer said that it may be kept; nothing where somebody of the team noted it.
    pub agreed_at: Option<Timestamp>,
    pub made_at: Timestamp,
    pub changed_at: Option<Timestamp>,
}

/// Where a customer said it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FactSaidIn)]
pub(super) struct SaidIn {
    pub conversation_id: ConversationId,
    pub message_id: MessageId,
    pub at: Timestamp,
}
