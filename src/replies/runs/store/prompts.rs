//! The owner's own prompts: every version, and which one is in use.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::replies::prompts::{Own, Prompt, Prompts};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Versions of one prompt that are listed, the newest.
const LISTED: u32 = 50;

/// One version as it was saved.
#[derive(Clone, Debug)]
pub(in crate::replies) struct Kept {
    pub version: u32,
    pub text: String,
    pub person: Option<PersonId>,
    pub made_at: Timestamp,
}

/// What models are told now.
pub(in crate::replies) fn prompts(conn: &ReadConn) -> Result<Prompts, StorageError> {
    let own = conn.all(
        "SELECT p.name, p.version, p.text FROM reply_prompt_in_use u
           JOIN reply_prompt p ON p.name = u.name AND p.version = u.version LIMIT 10",
        [],
        |row| Ok((row.get("name")?, Own { version: Some(row.get("version")?), text: row.get("text")? })),
    )?;
    Ok(Prompts::of(own))
}

/// What one version says.
pub(in crate::replies) fn version_text(
    conn: &ReadConn,
    prompt: Prompt,
    version: u32,
) -> Result<Option<String>, StorageError> {
    conn.optional(
        "SELECT text FROM reply_prompt WHERE name = :name AND version = :version",
        named_params! { ":name": prompt, ":version": version },
        |row| row.get("text"),
    )
}

/// The newest first.
pub(in crate::replies) fn versions(conn: &ReadConn, prompt: Prompt) -> Result<Vec<Kept>, StorageError> {
    conn.all(
        "SELECT version, text, person_id, made_at_ms FROM reply_prompt
          WHERE name = :name ORDER BY version DESC LIMIT :listed",
        named_params! { ":name": prompt, ":listed": LISTED },
        |row| {
            Ok(Kept {
                version: row.get("version")?,
                text: row.get("text")?,
                person: row.get("person_id")?,
                made_at: row.get("made_at_ms")?,
            })
        },
    )
}

/// Keeps a text as the next version, and says which that is.
pub(in crate::replies) fn keep_version(
    tx: &WriteTx,
    prompt: Prompt,
    text: &str,
    person: Option<PersonId>,
) -> Result<u32, StorageError> {
    let version: u32 = tx.one(
        "SELECT ifnull(max(version), 0) + 1 AS next FROM reply_prompt WHERE name = :name",
        named_params! { ":name": prompt },
        |row| row.get("next"),
    )?;
    tx.execute(
        "INSERT INTO reply_prompt (name, version, text, person_id, made_at_ms)
         VALUES (:name, :version, :text, :person, :now)",
        named_params! { ":name": prompt, ":version": version, ":text": text, ":person": person, ":now": tx.now() },
    )?;
    Ok(version)
}

/// Says whether there is such a version; nothing means as it ships.
pub(in crate::replies) fn use_version(
    tx: &WriteTx,
    prompt: Prompt,
    version: Option<u32>,
) -> Result<bool, StorageError> {
    let Some(version) = version else {
        tx.execute("DELETE FROM reply_prompt_in_use WHERE name = :name", named_params! { ":name": prompt })?;
        return Ok(true);
    };
    let used = tx.execute(
        "INSERT INTO reply_prompt_in_use (name, version)
         SELECT name, version FROM reply_prompt WHERE name = :name AND version = :version
         ON CONFLICT (name) DO UPDATE SET version = excluded.version",
        named_params! { ":name": prompt, ":version": version },
    )?;
    Ok(used > 0)
}
