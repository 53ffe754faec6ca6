//! Numbers people can say, for orders whose source gives them none: a letter and a running number, `R1001`.

use super::store::orders as store;
use crate::storage::{StorageError, WriteTx};

/// The number of the first is the next.
const BEFORE_THE_FIRST: i64 = 1_000;

/// The next number of a source.
pub(super) fn next(tx: &WriteTx, source: &str, letter: &str) -> Result<String, StorageError> {
    let last = store::last_number(tx, source, letter)?.unwrap_or(BEFORE_THE_FIRST);
    Ok(format!("{letter}{}", last + 1))
}
