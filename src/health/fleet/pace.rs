//! How often reports are given: to the holder of a token so many a minute, and so many wrong tokens a minute from all
//! strangers together. Counted in memory: a restart begins anew.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;

use crate::clock::Timestamp;
use crate::ids::FleetTokenId;

/// The time over which they are counted.
const WINDOW: Duration = Duration::from_mins(1);
/// Reports for one token within it.
const REPORTS: u32 = 6;
/// Wrong tokens within it.
const WRONG_TOKENS: u32 = 60;

/// What was counted since a moment; nobody is strangers.
#[derive(Default)]
pub(super) struct Pace(Mutex<HashMap<Option<FleetTokenId>, (Timestamp, u32)>>);

impl Pace {
    /// Takes a place; how long to wait when there is none.
    pub fn admit(&self, who: Option<FleetTokenId>, now: Timestamp) -> Result<(), Duration> {
        let most = if who.is_some() { REPORTS } else { WRONG_TOKENS };
        let mut counted = self.0.lock();
        // A clock that was put back begins anew as well.
        counted.retain(|_, (since, _)| *since <= now && now.since(*since) < WINDOW);
        let (since, count) = counted.entry(who).or_insert((now, 0));
        if *count >= most {
            return Err(WINDOW.saturating_sub(now.since(*since)));
        }
        *count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_has_its_own_measure_and_strangers_take_nobodys() {
        let (pace, now) = (Pace::default(), Timestamp::from_seconds(1_790_000_000));
        let one = Some(FleetTokenId::new(1));
        for _ in 0..WRONG_TOKENS {
            assert!(pace.admit(None, now).is_ok());
        }
        assert_eq!(pace.admit(None, now), Err(WINDOW));
        for _ in 0..REPORTS {
            assert!(pace.admit(one, now).is_ok());
        }
        assert_eq!(pace.admit(one, now.plus(Duration::from_secs(20))), Err(Duration::from_secs(40)));
        assert!(pace.admit(Some(FleetTokenId::new(2)), now).is_ok());
        assert!(pace.admit(one, now.plus(WINDOW)).is_ok());
        assert!(pace.admit(one, now.minus(Duration::from_hours(1))).is_ok(), "a clock that was put back");
    }
}
