//! The work this room makes, for itself and to tell others. Payloads carry names and ids only; who hears of signals is joined in
//! `app/jobs.rs`.

use serde::{Deserialize, Serialize};

use crate::ids::{FollowUpId, SignalId};
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

/// A signal goes by itself, unless somebody stopped it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AutoSend {
    pub signal_id: SignalId,
}

impl Job for AutoSend {
    const KIND: &'static str = "health_auto_send";

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }
}

/// A signal was kept back for another about the same person, and that one does not go: it is planned anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlanSignal {
    pub signal_id: SignalId,
}

impl Job for PlanSignal {
    const KIND: &'static str = "health_plan_signal";

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }
}

/// A signal is about to go by itself: staff are to be told while they can stop it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AutoSendNoticed {
    pub signal_id: SignalId,
}

impl Job for AutoSendNoticed {
    const KIND: &'static str = "health_auto_send_noticed";

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

/// Orders that have come far enough get their messages planned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlanFollowUps {}

impl Job for PlanFollowUps {
    const KIND: &'static str = "plan_follow_ups";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// A message after a purchase is due.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendFollowUp {
    pub follow_up_id: FollowUpId,
}

impl Job for SendFollowUp {
    const KIND: &'static str = "send_follow_up";

    fn key(&self) -> Option<String> {
        Some(self.follow_up_id.to_string())
    }
}

/// A signal was found that is not a customer's: the shop's own people should know.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignalRaised {
    pub signal_id: SignalId,
    /// It was over for a moment: told once more if it lasts.
    #[serde(default)]
    pub again: bool,
}

impl Job for SignalRaised {
    const KIND: &'static str = "health_signal_raised";

    fn key(&self) -> Option<String> {
        Some(format!("{}{}", self.signal_id, if self.again { ":again" } else { "" }))
    }

    /// What is told only if it lasts holds nothing else up.
    fn lane(&self) -> Option<String> {
        Some(format!("health:signal:{}", self.key()?))
    }
}

/// What such a signal told is over: whoever was told should know that too.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignalOver {
    pub signal_id: SignalId,
}

impl Job for SignalOver {
    const KIND: &'static str = "health_signal_over";

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }

    /// Behind the beginning, if that is still to be told.
    fn lane(&self) -> Option<String> {
        Some(format!("health:signal:{}", self.signal_id))
    }
}

/// A draft waits for somebody to look at it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DraftWaiting {
    pub signal_id: SignalId,
}

impl Job for DraftWaiting {
    const KIND: &'static str = "health_draft_waiting";

    fn key(&self) -> Option<String> {
        Some(self.signal_id.to_string())
    }
}
