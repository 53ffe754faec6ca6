//! The owner's rules by which a person is called: kept, changed, tried on the past, and held against each turn before it is
//! answered.
//!
//! A rule says who is called, how urgently and with which label, or that the team is only told. It never silences anybody: what
//! it calls for ends as every hand-over does, and what it only tells is answered all the same.

pub(super) mod check;
mod gather;
mod preview;
pub(super) mod routes;
mod store;

use std::time::Duration;

use serde_json::json;

use super::Replies;
use super::jobs::RuleMet;
use super::question::signals::{Judge, Rule};
use super::turn::Turn;
use super::types::{Decision, MetRule, RuleDeed};
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{PersonId, RuleId};
use crate::inbox::{self, EventKind, Routing};
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(super) use preview::{Met, replay};
pub(super) use routes::put;
pub(super) use store::{PastTurn, called_by, rules, turns};

/// Rules a shop may have.
pub(super) const MOST_RULES: u32 = 50;
/// How far back rules are tried, and on how many turns, the newest first.
pub(super) const BACK: Duration = Duration::from_hours(30 * 24);
pub(super) const MOST_TURNS: u32 = 3_000;

impl Replies {
    /// The rules, held against what waits for an answer.
    pub(super) async fn judge(&self, turn: &Turn) -> Result<Judge, StorageError> {
        if turn.question.asked_by_person {
            return Ok(Judge::default());
        }
        let asked = gather::Asked::of(turn);
        let (orders, now) = (self.tools.orders.clone(), self.clock.now());
        self.db.read(move |conn| gather::judge(conn, &orders, &asked, now)).await
    }

    /// The rules, held against a question that is nobody's.
    pub(super) fn judge_alone(conn: &ReadConn, text: &str, now: Timestamp) -> Result<Judge, StorageError> {
        gather::alone(conn, text, now)
    }
}

/// Who is told by a rule; nobody when it names nobody, or is gone.
pub fn told_by(conn: &ReadConn, rule: RuleId) -> Result<Option<PersonId>, StorageError> {
    Ok(store::rules(conn)?.into_iter().find(|one| one.id == rule).and_then(|rule| rule.person))
}

/// Does what the rules say beside the answer or the hand-over, in its transaction; says which rules were met.
pub(super) fn act(tx: &WriteTx, turn: &Turn, decision: &Decision) -> Result<Vec<MetRule>, StorageError> {
    let (id, reason) = (turn.conversation.id, decision.reason());
    let mut met = Vec::new();
    if turn.question.judge.has_no_rules() {
        return Ok(met);
    }
    // Another run of the same turn may have ended since this one was judged.
    let fired = gather::fired(tx, id, &turn.message_ids(), tx.now())?;
    let judge = &turn.question.judge.knowing(fired);
    if let Some(rule) = reason.and_then(|reason| judge.takes_over(reason)) {
        inbox::route(tx, id, &routing(tx, rule)?)?;
        met.push(named(rule));
    }
    for rule in judge.tells(reason) {
        inbox::route(tx, id, &routing(tx, rule)?)?;
        inbox::event(tx, id, EventKind::RuleMet, json!({ "rule_id": rule.id, "name": rule.name }))?;
        if let Some(message_id) = turn.last_message() {
            jobs::enqueue(tx, &RuleMet { conversation_id: id, message_id, rule_id: rule.id })?;
        }
        met.push(named(rule));
    }
    Ok(met)
}

/// Whoever is named and works here no more calls nobody away: the team sees it.
fn routing(conn: &ReadConn, rule: &Rule) -> Result<Routing, StorageError> {
    let to = match rule.person {
        Some(id) if rule.deed == RuleDeed::Call => {
            let staff = accounts::staff(conn)?;
            staff.into_iter().find(|person| person.id == id && person.active).map(|person| (id, person.name))
        }
        Some(_) | None => None,
    };
    Ok(Routing { to, label: rule.label, urgent: rule.urgent && rule.deed == RuleDeed::Call })
}

fn named(rule: &Rule) -> MetRule {
    MetRule { id: rule.id, name: rule.name.clone(), deed: rule.deed }
}
