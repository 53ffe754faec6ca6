//! All the inbox's SQL: whole, with named columns and parameters. The only place that names its tables.
//!
//! No rules and no HTTP. Every list is one walk of an index; `hot_queries` hands the statements that run all day to the
//! test that pins their plans.

pub(super) mod aliases;
pub(super) mod consent;
pub(super) mod contacts;
pub(super) mod conversations;
pub(super) mod files;
pub(super) mod held;
pub(super) mod labels;
pub(super) mod lists;
pub(super) mod media_text;
pub(super) mod messages;
pub(super) mod search;
pub(super) mod staff_time;
pub(super) mod suggestions;
pub(super) mod threads;
pub(super) mod unanswered;
pub(super) mod waits;

use rusqlite::Row;
use serde::de::DeserializeOwned;

/// The statements that run on every message or every screen.
pub(super) fn hot_queries() -> Vec<&'static str> {
    [
        aliases::HOT,
        consent::HOT,
        contacts::HOT,
        conversations::HOT,
        labels::HOT,
        lists::HOT,
        media_text::HOT,
        messages::HOT,
        search::HOT,
        suggestions::HOT,
        threads::HOT,
        unanswered::HOT,
        waits::HOT,
    ]
    .concat()
}

/// A column that holds JSON, or nothing.
fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| serde_json::from_str(&text).map_err(|error| unreadable(row, column, error))).transpose()
}

fn unreadable(row: &Row<'_>, column: &str, error: serde_json::Error) -> rusqlite::Error {
    let index = row.as_ref().column_index(column).unwrap_or_default();
    rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error))
}
