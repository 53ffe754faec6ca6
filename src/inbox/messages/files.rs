//! The files of messages: still with the channel, here, or never to come.
//!
//! The bytes are kept by the media room; who fetches them is the channel's affair.

use crate::ids::{ConversationId, MediaId, MessageId};
use crate::inbox::conversations::timeline;
use crate::inbox::store::{files, messages};
use crate::inbox::types::{FileState, Message, MessageFile, NewFile};
use crate::media;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What is told of a file the channel announced and does not give.
const MISSING: &str = "The message names a file, but WhatsApp did not say where it is.";

/// A message came that may bring a file.
pub(in crate::inbox) fn announced(tx: &WriteTx, id: MessageId, file: NewFile) -> Result<(), StorageError> {
    match file {
        NewFile::None => Ok(()),
        NewFile::Coming { kept_until } => {
            files::set(tx, id, FileState::Waiting, None, None)?;
            files::keep_until(tx, id, kept_until)
        }
        NewFile::Missing => files::set(tx, id, FileState::Failed, None, Some(MISSING)),
    }
}

/// The file of a message is here, or will never come; gives back whose thread it stands in.
pub(super) fn set(
    tx: &WriteTx,
    id: MessageId,
    file: Result<MediaId, &str>,
) -> Result<Option<ConversationId>, StorageError> {
    let Some(message) = messages::standing(tx, id)? else { return Ok(None) };
    match file {
        Ok(media_id) => files::set(tx, id, FileState::Ready, Some(media_id), None)?,
        Err(reason) => files::set(tx, id, FileState::Failed, None, Some(reason))?,
    }
    timeline::announce(tx, message.conversation, id);
    Ok(Some(message.conversation))
}

/// A file that did not come is waited for once more.
pub fn fetch_again(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    let Some(message) = messages::standing(tx, id)? else { return Ok(()) };
    files::set(tx, id, FileState::Waiting, None, None)?;
    timeline::announce(tx, message.conversation, id);
    Ok(())
}

/// Puts onto each message what is known of its file.
pub(in crate::inbox) fn show(conn: &ReadConn, page: &mut [Message]) -> Result<(), StorageError> {
    let here = page.iter_mut().filter_map(|message| message.file.as_mut());
    for MessageFile { media_id, info, .. } in here {
        if let Some(id) = *media_id {
            *info = media::info(conn, id)?;
        }
    }
    Ok(())
}
