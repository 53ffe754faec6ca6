//! What an answer is made with, and how making one may break off.

use std::sync::Arc;

use super::budget::Budget;
use crate::clock::Clock;
use crate::ids::SourceId;
use crate::knowledge::Knowledge;
use crate::knowledge::web::WebSearch;
use crate::llm::{Asked, Line, Llm, LlmError};
use crate::orders::Orders;
use crate::storage::{Db, StorageError};

/// Clones share it.
#[derive(Clone)]
pub(super) struct Tools {
    pub db: Db,
    pub clock: Clock,
    pub llm: Llm,
    pub knowledge: Knowledge,
    pub web: WebSearch,
    pub orders: Orders,
    pub budget: Budget,
    /// Stands in every instruction and in no answer.
    pub canary: Arc<str>,
    pub overrides: Overrides,
}

/// What the playground does otherwise. Nothing in a customer's run.
#[derive(Clone, Default)]
pub(super) struct Overrides {
    /// Who writes answers.
    pub answers: Option<Line>,
    /// Only these sources are searched.
    pub sources: Option<Vec<SourceId>>,
}

/// Why a run ended without a decision.
#[derive(Debug)]
pub(super) enum Broken {
    Storage(StorageError),
    Cancelled,
}

impl From<StorageError> for Broken {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

/// Our own end of a question is no failure of a model.
pub(super) fn unless_cancelled(answer: &Asked) -> Result<(), Broken> {
    match answer.answer {
        Err(LlmError::Cancelled) => Err(Broken::Cancelled),
        Ok(_) | Err(_) => Ok(()),
    }
}
