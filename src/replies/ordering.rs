//! Questions about a customer's own order: heard, looked up in the book of that customer alone, and decided.
//!
//! Works without a model; a model may hear the question, and never says the answer.

use super::answer::claim_check::{self, Context, Passage};
use super::answer::intent::Understood;
use super::decide::{orders as rules, rules as first_rules};
use super::question::Question;
use super::question::about_order::{self, OrderQuestion};
use super::question::needs::{self, Need};
use super::question::offer::{self, Reply};
use super::question::phrases::Said;
use super::runs::trace::{FoundPassage, Trace};
use super::types::{Decision, Intent, RepeatOrder, StepName, Told};
use crate::inbox::HandOffReason;
use crate::orders::Orders;
use crate::storage::{Db, ReadConn, StorageError};

/// Looks orders up. One for each run.
#[derive(Clone, Copy)]
pub(super) struct Bookkeeper<'a> {
    pub db: &'a Db,
    pub orders: &'a Orders,
}

/// What a message asks about an order, where nothing more urgent stands in it.
fn heard(asked: &Question) -> Option<OrderQuestion> {
    match needs::need(&asked.text) {
        None | Some(Need::Delivery) => about_order::about_order(&asked.text),
        Some(
            Need::Safety
            | Need::Medical
            | Need::Legal
            | Need::Payment
            | Need::Trouble
            | Need::Anger
            | Need::Person
            | Need::BigOrder,
        ) => None,
    }
}

/// An order taken back, or the last one wanted otherwise, where nothing more urgent is said: no passage answers that.
fn is_a_persons(asked: &Question) -> bool {
    matches!(needs::need(&asked.text), None | Some(Need::Delivery))
        && (about_order::calls_off(&asked.text) || about_order::again_otherwise(&asked.text))
}

impl Bookkeeper<'_> {
    /// What is plain without a model: a question about the customer's own order, or their word on one proposed again.
    pub async fn at_first_sight(
        self,
        asked: &Question,
        said: &[Said],
        trace: &mut Trace,
    ) -> Result<Option<Decision>, StorageError> {
        if first_rules::comes_first(asked, said) {
            return Ok(None);
        }
        if let Some(decision) = self.reply_to_proposal(asked).await? {
            return Ok(Some(decision));
        }
        match heard(asked) {
            Some(what) => self.decide(asked, what, trace).await,
            None => Ok(is_a_persons(asked).then(|| Decision::hand_off(HandOffReason::OrderRequest))),
        }
    }

    /// What a model heard: the same, unless somebody is upset or the message is a person's to see to.
    pub async fn as_understood(
        self,
        asked: &Question,
        understood: &Understood,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, StorageError> {
        match understood.order {
            Some(what) if !understood.upset && !about_order::is_refused(&asked.text) => {
                self.decide(asked, what, trace).await
            }
            Some(_) | None => Ok(None),
        }
    }

    /// Nothing when the shop keeps no order book, or nobody knows who asks.
    async fn decide(
        self,
        asked: &Question,
        what: OrderQuestion,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, StorageError> {
        let Some((contact, _)) = asked.customer else { return Ok(None) };
        let began = trace.now();
        let orders = self.orders.clone();
        let book = self.db.read::<_, StorageError>(move |conn| orders.book_of(conn, contact)).await?;
        let Some(decision) = rules::decide(asked, what, &book) else { return Ok(None) };
        trace.intent = Some(Intent::Order);
        trace.step(StepName::Understand, began, what.as_str());
        if let Some(text) = words(&decision) {
            note(asked, text, trace);
        }
        Ok(Some(decision))
    }

    /// The customer's yes or no to an order proposed again, where their yes is enough.
    async fn reply_to_proposal(self, asked: &Question) -> Result<Option<Decision>, StorageError> {
        let by_customer = asked.repeat_order == RepeatOrder::Customer;
        let Some((contact, conversation)) = asked.customer else { return Ok(None) };
        if !by_customer || !asked.shop_asked || asked.declined_before {
            return Ok(None);
        }
        let Some(reply) = offer::reply_to_offer(&asked.text) else { return Ok(None) };
        let orders = self.orders.clone();
        let look = move |conn: &ReadConn| {
            let Some(open) = orders.open_proposal(conn, conversation)? else { return Ok(None) };
            Ok::<_, StorageError>(Some((open, orders.book_of(conn, contact)?)))
        };
        let Some((open, book)) = self.db.read(look).await? else { return Ok(None) };
        let repeated = book.orders.iter().find(|(order, _)| order.id == open.repeats);
        let Some((repeated, _)) = repeated.filter(|(order, _)| order.may_be_repeated()) else {
            return Ok(Some(Decision::hand_off(HandOffReason::OrderRequest)));
        };
        let agreed = reply == Reply::Yes;
        let text = rules::settled(asked, repeated, agreed);
        Ok(Some(Decision::Settle { proposal: open.id, agreed, text }))
    }
}

/// What the customer will read of it.
fn words(decision: &Decision) -> Option<&str> {
    match decision {
        Decision::Send(answer) | Decision::SendPartly(answer) => Some(&answer.text),
        Decision::Repeat { text, .. }
        | Decision::Settle { text, .. }
        | Decision::HandOff { told: Told::Words(text) | Told::After(text), .. } => Some(text),
        Decision::DeclineSaying(_)
        | Decision::DeclineAfter(_)
        | Decision::Decline
        | Decision::HandOff {
            told: Told::Nothing | Told::ThatSomebodyComes | Told::ThatItCannotBeOpened | Told::ToCallForHelp,
            ..
        }
        | Decision::Silent => None,
    }
}

/// The book's lines are the records the answer is held against, for this run and so for this customer alone.
fn note(asked: &Question, text: &str, trace: &mut Trace) {
    let passage = Passage { id: "order_book", title: "Order book", question: None, text, cited: true };
    let context = Context { language: Some(asked.tag()), question: &asked.text, ..Context::default() };
    trace.checks = claim_check::check(text, &[passage], &context).sentences;
    trace.text = Some(text.to_owned());
    trace.passages = vec![FoundPassage {
        source_id: None,
        chunk_id: None,
        title: "Order book".to_owned(),
        passage: text.to_owned(),
        support: 1.0,
        cited: true,
    }];
}
