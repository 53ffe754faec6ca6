//! What a message of the past says, for whoever looks back: nothing once it is erased or taken back.

use std::borrow::Cow;

use crate::ids::MessageId;
use crate::inbox::{self, Message};
use crate::storage::{ReadConn, StorageError};

/// A message that still stands.
pub(super) fn past_message(conn: &ReadConn, id: MessageId) -> Result<Option<Message>, StorageError> {
    Ok(inbox::message(conn, id)?.filter(|message| message.revoked_at.is_none()))
}

/// What it says; nothing where it holds no words either.
pub(super) fn past_words(conn: &ReadConn, id: MessageId) -> Result<Option<String>, StorageError> {
    Ok(past_message(conn, id)?.and_then(|message| message.said().map(Cow::into_owned)))
}
