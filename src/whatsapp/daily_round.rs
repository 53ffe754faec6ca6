//! Once a day: the ledger and the buffer of statuses are tidied, templates read again, connections looked at.

use serde::{Deserialize, Serialize};

use super::{WhatsApp, ledger, numbers, outbound, templates};
use crate::jobs::{Job, JobError};

/// Once a day the ledger and the buffer of statuses are tidied and the connection is looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DailyRound {}

impl Job for DailyRound {
    const KIND: &'static str = "whatsapp_daily_round";

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

impl WhatsApp {
    /// Runs [`DailyRound`].
    pub async fn daily_round(&self) -> Result<(), JobError> {
        outbound::forget_orphans(self).await?;
        ledger::forget_old(self).await?;
        self.db.write(templates::all_soon).await?;
        Ok(self.db.write(numbers::look_at_all).await?)
    }
}
