//! All SQL of what is kept of customers here.

use rusqlite::named_params;

use crate::ids::{EventId, MediaId};
use crate::privacy::{Holding, Of, When};
use crate::storage::{ReadConn, StorageError, WriteTx};

pub(super) const HELD: &[Holding] = &[
    Holding {
        table: "whatsapp_status",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT a.message_id, s.wamid, s.progress, s.at_ms, s.fault FROM whatsapp_attempt a
               JOIN whatsapp_status s ON s.wamid = a.wamid
              WHERE a.message_id IN (SELECT value FROM json_each(:ids)) ORDER BY a.message_id, s.at_ms",
        ),
        erased: &["DELETE FROM whatsapp_status WHERE wamid IN (SELECT wamid FROM whatsapp_attempt
              WHERE message_id IN (SELECT value FROM json_each(:ids)) AND wamid IS NOT NULL)"],
    },
    Holding {
        table: "whatsapp_status",
        of: Of::MessageName,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM whatsapp_status WHERE wamid IN (SELECT s.wamid FROM json_each(:ids) AS name
               CROSS JOIN whatsapp_status s ON s.wamid >= name.value AND s.wamid < name.value || '~')"],
    },
    Holding {
        table: "whatsapp_price",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT a.message_id, p.at_ms, p.country, p.category, p.charge, p.micros FROM whatsapp_attempt a
               JOIN whatsapp_price p ON p.wamid = a.wamid
              WHERE a.message_id IN (SELECT value FROM json_each(:ids)) ORDER BY a.message_id",
        ),
        erased: &[
            "UPDATE whatsapp_price_free_service SET last_wamid = 'erased' WHERE last_wamid IN
                 (SELECT wamid FROM whatsapp_attempt WHERE message_id IN (SELECT value FROM json_each(:ids)))",
            "UPDATE whatsapp_price SET wamid = 'erased:' || lower(hex(randomblob(16))), message_id = NULL,
                    conversation_id = NULL
              WHERE wamid IN (SELECT wamid FROM whatsapp_attempt
                               WHERE message_id IN (SELECT value FROM json_each(:ids)) AND wamid IS NOT NULL)",
        ],
    },
    Holding {
        table: "whatsapp_price",
        of: Of::MessageName,
        when: When::First,
        handed_over: None,
        erased: &[
            "UPDATE whatsapp_price_free_service SET last_wamid = 'erased' WHERE EXISTS (SELECT 1 FROM json_each(:ids) AS name
              WHERE last_wamid >= name.value AND last_wamid < name.value || '~')",
            "UPDATE whatsapp_price SET wamid = 'erased:' || lower(hex(randomblob(16))), message_id = NULL,
                    conversation_id = NULL
              WHERE wamid IN (SELECT p.wamid FROM json_each(:ids) AS name
                       CROSS JOIN whatsapp_price p ON p.wamid >= name.value AND p.wamid < name.value || '~')",
        ],
    },
    Holding {
        table: "whatsapp_price_reserved",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: None,
        erased: &["DELETE FROM whatsapp_price_reserved WHERE message_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "whatsapp_attempt",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: None,
        // The row stays without its message: a status that comes late finds it, and is dropped.
        erased: &["UPDATE whatsapp_attempt SET message_id = 0, wamid = NULL, error = NULL,
                state = iif(state IN ('sending', 'unsure'), 'rejected', state)
              WHERE message_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "whatsapp_price_conversation",
        of: Of::Conversation,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM whatsapp_price_conversation
              WHERE month IN (SELECT month FROM whatsapp_price_month)
                AND conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "whatsapp_free_entry",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT conversation_id, entered_at_ms, answered_at_ms, free_until_ms FROM whatsapp_free_entry
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY conversation_id",
        ),
        erased: &["DELETE FROM whatsapp_free_entry WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "whatsapp_vital",
        of: Of::Conversation,
        when: When::First,
        handed_over: None,
        erased: &["UPDATE whatsapp_vital SET conversation_id = NULL
              WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "whatsapp_broadcast_recipient",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT r.broadcast_id, b.name, r.state, r.reason, r.at_ms FROM whatsapp_broadcast b
               JOIN whatsapp_broadcast_recipient r ON r.broadcast_id = b.id
              WHERE r.contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY r.broadcast_id",
        ),
        erased: &["DELETE FROM whatsapp_broadcast_recipient
              WHERE broadcast_id IN (SELECT id FROM whatsapp_broadcast)
                AND contact_id IN (SELECT value FROM json_each(:ids))"],
    },
];

/// A raw webhook.
pub(super) struct Raw {
    pub id: EventId,
    pub waits: bool,
    pub body: Vec<u8>,
}

/// Raw webhooks after one, in the order they came.
pub(super) fn raw_after(conn: &ReadConn, after: i64, limit: u32) -> Result<Vec<Raw>, StorageError> {
    conn.all(
        "SELECT id, state = 'stored' AS waits, body FROM webhook_event WHERE id > :after ORDER BY id LIMIT :limit",
        named_params! { ":after": after, ":limit": limit },
        |row| {
            let body = row.get::<_, Option<Vec<u8>>>("body")?.unwrap_or_default();
            Ok(Raw { id: row.get("id")?, waits: row.get("waits")?, body })
        },
    )
}

pub(super) fn erase_raw(tx: &WriteTx, ids: &[i64]) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM webhook_event WHERE id IN (SELECT value FROM json_each(:ids)) AND state <> 'stored'",
        named_params! { ":ids": serde_json::to_string(ids)? },
    )
    .map(drop)
}

pub(super) fn drop_body(tx: &WriteTx, id: EventId) -> Result<(), StorageError> {
    tx.execute("UPDATE webhook_event SET body = NULL WHERE id = :id", named_params! { ":id": id }).map(drop)
}

/// Whether a broadcast's or a template's words name this file.
pub(super) fn names_file(conn: &ReadConn, file: MediaId) -> Result<bool, StorageError> {
    let id = file.to_string();
    let named = named_params! { ":file": id };
    Ok(conn.exists(
        "SELECT 1 FROM whatsapp_broadcast WHERE instr(ifnull(header, ''), :file) OR instr(variables, :file)",
        named,
    )? || conn.exists("SELECT 1 FROM whatsapp_template WHERE instr(content, :file)", named)?)
}
