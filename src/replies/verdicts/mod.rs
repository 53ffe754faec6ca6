//! What people thought of an answer or of a hand-over, at the run that made it: with who said it, when and why. Changes nothing
//! that was said; figures count it, and a week of it may become a proposal.

pub(super) mod routes;
pub(super) mod store;

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::types::DecisionKind;
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{PersonId, RunId};
use crate::storage::{ReadConn, StorageError};
use crate::words::words;

words! {
    /// What somebody thought.
    VerdictKind {
        Good = "good",
        Bad = "bad",
        /// No person was needed.
        Needless = "needless",
        /// A person was called, and too late.
        Late = "late",
        /// A person should have been called, and was not.
        Missed = "missed",
    }
}

/// A verdict as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    pub run: RunId,
    pub kind: VerdictKind,
    pub reason: String,
    pub person: Option<PersonId>,
    pub at: Timestamp,
}

/// A verdict as it is shown.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Verdict)]
pub struct VerdictView {
    verdict: VerdictKind,
    /// In a few words; empty when nobody said.
    reason: String,
    /// Who said it; nothing when a program did, or whoever did is gone.
    by: Option<String>,
    at: Timestamp,
}

impl VerdictKind {
    /// Whether it can be said of a run that ended so.
    pub const fn fits(self, decision: DecisionKind) -> bool {
        match (self, decision) {
            (Self::Good | Self::Bad, DecisionKind::Send | DecisionKind::Suggest | DecisionKind::Decline)
            | (Self::Needless | Self::Late, DecisionKind::HandOff)
            | (
                Self::Missed,
                DecisionKind::Send | DecisionKind::Suggest | DecisionKind::Decline | DecisionKind::Silent,
            ) => true,
            (Self::Good | Self::Bad, DecisionKind::HandOff | DecisionKind::Silent)
            | (
                Self::Needless | Self::Late,
                DecisionKind::Send | DecisionKind::Suggest | DecisionKind::Decline | DecisionKind::Silent,
            )
            | (Self::Missed, DecisionKind::HandOff) => false,
        }
    }
}

/// What somebody thought of a run.
pub(super) fn kind_of(conn: &ReadConn, run: RunId) -> Result<Option<VerdictKind>, StorageError> {
    Ok(store::of_run(conn, run)?.map(|verdict| verdict.kind))
}

/// The verdict of a run, as it is shown.
pub(super) fn of_run(conn: &ReadConn, run: RunId) -> Result<Option<VerdictView>, StorageError> {
    let Some(verdict) = store::of_run(conn, run)? else { return Ok(None) };
    Ok(Some(shown(&names(conn)?, verdict)))
}

/// Who works here, by name.
fn names(conn: &ReadConn) -> Result<HashMap<PersonId, String>, StorageError> {
    Ok(accounts::staff(conn)?.into_iter().map(|one| (one.id, one.name)).collect())
}

fn shown(names: &HashMap<PersonId, String>, verdict: Verdict) -> VerdictView {
    let by = verdict.person.and_then(|person| names.get(&person).cloned());
    VerdictView { verdict: verdict.kind, reason: verdict.reason, by, at: verdict.at }
}
