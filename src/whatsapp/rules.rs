//! What WhatsApp says about a message before it is queued: its limits, its files, its templates.
//!
//! Decides by what is known here; the last word is Meta's when the message is delivered.

use super::intake::CHANNEL;
use super::limits;
use crate::inbox::{Conversation, Outgoing, Prepared, Refused};
use crate::storage::ReadConn;

/// Looks a message over; every fault is told with the path of its field.
pub fn prepare(
    _conn: &ReadConn,
    conversation: &Conversation,
    outgoing: Outgoing,
) -> Result<Prepared, Refused> {
    if conversation.channel != CHANNEL {
        return Ok(outgoing.into());
    }
    let mut faults = limits::check(&outgoing);
    faults.extend(
        outgoing.files().into_iter().map(|(path, _)| (path.to_owned(), "There is no such file.".to_owned())),
    );
    if matches!(outgoing, Outgoing::Template(_)) {
        faults.push(("template_id".to_owned(), "There is no such template.".to_owned()));
    }
    if faults.is_empty() { Ok(outgoing.into()) } else { Err(Refused::Limits(faults)) }
}
