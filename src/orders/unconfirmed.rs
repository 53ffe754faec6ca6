//! A basket from the catalogue is the shop's to confirm: by moving it on, by saying so, or by answering the customer. One that
//! nobody takes up in two days was left, and counts in no figure until somebody does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Orders;
use super::store::unconfirmed::{self as store, Waiting};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::OrderId;
use crate::jobs::{Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// So long a basket counts as an order without anybody having confirmed it: a weekend.
const WAITS: Duration = Duration::from_hours(48);
/// Baskets looked at in one write.
const AT_ONCE: u32 = 100;

/// Look at the baskets nobody confirmed yet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtBaskets {}

impl Job for LookAtBaskets {
    const KIND: &'static str = "look_at_baskets";

    fn key(&self) -> Option<String> {
        Some("all".to_owned())
    }
}

impl Orders {
    /// Runs [`LookAtBaskets`].
    pub async fn look_at_baskets(self) -> Result<(), JobError> {
        let waited_since = self.clock.now().minus(WAITS);
        let mut next = Some(OrderId::new(0));
        while let Some(after) = next {
            let piece = move |tx: &WriteTx| {
                let waiting = store::waiting(tx, after, AT_ONCE)?;
                waiting.iter().try_for_each(|one| look(tx, one, waited_since))?;
                Ok(waiting.last().map(|one| one.id))
            };
            next = self.db.write_background::<_, StorageError>(piece).await?;
        }
        Ok(())
    }
}

fn look(tx: &WriteTx, one: &Waiting, waited_since: Timestamp) -> Result<(), StorageError> {
    let action = if one.answered {
        store::confirm(tx, one.id)?;
        "order.confirmed"
    } else if one.placed_at <= waited_since {
        store::leave(tx, one.id)?;
        "order.left"
    } else {
        return Ok(());
    };
    audit::record(tx, &Actor::system(), action, one.id, json!({}))?;
    tx.announce(Topic::Order, one.id);
    Ok(())
}
