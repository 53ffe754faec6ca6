//! What is known of a customer beside what they bought: facts in their own words, or noted by somebody of the team.
//!
//! Shown with the message each comes from, changed and deleted by people, and told to models beside that customer's own
//! questions. Never knowledge of the shop: no answer may rest on it.

pub(super) mod routes;
pub(super) mod store;
pub(super) mod types;

use super::Replies;
use super::jobs::ForgetFact;
use super::summary;
use crate::events::Topic;
use crate::ids::ContactId;
use crate::inbox;
use crate::jobs::JobError;
use crate::storage::{ReadConn, StorageError};

/// Characters of one fact.
const LONGEST: usize = 200;
/// Facts of one customer.
const MOST: u32 = 50;
/// Of them, those a model is told and a card shows: the newest.
const MOST_TOLD: u32 = 20;

/// What a model and a card are told of a customer, the newest first.
pub(super) fn told(conn: &ReadConn, contact: ContactId) -> Result<Vec<String>, StorageError> {
    Ok(store::of_contact(conn, contact, MOST_TOLD)?.into_iter().map(|fact| fact.text).collect())
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
