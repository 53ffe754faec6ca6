//! The phone on screen: what the customer writes, and what happens on it because of the shop.
//!
//! A message is in the table before it is posted, so one typed just before a crash is posted after the restart.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;

use crate::events::Topic;
use crate::ids::{PracticeCustomerId, PracticeMessageId};
use crate::storage::StorageError;

use super::drawn;
use super::meta::{Happening, Identity, Person, Read, Sent, random};
use super::store::{self, NewLine};
use super::types::{PracticeCustomer, PracticeMessage, PracticeState, Sender, Written};
use super::{CUSTOMERS_AT_MOST, Practice, PracticeError, TYPING_SHOWS_FOR};

/// Lines one phone shows.
const LINES_SHOWN: u32 = 200;

impl Practice {
    pub(super) async fn customers(&self) -> Result<Vec<PracticeCustomer>, StorageError> {
        self.db.read(|conn| store::playable(conn, CUSTOMERS_AT_MOST)).await
    }

    /// The lines of one phone; none when there is no such customer.
    pub(super) async fn thread(
        &self,
        id: PracticeCustomerId,
    ) -> Result<Option<Vec<PracticeMessage>>, StorageError> {
        let found = self
            .db
            .read(move |conn| match store::customer(conn, id)? {
                Some(_) => store::thread(conn, id, LINES_SHOWN).map(Some),
                None => Ok::<_, StorageError>(None),
            })
            .await?;
        let typing = self.typing.lock().get(&id).is_some_and(|until| self.clock.now() < *until);
        Ok(found.map(|lines| self.draw(lines, typing)))
    }

    /// A new customer with a phone and a user id.
    pub(super) async fn add_customer(&self, name: String) -> Result<Option<PracticeCustomer>, StorageError> {
        let phone = format!("+39333{}", random::digits(7));
        let person = self.meta.customer(&name, Identity::Both(phone)).person();
        self.db
            .write(move |tx| {
                let taken = store::playable(tx, CUSTOMERS_AT_MOST)?.len();
                if taken >= usize::try_from(CUSTOMERS_AT_MOST).unwrap_or(usize::MAX) {
                    return Ok::<_, StorageError>(None);
                }
                let id = store::add_customer(tx, &person, true)?;
                store::customer(tx, id)
            })
            .await
    }

    /// Keeps a text, then posts it to the shop.
    #[cfg(test)]
    pub(super) async fn say(
        &self,
        id: PracticeCustomerId,
        text: String,
    ) -> Result<Option<PracticeMessage>, StorageError> {
        let content = serde_json::json!({"type": "text", "text": {"body": text}});
        self.sends_kept(id, text, content).await
    }

    /// Keeps a message of any type, then posts it; the line as the phone shows it.
    pub(super) async fn sends_kept(
        &self,
        id: PracticeCustomerId,
        text: String,
        content: Value,
    ) -> Result<Option<PracticeMessage>, StorageError> {
        let Some((waiting, message_id)) = self.keep(id, text, content).await? else { return Ok(None) };
        self.post(waiting);
        let line = self.db.read(move |conn| store::line(conn, id, message_id)).await?;
        Ok(line.and_then(|line| self.draw(vec![line], false).pop()))
    }

    /// A customer with a past, who is written to but not played on the phone.
    pub async fn plant_customer(&self, person: Person) -> Result<PracticeCustomerId, StorageError> {
        self.meta.customer_known_as(person.clone());
        self.db.write(move |tx| store::add_customer(tx, &person, false)).await
    }

    /// Keeps and posts a message of any type (`content` as Graph has it); its id once the shop has answered.
    pub async fn customer_sends(
        &self,
        id: PracticeCustomerId,
        text: String,
        content: Value,
    ) -> Result<Option<String>, StorageError> {
        let Some((waiting, _)) = self.keep(id, text, content).await? else { return Ok(None) };
        let customer = self.meta.customer_known_as(waiting.customer.person());
        customer.sends_as(&waiting.wamid, waiting.at, waiting.content).await;
        Ok(Some(waiting.wamid))
    }

    async fn keep(
        &self,
        id: PracticeCustomerId,
        text: String,
        content: Value,
    ) -> Result<Option<(Written, PracticeMessageId)>, StorageError> {
        self.db
            .write(move |tx| {
                let Some(customer) = store::customer(tx, id)? else { return Ok(None) };
                let waiting = Written { customer, wamid: random::wamid(), content, at: tx.now() };
                let line = NewLine {
                    customer_id: id,
                    sender: Sender::Customer,
                    kind: waiting.content["type"].as_str().unwrap_or("text"),
                    text: &text,
                    content: &waiting.content,
                    wamid: &waiting.wamid,
                    state: PracticeState::Queued,
                    at: waiting.at,
                };
                let message_id = store::add_line(tx, &line)?;
                Ok(Some((waiting, message_id)))
            })
            .await
    }

    /// Posts again what was kept but never acknowledged.
    pub(super) async fn post_queued(&self) -> Result<(), PracticeError> {
        for waiting in self.db.read(store::queued).await? {
            self.post(waiting);
        }
        Ok(())
    }

    pub(super) fn post(&self, waiting: Written) {
        let meta = self.meta.clone();
        let work = meta.begin_work();
        self.tasks.spawn("practice.post", async move {
            let customer = meta.customer_known_as(waiting.customer.person());
            customer.sends_as(&waiting.wamid, waiting.at, waiting.content).await;
            drop(work);
        });
    }

    /// The two customers every new practice phone begins with: one with a phone number, one with a username only.
    pub(super) async fn first_customers(&self) -> Result<(), PracticeError> {
        self.db
            .write(|tx| {
                if !store::playable(tx, 1)?.is_empty() {
                    return Ok(());
                }
                let username = Identity::Username("marco.practice".to_owned());
                let phone = Identity::Both(format!("+39333{}", random::digits(7)));
                for (name, identity) in [("Marco", username), ("Giulia", phone)] {
                    store::add_customer(tx, &Person::new(name, identity), true)?;
                }
                Ok(())
            })
            .await
    }

    /// Writes down what happens on the phones until the program stops.
    pub(super) fn watch(&self, mut heard: mpsc::Receiver<Happening>) {
        let practice = self.clone();
        let stopping = self.tasks.stopping();
        self.tasks.spawn("practice.phone", async move {
            loop {
                let happening = tokio::select! {
                    happening = heard.recv() => happening,
                    () = stopping.cancelled() => None,
                };
                let Some(happening) = happening else { return };
                if let Err(error) = practice.note_down(happening).await {
                    tracing::warn!(%error, "the practice phone missed something");
                }
            }
        });
    }

    async fn note_down(&self, happening: Happening) -> Result<(), StorageError> {
        match happening {
            Happening::Accepted(sent) => self.receive(*sent).await,
            Happening::Became { wamid, status } => {
                self.db.write(move |tx| store::advance(tx, &wamid, status.into())).await
            }
            Happening::Acknowledged { wamid } => {
                self.db.write(move |tx| store::advance(tx, &wamid, PracticeState::Delivered)).await
            }
            Happening::Read(read) => self.see_read(read).await,
        }
    }

    /// A message of the shop lands on the phone, and the shop stops writing.
    async fn receive(&self, sent: Sent) -> Result<(), StorageError> {
        let typing = Arc::clone(&self.typing);
        self.db
            .write(move |tx| {
                let wa_id = sent.to.as_deref().map(|to| to.trim_start_matches('+').replace([' ', '-'], ""));
                let user_id = if sent.to.is_some() { None } else { sent.recipient.as_deref() };
                let Some(id) = store::customer_reached(tx, wa_id.as_deref(), user_id)? else {
                    return Ok::<_, StorageError>(());
                };
                let line = NewLine {
                    customer_id: id,
                    sender: Sender::Shop,
                    kind: &sent.kind,
                    text: sent.text.as_deref().unwrap_or_default(),
                    content: &drawn::what_was_said(&sent),
                    wamid: &sent.wamid,
                    state: PracticeState::Sent,
                    at: sent.at,
                };
                store::add_line(tx, &line)?;
                // Before anybody hears of the message, who would still see the shop writing.
                typing.lock().remove(&id);
                Ok(())
            })
            .await
    }

    async fn see_read(&self, read: Read) -> Result<(), StorageError> {
        let typing = read.typing;
        let reader = self.db.write(move |tx| store::mark_read_up_to(tx, &read.message_id)).await?;
        if let (Some(id), true) = (reader, typing) {
            self.show_typing(id);
        }
        Ok(())
    }

    /// Shows "is writing" for 25 seconds; live screens hear of the beginning and of the end.
    pub(super) fn show_typing(&self, id: PracticeCustomerId) {
        let until = self.clock.now().plus(TYPING_SHOWS_FOR);
        self.typing.lock().insert(id, until);
        let practice = self.clone();
        let stopping = self.tasks.stopping();
        self.tasks.spawn("practice.typing", async move {
            practice.announce(id).await;
            tokio::select! {
                () = practice.clock.sleep_until(until) => {}
                () = stopping.cancelled() => return,
            }
            let ended = {
                let mut typing = practice.typing.lock();
                let ended = typing.get(&id) == Some(&until);
                if ended {
                    typing.remove(&id);
                }
                ended
            };
            if ended {
                practice.announce(id).await;
            }
        });
    }

    async fn announce(&self, id: PracticeCustomerId) {
        let announced = self
            .db
            .write(move |tx| {
                tx.announce(Topic::Practice, id);
                Ok::<_, StorageError>(())
            })
            .await;
        if let Err(error) = announced {
            tracing::debug!(%error, "nobody could be told about the practice phone");
        }
    }
}
