//! A running job in the hands of its handler.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::store;
use super::types::Held;
use crate::storage::{StorageError, WriteTx};

/// A running job in the hands of its handler, which may end it in the transaction of its own last write: the deed and
/// the job's end are then one commit. A handler that does not is ended by the worker.
#[derive(Debug, Clone)]
pub struct Ticket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    held: Held,
    ended: AtomicBool,
}

impl Ticket {
    pub(super) fn new(held: Held) -> Self {
        Self(Arc::new(Inner { held, ended: AtomicBool::new(false) }))
    }

    /// Ends the job as done, if this transaction is kept. Nothing that may fail follows it in the handler.
    pub fn finish(&self, tx: &WriteTx) -> Result<(), StorageError> {
        store::finish(tx, &self.0.held)?;
        self.0.ended.store(true, Ordering::SeqCst);
        Ok(())
    }

    /// Whether the handler ended the job. Only to be believed when the handler reports success: a transaction that
    /// was undone has ended nothing.
    pub(super) fn is_ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }
}
