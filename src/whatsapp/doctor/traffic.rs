//! What really comes and goes: the app's state, who answers, payment, quality, Meta's own view, and silence.

use std::time::Duration;

use super::{Fault, Round, call};
use crate::storage::StorageError;
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::store::heartbeats::{self, Sign};
use crate::whatsapp::numbers::store::told;
use crate::whatsapp::outbound;

/// How long Meta may take to report on a message we sent.
const REPORT_PATIENCE: Duration = Duration::from_mins(15);
/// A shop that hears nothing for this long should look, days.
const SILENCE_DAYS: u64 = 7;
/// Overheard traffic this recent means that another program answers now.
const STANDBY_RECENT: Duration = Duration::from_hours(24);
/// How long a refusal for payment speaks against the account, unless something was delivered since.
const REFUSAL_COUNTS: Duration = Duration::from_hours(24);

impl Round<'_> {
    /// A Meta app that is not live delivers only its own dashboard's tests.
    pub(super) async fn app_live(&mut self) -> Result<(), Fault> {
        let id = self.connection.id;
        let (message, test) = self
            .whatsapp
            .db
            .read(move |conn| {
                let message = heartbeats::seen(conn, id, Sign::Message)?;
                Ok::<_, StorageError>((message, heartbeats::seen(conn, id, Sign::DashboardTest)?))
            })
            .await?;
        let todo = "open it in Meta's developer site, fill in what is missing and switch it to Live.";
        let blocked =
            self.health.as_ref().is_some_and(|health| health.blocked.iter().any(|entity| entity == "APP"));
        self.push(match (message, test) {
            (None, Some(test)) => Check::fail(
                CheckId::AppLive,
                Cause::AppNotLive,
                format!("Only a test from Meta's dashboard ever arrived (at {}), no customer's message: the Meta app is not live; {todo}", test.last),
            )
            .naming(FactName::At, test.last),
            _ if blocked => {
                Check::fail(CheckId::AppLive, Cause::AppNotLive, format!("Meta says the app may not send yet: {todo}"))
            }
            (Some(_), _) => Check::ok(CheckId::AppLive, "It delivers customers' messages."),
            (None, None) => Check::ok(CheckId::AppLive, "Nothing speaks against it."),
        })
    }

    /// Whether another program has taken over the conversations, as Meta's own agent does when it is switched on.
    pub(super) async fn standby(&mut self) -> Result<(), Fault> {
        let id = self.connection.id;
        let (message, standby) = self
            .whatsapp
            .db
            .read(move |conn| {
                let message = heartbeats::seen(conn, id, Sign::Message)?;
                Ok::<_, StorageError>((message, heartbeats::seen(conn, id, Sign::Standby)?))
            })
            .await?;
        let now = self.whatsapp.clock.now();
        let overheard = standby.filter(|standby| {
            now.since(standby.last) <= STANDBY_RECENT
                && message.is_none_or(|message| message.last < standby.last)
        });
        self.push(match overheard {
            Some(standby) => Check::fail(
                CheckId::Standby,
                Cause::StandbyTakeover,
                format!("Another program answers the customers (since {}): switch off Meta's Business Agent, or the other app, under Conversation Routing.", standby.last),
            )
            .naming(FactName::At, standby.last),
            None => Check::ok(CheckId::Standby, "Nobody else answers on this number."),
        })
    }

    pub(super) async fn payment(&mut self) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let can_pay = call(CheckId::Payment, self.meta.can_pay(&account).await)?;
        let lacking = call(CheckId::Payment, self.meta.lacks(&account).await)?;
        let (id, since) = (self.connection.id, self.whatsapp.clock.now().minus(REFUSAL_COUNTS));
        let refused = self.whatsapp.db.read(move |conn| told::payment_refused(conn, id, since)).await?;
        if let Some(at) = refused {
            let words = format!(
                "Meta refuses messages since {at} because nobody pays for them: look at the payment method, currency and time zone in Meta Business settings."
            );
            let check = Check::fail(CheckId::Payment, Cause::PaymentRefused, words);
            return self.push(check.naming(FactName::At, at));
        }
        if !lacking.is_empty() {
            let words = format!(
                "The WhatsApp account has no {}: set it in WhatsApp Manager, or Meta refuses messages.",
                lacking.join(" and no ").replace("timezone_id", "time zone")
            );
            return self.push(Check::warn(CheckId::Payment, Cause::AccountIncomplete, words));
        }
        self.push(match can_pay {
            Some(true) => Check::ok(CheckId::Payment, "A payment method is set."),
            Some(false) => Check::warn(
                CheckId::Payment,
                Cause::PaymentMissing,
                "No payment method is set: add one in Meta Business settings.",
            ),
            None => Check::skip(CheckId::Payment, "Meta does not say whether a payment method is set."),
        })
    }

    pub(super) fn quality(&mut self) {
        let id = CheckId::Quality;
        let marked =
            self.facts.status.as_deref().filter(|status| matches!(*status, "FLAGGED" | "RATE_LIMITED"));
        let todo = "write only to customers who write first until it recovers.";
        self.checks.push(match (marked, self.facts.quality.as_deref()) {
            (Some(status), _) => Check::warn(
                id,
                Cause::QualityRed,
                format!("Meta has marked the number as {}: {todo}", status.to_lowercase()),
            ),
            (None, Some("RED")) => Check::warn(
                id,
                Cause::QualityRed,
                format!("Many customers blocked or reported the number in the last week: {todo}"),
            ),
            (None, Some("YELLOW")) => Check::warn(
                id,
                Cause::QualityYellow,
                "Some customers blocked or reported the number in the last week: send fewer messages nobody asked for.",
            ),
            (None, Some(_)) => Check::ok(id, "Customers are content with what they get."),
            (None, None) => Check::skip(id, "Meta has no rating for this number yet."),
        });
    }

    pub(super) fn meta_view(&mut self) {
        let id = CheckId::Health;
        let check = match &self.health {
            None => Check::skip(id, "Meta gives no diagnosis for this number."),
            Some(health) if health.verdict == "AVAILABLE" => Check::ok(id, "Meta says the number can send."),
            Some(health) => {
                let advice: Vec<&str> = health.errors.iter().map(|error| error.words.as_str()).collect();
                let advice = if advice.is_empty() {
                    "look into WhatsApp Manager.".to_owned()
                } else {
                    advice.join(" ")
                };
                let words = format!("Meta says sending is {}: {advice}", health.verdict.to_lowercase());
                let check = if health.verdict == "BLOCKED" {
                    Check::fail(id, Cause::MetaReportsProblem, words)
                } else {
                    Check::warn(id, Cause::MetaReportsProblem, words)
                };
                check.naming(FactName::MetaSays, advice)
            }
        };
        self.checks.push(check);
    }

    /// The dead man's switch: a message went out and Meta never reported on it, or nothing came for days.
    pub(super) async fn webhooks(&mut self) -> Result<(), Fault> {
        let id = self.connection.id;
        let now = self.whatsapp.clock.now();
        let before = now.minus(REPORT_PATIENCE);
        let (last, sent, refused) = self
            .whatsapp
            .db
            .read(move |conn| {
                let last = ledger::store::last_received(conn, id)?;
                let sent = outbound::last_accepted(conn, id, before)?;
                Ok::<_, StorageError>((last, sent, heartbeats::refusals(conn)?))
            })
            .await?;
        let signatures = refused.map_or_else(String::new, |(count, at)| {
            format!(" {count} webhooks were refused for a wrong signature, the last at {at}; was the app secret changed?")
        });
        let todo = "look for a firewall or proxy that keeps Meta out, and at Meta's status page.";
        let check = match (last, sent) {
            (last, Some(sent)) if last.is_none_or(|last| last < sent) => Check::fail(
                CheckId::Webhooks,
                Cause::WebhooksSilent,
                format!("A message went out at {sent} and Meta has reported nothing since: {todo}{signatures}"),
            )
            .naming(FactName::At, sent),
            (Some(last), _) if now.since(last) > Duration::from_hours(24 * SILENCE_DAYS) => Check::warn(
                CheckId::Webhooks,
                Cause::WebhooksSilent,
                format!("Nothing has come from Meta since {last}: write to the number from your own phone, and if nothing shows up, {todo}{signatures}"),
            )
            .naming(FactName::At, last),
            (Some(last), _) => {
                Check::ok(CheckId::Webhooks, format!("The last word from Meta came at {last}.{signatures}"))
                    .naming(FactName::At, last)
            }
            (None, _) => Check::warn(
                CheckId::Webhooks,
                Cause::NothingArrivedYet,
                format!("Nothing has arrived yet: write “hello” to the number from your own phone.{signatures}"),
            ),
        };
        self.push(match refused {
            Some((count, _)) => check.naming(FactName::RefusedSignatures, count),
            None => check,
        })
    }
}
