//! A connection is to be looked at: what the doctor runs.

use serde::{Deserialize, Serialize};

use crate::ids::ConnectionId;
use crate::jobs::Job;

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
