//! What a shop that has used WhatsApp for a while finds on its pages: templates, an offer to those who agreed to offers, a
//! message that did not arrive, and what the doctor saw.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::Past;
use crate::practice::meta::Fault;

/// Customers who signed the list at the counter.
const AGREED: usize = 9;
/// Moments in which Meta reviews a template or a broadcast goes on.
const MOMENTS: usize = 30;
/// Between two looks, and how long they go on.
const PAUSE: Duration = Duration::from_millis(10);
const PATIENCE: Duration = Duration::from_mins(1);
/// Meta's code for a customer who cannot be reached.
const UNREACHABLE: i64 = 131_026;

impl Past<'_> {
    /// Three templates, and the first broadcast.
    pub(super) async fn makes_an_offer(&self) -> anyhow::Result<()> {
        let offer = self.template(&offer()).await?;
        self.template(&ready()).await?;
        self.template(&sale()).await?;
        let agreed = self.api.get(&format!("/conversations?queue=all&limit={AGREED}")).await?;
        for conversation in agreed["items"].as_array().into_iter().flatten() {
            let contact = conversation["contact"]["id"].as_str().context("a contact")?;
            let given = json!({ "source": "form", "words": "Lista delle offerte al banco, firmata" });
            self.api.post(&format!("/contacts/{contact}/consent"), given).await?;
        }
        let broadcast = json!({
            "name": "Lo spezzatino della settimana", "template_id": offer, "variables": { "name": "{{contact.name}}" },
        });
        let made = self.api.post("/broadcasts", broadcast).await?;
        let path = format!("/broadcasts/{}", made["id"].as_str().context("a broadcast")?);
        self.api.post(&format!("{path}/start"), json!({})).await?;
        self.until("the offer is sent", async || Ok(self.api.get(&path).await?["state"] == "done")).await
    }

    /// A reminder that did not reach its customer, and a look at the connection.
    pub(super) async fn looks_around(&self) -> anyhow::Result<()> {
        let ready = self.api.get("/whatsapp/templates?q=ordine_pronto").await?["items"][0]["id"].clone();
        let done = self.api.get("/conversations?queue=done&limit=1").await?;
        let customer = &done["items"][0];
        let path = format!("/conversations/{}/messages", customer["id"].as_str().context("a conversation")?);
        self.app.rooms.practice.meta().faults().next_send(Fault::Error { code: UNREACHABLE });
        let name = customer["contact"]["name"].as_str().unwrap_or("ciao");
        let reminder = json!({
            "client_id": "demo-reminder", "kind": "template", "template_id": ready,
            "variables": { "name": name, "order": "1187" }, "anyway": true,
        });
        self.api.post(&path, reminder).await?;
        self.settle().await?;
        let numbers = self.api.get("/whatsapp/connections").await?;
        let number = numbers["items"][0]["id"].as_str().context("the shop's number")?;
        self.api.post(&format!("/whatsapp/connections/{number}/doctor"), json!({})).await?;
        self.settle().await
    }

    /// Submits a template and waits for Meta's word.
    async fn template(&self, template: &Value) -> anyhow::Result<Value> {
        let made = self.api.post("/whatsapp/templates", template.clone()).await?;
        let path = format!("/whatsapp/templates?q={}", template["name"].as_str().unwrap_or_default());
        self.until("Meta has reviewed it", async || {
            let status = self.api.get(&path).await?["items"][0]["status"].clone();
            Ok(status == "approved" || status == "rejected")
        })
        .await?;
        Ok(made["id"].clone())
    }

    /// Lets moments pass until something is so. Who waited for one goes on in a thread of its own, which a busy machine may let
    /// wait: after the moments there is time for that.
    async fn until(&self, what: &str, is_so: impl AsyncFn() -> anyhow::Result<bool>) -> anyhow::Result<()> {
        let becomes_so = async {
            for moment in 0_usize.. {
                self.settle().await?;
                if is_so().await? {
                    break;
                }
                if moment < MOMENTS {
                    self.app.clock.advance(Duration::from_secs(2));
                }
                tokio::time::sleep(PAUSE).await;
            }
            Ok(())
        };
        tokio::time::timeout(PATIENCE, becomes_so).await.unwrap_or_else(|_| anyhow::bail!("never: {what}"))
    }
}

fn offer() -> Value {
    json!({
        "name": "offerta_settimana", "language": "it", "category": "marketing", "submit": true,
        "body": "Ciao {{name}}, questa settimana lo spezzatino di manzo è a 12,90 euro al kg, fino a sabato. Te ne mettiamo da parte un po'?",
        "footer": "Rispondi STOP per non ricevere offerte",
        "buttons": [{ "type": "quick_reply", "text": "Sì, grazie" }],
        "examples": { "name": "Anna" },
    })
}

fn ready() -> Value {
    json!({
        "name": "ordine_pronto", "language": "it", "category": "utility", "submit": true,
        "body": "Ciao {{name}}, il tuo ordine {{order}} è pronto. Puoi ritirarlo durante l'orario di apertura.",
        "examples": { "name": "Anna", "order": "1042" },
    })
}

/// One that Meta did not approve: such are seen as well.
fn sale() -> Value {
    json!({
        "name": "rejected_svendita", "language": "it", "category": "utility", "submit": true,
        "body": "SVENDITA! Solo oggi tutto a metà prezzo, {{name}}, corri da noi prima che sia troppo tardi!",
        "examples": { "name": "Anna" },
    })
}
