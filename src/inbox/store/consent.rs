//! SQL of consent, suppression and the spending stage.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ContactId, EvidenceId, PersonId};
use crate::inbox::types::{Evidence, Suppression};
use crate::inbox::words::{ConsentSource, SpendingStage, SuppressionReason, SuppressionScope};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// How a contact stands, by default without any rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub withdrawn_at: Option<Timestamp>,
    pub suppressed: Option<Suppression>,
    pub blocked: bool,
}

const STANDING: &str = "
    SELECT withdrawn_at_ms, suppressed_reason, suppressed_scope, suppressed_at_ms, blocked
      FROM contact_standing WHERE contact_id = :contact_id";

const EVIDENCE: &str = "
    SELECT id, at_ms, source, words, person_id FROM consent_evidence
     WHERE contact_id = :contact_id ORDER BY id DESC LIMIT :limit";

const HAS_WRITTEN: &str = "
    SELECT 1 FROM conversation c CROSS JOIN message m ON m.conversation_id = c.id
     WHERE c.contact_id = :contact_id AND m.direction = 'in' AND m.author = 'customer' LIMIT 1";

const STAGE: &str = "SELECT stage FROM inbox_spending WHERE id = 1";

pub(super) const HOT: &[&str] = &[STANDING, EVIDENCE, HAS_WRITTEN, STAGE];

pub(crate) fn standing(conn: &ReadConn, contact: ContactId) -> Result<Standing, StorageError> {
    let found = conn.optional(STANDING, named_params! { ":contact_id": contact }, |row| {
        let scope: Option<SuppressionScope> = row.get("suppressed_scope")?;
        let suppressed = match scope {
            Some(scope) => Some(Suppression {
                reason: row.get("suppressed_reason")?,
                scope,
                at: row.get("suppressed_at_ms")?,
            }),
            None => None,
        };
        Ok(Standing { withdrawn_at: row.get("withdrawn_at_ms")?, suppressed, blocked: row.get("blocked")? })
    })?;
    Ok(found.unwrap_or_default())
}

/// Whether the contact ever wrote to this shop.
pub(crate) fn has_written(conn: &ReadConn, contact: ContactId) -> Result<bool, StorageError> {
    conn.exists(HAS_WRITTEN, named_params! { ":contact_id": contact })
}

/// Evidence, newest first.
pub(crate) fn evidence(
    conn: &ReadConn,
    contact: ContactId,
    limit: u32,
) -> Result<Vec<Evidence>, StorageError> {
    conn.all(EVIDENCE, named_params! { ":contact_id": contact, ":limit": limit }, |row| {
        Ok(Evidence {
            id: row.get("id")?,
            at: row.get("at_ms")?,
            source: row.get("source")?,
            words: row.get("words")?,
            person: row.get("person_id")?,
        })
    })
}

pub(crate) fn add_evidence(
    tx: &WriteTx,
    contact: ContactId,
    at: Timestamp,
    source: ConsentSource,
    words: &str,
    person: Option<PersonId>,
) -> Result<EvidenceId, StorageError> {
    let id: EvidenceId = tx.new_id();
    tx.execute(
        "INSERT INTO consent_evidence (id, contact_id, at_ms, source, words, person_id)
         VALUES (:id, :contact_id, :at_ms, :source, :words, :person_id)",
        named_params! {
            ":id": id, ":contact_id": contact, ":at_ms": at, ":source": source, ":words": words, ":person_id": person,
        },
    )?;
    Ok(id)
}

pub(crate) fn give_evidence(tx: &WriteTx, from: ContactId, to: ContactId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE consent_evidence SET contact_id = :to WHERE contact_id = :from",
        named_params! { ":from": from, ":to": to },
    )?;
    Ok(())
}

pub(crate) fn set_withdrawn(
    tx: &WriteTx,
    contact: ContactId,
    at: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO contact_standing (contact_id, withdrawn_at_ms) VALUES (:contact_id, :at_ms)
         ON CONFLICT (contact_id) DO UPDATE SET withdrawn_at_ms = excluded.withdrawn_at_ms",
        named_params! { ":contact_id": contact, ":at_ms": at },
    )?;
    Ok(())
}

pub(crate) fn set_suppression(
    tx: &WriteTx,
    contact: ContactId,
    suppression: Option<(SuppressionReason, SuppressionScope, Timestamp)>,
) -> Result<(), StorageError> {
    let (reason, scope, at) = match suppression {
        Some((reason, scope, at)) => (Some(reason), Some(scope), Some(at)),
        None => (None, None, None),
    };
    tx.execute(
        "INSERT INTO contact_standing (contact_id, suppressed_reason, suppressed_scope, suppressed_at_ms)
         VALUES (:contact_id, :reason, :scope, :at_ms)
         ON CONFLICT (contact_id) DO UPDATE SET suppressed_reason = excluded.suppressed_reason,
             suppressed_scope = excluded.suppressed_scope, suppressed_at_ms = excluded.suppressed_at_ms",
        named_params! { ":contact_id": contact, ":reason": reason, ":scope": scope, ":at_ms": at },
    )?;
    Ok(())
}

/// Notes when the customer changed their setting; `false` when a later change is known.
pub(crate) fn take_preference(tx: &WriteTx, contact: ContactId, at: Timestamp) -> Result<bool, StorageError> {
    let taken = tx.execute(
        "INSERT INTO contact_standing (contact_id, preference_at_ms) VALUES (:contact_id, :at_ms)
         ON CONFLICT (contact_id) DO UPDATE SET preference_at_ms = excluded.preference_at_ms
          WHERE contact_standing.preference_at_ms IS NULL
             OR contact_standing.preference_at_ms <= excluded.preference_at_ms",
        named_params! { ":contact_id": contact, ":at_ms": at },
    )?;
    Ok(taken > 0)
}

pub(crate) fn set_blocked(tx: &WriteTx, contact: ContactId, blocked: bool) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO contact_standing (contact_id, blocked) VALUES (:contact_id, :blocked)
         ON CONFLICT (contact_id) DO UPDATE SET blocked = excluded.blocked",
        named_params! { ":contact_id": contact, ":blocked": blocked },
    )?;
    Ok(())
}

/// Who is suppressed, by contact, newest contact first.
pub(crate) fn suppressed(
    conn: &ReadConn,
    before: Option<ContactId>,
    limit: u32,
) -> Result<Vec<(ContactId, Suppression)>, StorageError> {
    conn.all(
        "SELECT contact_id, suppressed_reason, suppressed_scope, suppressed_at_ms FROM contact_standing
          WHERE suppressed_scope IS NOT NULL AND (:before IS NULL OR contact_id < :before)
          ORDER BY contact_id DESC LIMIT :limit",
        named_params! { ":before": before, ":limit": limit },
        |row| {
            let suppression = Suppression {
                reason: row.get("suppressed_reason")?,
                scope: row.get("suppressed_scope")?,
                at: row.get("suppressed_at_ms")?,
            };
            Ok((row.get("contact_id")?, suppression))
        },
    )
}

pub(crate) fn stage(conn: &ReadConn) -> Result<SpendingStage, StorageError> {
    conn.one(STAGE, [], |row| row.get("stage"))
}

pub(crate) fn set_stage(tx: &WriteTx, stage: SpendingStage) -> Result<(), StorageError> {
    tx.execute("UPDATE inbox_spending SET stage = :stage WHERE id = 1", named_params! { ":stage": stage })?;
    Ok(())
}
