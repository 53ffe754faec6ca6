//! SQL of labels, and of which conversation bears which.

use rusqlite::{Row, named_params};

use crate::ids::{ConversationId, LabelId};
use crate::inbox::types::Label;
use crate::storage::{ReadConn, StorageError, WriteTx};

const OF_CONVERSATION: &str =
    "SELECT label_id FROM conversation_label WHERE conversation_id = :conversation_id";

pub(super) const HOT: &[&str] = &[OF_CONVERSATION];

/// Every label of the shop: a short list, its length is limited where labels are made.
pub(crate) fn all(conn: &ReadConn) -> Result<Vec<Label>, StorageError> {
    conn.all("SELECT id, name, color FROM label ORDER BY name", [], read)
}

pub(crate) fn by_id(conn: &ReadConn, id: LabelId) -> Result<Option<Label>, StorageError> {
    conn.optional("SELECT id, name, color FROM label WHERE id = :id", named_params! { ":id": id }, read)
}

pub(crate) fn by_name(conn: &ReadConn, name: &str) -> Result<Option<Label>, StorageError> {
    conn.optional(
        "SELECT id, name, color FROM label WHERE name = :name",
        named_params! { ":name": name },
        read,
    )
}

pub(crate) fn insert(tx: &WriteTx, name: &str, color: &str) -> Result<LabelId, StorageError> {
    let id = tx.new_id();
    tx.execute(
        "INSERT INTO label (id, name, color) VALUES (:id, :name, :color)",
        named_params! { ":id": id, ":name": name, ":color": color },
    )?;
    Ok(id)
}

pub(crate) fn update(tx: &WriteTx, label: &Label) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE label SET name = :name, color = :color WHERE id = :id",
        named_params! { ":id": label.id, ":name": label.name, ":color": label.color },
    )
    .map(drop)
}

/// Forgets a label, and that any conversation bore it.
pub(crate) fn delete(tx: &WriteTx, id: LabelId) -> Result<(), StorageError> {
    tx.execute("DELETE FROM conversation_label WHERE label_id = :id", named_params! { ":id": id })?;
    tx.execute("DELETE FROM label WHERE id = :id", named_params! { ":id": id }).map(drop)
}

pub(crate) fn of_conversation(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Vec<LabelId>, StorageError> {
    conn.all(OF_CONVERSATION, named_params! { ":conversation_id": conversation }, |row| row.get("label_id"))
}

pub(crate) fn add(tx: &WriteTx, conversation: ConversationId, label: LabelId) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR IGNORE INTO conversation_label (conversation_id, label_id, sort_key)
         SELECT id, :label_id, sort_key FROM conversation WHERE id = :conversation_id",
        named_params! { ":conversation_id": conversation, ":label_id": label },
    )
    .map(drop)
}

pub(crate) fn remove(tx: &WriteTx, conversation: ConversationId, label: LabelId) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM conversation_label WHERE conversation_id = :conversation_id AND label_id = :label_id",
        named_params! { ":conversation_id": conversation, ":label_id": label },
    )
    .map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Label> {
    Ok(Label { id: row.get("id")?, name: row.get("name")?, color: row.get("color")? })
}
