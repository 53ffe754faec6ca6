//! The inbox: contacts, conversations, messages, notes and labels, and the truth about every message's state.
//!
//! Owns what was said, by whom, and how far every message has come. Knows neither the channel a message came by nor
//! who or what answers it: both reach it through `receive` and `queue_outbound`, and are reached through jobs. Never
//! uses a phone number as a key, never sends anything itself, never counts messages to show a number.

mod contacts;
mod conversations;
mod messages;
mod reactions;
mod search;
mod store;
mod types;
mod words;

pub mod jobs;
pub mod outgoing;
pub mod routes;

use std::sync::Arc;

use serde_json::Value;

pub use contacts::consent::{consent, lift, may_start, prefer, record_consent, set_blocked, suppress};
pub use contacts::forget::{everybodys_marks, held, squeeze, unname, was_erased, who};
pub use contacts::identity::{contact_of, contacts_of, conversations_of};
pub use contacts::move_thread::MoveThread;
pub use contacts::segment::{Segment, segment};
pub use conversations::ai_mode::{hand_back, hand_off, suggest};
pub use conversations::live_reply::{LiveReplies, LiveReply, ReplyStep};
pub use conversations::organise::route;
pub use conversations::snooze::WakeSnoozed;
pub use conversations::spending::{set_spending_stage, spending_stage};
pub use conversations::timeline::{event, note};
pub use conversations::unanswered::{
    call_person, leave_to_person, needs_no_answer, newest_unanswered, still_unanswered, unanswered,
    waiting_for_ai, waits_for_person,
};
pub use conversations::wanted::{called, escalate, set_angry, set_card};
pub use messages::channel_rules::ChannelRules;
pub use messages::delivery::{Begun, begin_delivery, release_delivery, set_state, to_be_sent};
pub use messages::files::fetch_again;
pub use messages::hold::release_hold;
pub use messages::import::{complete, import};
pub use messages::media_text::{await_words, set_media, set_words, words_asked_for, words_of_file};
pub use messages::outbound::{queue_outbound, undo};
pub use messages::receive::receive;
pub use messages::to_send::{EVERYTHING, TO_SEND_TOPIC, to_send, waits_to_leave};
pub use outgoing::Outgoing;
pub use search::merging::MERGER;
pub use search::message_index::IndexThread;
pub use search::phone_forms::forms as phone_forms;
pub use types::*;
pub use words::{ConsentSource, SpendingStage, SuppressionReason, SuppressionScope};

use crate::clock::{Clock, Timestamp};
use crate::events::Topic;
use crate::ids::{ConnectionId, ContactId, ConversationId, LabelId, MediaId, MessageId};
use crate::storage::{Db, ReadConn, StorageError, WriteTx};

/// Gives the shop's own people, who are somebody else's to keep.
pub type Team = Arc<dyn Fn(&ReadConn) -> Result<Vec<Teammate>, StorageError> + Send + Sync>;

/// Gives the name of the time zone the shop's days are counted in, which is somebody else's to keep.
pub type ShopZone = Arc<dyn Fn(&ReadConn) -> Result<String, StorageError> + Send + Sync>;

/// Gives all that somebody should know who is called to a conversation, which others know.
pub type CardOf = Arc<dyn Fn(&ReadConn, &Conversation) -> Result<Option<Value>, StorageError> + Send + Sync>;

/// The inbox. Clones share it.
#[derive(Clone)]
pub struct Inbox {
    db: Db,
    clock: Clock,
    team: Team,
    shop_zone: ShopZone,
    channel_rules: ChannelRules,
    card_of: CardOf,
    /// What the AI is doing at this moment, conversation by conversation.
    pub live_replies: LiveReplies,
}

impl Inbox {
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            team: Arc::new(|_| Ok(Vec::new())),
            shop_zone: Arc::new(|_| Ok("UTC".to_owned())),
            channel_rules: Arc::new(|_, _, outgoing| Ok(outgoing.into())),
            card_of: Arc::new(|_, conversation| Ok(conversation.card.clone())),
            live_replies: LiveReplies::default(),
        }
    }

    /// Names the people conversations may be assigned to.
    #[must_use]
    pub fn with_team(self, team: Team) -> Self {
        Self { team, ..self }
    }

    /// Names the time zone the shop's days are counted in.
    #[must_use]
    pub fn with_shop_zone(self, shop_zone: ShopZone) -> Self {
        Self { shop_zone, ..self }
    }

    /// Names who makes the card of a conversation.
    #[must_use]
    pub fn with_card_of(self, card_of: CardOf) -> Self {
        Self { card_of, ..self }
    }

    /// The shop's time zone; a name nobody knows is UTC.
    fn zone(&self, conn: &ReadConn) -> Result<jiff::tz::TimeZone, StorageError> {
        let name = (self.shop_zone)(conn)?;
        Ok(jiff::tz::TimeZone::get(&name).unwrap_or(jiff::tz::TimeZone::UTC))
    }
}

/// The conversation, or the one it was merged into.
pub fn conversation(conn: &ReadConn, id: ConversationId) -> Result<Option<Conversation>, StorageError> {
    store::conversations::by_id(conn, id)
}

/// Whether there is such a label.
pub fn label_exists(conn: &ReadConn, id: LabelId) -> Result<bool, StorageError> {
    Ok(store::labels::by_id(conn, id)?.is_some())
}

/// The contact, or the one it was merged into.
pub fn contact(conn: &ReadConn, id: ContactId) -> Result<Option<Contact>, StorageError> {
    store::contacts::by_id(conn, id)
}

/// By what the outside knows a contact now, of each kind the last seen first.
pub fn aliases(conn: &ReadConn, id: ContactId) -> Result<Vec<Alias>, StorageError> {
    store::aliases::of_contact(conn, id)
}

/// One message, as it is kept.
pub fn message(conn: &ReadConn, id: MessageId) -> Result<Option<Message>, StorageError> {
    store::threads::by_id(conn, id)
}

pub fn message_by_channel_id(
    conn: &ReadConn,
    channel_message_id: &str,
) -> Result<Option<MessageId>, StorageError> {
    store::messages::by_channel_id(conn, channel_message_id)
}

/// What went out over a channel and has not arrived, newest first; failures only since a moment.
pub fn not_arrived(
    conn: &ReadConn,
    channel: &str,
    before: Option<MessageId>,
    failed_since: Timestamp,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    store::threads::not_arrived(conn, channel, before, failed_since, limit)
}

/// What customer and shop last said to each other, oldest first: never notes, events or what was taken back.
pub fn recent_messages(
    conn: &ReadConn,
    id: ConversationId,
    limit: u32,
) -> Result<Vec<Message>, StorageError> {
    let Some(conversation) = conversation(conn, id)? else { return Ok(Vec::new()) };
    let mut messages = store::threads::spoken(conn, conversation.id, limit)?;
    messages.reverse();
    Ok(messages)
}

/// A person is known by other names from now on: their number or their user id changed.
pub fn change_identity(
    tx: &WriteTx,
    before: &[Alias],
    now: &[Alias],
    at: Timestamp,
) -> Result<Option<ContactId>, StorageError> {
    let Some(contact) = contacts::identity::change(tx, before, now, at)? else { return Ok(None) };
    for (conversation, _, _) in store::conversations::all_of_contact(tx, contact)? {
        conversations::timeline::event(tx, conversation, EventKind::IdentityChanged, serde_json::json!({}))?;
    }
    Ok(Some(contact))
}

/// The conversation with whoever bears one of these names, over one account of a channel.
pub fn conversation_with(
    conn: &ReadConn,
    names: &[Alias],
    channel: &str,
    account: ConnectionId,
) -> Result<Option<ConversationId>, StorageError> {
    for contact in contacts::identity::known(conn, names)? {
        if let Some(id) = store::conversations::of_contact(conn, contact, channel, account)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// A name for whoever bears these aliases, from an address book of the shop; they are a contact from now on.
pub fn know_contact(tx: &WriteTx, names: &[Alias], shown_name: &str) -> Result<ContactId, StorageError> {
    Ok(contacts::identity::resolve(tx, names, Some(shown_name), contacts::identity::Sighting::Listed)?
        .contact)
}

/// The channel names a contact we know: by what it is known besides, from the channel's own moment.
pub fn learn(tx: &WriteTx, id: ContactId, named: &[Alias], at: Timestamp) -> Result<(), StorageError> {
    let known = store::aliases::of_contact(tx, id)?;
    if named.iter().all(|alias| known.contains(alias)) {
        return Ok(());
    }
    let anchor = known.iter().filter(|alias| !matches!(alias.kind, AliasKind::Username)).cloned();
    let all: Vec<Alias> = anchor.chain(named.iter().cloned()).collect();
    contacts::identity::resolve(tx, &all, None, contacts::identity::Sighting::Named(at)).map(drop)
}

/// Whoever bears these names: known from now on, though nothing was said yet.
pub fn ensure_contact(tx: &WriteTx, names: &[Alias], at: Timestamp) -> Result<ContactId, StorageError> {
    Ok(contacts::identity::resolve(tx, names, None, contacts::identity::Sighting::Named(at))?.contact)
}

/// The conversation with a contact over one account of a channel. A new one asks nothing: it opens when they write.
pub fn open_conversation(
    tx: &WriteTx,
    contact: ContactId,
    channel: &str,
    account: ConnectionId,
    practice: bool,
) -> Result<ConversationId, StorageError> {
    if let Some(known) = store::conversations::of_contact(tx, contact, channel, account)? {
        return Ok(known);
    }
    let id = store::conversations::insert(tx, contact, channel, account, practice)?;
    store::conversations::set_status(tx, id, Status::Done, None)?;
    tx.announce(Topic::Conversation, id);
    Ok(id)
}

/// The language a customer writes in, as a tag such as `it`.
pub fn set_language(tx: &WriteTx, id: ContactId, language: Option<&str>) -> Result<(), StorageError> {
    store::contacts::set_language(tx, id, language)?;
    tx.announce(Topic::Contact, id);
    Ok(())
}

/// Messages to this customer cost nothing until then, as the channel says.
pub fn set_free_until(
    tx: &WriteTx,
    id: ConversationId,
    until: Option<Timestamp>,
) -> Result<(), StorageError> {
    store::conversations::set_free_until(tx, id, until)?;
    tx.announce(Topic::Conversation, id);
    Ok(())
}

/// What writing this message cost, in millionths of a US dollar.
pub fn set_cost(tx: &WriteTx, id: MessageId, micros: i64) -> Result<(), StorageError> {
    store::messages::set_cost(tx, id, micros)
}

/// What sending a message cost comes on top of what writing it cost.
pub fn add_cost(tx: &WriteTx, id: MessageId, micros: i64) -> Result<(), StorageError> {
    store::messages::add_cost(tx, id, micros)?;
    tx.announce(Topic::Message, id);
    Ok(())
}

/// Whether whoever bears one of these names was erased and is nobody's contact since.
pub fn stays_erased(conn: &ReadConn, names: &[Alias]) -> Result<bool, StorageError> {
    Ok(contacts::forget::is_on_the_list(conn, names)? && contact_of(conn, names)?.is_none())
}

/// Messages of a conversation after one, in their order.
pub fn messages_after(
    conn: &ReadConn,
    conversation: ConversationId,
    after: Option<MessageId>,
    limit: u32,
) -> Result<Vec<MessageId>, StorageError> {
    store::threads::ids_after(conn, conversation, after, limit)
}

/// How many messages there are in these conversations.
pub fn count_messages(conn: &ReadConn, conversations: &[ConversationId]) -> Result<i64, StorageError> {
    store::held::count(conn, conversations)
}

/// The files of these messages.
pub fn files_of(conn: &ReadConn, messages: &[MessageId]) -> Result<Vec<MediaId>, StorageError> {
    store::held::files(conn, messages)
}

/// Whether a message names this file.
pub fn names_file(conn: &ReadConn, file: MediaId) -> Result<bool, StorageError> {
    store::held::names_file(conn, file)
}

/// Whether a text sounds as if somebody wanted no more messages.
pub fn sounds_like_a_wish(text: &str) -> bool {
    contacts::opt_out::heard(text, false) != contacts::opt_out::Heard::Nothing
}

/// Contacts of whom nothing was heard since a moment, and whom nobody wrote to; none with anything open.
pub fn quiet_since(conn: &ReadConn, since: Timestamp, limit: u32) -> Result<Vec<ContactId>, StorageError> {
    store::held::quiet_since(conn, since, limit)
}

/// The statements that run all day, for the test that pins their plans.
pub fn hot_queries() -> Vec<&'static str> {
    store::hot_queries()
}

#[cfg(test)]
mod tests;
