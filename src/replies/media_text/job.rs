//! The job that puts one file into words. Each call is counted before it is made, so that neither a crash nor a service
//! that fails is paid for again and again; what the same recording said before is not asked for at all.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt as _;

use super::outcome::{Outcome, Trouble};
use super::reader::{Reader, reader};
use super::{describe, document, transcribe};
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::{self, MediaTextFault, Message, NoWords};
use crate::jobs::{JobError, Ticket};
use crate::llm::{LlmError, Recording};
use crate::replies::budget::day;
use crate::replies::jobs::PutIntoWords;
use crate::replies::question::language::Heard;
use crate::replies::runs::store;
use crate::replies::{Replies, budget_lasts};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Calls made for one file, those included of which a crash lost the answer.
const MOST_CALLS: u32 = 3;
/// The least pause before a service that failed is asked again.
const PAUSE: Duration = Duration::from_secs(3);

/// A file on its way into words.
struct Task {
    reader: Reader,
    file: MediaId,
    until: Timestamp,
    /// Something was written with it.
    has_caption: bool,
    /// Which language a description is written in.
    tag: String,
}

impl Replies {
    /// Runs [`PutIntoWords`].
    pub async fn put_into_words(&self, job: PutIntoWords, ticket: Ticket) -> Result<(), JobError> {
        let id = job.message_id;
        let Some(task) = self.db.write(move |tx| begin(tx, id)).await? else { return Ok(()) };
        let until = task.until;
        let outcome = self.read_file(&task).await?;
        let again = self
            .db
            .write(move |tx| {
                let again = end(tx, id, until, outcome)?;
                if again.is_none() {
                    ticket.finish(tx)?;
                }
                Ok::<_, StorageError>(again)
            })
            .await?;
        match again {
            Some((at, error)) => Err(JobError::RetryAt(at, error.into())),
            None => Ok(()),
        }
    }

    /// One try.
    async fn read_file(&self, task: &Task) -> Result<Outcome, StorageError> {
        let Some((info, pieces)) = self.media.open(task.file).await? else {
            return Ok(Outcome::none(MediaTextFault::NoFile));
        };
        if !task.reader.takes(&info.mime_type) {
            return Ok(Outcome::none(MediaTextFault::Refused));
        }
        if info.bytes > task.reader.most_bytes() {
            return Ok(Outcome::none(MediaTextFault::TooLong));
        }
        let whole = pieces.try_fold(BytesMut::new(), async |mut whole, piece| {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        let bytes: Bytes = whole.await?.freeze();
        let (llm, extractor) = (&self.tools.llm, &self.extractor);
        let late = self.clock.sleep_until(task.until);
        Ok(match task.reader {
            Reader::Recording => match llm.transcriber() {
                Some(service) => {
                    let recording = Recording { mime_type: info.mime_type, bytes };
                    transcribe::transcribe(&service, recording, late).await
                }
                None => Outcome::none(MediaTextFault::Refused),
            },
            Reader::Picture => describe::describe(extractor, &llm.chat(), bytes, &task.tag, late).await,
            Reader::Document => document::read(extractor, bytes, task.has_caption).await,
        })
    }
}

/// What is to be read; nothing when that is settled without asking anybody.
fn begin(tx: &WriteTx, id: MessageId) -> Result<Option<Task>, StorageError> {
    let Some(message) = inbox::message(tx, id)?.filter(Message::is_being_read) else { return Ok(None) };
    let (Some(words), Some(reader)) = (&message.media_text, reader(&message)) else { return Ok(None) };
    // Whoever brings the file says when it is here.
    let Some(file) = message.file.as_ref().and_then(|file| file.media_id) else { return Ok(None) };
    // A picture or a document may be asked about otherwise each time.
    if reader == Reader::Recording
        && let Some(known) = inbox::words_of_file(tx, file)?
    {
        inbox::set_words(tx, id, Ok(&known))?;
        return Ok(None);
    }
    let fault = if reader != Reader::Document && !budget_lasts(tx, tx.now())? {
        MediaTextFault::BudgetSpent
    } else if words.calls >= MOST_CALLS {
        MediaTextFault::Unreachable
    } else {
        inbox::words_asked_for(tx, id)?;
        let has_caption = message.text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let tag = spoken(tx, &message)?;
        return Ok(Some(Task { reader, file, until: words.until, has_caption, tag }));
    };
    inbox::set_words(tx, id, Err(&fault.into()))?;
    Ok(None)
}

/// What the customer speaks, as far as it is known; else the shop's language.
fn spoken(conn: &ReadConn, message: &Message) -> Result<String, StorageError> {
    let conversation = inbox::conversation(conn, message.conversation_id)?;
    let known = conversation.and_then(|conversation| conversation.contact.language);
    let caption = message.text.as_deref().unwrap_or_default();
    let shop = accounts::shop(conn)?;
    let heard = Heard::in_words(caption, &[], known.as_deref(), &shop.language);
    Ok(heard.tag.map_or(shop.language, str::to_owned))
}

/// Keeps what came of it and what it cost; says when to try again and why, where that may still be in time.
fn end(
    tx: &WriteTx,
    id: MessageId,
    until: Timestamp,
    outcome: Outcome,
) -> Result<Option<(Timestamp, LlmError)>, StorageError> {
    if let Some(call) = &outcome.call {
        store::add_spending(tx, call.cost.unwrap_or(0), 0)?;
        store::count_calls(tx, &day(tx.now()), std::slice::from_ref(call))?;
    }
    let found = match outcome.found {
        Ok(words) => Ok(words),
        Err(Trouble::NoWords(none)) => Err(none),
        Err(Trouble::Model(error)) => {
            if let Some(at) = again(&error, tx.now()).filter(|at| *at < until) {
                return Ok(Some((at, error)));
            }
            Err(NoWords::from(fault_of(&error)))
        }
    };
    inbox::set_words(tx, id, found.as_ref())?;
    Ok(None)
}

/// When the service may be asked again; never after it may have been paid for.
fn again(error: &LlmError, now: Timestamp) -> Option<Timestamp> {
    match error {
        LlmError::RetryAfter(pause) => Some(now.plus((*pause).max(PAUSE))),
        LlmError::Unreachable(_) => Some(now.plus(PAUSE)),
        LlmError::TooSlow
        | LlmError::CircuitOpen
        | LlmError::KeyRefused(_)
        | LlmError::ModelUnknown(_)
        | LlmError::TooLong
        | LlmError::Refused(_)
        | LlmError::Cancelled
        | LlmError::Unsupported(_)
        | LlmError::BadAnswer(_)
        | LlmError::OverBudget(_) => None,
    }
}

fn fault_of(error: &LlmError) -> MediaTextFault {
    match error {
        LlmError::RetryAfter(_) | LlmError::Unreachable(_) | LlmError::CircuitOpen | LlmError::Cancelled => {
            MediaTextFault::Unreachable
        }
        LlmError::TooSlow => MediaTextFault::TooSlow,
        LlmError::TooLong => MediaTextFault::TooLong,
        LlmError::KeyRefused(_)
        | LlmError::ModelUnknown(_)
        | LlmError::Refused(_)
        | LlmError::Unsupported(_)
        | LlmError::BadAnswer(_)
        | LlmError::OverBudget(_) => MediaTextFault::Refused,
    }
}
