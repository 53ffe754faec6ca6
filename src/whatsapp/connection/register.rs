//! Registering the number for sending, with a two-step PIN of our own making.
//!
//! Only when it is not registered and somebody asked: Meta allows ten tries in 72 hours. The PIN is sealed and kept
//! before Meta hears it, because afterwards it could not be found again.

use serde_json::json;

use super::checks::{Check, CheckId};
use super::doctor::{Fault, Round};
use super::{Place, open, place, store, vault_failed};
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::graph::CallError;

impl Round<'_> {
    pub(super) async fn registered(&mut self) -> Result<(), Fault> {
        let status = self.facts.status.clone().unwrap_or_default();
        if self.facts.on_phone_app {
            return self
                .push(Check::ok(CheckId::Registered, "The number works together with the phone app."));
        }
        match status.as_str() {
            "CONNECTED" => self.push(Check::ok(CheckId::Registered, "The number is registered.")),
            "FLAGGED" | "RATE_LIMITED" => self.push(Check::warn(
                CheckId::Registered,
                format!(
                    "Meta has marked the number as {}: answer only customers who write first.",
                    status.to_lowercase()
                ),
            )),
            "RESTRICTED" | "BANNED" | "DELETED" | "MIGRATED" => self.push(Check::fail(
                CheckId::Registered,
                format!("Meta says the number is {}: open it in WhatsApp Manager.", status.to_lowercase()),
            )),
            _ if self.mend.covers(CheckId::Registered) => self.register().await,
            _ => self.push(
                Check::fail(CheckId::Registered, "The number is not registered for sending yet.").fixable(),
            ),
        }
    }

    async fn register(&mut self) -> Result<(), Fault> {
        let number = self.connection.phone_number_id.clone().unwrap_or_default();
        let pin = self.pin().await?;
        let body = json!({ "messaging_product": "whatsapp", "pin": pin.expose() });
        let path = [number.as_str(), "register"];
        match self.meta.graph.change(&self.meta.base, &self.meta.token, &path, &body).await {
            Ok(_) => self.push(Check::ok(CheckId::Registered, "The number is registered now.")),
            Err(CallError::Refused(refusal)) if refusal.code == 133_005 => self.push(Check::fail(
                CheckId::Registered,
                "The number has a two-step PIN that Shopbell does not know: turn it off in WhatsApp Manager, then check again.",
            )),
            Err(error) => Err(Fault::Call(CheckId::Registered, error)),
        }
    }

    /// The PIN we set before, or a new one, kept first.
    async fn pin(&self) -> Result<Secret, StorageError> {
        if let Some(pin) = open(self.whatsapp, &self.connection, Place::Pin)? {
            return Ok(pin);
        }
        let pin = six_digits()?;
        let id = self.connection.id;
        let sealed = self
            .whatsapp
            .vault
            .seal(&place(Place::Pin, id), pin.expose())
            .map_err(|error| vault_failed(&error))?;
        self.whatsapp.db.write(move |tx| store::set_pin(tx, id, &sealed)).await?;
        Ok(pin)
    }
}

fn six_digits() -> Result<Secret, StorageError> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Corrupt(format!("no randomness: {error}")))?;
    Ok(Secret::new(format!("{:06}", u32::from_le_bytes(bytes) % 1_000_000)))
}
