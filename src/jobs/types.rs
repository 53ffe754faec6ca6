//! What a job is and how it can fail.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Timestamp;
use crate::ids::JobId;
use crate::storage::StorageError;

/// A piece of work: its payload, which is ids only.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the table and in logs, such as `reply_turn`.
    const KIND: &'static str;
    /// Tries before it is dead and shown to people.
    const MAX_ATTEMPTS: u32 = 8;

    /// Of one kind and key only one waits.
    fn key(&self) -> Option<String> {
        None
    }

    /// Jobs of one lane run one at a time, in the order they were made.
    fn lane(&self) -> Option<String> {
        None
    }
}

/// How a job failed, named by what happens next.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Try again after a growing pause.
    #[error("{0:#}")]
    Retry(anyhow::Error),
    /// Try again at this time.
    #[error("{1:#}")]
    RetryAt(Timestamp, anyhow::Error),
    /// Trying again is useless: show it to people.
    #[error("{0:#}")]
    GiveUp(anyhow::Error),
}

impl From<anyhow::Error> for JobError {
    fn from(error: anyhow::Error) -> Self {
        Self::Retry(error)
    }
}

impl From<StorageError> for JobError {
    fn from(error: StorageError) -> Self {
        Self::Retry(error.into())
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Waiting,
    Running,
    /// Out of attempts, or given up: a person decides.
    Dead,
}

impl JobState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Dead => "dead",
        }
    }
}

/// A job as people see it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
#[schema(as = Job)]
pub struct JobSummary {
    pub id: JobId,
    pub kind: String,
    pub state: String,
    pub attempts: u32,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
    pub last_error: Option<String>,
}

/// A job the worker holds.
#[derive(Debug, Clone)]
pub(super) struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub payload: String,
    /// This one included.
    pub attempts: u32,
    /// What the row was when it was taken: it moves when the job is queued again meanwhile.
    pub revision: i64,
    pub lane: Option<String>,
}

impl Claimed {
    pub fn held(&self) -> Held {
        Held { id: self.id, revision: self.revision, lane: self.lane.clone() }
    }
}

/// Which row a running job is.
#[derive(Debug)]
pub(super) struct Held {
    pub id: JobId,
    pub revision: i64,
    pub lane: Option<String>,
}
