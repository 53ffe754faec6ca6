//! What the sample shop sold, and what its health scanner made of who went quiet.

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{EMAIL, Past};
use crate::app::backup::NightlyBackup;
use crate::ids::ContactId;
use crate::inbox;
use crate::jobs;
use crate::practice::sample_shop::{Bought, Plan};
use crate::secrets::Secret;
use crate::storage::StorageError;

/// Drafts that wait for the demo's owner; of the others one was put aside and the rest dismissed.
const LEFT_WAITING: usize = 2;

impl Past<'_> {
    /// Writes down what customers bought.
    pub(super) async fn orders(&self, plan: &Plan) -> anyhow::Result<()> {
        for order in &plan.orders {
            let contact = self.contact(order.customer).await?;
            self.api.post("/orders", body(order, contact)).await.with_context(|| order.number.clone())?;
        }
        Ok(())
    }

    pub(super) async fn contact(&self, customer: usize) -> anyhow::Result<Option<ContactId>> {
        let Some(id) = self.conversations.get(&customer).copied() else { return Ok(None) };
        let found = self.app.db.read::<_, StorageError>(move |conn| inbox::conversation(conn, id)).await?;
        Ok(found.map(|conversation| conversation.contact.id))
    }

    /// Looks for who went quiet, and decides some of what was found.
    pub(super) async fn scan(&self, password: &Secret) -> anyhow::Result<()> {
        // A shop that lived this past has last night's backup.
        self.app.db.write::<_, StorageError>(|tx| jobs::enqueue(tx, &NightlyBackup {}).map(drop)).await?;
        self.settle().await?;
        self.api.post("/health/scan", json!({})).await?;
        self.settle().await?;
        let found = self.api.get("/health/signals?status=pending&scope=customers&limit=100").await?;
        let found = found["items"].as_array().context("a list of signals")?;
        // The most pressing ones wait; the list begins with them.
        let decided: Vec<&str> =
            found.iter().skip(LEFT_WAITING).filter_map(|signal| signal["id"].as_str()).collect();
        let mut decided = decided.into_iter();
        let paolo = self.api.signed_in(EMAIL, password).await?;
        if let Some(id) = decided.next() {
            paolo.post(&format!("/health/signals/{id}/snooze"), json!({})).await?;
        }
        for id in decided {
            let why = json!({ "reason": "not_now", "note": "Passa in negozio sabato." });
            paolo.post(&format!("/health/signals/{id}/dismiss"), why).await?;
        }
        paolo.sign_out().await?;
        self.settle().await
    }
}

fn body(order: &Bought, contact: Option<ContactId>) -> Value {
    let items: Vec<Value> = order
        .items
        .iter()
        .map(|item| {
            json!({ "name": item.name, "quantity": item.quantity.to_string(), "unit_price": item.unit_price.to_string() })
        })
        .collect();
    json!({
        "source": "manual", "number": order.number, "contact_id": contact, "state": order.state, "currency": "EUR",
        "items": items, "total": order.total().to_string(), "placed_at": order.placed_at, "state_at": order.placed_at,
    })
}
