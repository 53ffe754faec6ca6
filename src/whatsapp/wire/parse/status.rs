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

/// The type of a message that is not billed, where Meta does not say why.
const FREE: &str = "free_customer_service";

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
    /// Nothing where Meta names none; 0 is a code of its own.
    pub code: Option<i64>,
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
        charge: lenient::text(block, "type")
            .or_else(|| lenient::text(block, "pricing_type"))
            .or_else(|| is_free(block).then(|| FREE.to_owned())),
        model: lenient::text(block, "pricing_model"),
    })
}

/// Older payloads say only whether a message is billed.
fn is_free(block: &Value) -> bool {
    block.get("billable").is_some_and(|told| !told.is_null()) && !lenient::flag(block, "billable")
}

/// An error object as it stands in statuses, messages and answers.
pub fn fault(error: &Value) -> Fault {
    let details = error.get("error_data").and_then(|data| lenient::text(data, "details"));
    let words = details.or_else(|| lenient::text(error, "message")).or_else(|| lenient::text(error, "title"));
    Fault { code: lenient::integer(error, "code"), words: words.unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fault_without_a_code_has_none_and_nought_is_a_code() {
        let unnamed = fault(&json!({"title": "Something", "href": "https://developers.facebook.com/docs"}));
        assert_eq!((unnamed.code, unnamed.words.as_str()), (None, "Something"));
        assert_eq!(fault(&json!({"code": 0, "title": "AuthException"})).code, Some(0));
        assert_eq!(fault(&json!({"code": "131026"})).code, Some(131_026));
    }

    #[test]
    fn what_is_not_billed_is_free_also_where_no_type_says_so() {
        let charge = |block: Value| pricing(&block).and_then(|pricing| pricing.charge);
        for free in [json!(false), json!("false"), json!(0)] {
            assert_eq!(
                charge(json!({"billable": free, "pricing_model": "CBP"})).as_deref(),
                Some(FREE),
                "{free}"
            );
        }
        assert_eq!(charge(json!({"billable": true, "pricing_model": "CBP"})), None);
        assert_eq!(charge(json!({"billable": null, "category": "service"})), None);
        assert_eq!(charge(json!({"billable": false, "type": "regular"})).as_deref(), Some("regular"));
    }
}
