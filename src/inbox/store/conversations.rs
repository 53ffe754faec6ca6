//! SQL of one conversation: found, made, changed.

use rusqlite::{Row, named_params};
use serde::Deserialize;

use super::json;
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ContactId, ConversationId, MessageId, PersonId};
use crate::inbox::types::{
    AiMode, AiOff, AiOffReason, AuthorKind, Contact, Conversation, Direction, HandOffReason, MessageKind,
    NeedsPerson, Preview, Status,
};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A conversation with its contact, its last message and its labels; the arguments say from where and which.
macro_rules! select_conversation {
    ($($piece:literal),+) => {
        concat!(
            "
    SELECT c.id, c.contact_id, c.channel, c.channel_account, c.practice, c.status, c.snooze_until_ms, c.ai,
           c.ai_off_reason, c.ai_off_by, c.ai_off_at_ms, c.assignee_id, c.needs_person_reason, c.needs_person_at_ms,
           c.needs_person_urgent, c.needs_person_angry, c.needs_person_since_ms, c.needs_person_escalated_at_ms,
           c.card, c.version, c.unread, c.window_expires_at_ms, c.free_until_ms, c.typing_person_id, c.typing_until_ms, c.sort_key, c.work_key,
           p.name AS contact_name, p.language AS contact_language,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'username'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS username,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'phone'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS phone,
           (SELECT value FROM contact_alias WHERE contact_id = p.id AND kind = 'user_id'
               AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS user_id,
           m.id AS last_id, m.direction AS last_direction, m.author AS last_author, m.kind AS last_kind,
           m.text AS last_text, m.sent_at_ms AS last_at_ms, m.state AS last_state,
           (SELECT json_object('id', h.id, 'kind', h.kind, 'text', h.text, 'at_ms', h.sent_at_ms)
              FROM message h INDEXED BY message_spoken
             WHERE h.conversation_id = c.id AND c.needs_person_reason IS NOT NULL AND m.direction = 'out'
               AND h.direction = 'in' AND h.kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke')
             ORDER BY h.id DESC LIMIT 1) AS last_heard,
           (SELECT json_group_array(json_object('id', CAST(l.id AS TEXT), 'name', l.name, 'color', l.color))
              FROM conversation_label cl CROSS JOIN label l ON l.id = cl.label_id
             WHERE cl.conversation_id = c.id) AS labels
      ",
            $($piece),+
        )
    };
}
pub(super) use select_conversation;

const BY_ID: &str = select_conversation!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.id = (SELECT ifnull(merged_into, id) FROM conversation WHERE id = :id)"
);

const OF_CONTACT: &str = "
    SELECT id FROM conversation
     WHERE contact_id = :contact_id AND channel = :channel AND channel_account = :channel_account
       AND merged_into IS NULL";

const ALL_OF_CONTACT: &str = "
    SELECT id, channel, channel_account FROM conversation WHERE contact_id = :contact_id AND merged_into IS NULL";

/// Points to what was said last, and sets what else is given.
macro_rules! last_said {
    ($($more:literal)?) => {
        concat!(
            "UPDATE conversation SET ", $($more, ",",)? "
                    last_message_id = newest.id, sort_key = newest.id,
                    last_from = CASE WHEN newest.direction = 'in' OR EXISTS (
                        SELECT 1 FROM unanswered_message WHERE conversation_id = :id AND answered_by IS NULL)
                    THEN 'customer' ELSE 'shop' END
               FROM (SELECT id, direction FROM message
                      WHERE conversation_id = :id
                        AND kind NOT IN ('note', 'event', 'system', 'reaction', 'edit', 'revoke')
                      ORDER BY id DESC LIMIT 1) AS newest
              WHERE conversation.id = :id"
        )
    };
}

const LAST_CHANGED: &str = last_said!();

/// The window never closes earlier than once promised.
const HEARD: &str = last_said!(
    "unread = unread + 1, version = version + 1,
     window_expires_at_ms = iif(:expires IS NULL, window_expires_at_ms, max(ifnull(window_expires_at_ms, 0), :expires))"
);

pub(super) const HOT: &[&str] = &[BY_ID, OF_CONTACT, ALL_OF_CONTACT, LAST_CHANGED, HEARD];

/// The conversation, or the one it was merged into.
pub(crate) fn by_id(conn: &ReadConn, id: ConversationId) -> Result<Option<Conversation>, StorageError> {
    conn.optional(BY_ID, named_params! { ":id": id }, read)
}

pub(crate) fn of_contact(
    conn: &ReadConn,
    contact: ContactId,
    channel: &str,
    account: ConnectionId,
) -> Result<Option<ConversationId>, StorageError> {
    conn.optional(
        OF_CONTACT,
        named_params! { ":contact_id": contact, ":channel": channel, ":channel_account": account },
        |row| row.get("id"),
    )
}

/// Every conversation of a contact with its channel and account.
pub(crate) fn all_of_contact(
    conn: &ReadConn,
    contact: ContactId,
) -> Result<Vec<(ConversationId, String, ConnectionId)>, StorageError> {
    conn.all(ALL_OF_CONTACT, named_params! { ":contact_id": contact }, |row| {
        Ok((row.get("id")?, row.get("channel")?, row.get("channel_account")?))
    })
}

pub(crate) fn insert(
    tx: &WriteTx,
    contact: ContactId,
    channel: &str,
    account: ConnectionId,
    practice: bool,
) -> Result<ConversationId, StorageError> {
    let id: ConversationId = tx.new_id();
    tx.execute(
        "INSERT INTO conversation (id, contact_id, channel, channel_account, practice, sort_key, created_at_ms)
         VALUES (:id, :contact_id, :channel, :channel_account, :practice, :id, :now_ms)",
        named_params! {
            ":id": id, ":contact_id": contact, ":channel": channel, ":channel_account": account,
            ":practice": practice, ":now_ms": tx.now(),
        },
    )?;
    Ok(id)
}

/// The last thing said may have changed: looks again.
pub(crate) fn last_changed(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(LAST_CHANGED, named_params! { ":id": id }).map(drop)
}

/// Something of the customer's waits, wherever their clock puts it in the thread.
pub(crate) fn customer_waits(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET last_from = 'customer' WHERE id = :id AND last_from <> 'customer'",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// What was said last was said before anybody here could read it: it counts as read, unless something new waits.
pub(crate) fn seen_so_far(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET read_up_to = ifnull(last_message_id, read_up_to) WHERE id = :id AND unread = 0",
        named_params! { ":id": id },
    )
    .map(drop)
}

/// Whatever is being prepared for this conversation is out of date.
pub(crate) fn bump(tx: &WriteTx, id: ConversationId) -> Result<(), StorageError> {
    tx.execute("UPDATE conversation SET version = version + 1 WHERE id = :id", named_params! { ":id": id })
        .map(drop)
}

/// A customer has said something: it is unread, may be the last thing said, and keeps the window open until `expires`;
/// whatever is being prepared is out of date.
pub(crate) fn heard(
    tx: &WriteTx,
    id: ConversationId,
    expires: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(HEARD, named_params! { ":id": id, ":expires": expires }).map(drop)
}

/// Everything so far has been seen; false when it already was.
pub(crate) fn mark_read(tx: &WriteTx, id: ConversationId) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE conversation SET unread = 0, read_up_to = ifnull(last_message_id, read_up_to)
          WHERE id = :id AND (unread > 0 OR read_up_to <> ifnull(last_message_id, read_up_to))",
        named_params! { ":id": id },
    )?;
    Ok(changed > 0)
}

/// The window never closes earlier than once promised.
pub(crate) fn extend_window(
    tx: &WriteTx,
    id: ConversationId,
    expires: Timestamp,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET window_expires_at_ms = max(ifnull(window_expires_at_ms, 0), :expires) WHERE id = :id",
        named_params! { ":id": id, ":expires": expires },
    )
    .map(drop)
}

/// Until when messages cost nothing.
pub(crate) fn set_free_until(
    tx: &WriteTx,
    id: ConversationId,
    until: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET free_until_ms = :until WHERE id = :id",
        named_params! { ":id": id, ":until": until },
    )
    .map(drop)
}

pub(crate) fn set_status(
    tx: &WriteTx,
    id: ConversationId,
    status: Status,
    snooze_until: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET status = :status, snooze_until_ms = :snooze_until WHERE id = :id",
        named_params! { ":id": id, ":status": status, ":snooze_until": snooze_until },
    )
    .map(drop)
}

pub(crate) fn set_ai(
    tx: &WriteTx,
    id: ConversationId,
    mode: AiMode,
    off: Option<(AiOffReason, Option<PersonId>)>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET ai = :ai, ai_off_reason = :reason, ai_off_by = :by, ai_off_at_ms = :at_ms
          WHERE id = :id",
        named_params! {
            ":id": id, ":ai": mode, ":reason": off.map(|(reason, _)| reason), ":by": off.and_then(|(_, by)| by),
            ":at_ms": off.map(|_| tx.now()),
        },
    )
    .map(drop)
}

pub(crate) fn set_assignee(
    tx: &WriteTx,
    id: ConversationId,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET assignee_id = :person WHERE id = :id",
        named_params! { ":id": id, ":person": person },
    )
    .map(drop)
}

pub(crate) fn set_typing(
    tx: &WriteTx,
    id: ConversationId,
    typing: Option<(PersonId, Timestamp)>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET typing_person_id = :person, typing_until_ms = :until WHERE id = :id",
        named_params! {
            ":id": id, ":person": typing.map(|(person, _)| person), ":until": typing.map(|(_, until)| until),
        },
    )
    .map(drop)
}

pub(crate) fn give_to_contact(
    tx: &WriteTx,
    id: ConversationId,
    contact: ContactId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET contact_id = :contact_id WHERE id = :id",
        named_params! { ":id": id, ":contact_id": contact },
    )
    .map(drop)
}

/// `gone` is `kept` from now on; what stood in it has been moved before.
pub(crate) fn merge(tx: &WriteTx, kept: ConversationId, gone: ConversationId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE conversation SET
            unread = conversation.unread + other.unread,
            assignee_id = ifnull(conversation.assignee_id, other.assignee_id),
            window_expires_at_ms = nullif(max(ifnull(conversation.window_expires_at_ms, 0),
                                              ifnull(other.window_expires_at_ms, 0)), 0),
            free_until_ms = nullif(max(ifnull(conversation.free_until_ms, 0), ifnull(other.free_until_ms, 0)), 0),
            version = max(conversation.version, other.version) + 1
           FROM (SELECT unread, assignee_id, window_expires_at_ms, free_until_ms, version FROM conversation
                 WHERE id = :gone) AS other
          WHERE conversation.id = :kept",
        named_params! { ":kept": kept, ":gone": gone },
    )?;
    tx.execute(
        "UPDATE conversation SET merged_into = :kept, unread = 0, last_message_id = NULL
          WHERE id = :gone OR merged_into = :gone",
        named_params! { ":kept": kept, ":gone": gone },
    )
    .map(drop)
}

/// Reads a row of `select_conversation!`.
pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Conversation> {
    Ok(Conversation {
        id: row.get("id")?,
        contact_id: row.get("contact_id")?,
        contact: read_contact(row)?,
        channel: row.get("channel")?,
        channel_account: row.get("channel_account")?,
        practice: row.get("practice")?,
        status: row.get("status")?,
        snooze_until: row.get("snooze_until_ms")?,
        ai: row.get("ai")?,
        ai_off: read_ai_off(row)?,
        assignee: row.get("assignee_id")?,
        needs_person: read_needs_person(row)?,
        card: json(row, "card")?,
        version: row.get("version")?,
        unread: row.get("unread")?,
        window_expires_at: row.get("window_expires_at_ms")?,
        free_until: row.get("free_until_ms")?,
        typing_person: row.get("typing_person_id")?,
        person_typing_until: row.get("typing_until_ms")?,
        last_message: read_preview(row)?,
        last_heard: json::<Heard>(row, "last_heard")?.map(Preview::from),
        labels: json(row, "labels")?.unwrap_or_default(),
        sort_key: row.get("sort_key")?,
        work_key: row.get("work_key")?,
    })
}

fn read_contact(row: &Row<'_>) -> rusqlite::Result<Contact> {
    Ok(Contact {
        id: row.get("contact_id")?,
        name: row.get("contact_name")?,
        username: row.get("username")?,
        phone: row.get("phone")?,
        user_id: row.get("user_id")?,
        language: row.get("contact_language")?,
    })
}

fn read_ai_off(row: &Row<'_>) -> rusqlite::Result<Option<AiOff>> {
    let (reason, at): (Option<AiOffReason>, Option<Timestamp>) =
        (row.get("ai_off_reason")?, row.get("ai_off_at_ms")?);
    let by = row.get("ai_off_by")?;
    Ok(reason.zip(at).map(|(reason, at)| AiOff { by, at, reason }))
}

pub(super) fn read_needs_person(row: &Row<'_>) -> rusqlite::Result<Option<NeedsPerson>> {
    let reason: Option<HandOffReason> = row.get("needs_person_reason")?;
    let at: Option<Timestamp> = row.get("needs_person_at_ms")?;
    let (urgent, angry) = (row.get("needs_person_urgent")?, row.get("needs_person_angry")?);
    let (since, escalated_at): (Option<Timestamp>, _) =
        (row.get("needs_person_since_ms")?, row.get("needs_person_escalated_at_ms")?);
    Ok(reason.zip(at).map(|(reason, at)| NeedsPerson {
        reason,
        at,
        since: since.unwrap_or(at),
        urgent,
        angry,
        escalated_at,
    }))
}

/// A customer's message, as the statement above tells it.
#[derive(Deserialize)]
struct Heard {
    id: i64,
    kind: MessageKind,
    text: Option<String>,
    at_ms: i64,
}

impl From<Heard> for Preview {
    fn from(heard: Heard) -> Self {
        Self {
            id: MessageId::new(heard.id),
            direction: Direction::In,
            author: AuthorKind::Customer,
            kind: heard.kind,
            text: heard.text,
            at: Timestamp::from_millis(heard.at_ms),
            state: None,
        }
    }
}

fn read_preview(row: &Row<'_>) -> rusqlite::Result<Option<Preview>> {
    let Some(id) = row.get("last_id")? else { return Ok(None) };
    Ok(Some(Preview {
        id,
        direction: row.get("last_direction")?,
        author: row.get("last_author")?,
        kind: row.get("last_kind")?,
        text: row.get("last_text")?,
        at: row.get("last_at_ms")?,
        state: row.get("last_state")?,
    }))
}
