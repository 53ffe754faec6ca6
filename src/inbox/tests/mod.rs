//! Tests of the inbox through its own face, on a real database with a clock that stands still.

mod who_wrote;
mod lists;
mod sending;
mod receiving;
mod searching;

use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::actor::{Actor, Role};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, PersonId, RunId};

pub(super) const NOON: Timestamp = Timestamp::from_seconds(1_795_000_000);
pub(super) const ACCOUNT: ConnectionId = ConnectionId::new(7);
pub(super) const ZARA: PersonId = PersonId::new(11);
pub(super) const OMAR: PersonId = PersonId::new(12);

/// An inbox of its own, in a folder that goes with it.
pub(super) struct Shop {
    pub db: Db,
    pub clock: Clock,
    pub inbox: Inbox,
    _folder: tempfile::TempDir,
}

impl Shop {
    pub fn open() -> Self {
        let clock = Clock::fixed(NOON);
        let (db, folder) = Db::open_for_test_at(clock.clone());
        let inbox = Inbox::new(db.clone(), clock.clone());
        Self { db, clock, inbox, _folder: folder }
    }

    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&WriteTx) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.db.write(work).await.unwrap()
    }

    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&ReadConn) -> Result<T, StorageError> + Send + 'static,
    ) -> T {
        self.db.read(work).await.unwrap()
    }

    pub async fn receive(&self, new: NewInbound) -> Received {
        self.write(move |tx| receive(tx, new)).await
    }

    /// A text of the customer with this user id; gives back its conversation.
    pub async fn says(&self, user_id: &str, text: &str) -> ConversationId {
        let id = format!("wamid.{user_id}.{text}");
        match self.receive(text_from(user_id, &id, text, self.clock.now())).await {
            Received::New { conversation, .. } => conversation,
            Received::Duplicate(_) => panic!("{id} was new"),
        }
    }

    pub async fn conversation(&self, id: ConversationId) -> Conversation {
        self.read(move |conn| conversation(conn, id)).await.unwrap()
    }

    pub async fn thread(&self, id: ConversationId) -> Vec<Message> {
        let mut thread = self
            .read(move |conn| {
                let mut page = store::threads::page(conn, id, i64::MAX, 100)?;
                reactions::show(conn, &mut page)?;
                Ok(page)
            })
            .await;
        thread.reverse();
        thread
    }

    /// What the thread shows of each line.
    pub async fn texts(&self, id: ConversationId) -> Vec<String> {
        self.thread(id).await.into_iter().filter_map(|message| message.text).collect()
    }

    pub async fn events(&self, id: ConversationId) -> Vec<String> {
        let thread = self.thread(id).await;
        let events = thread.iter().filter(|line| line.kind == MessageKind::Event);
        events.map(|line| line.content.as_ref().unwrap()["event"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn send(&self, new: NewOutbound) -> Result<Queued, Refused> {
        self.db.write(move |tx| queue_outbound(tx, new)).await
    }

    pub fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

pub(super) fn user_id(value: &str) -> Alias {
    Alias { kind: AliasKind::UserId, value: value.into(), scope: "shop".into() }
}

pub(super) fn phone(value: &str) -> Alias {
    Alias { kind: AliasKind::Phone, value: value.into(), scope: String::new() }
}

pub(super) fn username(value: &str) -> Alias {
    Alias { kind: AliasKind::Username, value: value.into(), scope: String::new() }
}

pub(super) fn inbound(aliases: Vec<Alias>, id: &str, kind: MessageKind, at: Timestamp) -> NewInbound {
    NewInbound {
        channel: "whatsapp",
        channel_account: ACCOUNT,
        practice: false,
        aliases,
        name: None,
        channel_message_id: id.into(),
        kind,
        text: None,
        content: json!({}),
        raw: json!({ "id": id }).to_string(),
        quoted: None,
        file: NewFile::None,
        sent_at: at,
        stamped_at: at,
        window_expires_at: Some(at.plus(Duration::from_hours(24))),
        answerable: true,
        from_phone_app: false,
    }
}

pub(super) fn text_from(user: &str, id: &str, text: &str, at: Timestamp) -> NewInbound {
    NewInbound { text: Some(text.into()), ..inbound(vec![user_id(user)], id, MessageKind::Text, at) }
}

pub(super) fn reply(conversation_id: ConversationId, author: Author, text: &str) -> NewOutbound {
    NewOutbound::text(conversation_id, author, format!("client {text}"), text)
}

pub(super) const AI: Author = Author::Ai { run_id: RunId::new(5) };

pub(super) fn owner() -> Actor {
    Actor::person_with_role(ZARA, Role::Owner)
}

pub(super) fn trainee() -> Actor {
    Actor::person_with_role(OMAR, Role::Trainee)
}

pub(super) fn no_details() -> Value {
    json!({})
}
