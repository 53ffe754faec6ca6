//! Gives the entries of a source the vectors they miss. May be run again at any time; the second time changes nothing.

use anyhow::anyhow;
use serde::{Deserialize, Serialize};

use super::store::{self, Unembedded};
use super::{Knowledge, TOPIC};
use crate::ids::SourceId;
use crate::jobs::{Job, JobError};
use crate::llm::{EmbedKind, Embedder, LlmError};
use crate::storage::StorageError;

/// Texts embedded and kept at once.
const BATCH: u32 = 64;
/// Before a busy provider is asked again, also where it names less.
const SHORTEST_PAUSE: std::time::Duration = std::time::Duration::from_secs(5);

/// Give the entries of a source the vectors they miss.
#[derive(Debug, Serialize, Deserialize)]
pub struct Embed {
    pub source_id: SourceId,
}

/// Why a source has not all of its vectors.
#[derive(Debug)]
pub(super) enum NotEmbedded {
    Storage(StorageError),
    Model(LlmError),
    /// The model gives vectors of another length than before.
    OtherLength,
}

impl From<StorageError> for NotEmbedded {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Job for Embed {
    const KIND: &'static str = "knowledge.embed";

    fn key(&self) -> Option<String> {
        Some(self.source_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(Self::KIND.to_owned())
    }
}

impl Knowledge {
    /// Runs [`Embed`]. Search by letters works meanwhile.
    pub async fn embed(self, job: Embed) -> Result<(), JobError> {
        let Some(embedder) = self.llm.embedder() else { return Ok(()) };
        let source = job.source_id;
        let embedded = self.embed_source(&embedder, source).await;
        if let Err(NotEmbedded::Model(LlmError::TooLong | LlmError::Refused(_))) = embedded {
            self.listening.give_up(source);
        }
        self.serve_if_ready(&embedder).await?;
        if embedded.map_err(|fault| self.job_error(fault))? {
            self.index.refresh(source).await?;
        }
        Ok(())
    }

    /// Gives every entry of a source its vector of this embedder; false when none missed one.
    pub(super) async fn embed_source(
        &self,
        embedder: &Embedder,
        source: SourceId,
    ) -> Result<bool, NotEmbedded> {
        let mut made = false;
        while self.embed_some(embedder, source).await? {
            made = true;
        }
        Ok(made)
    }

    /// One batch; false when there was none left.
    async fn embed_some(&self, embedder: &Embedder, source: SourceId) -> Result<bool, NotEmbedded> {
        let identity = embedder.identity();
        let asked = identity.clone();
        let batch = self
            .db
            .read(move |conn| {
                let model = store::model(conn, &asked)?;
                store::unembedded(conn, model, source, BATCH)
            })
            .await?;
        if batch.is_empty() {
            return Ok(false);
        }
        let (ids, texts): (Vec<i64>, Vec<String>) =
            batch.into_iter().map(|Unembedded { id, words }| (id, words)).unzip();
        let vectors = embedder.embed(&texts, EmbedKind::Document).await.map_err(NotEmbedded::Model)?;
        let dimensions = vectors.first().map_or(0, Vec::len);
        let rows: Vec<_> = ids.into_iter().zip(vectors).collect();
        let fits = self
            .db
            .write_background(move |tx| {
                let model = store::register_model(tx, &identity, dimensions)?;
                if model.dimensions != dimensions {
                    return Ok(false);
                }
                store::keep_vectors(tx, model, &rows)?;
                tx.announce(TOPIC, source);
                Ok::<_, StorageError>(true)
            })
            .await?;
        if fits { Ok(true) } else { Err(NotEmbedded::OtherLength) }
    }

    /// Waiting helps against some failures; the others wait for the owner, and a change of the
    /// settings starts the work again.
    fn job_error(&self, fault: NotEmbedded) -> JobError {
        let error = match fault {
            NotEmbedded::Storage(error) => return error.into(),
            NotEmbedded::OtherLength => {
                return JobError::GiveUp(anyhow!(
                    "the embedding model now gives vectors of another length; choose the length in the settings"
                ));
            }
            NotEmbedded::Model(error) => error,
        };
        match error {
            LlmError::RetryAfter(pause) => {
                JobError::RetryAt(self.clock.now().plus(pause.max(SHORTEST_PAUSE)), error.into())
            }
            LlmError::Unreachable(_)
            | LlmError::TooSlow
            | LlmError::CircuitOpen
            | LlmError::Cancelled
            | LlmError::BadAnswer(_) => JobError::Retry(error.into()),
            LlmError::KeyRefused(_)
            | LlmError::ModelUnknown(_)
            | LlmError::TooLong
            | LlmError::Refused(_)
            | LlmError::Unsupported(_)
            | LlmError::OverBudget(_) => JobError::GiveUp(error.into()),
        }
    }
}
