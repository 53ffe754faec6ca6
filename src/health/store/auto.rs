//! All SQL about signals that are sent by themselves: which, under which bounds, and how often they were wrong.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::health::own;
use crate::health::types::{AutoSend, AutoSettings, OffReason, Share};
use crate::ids::{ContactId, PersonId, SignalId};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(in crate::health) fn settings(conn: &ReadConn) -> Result<AutoSettings, StorageError> {
    let kept =
        conn.optional("SELECT wrong_percent, undo_minutes FROM health_setting WHERE id = 1", [], |row| {
            Ok(AutoSettings {
                wrong_percent: row.get("wrong_percent")?,
                undo_minutes: row.get("undo_minutes")?,
            })
        })?;
    Ok(kept.unwrap_or_default())
}

pub(in crate::health) fn keep_settings(tx: &WriteTx, settings: AutoSettings) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO health_setting (id, wrong_percent, undo_minutes) VALUES (1, :wrong_percent, :undo_minutes)
         ON CONFLICT (id) DO UPDATE SET wrong_percent = excluded.wrong_percent, undo_minutes = excluded.undo_minutes",
        named_params! { ":wrong_percent": settings.wrong_percent, ":undo_minutes": settings.undo_minutes },
    )?;
    Ok(())
}

/// Where every detector stands that was ever switched.
pub(in crate::health) fn all(conn: &ReadConn) -> Result<Vec<(String, AutoSend)>, StorageError> {
    conn.all(
        "SELECT detector, is_on, changed_at_ms, person_id, off_reason FROM health_auto_send ORDER BY detector LIMIT 1000",
        [],
        |row| {
            let standing = AutoSend {
                is_on: row.get("is_on")?,
                changed_at: row.get("changed_at_ms")?,
                person: row.get("person_id")?,
                off_reason: row.get("off_reason")?,
            };
            Ok((row.get("detector")?, standing))
        },
    )
}

pub(in crate::health) fn is_on(conn: &ReadConn, detector: &str) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM health_auto_send WHERE detector = :detector AND is_on = 1",
        named_params! { ":detector": detector },
    )
}

pub(in crate::health) fn switch(
    tx: &WriteTx,
    detector: &str,
    person: Option<PersonId>,
    off_reason: Option<OffReason>,
    is_on: bool,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO health_auto_send (detector, is_on, changed_at_ms, person_id, off_reason)
         VALUES (:detector, :is_on, :now_ms, :person_id, :off_reason)
         ON CONFLICT (detector) DO UPDATE SET is_on = excluded.is_on, changed_at_ms = excluded.changed_at_ms,
            person_id = excluded.person_id, off_reason = excluded.off_reason",
        named_params! { ":detector": detector, ":is_on": is_on, ":person_id": person, ":off_reason": off_reason,
            ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// How many of a detector's decided cases were wrong: dismissed as such, over before anybody was written to, or sent by
/// themselves and judged wrong afterwards. That somebody may not be written to any more says nothing either.
/// What went by itself and nobody judged says nothing. Of a question of the shop's own
/// only what was found since it asks what it asks counts.
pub(in crate::health) fn wrong(
    conn: &ReadConn,
    detector: &str,
    since: Timestamp,
) -> Result<Share, StorageError> {
    conn.one(
        "SELECT count(*) AS cases,
                ifnull(sum(status = 'self_resolved' OR ifnull(dismiss_reason = 'wrong', 0)
                           OR ifnull(judged = 'wrong', 0)), 0) AS wrong
           FROM health_signal
          WHERE detector = :detector AND status IN ('sent', 'dismissed', 'self_resolved') AND over_because IS NULL
            AND (sent_by_itself = 0 OR judged IS NOT NULL)
            AND id >= max(:since_ms, ifnull((SELECT asked_from_ms FROM health_own WHERE id = :own), 0)) << 12",
        named_params! { ":detector": detector, ":since_ms": since, ":own": own::id_of(detector) },
        |row| Ok(Share { count: row.get("wrong")?, sample: row.get("cases")? }),
    )
}

/// It goes by itself then, or not any more; with why not.
pub(in crate::health) fn plan(
    tx: &WriteTx,
    id: SignalId,
    at: Option<Timestamp>,
    kept_back: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal SET send_at_ms = :at_ms, kept_back = :kept_back WHERE id = :id AND status = 'pending'",
        named_params! { ":id": id, ":at_ms": at, ":kept_back": kept_back },
    )?;
    Ok(())
}

/// Nothing of a detector goes by itself any more; whose plans that changed, and to whom each would have gone.
pub(in crate::health) fn stop_all(
    tx: &WriteTx,
    detector: &str,
    kept_back: &str,
) -> Result<Vec<(SignalId, Option<ContactId>)>, StorageError> {
    let planned = tx.all(
        "SELECT id, contact_id FROM health_signal WHERE detector = :detector AND send_at_ms IS NOT NULL LIMIT 5000",
        named_params! { ":detector": detector },
        |row| Ok((row.get("id")?, row.get("contact_id")?)),
    )?;
    for (id, _) in &planned {
        plan(tx, *id, None, Some(kept_back))?;
    }
    Ok(planned)
}

pub(in crate::health) fn went_by_itself(tx: &WriteTx, id: SignalId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal SET sent_by_itself = 1, send_at_ms = NULL WHERE id = :id",
        named_params! { ":id": id },
    )?;
    Ok(())
}

/// Somebody looked afterwards at what went by itself.
pub(in crate::health) fn judge(tx: &WriteTx, id: SignalId, right: bool) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_signal SET judged = :judged WHERE id = :id AND sent_by_itself = 1",
        named_params! { ":id": id, ":judged": if right { "right" } else { "wrong" } },
    )?;
    Ok(())
}
