//! What WhatsApp says about a message before it is queued: its limits, its files, its templates.
//!
//! Decides by what is known here; the last word is Meta's when the message is delivered.

use super::intake::CHANNEL;
use super::templates::Category;
use super::{limits, templates};
use crate::inbox::{self, Conversation, Outgoing, Prepared, Purpose, Refused};
use crate::storage::ReadConn;

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
    faults.extend(
        outgoing.files().into_iter().map(|(path, _)| (path.to_owned(), "There is no such file.".to_owned())),
    );
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
    }
    if faults.is_empty() { Ok(outgoing.into()) } else { Err(Refused::Limits(faults)) }
}

/// Who gets a template first: what is about the customer's own affair, or also what is not.
pub(super) fn purpose(category: Category) -> Purpose {
    match category {
        Category::Utility | Category::Authentication => Purpose::Utility,
        Category::Marketing | Category::Unknown => Purpose::Marketing,
    }
}
