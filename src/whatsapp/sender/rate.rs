//! How fast a number may send, and how fast to one customer: Meta's limits, kept before Meta has to say so.
//!
//! Counted in time that only goes forward, so a wall clock that jumps makes nobody wait. Lives in memory: after a
//! restart Meta's own refusal (131056, 130429) is the second line. Knows nothing of messages.

use std::collections::VecDeque;
use std::time::Duration;

use crate::whatsapp::types::Throughput;

/// A moment of the monotonic clock, since the program started.
pub(super) type Tick = Duration;

/// What Meta counts a number's rate over.
const WINDOW: Duration = Duration::from_secs(1);
/// A loop that woke late catches up by this much.
const CATCHES_UP: Duration = Duration::from_millis(20);

/// To one customer: a message every 6 seconds, in the long run.
const PAIR_EVERY: Duration = Duration::from_secs(6);
/// Messages to one customer that may run ahead of that.
const PAIR_AHEAD: u32 = 45;

/// What a level allows, in messages a second.
struct Allowed {
    /// As many as Meta takes in one second.
    all: u32,
    /// As many of the program's own go at once after a rest; what is left of the second is for people of the shop,
    /// who never wait behind a burst.
    burst: u32,
}

const fn allows(level: Throughput) -> Allowed {
    let burst = match level {
        Throughput::Standard => 60,
        Throughput::High => 960,
        Throughput::SharedWithPhone => 14,
    };
    Allowed { all: level.messages_a_second(), burst }
}

/// The stream of one number: never more than its level in any one second. After a rest a whole second's worth may go
/// at once; while messages keep waiting they go evenly, so that the next place is never far.
#[derive(Debug, Default)]
pub(super) struct Stream {
    level: Throughput,
    /// When each message of the last second left.
    left: VecDeque<Tick>,
    /// When the even pace will have caught up with what left.
    even: Tick,
    /// A burst used its places up: the program's own messages go at the even pace until the stream has rested.
    pressed: bool,
}

impl Stream {
    /// The level Meta reports, from now on.
    pub fn set_level(&mut self, level: Throughput) {
        self.level = level;
    }

    /// From when the next message may go; `now` means at once.
    pub fn next_place(&mut self, now: Tick, by_person: bool) -> Tick {
        self.forget_what_is_past(now);
        let Allowed { all, burst } = allows(self.level);
        self.pressed |= self.left.len() >= burst as usize;
        let even = if self.pressed && !by_person { self.even } else { now };
        self.free_from(all as usize).max(even).max(now)
    }

    /// A message leaves.
    pub fn leave(&mut self, now: Tick) {
        self.forget_what_is_past(now);
        self.left.push_back(now);
        self.even = self.even.max(now.saturating_sub(CATCHES_UP)) + WINDOW / allows(self.level).all;
    }

    /// From when fewer than `places` left in the second before.
    fn free_from(&self, places: usize) -> Tick {
        match self.left.len().checked_sub(places) {
            Some(over) => self.left.get(over).map_or(Tick::ZERO, |left| *left + WINDOW),
            None => Tick::ZERO,
        }
    }

    fn forget_what_is_past(&mut self, now: Tick) {
        while self.left.front().is_some_and(|left| *left + WINDOW <= now) {
            self.left.pop_front();
        }
        if self.left.is_empty() {
            self.even = now;
            self.pressed = false;
        }
    }
}

/// The stream to one customer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    /// When it will have caught up with what left.
    caught_up: Tick,
}

impl Pair {
    /// From when the next message may go.
    pub fn next_place(self) -> Tick {
        self.caught_up.saturating_sub(PAIR_EVERY * (PAIR_AHEAD - 1))
    }

    /// A message leaves.
    pub fn leave(&mut self, now: Tick) {
        self.caught_up = self.caught_up.max(now) + PAIR_EVERY;
    }

    /// Whether it has caught up, so that nothing of it need be remembered.
    pub fn is_at_rest(self, now: Tick) -> bool {
        self.caught_up <= now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Tick = Duration::from_secs(100);

    /// Lets a stream with a backlog send for a while; when each message left.
    fn run(stream: &mut Stream, from: Tick, until: Tick) -> Vec<Tick> {
        let (mut now, mut left) = (from, Vec::new());
        loop {
            now = stream.next_place(now, false).max(now);
            if now >= until {
                return left;
            }
            stream.leave(now);
            left.push(now);
        }
    }

    fn most_in_a_second(left: &[Tick]) -> usize {
        let within = |first: usize| left[first..].iter().take_while(|at| **at < left[first] + WINDOW).count();
        (0..left.len()).map(within).max().unwrap_or(0)
    }

    #[test]
    fn no_second_has_more_than_the_level_and_a_backlog_goes_evenly() {
        for (level, a_second) in
            [(Throughput::Standard, 80), (Throughput::High, 1_000), (Throughput::SharedWithPhone, 20)]
        {
            let mut stream = Stream::default();
            stream.set_level(level);
            let left = run(&mut stream, START, START + Duration::from_secs(10));
            assert!(most_in_a_second(&left) <= a_second, "{level:?}");
            assert!(left.len() >= a_second * 9, "{level:?}: {} in ten seconds", left.len());
            let later: Vec<_> = left.iter().filter(|at| **at > START + Duration::from_secs(2)).collect();
            let longest =
                later.windows(2).map(|pair| (*pair[1]).checked_sub(*pair[0]).unwrap()).max().unwrap();
            assert!(longest <= WINDOW / allows(level).all * 2, "{level:?}: a pause of {longest:?}");
        }
    }

    #[test]
    fn people_have_places_of_their_own_in_a_second_that_is_full() {
        let mut stream = Stream::default();
        while stream.next_place(START, false) <= START {
            stream.leave(START);
        }
        for _ in 0..20 {
            assert!(stream.next_place(START, true) <= START);
            stream.leave(START);
        }
        assert_eq!(stream.next_place(START, true), START + WINDOW, "the level is kept by people too");
    }

    #[test]
    fn after_a_rest_a_second_s_worth_goes_at_once_again() {
        let mut stream = Stream::default();
        run(&mut stream, START, START + Duration::from_secs(3));
        let rested = START + Duration::from_secs(10);
        let at_once = run(&mut stream, rested, rested + Duration::from_millis(1));
        assert_eq!(at_once.len(), 60);
    }

    #[test]
    fn forty_five_go_to_one_customer_at_once_and_then_one_every_six_seconds() {
        let mut pair = Pair::default();
        for _ in 0..45 {
            assert!(pair.next_place() <= START);
            pair.leave(START);
        }
        for n in 1..4 {
            let next = pair.next_place();
            assert_eq!(next, START + Duration::from_secs(6 * n));
            pair.leave(next);
        }
        assert!(!pair.is_at_rest(START) && pair.is_at_rest(START + Duration::from_mins(10)));
    }
}
