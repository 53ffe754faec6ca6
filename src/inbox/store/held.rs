//! What the inbox keeps of customers, for handing over and for erasing.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MediaId, MessageId};
use crate::inbox::types::Alias;
use crate::privacy::{Holding, Of, When};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Whoever is pointed at comes last.
pub(crate) const HELD: &[Holding] = &[
    Holding {
        table: "contact_alias",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT kind, value, first_seen_at_ms, nullif(last_seen_at_ms, 0) AS last_seen_at_ms, retired_at_ms
               FROM contact_alias WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM contact_alias WHERE contact_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "contact_standing",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT withdrawn_at_ms, suppressed_reason, suppressed_scope, suppressed_at_ms, preference_at_ms, blocked
               FROM contact_standing WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY contact_id",
        ),
        erased: &["DELETE FROM contact_standing WHERE contact_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "consent_evidence",
        of: Of::Contact,
        when: When::First,
        handed_over: Some(
            "SELECT at_ms, source, words FROM consent_evidence
              WHERE contact_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM consent_evidence WHERE contact_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "contact_search",
        of: Of::Contact,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM contact_search WHERE rowid IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "conversation",
        of: Of::Conversation,
        when: When::Last,
        handed_over: Some(
            "SELECT id, channel, status, ai, needs_person_reason, needs_person_at_ms, card AS card_json,
                    window_expires_at_ms, created_at_ms
               FROM conversation WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM conversation WHERE id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "conversation_label",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT cl.conversation_id, l.name FROM conversation_label cl JOIN label l ON l.id = cl.label_id
              WHERE cl.conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY cl.conversation_id, l.name",
        ),
        erased: &["DELETE FROM conversation_label WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "suggestion",
        of: Of::Conversation,
        when: When::First,
        handed_over: Some(
            "SELECT conversation_id, text, created_at_ms FROM suggestion
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &["DELETE FROM suggestion WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "unanswered_message",
        of: Of::Conversation,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM unanswered_message WHERE conversation_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "inbox_staff_time",
        of: Of::Conversation,
        when: When::First,
        handed_over: None,
        erased: &["DELETE FROM inbox_staff_time WHERE id IN (SELECT id FROM inbox_staff_time
              WHERE conversation_id IN (SELECT value FROM json_each(:ids)) LIMIT :slice)"],
    },
    Holding {
        table: "message_raw",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT message_id, raw AS raw_json FROM message_raw
              WHERE message_id IN (SELECT value FROM json_each(:ids)) ORDER BY message_id",
        ),
        erased: &["DELETE FROM message_raw WHERE message_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "message_media",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT message_id, state, media_id, reason FROM message_media
              WHERE message_id IN (SELECT value FROM json_each(:ids)) ORDER BY message_id",
        ),
        erased: &["DELETE FROM message_media WHERE message_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "message_media_text",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT message_id, state, text, fault, language, model FROM message_media_text
              WHERE message_id IN (SELECT value FROM json_each(:ids)) ORDER BY message_id",
        ),
        erased: &["DELETE FROM message_media_text WHERE message_id IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "message_search",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: None,
        erased: &["DELETE FROM message_search WHERE rowid IN (SELECT value FROM json_each(:ids))"],
    },
    Holding {
        table: "message",
        of: Of::Message,
        when: When::WithMessages,
        handed_over: Some(
            "SELECT id, conversation_id, direction, author, kind, text, content AS content_json, state, error_text,
                    channel_message_id, quoted_channel_id, sources AS sources_json, sent_at_ms, stored_at_ms,
                    edited_at_ms, revoked_at_ms
               FROM message WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        erased: &[
            "UPDATE message SET attached_to = NULL WHERE attached_to IN (SELECT value FROM json_each(:ids))",
            "DELETE FROM message WHERE id IN (SELECT value FROM json_each(:ids))",
        ],
    },
    Holding {
        table: "contact",
        of: Of::Contact,
        when: When::Last,
        handed_over: Some(
            "SELECT id, name, language, merged_into, created_at_ms FROM contact
              WHERE id IN (SELECT value FROM json_each(:ids)) ORDER BY id",
        ),
        // Those that were merged point at the one they became: all in one statement.
        erased: &["DELETE FROM contact WHERE id IN (SELECT value FROM json_each(:ids))"],
    },
];

/// The contact an id means, and those that were merged into it.
pub(crate) fn contacts(conn: &ReadConn, id: ContactId) -> Result<Vec<ContactId>, StorageError> {
    conn.all(
        "SELECT other.id FROM contact asked
           JOIN contact other ON other.id = ifnull(asked.merged_into, asked.id)
                              OR other.merged_into = ifnull(asked.merged_into, asked.id)
          WHERE asked.id = :id ORDER BY other.merged_into IS NOT NULL, other.id",
        named_params! { ":id": id },
        |row| row.get("id"),
    )
}

/// Every conversation of these contacts, merged ones too.
pub(crate) fn conversations(
    conn: &ReadConn,
    contacts: &[ContactId],
) -> Result<Vec<ConversationId>, StorageError> {
    conn.all(
        "SELECT id FROM conversation WHERE contact_id IN (SELECT value FROM json_each(:contacts)) ORDER BY id",
        named_params! { ":contacts": numbers(contacts)? },
        |row| row.get("id"),
    )
}

/// Everything these contacts are or were known by.
pub(crate) fn aliases_ever(conn: &ReadConn, contacts: &[ContactId]) -> Result<Vec<Alias>, StorageError> {
    conn.all(
        "SELECT DISTINCT kind, value, scope FROM contact_alias
          WHERE contact_id IN (SELECT value FROM json_each(:contacts)) ORDER BY kind, value, scope",
        named_params! { ":contacts": numbers(contacts)? },
        |row| Ok(Alias { kind: row.get("kind")?, value: row.get("value")?, scope: row.get("scope")? }),
    )
}

/// Every alias there is, with whose it is: for holding a restored copy against a list.
pub(crate) fn everybodys_aliases(conn: &ReadConn) -> Result<Vec<(ContactId, Alias)>, StorageError> {
    conn.all("SELECT contact_id, kind, value, scope FROM contact_alias ORDER BY contact_id", [], |row| {
        let alias = Alias { kind: row.get("kind")?, value: row.get("value")?, scope: row.get("scope")? };
        Ok((row.get("contact_id")?, alias))
    })
}

/// Takes name, language and aliases away.
pub(crate) fn unname(tx: &WriteTx, contacts: &[ContactId]) -> Result<(), StorageError> {
    let ids = numbers(contacts)?;
    for sql in [
        "DELETE FROM contact_alias WHERE contact_id IN (SELECT value FROM json_each(:ids))",
        "DELETE FROM contact_search WHERE rowid IN (SELECT value FROM json_each(:ids))",
        "UPDATE contact SET name = NULL, language = NULL WHERE id IN (SELECT value FROM json_each(:ids))",
    ] {
        tx.execute(sql, named_params! { ":ids": ids })?;
    }
    Ok(())
}

/// Nobody answers there any more, and nothing waits.
pub(crate) fn quieten(tx: &WriteTx, conversations: &[ConversationId]) -> Result<(), StorageError> {
    let ids = numbers(conversations)?;
    for sql in [
        "DELETE FROM unanswered_message WHERE conversation_id IN (SELECT value FROM json_each(:ids))",
        "UPDATE conversation SET status = 'done', snooze_until_ms = NULL, needs_person_reason = NULL,
                needs_person_at_ms = NULL, needs_person_since_ms = NULL, needs_person_ticket = NULL, needs_person_urgent = 0,
                needs_person_angry = 0, needs_person_escalated_at_ms = NULL, card = NULL, unread = 0, window_expires_at_ms = NULL
          WHERE id IN (SELECT value FROM json_each(:ids)) AND merged_into IS NULL",
    ] {
        tx.execute(sql, named_params! { ":ids": ids })?;
    }
    Ok(())
}

/// How many messages there are in these conversations.
pub(crate) fn count(conn: &ReadConn, conversations: &[ConversationId]) -> Result<i64, StorageError> {
    conn.one(
        "SELECT count(*) AS messages FROM message WHERE conversation_id IN (SELECT value FROM json_each(:ids))",
        named_params! { ":ids": numbers(conversations)? },
        |row| row.get("messages"),
    )
}

/// The files of these messages.
pub(crate) fn files(conn: &ReadConn, messages: &[MessageId]) -> Result<Vec<MediaId>, StorageError> {
    conn.all(
        "SELECT DISTINCT media_id FROM message_media
          WHERE message_id IN (SELECT value FROM json_each(:ids)) AND media_id IS NOT NULL",
        named_params! { ":ids": numbers(messages)? },
        |row| row.get("media_id"),
    )
}

/// Whether a message names this file.
pub(crate) fn names_file(conn: &ReadConn, file: MediaId) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM message_media WHERE media_id = :file", named_params! { ":file": file })
}

/// Joins pieces of one index, writing at most so many pages; the first step begins to join all of them. `false` when
/// there was nothing to join.
pub(crate) fn squeeze(tx: &WriteTx, index: Index, pages: u32, first: bool) -> Result<bool, StorageError> {
    let sql = match index {
        Index::Messages => "INSERT INTO message_search (message_search, rank) VALUES ('merge', :pages)",
        Index::Contacts => "INSERT INTO contact_search (contact_search, rank) VALUES ('merge', :pages)",
    };
    let changes = |tx: &WriteTx| tx.one("SELECT total_changes()", [], |row| row.get::<_, i64>(0));
    let before = changes(tx)?;
    // Below zero: all pieces are put on one level, so that nothing stays in a piece of its own.
    let pages = if first { -i64::from(pages) } else { i64::from(pages) };
    tx.execute(sql, named_params! { ":pages": pages })?;
    Ok(changes(tx)? - before > 1)
}

/// The two indexes of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Messages,
    Contacts,
}

/// Contacts made before a moment who neither wrote nor were written to since, oldest first.
pub(crate) fn quiet_since(
    conn: &ReadConn,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<ContactId>, StorageError> {
    conn.all(
        "SELECT p.id FROM contact p
          WHERE p.merged_into IS NULL AND p.created_at_ms < :since_ms
            AND NOT EXISTS (SELECT 1 FROM conversation c JOIN message m ON m.conversation_id = c.id
                             WHERE c.contact_id = p.id AND m.sent_at_ms >= :since_ms)
            AND NOT EXISTS (SELECT 1 FROM conversation c
                             WHERE c.contact_id = p.id AND c.merged_into IS NULL AND c.status <> 'done')
          ORDER BY p.id LIMIT :limit",
        named_params! { ":since_ms": since, ":limit": limit },
        |row| row.get("id"),
    )
}

fn numbers<I: crate::ids::Id>(ids: &[I]) -> Result<String, StorageError> {
    let numbers: Vec<i64> = ids.iter().map(|id| id.as_i64()).collect();
    Ok(serde_json::to_string(&numbers)?)
}
