//! After a run that died: which events may be read side by side, which by themselves, and which no more.
//!
//! An event's tries say at how many deaths it was there: they are written down before it is read, and only after a run
//! that died.

use crate::whatsapp::ledger::Stored;

/// How often an event may be there when the program dies, before it is read by itself.
const TOGETHER: u32 = 2;
/// How often it may be the one being read when the program dies: a power cut hits whatever is being read, and the next
/// one something else. With the deaths together fewer than the service manager's ten starts in five minutes.
const ALONE: u32 = 4;

/// Events by what they may still do.
#[derive(Default)]
pub(super) struct Trusted {
    pub together: Vec<Stored>,
    /// One by one, in this order: whatever killed goes last, so that the others are read before it kills again.
    pub alone: Vec<Stored>,
    /// The program died each time.
    pub no_more: Vec<Stored>,
}

pub(super) fn trusted(events: Vec<Stored>) -> Trusted {
    let mut sorted = Trusted::default();
    for event in events {
        match event.tries {
            0..TOGETHER => sorted.together.push(event),
            TOGETHER..LAST => sorted.alone.push(event),
            LAST.. => sorted.no_more.push(event),
        }
    }
    sorted.alone.sort_by_key(|event| event.tries);
    sorted
}

/// With so many tries an event is read no more.
const LAST: u32 = TOGETHER + ALONE;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::{ConnectionId, EventId, Id as _};

    /// Starts in five minutes after which the service manager gives up: `StartLimitBurst` of the unit file.
    const STARTS: usize = 10;

    fn event(id: i64, tries: u32) -> Stored {
        Stored {
            id: EventId::from_i64(id),
            connection: ConnectionId::from_i64(1),
            received_at: Timestamp::default(),
            tries,
            body: Vec::new(),
        }
    }

    fn ids(events: &[Stored]) -> Vec<i64> {
        events.iter().map(|event| event.id.as_i64()).collect()
    }

    /// Runs the program again and again over events of which some kill it, and gives the deaths and what was put aside.
    /// As bad as it can be: a death undoes everything read in the same breath.
    fn lives(count: i64, kills: impl Fn(i64, usize) -> bool) -> (usize, Vec<i64>) {
        let mut waiting: Vec<Stored> = (0..count).map(|id| event(id, 0)).collect();
        let (mut deaths, mut aside) = (0, Vec::new());
        for life in 0..100 {
            if waiting.is_empty() {
                return (deaths, aside);
            }
            let now = trusted(std::mem::take(&mut waiting));
            aside.extend(ids(&now.no_more));
            let mut alone = now.alone.into_iter();
            let killed = alone.find(|event| kills(event.id.as_i64(), life));
            let died = killed.is_some() || now.together.iter().any(|event| kills(event.id.as_i64(), life));
            let was_begun = killed.is_none();
            waiting.extend(killed.map(|event| Stored { tries: event.tries + 1, ..event }));
            waiting.extend(alone);
            if died {
                deaths += 1;
                let tries = u32::from(was_begun);
                let again = now.together.into_iter();
                waiting.extend(again.map(|event| Stored { tries: event.tries + tries, ..event }));
            }
        }
        panic!("it dies for ever");
    }

    #[test]
    fn events_are_read_side_by_side_then_alone_then_no_more() {
        let sorted = trusted((0..8).map(|tries| event(i64::from(tries), 7 - tries)).collect());
        assert_eq!(ids(&sorted.together), [6, 7], "at no death or one");
        assert_eq!(ids(&sorted.alone), [5, 4, 3, 2], "whatever killed most goes last");
        assert_eq!(ids(&sorted.no_more), [0, 1]);
    }

    #[test]
    fn what_kills_each_time_is_put_aside_before_the_service_manager_gives_up_and_costs_no_other() {
        for killer in [0, 5, 127] {
            let (deaths, aside) = lives(128, |id, _| id == killer);
            assert_eq!(aside, [killer]);
            assert!(deaths < STARTS, "{deaths} deaths");
        }
    }

    #[test]
    fn two_that_kill_are_put_aside_and_everything_else_is_read() {
        let (_, mut aside) = lives(128, |id, _| id == 3 || id == 90);
        aside.sort_unstable();
        assert_eq!(aside, [3, 90]);
    }

    #[test]
    fn power_cuts_put_nothing_aside() {
        // Five in a row, each hitting the last event there is; and one that always hits another.
        assert_eq!(lives(40, |id, life| life < 5 && id == 39), (5, Vec::new()));
        assert_eq!(
            lives(40, |id, life| life < 8 && id == 39 - i64::try_from(life).unwrap()).1,
            Vec::<i64>::new()
        );
    }
}
