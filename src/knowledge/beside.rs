//! The same knowledge, found with an embedder that is not in use, so that it can be tried before it is chosen. What lacks a vector of
//! it is embedded first.
//!
//! Nothing of what is in use changes: its vectors, its embedder and whoever searches with them.

use std::sync::Arc;

use parking_lot::Mutex;

use super::Knowledge;
use super::embed::NotEmbedded;
use super::listen::QUESTION_TIMEOUT;
use super::search::Meaning;
use super::store::{self, Model};
use super::types::Entry;
use super::vector_index::VectorIndex;
use crate::llm::{EmbedKind, Embedder, Llm, LlmError};
use crate::storage::StorageError;

const OTHER_LENGTH: &str = "its vectors are of another length than before";

/// What is tried.
pub(super) struct Beside {
    /// Nothing where search by letters alone is.
    tried: Option<Tried>,
    /// The first question it had no vector for.
    fault: Mutex<Option<LlmError>>,
}

/// An embedder with the vectors of everything there is.
struct Tried {
    embedder: Embedder,
    model: Model,
    vectors: Arc<VectorIndex<Entry>>,
}

/// Why an embedder cannot be tried.
#[derive(Debug)]
pub enum NotBeside {
    Storage(StorageError),
    Model(LlmError),
}

impl From<StorageError> for NotBeside {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Beside {
    /// The vector of a question. Who gives none is asked again the next time: a rest would try something else.
    pub async fn meaning_of(&self, question: &str) -> Option<Meaning> {
        let tried = self.tried.as_ref().filter(|_| !question.trim().is_empty())?;
        match tried.meaning_of(question).await {
            Ok(meaning) => Some(meaning),
            Err(error) => {
                self.fault.lock().get_or_insert(error);
                None
            }
        }
    }
}

impl Tried {
    async fn meaning_of(&self, question: &str) -> Result<Meaning, LlmError> {
        let Self { embedder, model, vectors } = self;
        let texts = [question.to_owned()];
        let asked = tokio::time::timeout(QUESTION_TIMEOUT, embedder.embed(&texts, EmbedKind::Query));
        let vectors_of_it = asked.await.unwrap_or(Err(LlmError::TooSlow))?;
        let vector = vectors_of_it.into_iter().next().filter(|vector| vector.len() == model.dimensions);
        let vector = vector.ok_or_else(|| LlmError::BadAnswer(OTHER_LENGTH.to_owned()))?;
        Ok(Meaning { model: *model, vector, beside: Some(Arc::clone(vectors)) })
    }
}

impl Knowledge {
    /// The same, searched as it would be with the embedder of these models. Reads everything that has no vector of it yet.
    pub async fn beside(&self, llm: &Llm) -> Result<Self, NotBeside> {
        if llm.settings().embedding == self.llm.settings().embedding {
            return Ok(self.clone());
        }
        let tried = match llm.embedder() {
            Some(embedder) => self.tried(embedder).await?,
            None => None,
        };
        let beside = Beside { tried, fault: Mutex::default() };
        Ok(Self { beside: Some(Arc::new(beside)), ..self.clone() })
    }

    /// Why a question had no vector of the embedder that is tried: what was found for it was found by letters alone.
    pub fn fault_beside(&self) -> Option<LlmError> {
        self.beside.as_ref().and_then(|beside| beside.fault.lock().clone())
    }

    async fn tried(&self, embedder: Embedder) -> Result<Option<Tried>, NotBeside> {
        let identity = embedder.identity();
        let waiting = self.db.read_long(move |conn| {
            let model = store::model(conn, &identity)?;
            store::sources_to_embed(conn, model)
        });
        for source in waiting.await? {
            match self.embed_source(&embedder, source).await {
                // What it will not read it would not read once it is chosen.
                Ok(_) | Err(NotEmbedded::Model(LlmError::TooLong | LlmError::Refused(_))) => {}
                Err(NotEmbedded::Storage(error)) => return Err(error.into()),
                Err(NotEmbedded::Model(error)) => return Err(NotBeside::Model(error)),
                Err(NotEmbedded::OtherLength) => {
                    return Err(NotBeside::Model(LlmError::BadAnswer(OTHER_LENGTH.to_owned())));
                }
            }
        }
        let identity = embedder.identity();
        let model = self.db.read(move |conn| store::model(conn, &identity)).await?;
        let Some(model) = model else { return Ok(None) };
        let vectors = Arc::new(self.index.all_vectors(model).await?);
        Ok(Some(Tried { embedder, model, vectors }))
    }
}
