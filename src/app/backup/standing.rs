//! How the shop stands with its backups: whether a fresh one was read back and found whole.

use std::path::Path;
use std::time::Duration;

use super::{Backup, list};
use crate::clock::Timestamp;

/// One is made every night: a newest one older than this was missed.
const OLD: Duration = Duration::from_hours(36);

/// What there is.
#[derive(Debug, Clone)]
pub enum Standing {
    /// The newest verified one is of the last night.
    Fresh(Timestamp),
    /// The newest verified one is older.
    Old(Timestamp),
    /// There are some, and nobody found one of them whole.
    Unverified(Timestamp),
    Missing,
}

/// Looks at the folder of backups of the shop in `folder`.
pub fn standing(folder: &Path, now: Timestamp) -> Standing {
    judge(&list(folder), now)
}

fn judge(newest_first: &[Backup], now: Timestamp) -> Standing {
    match newest_first.iter().find_map(|backup| backup.verified_at) {
        Some(verified) if is_old(verified, now) => Standing::Old(verified),
        Some(verified) => Standing::Fresh(verified),
        None => newest_first.first().map_or(Standing::Missing, |newest| Standing::Unverified(newest.made_at)),
    }
}

/// Whether what happened then was missed since.
pub fn is_old(then: Timestamp, now: Timestamp) -> bool {
    now.since(then) > OLD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backup(hours_ago: u64, is_verified: bool) -> Backup {
        let made_at = now().minus(Duration::from_hours(hours_ago));
        Backup { name: String::new(), bytes: 1, made_at, verified_at: is_verified.then_some(made_at) }
    }

    fn now() -> Timestamp {
        Timestamp::from_seconds(1_800_000_000)
    }

    #[test]
    fn a_newer_file_that_nobody_verified_does_not_hide_that_the_last_whole_one_is_old() {
        let standing = judge(&[backup(2, false), backup(50, true)], now());
        assert!(matches!(standing, Standing::Old(at) if at == backup(50, true).made_at), "{standing:?}");
        assert!(matches!(judge(&[backup(2, false), backup(20, true)], now()), Standing::Fresh(_)));
        assert!(matches!(judge(&[backup(2, false)], now()), Standing::Unverified(_)));
        assert!(matches!(judge(&[], now()), Standing::Missing));
    }
}
