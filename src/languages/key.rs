//! How words are folded to be looked up: the same for the tables and for what people write.

use crate::storage::text::{fold, normalise};

pub(super) fn key(text: &str) -> String {
    fold(&normalise(text)).trim().to_owned()
}
