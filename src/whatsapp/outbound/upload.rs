//! The files of a message on their way to Meta: each uploaded once a month and number, streamed from the database.
//!
//! Nothing is sent here, so whatever fails may be tried again.

use std::collections::HashMap;
use std::time::Duration;

use super::body::MetaFile;
use super::{store, tries};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, MediaId, MessageId};
use crate::inbox;
use crate::media::{self, MediaInfo, MediaKind};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers;
use crate::whatsapp::wire::graph::{CallError, Line, NewUpload};

/// How long an upload is used; Meta keeps it 30 days.
const GOOD_FOR: Duration = Duration::from_hours(29 * 24);

/// The files of a message, as Meta knows them.
pub(in crate::whatsapp) type Files = HashMap<MediaId, MetaFile>;

/// Why a file did not reach Meta.
pub(in crate::whatsapp) enum Trouble {
    /// Over this connection.
    Call(ConnectionId, CallError),
    Storage(StorageError),
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// What has to be known to Meta before the message is sent.
struct Needed {
    connection: ConnectionId,
    line: Line,
    files: Vec<(MediaInfo, Option<String>)>,
}

/// Sees to it that Meta has the files of a message. What is missing here is found out when the message is written.
pub(in crate::whatsapp) async fn files_of(whatsapp: &WhatsApp, message: MessageId) -> Result<Files, Trouble> {
    let room = whatsapp.clone();
    let now = whatsapp.clock.now();
    let needed = whatsapp.db.read(move |conn| needed(&room, conn, message, now)).await?;
    let Some(needed) = needed else { return Ok(Files::new()) };
    let mut files = Files::new();
    for (info, known) in needed.files {
        let graph_id = match known {
            Some(graph_id) => graph_id,
            None => upload(whatsapp, needed.connection, &needed.line, &info).await?,
        };
        let family = family(&info);
        files.insert(info.id, MetaFile { graph_id, family, filename: info.filename });
    }
    Ok(files)
}

fn needed(
    whatsapp: &WhatsApp,
    conn: &ReadConn,
    message: MessageId,
    now: Timestamp,
) -> Result<Option<Needed>, StorageError> {
    let Some((outgoing, connection)) = inbox::to_be_sent(conn, message)? else { return Ok(None) };
    let ids = outgoing.files();
    if ids.is_empty() || tries::has_used_up_its_tries(conn, message)? {
        return Ok(None);
    }
    let Some(line) = numbers::line(whatsapp, conn, connection)? else { return Ok(None) };
    let mut files = Vec::new();
    for (_, id) in ids {
        let Some(info) = media::info(conn, id)? else { continue };
        let since =
            Timestamp::from_millis(now.as_millis() - i64::try_from(GOOD_FOR.as_millis()).unwrap_or(i64::MAX));
        files.push((info, store::upload_since(conn, id, connection, since)?));
    }
    Ok(Some(Needed { connection, line, files }))
}

async fn upload(
    whatsapp: &WhatsApp,
    connection: ConnectionId,
    line: &Line,
    info: &MediaInfo,
) -> Result<String, Trouble> {
    let pieces = whatsapp.media.pieces(info.id, 0, info.bytes.saturating_sub(1));
    let graph_id = match whatsapp.graph.upload(line, NewUpload { info, pieces }).await {
        Ok(graph_id) => graph_id,
        // An upload that may have arrived harms nobody: the next one simply gets another id.
        Err(CallError::Ambiguous(words)) => return Err(Trouble::Call(connection, CallError::NotSent(words))),
        Err(error) => return Err(Trouble::Call(connection, error)),
    };
    let (id, kept) = (info.id, graph_id.clone());
    whatsapp.db.write(move |tx| store::keep_upload(tx, id, connection, &kept)).await?;
    Ok(graph_id)
}

/// What a header calls it.
fn family(info: &MediaInfo) -> &'static str {
    match info.kind {
        MediaKind::Image | MediaKind::Sticker => "image",
        MediaKind::Video => "video",
        MediaKind::Audio | MediaKind::Document => "document",
    }
}
