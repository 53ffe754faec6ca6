//! The customer's phone a walk is gone with, which is somebody else's to keep: a customer of nobody's, on the practice number.

use std::sync::Arc;

use futures_util::future::BoxFuture;

use crate::ids::{ContactId, ConversationId, PracticeCustomerId};
use crate::storage::{StorageError, WriteTx};

/// The customer of a walk, and the conversation they write in, which is practice whatever the number is.
#[derive(Clone, Copy, Debug)]
pub struct Walker {
    pub customer: PracticeCustomerId,
    pub contact: ContactId,
    pub conversation: ConversationId,
}

/// What the customer of a walk sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WalkSays {
    Text(String),
    /// A picture with a question in it.
    Picture,
}

type Begin = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<Walker>> + Send + Sync>;
type Say = Arc<dyn Fn(PracticeCustomerId, WalkSays) -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;
type TakeAway = Arc<dyn Fn(&WriteTx, ContactId) -> Result<(), StorageError> + Send + Sync>;

/// What a walk is gone with.
#[derive(Clone)]
pub struct WalkPhone {
    /// A customer nobody has heard of yet.
    pub begin: Begin,
    /// Writes to the shop; ends once the shop has taken the message.
    pub say: Say,
    /// The customer goes, with everything that was said.
    pub take_away: TakeAway,
}
