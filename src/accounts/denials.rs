//! Refusals worth a line in the audit trail: a role that may not, another web site. Folded, so that nobody fills the trail
//! by asking again and again: one line an hour for the same caller and address, with how often.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Timestamp;

/// The same refusal is noted once in this time.
const FOLDED_FOR: Duration = Duration::from_hours(1);
/// Different refusals remembered at once; what is beyond is not noted until some are old.
const MOST: usize = 500;

/// What was refused to whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Denial {
    pub action: &'static str,
    /// Who asked, as the log writes it; empty for a stranger.
    pub who: String,
    /// Method and address as the program writes it, never as it was typed.
    pub what: String,
}

#[derive(Debug, Clone, Copy)]
struct Noted {
    at: Timestamp,
    /// Not yet told in a line.
    since: u32,
}

/// Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Denials(Arc<Mutex<HashMap<Denial, Noted>>>);

impl Denials {
    /// How often it happened since its last line, when one is due now.
    pub fn due(&self, denial: &Denial, now: Timestamp) -> Option<u32> {
        let mut known = self.0.lock();
        if let Some(noted) = known.get_mut(denial) {
            noted.since = noted.since.saturating_add(1);
            if now.since(noted.at) < FOLDED_FOR {
                return None;
            }
            let times = noted.since;
            *noted = Noted { at: now, since: 0 };
            return Some(times);
        }
        if known.len() >= MOST {
            known.retain(|_, noted| now.since(noted.at) < FOLDED_FOR);
        }
        if known.len() >= MOST {
            return None;
        }
        known.insert(denial.clone(), Noted { at: now, since: 0 });
        Some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_refusal_is_one_line_an_hour_and_many_are_bounded() {
        let denials = Denials::default();
        let start = Timestamp::from_seconds(1_790_000_000);
        let denial =
            |who: &str| Denial { action: "request.denied", who: who.into(), what: "GET /audit".into() };
        assert_eq!(denials.due(&denial("ada"), start), Some(1));
        for minute in 1..60 {
            assert_eq!(denials.due(&denial("ada"), start.plus(Duration::from_mins(minute))), None);
        }
        assert_eq!(denials.due(&denial("ada"), start.plus(FOLDED_FOR)), Some(60));
        let lines =
            (0..5_000).filter(|n| denials.due(&denial(&n.to_string()), start.plus(FOLDED_FOR)).is_some());
        assert_eq!(lines.count(), MOST - 1);
    }
}
