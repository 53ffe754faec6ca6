//! What changed of what the shop knows since the exam last saw it.

use std::collections::BTreeMap;

use super::store;
use super::types::{SourceChange, SourceDeed};
use crate::ids::SourceId;
use crate::knowledge::{self, Standing};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What became of a source, and by what that it says now is known again.
pub(super) type Changed = (SourceChange, i64);

/// What changed since sources were last seen.
pub(super) fn changed(conn: &ReadConn) -> Result<Vec<Changed>, StorageError> {
    Ok(changes(&store::seen(conn)?, &knowledge::standing(conn)?))
}

/// Notes these changes as seen.
pub(super) fn see(tx: &WriteTx, changes: &[Changed]) -> Result<(), StorageError> {
    changes.iter().try_for_each(|(change, said)| store::see(tx, change, *said))
}

/// What changed between what was seen and what stands.
pub(super) fn changes(seen: &[store::Seen], standing: &[Standing]) -> Vec<Changed> {
    let before: BTreeMap<SourceId, i64> = seen.iter().map(|seen| (seen.id, seen.said)).collect();
    let now: BTreeMap<SourceId, &Standing> = standing.iter().map(|source| (source.id, source)).collect();
    let named = |source_id, title: &str, change, said| {
        (SourceChange { source_id, title: title.to_owned(), change }, said)
    };
    let of_standing = standing.iter().filter_map(|now| match before.get(&now.id) {
        None => Some(named(now.id, &now.title, SourceDeed::Added, now.said)),
        Some(said) if *said != now.said => Some(named(now.id, &now.title, SourceDeed::Changed, now.said)),
        Some(_) => None,
    });
    let gone = seen.iter().filter(|seen| !now.contains_key(&seen.id));
    of_standing.chain(gone.map(|gone| named(gone.id, &gone.title, SourceDeed::Removed, gone.said))).collect()
}
