//! Reads webhook bodies: every update of a body becomes parsed, ignored with a reason, or failed with a reason.
//!
//! Never fails as a whole and never panics: one broken update leaves the other 999 alone, and each update can be
//! wrapped again into a body of its own, so that a failed one can be kept and replayed.

mod coexistence;
mod content;
mod decimal;
mod envelope;
mod identity;
mod interactive;
pub(in crate::whatsapp) mod lenient;
mod message;
mod order;
mod preference;
mod said;
mod status;
mod template_news;
mod unused;

pub use coexistence::{HistoryNews, PhoneContact};
pub use content::own_number;
pub use envelope::parse;
pub use identity::{Identity, international};
pub use message::{Message, Origin};
pub use preference::{Preference, PreferenceWish};
pub use said::Content;
pub use status::{Fault, Pricing, Progress, Status, fault};
pub use template_news::{TemplateChange, TemplateNews};
pub use unused::{Unused, UnusedReason};

#[cfg(test)]
mod tests;

use std::sync::Arc;

/// One thing Meta told us.
#[derive(Debug, Clone, PartialEq)]
pub enum Update {
    Message(Box<Message>),
    Status(Box<Status>),
    Account(Account),
    Template(TemplateNews),
    History(HistoryNews),
    PhoneContact(PhoneContact),
    Preference(Box<Preference>),
}

/// News about the account, the number or the thread's owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub field: String,
    pub event: String,
    /// Everything Meta says with it.
    pub detail: serde_json::Value,
    /// When Meta says it happened, in seconds; part of what tells two announcements apart.
    pub time: Option<i64>,
}

/// What reading one update came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Parsed(Update),
    Ignored(Unused),
    Failed(Unused),
}

/// One update with its place in the body.
#[derive(Debug, Clone)]
pub struct Item {
    pub outcome: Outcome,
    /// The update's own JSON, byte for byte.
    pub raw: String,
    place: Arc<envelope::Place>,
    holder: envelope::Holder,
}

impl Item {
    /// The webhook field the update came under: `messages`, `standby`, …
    pub fn field(&self) -> &str {
        &self.place.field
    }

    /// The number of ours it is for.
    pub fn phone_number_id(&self) -> Option<&str> {
        self.place.phone_number_id.as_deref()
    }

    /// The account of ours it is for.
    pub fn account_id(&self) -> Option<&str> {
        self.place.account_id.as_deref()
    }

    /// This update alone in a proper envelope: a body that parses to just this.
    pub fn wrapped(&self) -> String {
        self.place.wrap(&self.holder, &self.raw)
    }
}

/// A body as read.
#[derive(Debug, Default)]
pub struct Body {
    pub items: Vec<Item>,
    /// Updates beyond [`envelope::UPDATES_LIMIT`], which were not read.
    pub beyond_limit: usize,
}
