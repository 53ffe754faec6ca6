//! Reactions, edits and revokes: they show on the message they are about, whichever of the two comes first.
//!
//! An edit keeps what was said before on its own line; a revoke takes away what was said, on those lines too, and leaves that
//! it was. Whoever made something of the words is told of either.

use serde_json::json;

use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::MessageId;
use crate::inbox::jobs::WordsChanged;
use crate::inbox::search::message_index;
use crate::inbox::store::{messages, threads, unanswered};
use crate::inbox::types::{Message, MessageKind, NewInbound};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};

/// One came: puts it onto its message, when that is here. Gives back that message, and what is new about it.
pub(in crate::inbox) fn arrived(
    tx: &WriteTx,
    id: MessageId,
    new: &NewInbound,
) -> Result<Option<(MessageId, Change)>, StorageError> {
    if new.kind == MessageKind::Edit {
        let mut content = new.content.as_object().cloned().unwrap_or_default();
        content.insert(CHANNEL_TIME.to_owned(), new.stamped_at.as_millis().into());
        messages::set_content(tx, id, &content.into())?;
    }
    let Some(target) = new.quoted.as_deref() else { return Ok(None) };
    match messages::by_channel_id(tx, target)? {
        Some(target) => Ok(Some((target, attach(tx, id, target)?))),
        None => Ok(None),
    }
}

/// Under this name an edit keeps when it was made by the channel's own clock, in milliseconds. Which of two edits is the
/// newer is nothing our clock can tell: it may have been put back in between.
const CHANNEL_TIME: &str = "channel_at_ms";

/// What an attached line changes about its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Change {
    /// It says something else.
    Says,
    /// It was taken back.
    TakenBack,
    Nothing,
}

/// A message came: what was said about it earlier is put onto it. Says whether it was taken back before it came.
pub(in crate::inbox) fn waited_for(
    tx: &WriteTx,
    target: MessageId,
    channel_message_id: &str,
) -> Result<bool, StorageError> {
    let mut taken_back = false;
    for id in messages::waiting_for(tx, channel_message_id)? {
        taken_back |= attach(tx, id, target)? == Change::TakenBack;
    }
    Ok(taken_back)
}

fn attach(tx: &WriteTx, id: MessageId, target: MessageId) -> Result<Change, StorageError> {
    let (Some(line), Some(about)) = (threads::by_id(tx, id)?, threads::by_id(tx, target)?) else {
        return Ok(Change::Nothing);
    };
    // Nobody but its author changes a message.
    if line.kind != MessageKind::Reaction && line.direction != about.direction {
        return Ok(Change::Nothing);
    }
    messages::attach(tx, id, target)?;
    let change = match line.kind {
        MessageKind::Edit => edit(tx, &line, &about)?,
        MessageKind::Revoke => {
            messages::set_revoked(tx, target, line.at)?;
            message_index::refresh(tx, target);
            unanswered::remove(tx, about.conversation_id, &[target])?;
            Change::TakenBack
        }
        MessageKind::Reaction
        | MessageKind::Text
        | MessageKind::Image
        | MessageKind::Video
        | MessageKind::Audio
        | MessageKind::Document
        | MessageKind::Sticker
        | MessageKind::Location
        | MessageKind::Contacts
        | MessageKind::Interactive
        | MessageKind::Button
        | MessageKind::Order
        | MessageKind::System
        | MessageKind::Unsupported
        | MessageKind::Unknown
        | MessageKind::Note
        | MessageKind::Event
        | MessageKind::Template => Change::Nothing,
    };
    if change != Change::Nothing {
        jobs::enqueue(tx, &WordsChanged { message_id: target })?;
    }
    tx.announce(Topic::Message, target);
    Ok(change)
}

/// The newest edit wins, in whatever order they come.
fn edit(tx: &WriteTx, line: &Message, about: &Message) -> Result<Change, StorageError> {
    // It came after the message was taken back: that takes back this as well.
    if about.revoked_at.is_some() {
        messages::forget_edits(tx, about.id)?;
        return Ok(Change::Nothing);
    }
    let made = line.content.as_ref().and_then(|content| content.get(CHANNEL_TIME)?.as_i64());
    let made = made.map_or(line.at, Timestamp::from_millis);
    let newer_stands = messages::last_edit(tx, about.id, line.id)?.is_some_and(|other| other > made);
    let Some(text) = line.text.as_deref().filter(|_| !newer_stands) else {
        return Ok(Change::Nothing);
    };
    let content = json!({ "before": about.text, "after": text, CHANNEL_TIME: made.as_millis() });
    messages::set_content(tx, line.id, &content)?;
    messages::set_edited(tx, about.id, text, line.at)?;
    message_index::refresh(tx, about.id);
    Ok(if about.text.as_deref() == Some(text) { Change::Nothing } else { Change::Says })
}
