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
