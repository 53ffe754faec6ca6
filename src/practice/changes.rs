//! What a customer changes without writing a message: their number, and whether a shop may send them offers.

use serde_json::{Value, json};

use crate::ids::PracticeCustomerId;
use crate::storage::StorageError;

use super::Practice;
use super::meta::{Person, random};
use super::store::{self, NewLine};
use super::types::{PracticeCustomer, PracticeState, Sender, Wish, Written};

impl Practice {
    /// A new number for a customer. Where the shop sees no number, the user id alone is new.
    pub(super) async fn change_number(
        &self,
        id: PracticeCustomerId,
    ) -> Result<Option<PracticeCustomer>, StorageError> {
        let changed = self
            .db
            .write(move |tx| {
                let Some(before) = store::customer(tx, id)? else { return Ok::<_, StorageError>(None) };
                let (old, new) = (before.person(), renewed(&before.person()));
                let waiting = Written {
                    customer: before,
                    wamid: random::wamid(),
                    content: news(&old, &new),
                    at: tx.now(),
                };
                let line = NewLine {
                    customer_id: id,
                    sender: Sender::Customer,
                    kind: "system",
                    text: &new.wa_id.as_deref().map(|digits| format!("+{digits}")).unwrap_or_default(),
                    content: &waiting.content,
                    wamid: &waiting.wamid,
                    state: PracticeState::Queued,
                    at: waiting.at,
                };
                store::add_line(tx, &line)?;
                store::identify_anew(tx, id, &new)?;
                Ok(store::customer(tx, id)?.map(|after| (old, waiting, after)))
            })
            .await?;
        let Some((old, waiting, after)) = changed else { return Ok(None) };
        let person = after.person();
        self.meta.customer_known_as(old).becomes(person.wa_id, person.user_id);
        self.post(Written { customer: after.clone(), ..waiting });
        Ok(Some(after))
    }

    /// Sets whether the shop may send offers; false when there is no such customer.
    pub(super) async fn set_wish(&self, id: PracticeCustomerId, wish: Wish) -> Result<bool, StorageError> {
        let Some(customer) = self.db.read(move |conn| store::customer(conn, id)).await? else {
            return Ok(false);
        };
        let meta = self.meta.clone();
        let work = meta.begin_work();
        self.tasks.spawn("practice.wish", async move {
            meta.customer_known_as(customer.person()).wishes(wish.as_str()).await;
            drop(work);
        });
        Ok(true)
    }
}

/// The same person with new identifiers, of the kinds they had.
fn renewed(old: &Person) -> Person {
    Person {
        wa_id: old.wa_id.as_ref().map(|_| format!("39333{}", random::digits(7))),
        user_id: old.user_id.as_ref().map(|_| format!("IT.{}", random::digits(17))),
        ..old.clone()
    }
}

/// How Meta tells of it: from the old identifiers, with the new ones inside.
fn news(old: &Person, new: &Person) -> Value {
    let kind = if new.wa_id.is_some() { "user_changed_number" } else { "user_changed_user_id" };
    let mut system = json!({"body": "The customer changed their number.", "type": kind});
    for (key, value) in [("wa_id", &new.wa_id), ("user_id", &new.user_id), ("previous_user_id", &old.user_id)]
    {
        if let Some(value) = value {
            system[key] = json!(value);
        }
    }
    let mut message = json!({"type": "system", "system": system});
    for (key, value) in [("from", &old.wa_id), ("from_user_id", &old.user_id)] {
        if let Some(value) = value {
            message[key] = json!(value);
        }
    }
    message
}
