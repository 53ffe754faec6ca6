//! The ledger: every genuine webhook as it came, and what became of it.
//!
//! A webhook is acknowledged once it lies here. Nothing failed is ever deleted; it can be read again by the same
//! code that read it first.

pub mod routes;
pub(in crate::whatsapp) mod store;

use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ConnectionId, EventId};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::EventState;
use crate::whatsapp::wire::parse::Unused;
use crate::whatsapp::wire::signature::Verified;

/// By this name the reader of the ledger is woken.
pub const READER: &str = "whatsapp_ledger";
/// An event that waits longer than this to be read is a fault people must see.
pub const OVERDUE: Duration = Duration::from_mins(1);
/// The topic screens hear when the ledger changes.
pub const TOPIC: Topic = Topic::Ledger;
/// How long events that are done with are kept.
const RETENTION: Duration = Duration::from_hours(14 * 24);
/// Events deleted in one transaction.
const FORGOTTEN_AT_ONCE: u32 = 100;

/// An event as people see it, without its body.
#[derive(Debug, Clone)]
pub struct Entry {
    pub id: EventId,
    pub connection_id: ConnectionId,
    pub parent_id: Option<EventId>,
    pub duplicate_of: Option<EventId>,
    pub received_at: Timestamp,
    pub state: EventState,
    /// Why it was not used.
    pub why: Option<Unused>,
    pub field: Option<String>,
    pub bytes: i64,
    pub updates: i64,
    pub counts: Counts,
}

/// What became of the updates of one event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub parsed: i64,
    /// Updates we already had.
    pub repeated: i64,
    pub ignored: i64,
    pub failed: i64,
}

impl Counts {
    pub fn total(self) -> i64 {
        self.parsed + self.repeated + self.ignored + self.failed
    }
}

/// An event that waits to be read.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct Stored {
    pub id: EventId,
    pub connection: ConnectionId,
    pub received_at: Timestamp,
    /// How often it was about to be read after a run that died.
    pub tries: u32,
    pub body: Vec<u8>,
}

/// A failed update, cut out of its event.
#[derive(Debug, Clone)]
pub(in crate::whatsapp) struct Part {
    pub field: String,
    pub body: String,
    pub sha256: [u8; 32],
    pub why: Unused,
}

/// Keeps a genuine webhook and wakes the reader. This is the one write before the acknowledgement.
pub(in crate::whatsapp) fn keep(
    tx: &WriteTx,
    verified: &Verified,
    sha256: &[u8; 32],
) -> Result<EventId, StorageError> {
    let (id, new) =
        store::keep(tx, verified.connection(), sha256, verified.body(), past_in(verified.body()))?;
    if new {
        tx.wake(READER);
    }
    Ok(id)
}

/// Bytes looked at on each side of a body for the name of its field.
const LOOKED_AT_BYTES: usize = 512;

/// Whether a body brings a phone's past, which waits for everything that happens now. Nothing is parsed for it: the name
/// stands before or after the value.
fn past_in(body: &[u8]) -> Option<&'static str> {
    const NAME: &[u8] = br#""field":"history""#;
    let head = body.get(..LOOKED_AT_BYTES).unwrap_or(body);
    let tail = body.get(body.len().saturating_sub(LOOKED_AT_BYTES)..).unwrap_or(body);
    let named = |piece: &[u8]| {
        let packed: Vec<u8> = piece.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        packed.windows(NAME.len()).any(|window| window == NAME)
    };
    (named(head) || named(tail)).then_some("history")
}

/// The fingerprint by which the same bytes are known again.
pub(in crate::whatsapp) fn fingerprint(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// How many events wait to be read.
pub fn unread(conn: &ReadConn) -> Result<i64, StorageError> {
    store::unread(conn)
}

/// Since when the oldest event waits to be read.
pub fn oldest_waiting(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    store::oldest_waiting(conn)
}

/// Reads an event again. `false` when there is nothing to read, as with a mark of a repetition.
pub(in crate::whatsapp) fn replay(tx: &WriteTx, id: EventId) -> Result<bool, StorageError> {
    let put_back = store::put_back(tx, id)?;
    if put_back {
        tx.wake(READER);
        tx.announce(TOPIC, id);
    }
    Ok(put_back)
}

/// Forgets events that are done with and past their time.
pub(in crate::whatsapp) async fn forget_old(whatsapp: &WhatsApp) -> Result<(), StorageError> {
    let before = whatsapp.clock.now().minus(RETENTION);
    loop {
        let forgotten =
            whatsapp.db.write_background(move |tx| store::forget(tx, before, FORGOTTEN_AT_ONCE)).await?;
        if forgotten < FORGOTTEN_AT_ONCE as usize {
            return whatsapp.db.give_back_space().await;
        }
    }
}
