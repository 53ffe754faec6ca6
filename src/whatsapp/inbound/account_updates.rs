//! What Meta announces about the account, the number or who answers: put in plain words, kept, audited, looked into.
//!
//! Never switches anything off by itself: the doctor looks, and people decide.

use serde_json::{Value, json};

use super::coexistence;
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::inbox::{self, EventKind};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::arrival::{Applied, Arrival};
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::account::{self, MessagingLimit};
use crate::whatsapp::numbers::notices::{self, NewNotice, NoticeKind, Severity, Standing};
use crate::whatsapp::numbers::{self, CheckConnection, Connection, told};
use crate::whatsapp::numbers::{Fact, FactName};
use crate::whatsapp::types::Environment;
use crate::whatsapp::wire::parse::{Account, Identity, UnusedReason, international, lenient};

/// Longest words of Meta's kept with an announcement, in characters.
const WORDS_LIMIT_CHARACTERS: usize = 300;

/// An announcement in our words.
struct Told {
    kind: NoticeKind,
    severity: Severity,
    words: String,
    facts: Vec<Fact>,
    standing: Standing,
}

impl Told {
    fn new(kind: NoticeKind, severity: Severity, words: impl Into<String>) -> Self {
        Self { kind, severity, words: words.into(), facts: Vec::new(), standing: Standing::Unchanged }
    }

    fn naming(mut self, name: FactName, value: Option<impl ToString>) -> Self {
        self.facts.extend(value.map(|value| Fact { name, value: value.to_string() }));
        self
    }

    fn restricts(self, until: Option<Timestamp>) -> Self {
        Self { standing: Standing::Restricted(until), ..self }
    }

    fn lifts(self) -> Self {
        Self { standing: Standing::Lifted, ..self }
    }
}

/// Takes an announcement in, for every number it is about.
pub(in crate::whatsapp) fn on_update(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    signer: &Connection,
    news: &Account,
) -> Result<Applied, StorageError> {
    if news.field == "messaging_handovers" {
        return handed_over(tx, arrival, signer, news);
    }
    let told = tell(news);
    // The same announcement comes again when Meta tries again; the same thing may also happen twice, at other times.
    let fingerprint =
        ledger::fingerprint(format!("{} {}", news.time.unwrap_or_default(), arrival.raw).as_bytes());
    let told_at = news.time.filter(|seconds| *seconds > 0).map(Timestamp::from_seconds);
    let mut new = false;
    for connection in numbers::meant_by(tx, signer, arrival.account_id, &phone_in(&news.detail))? {
        let notice = NewNotice {
            field: &news.field,
            event: &news.event,
            slot: slot(&news.field, &news.event),
            told_at,
            severity: told.severity,
            kind: told.kind,
            words: &told.words,
            facts: &told.facts,
            standing: told.standing,
        };
        if !notices::keep(tx, connection.id, &notice, &fingerprint)? {
            continue;
        }
        new = true;
        let mut facts = account::told_in(&news.event, &news.detail);
        let slot = format!("connection:{}", connection.id);
        if facts.has_limit() && !told::take(tx, &slot, "limit", told_at)? {
            facts = facts.without_limit();
        }
        account::keep(tx, connection.id, &facts)?;
        tracing::warn!(connection.id = %connection.id, webhook.field = news.field, webhook.event = news.event,
            "Meta reports a change of the account");
        let details = json!({ "field": news.field, "event": news.event, "severity": told.severity });
        audit::record(tx, &Actor::system(), "whatsapp.announced", connection.id, details)?;
        if connection.environment == Environment::Meta {
            let register = news.field == "phone_number_name_update" && news.event == "APPROVED";
            jobs::enqueue(tx, &CheckConnection { connection_id: connection.id, register })?;
        }
        numbers::changed(tx, connection.id)?;
    }
    Ok(if new { Applied::Kept } else { Applied::Repeated })
}

/// What an announcement is about, where one can lift what another restricted.
fn slot(field: &str, event: &str) -> &'static str {
    match (field, event) {
        ("account_review_update", _) => "review",
        (_, "ACCOUNT_RESTRICTION") => "restriction",
        (_, "DISABLED_UPDATE" | "ACCOUNT_DELETED") => "ban",
        (_, "ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" | "ACCOUNT_RECONNECTED") => {
            "connection"
        }
        _ => "account",
    }
}

/// Who answers a customer has changed: a line in their thread says so.
fn handed_over(
    tx: &WriteTx,
    arrival: &Arrival<'_>,
    connection: &Connection,
    news: &Account,
) -> Result<Applied, StorageError> {
    let detail = news.detail.get(&news.event).unwrap_or(&Value::Null);
    let role = |key| lenient::text(detail, key);
    let mut noted = false;
    let line =
        json!({ "change": news.event, "from": role("previous_owner_role"), "to": role("new_owner_role") });
    // An agent of Meta's, or another program, took the conversations: the doctor looks, whoever the customer is.
    if news.event == "control_taken" || role("new_owner_role").as_deref() == Some("ai_agent") {
        let at = arrival.received_at;
        if numbers::heartbeats::note(tx, connection.id, numbers::heartbeats::Sign::Standby, at, None)? {
            numbers::look_soon(tx, connection.id)?;
        }
        noted = true;
    }
    for side in ["recipient", "sender"] {
        let Some(person) = news.detail.get(side) else { continue };
        let identity = Identity {
            user_id: lenient::text(person, "user_id"),
            phone: ["phone_number", "wa_id"]
                .iter()
                .find_map(|key| lenient::text(person, key))
                .and_then(|phone| international(&phone)),
            ..Identity::default()
        };
        if let Some(thread) = coexistence::thread_of(tx, connection, &identity)? {
            inbox::event(tx, thread, EventKind::Handover, line)?;
            return Ok(Applied::Kept);
        }
    }
    Ok(if noted { Applied::Kept } else { Applied::Ignored(UnusedReason::UnknownCustomer.into()) })
}

/// The number an announcement names, digits only.
fn phone_in(detail: &Value) -> String {
    let shown = lenient::text(detail, "display_phone_number").unwrap_or_default();
    shown.chars().filter(char::is_ascii_digit).collect()
}

fn tell(news: &Account) -> Told {
    use NoticeKind as Kind;
    use Severity::{Critical, Info, Warning};
    let detail = &news.detail;
    match news.field.as_str() {
        "account_update" => account_update(&news.event, detail),
        "account_review_update" => match news.event.as_str() {
            "APPROVED" => Told::new(Kind::AccountApproved, Info, "Meta has approved the account.").lifts(),
            "REJECTED" => {
                let words = "Meta has rejected the account in its review.";
                Told::new(Kind::AccountRejected, Critical, words).restricts(None)
            }
            _ => Told::new(Kind::AccountInReview, Info, "Meta is reviewing the account."),
        },
        "account_alerts" => alert(detail),
        "phone_number_quality_update" => match news.event.as_str() {
            "FLAGGED" => {
                let words = "Customers block or report this number often; Meta has flagged it.";
                Told::new(Kind::Flagged, Warning, words)
            }
            "DOWNGRADE" => {
                let words = "Meta has lowered how many customers this number may write to first.";
                Told::new(Kind::LimitLowered, Warning, words)
            }
            "UNFLAGGED" => Told::new(Kind::Unflagged, Info, "The number is no longer flagged."),
            _ => Told::new(Kind::LimitRaised, Info, "Meta has raised what this number may send."),
        },
        "phone_number_name_update" => name(&news.event, detail),
        "security" => security(&news.event),
        "business_capability_update" => capability(detail),
        "account_settings_update" => {
            Told::new(Kind::SettingsChanged, Info, "The settings of the number were changed at Meta.")
        }
        "errors" => {
            let what = short(&news.event);
            Told::new(Kind::Problem, Warning, format!("Meta reports a problem: {what}"))
                .naming(FactName::MetaSays, Some(what))
        }
        other => {
            let (what, field) = (short(&news.event), short(other));
            Told::new(Kind::Other, Info, format!("Meta reports “{what}” ({field})."))
                .naming(FactName::MetaSays, Some(format!("{what} ({field})")))
        }
    }
}

fn capability(detail: &Value) -> Told {
    match account::limit_in(detail) {
        Some(MessagingLimit::Customers(customers)) => {
            let words = format!("Meta lets this business write first to {customers} customers in 24 hours.");
            Told::new(NoticeKind::LimitOfCustomers, Severity::Info, words)
                .naming(FactName::Customers, Some(customers))
        }
        Some(MessagingLimit::Unlimited) => {
            let words = "Meta lets this business write first to any number of customers.";
            Told::new(NoticeKind::LimitNone, Severity::Info, words)
        }
        None => {
            let words = "Meta has changed how much this business may send.";
            Told::new(NoticeKind::LimitChanged, Severity::Info, words)
        }
    }
}

fn account_update(event: &str, detail: &Value) -> Told {
    use NoticeKind as Kind;
    use Severity::{Critical, Info, Warning};
    match event {
        "ACCOUNT_RESTRICTION" => restriction(detail),
        "DISABLED_UPDATE" => ban(detail),
        "ACCOUNT_VIOLATION" => {
            let what = detail.get("violation_info").and_then(|info| lenient::text(info, "violation_type"));
            let what = what.as_deref().map(short);
            let named = what.as_ref().map_or_else(String::new, |what| format!(" ({what})"));
            Told::new(Kind::RuleBroken, Warning, format!("Meta says the account broke its rules{named}."))
                .naming(FactName::MetaSays, what)
        }
        "ACCOUNT_DELETED" => {
            let words = "The WhatsApp account was deleted at Meta.";
            Told::new(Kind::AccountDeleted, Critical, words).restricts(None)
        }
        "ACCOUNT_OFFBOARDED" | "PARTNER_REMOVED" | "PARTNER_APP_UNINSTALLED" => {
            let why = detail.get("disconnection_info").and_then(|info| lenient::text(info, "reason"));
            let (kind, words) = offboarded(why.as_deref());
            Told::new(kind, Critical, words).restricts(None)
        }
        "ACCOUNT_RECONNECTED" => Told::new(Kind::Reconnected, Info, "The number is connected again.").lifts(),
        "VERIFIED_ACCOUNT" => Told::new(Kind::AccountVerified, Info, "Meta has verified the business."),
        other => {
            let what = short(other);
            Told::new(Kind::Other, Info, format!("Meta reports “{what}”."))
                .naming(FactName::MetaSays, Some(what))
        }
    }
}

/// Why a number that is on the phone as well lost its connection.
fn offboarded(why: Option<&str>) -> (NoticeKind, &'static str) {
    match why {
        Some("PRIMARY_INACTIVITY") => (
            NoticeKind::DisconnectedPhoneIdle,
            "The phone's app was not opened for two weeks, so Meta disconnected the number: open it and connect again.",
        ),
        Some("COMPANION_INACTIVITY") => (
            NoticeKind::DisconnectedProgramIdle,
            "Nothing was sent through Shopbell for a month, so Meta disconnected the number.",
        ),
        Some("CHANGE_NUMBER") => (
            NoticeKind::DisconnectedNumberChanged,
            "The phone's app changed its number, so Meta disconnected the old one.",
        ),
        Some("USER_RE_REGISTERED") => (
            NoticeKind::DisconnectedRegisteredAgain,
            "The number was registered on a phone again, so Meta disconnected it.",
        ),
        Some(_) | None => {
            (NoticeKind::Disconnected, "The number was disconnected at Meta or from the phone's app.")
        }
    }
}

fn restriction(detail: &Value) -> Told {
    let listed = lenient::list(detail, "restriction_info");
    // Named and empty: none is left. Not named at all is a restriction nobody describes.
    if listed.is_empty() && detail.get("restriction_info").is_some_and(Value::is_array) {
        let words = "Meta no longer restricts the account.";
        return Told::new(NoticeKind::RestrictionLifted, Severity::Info, words).lifts();
    }
    let kinds: Vec<String> =
        listed.iter().filter_map(|info| lenient::text(info, "restriction_type")).collect();
    let until = listed
        .iter()
        .filter_map(|info| lenient::integer(info, "expiration"))
        .max()
        .map(Timestamp::from_seconds);
    let has = |name: &str| kinds.iter().any(|kind| kind == name);
    let (kind, severity, what) = if has("RESTRICTED_CUSTOMER_INITIATED_MESSAGING") {
        (NoticeKind::RestrictedWholly, Severity::Critical, "not even answers may be sent")
    } else if has("RESTRICTED_BIZ_INITIATED_MESSAGING") {
        let what = "only customers who write first may be answered";
        (NoticeKind::RestrictedToAnswers, Severity::Critical, what)
    } else {
        (NoticeKind::RestrictedInPart, Severity::Warning, "some things may not be done")
    };
    let end = until.map_or_else(String::new, |until| format!(" until {until}"));
    Told::new(kind, severity, format!("Meta has restricted the account{end}: {what}."))
        .naming(FactName::EndsAt, until)
        .restricts(until)
}

fn ban(detail: &Value) -> Told {
    use NoticeKind as Kind;
    use Severity::{Critical, Info};
    let info = detail.get("ban_info").unwrap_or(&Value::Null);
    let state = lenient::text(info, "waba_ban_state").or_else(|| {
        lenient::list(info, "waba_ban_state").first().and_then(|state| state.as_str().map(str::to_owned))
    });
    match state.as_deref() {
        Some("REINSTATE") => {
            Told::new(Kind::AccountGivenBack, Info, "Meta has given the account back.").lifts()
        }
        Some("SCHEDULE_FOR_DISABLE") => {
            let day = lenient::text(info, "waba_ban_date").as_deref().map(short);
            let named = day.as_ref().map_or_else(String::new, |day| format!(" on {day}"));
            let words = format!("Meta will disable the account{named}: ask for a review now.");
            Told::new(Kind::AccountWillBeDisabled, Critical, words).naming(FactName::MetaSays, day)
        }
        Some(_) | None => {
            let words = "Meta has disabled the account: ask for a review.";
            Told::new(Kind::AccountDisabled, Critical, words).restricts(None)
        }
    }
}

fn alert(detail: &Value) -> Told {
    let info = detail.get("alert_info").unwrap_or(detail);
    let severity = match lenient::text(info, "alert_severity").as_deref() {
        Some("CRITICAL") => Severity::Critical,
        Some("WARNING") => Severity::Warning,
        Some(_) | None => Severity::Info,
    };
    let said = ["alert_description", "alert_type"].iter().find_map(|key| lenient::text(info, key));
    let said = said.as_deref().map(short);
    let words = said.as_deref().unwrap_or("look into WhatsApp Manager");
    Told::new(NoticeKind::Warning, severity, format!("Meta warns: {words}")).naming(FactName::MetaSays, said)
}

fn name(decision: &str, detail: &Value) -> Told {
    use NoticeKind as Kind;
    use Severity::{Info, Warning};
    let name = short(&lenient::text(detail, "requested_verified_name").unwrap_or_default());
    let told = match decision {
        "APPROVED" => Told::new(Kind::NameAccepted, Info, format!("Meta has accepted the name “{name}”.")),
        "REJECTED" | "DECLINED" => {
            let why = lenient::text(detail, "rejection_reason").filter(|why| why != "NONE");
            let why = why.as_deref().map(short);
            let named = why.as_ref().map_or_else(String::new, |why| format!(" ({why})"));
            Told::new(Kind::NameRejected, Warning, format!("Meta has not accepted the name “{name}”{named}."))
                .naming(FactName::MetaSays, why)
        }
        _ => Told::new(Kind::NameInReview, Info, format!("Meta is looking at the name “{name}”.")),
    };
    told.naming(FactName::DisplayName, Some(name).filter(|name| !name.is_empty()))
}

fn security(event: &str) -> Told {
    let (kind, words) = match event {
        "PIN_CHANGED" => (
            NoticeKind::PinChanged,
            "The number's two-step PIN was changed. If nobody of the shop did it, somebody may be taking the number over.",
        ),
        "PIN_RESET_REQUEST" => (
            NoticeKind::PinResetAsked,
            "Somebody asked Meta to reset the number's two-step PIN. If it was nobody of the shop, act now.",
        ),
        _ => (
            NoticeKind::PinReset,
            "The number's two-step PIN was reset. If nobody of the shop did it, somebody may be taking the number over.",
        ),
    };
    Told::new(kind, Severity::Critical, words)
}

fn short(words: &str) -> String {
    words.chars().filter(|letter| !letter.is_control()).take(WORDS_LIMIT_CHARACTERS).collect()
}
