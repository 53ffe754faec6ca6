//! The number itself: is it where we think, may the account send, is its name accepted, was it confirmed by code?

use super::{Fault, Round, call};
use crate::clock::Timestamp;
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::meta::Number;
use crate::whatsapp::numbers::store::heartbeats::{self, Sign};
use crate::whatsapp::numbers::store::notices;
use crate::whatsapp::wire::graph::CallError;

/// Codes in Meta's diagnosis that mean a restriction for policy.
const RESTRICTION_CODES: [i64; 2] = [368, 131_031];

impl Round<'_> {
    pub(super) async fn number(&mut self) -> Result<(), Fault> {
        let Some(mut id) = self.connection.phone_number_id.clone() else {
            let words = "Choose which number Shopbell answers on.";
            return self.push(Check::fail(CheckId::Number, Cause::NumberNotChosen, words));
        };
        let listed = std::mem::take(&mut self.facts.listed);
        if !listed.iter().any(|number| number.id == id) {
            id = self.missing_number(&id, &listed).await?;
        }
        self.facts = call(CheckId::Number, self.meta.number(&id).await)?;
        self.health = call(CheckId::Health, self.meta.health(&id).await)?;
        let status = self.facts.status.clone().unwrap_or_default();
        let shown = self.facts.display_phone_number.clone().unwrap_or(id);
        let gone = match status.as_str() {
            "MIGRATED" => {
                Some((Cause::NumberMoved, "was moved to another account: connect it where it is now."))
            }
            "DELETED" => Some((Cause::NumberMoved, "was deleted: connect another, or add it again at Meta.")),
            "DISCONNECTED" => Some((
                Cause::NumberDisconnected,
                "is disconnected: open the WhatsApp Business app on its phone, or connect the number again.",
            )),
            _there => None,
        };
        if let Some((cause, what)) = gone {
            let words = format!("Meta says the number {shown} {what}");
            return self.push(Check::fail(CheckId::Number, cause, words).naming(FactName::Number, shown));
        }
        if self.facts.sandbox {
            let words = format!(
                "{shown} is a number for trying things out: it writes only to numbers allowed at Meta. Connect the shop's own number."
            );
            return self.tried_out(words, shown).await;
        }
        let words = format!("Shopbell answers on {shown}.");
        self.push(Check::ok(CheckId::Number, words).naming(FactName::Number, shown))?;
        self.restricted().await?;
        self.display_name()?;
        self.phone_code()
    }

    async fn tried_out(&mut self, words: String, shown: String) -> Result<(), Fault> {
        let check = Check::warn(CheckId::Number, Cause::NumberSandbox, words);
        self.push(check.naming(FactName::Number, shown))?;
        self.restricted().await?;
        self.display_name()?;
        self.phone_code()
    }

    /// The number is not where it was: under another id, in another account, or gone. The id to go on with.
    async fn missing_number(&mut self, id: &str, listed: &[Number]) -> Result<String, Fault> {
        let ours = self.connection.display_phone_number.as_deref().map(digits);
        let same = |number: &&Number| {
            ours.as_ref().is_some_and(|ours| digits(&number.display_phone_number) == *ours)
        };
        if let Some(found) = listed.iter().find(same) {
            let words = format!(
                "Number {id} is not in this WhatsApp account; {} has the id {} there.",
                found.display_phone_number, found.id
            );
            return self.adopt(found.clone(), Cause::NumberIdWrong, words);
        }
        for account in self.accounts.clone() {
            match self.meta.numbers(&account).await {
                Ok(numbers) => {
                    if let Some(found) = numbers.iter().find(|number| number.id == id || same(number)) {
                        let words = format!(
                            "The number {} was moved to WhatsApp account {account}.",
                            found.display_phone_number
                        );
                        return self.adopt(found.clone(), Cause::NumberMoved, words);
                    }
                }
                // One of several accounts that is gone: the others count.
                Err(CallError::Refused(_)) => {}
                Err(error) => return Err(Fault::Call(CheckId::Number, error)),
            }
        }
        let shown = self.connection.display_phone_number.clone().unwrap_or_else(|| id.to_owned());
        let words = format!(
            "The number {shown} is not in this WhatsApp account any more: it was moved or deleted. Connect it where it is now, or choose another."
        );
        let check = Check::fail(CheckId::Number, Cause::NumberMoved, words);
        self.push(check.naming(FactName::Number, shown))?;
        Err(Fault::Found)
    }

    /// Goes on with the number found elsewhere, when asked to repair.
    fn adopt(&mut self, found: Number, cause: Cause, words: String) -> Result<String, Fault> {
        if !self.repair.covers(CheckId::Number) {
            let check = Check::fail(CheckId::Number, cause, words)
                .naming(FactName::Number, &found.display_phone_number)
                .naming(FactName::Account, &found.waba_id);
            self.push(check.fixable())?;
            return Err(Fault::Found);
        }
        self.connection.phone_number_id = Some(found.id.clone());
        self.connection.waba_id = Some(found.waba_id);
        Ok(found.id)
    }

    async fn restricted(&mut self) -> Result<(), Fault> {
        let id = CheckId::Restricted;
        let status = self.facts.status.clone().unwrap_or_default();
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let review = call(id, self.meta.review(&account).await)?.unwrap_or_default();
        let named = self.health.as_ref().and_then(|health| {
            health
                .errors
                .iter()
                .find(|error| RESTRICTION_CODES.contains(&error.code))
                .map(|error| error.words.clone())
        });
        let check = if matches!(status.as_str(), "RESTRICTED" | "BANNED") || named.is_some() {
            let meta = named.as_ref().map_or_else(String::new, |words| format!(" Meta says: {words}"));
            let words = format!(
                "Meta has restricted the account: read the notice in WhatsApp Manager and ask for a review.{meta}"
            );
            let check = Check::fail(id, Cause::AccountRestricted, words);
            match named {
                Some(words) => check.naming(FactName::MetaSays, words),
                None => check,
            }
        } else if review == "REJECTED" {
            let words =
                "Meta has rejected the account in its review: open WhatsApp Manager and ask for another one.";
            Check::fail(id, Cause::AccountRestricted, words)
        } else if matches!(review.as_str(), "PENDING" | "DEFERRED") {
            Check::warn(
                id,
                Cause::AccountInReview,
                "Meta is still reviewing the account; nothing is to be done.",
            )
        } else {
            let (connection, now) = (self.connection.id, self.whatsapp.clock.now());
            match self.whatsapp.db.read(move |conn| notices::restriction(conn, connection, now)).await? {
                Some(notice) => {
                    let words = format!("{} (Announced at {}.)", notice.words, notice.at);
                    let disconnected = matches!(
                        notice.event.as_str(),
                        "ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED"
                    );
                    let heard_since = self.heard_since(notice.at).await?;
                    if disconnected && !heard_since {
                        Check::fail(id, Cause::AccountDisconnected, words).naming(FactName::At, notice.at)
                    } else if disconnected {
                        Check::ok(id, "Meta restricts nothing.")
                    } else {
                        Check::warn(id, Cause::AccountRestricted, words).naming(FactName::At, notice.at)
                    }
                }
                None => Check::ok(id, "Meta restricts nothing."),
            }
        };
        self.push(check)
    }

    /// A customer's message that came since proves more than an announcement.
    async fn heard_since(&self, at: Timestamp) -> Result<bool, Fault> {
        let id = self.connection.id;
        let heard = self.whatsapp.db.read(move |conn| heartbeats::seen(conn, id, Sign::Message)).await?;
        Ok(heard.is_some_and(|seen| seen.last > at))
    }

    /// A name under review holds the registration up, so it is the cause while the number is not registered.
    fn display_name(&mut self) -> Result<(), Fault> {
        let id = CheckId::DisplayName;
        let name = self.facts.verified_name.clone().unwrap_or_default();
        let registered = self.facts.is_registered();
        let check = match self.facts.name_status.as_deref() {
            Some("PENDING_REVIEW") if registered => Check::warn(
                id,
                Cause::DisplayNamePending,
                format!("Meta is still looking at the name “{name}”; nothing is to be done."),
            ),
            Some("PENDING_REVIEW") => Check::fail(
                id,
                Cause::DisplayNamePending,
                format!(
                    "Meta is still looking at the name “{name}”, and registers the number only afterwards. Shopbell goes on by itself when Meta is done."
                ),
            ),
            Some("DECLINED" | "EXPIRED") if registered => Check::warn(
                id,
                Cause::DisplayNameDeclined,
                format!("Meta did not accept the name “{name}”: choose another in WhatsApp Manager."),
            ),
            Some("DECLINED" | "EXPIRED") => Check::fail(
                id,
                Cause::DisplayNameDeclined,
                format!(
                    "Meta did not accept the name “{name}”: choose another in WhatsApp Manager, then check again."
                ),
            ),
            Some(_) => Check::ok(id, format!("Customers see “{name}”.")),
            None => Check::skip(id, "Meta does not say how the name stands."),
        };
        self.push(if name.is_empty() { check } else { check.naming(FactName::DisplayName, name) })
    }

    fn phone_code(&mut self) -> Result<(), Fault> {
        let id = CheckId::PhoneCode;
        self.push(match self.facts.code_status.as_deref() {
            Some("NOT_VERIFIED" | "EXPIRED") if !self.facts.is_registered() => Check::fail(
                id,
                Cause::PhoneCodeMissing,
                "The number was not confirmed yet: have Meta send a code to it and type it in.",
            ),
            Some(_) => Check::ok(id, "The number was confirmed."),
            None => Check::skip(id, "Meta does not say whether the number was confirmed."),
        })
    }
}

fn digits(number: &str) -> String {
    number.chars().filter(char::is_ascii_digit).collect()
}
