//! Words a machine found in the files of messages: waited for, here, or never to come. Whoever finds them is somebody
//! else; here they are kept, found again, and whoever waits for them is told.

use super::files;
use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::conversations::{timeline, unanswered};
use crate::inbox::search::message_index;
use crate::inbox::store::{media_text as store, messages};
use crate::inbox::types::{FoundWords, NoWords};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Words of a message's file are waited for, until this moment at the latest.
pub fn await_words(tx: &WriteTx, id: MessageId, until: Timestamp) -> Result<(), StorageError> {
    let Some(message) = messages::standing(tx, id)? else { return Ok(()) };
    store::begin(tx, id, until)?;
    timeline::announce(tx, message.conversation, id);
    Ok(())
}

/// A service is asked for them once more: kept before the call, so that a crash is counted too.
pub fn words_asked_for(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    store::count_call(tx, id)
}

/// What came of it. Nothing changes where nobody waits any more: the time was over, or the message was taken back.
pub fn set_words(
    tx: &WriteTx,
    id: MessageId,
    found: Result<&FoundWords, &NoWords>,
) -> Result<(), StorageError> {
    let Some(message) = messages::standing(tx, id)? else { return Ok(()) };
    let ended = match found {
        Ok(words) => store::end(tx, id, None, Some(words))?,
        Err(none) => store::end(tx, id, Some(none.fault), none.words.as_ref())?,
    };
    if ended {
        message_index::refresh(tx, id);
        timeline::announce(tx, message.conversation, id);
        unanswered::take_up(tx, message.conversation)?;
    }
    Ok(())
}

/// What the same file said in another message: nobody is asked twice.
pub fn words_of_file(conn: &ReadConn, file: MediaId) -> Result<Option<FoundWords>, StorageError> {
    store::of_file(conn, file)
}

/// The file of a message is here, or will never come; whoever waits for its words is told.
pub fn set_media(tx: &WriteTx, id: MessageId, file: Result<MediaId, &str>) -> Result<(), StorageError> {
    let Some(message) = files::set(tx, id, file)? else { return Ok(()) };
    if store::of_message(tx, id)?.is_some() {
        unanswered::take_up(tx, message)?;
    }
    Ok(())
}
