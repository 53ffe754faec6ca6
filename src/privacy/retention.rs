//! Retention by the clock: customers nobody heard of for as long as the owner says are erased, like any other.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Privacy, erase, store};
use crate::actor::Actor;
use crate::jobs::{Job, JobError};
use crate::storage::StorageError;

/// A month, as a setting counts it.
const MONTH: Duration = Duration::from_hours(24 * 30);
/// Customers who begin to be erased in one night: the rest the night after.
const A_NIGHT: u32 = 500;
/// Of them in one write.
const AT_ONCE: usize = 5;

/// Whoever went quiet long ago is kept no longer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KeepNoLonger {}

impl Job for KeepNoLonger {
    const KIND: &'static str = "keep_no_longer";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Privacy {
    /// Runs [`KeepNoLonger`].
    pub async fn keep_no_longer(self, _: KeepNoLonger) -> Result<(), JobError> {
        let Some(months) = self.db.read(store::keep_months).await? else { return Ok(()) };
        let since = self.clock.now().minus(MONTH * u32::from(months));
        let joined = self.joined.clone();
        let quiet = self.db.read_long(move |conn| (joined.quiet_since)(conn, (since, A_NIGHT))).await?;
        for some in quiet.chunks(AT_ONCE) {
            let (joined, some) = (self.joined.clone(), some.to_vec());
            self.db
                .write_background::<_, StorageError>(move |tx| {
                    for contact in some {
                        erase::begin(tx, &joined, contact, &Actor::system())?;
                    }
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }
}
