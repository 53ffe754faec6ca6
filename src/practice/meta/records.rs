//! What the stand-in saw, for whoever inspects it: accepted sends, read receipts, webhooks it posted.
//!
//! Records only; nothing here changes anything.

use std::time::Duration;

use serde_json::Value;

use crate::clock::Timestamp;

/// A message Meta accepted from the shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    pub wamid: String,
    /// The number of the shop it was sent from.
    pub from: String,
    pub at: Timestamp,
    /// The `to` of the request, as written.
    pub to: Option<String>,
    /// The `recipient` of the request, as written.
    pub recipient: Option<String>,
    /// The customer it reaches; none when it silently reaches nobody.
    pub person: Option<usize>,
    pub kind: String,
    /// The words a customer would read: body, caption or template text.
    pub text: Option<String>,
    pub opaque: Option<String>,
    /// The quoted message.
    pub quoted: Option<String>,
    /// The whole request body.
    pub body: Value,
    /// A template as the customer sees it: header, body, footer and buttons.
    pub shown: Option<Value>,
}

/// A message the shop marked as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub message_id: String,
    pub at: Timestamp,
    /// Whether the shop also showed that it is writing.
    pub typing: bool,
}

/// A webhook posted, or kept back because nobody was subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub at: Timestamp,
    pub field: String,
    /// The exact bytes, as signed.
    pub body: String,
    pub outcome: Outcome,
}

/// What became of one attempt to post a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The HTTP status of the shop's answer.
    Answered(u16),
    /// No answer: refused, reset or out of time.
    Unreachable,
    /// No callback, or the account is not subscribed: Meta keeps such events to itself.
    NotSubscribed,
}

impl Outcome {
    pub fn is_acknowledged(self) -> bool {
        self == Self::Answered(200)
    }
}

/// How failed webhooks are tried again.
#[derive(Debug, Clone, Copy)]
pub struct RetryPlan {
    pub first_wait: Duration,
    pub longest_wait: Duration,
    pub give_up_after: Duration,
}

impl RetryPlan {
    /// Meta's documented habit: at once, then ever more rarely, for seven days.
    pub fn as_meta() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_hours(1),
            give_up_after: Duration::from_hours(7 * 24),
        }
    }

    /// The wait before retry number `retry`, counted from zero.
    pub(super) fn wait(&self, retry: u32) -> Duration {
        self.first_wait.saturating_mul(2_u32.saturating_pow(retry.min(20))).min(self.longest_wait)
    }
}
