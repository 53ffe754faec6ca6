//! The nouns of the messages after a purchase: which there are, how each is set, where one stands and why it was not sent.

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::health::types::Purpose;
use crate::ids::{ContactId, ConversationId, FollowUpId, MessageId, OrderId, PersonId};
use crate::words::words;

words! {
    /// A message after a purchase.
    Kind as FollowUpKind {
        /// How the order stands.
        Tracking = "tracking",
        /// How the customer liked it.
        Review = "review",
    }

    /// Where a message after a purchase stands.
    State as FollowUpState {
        Due = "due",
        Sent = "sent",
        NotSent = "not_sent",
        /// Somebody of the team took it out.
        Cancelled = "cancelled",
    }

    /// The state of an order from which the days are counted.
    CountsFrom as FollowUpCountsFrom {
        Paid = "paid",
        Shipped = "shipped",
        Delivered = "delivered",
    }

    /// What fills a blank of a template.
    Fill as FollowUpFill {
        /// The customer's.
        Name = "name",
        /// The order's.
        Number = "number",
        /// The shop's name.
        Shop = "shop",
    }

    /// Why a message after a purchase was not sent.
    Reason as FollowUpReason {
        /// Such messages were switched off before it was due.
        SwitchedOff = "switched_off",
        /// The order is older than the moment such messages were switched on.
        OlderThanRule = "older_than_rule",
        OrderGone = "order_gone",
        /// Cancelled, or money went back.
        CalledOff = "called_off",
        PaymentFailed = "payment_failed",
        /// Nobody knows whose order it is.
        NobodyKnown = "nobody_known",
        DeliveredAlready = "delivered_already",
        /// The order went back to an earlier state.
        NotThatFar = "not_that_far",
        /// It was due long ago, as when Shopbell did not run.
        TooLate = "too_late",
        /// The customer never wrote over a number of the shop.
        NoConversation = "no_conversation",
        /// They complained since they ordered.
        Complaint = "complaint",
        /// Somebody talks with them, or owes them an answer.
        InConversation = "in_conversation",
        /// They had such a message not long ago.
        LimitOfKind = "limit_of_kind",
        /// They were written to often enough this week.
        LimitOfCustomer = "limit_of_customer",
        NoConsent = "no_consent",
        Suppressed = "suppressed",
        Blocked = "blocked",
        BudgetSpent = "budget_spent",
        /// The 24 hours are over and no template was chosen for this.
        NoTemplate = "no_template",
        /// The template has no approved version in the customer's language.
        NoTemplateInLanguage = "no_template_in_language",
        /// A blank of the template cannot be filled: nobody knows the name.
        BlankUnknown = "blank_unknown",
        /// The channel did not take it.
        Refused = "refused",
    }
}

impl Kind {
    /// How an order stands is the customer's own affair; asking what they think of it is advertising.
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Tracking => Purpose::Utility,
            Self::Review => Purpose::Marketing,
        }
    }

    /// The states the days of this message may be counted from.
    pub const fn may_count_from(self, state: CountsFrom) -> bool {
        match (self, state) {
            (Self::Tracking, CountsFrom::Delivered) => false,
            (Self::Tracking, CountsFrom::Paid | CountsFrom::Shipped) | (Self::Review, _) => true,
        }
    }
}

impl CountsFrom {
    /// Whether an order in this state, as the order book's view says it, has come that far.
    pub fn is_reached_by(self, state: &str) -> bool {
        match self {
            Self::Paid => matches!(state, "paid" | "shipped" | "delivered"),
            Self::Shipped => matches!(state, "shipped" | "delivered"),
            Self::Delivered => state == "delivered",
        }
    }
}

/// How the messages of one kind go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub kind: Kind,
    /// Off while nothing. Only orders placed from this moment count.
    pub on_since: Option<Timestamp>,
    pub after_days: u32,
    pub counts_from: CountsFrom,
    /// The owner's own texts, by language tag.
    pub texts: BTreeMap<String, String>,
    /// The template by its name, outside the 24 hours.
    pub template: Option<String>,
    /// What fills each of its blanks.
    pub fills: BTreeMap<String, Fill>,
}

/// An order as far as these messages need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    pub id: OrderId,
    pub contact: Option<ContactId>,
    pub number: String,
    /// A word of the order book's.
    pub state: String,
    pub has_refund: bool,
    pub tracking: Option<String>,
    pub placed_at: Timestamp,
    pub state_at: Timestamp,
}

/// One message after a purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    pub id: FollowUpId,
    pub order: OrderId,
    pub kind: Kind,
    pub state: State,
    pub reason: Option<Reason>,
    pub due_at: Timestamp,
    pub state_at: Timestamp,
    pub contact: Option<ContactId>,
    pub person: Option<PersonId>,
    pub conversation: Option<ConversationId>,
    pub message: Option<MessageId>,
    pub sent_text: Option<String>,
}
