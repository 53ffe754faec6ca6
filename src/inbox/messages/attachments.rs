//! Reactions, edits and revokes: they show on the message they are about, whichever of the two comes first.
//!
//! An edit keeps what was said before on its own line; a revoke takes away what was said and leaves that it was.

use serde_json::json;

use crate::events::Topic;
use crate::ids::MessageId;
use crate::inbox::search::message_index;
use crate::inbox::store::{messages, threads, unanswered};
use crate::inbox::types::{Message, MessageKind, NewInbound, Reaction};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// One came: puts it onto its message, when that is here. Gives back the message that says something else from now on.
pub(in crate::inbox) fn arrived(
    tx: &WriteTx,
    id: MessageId,
    new: &NewInbound,
) -> Result<Option<MessageId>, StorageError> {
    let Some(target) = new.quoted.as_deref() else { return Ok(None) };
    match messages::by_channel_id(tx, target)? {
        Some(target) => Ok((attach(tx, id, target)? == Change::Says).then_some(target)),
        None => Ok(None),
    }
}

/// What an attached line changes about its message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
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
            message_index::refresh(tx, target)?;
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
    tx.announce(Topic::Message, target);
    Ok(change)
}

/// The newest edit wins, in whatever order they come.
fn edit(tx: &WriteTx, line: &Message, about: &Message) -> Result<Change, StorageError> {
    let newer_stands = messages::edited_at(tx, about.id)?.is_some_and(|at| at > line.at);
    let Some(text) = line.text.as_deref().filter(|_| !newer_stands) else {
        return Ok(Change::Nothing);
    };
    messages::set_content(tx, line.id, &json!({ "before": about.text, "after": text }))?;
    messages::set_edited(tx, about.id, text, line.at)?;
    message_index::refresh(tx, about.id)?;
    let stands = about.revoked_at.is_none();
    Ok(if stands && about.text.as_deref() != Some(text) { Change::Says } else { Change::Nothing })
}

/// Puts onto each message the reactions that stand: of each author the last, unless it was taken back.
pub(in crate::inbox) fn show_reactions(conn: &ReadConn, page: &mut [Message]) -> Result<(), StorageError> {
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
