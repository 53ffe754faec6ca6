//! SQL of second factors and their recovery codes.

use rusqlite::named_params;

use crate::accounts::random_token::Digest;
use crate::actor::Role;
use crate::ids::PersonId;
use crate::secrets::Sealed;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A second factor as it is kept.
pub struct StoredFactor {
    pub seed: Sealed,
    pub confirmed: bool,
}

pub fn find(conn: &ReadConn, person: PersonId) -> Result<Option<StoredFactor>, StorageError> {
    conn.optional(
        "SELECT seed, confirmed_at_ms IS NOT NULL AS confirmed FROM second_factor WHERE person_id = :person",
        named_params! { ":person": person },
        |row| Ok(StoredFactor { seed: row.get("seed")?, confirmed: row.get("confirmed")? }),
    )
}

pub fn offer(tx: &WriteTx, person: PersonId, seed: &Sealed) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO second_factor (person_id, seed, created_at_ms) VALUES (:person, :seed, :now)
         ON CONFLICT (person_id) DO UPDATE SET seed = :seed, last_step = 0, created_at_ms = :now
             WHERE confirmed_at_ms IS NULL",
        named_params! { ":person": person, ":seed": seed, ":now": tx.now() },
    )?;
    Ok(())
}

pub fn confirm(tx: &WriteTx, person: PersonId) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE second_factor SET confirmed_at_ms = :now WHERE person_id = :person",
        named_params! { ":person": person, ":now": tx.now() },
    )?;
    Ok(())
}

/// Marks a step as used; `false` when it, or a later one, was used before.
pub fn use_step(tx: &WriteTx, person: PersonId, step: i64) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE second_factor SET last_step = :step WHERE person_id = :person AND last_step < :step",
        named_params! { ":person": person, ":step": step },
    )?;
    Ok(changed > 0)
}

pub fn delete(tx: &WriteTx, person: PersonId) -> Result<bool, StorageError> {
    Ok(tx.execute(
        "DELETE FROM second_factor WHERE person_id = :person",
        named_params! { ":person": person },
    )? > 0)
}

pub fn insert_recovery_code(tx: &WriteTx, person: PersonId, digest: &Digest) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO recovery_code (code_sha256, person_id) VALUES (:digest, :person)",
        named_params! { ":digest": digest, ":person": person },
    )?;
    Ok(())
}

/// Uses a recovery code up; `false` when there is no such code.
pub fn use_recovery_code(tx: &WriteTx, person: PersonId, digest: &Digest) -> Result<bool, StorageError> {
    let deleted = tx.execute(
        "DELETE FROM recovery_code WHERE code_sha256 = :digest AND person_id = :person",
        named_params! { ":digest": digest, ":person": person },
    )?;
    Ok(deleted > 0)
}

pub fn delete_everybodys(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute("DELETE FROM second_factor", []).map(drop)
}

/// The roles that need a second factor.
pub fn ruled_roles(conn: &ReadConn) -> Result<Vec<Role>, StorageError> {
    conn.all("SELECT role FROM second_factor_rule ORDER BY role", [], |row| row.get("role"))
}

pub fn set_ruled_roles(tx: &WriteTx, roles: &[Role]) -> Result<(), StorageError> {
    tx.execute("DELETE FROM second_factor_rule", [])?;
    for role in roles {
        tx.execute(
            "INSERT OR IGNORE INTO second_factor_rule (role) VALUES (:role)",
            named_params! { ":role": role },
        )?;
    }
    Ok(())
}

/// Whether this person's role needs a second factor they have not switched on.
pub fn is_lacking(conn: &ReadConn, person: PersonId) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM person JOIN second_factor_rule ON second_factor_rule.role = person.role
          WHERE person.id = :person AND NOT EXISTS (SELECT 1 FROM second_factor
                WHERE second_factor.person_id = person.id AND second_factor.confirmed_at_ms IS NOT NULL)",
        named_params! { ":person": person },
    )
}
