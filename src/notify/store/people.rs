//! How each person wants to be reached.

use std::collections::BTreeMap;

use rusqlite::named_params;

use crate::ids::PersonId;
use crate::notify::types::{Channel, Preferences};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What somebody chose, by kind and channel.
pub(in crate::notify) type Choices = BTreeMap<(String, &'static str), bool>;

pub(in crate::notify) fn preferences(conn: &ReadConn, person: PersonId) -> Result<Preferences, StorageError> {
    let found = conn.optional(
        "SELECT quiet_from, quiet_to, time_zone, urgent_passes, bundle_minutes, patience_minutes, whatsapp_phone
           FROM notify_person WHERE person_id = :person_id",
        named_params! { ":person_id": person },
        |row| {
            let from: Option<u16> = row.get("quiet_from")?;
            let to: Option<u16> = row.get("quiet_to")?;
            Ok(Preferences {
                quiet: from.zip(to),
                time_zone: row.get("time_zone")?,
                urgent_passes: row.get("urgent_passes")?,
                bundle_minutes: row.get("bundle_minutes")?,
                patience_minutes: row.get("patience_minutes")?,
                whatsapp_phone: row.get("whatsapp_phone")?,
            })
        },
    )?;
    Ok(found.unwrap_or_default())
}

pub(in crate::notify) fn save(
    tx: &WriteTx,
    person: PersonId,
    preferences: &Preferences,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO notify_person
                (person_id, quiet_from, quiet_to, time_zone, urgent_passes, bundle_minutes, patience_minutes, whatsapp_phone)
         VALUES (:person_id, :quiet_from, :quiet_to, :time_zone, :urgent_passes, :bundle_minutes, :patience_minutes,
                 :whatsapp_phone)",
        named_params! {
            ":person_id": person,
            ":quiet_from": preferences.quiet.map(|(from, _)| from),
            ":quiet_to": preferences.quiet.map(|(_, to)| to),
            ":time_zone": preferences.time_zone,
            ":urgent_passes": preferences.urgent_passes,
            ":bundle_minutes": preferences.bundle_minutes,
            ":patience_minutes": preferences.patience_minutes,
            ":whatsapp_phone": preferences.whatsapp_phone,
        },
    )?;
    Ok(())
}

pub(in crate::notify) fn choices(conn: &ReadConn, person: PersonId) -> Result<Choices, StorageError> {
    let rows = conn.all(
        "SELECT kind, channel, wanted FROM notify_choice WHERE person_id = :person_id LIMIT 200",
        named_params! { ":person_id": person },
        |row| Ok((row.get("kind")?, row.get::<_, Channel>("channel")?, row.get("wanted")?)),
    )?;
    Ok(rows.into_iter().map(|(kind, channel, wanted)| ((kind, channel.as_str()), wanted)).collect())
}

pub(in crate::notify) fn choose(
    tx: &WriteTx,
    person: PersonId,
    kind: &str,
    channel: Channel,
    wanted: bool,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO notify_choice (person_id, kind, channel, wanted)
         VALUES (:person_id, :kind, :channel, :wanted)",
        named_params! { ":person_id": person, ":kind": kind, ":channel": channel, ":wanted": wanted },
    )?;
    Ok(())
}
