//! Small pictures and first words of files, made in the child process. A file that gives none is no fault.

use futures_util::StreamExt as _;

use super::{Media, store};
use crate::events::Topic;
use crate::extract::{Fault, GlanceKind, MAX_DOCUMENT_BYTES};
use crate::ids::MediaId;
use crate::jobs::JobError;
use crate::storage::StorageError;

/// The topic live screens hear when a file has been looked at.
const TOPIC: Topic = Topic::Media;

pub(super) async fn make(media: &Media, id: MediaId) -> Result<(), JobError> {
    let Some((info, pieces)) = media.open(id).await? else { return Ok(()) };
    let kind = kind_of(&info.mime_type).filter(|_| info.bytes <= MAX_DOCUMENT_BYTES as u64);
    let Some(kind) = kind else { return Ok(()) };
    // A piece that cannot be read ends the file early, and the child finds it broken.
    let pieces = pieces
        .take_while(|piece| std::future::ready(piece.is_ok()))
        .filter_map(|piece| std::future::ready(piece.ok()));
    match media.extractor.glance(kind, pieces.boxed()).await {
        Ok(seen) => {
            let kept = move |tx: &crate::storage::WriteTx| {
                store::keep_glance(tx, id, &seen)?;
                tx.announce(TOPIC, id);
                Ok::<_, StorageError>(())
            };
            Ok(media.db.write(kept).await?)
        }
        Err(fault @ (Fault::NoSandbox | Fault::TimedOut)) => Err(JobError::Retry(fault.into())),
        Err(fault) => {
            tracing::info!(media.id = %id, error.code = fault.code(), "a file is shown without a preview");
            Ok(())
        }
    }
}

fn kind_of(mime_type: &str) -> Option<GlanceKind> {
    match mime_type {
        "image/jpeg" | "image/png" | "image/webp" | "image/gif" => Some(GlanceKind::Picture),
        "application/pdf" => Some(GlanceKind::Pdf),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => Some(GlanceKind::Docx),
        _ => None,
    }
}
