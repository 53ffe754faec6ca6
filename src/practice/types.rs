//! The nouns of the phone on screen.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{PracticeCustomerId, PracticeMessageId};
use crate::words::words;

use super::meta::{Person, Status};

/// A customer the owner can play.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PracticeCustomer {
    pub id: PracticeCustomerId,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip)]
    pub(super) user_id: Option<String>,
    #[serde(skip)]
    pub(super) last_wrote_at: Option<Timestamp>,
}

impl PracticeCustomer {
    /// The same customer as Meta knows them.
    pub(super) fn person(&self) -> Person {
        Person {
            name: Some(self.name.clone()),
            wa_id: self.phone.as_deref().map(|phone| phone.trim_start_matches('+').to_owned()),
            user_id: self.user_id.clone(),
            username: self.username.clone(),
            last_wrote_at: self.last_wrote_at,
            came_by_ad_at: None,
            free_until: None,
        }
    }
}

/// One line on the phone, seen from the customer's side.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PracticeMessage {
    pub id: PracticeMessageId,
    pub from: Sender,
    pub text: String,
    pub kind: String,
    pub at: Timestamp,
    pub state: PracticeState,
    /// The message as Graph has it: `type`, the object of that type, `context`.
    pub content: Value,
    /// The line it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted: Option<PracticeMessageId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<PracticeMedia>,
    pub reactions: Vec<PracticeReaction>,
    /// The customer changed its words later, or took it back.
    pub edited: bool,
    pub revoked: bool,
    #[serde(skip)]
    pub(super) wamid: String,
    /// True on the customer's newest message while the shop shows that it is writing.
    pub typing: bool,
}

/// A file on the phone; `/practice/media/{id}` has it until the program stops.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PracticeMedia {
    pub id: String,
    pub mime_type: String,
    pub bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PracticeReaction {
    pub emoji: String,
    pub from: Sender,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    Customer,
    Shop,
}

impl Sender {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Shop => "shop",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        if text == "shop" { Self::Shop } else { Self::Customer }
    }
}

words! {
    /// What a customer sets about offers of the shop.
    Wish as PracticeWish {
        Stop = "stop",
        Resume = "resume",
    }
}

/// What the phone shows beside a message: clock, one tick, two ticks, blue ticks, a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PracticeState {
    Queued,
    Sent,
    Failed,
    Delivered,
    Read,
}

impl PracticeState {
    pub(super) const ALL: [Self; 5] = [Self::Queued, Self::Sent, Self::Failed, Self::Delivered, Self::Read];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Delivered => "delivered",
            Self::Read => "read",
        }
    }

    pub(super) fn parse(text: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == text).unwrap_or(Self::Queued)
    }
}

impl From<Status> for PracticeState {
    fn from(status: Status) -> Self {
        match status {
            Status::Sent => Self::Sent,
            Status::Delivered => Self::Delivered,
            Status::Read => Self::Read,
            Status::Failed { .. } => Self::Failed,
        }
    }
}

/// A message the stand-in must remember that a customer wrote.
pub(super) struct Written {
    pub(super) customer: PracticeCustomer,
    pub(super) wamid: String,
    pub(super) content: Value,
    pub(super) at: Timestamp,
}
