//! What is known of a customer beside what they bought: facts in their own words, or noted by somebody of the team.
//!
//! A customer's own words are kept only where the owner switched it on and the customer said yes to them. Shown with the message each comes from, changed and deleted by people, and told to models beside that customer's own
//! questions. Never knowledge of the shop: no answer may rest on it.

mod candidates;
pub(super) mod consent;
mod look;
pub(super) mod routes;
mod store;
mod types;

use std::time::Duration;

use serde_json::json;

use super::Replies;
use super::jobs::ForgetFact;
use super::past_words::past_words;
use super::question::FactQuestion;
use super::question::language::Language;
use super::summary;
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::{ContactId, FactId, MessageId};
use crate::inbox;
use crate::jobs::{self, JobError};
use crate::storage::{ReadConn, StorageError, WriteTx};
use candidates::candidates;
use types::AskedFact;

/// Characters of one fact.
const LONGEST: usize = 200;
/// Facts of one customer.
const MOST: u32 = 50;
/// Of them, those a model is told and a card shows: the newest.
const MOST_TOLD: u32 = 20;
/// How long a yes is waited for.
const LAPSES_AFTER: Duration = Duration::from_hours(48);

/// What a model and a card are told of a customer, the newest first.
pub(super) fn told(conn: &ReadConn, contact: ContactId) -> Result<Vec<String>, StorageError> {
    Ok(store::of_contact(conn, contact, MOST_TOLD)?.into_iter().map(|fact| fact.text).collect())
}

/// What the shop's last message asked whether it may be kept, while it waits for a yes.
pub(super) fn asked_by(
    conn: &ReadConn,
    contact: ContactId,
    last_of_shop: Option<MessageId>,
) -> Result<Option<FactQuestion>, StorageError> {
    let Some(question) = last_of_shop else { return Ok(None) };
    let Some(asked) = store::asked_by(conn, contact, question)? else { return Ok(None) };
    if !still_says(conn, &asked)? {
        return Ok(None);
    }
    let text = past_words(conn, question)?.unwrap_or_default();
    let language = consent::asked_in(&text, &asked.text).unwrap_or(Language::ENGLISH);
    Ok(Some(FactQuestion { fact: asked.id, language }))
}

/// Whether the customer's message still says it: what they changed or took back since, nobody may agree to.
fn still_says(conn: &ReadConn, asked: &AskedFact) -> Result<bool, StorageError> {
    let message = asked.message.map(|id| past_words(conn, id)).transpose()?.flatten();
    Ok(message.is_some_and(|text| candidates(&[text]).contains(&asked.text)))
}

/// The customer changed a message or took it back: what they were asked of it is over, and what they agreed to is forgotten
/// where neither the sentence nor their yes stands any more.
pub(super) fn words_changed(
    tx: &WriteTx,
    contact: ContactId,
    message: MessageId,
) -> Result<(), StorageError> {
    for fact in store::of_message(tx, contact, message)? {
        let still_stands = fact.message == Some(message) && still_says(tx, &fact)?;
        if still_stands {
            continue;
        }
        jobs::cancel::<ForgetFact>(tx, &fact.id.to_string())?;
        store::take_back(tx, fact.id)?;
        if fact.is_kept {
            audit::record(
                tx,
                &Actor::system(),
                "replies.fact_taken_back",
                contact,
                json!({ "fact": fact.id }),
            )?;
            tx.announce(Topic::Contact, contact);
        }
    }
    Ok(())
}

/// The customer's word on it.
pub(super) fn settle(
    tx: &WriteTx,
    contact: ContactId,
    fact: FactId,
    agreed: bool,
    by: Option<MessageId>,
) -> Result<(), StorageError> {
    jobs::cancel::<ForgetFact>(tx, &fact.to_string())?;
    if agreed {
        store::agree(tx, fact, contact, by)?;
    } else {
        store::end(tx, fact, contact, true)?;
    }
    tx.announce(Topic::Contact, contact);
    Ok(())
}

/// The customer spoke of something else.
pub(super) fn lapse(
    tx: &WriteTx,
    contact: ContactId,
    fact: FactId,
    refused: bool,
) -> Result<(), StorageError> {
    jobs::cancel::<ForgetFact>(tx, &fact.to_string())?;
    store::end(tx, fact, contact, refused)
}

/// It was switched off: nobody waits for a yes any more.
pub(super) fn switched_off(tx: &WriteTx) -> Result<(), StorageError> {
    for fact in store::end_all(tx)? {
        jobs::cancel::<ForgetFact>(tx, &fact.to_string())?;
    }
    Ok(())
}

impl Replies {
    /// Runs [`ForgetFact`].
    pub async fn forget_fact(self, job: ForgetFact) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| store::forget(tx, job.fact_id)).await?)
    }

    /// Two contacts turned out to be one person.
    pub async fn contacts_merged(self, survivor: ContactId, absorbed: ContactId) -> Result<(), JobError> {
        let moved = self.db.write::<_, StorageError>(move |tx| {
            // The survivor may have been absorbed itself since.
            let survivor = inbox::contact(tx, survivor)?.map_or(survivor, |contact| contact.id);
            summary::contacts_merged(tx, survivor)?;
            if store::give(tx, absorbed, survivor)? {
                tx.announce(Topic::Contact, survivor);
            }
            Ok(())
        });
        Ok(moved.await?)
    }
}
