//! All SQL about what a number on a phone was asked to send over.

use rusqlite::named_params;

use crate::ids::ConnectionId;
use crate::storage::{StorageError, WriteTx};
use crate::words::words;

words! {
    /// What a phone can send over, as Meta calls it.
    PhoneData as WhatsAppPhoneData { Contacts = "smb_app_state_sync", History = "history" }
}

/// Notes before the call that it is made; `false` when it was made before.
pub(in crate::whatsapp) fn begin(
    tx: &WriteTx,
    id: ConnectionId,
    kind: PhoneData,
) -> Result<bool, StorageError> {
    let made = tx.execute(
        "INSERT INTO whatsapp_phone_data (connection_id, kind, state, asked_at_ms)
         VALUES (:id, :kind, 'asking', :now_ms) ON CONFLICT (connection_id, kind) DO NOTHING",
        named_params! { ":id": id, ":kind": kind.as_str(), ":now_ms": tx.now() },
    )?;
    Ok(made > 0)
}

pub(in crate::whatsapp) fn asked(
    tx: &WriteTx,
    id: ConnectionId,
    kind: PhoneData,
) -> Result<(), StorageError> {
    set(tx, id, kind, "asked", None)
}

pub(in crate::whatsapp) fn refused(
    tx: &WriteTx,
    id: ConnectionId,
    kind: PhoneData,
    code: i64,
) -> Result<(), StorageError> {
    set(tx, id, kind, "refused", Some(code))
}

/// The call surely did not arrive: it is made again at the next look.
pub(in crate::whatsapp) fn take_back(
    tx: &WriteTx,
    id: ConnectionId,
    kind: PhoneData,
) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM whatsapp_phone_data WHERE connection_id = :id AND kind = :kind",
        named_params! { ":id": id, ":kind": kind.as_str() },
    )?;
    Ok(())
}

fn set(
    tx: &WriteTx,
    id: ConnectionId,
    kind: PhoneData,
    state: &str,
    code: Option<i64>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_phone_data SET state = :state, code = :code WHERE connection_id = :id AND kind = :kind",
        named_params! { ":id": id, ":kind": kind.as_str(), ":state": state, ":code": code },
    )?;
    Ok(())
}
