//! Customers who come by an advertisement: answered within a day, they may be written to free of charge for three.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;

use super::Status;
use super::state::person::Person;

const ANSWERED_WITHIN: Duration = Duration::from_hours(24);
const FREE_FOR: Duration = Duration::from_hours(72);

impl Person {
    /// They wrote; an advertisement may have brought them.
    pub(super) fn wrote(&mut self, at: Timestamp, content: &Value) {
        if content.get("referral").is_some() {
            self.came_by_ad_at = Some(at);
        }
    }

    /// The business sent them something.
    pub(super) fn was_answered(&mut self, at: Timestamp) {
        if self.came_by_ad_at.take_if(|came| at < came.plus(ANSWERED_WITHIN)).is_some() {
            self.free_until = Some(at.plus(FREE_FOR));
        }
    }

    fn is_free(&self, at: Timestamp) -> bool {
        self.free_until.is_some_and(|until| at < until)
    }
}

/// What a status says about a message that is free for this reason; nothing when it is not.
pub(super) fn describe(entry: &mut Map<String, Value>, person: &Person, status: Status, at: Timestamp) {
    if !person.is_free(at) {
        return;
    }
    let mut conversation = json!({"id": "f1e2d3c4", "origin": {"type": "referral_conversion"}});
    if let (Status::Sent, Some(until)) = (status, person.free_until) {
        conversation["expiration_timestamp"] = until.as_seconds().to_string().into();
    }
    entry.insert("conversation".to_owned(), conversation);
    let pricing = json!({"billable": false, "pricing_model": "PMP", "type": "free_entry_point", "category": "referral_conversion"});
    entry.insert("pricing".to_owned(), pricing);
}
