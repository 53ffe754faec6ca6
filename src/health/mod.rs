//! The health scanner: detectors find what went quiet or wrong, people decide in a queue, and what is sent is sent
//! under rules that hold whoever presses first.
//!
//! Owns the detectors (one `.sql` file each over what rooms publish), the signals, the limits, the drafts and the queue.
//! Never sends by itself: it queues through the inbox. Never reads another room's tables, never keeps what a customer wrote.

mod approve;
mod ask;
mod drafts;
mod facts;
mod follow_up;
mod limits;
mod outside;
mod scan;
mod store;
mod types;

pub mod detectors;
pub mod jobs;
pub mod routes;

use std::sync::Arc;

pub use ask::Found;
pub use detectors::Detector;
pub use facts::{ChosenModel, Facts, GatherFacts};
pub use outside::{AllTemplates, CheckDraft, FindTemplates, Outside, TemplateChoice};
pub use types::{
    Cost, DismissReason, Draft, DraftBy, FaultCode, Finding, LastRun, Purpose, Scope, Signal, Status,
};

use crate::clock::Clock;
use crate::events::Topic;
use crate::ids::SignalId;
use crate::knowledge::Knowledge;
use crate::llm::Llm;
use crate::storage::{Db, ReadConn, StorageError};

/// The topic screens hear when a signal or a detector moves.
pub const TOPIC: Topic = Topic::Signal;

/// The room. Clones share it.
#[derive(Clone)]
pub struct Health {
    db: Db,
    clock: Clock,
    llm: Llm,
    knowledge: Knowledge,
    facts: GatherFacts,
    outside: Outside,
    detectors: Arc<Vec<Detector>>,
}

/// What the room is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub llm: Llm,
    pub knowledge: Knowledge,
    pub facts: GatherFacts,
    pub outside: Outside,
}

impl Health {
    pub fn new(parts: Parts) -> Self {
        let Parts { db, clock, llm, knowledge, facts, outside } = parts;
        Self { db, clock, llm, knowledge, facts, outside, detectors: Arc::new(detectors::all().to_vec()) }
    }

    /// With other detectors than its own.
    #[must_use]
    pub fn with_detectors(self, detectors: Vec<Detector>) -> Self {
        Self { detectors: Arc::new(detectors), ..self }
    }

    fn detector(&self, name: &str) -> Option<Detector> {
        self.detectors.iter().find(|detector| detector.name == name).cloned()
    }

    /// What a message because of this detector is for; one that is gone wrote advertising.
    fn purpose(&self, name: &str) -> Purpose {
        self.detector(name).map_or(Purpose::Marketing, |detector| detector.purpose)
    }

    fn names(&self) -> Vec<String> {
        self.detectors.iter().map(|detector| detector.name.clone()).collect()
    }
}

/// A signal by its id.
pub fn signal(conn: &ReadConn, id: SignalId) -> Result<Option<Signal>, StorageError> {
    store::find(conn, id)
}
