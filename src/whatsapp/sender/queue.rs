//! Which message of a number goes next: the most urgent that may go now, fair among customers, in order within one.
//!
//! Holds what waits, not what it says. One conversation has one message on its way at a time. A message that waits for
//! its undo holds back what was written after it; one that waits after a refusal holds back only what is no more
//! urgent. The truth is in the database: this can be thrown away and read again at any time.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::rate::{Pair, Stream, Tick};
use crate::ids::{ConversationId, MessageId};

/// How urgent a message is; the first goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::whatsapp) enum Urgency {
    /// A person of the shop wrote it.
    Person,
    /// A customer waits for it.
    Answer,
    /// Broadcasts, and what programs start.
    Rest,
}

/// Calls to Meta that one number has under way at once. What is less urgent may use a part of them only, so that a
/// slow Meta never makes a person wait behind a broadcast.
const CALLS_AT_ONCE: usize = 400;
const CALLS_OF_ANSWERS: usize = 360;
const CALLS_OF_THE_REST: usize = 200;

/// Conversations remembered before those at rest are forgotten.
const REMEMBERED: usize = 10_000;

impl Urgency {
    const ALL: [Self; 3] = [Self::Person, Self::Answer, Self::Rest];

    const fn calls(self) -> usize {
        match self {
            Self::Person => CALLS_AT_ONCE,
            Self::Answer => CALLS_OF_ANSWERS,
            Self::Rest => CALLS_OF_THE_REST,
        }
    }

    const fn place(self) -> usize {
        match self {
            Self::Person => 0,
            Self::Answer => 1,
            Self::Rest => 2,
        }
    }
}

/// A message that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) struct Waiting {
    pub message: MessageId,
    pub conversation: ConversationId,
    pub urgency: Urgency,
    /// Not before this.
    pub from: Tick,
    /// It waits after a try that surely sent nothing.
    pub refused: bool,
    /// It may bring a file, which is uploaded before it is sent.
    pub may_have_file: bool,
}

/// What can be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    Send(Waiting),
    /// Nothing may go before this.
    Wait(Tick),
    /// Nothing waits, or only what follows something that is under way.
    Nothing,
}

/// What waits to leave over one number.
#[derive(Debug, Default)]
pub(super) struct Queue {
    pub stream: Stream,
    threads: HashMap<ConversationId, Thread>,
    /// Conversations that may send now, by urgency; each takes its turn.
    turns: [VecDeque<(ConversationId, u64)>; 3],
    /// Conversations that may send later.
    asleep: BTreeSet<(Tick, ConversationId, u64)>,
    /// Every message that waits or is under way.
    known: HashSet<MessageId>,
    under_way: usize,
    tickets: u64,
    /// Conversations kept in mind before those at rest are looked for.
    remembered: usize,
}

#[derive(Debug, Default)]
struct Thread {
    waiting: VecDeque<Waiting>,
    pair: Pair,
    under_way: bool,
    /// The place it has among the turns or the sleepers; older ones are void.
    ticket: u64,
}

impl Thread {
    /// The place of the message that goes next: the first, or a more urgent one while the first waits after a refusal.
    fn next(&self, now: Tick) -> Option<usize> {
        let first = self.waiting.front()?;
        if !first.refused || first.from <= now {
            return Some(0);
        }
        let ahead = self.waiting.iter().position(|other| other.urgency < first.urgency && !other.refused);
        Some(ahead.unwrap_or(0))
    }

    /// Whether nothing of it need be remembered.
    fn is_at_rest(&self, now: Tick) -> bool {
        !self.under_way && self.waiting.is_empty() && self.pair.is_at_rest(now)
    }

    /// How urgent it is that this conversation gets on.
    fn urgency(&self) -> Option<Urgency> {
        self.waiting.iter().map(|waiting| waiting.urgency).min()
    }
}

impl Queue {
    /// A message waits; nothing happens when it is known already.
    pub fn add(&mut self, waiting: Waiting, now: Tick) {
        if self.known.insert(waiting.message) {
            self.forget_the_rested(now);
            self.threads.entry(waiting.conversation).or_default().waiting.push_back(waiting);
            self.place(waiting.conversation, now);
        }
    }

    /// Takes the next message that may go. It is under way until [`Queue::done`] or [`Queue::again`].
    pub fn next(&mut self, now: Tick) -> Next {
        self.wake(now);
        let Some((urgency, conversation)) = self.most_urgent() else {
            return self.asleep.first().map_or(Next::Nothing, |(at, ..)| Next::Wait(*at));
        };
        let place = self.stream.next_place(now, urgency == Urgency::Person);
        if place > now {
            return Next::Wait(place);
        }
        self.turns[urgency.place()].pop_front();
        let Some(thread) = self.threads.get_mut(&conversation) else { return Next::Nothing };
        let taken = thread.next(now).and_then(|at| thread.waiting.remove(at));
        let Some(taken) = taken else { return Next::Nothing };
        thread.under_way = true;
        thread.pair.leave(now);
        self.stream.leave(now);
        self.under_way += 1;
        Next::Send(taken)
    }

    /// A message that was under way has left, or never will.
    pub fn done(&mut self, message: MessageId, conversation: ConversationId, now: Tick) {
        self.known.remove(&message);
        self.came_back(conversation, None, now);
    }

    /// A message that was under way surely did not leave: it waits again, before what was written after it.
    pub fn again(&mut self, waiting: Waiting, now: Tick) {
        self.came_back(waiting.conversation, Some(waiting), now);
    }

    /// Forgets what waits; what is under way comes back all the same.
    pub fn forget_waiting(&mut self) {
        for thread in self.threads.values_mut() {
            for waiting in thread.waiting.drain(..) {
                self.known.remove(&waiting.message);
            }
        }
        self.turns.iter_mut().for_each(VecDeque::clear);
        self.asleep.clear();
    }

    /// When a message may go as things stand; `None` when it is not known or under way.
    pub fn expected(&self, conversation: ConversationId, message: MessageId) -> Option<Tick> {
        let thread = self.threads.get(&conversation)?;
        let waiting = thread.waiting.iter().find(|waiting| waiting.message == message)?;
        Some(waiting.from.max(thread.pair.next_place()))
    }

    fn forget_the_rested(&mut self, now: Tick) {
        if self.threads.len() > self.remembered.max(REMEMBERED) {
            self.threads.retain(|_, thread| !thread.is_at_rest(now));
            self.remembered = self.threads.len() * 2;
        }
    }

    fn came_back(&mut self, conversation: ConversationId, again: Option<Waiting>, now: Tick) {
        self.under_way = self.under_way.saturating_sub(1);
        let Some(thread) = self.threads.get_mut(&conversation) else { return };
        thread.under_way = false;
        if let Some(waiting) = again {
            thread.waiting.push_front(waiting);
        }
        self.place(conversation, now);
    }

    /// Gives a conversation its place: among the turns, among the sleepers, or none.
    fn place(&mut self, conversation: ConversationId, now: Tick) {
        let Some(thread) = self.threads.get_mut(&conversation) else { return };
        if thread.under_way {
            return;
        }
        let Some(next) = thread.next(now).and_then(|at| thread.waiting.get(at)) else {
            if thread.is_at_rest(now) {
                self.threads.remove(&conversation);
            }
            return;
        };
        let Some(urgency) = thread.urgency() else { return };
        let at = next.from.max(thread.pair.next_place());
        self.tickets += 1;
        thread.ticket = self.tickets;
        if at <= now {
            self.turns[urgency.place()].push_back((conversation, self.tickets));
        } else {
            self.asleep.insert((at, conversation, self.tickets));
        }
    }

    /// Sleepers whose time has come stand among the turns again.
    fn wake(&mut self, now: Tick) {
        while let Some((at, conversation, ticket)) = self.asleep.first().copied() {
            let void = self.threads.get(&conversation).is_none_or(|thread| thread.ticket != ticket);
            if at > now && !void {
                return;
            }
            self.asleep.pop_first();
            if !void {
                self.place(conversation, now);
            }
        }
    }

    /// The first conversation of the most urgent kind that has calls left.
    fn most_urgent(&mut self) -> Option<(Urgency, ConversationId)> {
        for urgency in Urgency::ALL {
            if self.under_way >= urgency.calls() {
                continue;
            }
            while let Some((conversation, ticket)) = self.turns[urgency.place()].front().copied() {
                if self.threads.get(&conversation).is_some_and(|thread| thread.ticket == ticket) {
                    return Some((urgency, conversation));
                }
                self.turns[urgency.place()].pop_front();
            }
        }
        None
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
