//! Whom it is about, and what the rooms offer for it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::holding::{Holding, Of};
use super::types::Stops;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MediaId, MessageId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Everything one customer can be found by.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Who {
    /// The contact first, then those that were merged into it.
    pub contacts: Vec<ContactId>,
    pub conversations: Vec<ConversationId>,
    /// Phones in all their forms, and user ids.
    pub names: Vec<String>,
    pub phones: Vec<String>,
    /// Names with their kind and scope, as they are digested.
    pub marks: Vec<String>,
    pub message_names: Vec<String>,
    pub places: Vec<String>,
    /// E-mail addresses and customer numbers in web shops.
    pub shop_names: Vec<String>,
    /// What web shops call their orders.
    pub shop_orders: Vec<String>,
    pub stops: Option<Stops>,
}

impl Who {
    /// The list a holding's statements go by, as JSON.
    pub(super) fn ids(&self, of: Of) -> Result<String, StorageError> {
        let numbers = |ids: Vec<i64>| serde_json::to_string(&ids);
        let list = match of {
            Of::Contact => numbers(self.contacts.iter().map(as_i64).collect()),
            Of::Conversation => numbers(self.conversations.iter().map(as_i64).collect()),
            Of::Message => numbers(Vec::new()),
            Of::Name => serde_json::to_string(&self.names),
            Of::MessageName => serde_json::to_string(&self.message_names),
            Of::Place => serde_json::to_string(&self.places),
        };
        Ok(list?)
    }
}

pub(super) fn as_i64<I: crate::ids::Id>(id: &I) -> i64 {
    id.as_i64()
}

type Ask<A, T> = Arc<dyn Fn(&ReadConn, A) -> Result<T, StorageError> + Send + Sync>;
type Do<A, T> = Arc<dyn Fn(&WriteTx, A) -> Result<T, StorageError> + Send + Sync>;

/// What came from outside, kept as it came.
pub struct Source {
    /// The next rows after one that name somebody.
    pub find: Ask<(Arc<Who>, i64), Found>,
    /// Takes these away.
    pub erase: Do<Vec<i64>, ()>,
}

/// Some rows that name somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Those that are done with.
    pub ids: Vec<i64>,
    /// Another one waits to be read.
    pub waits: bool,
    /// Where to look on; nothing at the end.
    pub next: Option<i64>,
}

/// What the rooms offer, joined by the front door.
pub struct Joined {
    /// What they keep, in the order it goes within each [`super::When`].
    pub holdings: Vec<Holding>,
    /// Whom a contact's id means; nothing where there is no such contact.
    pub who: Ask<ContactId, Option<Who>>,
    /// Takes a customer's names away at once: whoever writes from now on under one of them is somebody new.
    pub unname: Do<Who, ()>,
    /// Empties some rows of these contacts that stay, with what was made of them; `false` when none is left.
    pub empty_rows: Do<Arc<Who>, bool>,
    /// Messages of a conversation after one, in their order.
    pub messages: Ask<(ConversationId, Option<MessageId>, u32), Vec<MessageId>>,
    /// How many messages there are in these conversations.
    pub count: Ask<Vec<ConversationId>, i64>,
    /// The files of these messages.
    pub files: Ask<Vec<MessageId>, Vec<MediaId>>,
    /// Whether a file is still named by something.
    pub file_is_used: Ask<MediaId, bool>,
    /// Takes some of a file away; `false` while there is more.
    pub drop_file: Do<MediaId, bool>,
    /// A file's name and size.
    pub file: Ask<MediaId, Option<(String, u64)>>,
    /// One piece of a file.
    pub piece: Ask<(MediaId, u64), Option<Vec<u8>>>,
    pub sources: Vec<Source>,
    /// Joins a piece of the indexes, so that what is gone is gone from them; the flag is `true` at the first step. `false`
    /// when nothing is left to join.
    pub squeeze: Do<bool, bool>,
    /// Customers whose last sign of life lies before a moment, some of them.
    pub quiet_since: Ask<(Timestamp, u32), Vec<ContactId>>,
}
