//! What the sample shop's scanner found in the weeks before, and what became of it: messages Paolo sent in his own words, what
//! mended itself, what he put aside. The queue's history and *whether it helps* are made of it.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{EMAIL, Past};
use crate::clock::Timestamp;
use crate::health::jobs::RunDetector;
use crate::ids::ContactId;
use crate::inbox;
use crate::jobs;
use crate::orders::OrderState;
use crate::practice::sample_shop::{Ending, Happened, Moment};
use crate::secrets::Secret;
use crate::storage::StorageError;

/// The detector of all of them: it finds what a demo can make happen within the hours a customer may be written to.
const DETECTOR: &str = "payment_failed";
/// How long before it is found a payment failed.
const FAILED_BEFORE: Duration = Duration::from_hours(2);
/// How long somebody waits for an answer.
const ANSWERED_AFTER: Duration = Duration::from_mins(35);

/// A payment that failed.
pub(super) struct Case {
    days_before_now: u32,
    number: &'static str,
    item: &'static str,
    price: &'static str,
    end: End,
}

/// What became of it.
enum End {
    Sent {
        /// Instead of the draft.
        text: Option<&'static str>,
        /// What the customer wrote, who then paid.
        reply: Option<&'static str>,
    },
    /// The customer paid before anybody pressed.
    Over,
    Dismissed {
        note: &'static str,
    },
}

/// The oldest first.
pub(super) static CASES: [Case; 5] = [
    Case {
        days_before_now: 38,
        number: "B-101",
        item: "Cesto La Bottega",
        price: "48.00",
        end: End::Sent {
            text: Some(
                "Buongiorno, sono Paolo. Il pagamento del cesto non è riuscito.\n1. Riprovi dal link di ieri.\n2. Oppure mi risponda qui: lo tengo da parte e paga al banco.",
            ),
            reply: Some("Grazie Paolo! Ho riprovato adesso, dovrebbe essere a posto."),
        },
    },
    Case { days_before_now: 31, number: "B-102", item: "Porchetta", price: "21.00", end: End::Over },
    Case {
        days_before_now: 24,
        number: "B-103",
        item: "Arista arrotolata",
        price: "31.80",
        end: End::Sent { text: None, reply: Some("Ah, non me ne ero accorta. Pago subito!") },
    },
    Case {
        days_before_now: 15,
        number: "B-104",
        item: "Agnello toscano",
        price: "39.80",
        end: End::Dismissed { note: "Ha pagato al banco, lo segno io." },
    },
    Case {
        days_before_now: 9,
        number: "B-105",
        item: "Cappone ruspante del Valdarno",
        price: "44.70",
        end: End::Sent { text: None, reply: None },
    },
];

impl Past<'_> {
    /// Whether a case may happen now: its day has come, and a conversation is done whose customer may be written to.
    pub(super) async fn may_be(&self, case: &Case, moment: &Moment, now: Timestamp) -> anyhow::Result<bool> {
        let day = now.minus(Duration::from_hours(24) * case.days_before_now);
        if !matches!(moment.what, Happened::Ended(Ending::Done)) || moment.at < day {
            return Ok(false);
        }
        let Some(id) = self.conversations.get(&moment.customer).copied() else { return Ok(false) };
        let found = self.app.db.read::<_, StorageError>(move |conn| inbox::conversation(conn, id)).await?;
        let answered_at = self.app.clock.now().plus(ANSWERED_AFTER);
        Ok(found.is_some_and(|conversation| conversation.window_is_open(answered_at)))
    }

    /// A payment of the customer fails, is found, and comes to its end.
    pub(super) async fn finds(
        &mut self,
        case: &Case,
        moment: &Moment,
        password: &Secret,
    ) -> anyhow::Result<()> {
        let contact = self.contact(moment.customer).await?.context("nobody has written yet")?;
        let placed_at = self.app.clock.now().minus(FAILED_BEFORE);
        self.tell(case, contact, placed_at, OrderState::PaymentFailed).await?;
        let signal = self.found(contact).await?;
        let path = format!("/health/signals/{}", signal["id"].as_str().context("a signal's id")?);
        let paolo = self.api.signed_in(EMAIL, password).await?;
        match case.end {
            End::Sent { text, reply } => {
                if let Some(text) = text {
                    paolo.patch(&format!("{path}/draft"), json!({ "text": text })).await?;
                }
                paolo.post(&format!("{path}/approve"), json!({})).await?;
                self.settle().await?;
                self.app.clock.advance(ANSWERED_AFTER);
                if let Some(reply) = reply {
                    let said = json!({ "type": "text", "text": { "body": reply } });
                    self.hears(moment.customer, reply.to_owned(), said).await?;
                    self.tell(case, contact, placed_at, OrderState::Paid).await?;
                }
                let done = json!({ "status": "done" });
                let id = self.conversations.get(&moment.customer).context("nobody has written yet")?;
                self.api.patch(&format!("/conversations/{id}"), done).await?;
            }
            End::Over => {
                self.tell(case, contact, placed_at, OrderState::Paid).await?;
                self.look().await?;
            }
            End::Dismissed { note } => {
                let why = json!({ "reason": "already_handled", "note": note });
                paolo.post(&format!("{path}/dismiss"), why).await?;
                self.tell(case, contact, placed_at, OrderState::Paid).await?;
            }
        }
        paolo.sign_out().await
    }

    async fn tell(
        &self,
        case: &Case,
        contact: ContactId,
        placed_at: Timestamp,
        state: OrderState,
    ) -> anyhow::Result<()> {
        let state_at = if state == OrderState::Paid { self.app.clock.now() } else { placed_at };
        let order = json!({
            "source": "manual", "number": case.number, "contact_id": contact, "state": state, "currency": "EUR",
            "items": [{ "name": case.item, "quantity": "1", "unit_price": case.price }], "total": case.price,
            "placed_at": placed_at, "state_at": state_at,
        });
        self.api.post("/orders", order).await.map(drop)
    }

    /// Asks the one detector, as the hourly scan does.
    async fn look(&self) -> anyhow::Result<()> {
        let ask = RunDetector { detector: DETECTOR.to_owned() };
        self.app.db.write::<_, StorageError>(move |tx| jobs::enqueue(tx, &ask).map(drop)).await?;
        self.settle().await
    }

    /// What the scanner makes of it.
    async fn found(&self, contact: ContactId) -> anyhow::Result<Value> {
        self.look().await?;
        let found = self.api.get("/health/signals?status=pending&scope=customers&limit=100").await?;
        let contact = json!(contact);
        let own = found["items"].as_array().into_iter().flatten();
        let mut own = own.filter(|signal| signal["contact"]["id"] == contact);
        own.find(|signal| signal["detector"] == DETECTOR).cloned().context("a payment that failed is found")
    }
}
