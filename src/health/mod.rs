//! The health scanner: detectors find what went quiet or wrong, people decide in a queue, and what is sent is sent
//! under rules that hold whoever presses first.
//!
//! Owns the detectors (one `.sql` file each over what rooms publish), the signals, the limits, the drafts and the queue.
//! Never sends by itself: it queues through the inbox. Never reads another room's tables, never keeps what a customer wrote.

mod against;
mod approve;
mod ask;
mod auto_send;
mod blanks;
mod conversation;
mod drafts;
mod facts;
mod follow_up;
mod interval;
mod limits;
mod not_sent;
mod occurrences;
mod outside;
mod own;
mod scan;
mod store;
mod take_back;
mod trust;
mod types;
mod written;

pub mod detectors;
pub mod fleet;
pub mod jobs;
pub mod routes;

use std::sync::Arc;

pub use ask::Found;
pub use detectors::Detector;
pub use facts::{ChosenModel, Facts, GatherFacts};
pub use fleet::Fleet;
pub use outside::{
    AllTemplates, ChargeModel, CheckDraft, FindTemplates, ModelBudget, Outside, TemplateChoice,
};
pub use types::{
    Cost, DismissReason, Draft, DraftBy, FaultCode, Finding, LastRun, Purpose, Scope, Signal, Status,
};

use crate::clock::Clock;
use crate::events::Topic;
use crate::ids::{ContactId, SignalId};
use crate::knowledge::Knowledge;
use crate::llm::Llm;
use crate::privacy::Holding;
use crate::storage::{Db, ReadConn, StorageError};

/// The topic screens hear when a signal or a detector moves.
pub const TOPIC: Topic = Topic::Signal;

/// What the scanner keeps of customers.
pub fn held() -> &'static [Holding] {
    store::held::HELD
}

/// The queries of signals built from choices, for the test that pins their plans.
pub fn builder_queries() -> Vec<(&'static str, String)> {
    own::queries()
}

/// The queries of the lists of signals, for the test that pins their plans.
pub fn list_queries() -> [&'static str; 2] {
    store::LISTS
}

/// The signals about these contacts.
pub fn signals_about(conn: &ReadConn, contacts: &[ContactId]) -> Result<Vec<SignalId>, StorageError> {
    store::held::signals_about(conn, contacts)
}

/// The room. Clones share it.
#[derive(Clone)]
pub struct Health {
    db: Db,
    clock: Clock,
    llm: Llm,
    knowledge: Knowledge,
    facts: GatherFacts,
    outside: Outside,
    /// Other installs, and what this one tells of itself.
    pub fleet: Fleet,
    detectors: Arc<Vec<Detector>>,
    /// One translation is made at a time.
    translating: Arc<tokio::sync::Mutex<()>>,
}

/// What the room is built from.
pub struct Parts {
    pub db: Db,
    pub clock: Clock,
    pub llm: Llm,
    pub knowledge: Knowledge,
    pub facts: GatherFacts,
    pub outside: Outside,
    pub fleet: Fleet,
}

impl Health {
    pub fn new(parts: Parts) -> Self {
        let Parts { db, clock, llm, knowledge, facts, outside, fleet } = parts;
        Self {
            db,
            clock,
            llm,
            knowledge,
            facts,
            outside,
            fleet,
            detectors: Arc::new(detectors::all().to_vec()),
            translating: Arc::default(),
        }
    }

    /// With other detectors than its own.
    #[must_use]
    pub fn with_detectors(self, detectors: Vec<Detector>) -> Self {
        Self { detectors: Arc::new(detectors), ..self }
    }

    /// The detector of this name: a built-in one, or one of the shop's own that is switched on.
    fn detector(&self, conn: &ReadConn, name: &str) -> Result<Option<Detector>, StorageError> {
        if let Some(built_in) = self.detectors.iter().find(|detector| detector.name == name) {
            return Ok(Some(built_in.clone()));
        }
        let own = own::id_of(name).map(|id| store::own::find(conn, id)).transpose()?.flatten();
        Ok(own.filter(|own| own.is_on).map(|own| own.detector()))
    }

    /// What a message because of this detector is for; one that is gone wrote advertising.
    fn purpose(&self, conn: &ReadConn, name: &str) -> Result<Purpose, StorageError> {
        Ok(self.detector(conn, name)?.map_or(Purpose::Marketing, |detector| detector.purpose))
    }

    /// Every detector that is asked.
    fn all(&self, conn: &ReadConn) -> Result<Vec<Detector>, StorageError> {
        let own = store::own::all(conn)?.into_iter().filter(|own| own.is_on).map(|own| own.detector());
        Ok(self.detectors.iter().cloned().chain(own).collect())
    }
}

/// A signal by its id.
pub fn signal(conn: &ReadConn, id: SignalId) -> Result<Option<Signal>, StorageError> {
    store::find(conn, id)
}
