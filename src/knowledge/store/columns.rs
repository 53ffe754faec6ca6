//! How columns become values, and values columns.

use rusqlite::Row;

use crate::knowledge::types::Pair;

pub(super) fn as_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Written by ourselves from the same type; an unreadable one is as good as none.
pub(super) fn parse_pairs(json: &str) -> Vec<Pair> {
    serde_json::from_str(json).unwrap_or_default()
}

/// A column that holds one of our words.
pub(super) fn word<T>(row: &Row<'_>, column: &str, parse: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let value: String = row.get(column)?;
    parse(&value).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(
            row.as_ref().column_index(column).unwrap_or_default(),
            rusqlite::types::Type::Text,
            format!("unknown word {value:?} in {column}").into(),
        )
    })
}
