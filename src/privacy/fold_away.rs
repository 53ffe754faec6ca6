//! The end of erasures: what deleted rows left behind is overwritten, in the indexes, in the file and in its log.
//!
//! One job for all that are waiting for it, for it goes through the whole file.

use serde::{Deserialize, Serialize};

use std::sync::Arc;
use std::time::Duration;

use super::list::Listed;
use super::{Privacy, store};
use crate::events::Topic;
use crate::jobs::{Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// Steps of joining an index in one write while nobody waits for the writer.
const STEPS_AT_ONCE: usize = 8;
/// When it is tried again while somebody reads an old view of the file.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// Erased customers have left something behind in the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FoldAway {}

impl Job for FoldAway {
    const KIND: &'static str = "fold_away";
    const MAX_ATTEMPTS: u32 = 40;

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

impl Privacy {
    /// Runs [`FoldAway`].
    pub async fn fold_away(self, _: FoldAway) -> Result<(), JobError> {
        let erasures = self.db.read(store::to_overwrite).await?;
        if erasures.is_empty() {
            return Ok(());
        }
        self.squeeze().await?;
        self.db.give_back_space().await?;
        self.db.drop_old_copies().await?;
        if !self.db.scrub().await? {
            let later = self.clock.now().plus(AGAIN_AFTER);
            return Err(JobError::RetryAt(later, anyhow::anyhow!("somebody reads an old view of the file")));
        }
        self.write_list().await?;
        self.db
            .write::<_, StorageError>(move |tx| {
                for erasure in erasures {
                    store::end(tx, erasure.id)?;
                    tx.announce(Topic::Contact, erasure.contact);
                }
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// An index forgets a word only when the pieces that hold it are joined.
    async fn squeeze(&self) -> Result<(), StorageError> {
        let mut first = true;
        loop {
            let joined = Arc::clone(&self.joined);
            let some = move |tx: &WriteTx| {
                for step in 0..STEPS_AT_ONCE {
                    if !(joined.squeeze)(tx, first && step == 0)? {
                        return Ok(false);
                    }
                    if tx.somebody_waits() {
                        break;
                    }
                }
                Ok::<_, StorageError>(true)
            };
            if !self.db.write_background(some).await? {
                return Ok(());
            }
            first = false;
        }
    }

    /// Writes the list of erased names beside the file and among the backups.
    pub(super) async fn write_list(&self) -> Result<(), StorageError> {
        let list = self.db.read(Listed::of).await?;
        if list.is_empty() {
            return Ok(());
        }
        let folder = self.db.folder().to_owned();
        let written = tokio::task::spawn_blocking(move || {
            list.write(&folder).and_then(|()| list.write(&folder.join("backups")))
        });
        written
            .await
            .map_err(|_| StorageError::Panicked)?
            .map_err(|error| StorageError::Corrupt(format!("the list of erased names: {error}")))
    }
}
