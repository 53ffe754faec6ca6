//! How many bytes the shop's own people may upload in a day: each, and all together. Customers' files are not counted.
//!
//! A file whose content is known already costs nothing.

use std::time::Duration;

use super::MediaError;
use super::store;
use crate::storage::WriteTx;

/// Bytes a day.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// From one person or one API token.
    pub one_bytes: u64,
    /// From everybody.
    pub all_bytes: u64,
}

/// Ten of the largest files from each, forty from all.
impl Default for Quota {
    fn default() -> Self {
        Self { one_bytes: 1024 * 1024 * 1024, all_bytes: 4 * 1024 * 1024 * 1024 }
    }
}

/// Uploads are counted over this time.
const DAY: Duration = Duration::from_hours(24);

impl Quota {
    /// Refuses `more` bytes of this uploader when they are too many with those of the last day. What is still coming
    /// in counts as far as it has come.
    pub(super) fn check(self, tx: &WriteTx, uploader: &str, more: u64) -> Result<(), MediaError> {
        let (own, all) = store::uploaded_since(tx, uploader, tx.now().minus(DAY))?;
        for (used, limit_bytes) in [(own, self.one_bytes), (all, self.all_bytes)] {
            if used.saturating_add(more) > limit_bytes {
                return Err(MediaError::DayIsFull { limit_bytes });
            }
        }
        Ok(())
    }
}
