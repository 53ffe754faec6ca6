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
use crate::ids::ContactId;
use crate::inbox::outgoing;
use crate::inbox::{self, Addressee, Contact, MayNot, Purpose};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::spending::free_entry_point;
use crate::whatsapp::spending::prices::Quotes;
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
    let planned = addressees(conn, broadcast, now)?.into_iter().map(|one| {
        let reason = left_out(&one);
        Recipient {
            contact: one.contact,
            conversation: one.conversation,
            state: if reason.is_some() { RecipientState::Skipped } else { RecipientState::Queued },
            reason: reason.map(|(code, words)| (code.to_owned(), words.to_owned())),
            message: None,
            at: now,
        }
    });
    Ok(planned.collect())
}

/// Each customer of the segment once.
fn addressees(
    conn: &ReadConn,
    broadcast: &Broadcast,
    now: Timestamp,
) -> Result<Vec<Addressee>, StorageError> {
    let (number, segment) = (broadcast.connection, &broadcast.segment);
    let mut found = inbox::segment(conn, CHANNEL, number, segment, Purpose::Marketing, now)?;
    let mut seen = HashSet::new();
    found.retain(|one| seen.insert(one.contact));
    Ok(found)
}

/// Why somebody is left out.
fn left_out(one: &Addressee) -> Option<(&'static str, &'static str)> {
    if one.phone.is_none() && one.user_id.is_none() {
        return Some(("unreachable", "Neither a phone number nor a WhatsApp id is known."));
    }
    one.may_be_written_to.err().map(why)
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
    let quotes = Quotes::of(conn, broadcast.connection, &broadcast.template.category, now)?;
    let free = free_entry_point::all_free(conn, now)?;
    let mut countries: BTreeMap<&str, (u32, i64)> = BTreeMap::new();
    let everybody = addressees(conn, broadcast, now)?;
    let mut first = None;
    for one in &everybody {
        match left_out(one).map(|(code, _)| code) {
            Some("no_consent") => preview.excluded.no_consent += 1,
            Some("suppressed") => preview.excluded.suppressed += 1,
            Some("blocked") => preview.excluded.blocked += 1,
            Some(_) => preview.excluded.unreachable += 1,
            None => {
                let (country, price) = quotes.to(one.phone.as_deref(), one.user_id.as_deref());
                let micros = if free.contains(&one.conversation) { 0 } else { price };
                let (messages, cost) = countries.entry(country).or_default();
                *messages += 1;
                *cost += micros;
                preview.recipients += 1;
                preview.estimated_micros += micros;
                first = first.or(Some(one.contact));
            }
        }
    }
    let told = countries.into_iter().map(|(country, (messages, micros))| Country {
        country: country.to_owned(),
        messages,
        micros,
    });
    preview.by_country = told.collect();
    if let Some(contact) = first {
        show_sample(conn, broadcast, &mut preview, contact)?;
    }
    if preview.recipients == 0 {
        preview.faults.insert("segment".to_owned(), "Nobody who agreed is in this segment.".to_owned());
    }
    Ok(preview)
}

/// What the first customer would read, or what is wrong with it.
fn show_sample(
    conn: &ReadConn,
    broadcast: &Broadcast,
    preview: &mut Preview,
    contact: ContactId,
) -> Result<(), StorageError> {
    let Some(contact) = inbox::contact(conn, contact)? else { return Ok(()) };
    match templates::fill(conn, broadcast.connection, &message(broadcast, &contact))? {
        Ok(filled) => preview.sample = Some(filled.into_parts().1.content),
        Err(faults) => preview.faults.extend(faults),
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

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
