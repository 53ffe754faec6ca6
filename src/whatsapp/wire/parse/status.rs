//! What became of a message we sent: one status event, with its price and its errors.
//!
//! Never judges order; later layers only ever move a message forward.

use serde_json::Value;

use super::identity::{Contacts, Identity};
use super::message::time;
use super::{Outcome, UnusedReason, Update, lenient};
use crate::clock::Timestamp;

/// How far a sent message has come, by Meta's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Sent,
    Delivered,
    Read,
    /// A voice note was listened to; for us the same as read.
    Played,
    Failed,
}

impl Progress {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Played => "played",
            Self::Failed => "failed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sent, Self::Delivered, Self::Read, Self::Played, Self::Failed]
            .into_iter()
            .find(|progress| progress.as_str() == name)
    }
}

/// The price block as Meta sent it; no amount of money ever comes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pricing {
    pub category: Option<String>,
    /// `regular` is charged; `free_customer_service` and `free_entry_point` are not.
    pub charge: Option<String>,
    pub model: Option<String>,
}

/// Why Meta could not deliver.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub code: i64,
    pub words: String,
}

/// A decoded status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// `wamid.…` of the message it is about.
    pub id: String,
    pub progress: Progress,
    pub at: Option<Timestamp>,
    /// What we put into `biz_opaque_callback_data`.
    pub callback_data: Option<String>,
    pub recipient: Identity,
    pub pricing: Option<Pricing>,
    /// The end of the free days a customer's coming by an advertisement began.
    pub free_until: Option<Timestamp>,
    pub fault: Option<Fault>,
}

pub(in crate::whatsapp) fn decode(status: &Value, contacts: &Contacts) -> Outcome {
    if !status.is_object() {
        return Outcome::Failed(UnusedReason::Malformed.about("status"));
    }
    if lenient::text(status, "recipient_type").as_deref() == Some("group") {
        return Outcome::Ignored(UnusedReason::Group.into());
    }
    let Some(id) = lenient::text(status, "id") else {
        return Outcome::Failed(UnusedReason::Missing.about("status.id"));
    };
    let Some(name) = lenient::text(status, "status") else {
        return Outcome::Failed(UnusedReason::Missing.about("status.status"));
    };
    let Some(progress) = Progress::from_name(&name) else {
        return Outcome::Ignored(UnusedReason::UnknownKind.about(name));
    };
    Outcome::Parsed(Update::Status(Box::new(Status {
        id,
        progress,
        at: time(status, "timestamp"),
        callback_data: lenient::text(status, "biz_opaque_callback_data"),
        recipient: Identity::of_status(status, contacts),
        pricing: status.get("pricing").and_then(pricing),
        free_until: status.get("conversation").and_then(free_until),
        fault: lenient::list(status, "errors").first().map(|error| fault(error)),
    })))
}

/// Meta speaks of a conversation only where one is free; older payloads did of every one.
fn free_until(conversation: &Value) -> Option<Timestamp> {
    let origin = lenient::text(conversation.get("origin")?, "type")?;
    (origin == "referral_conversion").then(|| time(conversation, "expiration_timestamp"))?
}

fn pricing(block: &Value) -> Option<Pricing> {
    block.is_object().then(|| Pricing {
        category: lenient::text(block, "category"),
        charge: lenient::text(block, "type").or_else(|| lenient::text(block, "pricing_type")),
        model: lenient::text(block, "pricing_model"),
    })
}

/// An error object as it stands in statuses, messages and answers.
pub fn fault(error: &Value) -> Fault {
    let details = error.get("error_data").and_then(|data| lenient::text(data, "details"));
    let words = details.or_else(|| lenient::text(error, "message")).or_else(|| lenient::text(error, "title"));
    Fault { code: lenient::integer(error, "code").unwrap_or(0), words: words.unwrap_or_default() }
}
