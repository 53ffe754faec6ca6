//! SQL of what files of messages say.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::types::{FoundWords, MediaText};
use crate::inbox::words::{MediaTextFault, MediaTextState};
use crate::storage::{ReadConn, StorageError, WriteTx};

const OF_MESSAGE: &str = "
    SELECT state AS words_state, until_ms AS words_until_ms, calls AS words_calls, text AS words, fault AS words_fault,
           language AS words_language, model AS words_model
      FROM message_media_text WHERE message_id = :id";

const OF_FILE: &str = "
    SELECT t.text, t.language, t.model
      FROM message_media f JOIN message_media_text t ON t.message_id = f.message_id
     WHERE f.media_id = :file AND t.state = 'ready' LIMIT 1";

pub(super) const HOT: &[&str] = &[OF_MESSAGE, OF_FILE];

pub(crate) fn of_message(conn: &ReadConn, id: MessageId) -> Result<Option<MediaText>, StorageError> {
    Ok(conn.optional(OF_MESSAGE, named_params! { ":id": id }, read)?.flatten())
}

/// The columns as every list of messages names them.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Option<MediaText>> {
    let Some(state) = row.get("words_state")? else { return Ok(None) };
    Ok(Some(MediaText {
        state,
        until: row.get("words_until_ms")?,
        calls: row.get("words_calls")?,
        text: row.get("words")?,
        fault: row.get("words_fault")?,
        language: row.get("words_language")?,
        model: row.get("words_model")?,
    }))
}

/// What the same file said before.
pub(crate) fn of_file(conn: &ReadConn, file: MediaId) -> Result<Option<FoundWords>, StorageError> {
    conn.optional(OF_FILE, named_params! { ":file": file }, |row| {
        Ok(FoundWords { text: row.get("text")?, language: row.get("language")?, model: row.get("model")? })
    })
}

/// Words are waited for from now on.
pub(crate) fn begin(tx: &WriteTx, id: MessageId, until: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO message_media_text (message_id, state, until_ms) VALUES (:id, 'waiting', :until)
         ON CONFLICT (message_id) DO NOTHING",
        named_params! { ":id": id, ":until": until },
    )
    .map(drop)
}

/// A service is asked once more.
pub(crate) fn count_call(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE message_media_text SET calls = calls + 1 WHERE message_id = :id",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// What came of it; says whether it was still waited for.
pub(crate) fn end(
    tx: &WriteTx,
    id: MessageId,
    fault: Option<MediaTextFault>,
    words: Option<&FoundWords>,
) -> Result<bool, StorageError> {
    let state = if fault.is_none() { MediaTextState::Ready } else { MediaTextState::Failed };
    let ended = tx.execute(
        "UPDATE message_media_text SET state = :state, fault = :fault, text = :text, language = :language, model = :model
          WHERE message_id = :id AND state = 'waiting'",
        named_params! {
            ":id": id, ":state": state, ":fault": fault, ":text": words.map(|words| &words.text),
            ":language": words.and_then(|words| words.language.as_ref()),
            ":model": words.and_then(|words| words.model.as_ref()),
        },
    )?;
    Ok(ended > 0)
}

pub(crate) fn forget(tx: &WriteTx, id: MessageId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM message_media_text WHERE message_id = :id", named_params! { ":id": id }).map(drop)
}
