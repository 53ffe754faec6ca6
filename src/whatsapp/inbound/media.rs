//! Brings a customer's file here: at once, because Meta's address lasts five minutes and its copy seven days.
//!
//! The token is shown to Meta's hosts only, redirects are not followed, what arrives must be what was announced. Tried
//! again with growing pauses until it is here or the seven days are over; then the thread says why there is none.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use futures_util::StreamExt as _;
use reqwest::{Response, StatusCode, header};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::Timestamp;
use crate::ids::{MediaId, MessageId};
use crate::inbox::{self, FileState};
use crate::jobs::{self, Job, JobError};
use crate::media::{Cut, MAX_FILE_BYTES, MediaError, NewMedia};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::wire::graph::{CallError, FileInfo, Line, Refusal, may_carry_token};
use crate::whatsapp::wire::parse::{Message, lenient};
use crate::whatsapp::{WhatsApp, numbers};

/// How long the address in a webhook is used; Meta lets it live five minutes.
const ADDRESS_LASTS: Duration = Duration::from_mins(4);
/// How long Meta keeps a customer's file.
pub(in crate::whatsapp) const META_KEEPS: Duration = Duration::from_hours(7 * 24);
/// Pauses between tries; the last one repeats.
const PAUSES: [Duration; 6] = [
    Duration::from_secs(5),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(15),
    Duration::from_hours(1),
    Duration::from_hours(6),
];
/// A file that arrives damaged this often will not arrive sound.
const DAMAGED_AT_MOST: u32 = 5;

/// A customer's file is to be brought here while Meta still has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FetchMedia {
    pub message_id: MessageId,
    /// How often it was tried before.
    pub tries: u32,
}

impl Job for FetchMedia {
    const KIND: &'static str = "whatsapp_fetch_media";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.message_id, self.tries))
    }
}

/// Meta forgets a file after seven days: it is fetched at once.
pub(super) fn fetch_file(tx: &WriteTx, message: &Message, id: MessageId) -> Result<(), StorageError> {
    if message.content.kind.is_media() && message.content.detail.contains_key("media_id") {
        jobs::enqueue(tx, &FetchMedia { message_id: id, tries: 0 })?;
    }
    Ok(())
}

/// A file that is still with Meta.
struct Wanted {
    line: Option<Line>,
    id: String,
    url: Option<String>,
    sha256: Option<[u8; 32]>,
    filename: Option<String>,
    sent_at: Timestamp,
    kept_until: Timestamp,
}

/// Why there is no file.
enum Trouble {
    /// Trying again is useless.
    Never(&'static str),
    /// It may work later.
    Later(String),
    Damaged,
    Storage(StorageError),
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl WhatsApp {
    /// Runs [`FetchMedia`].
    pub async fn fetch_media(&self, job: FetchMedia) -> Result<(), JobError> {
        fetch(self, job).await
    }
}

async fn fetch(whatsapp: &WhatsApp, job: FetchMedia) -> Result<(), JobError> {
    let room = whatsapp.clone();
    let message = job.message_id;
    let Some(wanted) = whatsapp.db.read(move |conn| wanted(&room, conn, message)).await? else {
        return Ok(());
    };
    let over = whatsapp.clock.now() >= wanted.kept_until;
    let reason = match bring(whatsapp, &wanted, job.tries).await {
        Ok(id) => return Ok(whatsapp.db.write(move |tx| inbox::set_media(tx, message, Ok(id))).await?),
        Err(Trouble::Storage(error)) => return Err(error.into()),
        Err(Trouble::Never(reason)) => reason,
        Err(Trouble::Damaged) if job.tries + 1 >= DAMAGED_AT_MOST => {
            "The file arrived damaged every time. Ask the customer to send it again."
        }
        Err(Trouble::Later(_) | Trouble::Damaged) if over => {
            "WhatsApp kept the file for seven days and it could not be fetched. Ask the customer to send it again."
        }
        Err(Trouble::Later(words)) => return again(whatsapp, job, &words).await,
        Err(Trouble::Damaged) => return again(whatsapp, job, "it arrived damaged").await,
    };
    Ok(whatsapp.db.write(move |tx| inbox::set_media(tx, message, Err(reason))).await?)
}

/// Tries once more after a pause.
async fn again(whatsapp: &WhatsApp, job: FetchMedia, words: &str) -> Result<(), JobError> {
    tracing::info!(message.id = %job.message_id, tries = job.tries, error = words, "a file could not be fetched yet");
    let at = usize::try_from(job.tries).unwrap_or(usize::MAX).min(PAUSES.len() - 1);
    let next = FetchMedia { tries: job.tries + 1, ..job };
    let run_at = whatsapp.clock.now().plus(PAUSES[at]);
    whatsapp.db.write(move |tx| jobs::enqueue_at(tx, &next, run_at)).await?;
    Ok(())
}

/// What is to be fetched; `None` when nothing waits any more.
fn wanted(whatsapp: &WhatsApp, conn: &ReadConn, id: MessageId) -> Result<Option<Wanted>, StorageError> {
    let Some(message) = inbox::message(conn, id)? else { return Ok(None) };
    let waiting = message.file.as_ref().filter(|file| file.state == FileState::Waiting);
    let (Some(file), Some(said)) = (waiting, message.content.as_ref()) else { return Ok(None) };
    let Some(conversation) = inbox::conversation(conn, message.conversation_id)? else { return Ok(None) };
    let Some(id) = lenient::text(said, "media_id") else { return Ok(None) };
    Ok(Some(Wanted {
        line: numbers::line(whatsapp, conn, conversation.channel_account)?,
        id,
        url: lenient::text(said, "url"),
        sha256: lenient::text(said, "sha256").as_deref().and_then(fingerprint),
        filename: lenient::text(said, "filename"),
        sent_at: message.at,
        kept_until: file.kept_until.unwrap_or_else(|| message.at.plus(META_KEEPS)),
    }))
}

/// A SHA-256, which Meta writes as hex in one place and as base64 in another.
fn fingerprint(text: &str) -> Option<[u8; 32]> {
    let bytes = hex::decode(text).ok().or_else(|| BASE64.decode(text).ok())?;
    bytes.try_into().ok()
}

/// One try: by the webhook's own address while that is fresh, else by a new one.
async fn bring(whatsapp: &WhatsApp, wanted: &Wanted, tries: u32) -> Result<MediaId, Trouble> {
    let line = wanted.line.as_ref().ok_or_else(|| Trouble::Later("the number is not connected".into()))?;
    let fresh = tries == 0 && whatsapp.clock.now().since(wanted.sent_at) < ADDRESS_LASTS;
    if let Some(url) = wanted.url.clone().filter(|_| fresh) {
        let known = FileInfo { url, sha256: None, bytes: None };
        match take(whatsapp, line, wanted, known).await {
            // Whatever is wrong with that address, a new one may do.
            Err(Trouble::Later(_) | Trouble::Damaged) => {}
            done => return done,
        }
    }
    let known = match whatsapp.graph.file_info(line, &wanted.id).await {
        Ok(known) => known,
        Err(CallError::Refused(refusal)) if is_gone(&refusal) => {
            return Err(Trouble::Never(
                "WhatsApp no longer has this file. Ask the customer to send it again.",
            ));
        }
        Err(error) => return Err(Trouble::Later(error.to_string())),
    };
    take(whatsapp, line, wanted, known).await
}

/// Whether Meta says that there is no such file, rather than that something else is wrong.
fn is_gone(refusal: &Refusal) -> bool {
    !refusal.transient && matches!(refusal.code, 33 | 100 | 131_009 | 131_052)
}

async fn take(
    whatsapp: &WhatsApp,
    line: &Line,
    wanted: &Wanted,
    known: FileInfo,
) -> Result<MediaId, Trouble> {
    let url = Url::parse(&known.url).ok().filter(|url| may_carry_token(url, &line.base));
    let url =
        url.ok_or(Trouble::Never("WhatsApp named an address that is not its own, so nothing was fetched."))?;
    let answer =
        whatsapp.graph.download(line, url).await.map_err(|error| Trouble::Later(error.to_string()))?;
    let expected_bytes = length(&answer)?.or(known.bytes);
    let limited =
        answer.bytes_stream().map(|piece| piece.map_err(|error| Cut(error.without_url().to_string())));
    let new = NewMedia {
        filename: wanted.filename.clone(),
        expected_bytes,
        expected_sha256: wanted.sha256.or_else(|| known.sha256.as_deref().and_then(fingerprint)),
        ..NewMedia::default()
    };
    match whatsapp.media.store(Box::pin(limited), new).await {
        Ok(stored) => Ok(stored.id),
        // A customer's file is not counted, so no day is full for it.
        Err(MediaError::TooLarge { .. } | MediaError::DayIsFull { .. }) => Err(TOO_LARGE),
        Err(MediaError::Damaged | MediaError::Empty) => Err(Trouble::Damaged),
        Err(MediaError::Cut(cut)) => Err(Trouble::Later(cut.to_string())),
        Err(MediaError::Storage(error)) => Err(error.into()),
    }
}

/// How long the file says it is, once the answer is a file at all.
fn length(answer: &Response) -> Result<Option<u64>, Trouble> {
    let status = answer.status();
    if status.is_redirection() {
        return Err(Trouble::Never("WhatsApp sent this program elsewhere for the file; it did not go."));
    }
    if status != StatusCode::OK {
        return Err(Trouble::Later(format!("HTTP {}", status.as_u16())));
    }
    let length =
        answer.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    match length {
        Some(bytes) if bytes > MAX_FILE_BYTES => Err(TOO_LARGE),
        length => Ok(length),
    }
}

const TOO_LARGE: Trouble =
    Trouble::Never("The file is larger than 100 MB, which is more than WhatsApp allows.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_in_both_spellings() {
        let bytes = [0xAB; 32];
        assert_eq!(fingerprint(&hex::encode(bytes)), Some(bytes));
        assert_eq!(fingerprint(&BASE64.encode(bytes)), Some(bytes));
        assert_eq!(fingerprint("short"), None);
    }
}
