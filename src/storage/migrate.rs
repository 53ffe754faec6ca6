//! From any earlier schema to this one: a snapshot first, all steps in one transaction, or nothing at all.

use std::path::Path;

use rusqlite::Connection;

use super::backup;
use super::error::OpenError;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Most characters of a failed step's error that are told.
const ERROR_LIMIT_CHARACTERS: usize = 200;

/// Brings the schema up to date.
pub(super) fn migrate(connection: &mut Connection, backups: &Path) -> Result<(), OpenError> {
    let mut runner = embedded::migrations::runner();
    let known = known_schema();
    let present = schema_of(connection)?;
    if present > known {
        return Err(OpenError::NewerSchema);
    }
    if present == known {
        return Ok(());
    }
    if present > 0 {
        snapshot_before(connection, backups, present)?;
    }
    runner = runner.set_grouped(true).set_abort_divergent(true).set_abort_missing(true);
    runner.run(connection).map_err(|error| {
        // The statements are for whoever mends it; the one who upgrades needs to know what to do.
        tracing::error!(error = %error, "the database could not be brought up to date");
        OpenError::Migration(first_line(&error.to_string()))
    })?;
    tracing::info!(schema.from = present, schema.to = known, "the database is up to date");
    Ok(())
}

/// A file in memory of the same age as this one, as this program makes it.
pub(super) fn fresh_like(connection: &Connection) -> Result<Connection, OpenError> {
    let mut runner = embedded::migrations::runner();
    let known = known_schema();
    let present = schema_of(connection)?;
    if present > known {
        return Err(OpenError::NewerSchema);
    }
    let mut fresh = Connection::open_in_memory()?;
    runner = runner.set_grouped(true).set_target(refinery::Target::Version(present));
    runner.run(&mut fresh).map_err(|error| OpenError::Migration(error.to_string()))?;
    Ok(fresh)
}

/// For a command beside a running shop: the file must already have this program's schema.
pub(super) fn require_current(connection: &Connection) -> Result<(), OpenError> {
    let (present, known) = (schema_of(connection)?, known_schema());
    match present.cmp(&known) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(OpenError::NewerSchema),
        std::cmp::Ordering::Less => {
            Err(OpenError::Migration("the running shop is an older version; restart it first".into()))
        }
    }
}

/// The last step this program knows.
pub(super) fn known_schema() -> i32 {
    let runner = embedded::migrations::runner();
    runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or(0)
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(ERROR_LIMIT_CHARACTERS).collect()
}

/// The last step this file has taken; 0 for a new file.
pub(super) fn schema_of(connection: &Connection) -> Result<i32, OpenError> {
    let has_history = connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE name = 'refinery_schema_history'")?
        .exists([])?;
    if !has_history {
        return Ok(0);
    }
    Ok(connection
        .query_row("SELECT coalesce(max(version), 0) FROM refinery_schema_history", [], |row| row.get(0))?)
}

/// Removes every copy that was kept before an upgrade.
pub(super) fn drop_copies(backups: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(backups) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(COPY) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// What the name of a copy begins with.
const COPY: &str = "before-schema-";

fn snapshot_before(connection: &Connection, backups: &Path, present: i32) -> Result<(), OpenError> {
    std::fs::create_dir_all(backups)
        .map_err(|cause| OpenError::Folder { path: backups.display().to_string(), cause })?;
    let file = backups.join(format!("{COPY}{}.db", present + 1));
    backup::copy(connection, &file)?;
    backup::mark_as_snapshot(&file)?;
    tracing::info!(file = %file.display(), "kept a copy of the database before upgrading it");
    Ok(())
}
