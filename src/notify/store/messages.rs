//! Messages: notices that go out together, and which devices each reached.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::{DeviceId, MessageId, NoticeMessageId, PersonId, lowest};
use crate::notify::types::{Channel, Message, MessageState};
use crate::storage::{ReadConn, StorageError, WriteTx};

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get("id")?,
        person: row.get("person_id")?,
        channel: row.get("channel")?,
        state: row.get("state")?,
        created_at: row.get("created_at_ms")?,
    })
}

pub(in crate::notify) fn insert(
    tx: &WriteTx,
    person: PersonId,
    channel: Channel,
) -> Result<NoticeMessageId, StorageError> {
    let id: NoticeMessageId = tx.new_id();
    tx.execute(
        "INSERT INTO notice_message (id, person_id, channel, state, created_at_ms)
         VALUES (:id, :person_id, :channel, 'waiting', :now_ms)",
        named_params! { ":id": id, ":person_id": person, ":channel": channel, ":now_ms": tx.now() },
    )?;
    Ok(id)
}

pub(in crate::notify) fn find(conn: &ReadConn, id: NoticeMessageId) -> Result<Option<Message>, StorageError> {
    conn.optional(
        "SELECT id, person_id, channel, state, created_at_ms FROM notice_message WHERE id = :id",
        named_params! { ":id": id },
        read,
    )
}

/// When a message to this person over this channel was made last; dropped ones disturbed nobody.
pub(in crate::notify) fn last_at(
    conn: &ReadConn,
    person: PersonId,
    channel: Channel,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT created_at_ms FROM notice_message
          WHERE person_id = :person_id AND channel = :channel AND state <> 'dropped' ORDER BY id DESC LIMIT 1",
        named_params! { ":person_id": person, ":channel": channel },
        |row| row.get("created_at_ms"),
    )
}

/// Where it stands now. What was sent stays sent.
pub(in crate::notify) fn set_state(
    tx: &WriteTx,
    id: NoticeMessageId,
    state: MessageState,
    fault: Option<&str>,
) -> Result<(), StorageError> {
    let sent_at = (state == MessageState::Sent).then(|| tx.now());
    tx.execute(
        "UPDATE notice_message SET state = :state, sent_at_ms = :sent_at_ms, fault = :fault
          WHERE id = :id AND state <> 'sent'",
        named_params! { ":id": id, ":state": state, ":sent_at_ms": sent_at, ":fault": fault },
    )
    .map(drop)
}

/// The room above has queued it as this message.
pub(in crate::notify) fn set_outbound(
    tx: &WriteTx,
    id: NoticeMessageId,
    outbound: MessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE notice_message SET outbound_id = :outbound_id WHERE id = :id",
        named_params! { ":id": id, ":outbound_id": outbound },
    )
    .map(drop)
}

/// What a queued message tells.
pub(in crate::notify) fn of_outbound(
    conn: &ReadConn,
    outbound: MessageId,
) -> Result<Option<Message>, StorageError> {
    conn.optional(
        "SELECT id, person_id, channel, state, created_at_ms FROM notice_message WHERE outbound_id = :outbound_id",
        named_params! { ":outbound_id": outbound },
        read,
    )
}

/// Why it has not arrived yet; it is tried again.
pub(in crate::notify) fn set_fault(
    tx: &WriteTx,
    id: NoticeMessageId,
    fault: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE notice_message SET fault = :fault WHERE id = :id AND state = 'waiting'",
        named_params! { ":id": id, ":fault": fault },
    )
    .map(drop)
}

/// Whether a message has reached a device.
pub(in crate::notify) fn has_reached(
    conn: &ReadConn,
    message: NoticeMessageId,
    device: DeviceId,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM notice_push WHERE message_id = :message_id AND device_id = :device_id",
        named_params! { ":message_id": message, ":device_id": device },
    )
}

pub(in crate::notify) fn reached(
    tx: &WriteTx,
    message: NoticeMessageId,
    device: DeviceId,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO notice_push (message_id, device_id) VALUES (:message_id, :device_id) ON CONFLICT DO NOTHING",
        named_params! { ":message_id": message, ":device_id": device },
    )
    .map(drop)
}

/// Forgets messages made before a moment, some at a time.
pub(in crate::notify) fn forget_before(
    tx: &WriteTx,
    moment: Timestamp,
    at_most: u32,
) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM notice_message WHERE id IN (SELECT id FROM notice_message WHERE id < :highest ORDER BY id LIMIT :at_most)",
        named_params! { ":highest": lowest(moment), ":at_most": at_most },
    )
}
