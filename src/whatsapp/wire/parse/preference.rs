//! A customer's own setting: no more marketing messages from this shop, or again some.

use serde_json::Value;

use super::identity::{Contacts, Identity};
use super::message::time;
use super::{Outcome, UnusedReason, Update, lenient};
use crate::clock::Timestamp;

/// What the customer set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preference {
    pub identity: Identity,
    pub wish: PreferenceWish,
    /// Meta's own time of it.
    pub at: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreferenceWish {
    Stop,
    Resume,
    /// They asked for marketing messages by themselves.
    SignUp,
}

pub(in crate::whatsapp) fn decode(preference: &Value, contacts: &Contacts) -> Outcome {
    if !preference.is_object() {
        return Outcome::Failed(UnusedReason::Malformed.about("user_preference"));
    }
    let wish = match lenient::text(preference, "value").as_deref() {
        Some("stop") => PreferenceWish::Stop,
        Some("resume") => PreferenceWish::Resume,
        Some("signup") => PreferenceWish::SignUp,
        Some(other) => return Outcome::Ignored(UnusedReason::UnknownKind.about(other)),
        None => return Outcome::Failed(UnusedReason::Missing.about("user_preference.value")),
    };
    // A preference names its customer by the same keys as a contact does.
    let mut status = preference.clone();
    if let Some(fields) = status.as_object_mut() {
        for (from, to) in [
            ("wa_id", "recipient_id"),
            ("user_id", "recipient_user_id"),
            ("parent_user_id", "recipient_parent_user_id"),
        ] {
            if let Some(value) = fields.remove(from) {
                fields.insert(to.to_owned(), value);
            }
        }
    }
    let identity = Identity::of_status(&status, contacts);
    Outcome::Parsed(Update::Preference(Box::new(Preference {
        identity,
        wish,
        at: time(&status, "timestamp"),
    })))
}
