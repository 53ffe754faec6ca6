//! What rooms above need to compare sources: the work that is to be done, a source in its pieces, and what others state
//! about the same. What counts as a statement and as a disagreement is theirs to say.

use serde::{Deserialize, Serialize};

use super::statement::Statement;
use super::store;
use super::{Knowledge, TOPIC};
use crate::ids::{ChunkId, SourceId};
use crate::jobs::{self, Job};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Disagreements that one change of a source may bring.
pub const MAX_DISAGREEMENTS: usize = 100;
/// Sources compared after a start that never were.
const MAX_AT_START: u32 = 5_000;

/// Read what a source states, and find where others state something else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CompareSource {
    pub source_id: SourceId,
}

impl Job for CompareSource {
    const KIND: &'static str = "knowledge.compare";

    fn key(&self) -> Option<String> {
        Some(self.source_id.to_string())
    }

    /// One at a time: each finds what the one before kept.
    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

/// A source in the pieces a search finds.
#[derive(Debug, Clone)]
pub struct Pieces {
    pub title: String,
    pub pieces: Vec<Piece>,
}

#[derive(Debug, Clone)]
pub struct Piece {
    pub chunk_id: ChunkId,
    pub heading: String,
    pub text: String,
    pub question: Option<String>,
}

/// A source in its pieces; nothing when it is gone.
pub fn pieces(conn: &ReadConn, source: SourceId) -> Result<Option<Pieces>, StorageError> {
    let Some(found) = store::find(conn, source)? else { return Ok(None) };
    let chunks = store::chunks(conn, source, u32::MAX)?.into_iter();
    let pieces = chunks.map(|chunk| Piece {
        chunk_id: chunk.id,
        heading: chunk.heading,
        text: chunk.text,
        question: chunk.question,
    });
    Ok(Some(Pieces { title: found.title, pieces: pieces.collect() }))
}

/// Whether a source counts today and without a limit of time: what counts for a while names its own time.
pub fn counts(conn: &ReadConn, source: SourceId) -> Result<bool, StorageError> {
    store::counts_always(conn, source)
}

/// What other sources that count without limit state about the same.
pub fn statements_about(
    conn: &ReadConn,
    source: SourceId,
    abouts: &[String],
) -> Result<Vec<Statement>, StorageError> {
    store::statements_about(conn, source, abouts)
}

/// Keeps what a source states, and with which of the others that disagrees.
pub fn keep_compared(
    tx: &WriteTx,
    source: SourceId,
    statements: &[Statement],
    pairs: &[(&Statement, &Statement)],
) -> Result<(), StorageError> {
    if !store::replace_statements(tx, source, statements)? {
        return Ok(());
    }
    store::keep_disagreements(tx, source, pairs)?;
    tx.announce(TOPIC, source);
    Ok(())
}

impl Knowledge {
    /// Compares what was read before sources were compared.
    pub(super) async fn compare_the_rest(&self) -> Result<(), StorageError> {
        self.db
            .write_background(|tx| {
                for source_id in store::not_compared(tx, MAX_AT_START)? {
                    jobs::enqueue(tx, &CompareSource { source_id })?;
                }
                Ok::<_, StorageError>(())
            })
            .await
    }
}
