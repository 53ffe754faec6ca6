//! How fast may we send: Meta's limit to one customer and for one number, kept before Meta has to say so.
//!
//! A place in the stream is reserved once per message and kept until it is used, so waiting costs one retry at most.
//! Lives in memory: after a restart Meta's own refusal (131056, 130429) is the second line.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ContactId, MessageId};

/// To one customer: a message every 6 seconds, up to 45 ahead of that.
const PAIR: Rate = Rate { every: Duration::from_secs(6), burst: 45 };
/// From one number: 80 messages a second.
const NUMBER: Rate = Rate { every: Duration::from_micros(12_500), burst: 80 };
/// From a number that is on the phone's app as well: 20 messages a second.
const SHARED_NUMBER: Rate = Rate { every: Duration::from_millis(50), burst: 20 };
/// Customers remembered before those long at rest are forgotten.
const REMEMBERED: usize = 10_000;

#[derive(Clone, Copy)]
struct Rate {
    every: Duration,
    burst: u32,
}

/// Gives out places. Shared by all deliveries.
#[derive(Default)]
pub struct Pacing {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// When each stream will have caught up with what was reserved, in microseconds since 1970.
    pairs: HashMap<ContactId, i64>,
    numbers: HashMap<ConnectionId, i64>,
    reserved: HashMap<MessageId, Timestamp>,
}

impl Pacing {
    /// `None` when the message may go now; else the time of its reserved place.
    pub fn wait(
        &self,
        message: MessageId,
        contact: ContactId,
        connection: ConnectionId,
        shared_with_phone: bool,
        now: Timestamp,
    ) -> Option<Timestamp> {
        let state = &mut *self.state.lock();
        let at = state.reserved.get(&message).copied().unwrap_or_else(|| {
            let pair = PAIR.reserve(state.pairs.entry(contact).or_default(), now);
            let rate = if shared_with_phone { SHARED_NUMBER } else { NUMBER };
            let number = rate.reserve(state.numbers.entry(connection).or_default(), now);
            pair.max(number)
        });
        if at > now {
            state.reserved.insert(message, at);
            return Some(at);
        }
        state.reserved.remove(&message);
        state.forget_the_rested(now);
        None
    }
}

impl State {
    fn forget_the_rested(&mut self, now: Timestamp) {
        if self.pairs.len() > REMEMBERED {
            self.pairs.retain(|_, caught_up| *caught_up > micros(now));
        }
        if self.reserved.len() > REMEMBERED {
            self.reserved.retain(|_, at| *at > now);
        }
    }
}

impl Rate {
    /// Takes the next place: each costs `every`, and a rested stream may run `burst` places ahead.
    fn reserve(self, caught_up: &mut i64, now: Timestamp) -> Timestamp {
        let every = i64::try_from(self.every.as_micros()).unwrap_or(i64::MAX);
        let ahead = every * i64::from(self.burst - 1);
        let start = (*caught_up).max(micros(now));
        *caught_up = start + every;
        let at = (start - ahead).max(micros(now));
        Timestamp::from_millis(at.div_euclid(1000) + i64::from(at.rem_euclid(1000) > 0))
    }
}

fn micros(moment: Timestamp) -> i64 {
    moment.as_millis().saturating_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn wait(pacing: &Pacing, message: i64, contact: i64, now: Timestamp) -> Option<Timestamp> {
        pacing.wait(MessageId::new(message), ContactId::new(contact), ConnectionId::new(1), false, now)
    }

    #[test]
    fn forty_five_go_at_once_and_then_one_every_six_seconds() {
        let pacing = Pacing::default();
        for message in 0..45 {
            assert_eq!(wait(&pacing, message, 1, START), None, "message {message}");
        }
        let next = wait(&pacing, 45, 1, START).unwrap();
        assert_eq!(next, START.plus(Duration::from_secs(6)));
        assert_eq!(wait(&pacing, 45, 1, START), Some(next), "a reservation is kept");
        assert_eq!(wait(&pacing, 46, 1, START), Some(START.plus(Duration::from_secs(12))));
        assert_eq!(wait(&pacing, 47, 2, START), None, "another customer does not wait");
        assert_eq!(wait(&pacing, 45, 1, next), None);
    }

    #[test]
    fn a_number_sends_no_more_than_eighty_a_second() {
        let pacing = Pacing::default();
        let waits: Vec<_> = (0..160).filter_map(|n| wait(&pacing, n, n, START)).collect();
        assert_eq!(waits.len(), 80);
        assert_eq!(waits.last(), Some(&START.plus(Duration::from_secs(1))));
    }

    #[test]
    fn a_number_shared_with_the_phone_sends_no_more_than_twenty_a_second() {
        let pacing = Pacing::default();
        let ask =
            |n: i64| pacing.wait(MessageId::new(n), ContactId::new(n), ConnectionId::new(1), true, START);
        let waits: Vec<_> = (0..40).filter_map(ask).collect();
        assert_eq!((waits.len(), waits.last()), (20, Some(&START.plus(Duration::from_secs(1)))));
    }
}
