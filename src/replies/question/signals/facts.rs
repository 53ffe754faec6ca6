//! What is known of a turn, as far as rules ask.

use super::phrase::Phrase;
use super::rule::Condition;
use crate::ids::LabelId;
use crate::inbox::HandOffReason;
use crate::money::Money;
use crate::replies::question::about_order::{self, OrderQuestion};
use crate::replies::question::needs::words::tokens;
use crate::replies::question::needs::{self, Need};
use crate::replies::question::phrases::{self, Said};

/// How a condition is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    /// By what was said now.
    Now,
    /// By what was so before, and will be so at the next message too.
    Standing,
}

/// One turn, as rules see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::replies) struct Facts {
    pub text: String,
    pub need: Option<Need>,
    pub complains: bool,
    pub payment_failed: bool,
    pub delivery_asked: bool,
    /// Of the customer's last messages, this one among them; none when this one is not.
    pub upset_messages: u32,
    /// Answers that did not help, since a person was last called.
    pub not_helped: u32,
    /// Baskets the customer sent with this turn.
    pub sent: Vec<Money>,
    /// Baskets left or not yet paid.
    pub baskets: Vec<Money>,
    pub orders: u32,
    /// A payment of an order failed.
    pub order_unpaid: bool,
    pub labels: Vec<LabelId>,
    /// Nothing when the shop never said its hours.
    pub open: Option<bool>,
}

impl Facts {
    /// What the words alone tell.
    pub fn of_text(text: &str) -> Self {
        let (need, said) = (needs::need(text), phrases::said(text));
        Self {
            text: text.to_owned(),
            need,
            complains: matches!(need, Some(Need::Trouble | Need::Anger)) || said.contains(&Said::Complains),
            payment_failed: need == Some(Need::Payment) || said.contains(&Said::PaymentFailed),
            delivery_asked: need == Some(Need::Delivery)
                || said.contains(&Said::WhereIsMyOrder)
                || about_order::about_order(text) == Some(OrderQuestion::Status),
            ..Self::default()
        }
    }

    /// Whether these words are angry.
    pub fn is_upset(text: &str) -> bool {
        matches!(needs::need(text), Some(Need::Anger | Need::Trouble))
            || phrases::said(text).contains(&Said::Complains)
    }

    /// Whether and how a condition is met; `handed_over` is why a person is called anyway.
    pub(super) fn meet(&self, condition: &Condition, handed_over: Option<HandOffReason>) -> Option<Met> {
        let because = |reason: HandOffReason| handed_over == Some(reason);
        let now = |is_so: bool| is_so.then_some(Met::Now);
        let standing = |is_so: bool| is_so.then_some(Met::Standing);
        match condition {
            Condition::Basket { at_least, currency } => {
                let is_worth = |basket: &Money| basket.currency == *currency && basket.amount >= *at_least;
                now(self.sent.iter().any(is_worth)).or_else(|| standing(self.baskets.iter().any(is_worth)))
            }
            Condition::Orders { at_least } => standing(self.orders >= *at_least),
            Condition::PaymentFailed {} => now(self.payment_failed || because(HandOffReason::FailedPayment))
                .or_else(|| standing(self.order_unpaid)),
            Condition::Complaint {} => now(self.complains || because(HandOffReason::Complaint)),
            Condition::DeliveryAsked {} => {
                now(self.delivery_asked || because(HandOffReason::DeliveryPromise))
            }
            Condition::NotHelped { times } => {
                now(self.not_helped >= *times || (*times <= 2 && because(HandOffReason::FailedTwice)))
            }
            Condition::Upset { messages } => now(self.upset_messages >= *messages),
            Condition::Words { words } => {
                let said = tokens(&self.text);
                let phrases = words.iter().filter_map(|word| Phrase::read(word).ok());
                now(phrases.into_iter().any(|phrase| phrase.stands_in(&said)))
            }
            Condition::Label { label_id } => standing(self.labels.contains(label_id)),
            Condition::Closed {} => standing(self.open == Some(false)),
        }
    }
}
