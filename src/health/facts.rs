//! What detectors are told that stands in no view: the disk, the backups, the models in use, the days the shop is closed.
//!
//! Gathered by whoever knows them all; kept nowhere.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::storage::{ReadConn, StorageError};

/// A model as it is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChosenModel {
    /// Empty when there is none.
    pub provider: String,
    pub model: String,
    pub dimensions: Option<u32>,
    /// At the provider's own address: another has models of its own.
    pub at_home: bool,
}

/// What is known beside the views.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    pub free_bytes: Option<u64>,
    pub database_bytes: u64,
    /// `fresh`, `old`, `unverified` or `missing`; a new shop's first night counts as fresh.
    pub backup_state: String,
    pub backup_at: Option<Timestamp>,
    pub backup_failing_since: Option<Timestamp>,
    pub chat: ChosenModel,
    pub embedding: ChosenModel,
    /// Whole days on which the shop is closed, from and to.
    pub closed_days: Vec<(Timestamp, Timestamp)>,
    /// How far the shop's clocks are ahead of UTC now.
    pub zone_offset_ms: i64,
}

/// Gathers them.
pub type GatherFacts = Arc<dyn Fn(&ReadConn) -> Result<Facts, StorageError> + Send + Sync>;
