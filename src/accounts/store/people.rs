//! SQL of people.

use rusqlite::{Row, named_params};

use crate::accounts::types::{Credentials, NewPerson, Person, Theme};
use crate::actor::Role;
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The columns of a person, with the rest of the statement.
macro_rules! select_person {
    ($rest:literal) => {
        concat!(
            "SELECT person.id, person.name, person.email, person.role, person.active,
                    person.password_hash IS NULL AS invited, person.language, person.theme, person.last_seen_at_ms,
                    EXISTS (SELECT 1 FROM second_factor
                            WHERE second_factor.person_id = person.id AND confirmed_at_ms IS NOT NULL) AS second_factor
             FROM person ",
            $rest
        )
    };
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        id: row.get("id")?,
        name: row.get("name")?,
        email: row.get("email")?,
        role: row.get("role")?,
        active: row.get("active")?,
        invited: row.get("invited")?,
        language: row.get("language")?,
        theme: row.get("theme")?,
        second_factor: row.get("second_factor")?,
        last_seen_at: row.get("last_seen_at_ms")?,
    })
}

pub fn find(conn: &ReadConn, id: PersonId) -> Result<Option<Person>, StorageError> {
    conn.optional(select_person!("WHERE person.id = :id"), named_params! { ":id": id }, person)
}

/// People in order of arrival, after `after`.
pub fn page(conn: &ReadConn, after: Option<PersonId>, limit: u32) -> Result<Vec<Person>, StorageError> {
    conn.all(
        select_person!("WHERE person.id > :after ORDER BY person.id LIMIT :limit"),
        named_params! { ":after": after.unwrap_or(PersonId::new(0)), ":limit": limit },
        person,
    )
}

pub fn count(conn: &ReadConn) -> Result<u32, StorageError> {
    conn.one("SELECT COUNT(*) AS number FROM person", [], |row| row.get("number"))
}

/// When the first of them came.
pub fn first_came_at(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.one("SELECT min(created_at_ms) AS first_ms FROM person", [], |row| row.get("first_ms"))
}

pub fn credentials(conn: &ReadConn, email_key: &str) -> Result<Option<Credentials>, StorageError> {
    conn.optional(
        "SELECT id, password_hash, active FROM person WHERE email_key = :email_key",
        named_params! { ":email_key": email_key },
        read_credentials,
    )
}

pub fn credentials_of(conn: &ReadConn, id: PersonId) -> Result<Option<Credentials>, StorageError> {
    conn.optional(
        "SELECT id, password_hash, active FROM person WHERE id = :id",
        named_params! { ":id": id },
        read_credentials,
    )
}

fn read_credentials(row: &Row<'_>) -> rusqlite::Result<Credentials> {
    Ok(Credentials {
        person_id: row.get("id")?,
        password_hash: row.get("password_hash")?,
        active: row.get("active")?,
    })
}

pub fn an_owner_exists(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM person WHERE role = 'owner'", [])
}

/// Whether somebody else is an owner who can sign in.
pub fn another_owner_exists(conn: &ReadConn, than: PersonId) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM person
         WHERE role = 'owner' AND active = 1 AND password_hash IS NOT NULL AND id <> :than",
        named_params! { ":than": than },
    )
}

pub fn insert(tx: &WriteTx, new: &NewPerson) -> Result<PersonId, StorageError> {
    let id: PersonId = tx.new_id();
    tx.execute(
        "INSERT INTO person (id, name, email, email_key, role, password_hash, language, created_at_ms)
         VALUES (:id, :name, :email, :email_key, :role, :password_hash, :language, :now)",
        named_params! {
            ":id": id,
            ":name": new.name,
            ":email": new.email.as_written(),
            ":email_key": new.email.key(),
            ":role": new.role,
            ":password_hash": new.password_hash,
            ":language": new.language,
            ":now": tx.now(),
        },
    )?;
    Ok(id)
}

pub fn set_password_hash(tx: &WriteTx, id: PersonId, password_hash: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE person SET password_hash = :password_hash WHERE id = :id",
        named_params! { ":id": id, ":password_hash": password_hash },
    )?;
    Ok(())
}

pub fn set_name(tx: &WriteTx, id: PersonId, name: &str) -> Result<(), StorageError> {
    tx.execute("UPDATE person SET name = :name WHERE id = :id", named_params! { ":id": id, ":name": name })?;
    Ok(())
}

pub fn set_role(tx: &WriteTx, id: PersonId, role: Role) -> Result<(), StorageError> {
    tx.execute("UPDATE person SET role = :role WHERE id = :id", named_params! { ":id": id, ":role": role })?;
    Ok(())
}

pub fn set_active(tx: &WriteTx, id: PersonId, active: bool) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE person SET active = :active WHERE id = :id",
        named_params! { ":id": id, ":active": active },
    )?;
    Ok(())
}

pub fn set_language(tx: &WriteTx, id: PersonId, language: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE person SET language = :language WHERE id = :id",
        named_params! { ":id": id, ":language": language },
    )?;
    Ok(())
}

pub fn set_theme(tx: &WriteTx, id: PersonId, theme: Theme) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE person SET theme = :theme WHERE id = :id",
        named_params! { ":id": id, ":theme": theme },
    )?;
    Ok(())
}

pub fn set_last_seen(tx: &WriteTx, id: PersonId, now: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE person SET last_seen_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":now": now },
    )?;
    Ok(())
}
