//! SQL of who waits for a person in a conversation: since when, how urgently, and whether somebody else was told.

use rusqlite::named_params;
use serde_json::Value;

use super::conversations::read_needs_person;
use crate::ids::{ConversationId, Id as _};
use crate::inbox::types::{Called, HandOffReason};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A person is wanted from now on; an earlier wish is replaced.
pub(crate) fn want_person(
    tx: &WriteTx,
    id: ConversationId,
    reason: HandOffReason,
    card: Option<&str>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation
            SET needs_person_reason = :reason, needs_person_at_ms = :now_ms, card = ifnull(:card, card),
                needs_person_since_ms = ifnull(needs_person_since_ms, :now_ms),
                needs_person_ticket = ifnull(needs_person_ticket, :ticket),
                needs_person_urgent = max(needs_person_urgent, :urgent)
          WHERE id = :id",
        named_params! {
            ":id": id, ":reason": reason, ":now_ms": tx.now(), ":card": card,
            ":urgent": reason == HandOffReason::Emergency, ":ticket": tx.new_id::<ConversationId>().as_i64(),
        },
    )
    .map(drop)
}

/// A person is there: nobody is waited for any more.
pub(crate) fn person_came(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET needs_person_reason = NULL, needs_person_at_ms = NULL, needs_person_urgent = 0,
                needs_person_angry = 0, needs_person_since_ms = NULL, needs_person_ticket = NULL,
                needs_person_escalated_at_ms = NULL, card = NULL
          WHERE id = :id AND needs_person_reason IS NOT NULL",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// Whoever waits there is told of first.
pub(crate) fn set_urgent(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute("UPDATE conversation SET needs_person_urgent = 1 WHERE id = :id", named_params! { ":id": id })
        .map(drop)
}

/// Whoever waits there is angry, or no longer; false when that was known, or nobody waits.
pub(crate) fn set_angry(tx: &WriteTx, id: ConversationId, angry: bool) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE conversation SET needs_person_angry = :angry
          WHERE id = :id AND needs_person_reason IS NOT NULL AND needs_person_angry <> :angry",
        named_params! { ":id": id, ":angry": angry },
    )?;
    Ok(changed > 0)
}

/// What whoever is called should know, as far as it still holds.
pub(crate) fn set_card(tx: &WriteTx, id: ConversationId, card: &Value) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET card = :card WHERE id = :id AND card IS NOT NULL",
        named_params! { ":id": id, ":card": card.to_string() },
    )
    .map(drop)
}

/// Somebody else was told of whoever waits there.
pub(crate) fn set_escalated(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET needs_person_escalated_at_ms = :now_ms WHERE id = :id AND needs_person_reason IS NOT NULL",
        named_params! { ":id": id, ":now_ms": tx.now() },
    )
    .map(drop)
}

/// Whoever waits in one that goes waits in the one that is kept: as urgently, as angrily and as long as in either. What they
/// were called for is the more urgent of both, else what the kept one says.
pub(crate) fn merge(tx: &WriteTx, kept: ConversationId, gone: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation AS kept
            SET needs_person_reason = iif(gone.presses, gone.reason, kept.needs_person_reason),
                needs_person_at_ms = iif(gone.presses, gone.at_ms, kept.needs_person_at_ms),
                card = iif(gone.presses, ifnull(gone.card, kept.card), ifnull(kept.card, gone.card)),
                needs_person_urgent = max(kept.needs_person_urgent, gone.urgent),
                needs_person_angry = max(kept.needs_person_angry, gone.angry),
                needs_person_since_ms = min(ifnull(kept.needs_person_since_ms, gone.since_ms), gone.since_ms),
                needs_person_ticket = min(ifnull(kept.needs_person_ticket, gone.ticket), ifnull(gone.ticket, kept.needs_person_ticket)),
                needs_person_escalated_at_ms = min(ifnull(kept.needs_person_escalated_at_ms, gone.escalated_at_ms),
                                                   ifnull(gone.escalated_at_ms, kept.needs_person_escalated_at_ms))
           FROM (SELECT g.needs_person_reason AS reason, g.needs_person_at_ms AS at_ms, g.card AS card,
                        g.needs_person_urgent AS urgent, g.needs_person_angry AS angry,
                        ifnull(g.needs_person_since_ms, g.needs_person_at_ms) AS since_ms, g.needs_person_ticket AS ticket,
                        g.needs_person_escalated_at_ms AS escalated_at_ms,
                        k.needs_person_reason IS NULL OR g.needs_person_urgent > k.needs_person_urgent AS presses
                   FROM conversation g JOIN conversation k ON k.id = :kept
                  WHERE g.id = :gone AND g.needs_person_reason IS NOT NULL) AS gone
          WHERE kept.id = :kept",
        named_params! { ":kept": kept, ":gone": gone },
    )
    .map(drop)
}

/// A page of conversations to which a person was called and where nobody came, after a place in the order of work. Upwards:
/// whoever becomes urgent meanwhile moves up, and is met again rather than missed.
pub(crate) fn called(conn: &ReadConn, after: i64, limit: u32) -> Result<Vec<Called>, StorageError> {
    conn.all(CALLED, named_params! { ":after": after, ":limit": limit }, |row| {
        let (id, place) = (row.get("id")?, row.get("work_key")?);
        Ok(read_needs_person(row)?.map(|needs| Called { id, needs, place }))
    })
    .map(|called| called.into_iter().flatten().collect())
}

const CALLED: &str = "
    SELECT id, work_key, needs_person_reason, needs_person_at_ms, needs_person_urgent, needs_person_angry,
           needs_person_since_ms, needs_person_escalated_at_ms
      FROM conversation
     WHERE queue = 'needs_person' AND needs_person_reason IS NOT NULL AND work_key > :after
     ORDER BY work_key LIMIT :limit";

pub(super) const HOT: &[&str] = &[CALLED];
