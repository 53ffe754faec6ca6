//! What is known of a turn before it is answered: its words, the customer's orders and baskets, the labels, the hours.

use std::borrow::Cow;
use std::time::Duration;

use super::store::{self, PastTurn};
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, Id, LabelId, MessageId, lowest};
use crate::inbox::{Direction, Message, MessageKind};
use crate::orders::{Book, OrderState, Orders};
use crate::replies::gaps::group;
use crate::replies::question::signals::{Facts, Fired, Judge};
use crate::replies::turn::Turn;
use crate::replies::types::DecisionKind;
use crate::storage::{ReadConn, StorageError};

/// How long a rule rests that was met by what was so before; and how long an answer that did not help is remembered.
pub(super) const REST: Duration = Duration::from_hours(24);
/// How long a basket counts, and a payment that failed.
const BASKET_COUNTS: Duration = Duration::from_hours(7 * 24);
const UNPAID_COUNTS: Duration = Duration::from_hours(14 * 24);
/// Turns of the last day looked at, and messages of the customer whose mood counts.
const MOST_OF_DAY: u32 = 50;
pub(super) const MOOD_MESSAGES: usize = 6;

/// What of a turn is looked at.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    text: String,
    conversation: ConversationId,
    contact: ContactId,
    labels: Vec<LabelId>,
    messages: Vec<MessageId>,
    /// Messages that hold a basket.
    baskets: Vec<MessageId>,
    /// Each message of this turn, and what the customer said before, oldest first.
    now: Vec<String>,
    before: Vec<String>,
}

impl Asked {
    pub fn of(turn: &Turn) -> Self {
        let said = |messages: &[Message]| -> Vec<String> {
            let heard = messages.iter().filter(|message| message.direction == Direction::In);
            heard.filter_map(|message| message.said().map(Cow::into_owned)).collect()
        };
        let is_basket = |message: &&Message| message.kind == MessageKind::Order;
        Self {
            text: turn.question.text.clone(),
            conversation: turn.conversation.id,
            contact: turn.conversation.contact.id,
            labels: turn.conversation.labels.iter().map(|label| label.id).collect(),
            messages: turn.message_ids(),
            baskets: turn.messages.iter().filter(is_basket).map(|message| message.id).collect(),
            now: said(&turn.messages),
            before: said(&turn.history),
        }
    }
}

/// The rules, held against a turn. Nothing is looked up for a shop without rules.
pub(super) fn judge(
    conn: &ReadConn,
    orders: &Orders,
    asked: &Asked,
    now: Timestamp,
) -> Result<Judge, StorageError> {
    let rules = store::rules(conn)?;
    if rules.is_empty() {
        return Ok(Judge::default());
    }
    let past = store::turns_of(conn, asked.conversation, now.minus(REST), MOST_OF_DAY)?;
    let mut sent = Vec::new();
    for message in &asked.baskets {
        sent.extend(orders.basket_in(conn, *message)?);
    }
    let book = orders.book_of(conn, asked.contact)?;
    let mut facts = Facts {
        upset_messages: upset(&asked.now, &asked.before),
        not_helped: not_helped(&past, &asked.text, asked.before.last().map(String::as_str)),
        sent,
        baskets: orders.baskets_left(conn, asked.contact, now.minus(BASKET_COUNTS))?,
        labels: asked.labels.clone(),
        open: accounts::is_open(&accounts::shop(conn)?, now),
        ..Facts::of_text(&asked.text)
    };
    know_orders(&mut facts, &book, now);
    let fired = fired(conn, asked.conversation, &asked.messages, now)?;
    Ok(Judge::new(rules, facts, fired, asked.messages.clone()))
}

/// Which rules the thread met within a day, and those that this very turn met however long ago.
pub(super) fn fired(
    conn: &ReadConn,
    conversation: ConversationId,
    turn: &[MessageId],
    now: Timestamp,
) -> Result<Vec<Fired>, StorageError> {
    // A run follows its messages.
    let rested = lowest(now.minus(REST));
    let since = turn.iter().map(|message| message.as_i64()).fold(rested, i64::min);
    let mut fired = store::fired(conn, conversation, since)?;
    fired.retain(|(run, fired)| run.as_i64() > rested || turn.contains(&fired.up_to));
    Ok(fired.into_iter().map(|(_, fired)| fired).collect())
}

/// The rules, held against words alone.
pub(super) fn alone(conn: &ReadConn, text: &str, now: Timestamp) -> Result<Judge, StorageError> {
    let open = accounts::is_open(&accounts::shop(conn)?, now);
    let facts = Facts { open, ..Facts::of_text(text) };
    Ok(Judge::new(store::rules(conn)?, facts, Vec::new(), Vec::new()))
}

/// What the order book says as of a moment. A state that came later counts as not yet there.
pub(super) fn know_orders(facts: &mut Facts, book: &Book, at: Timestamp) {
    for (order, _) in book.orders.iter().filter(|(order, _)| order.placed_at <= at) {
        let state = if order.state_at <= at { order.state } else { OrderState::Placed };
        match state {
            OrderState::Placed => {
                facts.orders += 1;
                if at.since(order.placed_at) <= BASKET_COUNTS {
                    facts.baskets.push(order.money(order.total));
                }
            }
            OrderState::Paid | OrderState::Shipped | OrderState::Delivered => facts.orders += 1,
            OrderState::PaymentFailed => {
                facts.order_unpaid |= at.since(order.state_at) <= UNPAID_COUNTS;
                if at.since(order.placed_at) <= BASKET_COUNTS {
                    facts.baskets.push(order.money(order.total));
                }
            }
            OrderState::Cancelled | OrderState::Refunded => {}
        }
    }
}

/// Angry messages among the last, when one of this turn is angry.
pub(super) fn upset(now: &[String], before: &[String]) -> u32 {
    let angry = |said: &[String]| said.iter().filter(|text| Facts::is_upset(text)).count();
    let here = angry(now);
    let earlier = &before[before.len().saturating_sub(MOOD_MESSAGES.saturating_sub(now.len()))..];
    let all = if here == 0 { 0 } else { here + angry(earlier) };
    u32::try_from(all).unwrap_or(u32::MAX)
}

/// Answers that did not help since a person was last called: those declined, and the last one when the same is asked once more.
/// The newest turn first.
pub(super) fn not_helped(past: &[PastTurn], asked: &str, asked_before: Option<&str>) -> u32 {
    let since_called = || past.iter().take_while(|turn| turn.decision != Some(DecisionKind::HandOff));
    let declined = since_called().filter(|turn| turn.decision == Some(DecisionKind::Decline)).count();
    let answered = since_called().next().is_some_and(|turn| turn.decision == Some(DecisionKind::Send));
    let again = answered && asked_before.is_some_and(|before| group::is_alike(asked, before));
    u32::try_from(declined + usize::from(again)).unwrap_or(u32::MAX)
}
