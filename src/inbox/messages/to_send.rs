//! What waits to leave the house, as whoever carries it over a channel asks for it.
//!
//! The rows of the messages are the truth; a word on the bus only says that there is something new to carry.

use crate::events::Topic;
use crate::ids::MessageId;
use crate::inbox::store::messages;
use crate::inbox::types::ToSend;
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// The topic that tells who carries messages that one waits, by its id; internal, live screens never hear it.
pub const TO_SEND_TOPIC: Topic = Topic::ToSend;
/// Stands for every message that waits.
pub const EVERYTHING: &str = "all";

/// What waits to leave over a channel, in the order it was written: at most so many after one. Nothing while this shop
/// is on hold.
pub fn to_send(
    conn: &ReadConn,
    channel: &str,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<ToSend>, StorageError> {
    if storage::is_on_hold(conn)? { Ok(Vec::new()) } else { messages::to_send(conn, channel, after, limit) }
}

/// One message, if it waits to leave over a channel.
pub fn waits_to_leave(conn: &ReadConn, channel: &str, id: MessageId) -> Result<Option<ToSend>, StorageError> {
    if storage::is_on_hold(conn)? { Ok(None) } else { messages::waits_to_leave(conn, channel, id) }
}

/// A message waits from now on.
pub(in crate::inbox) fn announce(tx: &WriteTx, id: MessageId) {
    tx.announce(TO_SEND_TOPIC, id);
}

/// What waited before may leave now.
pub(in crate::inbox) fn announce_all(tx: &WriteTx) {
    tx.announce(TO_SEND_TOPIC, EVERYTHING);
}
