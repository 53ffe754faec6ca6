//! A long thread becomes part of another one: what anybody looks at or waits for moves with the merge, the rest in
//! small writes of its own that make way for whoever is urgent.

use serde::{Deserialize, Serialize};

use crate::events::Topic;
use crate::ids::ConversationId;
use crate::inbox::Inbox;
use crate::inbox::search::message_index;
use crate::inbox::store::{conversations, threads};
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// Lines that move in the write that merges: about the first two pages a screen shows.
const MOVED_WITH_THE_MERGE: u32 = 100;
/// Lines that move in one of the writes after it: their entries of the index are written after the last, when nobody is made
/// way for any more.
const MOVED_AT_ONCE: u32 = 24;

/// The older lines of a thread that was merged follow the newer ones into the thread it was merged into.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoveThread {
    /// The conversation that is gone.
    pub conversation_id: ConversationId,
}

impl Job for MoveThread {
    const KIND: &'static str = "move_thread";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// Moves what may not wait: the newest lines, what has not left yet, what nobody has answered.
pub(super) fn begin(tx: &WriteTx, gone: ConversationId, kept: ConversationId) -> Result<(), StorageError> {
    let newest = threads::newest_ids(tx, gone, MOVED_WITH_THE_MERGE)?;
    for message in newest {
        threads::move_one(tx, message, kept)?;
        message_index::refresh(tx, message);
    }
    if threads::newest_ids(tx, gone, 1)?.is_empty() {
        return Ok(());
    }
    for message in threads::still_under_way(tx, gone)? {
        threads::move_one(tx, message, kept)?;
        message_index::refresh(tx, message);
    }
    jobs::enqueue(tx, &MoveThread { conversation_id: gone })?;
    Ok(())
}

impl Inbox {
    /// Runs [`MoveThread`], slice by slice, the newest lines first. Cut short it goes on where it was: what has moved is
    /// no longer there.
    pub async fn move_thread(&self, job: MoveThread) -> Result<(), JobError> {
        let gone = job.conversation_id;
        while self.db.write_background(move |tx| move_some(tx, gone)).await? {}
        Ok(())
    }
}

/// Moves some lines to wherever the thread belongs by now; `false` when there are none left.
fn move_some(tx: &WriteTx, gone: ConversationId) -> Result<bool, StorageError> {
    let Some(kept) = conversations::by_id(tx, gone)?.map(|kept| kept.id).filter(|kept| *kept != gone) else {
        return Ok(false);
    };
    let some = threads::newest_ids(tx, gone, MOVED_AT_ONCE)?;
    for message in &some {
        threads::move_one(tx, *message, kept)?;
        message_index::refresh(tx, *message);
        if tx.somebody_waits() {
            break;
        }
    }
    if !some.is_empty() {
        tx.announce(Topic::Conversation, kept);
    }
    Ok(!some.is_empty())
}
