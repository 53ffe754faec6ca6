//! Which files are put into words, and how long an answer waits for them.

use std::time::Duration;

use super::reader::{Reader, reader};
use crate::clock::Timestamp;
use crate::ids::MessageId;
use crate::inbox::{self, FileState, MediaTextFault, MediaTextState, Message, NoWords};
use crate::jobs;
use crate::llm::Llm;
use crate::replies::jobs::PutIntoWords;
use crate::storage::{StorageError, WriteTx};

/// The longest an answer waits for the words of one file, from when its message came.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Sees to it that the files of what waits are put into words. Says until when an answer waits for that; nothing when all
/// that can be known is known.
pub(in crate::replies) fn await_words(
    tx: &WriteTx,
    llm: &Llm,
    waiting: &[MessageId],
) -> Result<Option<Timestamp>, StorageError> {
    let mut until = None;
    for id in waiting {
        if let Some(message) = inbox::message(tx, *id)? {
            until = until.max(await_one(tx, llm, &message)?);
        }
    }
    Ok(until)
}

fn await_one(tx: &WriteTx, llm: &Llm, message: &Message) -> Result<Option<Timestamp>, StorageError> {
    let Some(file) = &message.file else { return Ok(None) };
    let latest = tx.now().plus(LONGEST_WAIT);
    let (until, calls) = match &message.media_text {
        Some(words) if words.state == MediaTextState::Waiting => (words.until, words.calls),
        None if file.state != FileState::Failed && can_be_read(llm, message) => {
            inbox::await_words(tx, message.id, latest)?;
            (latest, 0)
        }
        Some(_) | None => return Ok(None),
    };
    // A moment further away is nobody's plan: a clock was put right meanwhile.
    if until <= tx.now() || until > latest {
        return none(tx, message.id, MediaTextFault::TooSlow);
    }
    match file.state {
        FileState::Failed => return none(tx, message.id, MediaTextFault::NoFile),
        // Once it was asked for, whoever asked goes on by itself.
        FileState::Ready if calls == 0 => {
            jobs::enqueue(tx, &PutIntoWords { message_id: message.id })?;
        }
        FileState::Ready | FileState::Waiting => {}
    }
    Ok(Some(until))
}

fn none(tx: &WriteTx, id: MessageId, fault: MediaTextFault) -> Result<Option<Timestamp>, StorageError> {
    inbox::set_words(tx, id, Err(&NoWords::from(fault)))?;
    Ok(None)
}

/// Whether somebody is there to read it.
fn can_be_read(llm: &Llm, message: &Message) -> bool {
    match reader(message) {
        Some(Reader::Recording) => llm.transcriber().is_some(),
        Some(Reader::Picture) => llm.has_vendor(),
        Some(Reader::Document) => true,
        None => false,
    }
}
