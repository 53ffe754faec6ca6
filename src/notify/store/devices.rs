//! The browsers that may be pushed to.

use rusqlite::{Row, named_params};

use crate::ids::{DeviceId, PersonId};
use crate::notify::push::subscription::Checked;
use crate::notify::types::Device;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Devices of one person. One that was last not reached makes room for one more; where all ring, somebody chooses.
pub(in crate::notify) const MOST_DEVICES: u32 = 20;

macro_rules! columns {
    () => {
        "id, person_id, name, endpoint, public_key, auth, created_at_ms, reached_at_ms, fault"
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get("id")?,
        person: row.get("person_id")?,
        name: row.get("name")?,
        endpoint: row.get("endpoint")?,
        public_key: row.get("public_key")?,
        auth: row.get("auth")?,
        created_at: row.get("created_at_ms")?,
        reached_at: row.get("reached_at_ms")?,
        fault: row.get("fault")?,
    })
}

pub(in crate::notify) fn of_person(conn: &ReadConn, person: PersonId) -> Result<Vec<Device>, StorageError> {
    conn.all(
        concat!(
            "SELECT ",
            columns!(),
            " FROM notify_device WHERE person_id = :person_id ORDER BY id LIMIT :limit"
        ),
        named_params! { ":person_id": person, ":limit": MOST_DEVICES },
        read,
    )
}

pub(in crate::notify) fn find(conn: &ReadConn, id: DeviceId) -> Result<Option<Device>, StorageError> {
    conn.optional(
        concat!("SELECT ", columns!(), " FROM notify_device WHERE id = :id"),
        named_params! { ":id": id },
        read,
    )
}

/// A browser is whoever's was last signed in there and asked for it; its keys may be new. Nothing when the person has as
/// many as may be, and all of them ring.
pub(in crate::notify) fn keep(
    tx: &WriteTx,
    person: PersonId,
    name: &str,
    subscription: &Checked,
) -> Result<Option<DeviceId>, StorageError> {
    let known: Option<(DeviceId, PersonId)> = tx.optional(
        "SELECT id, person_id FROM notify_device WHERE endpoint = :endpoint",
        named_params! { ":endpoint": subscription.endpoint },
        |row| Ok((row.get("id")?, row.get("person_id")?)),
    )?;
    if let Some((id, owner)) = known {
        if owner == person {
            tx.execute(
                "UPDATE notify_device SET name = :name, public_key = :public_key, auth = :auth, fault = NULL
                  WHERE id = :id",
                named_params! { ":id": id, ":name": name, ":public_key": subscription.public_key,
                ":auth": subscription.auth },
            )?;
            return Ok(Some(id));
        }
        // What waits for the other person never reaches this one.
        delete(tx, id)?;
    }
    if !has_room(tx, person)? {
        return Ok(None);
    }
    let id: DeviceId = tx.new_id();
    tx.execute(
        "INSERT INTO notify_device (id, person_id, name, endpoint, public_key, auth, created_at_ms)
         VALUES (:id, :person_id, :name, :endpoint, :public_key, :auth, :now_ms)",
        named_params! { ":id": id, ":person_id": person, ":name": name, ":endpoint": subscription.endpoint,
        ":public_key": subscription.public_key, ":auth": subscription.auth, ":now_ms": tx.now() },
    )?;
    Ok(Some(id))
}

/// Whether one more may be kept; the oldest of those that were not reached makes room.
fn has_room(tx: &WriteTx, person: PersonId) -> Result<bool, StorageError> {
    let devices = of_person(tx, person)?;
    if u32::try_from(devices.len()).is_ok_and(|many| many < MOST_DEVICES) {
        return Ok(true);
    }
    match devices.iter().find(|device| device.fault.is_some()) {
        Some(mute) => delete(tx, mute.id),
        None => Ok(false),
    }
}

pub(in crate::notify) fn delete(tx: &WriteTx, id: DeviceId) -> Result<bool, StorageError> {
    Ok(tx.execute("DELETE FROM notify_device WHERE id = :id", named_params! { ":id": id })? > 0)
}

/// Subscriptions belong to the key they were made with.
pub(in crate::notify) fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM notify_device", []).map(drop)
}

/// How the last push to it went.
pub(in crate::notify) fn told(
    tx: &WriteTx,
    id: DeviceId,
    outcome: Result<(), &'static str>,
) -> Result<(), StorageError> {
    let Err(fault) = outcome else {
        return tx
            .execute(
                "UPDATE notify_device SET reached_at_ms = :now_ms, fault = NULL WHERE id = :id",
                named_params! { ":id": id, ":now_ms": tx.now() },
            )
            .map(drop);
    };
    tx.execute(
        "UPDATE notify_device SET fault = :fault WHERE id = :id",
        named_params! { ":id": id, ":fault": fault },
    )
    .map(drop)
}
