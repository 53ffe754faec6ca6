//! Questions about a customer's own order: heard, looked up in the book of that customer alone, and decided.
//!
//! Works without a model; a model may hear the question, and never says the answer.

use super::answer::claim_check::{self, Context, Passage};
use super::answer::intent::Understood;
use super::decide::{order_words, orders as rules};
use super::question::Question;
use super::question::about_order::{self, CalledOff, OrderQuestion};
use super::question::needs::{self, Need};
use super::question::phrases::{self, Said};
use super::question::proposal;
use super::runs::trace::{FoundPassage, Trace};
use super::types::{Decision, Intent, RepeatOrder, StepName, Told};
use crate::inbox::HandOffReason;
use crate::llm::TurnRole;
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

/// Whether nothing more urgent is said than a word about an order.
fn is_calm(asked: &Question) -> bool {
    matches!(needs::need(&asked.text), None | Some(Need::Delivery))
}

/// A word or two that say nothing we know: greetings and questions about orders are no answer to a proposal.
fn says_nothing_else(asked: &Question) -> bool {
    let said = phrases::said(&asked.text);
    needs::need(&asked.text).is_none()
        && said.iter().all(|said| *said == Said::Thanks)
        && heard(asked).is_none()
        && !about_order::calls_off(&asked.text)
}

impl Bookkeeper<'_> {
    /// What is plain without a model: a question about the customer's own order.
    pub async fn at_first_sight(
        self,
        asked: &Question,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, StorageError> {
        if let Some(what) = heard(asked) {
            return self.decide(asked, what, trace).await;
        }
        if !is_calm(asked) {
            return Ok(None);
        }
        // No passage answers what is a person's.
        Ok(match about_order::called_off(&asked.text) {
            Some(CalledOff::Order) => Some(self.call_off(asked, trace).await?),
            Some(CalledOff::Booking) => Some(Decision::hand_off(HandOffReason::OrderChange)),
            Some(CalledOff::Why) => Some(Decision::hand_off(HandOffReason::Complaint)),
            None => about_order::again_otherwise(&asked.text)
                .then(|| Decision::hand_off(HandOffReason::OrderRequest)),
        })
    }

    /// A person is called for an order that is to be taken back or changed, and told which.
    async fn call_off(self, asked: &Question, trace: &mut Trace) -> Result<Decision, StorageError> {
        let Some((contact, _)) = asked.customer else {
            return Ok(Decision::hand_off(HandOffReason::OrderChange));
        };
        let orders = self.orders.clone();
        let book = self.db.read::<_, StorageError>(move |conn| orders.book_of(conn, contact)).await?;
        let (decision, numbers) = rules::called_off(asked, &book);
        trace.intent = Some(Intent::Order);
        trace.orders = numbers;
        if let Some(text) = words(&decision) {
            note(asked, text, trace);
        }
        Ok(decision)
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

    /// What the customer says to an order proposed again, where their yes is enough: only the answer to that very question
    /// counts, and all of the message is meant for it.
    pub async fn answer_to_proposal(
        self,
        asked: &Question,
        trace: &mut Trace,
    ) -> Result<Option<Decision>, StorageError> {
        let Some((contact, conversation)) = asked.customer else { return Ok(None) };
        let last = asked.before.last().filter(|last| last.role == TurnRole::Assistant);
        let Some(last) = last.filter(|last| order_words::asks_again(&last.text)) else { return Ok(None) };
        if asked.repeat_order != RepeatOrder::Customer {
            return Ok(None);
        }
        let orders = self.orders.clone();
        let look = move |conn: &ReadConn| {
            let Some(open) = orders.open_proposal(conn, conversation)? else { return Ok(None) };
            Ok::<_, StorageError>(Some((open, orders.book_of(conn, contact)?)))
        };
        let Some((open, book)) = self.db.read(look).await? else { return Ok(None) };
        let repeated = book.orders.iter().find(|(order, _)| order.id == open.repeats);
        let things = repeated.map(|(_, items)| items.as_slice()).unwrap_or_default();
        let things: Vec<&str> = things.iter().map(|item| item.name.as_str()).collect();
        let Some(said) = proposal::said(&asked.text, asked.tag(), &things) else { return Ok(None) };
        let to_person = Decision::hand_off(HandOffReason::OrderRequest);
        let Some((repeated, items)) = repeated.filter(|(order, _)| order.may_be_repeated()) else {
            return Ok((said != proposal::Said::Unclear).then_some(to_person));
        };
        let settle = |agreed| {
            let text = rules::settled(asked, repeated, agreed);
            Decision::Settle { proposal: open.id, agreed, text }
        };
        Ok(match said {
            proposal::Said::Yes => Some(settle(true)),
            proposal::Said::No => Some(settle(false)),
            proposal::Said::Price => {
                let answer = rules::priced(asked, repeated, items);
                note(asked, &answer.text, trace);
                Some(Decision::Send(answer))
            }
            proposal::Said::Otherwise => is_calm(asked).then_some(to_person),
            proposal::Said::Unclear if !says_nothing_else(asked) => None,
            proposal::Said::Unclear if order_words::asks_once_more(&last.text) => Some(to_person),
            proposal::Said::Unclear => Some(Decision::Send(rules::asked_again(asked))),
        })
    }
}

/// What the customer will read of it.
fn words(decision: &Decision) -> Option<&str> {
    match decision {
        Decision::Send(answer) | Decision::SendPartly(answer) => Some(&answer.text),
        Decision::Repeat { text, .. }
        | Decision::Settle { text, .. }
        | Decision::Remember { text, .. }
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
        url: None,
        chunk_id: None,
        title: "Order book".to_owned(),
        passage: text.to_owned(),
        support: 1.0,
        cited: true,
        place_before: None,
    }];
}
