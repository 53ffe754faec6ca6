//! The work this room makes for itself, and the functions that run it and what the inbox asks of it.

use serde::{Deserialize, Serialize};

use super::inbound::{ledger, media};
use super::outbound::{self, typing_indicator};
use super::spending::prices;
use super::{WhatsApp, doctor, numbers, templates};
use crate::ids::{AttemptId, ConnectionId, MessageId};
use crate::inbox::jobs::ShowComposing;
use crate::jobs::{Job, JobError, Round};

/// Once a day the ledger and the buffer of statuses are tidied and the connection is looked at.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DailyRound {}

impl Job for DailyRound {
    const KIND: &'static str = "whatsapp_daily_round";

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

/// The answer to a delivery was lost: has Meta said since what became of it?
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettleUnsure {
    pub attempt_id: AttemptId,
}

impl Job for SettleUnsure {
    const KIND: &'static str = "whatsapp_settle_unsure";
    /// Ten minutes apart, this is about a week without any webhook.
    const MAX_ATTEMPTS: u32 = 1_000;

    fn key(&self) -> Option<String> {
        Some(self.attempt_id.to_string())
    }
}

/// A connection is to be looked at, because Meta reported a change or a day has passed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CheckConnection {
    pub connection_id: ConnectionId,
    /// Meta has just removed what kept the number from being registered: try it now.
    #[serde(default)]
    pub register: bool,
}

impl Job for CheckConnection {
    const KIND: &'static str = "whatsapp_check_connection";

    fn key(&self) -> Option<String> {
        let deed = if self.register { "register" } else { "look" };
        Some(format!("{}:{deed}", self.connection_id))
    }
}

/// A customer's file is to be brought here while Meta still has it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FetchMedia {
    pub message_id: MessageId,
    /// How often it was tried before.
    pub tries: u32,
}

impl Job for FetchMedia {
    const KIND: &'static str = "whatsapp_fetch_media";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.message_id, self.tries))
    }
}

/// Once an hour the budget is looked at: a new month opens it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtBudget {}

impl Job for LookAtBudget {
    const KIND: &'static str = "whatsapp_look_at_budget";

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

/// Once a day what was counted is put beside Meta's own figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReconcilePrices {}

impl Job for ReconcilePrices {
    const KIND: &'static str = "whatsapp_reconcile_prices";
    /// Tomorrow is another day.
    const MAX_ATTEMPTS: u32 = 4;

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

impl WhatsApp {
    /// Runs [`ReconcilePrices`].
    pub async fn reconcile_prices(&self) -> Result<(), JobError> {
        prices::reconcile_now(self).await.map_err(|error| JobError::Retry(error.into()))
    }

    /// Runs [`LookAtBudget`].
    pub async fn look_at_budget(&self) -> Result<(), JobError> {
        Ok(self.db.write(prices::look_at_budget).await?)
    }

    /// Reads some of what waits in the ledger.
    pub async fn read_ledger(&self) -> Result<Round, JobError> {
        Ok(ledger::read_some(self).await?)
    }

    /// Runs [`DailyRound`].
    pub async fn daily_round(&self) -> Result<(), JobError> {
        outbound::forget_orphans(self).await?;
        ledger::forget_old(self).await?;
        self.db.write(templates::all_soon).await?;
        Ok(self.db.write(numbers::look_at_all).await?)
    }

    /// Runs [`SettleUnsure`].
    pub async fn settle_unsure(&self, job: SettleUnsure) -> Result<(), JobError> {
        outbound::settle_unsure(self, job.attempt_id).await
    }

    /// Runs the inbox's [`ShowComposing`].
    pub async fn show_composing(&self, job: ShowComposing) -> Result<(), JobError> {
        typing_indicator::show(self, job).await
    }

    /// Runs [`FetchMedia`].
    pub async fn fetch_media(&self, job: FetchMedia) -> Result<(), JobError> {
        media::fetch(self, job).await
    }

    /// Runs [`CheckConnection`].
    pub async fn check_connection(&self, job: CheckConnection) -> Result<(), JobError> {
        let mend = if job.register {
            doctor::Mend::One(numbers::CheckId::Registered)
        } else {
            doctor::Mend::Nothing
        };
        doctor::examine(self, job.connection_id, mend).await?;
        Ok(())
    }
}
