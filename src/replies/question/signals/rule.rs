//! A rule of the owner: what must be so, and what is done then.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{LabelId, PersonId, RuleId};
use crate::inbox::HandOffReason;
use crate::money::{Amount, Currency};
use crate::replies::types::RuleDeed;

/// One thing that must be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "signal", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = HandOverCondition)]
pub(in crate::replies) enum Condition {
    /// A basket sent now, or left or not yet paid in the last 7 days, is worth so much.
    Basket {
        /// Such as `120.50`.
        #[schema(value_type = String)]
        at_least: Amount,
        /// ISO 4217, such as `EUR`.
        #[schema(value_type = String)]
        currency: Currency,
    },
    /// The customer has ordered so often: 1 to 20.
    Orders { at_least: u32 },
    /// The customer says that a payment failed, or one of the last 14 days did.
    PaymentFailed {},
    /// The customer complains, or an order came wrong.
    Complaint {},
    /// The customer asks when an order comes.
    DeliveryAsked {},
    /// So many answers of the last 24 hours did not help: 1 to 5.
    NotHelped { times: u32 },
    /// So many of the customer's last messages are angry, this one among them: 1 to 5.
    Upset { messages: u32 },
    /// One of these words or phrases stands in the message. A `*` at the end of a word stands for any ending.
    Words { words: Vec<String> },
    /// The conversation bears this label.
    Label { label_id: LabelId },
    /// The shop is closed.
    Closed {},
}

/// A rule as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::replies) struct Rule {
    pub id: RuleId,
    pub name: String,
    /// All of them must be so.
    pub conditions: Vec<Condition>,
    pub deed: RuleDeed,
    /// Nothing: whoever of the team comes first.
    pub person: Option<PersonId>,
    pub label: Option<LabelId>,
    pub urgent: bool,
    pub active: bool,
}

impl Rule {
    /// What the team is told when this rule alone calls somebody.
    pub fn reason(&self) -> HandOffReason {
        self.conditions.first().map_or(HandOffReason::OwnersRule, Condition::reason)
    }
}

impl Condition {
    const fn reason(&self) -> HandOffReason {
        match self {
            Self::Basket { .. } => HandOffReason::BigBasket,
            Self::Orders { .. } => HandOffReason::RepeatBuyer,
            Self::PaymentFailed {} => HandOffReason::FailedPayment,
            Self::Complaint {} | Self::Upset { .. } => HandOffReason::Complaint,
            Self::DeliveryAsked {} => HandOffReason::DeliveryPromise,
            Self::NotHelped { .. } => HandOffReason::FailedTwice,
            Self::Words { .. } | Self::Label { .. } | Self::Closed {} => HandOffReason::OwnersRule,
        }
    }
}
