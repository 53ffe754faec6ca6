//! Registering the number for sending, with a two-step PIN of our own making.
//!
//! Only when it is not registered and somebody asked. Meta allows ten tries in 72 hours: each is counted before it is
//! made, and none is made beyond them. The PIN is sealed and kept before Meta hears it, because afterwards it could
//! not be found again.

use std::time::Duration;

use serde_json::json;

use super::{Fault, Round};
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::store::heartbeats::{self, Try};
use crate::whatsapp::numbers::{Place, open, place, store, vault_failed};
use crate::whatsapp::wire::graph::{CallError, Refusal};

/// Tries Meta allows in [`TRIES_COUNT_FOR`].
pub(in crate::whatsapp) const TRIES_LIMIT: usize = 10;
/// How long a try counts.
const TRIES_COUNT_FOR: Duration = Duration::from_hours(72);
/// Too many tries, Meta says.
const TOO_MANY: i64 = 133_016;
/// The number was deleted a moment ago; Meta wants five minutes.
const JUST_DELETED: i64 = 133_015;
/// PIN tried too often or too fast.
const PIN_TOO_OFTEN: [i64; 2] = [133_008, 133_009];
/// The PIN is another one.
const PIN_WRONG: i64 = 133_005;
/// The number must be confirmed by code first.
const CODE_FIRST: i64 = 133_006;

/// The tries that still count.
pub(in crate::whatsapp) fn tries(
    conn: &ReadConn,
    connection: ConnectionId,
    now: Timestamp,
) -> Result<Vec<Try>, StorageError> {
    heartbeats::registrations(conn, connection, now.minus(TRIES_COUNT_FOR))
}

/// Until when no further try may be made; the tries come newest first.
pub(in crate::whatsapp) fn waits_until(tries: &[Try], now: Timestamp) -> Option<Timestamp> {
    let last = tries.first()?;
    let until = match last.code {
        Some(TOO_MANY) => last.at.plus(TRIES_COUNT_FOR),
        Some(JUST_DELETED) => last.at.plus(Duration::from_mins(5)),
        Some(code) if PIN_TOO_OFTEN.contains(&code) => last.at.plus(Duration::from_hours(1)),
        Some(_) | None => last.at,
    };
    let full = tries.get(TRIES_LIMIT - 1).map_or(until, |oldest| oldest.at.plus(TRIES_COUNT_FOR));
    Some(until.max(full)).filter(|until| *until > now)
}

impl Round<'_> {
    pub(super) async fn registered(&mut self) -> Result<(), Fault> {
        let id = CheckId::Registered;
        if self.facts.on_phone_app == Some(true) {
            return self.push(Check::ok(id, "The number works together with the phone app."));
        }
        if self.facts.is_registered() {
            return self.push(Check::ok(id, "The number is registered."));
        }
        let now = self.whatsapp.clock.now();
        let connection = self.connection.id;
        let tries = self.whatsapp.db.read(move |conn| tries(conn, connection, now)).await?;
        if let Some(until) = waits_until(&tries, now) {
            let words = format!("Meta allows no further try to register the number before {until}.");
            let check = Check::fail(id, Cause::RegistrationWaits, words);
            return self.push(check.naming(FactName::WaitsUntil, until));
        }
        if self.repair.covers(id) {
            return self.register().await;
        }
        let words = "The number is not registered for sending yet.";
        self.push(Check::fail(id, Cause::NotRegistered, words).fixable())
    }

    async fn register(&mut self) -> Result<(), Fault> {
        let number = self.connection.phone_number_id.clone().unwrap_or_default();
        let pin = self.pin().await?;
        let connection = self.connection.id;
        let attempt =
            self.whatsapp.db.write(move |tx| heartbeats::begin_registration(tx, connection)).await?;
        let body = json!({ "messaging_product": "whatsapp", "pin": pin.expose() });
        let path = [number.as_str(), "register"];
        match self.meta.graph.change(&self.meta.base, &self.meta.token, &path, &body).await {
            Ok(_) => {
                self.facts.status = Some("CONNECTED".into());
                self.push(Check::ok(CheckId::Registered, "The number is registered now."))
            }
            Err(CallError::Refused(refusal)) => {
                let code = refusal.code;
                self.whatsapp.db.write(move |tx| heartbeats::registration_refused(tx, attempt, code)).await?;
                self.push(refused(&refusal))
            }
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

fn refused(refusal: &Refusal) -> Check {
    let id = CheckId::Registered;
    match refusal.code {
        PIN_WRONG => Check::fail(
            id,
            Cause::PinUnknown,
            "The number has a two-step PIN that Shopbell does not know: turn it off in WhatsApp Manager, then check again.",
        ),
        CODE_FIRST => Check::fail(
            id,
            Cause::PhoneCodeMissing,
            "The number must be confirmed first: have Meta send a code to it and type it in.",
        ),
        TOO_MANY => Check::fail(
            id,
            Cause::RegistrationWaits,
            "The number was registered too often in three days: Meta allows the next try after 72 hours.",
        ),
        _ => {
            let entry = refusal.entry();
            let words = format!("{} {} Meta says: {refusal}", entry.happened, entry.todo);
            Check::fail(id, Cause::NotRegistered, words).naming(FactName::MetaSays, refusal).fixable()
        }
    }
}

fn six_digits() -> Result<Secret, StorageError> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Corrupt(format!("no randomness: {error}")))?;
    Ok(Secret::new(format!("{:06}", u32::from_le_bytes(bytes) % 1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    fn ago(hours: u64, code: Option<i64>) -> Try {
        Try { at: NOW.minus(Duration::from_hours(hours)), code }
    }

    #[test]
    fn the_eleventh_try_waits_until_the_first_no_longer_counts() {
        let nine: Vec<Try> = (1..=9).map(|hours| ago(hours, Some(100))).collect();
        assert_eq!(waits_until(&nine, NOW), None);
        let ten: Vec<Try> = (1..=10).map(|hours| ago(hours, Some(100))).collect();
        assert_eq!(waits_until(&ten, NOW), Some(NOW.plus(Duration::from_hours(62))));
    }

    #[test]
    fn metas_own_limits_are_kept_whoever_used_them_up() {
        assert_eq!(waits_until(&[ago(1, Some(TOO_MANY))], NOW), Some(NOW.plus(Duration::from_hours(71))));
        assert_eq!(waits_until(&[ago(0, Some(JUST_DELETED))], NOW), Some(NOW.plus(Duration::from_mins(5))));
        assert_eq!(waits_until(&[ago(1, Some(PIN_TOO_OFTEN[0]))], NOW), None);
        assert_eq!(waits_until(&[], NOW), None);
    }
}
