//! What Meta says about a number's account that others count by: the time zone of its bills, how many customers a day it
//! may write to first, and how many messages a second it may send.
//!
//! Asked for whenever the doctor looks, and told by webhooks. What Meta leaves out now stays as it was last known; a
//! failed question changes nothing.

use serde_json::Value;

use super::meta::Meta;
use super::published::changed;
use super::store::account as store;
use super::{Place, access, open};
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::Throughput;
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::wire::parse::lenient;

/// Meta's numbers of time zones, as its reference of time zone ids lists them.
const TIME_ZONES: &str = include_str!("time_zones.txt");
/// The fields that carry the limit: today's, and the one before.
const LIMIT_FIELDS: [&str; 2] = ["whatsapp_business_manager_messaging_limit", "messaging_limit_tier"];
/// The field that carries the level of messages a second.
const THROUGHPUT: &str = "throughput";
/// What Meta writes instead of a number when there is no limit.
const NO_LIMIT: i64 = -1;

/// How many customers a business may write to first in 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum MessagingLimit {
    Customers(i64),
    Unlimited,
}

impl MessagingLimit {
    /// A tier such as `TIER_2K`, or a number of customers.
    fn read(told: &Value) -> Option<Self> {
        let text = match told {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
        };
        let tier = text.trim().trim_start_matches("TIER_");
        if tier == "UNLIMITED" {
            return Some(Self::Unlimited);
        }
        let (digits, unit) = tier.strip_suffix('K').map_or((tier, 1), |thousands| (thousands, 1_000));
        Self::kept(digits.parse::<i64>().ok()?.checked_mul(unit)?)
    }

    pub(in crate::whatsapp) fn kept(number: i64) -> Option<Self> {
        match number {
            NO_LIMIT => Some(Self::Unlimited),
            customers if customers > 0 => Some(Self::Customers(customers)),
            _no_limit_at_all => None,
        }
    }

    pub(in crate::whatsapp) const fn to_keep(self) -> i64 {
        match self {
            Self::Customers(customers) => customers,
            Self::Unlimited => NO_LIMIT,
        }
    }
}

/// What Meta told; what it left out is nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::whatsapp) struct Told {
    time_zone: Option<&'static str>,
    limit: Option<MessagingLimit>,
    high_throughput: Option<bool>,
}

impl Told {
    pub const fn has_limit(&self) -> bool {
        self.limit.is_some()
    }

    /// The same without the limit: Meta has told a later one.
    #[must_use]
    pub fn without_limit(self) -> Self {
        Self { limit: None, ..self }
    }
}

/// Asks Meta about the account of a connection. A question it does not answer is asked again another day.
pub(in crate::whatsapp) async fn learn(whatsapp: &WhatsApp, id: ConnectionId) -> Result<(), StorageError> {
    let Some(connection) = whatsapp.db.read(move |conn| access::by_id(conn, id)).await? else {
        return Ok(());
    };
    let token = open(whatsapp, &connection, Place::AccessToken)?;
    let base = whatsapp.graph_base(connection.environment);
    let (Some(token), Some(base)) = (token, base) else { return Ok(()) };
    let meta = Meta { graph: &whatsapp.graph, base, token };
    let asked = ask(&meta, connection.waba_id.as_deref(), connection.phone_number_id.as_deref()).await;
    let told = match asked {
        Ok(told) => told,
        Err(error) => {
            tracing::info!(connection.id = %id, error = %error, "Meta told nothing new about the account");
            return Ok(());
        }
    };
    whatsapp.db.write(move |tx| keep(tx, id, &told)).await
}

async fn ask(meta: &Meta<'_>, account: Option<&str>, number: Option<&str>) -> Result<Told, CallError> {
    let mut told = Told::default();
    if let Some(account) = account {
        let answer = meta.optional_node(account, "timezone_id").await?;
        told.time_zone =
            answer.and_then(|answer| lenient::text(&answer, "timezone_id")).and_then(|id| time_zone_of(&id));
    }
    let Some(number) = number else { return Ok(told) };
    let answer = meta.optional_node(number, THROUGHPUT).await?;
    told.high_throughput = answer.as_ref().and_then(is_high);
    for field in LIMIT_FIELDS {
        let answer = meta.optional_node(number, field).await?;
        told.limit = answer.as_ref().and_then(|answer| answer.get(field)).and_then(MessagingLimit::read);
        if told.limit.is_some() {
            break;
        }
    }
    Ok(told)
}

/// Whether a number is at Meta's high level; nothing while Meta gives it none.
fn is_high(answer: &Value) -> Option<bool> {
    let level = lenient::text(answer.get(THROUGHPUT)?, "level")?;
    match level.as_str() {
        "HIGH" => Some(true),
        "STANDARD" => Some(false),
        _none_given => None,
    }
}

/// The name of a time zone Meta numbers.
fn time_zone_of(id: &str) -> Option<&'static str> {
    let mut known = TIME_ZONES.lines().filter_map(|line| line.split_once(' '));
    known.find(|(number, _)| *number == id).map(|(_, name)| name)
}

/// The limit an announcement brings, if it brings one.
pub(in crate::whatsapp) fn limit_in(detail: &Value) -> Option<MessagingLimit> {
    let fields = ["max_daily_conversations_per_business", "current_limit"];
    fields.iter().find_map(|field| detail.get(field).and_then(MessagingLimit::read))
}

/// What an announcement tells that is counted by.
pub(in crate::whatsapp) fn told_in(event: &str, detail: &Value) -> Told {
    Told {
        limit: limit_in(detail),
        high_throughput: (event == "THROUGHPUT_UPGRADE").then_some(true),
        ..Told::default()
    }
}

/// Keeps what was told; what was not told stays.
pub(in crate::whatsapp) fn keep(tx: &WriteTx, id: ConnectionId, told: &Told) -> Result<(), StorageError> {
    let limit = told.limit.map(MessagingLimit::to_keep);
    if store::keep(tx, id, told.time_zone, limit, told.high_throughput)? {
        changed(tx, id)?;
    }
    Ok(())
}

/// The time zone Meta bills the number's account in; `None` while Meta has not told.
pub(in crate::whatsapp) fn time_zone(
    conn: &ReadConn,
    id: ConnectionId,
) -> Result<Option<String>, StorageError> {
    Ok(store::of(conn, id)?.and_then(|told| told.time_zone))
}

/// How many customers the number may write to first; `None` while Meta has not told.
pub(in crate::whatsapp) fn messaging_limit(
    conn: &ReadConn,
    id: ConnectionId,
) -> Result<Option<MessagingLimit>, StorageError> {
    Ok(store::of(conn, id)?.and_then(|told| told.messaging_limit).and_then(MessagingLimit::kept))
}

/// How many messages a second the number may send; the ordinary level while Meta has not told.
pub(in crate::whatsapp) fn throughput(conn: &ReadConn, id: ConnectionId) -> Result<Throughput, StorageError> {
    Ok(store::of(conn, id)?.map_or(Throughput::Standard, |told| {
        if told.coexistence {
            Throughput::SharedWithPhone
        } else if told.high_throughput {
            Throughput::High
        } else {
            Throughput::Standard
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_time_zone_meta_numbers_is_one() {
        assert_eq!(time_zone_of("74"), Some("Europe/Rome"));
        assert_eq!(time_zone_of("1"), Some("America/Los_Angeles"));
        assert_eq!((time_zone_of("0"), time_zone_of("Europe/Rome")), (None, None));
        for line in TIME_ZONES.lines() {
            let (_, name) = line.split_once(' ').unwrap();
            assert!(jiff::tz::TimeZone::get(name).is_ok(), "{line}");
        }
    }

    #[test]
    fn a_level_is_read_and_none_given_changes_nothing() {
        let told = |level: &str| is_high(&json!({"throughput": {"level": level}}));
        assert_eq!((told("HIGH"), told("STANDARD"), told("NOT_APPLICABLE")), (Some(true), Some(false), None));
        assert_eq!(is_high(&json!({})), None);
        assert_eq!(told_in("THROUGHPUT_UPGRADE", &json!({})).high_throughput, Some(true));
    }

    #[test]
    fn a_limit_is_read_in_every_form_it_is_told() {
        for (told, limit) in [
            (json!("TIER_250"), Some(MessagingLimit::Customers(250))),
            (json!("TIER_2K"), Some(MessagingLimit::Customers(2_000))),
            (json!("TIER_100K"), Some(MessagingLimit::Customers(100_000))),
            (json!("TIER_UNLIMITED"), Some(MessagingLimit::Unlimited)),
            (json!(10_000), Some(MessagingLimit::Customers(10_000))),
            (json!("10000"), Some(MessagingLimit::Customers(10_000))),
            (json!(-1), Some(MessagingLimit::Unlimited)),
            (json!(0), None),
            (json!("TIER_NOT_SET"), None),
            (json!("TIER_9999999999999999999K"), None),
            (json!(null), None),
        ] {
            assert_eq!(MessagingLimit::read(&told), limit, "{told}");
        }
    }
}
