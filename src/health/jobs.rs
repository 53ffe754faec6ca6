//! The work this room makes for itself. Payloads carry names and ids only.

use serde::{Deserialize, Serialize};

use crate::ids::SignalId;
use crate::jobs::Job;

/// Every detector is to be asked: one job each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ScanHealth {}

impl Job for ScanHealth {
    const KIND: &'static str = "health_scan";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// One detector is to be asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunDetector {
    pub detector: String,
}

impl Job for RunDetector {
    const KIND: &'static str = "health_run_detector";

    fn key(&self) -> Option<String> {
        Some(self.detector.clone())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("health:{}", self.detector))
    }
}

/// A snoozed signal comes back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WakeSignal {
    pub signal_id: SignalId,
}

impl Job for WakeSignal {
    const KIND: &'static str = "health_wake_signal";

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }
}

/// A signal's message is to be written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftSignal {
    pub signal_id: SignalId,
}

impl Job for DraftSignal {
    const KIND: &'static str = "health_draft_signal";
    const MAX_ATTEMPTS: u32 = 3;

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }

    /// One after the other: a scan that finds many asks the model no faster than a person reads.
    fn lane(&self) -> Option<String> {
        Some("health:drafts".to_owned())
    }
}
