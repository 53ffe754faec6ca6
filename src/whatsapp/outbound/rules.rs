//! What WhatsApp says about a message before it is queued: its limits, its files, its templates.
//!
//! Decides by what is known here; the last word is Meta's when the message is delivered.

use crate::ids::MediaId;
use crate::inbox::{self, Conversation, MessageKind, Outgoing, Prepared, Purpose, Refused};
use crate::media::{self, MediaKind};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::templates;
use crate::whatsapp::templates::Category;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::limits;

/// Looks a message over; every fault is told with the path of its field.
pub fn prepare(
    conn: &ReadConn,
    conversation: &Conversation,
    outgoing: Outgoing,
) -> Result<Prepared, Refused> {
    if conversation.channel != CHANNEL {
        return Ok(outgoing.into());
    }
    let mut faults = limits::check(&outgoing);
    for (path, id) in outgoing.files() {
        if let Some(words) = file_fault(conn, &outgoing, id)? {
            faults.push((path.to_owned(), words));
        }
    }
    if let Outgoing::Template(template) = &outgoing {
        match templates::fill(conn, conversation.channel_account, template)? {
            Ok(filled) if faults.is_empty() => {
                let purpose = purpose(filled.template.category);
                inbox::may_start(conn, conversation.contact_id, purpose)??;
                let (template, rendered) = filled.into_parts();
                return Ok(Prepared { outgoing: Outgoing::Template(template), rendered: Some(rendered) });
            }
            Ok(_) => {}
            Err(more) => faults.extend(more),
        }
    } else {
        inbox::may_start(conn, conversation.contact_id, Purpose::Reply)??;
    }
    if faults.is_empty() { Ok(outgoing.into()) } else { Err(Refused::Limits(faults)) }
}

/// Who gets a template first: what is about the customer's own affair, or also what is not.
pub(in crate::whatsapp) fn purpose(category: Category) -> Purpose {
    match category {
        Category::Utility | Category::Authentication => Purpose::Utility,
        Category::Marketing | Category::Unknown => Purpose::Marketing,
    }
}

/// What is wrong with a file for the place it is to have.
fn file_fault(conn: &ReadConn, outgoing: &Outgoing, id: MediaId) -> Result<Option<String>, StorageError> {
    let Some(file) = media::info(conn, id)? else { return Ok(Some("There is no such file.".into())) };
    if let Outgoing::Audio(audio) = outgoing
        && audio.voice
        && file.mime_type != "audio/ogg"
    {
        return Ok(Some("A voice note is OGG with Opus, in one channel.".into()));
    }
    let kind = match outgoing.kind() {
        MessageKind::Interactive | MessageKind::Template => in_a_header(file.kind),
        kind => kind,
    };
    Ok(limits::check_file(kind, &file.mime_type, file.bytes, file.animated))
}

/// What a file counts as above other words.
fn in_a_header(kind: MediaKind) -> MessageKind {
    match kind {
        MediaKind::Image | MediaKind::Sticker => MessageKind::Image,
        MediaKind::Video => MessageKind::Video,
        MediaKind::Audio | MediaKind::Document => MessageKind::Document,
    }
}
