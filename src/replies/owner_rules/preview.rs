//! What a rule would have done in the last 30 days, told from the turns that are kept.
//!
//! Labels are as they are today, because nobody keeps when they came; everything else is as of each turn.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use serde::Serialize;
use utoipa::ToSchema;

use super::gather::{self, MOOD_MESSAGES, REST};
use super::store::{self, PastTurn};
use super::{BACK, MOST_TURNS};
use crate::accounts::{self, Shop};
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, RunId};
use crate::inbox;
use crate::orders::{Book, Orders};
use crate::replies::past_words::past_message;
use crate::replies::question::signals::{Facts, Fired, Judge, Rule};
use crate::replies::types::{DecisionKind, RuleDeed};
use crate::storage::{ReadConn, StorageError};

/// Turns shown, and characters of each.
const MOST_EXAMPLES: usize = 5;
const LONGEST_EXAMPLE: usize = 200;

/// What a rule would have done.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = HandOverPreview)]
pub(super) struct Effect {
    /// Turns looked at.
    turns: u32,
    /// Days they lie in.
    days: u32,
    /// Turns that met the rule.
    met: u32,
    /// Of these, how many a person was called for anyway.
    called_anyway: u32,
    conversations: u32,
    /// The newest first.
    examples: Vec<Example>,
}

/// A turn that met the rule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = HandOverExample)]
struct Example {
    conversation_id: ConversationId,
    run_id: RunId,
    text: String,
    at: Timestamp,
}

/// A turn of the past that meets a rule.
pub(in crate::replies) struct Met {
    pub conversation: ConversationId,
    pub run: RunId,
    pub text: String,
    pub at: Timestamp,
    /// A person was called.
    pub handed_over: bool,
}

/// What was looked at, and what of it meets a rule, in the order it came.
pub(in crate::replies) struct Replayed {
    pub turns: u32,
    pub days: u32,
    pub met: Vec<Met>,
}

/// What a rule would have done in the last 30 days.
pub(super) fn effect(
    conn: &ReadConn,
    orders: &Orders,
    rule: Rule,
    now: Timestamp,
) -> Result<Effect, StorageError> {
    let Replayed { turns, days, met } = replay(conn, orders, rule, now)?;
    let conversations: BTreeSet<_> = met.iter().map(|met| met.conversation).collect();
    let example = |met: &Met| Example {
        conversation_id: met.conversation,
        run_id: met.run,
        text: met.text.clone(),
        at: met.at,
    };
    Ok(Effect {
        turns,
        days,
        met: count(met.len()),
        called_anyway: count(met.iter().filter(|met| met.handed_over).count()),
        conversations: count(conversations.len()),
        examples: met.iter().rev().take(MOST_EXAMPLES).map(example).collect(),
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Holds the rule against every turn of the last 30 days, in the order they came.
pub(in crate::replies) fn replay(
    conn: &ReadConn,
    orders: &Orders,
    rule: Rule,
    now: Timestamp,
) -> Result<Replayed, StorageError> {
    let mut past = store::turns(conn, now.minus(BACK), MOST_TURNS)?;
    past.reverse();
    let first = past.first().map_or(now, |turn| turn.at);
    let mut replay = Replay {
        rule: Rule { active: true, deed: RuleDeed::Call, ..rule },
        shop: accounts::shop(conn)?,
        books: HashMap::new(),
        threads: BTreeMap::new(),
        met: Vec::new(),
    };
    for turn in &past {
        replay.see(conn, orders, turn)?;
    }
    let days = now.since(first).as_secs().div_ceil(Duration::from_hours(24).as_secs());
    let days = u32::try_from(days).unwrap_or(u32::MAX);
    Ok(Replayed { turns: count(past.len()), days, met: replay.met })
}

/// What happened in one conversation so far.
#[derive(Default)]
struct Thread {
    /// The newest first.
    turns: Vec<PastTurn>,
    said: Vec<String>,
    fired: Vec<(Timestamp, Fired)>,
}

struct Replay {
    rule: Rule,
    shop: Shop,
    books: HashMap<ContactId, Book>,
    threads: BTreeMap<ConversationId, Thread>,
    met: Vec<Met>,
}

impl Replay {
    fn see(&mut self, conn: &ReadConn, orders: &Orders, turn: &PastTurn) -> Result<(), StorageError> {
        let Some(message) = past_message(conn, turn.up_to)? else { return Ok(()) };
        let Some(conversation) = inbox::conversation(conn, turn.conversation)? else { return Ok(()) };
        let text = message.said().unwrap_or_default().into_owned();
        let thread = self.threads.entry(conversation.id).or_default();
        let is_recent = |past: &&PastTurn| turn.at.since(past.at) <= REST;
        let recent: Vec<PastTurn> = thread.turns.iter().take_while(is_recent).cloned().collect();
        let mut facts = Facts {
            upset_messages: gather::upset(std::slice::from_ref(&text), &thread.said),
            not_helped: gather::not_helped(&recent, &text, thread.said.last().map(String::as_str)),
            sent: orders.basket_in(conn, turn.up_to)?,
            labels: conversation.labels.iter().map(|label| label.id).collect(),
            open: accounts::is_open(&self.shop, turn.at),
            ..Facts::of_text(&text)
        };
        let book = book(&mut self.books, conn, orders, conversation.contact.id)?;
        gather::know_orders(&mut facts, book, turn.at);
        thread.fired.retain(|(at, _)| turn.at.since(*at) <= REST);
        let fired = thread.fired.iter().map(|(_, fired)| *fired).collect();
        let judge = Judge::new(vec![self.rule.clone()], facts, fired, vec![turn.up_to]);
        // Thanks and the like need nobody; whom a person was called for anyway, the rule would have sent somewhere.
        let is_met = match (turn.decision, turn.reason) {
            (Some(DecisionKind::Silent), _) => false,
            (Some(DecisionKind::HandOff), Some(reason)) => judge.takes_over(reason).is_some(),
            (
                Some(
                    DecisionKind::Send
                    | DecisionKind::Suggest
                    | DecisionKind::Decline
                    | DecisionKind::HandOff,
                )
                | None,
                _,
            ) => judge.calls().is_some(),
        };
        if is_met {
            thread.fired.push((turn.at, Fired { rule: self.rule.id, up_to: turn.up_to }));
        }
        thread.turns.insert(0, turn.clone());
        thread.said.push(text.clone());
        if thread.said.len() > MOOD_MESSAGES {
            thread.said.remove(0);
        }
        if is_met {
            let text = text.chars().take(LONGEST_EXAMPLE).collect();
            let handed_over = turn.decision == Some(DecisionKind::HandOff);
            self.met.push(Met {
                conversation: conversation.id,
                run: turn.run,
                text,
                at: turn.at,
                handed_over,
            });
        }
        Ok(())
    }
}

fn book<'a>(
    books: &'a mut HashMap<ContactId, Book>,
    conn: &ReadConn,
    orders: &Orders,
    contact: ContactId,
) -> Result<&'a Book, StorageError> {
    if let Entry::Vacant(free) = books.entry(contact) {
        free.insert(orders.book_of(conn, contact)?);
    }
    Ok(&books[&contact])
}
