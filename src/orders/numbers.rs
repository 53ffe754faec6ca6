//! Numbers people can say, for orders whose source gives them none: a letter and a running number, `R1001`.

use super::store::orders as store;
use super::types::Origin;
use crate::storage::{StorageError, WriteTx};

const FIRST: i64 = 1_001;

/// The next number of a source; one a program has told an order by already is left out.
pub(super) fn next(tx: &WriteTx, source: &str, letter: &str) -> Result<String, StorageError> {
    loop {
        let number = format!("{letter}{}", store::count_on(tx, source, FIRST)?);
        let origin = Origin { source: source.to_owned(), shop: String::new(), number: number.clone() };
        if store::by_origin(tx, &origin)?.is_none() {
            return Ok(number);
        }
    }
}
