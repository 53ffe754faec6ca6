//! The nouns of the scanner: what was found, where it stands, and how each detector fares.
//!
//! No SQL, no HTTP.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MessageId, PersonId, SignalId, TemplateId};
use crate::words::words;

words! {
    /// Whom a signal is about.
    Scope as SignalScope {
        /// This install.
        Itself = "self",
        Customers = "customers",
        /// Other installs this operator looks after.
        Fleet = "fleet",
    }

    /// Where a signal stands.
    Status as SignalStatus {
        /// Somebody should look at it.
        Pending = "pending",
        Sent = "sent",
        Dismissed = "dismissed",
        /// It comes back by itself.
        Snoozed = "snoozed",
        /// What was wrong is over.
        SelfResolved = "self_resolved",
    }

    /// Why somebody dismissed a signal.
    DismissReason {
        /// It is not true.
        Wrong = "wrong",
        AlreadyHandled = "already_handled",
        NotNow = "not_now",
        Other = "other",
    }

    /// What a message because of a signal is for: consent is asked by it.
    Purpose as SignalPurpose {
        Marketing = "marketing",
        /// Something of the customer's own: a question, a complaint, a payment.
        Utility = "utility",
    }

    /// Who wrote a draft.
    DraftBy {
        Model = "model",
        /// The program itself, from its own words.
        Builtin = "builtin",
        Person = "person",
    }

    /// Why a detector could not be asked.
    FaultCode as DetectorFaultCode {
        TookTooLong = "took_too_long",
        /// The database does not take the question.
        Query = "query",
        /// The answer has another shape than a finding.
        Answer = "answer",
    }
}

impl Status {
    /// Whether somebody may still decide about it.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Pending | Self::Snoozed => true,
            Self::Sent | Self::Dismissed | Self::SelfResolved => false,
        }
    }
}

/// Something a detector finds to be true now.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    pub subject: String,
    pub contact: Option<ContactId>,
    pub evidence: Map<String, Value>,
}

/// The message a signal would be sent with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub text: Option<String>,
    /// Moves with every change.
    pub version: i64,
    pub by: Option<DraftBy>,
    pub language: Option<String>,
    pub at: Option<Timestamp>,
    /// As it was first written, before any person changed it, and by whom.
    pub first_text: Option<String>,
    pub first_by: Option<DraftBy>,
    /// The template it goes by outside the 24 hours, and what fills it in.
    pub template: Option<(TemplateId, BTreeMap<String, String>)>,
}

/// Something that was found, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    pub id: SignalId,
    pub scope: Scope,
    pub detector: String,
    pub subject: String,
    pub contact: Option<ContactId>,
    pub evidence: Map<String, Value>,
    pub pressing: i64,
    pub status: Status,
    pub found_at: Timestamp,
    pub seen_at: Timestamp,
    pub status_at: Timestamp,
    pub snoozed_until: Option<Timestamp>,
    /// Who brought it where it stands.
    pub person: Option<PersonId>,
    pub dismiss_reason: Option<DismissReason>,
    pub note: Option<String>,
    pub draft: Draft,
    /// Who works on its draft, and until when that counts.
    pub editor: Option<(PersonId, Timestamp)>,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    pub sent_text: Option<String>,
}

/// How a detector's last run went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    pub name: String,
    pub at: Timestamp,
    pub took_ms: i64,
    pub found: i64,
    pub fault: Option<(FaultCode, String)>,
    pub faulty_since: Option<Timestamp>,
}
