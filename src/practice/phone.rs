//! The phone on screen: what the customer writes, and what happens on it because of the shop.
//!
//! A message is in the table before it is posted, so one typed just before a crash is posted after the restart.

use serde_json::json;
use tokio::sync::mpsc;

use crate::clock::Timestamp;
use crate::ids::{PracticeCustomerId, PracticeMessageId};
use crate::storage::{StorageError, WriteTx};

use super::meta::{Happening, Identity, Person, Read, Sent, random};
use super::store::{self, NewLine};
use super::types::{KnownCustomer, PracticeCustomer, PracticeMessage, PracticeState, Sender};
use super::{CUSTOMERS_AT_MOST, Practice, PracticeError, TYPING_SHOWS_FOR};

/// Lines one phone shows.
const LINES_SHOWN: u32 = 200;

/// Plants a customer and their past; the stand-in learns of them by [`Practice::refresh`].
pub fn plant(tx: &WriteTx, customer: &KnownCustomer) -> Result<PracticeCustomerId, StorageError> {
    let newest = |sender: Option<Sender>| {
        let lines = customer.messages.iter().filter(|line| sender.is_none_or(|wanted| line.from == wanted));
        lines.map(|line| line.at).max()
    };
    let person = Person {
        name: Some(customer.name.clone()),
        wa_id: customer.wa_id.clone(),
        user_id: customer.user_id.clone(),
        username: customer.username.clone(),
        last_wrote_at: newest(Some(Sender::Customer)),
    };
    let id = store::add_customer(tx, &person, newest(None).unwrap_or(tx.now()))?;
    for line in &customer.messages {
        let line = NewLine {
            customer_id: id,
            sender: line.from,
            kind: &line.kind,
            text: &line.text,
            wamid: &line.wamid,
            state: PracticeState::Read,
            at: line.at,
        };
        store::add_line(tx, &line)?;
    }
    Ok(id)
}

impl Practice {
    pub(super) async fn customers(&self) -> Result<Vec<PracticeCustomer>, StorageError> {
        self.db.read(|conn| store::customers(conn, CUSTOMERS_AT_MOST)).await
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
        Ok(found.map(|mut lines| {
            let last = lines.iter_mut().rev().find(|line| line.from == Sender::Customer);
            if let Some(line) = last {
                line.typing = typing;
            }
            lines
        }))
    }

    /// A new customer with a phone and a user id.
    pub(super) async fn add_customer(&self, name: String) -> Result<Option<PracticeCustomer>, StorageError> {
        let phone = format!("+39333{}", random::digits(7));
        let person = self.meta.customer(&name, Identity::Both(phone)).person();
        self.db
            .write(move |tx| {
                let taken = store::customers(tx, CUSTOMERS_AT_MOST)?.len();
                if taken >= usize::try_from(CUSTOMERS_AT_MOST).unwrap_or(usize::MAX) {
                    return Ok::<_, StorageError>(None);
                }
                let id = store::add_customer(tx, &person, tx.now())?;
                store::customer(tx, id)
            })
            .await
    }

    /// Keeps what the customer typed, then posts it to the shop.
    pub(super) async fn say(
        &self,
        id: PracticeCustomerId,
        text: String,
    ) -> Result<Option<PracticeMessage>, StorageError> {
        let wamid = random::wamid();
        let (line_wamid, line_text) = (wamid.clone(), text.clone());
        let kept = self
            .db
            .write(move |tx| {
                let Some(customer) = store::customer(tx, id)? else { return Ok::<_, StorageError>(None) };
                let line = NewLine {
                    customer_id: id,
                    sender: Sender::Customer,
                    kind: "text",
                    text: &line_text,
                    wamid: &line_wamid,
                    state: PracticeState::Queued,
                    at: tx.now(),
                };
                Ok(Some((customer, store::add_line(tx, &line)?, tx.now())))
            })
            .await?;
        let Some((customer, message_id, at)) = kept else { return Ok(None) };
        self.post(customer, wamid, "text".to_owned(), text.clone(), at);
        Ok(Some(shown(message_id, text, at)))
    }

    /// Posts again what was kept but never acknowledged.
    pub(super) async fn post_queued(&self) -> Result<(), PracticeError> {
        for waiting in self.db.read(store::queued).await? {
            self.post(waiting.customer, waiting.wamid, waiting.kind, waiting.text, waiting.at);
        }
        Ok(())
    }

    fn post(&self, customer: PracticeCustomer, wamid: String, kind: String, text: String, at: Timestamp) {
        let meta = self.meta.clone();
        self.tasks.spawn("practice.post", async move {
            let handle = meta.customer_known_as(customer.person());
            handle.sends_as(&wamid, at, json!({"type": kind, kind: {"body": text}})).await;
        });
    }

    /// The two customers every new practice phone begins with: one with a phone number, one with a username only.
    pub(super) async fn first_customers(&self) -> Result<(), PracticeError> {
        let phone = Identity::Both(format!("+39333{}", random::digits(7)));
        let username = Identity::Username("marco.practice".to_owned());
        let people = [("Giulia", phone), ("Marco", username)];
        let people = people.map(|(name, identity)| self.meta.customer(name, identity).person());
        self.db
            .write(move |tx| {
                if store::customers(tx, 1)?.is_empty() {
                    for person in people.iter().rev() {
                        store::add_customer(tx, person, tx.now())?;
                    }
                }
                Ok::<_, PracticeError>(())
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
        let reached = self
            .db
            .write(move |tx| {
                let wa_id = sent.to.as_deref().map(|to| to.trim_start_matches('+').replace([' ', '-'], ""));
                let user_id = if sent.to.is_some() { None } else { sent.recipient.as_deref() };
                let Some(id) = store::customer_reached(tx, wa_id.as_deref(), user_id)? else {
                    return Ok::<_, StorageError>(None);
                };
                let line = NewLine {
                    customer_id: id,
                    sender: Sender::Shop,
                    kind: &sent.kind,
                    text: sent.text.as_deref().unwrap_or_default(),
                    wamid: &sent.wamid,
                    state: PracticeState::Sent,
                    at: sent.at,
                };
                store::add_line(tx, &line)?;
                Ok(Some(id))
            })
            .await?;
        if let Some(id) = reached {
            self.typing.lock().remove(&id);
        }
        Ok(())
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
                tx.announce("practice", id);
                Ok::<_, StorageError>(())
            })
            .await;
        if let Err(error) = announced {
            tracing::debug!(%error, "nobody could be told about the practice phone");
        }
    }
}

fn shown(id: PracticeMessageId, text: String, at: Timestamp) -> PracticeMessage {
    PracticeMessage {
        id,
        from: Sender::Customer,
        text,
        kind: "text".to_owned(),
        at,
        state: PracticeState::Queued,
        typing: false,
    }
}
