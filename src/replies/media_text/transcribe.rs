//! Has one recording transcribed. Each call is counted before it is made, so that neither a crash nor a service that fails
//! is paid for again and again; what the same recording said before is not asked for at all.

use std::time::Duration;

use bytes::BytesMut;
use futures_util::TryStreamExt as _;

use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::{self, FoundWords, MediaTextFault, NoWords};
use crate::jobs::{JobError, Ticket};
use crate::llm::{self, LlmError, Recording, Transcriber, Transcript};
use crate::media::MediaKind;
use crate::replies::budget::day;
use crate::replies::jobs::PutIntoWords;
use crate::replies::question::language;
use crate::replies::runs::store;
use crate::replies::runs::trace::Call;
use crate::replies::types::CallTask;
use crate::replies::{Replies, budget_lasts};
use crate::storage::{StorageError, WriteTx};

/// Bytes of a recording that is transcribed: about half an hour as phones record voice notes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// Calls made for one recording, those included of which a crash lost the answer.
const MOST_CALLS: u32 = 3;
/// The least pause before a service that failed is asked again.
const PAUSE: Duration = Duration::from_secs(3);
/// Characters of a transcript that are answered: as many as of any other turn.
const ANSWERED_CHARACTERS: usize = 4_096;
/// Characters of a transcript that are kept for people.
const KEPT_CHARACTERS: usize = 20_000;

/// A recording on its way to the service.
struct Task {
    file: MediaId,
    until: Timestamp,
}

/// What became of one try.
enum Heard {
    /// The service was asked.
    Answered(Transcriber, Box<Result<Transcript, LlmError>>),
    /// Nobody had to be asked to know that there are no words.
    Nothing(MediaTextFault),
}

impl Replies {
    /// Runs [`PutIntoWords`].
    pub async fn put_into_words(&self, job: PutIntoWords, ticket: Ticket) -> Result<(), JobError> {
        let id = job.message_id;
        let Some(task) = self.db.write(move |tx| begin(tx, id)).await? else { return Ok(()) };
        let until = task.until;
        let heard = self.hear(&task).await?;
        let again = self
            .db
            .write(move |tx| {
                let again = end(tx, id, until, &heard)?;
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

    /// Asks the service once, for as long as an answer waits.
    async fn hear(&self, task: &Task) -> Result<Heard, StorageError> {
        let Some(transcriber) = self.tools.llm.transcriber() else {
            return Ok(Heard::Nothing(MediaTextFault::Refused));
        };
        let Some((info, pieces)) = self.media.open(task.file).await? else {
            return Ok(Heard::Nothing(MediaTextFault::NoFile));
        };
        if info.kind != MediaKind::Audio {
            return Ok(Heard::Nothing(MediaTextFault::Refused));
        }
        if info.bytes > MOST_BYTES {
            return Ok(Heard::Nothing(MediaTextFault::TooLong));
        }
        let whole = pieces.try_fold(BytesMut::new(), async |mut whole, piece| {
            whole.extend_from_slice(&piece);
            Ok(whole)
        });
        let recording = Recording { mime_type: info.mime_type, bytes: whole.await?.freeze() };
        let answer = tokio::select! {
            biased;
            () = self.clock.sleep_until(task.until) => Err(LlmError::TooSlow),
            answer = transcriber.transcribe(recording) => answer,
        };
        Ok(Heard::Answered(transcriber, Box::new(answer)))
    }
}

/// What is to be transcribed; nothing when that is settled without asking anybody.
fn begin(tx: &WriteTx, id: MessageId) -> Result<Option<Task>, StorageError> {
    let message = inbox::message(tx, id)?.filter(inbox::Message::is_being_read);
    let Some((words, file)) = message.and_then(|message| message.media_text.zip(message.file)) else {
        return Ok(None);
    };
    // Whoever brings the file says when it is here.
    let Some(file) = file.media_id else { return Ok(None) };
    if let Some(known) = inbox::words_of_file(tx, file)? {
        inbox::set_words(tx, id, Ok(&known))?;
        return Ok(None);
    }
    let fault = if !budget_lasts(tx, tx.now())? {
        MediaTextFault::BudgetSpent
    } else if words.calls >= MOST_CALLS {
        MediaTextFault::Unreachable
    } else {
        inbox::words_asked_for(tx, id)?;
        return Ok(Some(Task { file, until: words.until }));
    };
    inbox::set_words(tx, id, Err(&fault.into()))?;
    Ok(None)
}

/// Keeps what came of it and what it cost; says when to try again and why, where that may still be in time.
fn end(
    tx: &WriteTx,
    id: MessageId,
    until: Timestamp,
    heard: &Heard,
) -> Result<Option<(Timestamp, LlmError)>, StorageError> {
    let found = match heard {
        Heard::Nothing(fault) => Err(NoWords::from(*fault)),
        Heard::Answered(transcriber, answer) => {
            count(tx, transcriber, answer)?;
            match answer.as_ref() {
                Ok(transcript) => judge(transcript, transcriber.model()),
                Err(error) => {
                    if let Some(at) = again(error, tx.now()).filter(|at| *at < until) {
                        return Ok(Some((at, error.clone())));
                    }
                    Err(NoWords::from(fault_of(error)))
                }
            }
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

/// Whether the words may be answered. What may not is kept for people all the same.
fn judge(transcript: &Transcript, model: &str) -> Result<FoundWords, NoWords> {
    let clean = llm::clean(&transcript.text);
    let text: String = clean.trim().chars().take(KEPT_CHARACTERS).collect();
    if text.is_empty() {
        return Err(MediaTextFault::Nothing.into());
    }
    let is_long = text.chars().nth(ANSWERED_CHARACTERS).is_some();
    let language = transcript.language.as_deref().and_then(language::tag_of_name).map(str::to_owned);
    let words = FoundWords { text, language, model: Some(model.to_owned()) };
    let fault = if is_long {
        MediaTextFault::TooLong
    } else if transcript.sure {
        return Ok(words);
    } else {
        MediaTextFault::Unclear
    };
    Err(NoWords { fault, words: Some(words) })
}

/// Counts the call where all calls are counted.
fn count(
    tx: &WriteTx,
    transcriber: &Transcriber,
    answer: &Result<Transcript, LlmError>,
) -> Result<(), StorageError> {
    let cost = answer.as_ref().ok().and_then(|transcript| transcriber.cost(transcript)).map(|cost| cost.0);
    let call = Call {
        task: CallTask::Transcribe,
        provider: transcriber.provider().to_owned(),
        model: transcriber.model().to_owned(),
        usage: answer.as_ref().map(|transcript| transcript.usage).unwrap_or_default(),
        cost,
        fault: answer.as_ref().err().map(LlmError::fault),
    };
    store::add_spending(tx, cost.unwrap_or(0), 0)?;
    store::count_calls(tx, &day(tx.now()), &[call])
}
