//! Whom a broadcast reaches, who is left out and why, and what it will cost.
//!
//! The same plan is shown as a preview and carried out at the start; nothing is sent here.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::limit::{Limit, LimitView};
use super::types::{Broadcast, Recipient, RecipientState};
use crate::clock::Timestamp;
use crate::ids::ConversationId;
use crate::inbox::outgoing;
use crate::inbox::{self, Contact, MayNot, Purpose};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::spending::{free_entry_point, prices};
use crate::whatsapp::templates;
use crate::whatsapp::types::CHANNEL;

/// What stands for the customer's name in a value.
const NAME: &str = "{{contact.name}}";

/// Who is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BroadcastExcluded)]
pub(super) struct Excluded {
    pub no_consent: u32,
    pub suppressed: u32,
    pub unreachable: u32,
    pub blocked: u32,
}

/// What one country's customers cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BroadcastCountry)]
pub(super) struct Country {
    pub country: String,
    pub messages: u32,
    pub micros: i64,
}

/// What a broadcast would do now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = BroadcastPreview)]
pub(super) struct Preview {
    pub recipients: u32,
    pub excluded: Excluded,
    pub estimated_micros: i64,
    pub by_country: Vec<Country>,
    /// How many of them a day may have it.
    pub limit: LimitView,
    /// What the first customer would read.
    pub sample: Option<Value>,
    /// What keeps it from being sent, by field.
    pub faults: BTreeMap<String, String>,
}

/// Everybody of the segment, queued or passed over with a reason.
pub(super) fn recipients(
    conn: &ReadConn,
    broadcast: &Broadcast,
    now: Timestamp,
) -> Result<Vec<Recipient>, StorageError> {
    let mut seen = HashSet::new();
    let mut planned = Vec::new();
    for (conversation, contact) in
        inbox::segment(conn, CHANNEL, broadcast.connection, &broadcast.segment, now)?
    {
        if !seen.insert(contact) {
            continue;
        }
        let reachable = inbox::contact(conn, contact)?
            .is_some_and(|contact| contact.phone.is_some() || contact.user_id.is_some());
        let reason = if reachable {
            inbox::may_start(conn, contact, Purpose::Marketing)?.err().map(why)
        } else {
            Some(("unreachable", "Neither a phone number nor a WhatsApp id is known."))
        };
        planned.push(Recipient {
            contact,
            conversation,
            state: if reason.is_some() { RecipientState::Skipped } else { RecipientState::Queued },
            reason: reason.map(|(code, words)| (code.to_owned(), words.to_owned())),
            message: None,
            at: now,
        });
    }
    Ok(planned)
}

/// Why somebody is passed over, as a code and in words.
pub(super) fn why(may_not: MayNot) -> (&'static str, &'static str) {
    match may_not {
        MayNot::NoConsent => ("no_consent", "The customer has not agreed to be written to."),
        MayNot::Suppressed => ("suppressed", "The customer wants no such messages."),
        MayNot::Blocked => ("blocked", "The shop has blocked this customer."),
    }
}

pub(super) fn preview(
    conn: &ReadConn,
    broadcast: &Broadcast,
    now: Timestamp,
) -> Result<Preview, StorageError> {
    let mut preview = Preview {
        recipients: 0,
        excluded: Excluded::default(),
        estimated_micros: 0,
        by_country: Vec::new(),
        limit: Limit::of(conn, broadcast.connection)?.view(conn, broadcast.connection, now)?,
        sample: None,
        faults: BTreeMap::new(),
    };
    for one in recipients(conn, broadcast, now)? {
        match one.reason.as_ref().map(|(code, _)| code.as_str()) {
            Some("no_consent") => preview.excluded.no_consent += 1,
            Some("suppressed") => preview.excluded.suppressed += 1,
            Some("blocked") => preview.excluded.blocked += 1,
            Some(_) => preview.excluded.unreachable += 1,
            None => {
                let Some(contact) = inbox::contact(conn, one.contact)? else { continue };
                count(conn, broadcast, &mut preview, (&contact, one.conversation), now)?;
            }
        }
    }
    if preview.recipients == 0 {
        preview.faults.insert("segment".to_owned(), "Nobody who agreed is in this segment.".to_owned());
    }
    Ok(preview)
}

fn count(
    conn: &ReadConn,
    broadcast: &Broadcast,
    preview: &mut Preview,
    (contact, conversation): (&Contact, ConversationId),
    now: Timestamp,
) -> Result<(), StorageError> {
    let (phone, user_id) = (contact.phone.as_deref(), contact.user_id.as_deref());
    let (country, micros) =
        prices::quote(conn, broadcast.connection, &broadcast.template.category, phone, user_id, now)?;
    let micros = if free_entry_point::is_free(conn, conversation, now)? { 0 } else { micros };
    preview.recipients += 1;
    preview.estimated_micros += micros;
    match preview.by_country.iter_mut().find(|known| known.country == country) {
        Some(known) => {
            known.messages += 1;
            known.micros += micros;
        }
        None => preview.by_country.push(Country { country, messages: 1, micros }),
    }
    if preview.recipients == 1 {
        match templates::fill(conn, broadcast.connection, &message(broadcast, contact))? {
            Ok(filled) => preview.sample = Some(filled.into_parts().1.content),
            Err(faults) => preview.faults.extend(faults),
        }
    }
    Ok(())
}

/// The template with this customer's values.
pub(super) fn message(broadcast: &Broadcast, contact: &Contact) -> outgoing::Template {
    // A name is the customer's own text; without one the username stands in, else a dash nobody stumbles over.
    let name = contact.name.as_deref().or(contact.username.as_deref()).filter(|name| !name.trim().is_empty());
    let value = |text: &String| text.replace(NAME, name.unwrap_or("—"));
    outgoing::Template {
        template_id: broadcast.template.id,
        header: broadcast.header.clone(),
        variables: broadcast.variables.iter().map(|(key, text)| (key.clone(), value(text))).collect(),
    }
}
