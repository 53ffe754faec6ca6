//! Orders that have come far enough get their messages planned: looked for every few minutes, so that it does not matter
//! by which way an order came or how often it was told.

use std::time::Duration;

use super::types::{Bought, FollowUp, Kind, Reason, Rule, State};
use super::{send, store};
use crate::accounts::{self, Shop};
use crate::clock::Timestamp;
use crate::health::Health;
use crate::health::jobs::{PlanFollowUps, SendFollowUp};
use crate::ids::FollowUpId;
use crate::jobs::{self, JobError};
use crate::storage::{StorageError, WriteTx};

/// Orders planned in one transaction.
const AT_ONCE: u32 = 200;
/// An order placed longer ago than this is nothing to write about, whenever it comes far enough.
const OLDEST: Duration = Duration::from_hours(90 * 24);
const DAY: Duration = Duration::from_hours(24);

impl Health {
    /// Runs [`PlanFollowUps`].
    pub async fn plan_follow_ups(&self, _job: PlanFollowUps) -> Result<(), JobError> {
        Ok(self.db.write_background(plan_all).await?)
    }
}

fn plan_all(tx: &WriteTx) -> Result<(), StorageError> {
    let mut shop = None;
    for kind in Kind::ALL.iter().copied() {
        let rule = store::rule(tx, kind)?;
        let Some(since) = rule.on_since else { continue };
        let now = tx.now();
        let from = since.max(now.minus(OLDEST));
        let reached = store::reached(tx, kind, rule.counts_from, from, now, AT_ONCE)?;
        // Whatever is left over is planned at once, one transaction later.
        if reached.len() >= AT_ONCE as usize {
            jobs::enqueue(tx, &PlanFollowUps {})?;
        }
        for order in reached {
            if shop.is_none() {
                shop = Some(accounts::shop(tx)?);
            }
            if let Some(shop) = &shop {
                plan_one(tx, &rule, &order, shop)?;
            }
        }
    }
    Ok(())
}

/// The message is due so many days after the order came to its state, in the shop's hours.
fn plan_one(tx: &WriteTx, rule: &Rule, order: &Bought, shop: &Shop) -> Result<(), StorageError> {
    let days_over = order.state_at.plus(DAY * rule.after_days);
    let due_at = accounts::next_open(shop, days_over).unwrap_or(days_over);
    let reason = (due_at.plus(send::LATEST) < tx.now()).then_some(Reason::TooLate);
    let id: FollowUpId = tx.new_id();
    let follow_up = planned(id, rule.kind, order, due_at, reason);
    if store::plan(tx, id, &follow_up)? && reason.is_none() {
        jobs::enqueue_at(tx, &SendFollowUp { follow_up_id: id }, due_at)?;
    }
    tx.announce(send::TOPIC, order.id);
    Ok(())
}

fn planned(
    id: FollowUpId,
    kind: Kind,
    order: &Bought,
    due_at: Timestamp,
    reason: Option<Reason>,
) -> FollowUp {
    FollowUp {
        id,
        order: order.id,
        kind,
        state: if reason.is_some() { State::NotSent } else { State::Due },
        reason,
        due_at,
        state_at: due_at,
        contact: order.contact,
        person: None,
        conversation: None,
        message: None,
        sent_text: None,
    }
}
