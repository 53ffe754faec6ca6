//! Whether a file has the shape this program gives it: tables, indexes, views and triggers, compared with a freshly
//! migrated file of the same age. A trigger somebody planted in a copy would work for them once it is restored.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::error::{OpenError, StorageError};
use super::migrate;

/// What the program makes of a file: `(type, name)` and how it was made.
type Shape = BTreeMap<(String, String), String>;

/// What differs from the file this program would have made, in words; empty when nothing does. Tables whose names begin
/// with one of `made_later` are made while the shop runs.
pub fn differences(file: &Path, made_later: &[&str]) -> Result<Vec<String>, OpenError> {
    super::file::require_vector_search();
    let found = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    found.pragma_update(None, "trusted_schema", "OFF")?;
    let fresh = migrate::fresh_like(&found)?;
    let (found, fresh) = (shape(&found)?, shape(&fresh)?);
    let is_made_later = |(kind, name): &(String, String)| {
        matches!(kind.as_str(), "table" | "index") && made_later.iter().any(|prefix| name.starts_with(prefix))
    };
    let mut differences = Vec::new();
    for (key, sql) in &found {
        match fresh.get(key) {
            None if is_made_later(key) => {}
            None => differences.push(format!("a {} {:?} that Shopbell does not make", key.0, key.1)),
            Some(known) if known != sql => differences.push(format!("the {} {:?} was changed", key.0, key.1)),
            Some(_) => {}
        }
    }
    let missing = fresh.keys().filter(|key| !found.contains_key(*key));
    differences.extend(missing.map(|(kind, name)| format!("the {kind} {name:?} is missing")));
    Ok(differences)
}

fn shape(connection: &Connection) -> Result<Shape, StorageError> {
    // SQLite's own tables, the migrations' history and what lies behind a virtual table are not made by us.
    let mut rows = connection.prepare(
        "SELECT type, name, coalesce(sql, '') AS made FROM sqlite_schema
          WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name <> 'refinery_schema_history'
            AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')",
    )?;
    let rows = rows.query_map([], |row| {
        let made: String = row.get("made")?;
        Ok(((row.get("type")?, row.get("name")?), made.split_whitespace().collect::<Vec<_>>().join(" ")))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Db;

    #[tokio::test]
    async fn what_was_planted_changed_or_taken_away_is_seen() {
        let (db, folder) = Db::open_for_test();
        let file = db.file();
        assert_eq!(differences(&file, &[]).unwrap(), Vec::<String>::new());
        db.write::<_, StorageError>(|tx| {
            tx.execute_batch(
                "CREATE TRIGGER thief AFTER INSERT ON storage_meta BEGIN DELETE FROM storage_meta; END;
                 CREATE TABLE knowledge_vector_1 (id INTEGER PRIMARY KEY);
                 DROP INDEX job_due;",
            )
        })
        .await
        .unwrap();
        let seen = differences(&file, &["knowledge_vector_"]).unwrap();
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert!(seen[0].contains("thief") && seen[1].contains("job_due"), "{seen:?}");
        drop(folder);
    }
}
