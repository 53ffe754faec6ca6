//! SQL of the wrapped data key.

use rusqlite::named_params;

use crate::accounts::types::{Reader, StoredKey};
use crate::secrets::WrappedKey;
use crate::storage::{ReadConn, StorageError, WriteTx};

pub fn find(conn: &ReadConn, reader: Reader) -> Result<Option<StoredKey>, StorageError> {
    conn.optional(
        "SELECT blob, public_key, confirmed_at_ms IS NOT NULL AS confirmed FROM vault_key WHERE recipient = :recipient",
        named_params! { ":recipient": reader.as_str() },
        |row| {
            Ok(StoredKey {
                wrapped: WrappedKey(row.get("blob")?),
                public_key: row.get("public_key")?,
                confirmed: row.get("confirmed")?,
            })
        },
    )
}

pub fn put(tx: &WriteTx, reader: Reader, key: &StoredKey) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO vault_key (recipient, blob, public_key, created_at_ms, confirmed_at_ms)
         VALUES (:recipient, :blob, :public_key, :now, IIF(:confirmed, :now, NULL))
         ON CONFLICT (recipient) DO UPDATE SET blob = :blob, public_key = :public_key, created_at_ms = :now,
             confirmed_at_ms = IIF(:confirmed, :now, NULL)",
        named_params! {
            ":recipient": reader.as_str(),
            ":blob": key.wrapped.0,
            ":public_key": key.public_key,
            ":confirmed": key.confirmed,
            ":now": tx.now(),
        },
    )?;
    Ok(())
}

pub fn delete(tx: &WriteTx, reader: Reader) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM vault_key WHERE recipient = :recipient",
        named_params! { ":recipient": reader.as_str() },
    )
    .map(drop)
}
