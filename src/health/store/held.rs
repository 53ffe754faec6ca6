//! What the health scanner keeps of customers, for handing over and for erasing.

use rusqlite::named_params;

use crate::ids::{ContactId, Id as _, SignalId};
use crate::privacy::{Holding, Of, When};
use crate::storage::{ReadConn, StorageError};

pub(in crate::health) const HELD: &[Holding] = &[
    Holding {
        table: "health_translation",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT t.signal_id, t.draft_version, t.language, t.text, t.made_at_ms
               FROM health_signal s JOIN health_translation t ON t.signal_id = s.id
              WHERE s.contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY t.signal_id, t.draft_version, t.language",
        ),
        erased: &["DELETE FROM health_translation WHERE signal_id IN (SELECT id FROM health_signal
              WHERE contact_id IN (SELECT value FROM json_each(:ids)))"],
    },
    Holding {
        table: "health_signal",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, scope, detector, evidence AS evidence_json, pressing, status, found_at_ms, seen_at_ms, status_at_ms,
                    snoozed_until_ms, dismiss_reason, note, draft_text, draft_by, draft_language, drafted_at_ms, first_text,
                    first_by, variables AS variables_json, sent_text, sent_by_itself, judged
               FROM health_signal WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM health_signal WHERE id IN (SELECT id FROM health_signal
              WHERE contact_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "health_follow_up",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, order_id, kind, state, reason, due_at_ms, state_at_ms, sent_text
               FROM health_follow_up WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        // That an order had its message stays: it never gets another.
        erased: &["UPDATE health_follow_up SET contact_id = NULL, conversation_id = NULL, sent_text = NULL
              WHERE contact_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "fleet_site",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT id, name, address, created_at_ms FROM fleet_site
              WHERE owner_contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["UPDATE fleet_site SET owner_contact_id = NULL
              WHERE owner_contact_id IN (SELECT value FROM json_each(:ids))"],
    },
];

/// The signals about these contacts.
pub(in crate::health) fn signals_about(
    conn: &ReadConn,
    contacts: &[ContactId],
) -> Result<Vec<SignalId>, StorageError> {
    let ids: Vec<i64> = contacts.iter().map(|id| id.as_i64()).collect();
    conn.all(
        "SELECT id FROM health_signal WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        named_params! { ":ids": serde_json::to_string(&ids)? },
        |row| row.get("id"),
    )
}
