//! Who may be written to first: evidence of consent, suppression, and the one question every starter of messages asks.
//!
//! A customer who writes is always answered. Suppression is lifted only by the customer, by the channel's word, or by
//! a person by hand; evidence is kept for good.

use serde_json::json;

use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ContactId, EvidenceId, PersonId};
use crate::inbox::conversations::timeline;
use crate::inbox::store::consent as store;
use crate::inbox::store::conversations;
use crate::inbox::types::{ConsentState, EventKind, Evidence, Facts, MayNot, Purpose};
use crate::inbox::words::{ConsentSource, SuppressionReason, SuppressionScope};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How a contact stands.
pub fn consent(conn: &ReadConn, contact: ContactId) -> Result<ConsentState, StorageError> {
    let standing = store::standing(conn, contact)?;
    let latest = store::evidence(conn, contact, 1)?.into_iter().next();
    let counts = |evidence: &Evidence| standing.withdrawn_at.is_none_or(|withdrawn| evidence.at > withdrawn);
    Ok(ConsentState {
        given: latest.filter(counts),
        withdrawn_at: standing.withdrawn_at,
        suppressed: standing.suppressed,
        blocked: standing.blocked,
    })
}

/// Whether the customer wants fewer messages, or none.
pub(in crate::inbox) fn is_suppressed(conn: &ReadConn, contact: ContactId) -> Result<bool, StorageError> {
    Ok(store::standing(conn, contact)?.suppressed.is_some())
}

/// The one question before a message is started. `Ok(Err(…))` says why not.
pub fn may_start(
    conn: &ReadConn,
    contact: ContactId,
    purpose: Purpose,
) -> Result<Result<(), MayNot>, StorageError> {
    let state = consent(conn, contact)?;
    let agreed = state.given.is_some();
    Ok(Facts {
        blocked: state.blocked,
        suppressed: state.suppressed.as_ref().map(|suppression| suppression.scope),
        agreed,
        withdrew: !agreed && state.withdrawn_at.is_some(),
        has_written: purpose == Purpose::Utility && !agreed && store::has_written(conn, contact)?,
    }
    .allow(purpose))
}

/// Keeps evidence.
pub fn record_consent(
    tx: &WriteTx,
    contact: ContactId,
    at: Timestamp,
    source: ConsentSource,
    words: &str,
    person: Option<PersonId>,
) -> Result<EvidenceId, StorageError> {
    let id = store::add_evidence(tx, contact, at, source, words, person)?;
    // What is written down now outweighs a withdrawal of before, whenever it was said.
    store::set_withdrawn(tx, contact, None)?;
    tell(tx, contact, person, EventKind::ConsentGiven, &json!({ "source": source }))?;
    Ok(id)
}

pub(in crate::inbox) fn withdraw(
    tx: &WriteTx,
    contact: ContactId,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    store::set_withdrawn(tx, contact, Some(tx.now()))?;
    tell(tx, contact, person, EventKind::ConsentWithdrawn, &json!({}))
}

/// Nothing of this kind is started from now on. What is wider stays; `false` when nothing changed.
pub fn suppress(
    tx: &WriteTx,
    contact: ContactId,
    reason: SuppressionReason,
    scope: SuppressionScope,
) -> Result<bool, StorageError> {
    let before = store::standing(tx, contact)?.suppressed;
    let covered =
        before.is_some_and(|before| before.scope == SuppressionScope::Everything || before.scope == scope);
    if covered {
        return Ok(false);
    }
    store::set_suppression(tx, contact, Some((reason, scope, tx.now())))?;
    tell(tx, contact, None, EventKind::OptedOut, &json!({ "reason": reason, "scope": scope }))?;
    Ok(true)
}

/// The customer may be written to again, as far as this scope goes; `false` when nothing was suppressed.
pub fn lift(tx: &WriteTx, contact: ContactId, scope: SuppressionScope) -> Result<bool, StorageError> {
    let Some(before) = store::standing(tx, contact)?.suppressed else { return Ok(false) };
    if before.scope == SuppressionScope::Everything && scope == SuppressionScope::Marketing {
        return Ok(false);
    }
    store::set_suppression(tx, contact, None)?;
    tell(tx, contact, None, EventKind::OptedIn, &json!({ "scope": before.scope }))?;
    Ok(true)
}

/// The customer's own setting in the channel, by the channel's time: an older one never replaces a newer. `false` when
/// this one is older than what is known.
pub fn prefer(tx: &WriteTx, contact: ContactId, stops: bool, at: Timestamp) -> Result<bool, StorageError> {
    let standing = store::standing(tx, contact)?;
    let said_since = standing.suppressed.is_some_and(|suppressed| {
        suppressed.reason != SuppressionReason::UserPreference && suppressed.at > at
    });
    if !store::take_preference(tx, contact, at)? || (!stops && said_since) {
        return Ok(false);
    }
    if stops {
        suppress(tx, contact, SuppressionReason::UserPreference, SuppressionScope::Marketing)?;
    } else {
        lift(tx, contact, SuppressionScope::Marketing)?;
    }
    Ok(true)
}

/// The channel blocks this contact for us, or does no longer.
pub fn set_blocked(tx: &WriteTx, contact: ContactId, blocked: bool) -> Result<(), StorageError> {
    if store::standing(tx, contact)?.blocked == blocked {
        return Ok(());
    }
    store::set_blocked(tx, contact, blocked)?;
    let kind = if blocked { EventKind::Blocked } else { EventKind::Unblocked };
    tell(tx, contact, None, kind, &json!({}))
}

/// Two contacts are one person: the stricter rule counts, all evidence stays.
pub(in crate::inbox) fn merge(
    tx: &WriteTx,
    survivor: ContactId,
    absorbed: ContactId,
) -> Result<(), StorageError> {
    let theirs = store::standing(tx, absorbed)?;
    let ours = store::standing(tx, survivor)?;
    store::give_evidence(tx, absorbed, survivor)?;
    if let Some(suppression) = theirs.suppressed {
        let stricter = ours.suppressed.is_none_or(|ours| ours.scope == SuppressionScope::Marketing);
        if stricter {
            store::set_suppression(
                tx,
                survivor,
                Some((suppression.reason, suppression.scope, suppression.at)),
            )?;
        }
    }
    if theirs.withdrawn_at > ours.withdrawn_at {
        store::set_withdrawn(tx, survivor, theirs.withdrawn_at)?;
    }
    if theirs.blocked {
        store::set_blocked(tx, survivor, true)?;
    }
    Ok(())
}

/// A line in each of the contact's threads, and a word to the screens.
fn tell(
    tx: &WriteTx,
    contact: ContactId,
    person: Option<PersonId>,
    kind: EventKind,
    details: &serde_json::Value,
) -> Result<(), StorageError> {
    for (conversation, _, _) in conversations::all_of_contact(tx, contact)? {
        timeline::event_by(tx, conversation, person, kind, details.clone())?;
    }
    tx.announce(Topic::Contact, contact);
    Ok(())
}
