//! SQL of the sites that are looked after.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::health::fleet::types::{Accepted, PublicKey, Site, SiteFault};
use crate::ids::{ContactId, FleetSiteId};
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

macro_rules! columns {
    () => {
        "id, name, address, allows_private, install_id, public_key, token, owner_contact_id, report, reported_at_ms,
         told_at_ms, tried_at_ms, fault, fault_since_ms, created_at_ms, removed_at_ms"
    };
}

/// Whether any site is looked after.
pub fn any(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM fleet_site WHERE removed_at_ms IS NULL", [])
}

/// The sites that are looked after, by name.
pub(in crate::health::fleet) fn all(conn: &ReadConn, limit: usize) -> Result<Vec<Site>, StorageError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    conn.all(
        concat!(
            "SELECT ",
            columns!(),
            " FROM fleet_site WHERE removed_at_ms IS NULL ORDER BY name COLLATE NOCASE, id LIMIT :limit"
        ),
        named_params! { ":limit": limit },
        site,
    )
}

/// A site, taken out or not.
pub(in crate::health::fleet) fn find(conn: &ReadConn, id: FleetSiteId) -> Result<Option<Site>, StorageError> {
    conn.optional(
        concat!("SELECT ", columns!(), " FROM fleet_site WHERE id = :id"),
        named_params! { ":id": id },
        site,
    )
}

/// The site that is this install.
pub(in crate::health::fleet) fn of_install(
    conn: &ReadConn,
    install: &str,
) -> Result<Option<Site>, StorageError> {
    conn.optional(
        concat!(
            "SELECT ",
            columns!(),
            " FROM fleet_site WHERE install_id = :install AND removed_at_ms IS NULL"
        ),
        named_params! { ":install": install },
        site,
    )
}

/// A site to be kept.
pub(in crate::health::fleet) struct NewSite<'a> {
    pub id: FleetSiteId,
    pub name: &'a str,
    pub address: &'a str,
    pub allows_private: bool,
    pub token: &'a Sealed,
    pub first: &'a Accepted,
}

pub(in crate::health::fleet) fn insert(tx: &WriteTx, new: &NewSite<'_>) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO fleet_site (id, name, address, allows_private, install_id, public_key, token, report,
                                 reported_at_ms, told_at_ms, tried_at_ms, created_at_ms)
         VALUES (:id, :name, :address, :allows_private, :install, :key, :token, :report, :now_ms, :told_at_ms,
                 :now_ms, :now_ms)",
        named_params! { ":id": new.id, ":name": new.name, ":address": new.address,
        ":allows_private": new.allows_private, ":install": new.first.report.install, ":key": new.first.key,
        ":token": new.token, ":report": serde_json::to_string(&new.first.report)?,
        ":told_at_ms": new.first.told_at_ms, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// A report came: whatever was wrong is over.
pub(in crate::health::fleet) fn keep_report(
    tx: &WriteTx,
    id: FleetSiteId,
    accepted: &Accepted,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site
            SET report = :report, reported_at_ms = :now_ms, told_at_ms = :told_at_ms, tried_at_ms = :now_ms,
                fault = NULL, fault_since_ms = NULL
          WHERE id = :id",
        named_params! { ":id": id, ":report": serde_json::to_string(&accepted.report)?,
        ":told_at_ms": accepted.told_at_ms, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// None came. Since when there is none stays, whatever the reason is now.
pub(in crate::health::fleet) fn keep_fault(
    tx: &WriteTx,
    id: FleetSiteId,
    fault: SiteFault,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site
            SET tried_at_ms = :now_ms, fault = :fault, fault_since_ms = ifnull(fault_since_ms, :now_ms)
          WHERE id = :id",
        named_params! { ":id": id, ":fault": fault, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// Where a site is asked, and by what it is known.
pub(in crate::health::fleet) struct Access<'a> {
    pub address: &'a str,
    pub key: &'a PublicKey,
    pub token: &'a Sealed,
    pub allows_private: bool,
}

/// From now on it is asked there.
pub(in crate::health::fleet) fn set_access(
    tx: &WriteTx,
    id: FleetSiteId,
    access: &Access<'_>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site
            SET address = :address, public_key = :key, token = :token, allows_private = :allows_private
          WHERE id = :id",
        named_params! { ":id": id, ":address": access.address, ":key": access.key, ":token": access.token,
        ":allows_private": access.allows_private },
    )?;
    Ok(())
}

pub(in crate::health::fleet) fn rename(
    tx: &WriteTx,
    id: FleetSiteId,
    name: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site SET name = :name WHERE id = :id",
        named_params! { ":id": id, ":name": name },
    )?;
    Ok(())
}

pub(in crate::health::fleet) fn set_owner(
    tx: &WriteTx,
    id: FleetSiteId,
    owner: Option<ContactId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site SET owner_contact_id = :owner WHERE id = :id",
        named_params! { ":id": id, ":owner": owner },
    )?;
    Ok(())
}

/// Taken out, or brought back.
pub(in crate::health::fleet) fn set_removed(
    tx: &WriteTx,
    id: FleetSiteId,
    at: Option<Timestamp>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE fleet_site SET removed_at_ms = :at_ms WHERE id = :id",
        named_params! { ":id": id, ":at_ms": at },
    )?;
    Ok(())
}

/// Lets go of what was taken out before a moment, its token with it.
pub(in crate::health::fleet) fn forget_removed(tx: &WriteTx, before: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM fleet_site WHERE removed_at_ms <= :before_ms",
        named_params! { ":before_ms": before },
    )?;
    Ok(())
}

pub(super) fn forget_tokens(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("UPDATE fleet_site SET token = NULL", []).map(drop)
}

fn site(row: &Row<'_>) -> rusqlite::Result<Site> {
    let report: String = row.get("report")?;
    let fault: Option<SiteFault> = row.get("fault")?;
    Ok(Site {
        id: row.get("id")?,
        name: row.get("name")?,
        address: row.get("address")?,
        allows_private: row.get("allows_private")?,
        install: row.get("install_id")?,
        key: row.get("public_key")?,
        token: row.get("token")?,
        owner: row.get("owner_contact_id")?,
        report: serde_json::from_str(&report).map_err(rusqlite::types::FromSqlError::other)?,
        reported_at: row.get("reported_at_ms")?,
        told_at_ms: row.get("told_at_ms")?,
        tried_at: row.get("tried_at_ms")?,
        fault: fault.zip(row.get("fault_since_ms")?),
        created_at: row.get("created_at_ms")?,
        removed_at: row.get("removed_at_ms")?,
    })
}
