//! The health scanner: detectors find what went quiet or wrong, people decide in a queue, and what is sent is sent
//! under rules that hold whoever presses first.
//!
//! Owns the detectors (one `.sql` file each over what rooms publish), the signals, the limits and the queue. Never sends
//! by itself: it queues through the inbox. Never reads another room's tables, never keeps what a customer wrote.

mod approve;
mod ask;
mod facts;
mod limits;
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
pub use types::{DismissReason, Draft, DraftBy, FaultCode, Finding, LastRun, Purpose, Scope, Signal, Status};

use crate::clock::Clock;
use crate::events::Topic;
use crate::inbox::ChannelRules;
use crate::storage::Db;

/// The topic screens hear when a signal or a detector moves.
pub const TOPIC: Topic = Topic::Signal;

/// The room. Clones share it.
#[derive(Clone)]
pub struct Health {
    db: Db,
    clock: Clock,
    facts: GatherFacts,
    /// What a channel says of a message before it is queued.
    rules: ChannelRules,
    detectors: Arc<Vec<Detector>>,
}

impl Health {
    pub fn new(db: Db, clock: Clock, facts: GatherFacts, rules: ChannelRules) -> Self {
        Self { db, clock, facts, rules, detectors: Arc::new(detectors::all().to_vec()) }
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
