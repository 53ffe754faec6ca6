//! The reactions that stand on a page of messages.

use super::store::threads;
use super::types::{Message, Reaction};
use crate::ids::MessageId;
use crate::storage::{ReadConn, StorageError};

/// Puts onto each message the reactions that stand: of each author the last, unless it was taken back.
pub(super) fn show(conn: &ReadConn, page: &mut [Message]) -> Result<(), StorageError> {
    let ids: Vec<MessageId> = page.iter().map(|message| message.id).collect();
    for row in threads::reactions(conn, &ids)? {
        let Some(message) = page.iter_mut().find(|message| message.id == row.on) else { continue };
        message.reactions.retain(|earlier| earlier.author != row.author);
        if let Some(emoji) = row.emoji.filter(|emoji| !emoji.is_empty()) {
            message.reactions.push(Reaction { emoji, author: row.author, at: row.at });
        }
    }
    Ok(())
}
