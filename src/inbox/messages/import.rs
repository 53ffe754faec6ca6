//! Messages from before: kept where they belong in time, and otherwise nothing happens.
//!
//! Nobody answers them, no window opens, nothing is unread, and an AI that answers goes on answering.

use super::attachments;
use super::files;
use super::receive;
use crate::events::Topic;
use crate::ids::MessageId;
use crate::inbox::contacts::identity::{self, Sighting};
use crate::inbox::conversations::timeline;
use crate::inbox::search::message_index;
use crate::inbox::store::{conversations, messages};
use crate::inbox::types::{NewInbound, Received, Status};
use crate::storage::{StorageError, WriteTx};

/// Keeps a message that was exchanged before the channel was connected.
#[expect(clippy::needless_pass_by_value, reason = "it is kept here: the caller has no more use for it")]
pub fn import(tx: &WriteTx, new: NewInbound) -> Result<Received, StorageError> {
    if let Some(id) = messages::by_channel_id(tx, &new.channel_message_id)? {
        return Ok(Received::Duplicate(id));
    }
    let how = if new.from_phone_app { Sighting::Named(new.sent_at) } else { Sighting::Wrote(new.sent_at) };
    let who = identity::resolve(tx, &new.aliases, new.name.as_deref(), how)?;
    let known = conversations::of_contact(tx, who.contact, new.channel, new.channel_account)?;
    let conversation = if let Some(id) = known {
        id
    } else {
        let id = conversations::insert(tx, who.contact, new.channel, new.channel_account, new.practice)?;
        // Nothing is asked in it: it opens when the customer writes again.
        conversations::set_status(tx, id, Status::Done, None)?;
        tx.announce(Topic::Conversation, id);
        id
    };
    let message = receive::keep(tx, conversation, &new)?;
    if new.kind.attaches() {
        attachments::arrived(tx, message, &new)?;
    } else {
        attachments::waited_for(tx, message, &new.channel_message_id)?;
    }
    message_index::refresh(tx, message);
    if new.kind.is_spoken() {
        conversations::last_changed(tx, conversation)?;
        conversations::seen_so_far(tx, conversation)?;
    }
    Ok(Received::New { conversation, message, contact: who.contact })
}

/// What a message says that so far only had its place in the thread. When it was said, and by whom, stays as it was told.
pub fn complete(tx: &WriteTx, id: MessageId, new: &NewInbound) -> Result<(), StorageError> {
    let Some(message) = messages::standing(tx, id)? else { return Ok(()) };
    messages::say(tx, id, new.kind, new.text.as_deref(), &new.content)?;
    messages::replace_raw(tx, id, &new.raw)?;
    files::announced(tx, id, new.file)?;
    receive::basket_came(tx, id, new)?;
    message_index::refresh(tx, id);
    timeline::announce(tx, message.conversation, id);
    Ok(())
}
