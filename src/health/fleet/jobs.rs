//! The work the fleet makes for itself. Payloads carry ids only.

use serde::{Deserialize, Serialize};

use crate::ids::FleetSiteId;
use crate::jobs::Job;

/// Every site that is looked after is to be asked how it is: one job each.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullFleet {}

impl Job for PullFleet {
    const KIND: &'static str = "health_pull_fleet";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// One site is to be asked how it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PullSite {
    pub site_id: FleetSiteId,
}

impl Job for PullSite {
    const KIND: &'static str = "health_pull_site";

    fn key(&self) -> Option<String> {
        Some(self.site_id.to_string())
    }

    fn lane(&self) -> Option<String> {
        Some(format!("fleet:{}", self.site_id))
    }
}
