//! One detector asked: with its numbers, the facts and the customers meant; what it finds, or why it could not be asked.
//!
//! Reads only. A question that is asked of one customer is the same question with narrower bounds.

use rusqlite::ToSql;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::detectors::{Bound, Detector, KNOWN_MODELS};
use super::facts::{ChosenModel, Facts};
use super::types::{FaultCode, Finding, Scope};
use crate::clock::Timestamp;
use crate::ids::{ContactId, Id as _};
use crate::storage::{ReadConn, StorageError};

/// Findings of one run that are kept. With more the rest waits until these are seen to.
pub(super) const MOST_FINDINGS: usize = 5_000;

/// What every question may name beside its own numbers.
#[cfg(test)]
pub(super) const GIVEN: [&str; 18] = [
    "now_ms",
    "first_contact",
    "last_contact",
    "zone_offset_ms",
    "closed_days",
    "known_models",
    "chat_provider",
    "chat_model",
    "chat_at_home",
    "embedding_provider",
    "embedding_model",
    "embedding_dimensions",
    "embedding_at_home",
    "backup_state",
    "backup_at_ms",
    "backup_failing_since_ms",
    "free_bytes",
    "database_bytes",
];

/// Of whom it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    Everybody,
    One(ContactId),
}

/// What a run found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub findings: Vec<Finding>,
    /// There are more: whatever is not among these may be true all the same.
    pub more: bool,
}

/// Asks.
pub(super) fn ask(
    conn: &ReadConn,
    detector: &Detector,
    facts: &Facts,
    whom: Whom,
    now: Timestamp,
) -> Result<Found, StorageError> {
    let contact = match detector.scope {
        Scope::Customers | Scope::Fleet => "contact_id",
        Scope::Itself => "NULL",
    };
    let limit = MOST_FINDINGS + 1;
    let sql = format!(
        "SELECT CAST(subject AS TEXT) AS subject, {contact} AS contact_id, evidence FROM (\n{}\n) LIMIT {limit}",
        detector.sql()
    );
    let values: Vec<(String, Sql)> = detector
        .parameters()
        .into_iter()
        .filter_map(|name| Some((format!(":{name}"), value(name, detector, facts, whom, now)?)))
        .collect();
    let bound: Vec<(&str, &dyn ToSql)> =
        values.iter().map(|(name, value)| (name.as_str(), value as &dyn ToSql)).collect();
    let mut findings = conn.all(&sql, bound.as_slice(), |row| {
        let evidence: String = row.get("evidence")?;
        let Ok(Value::Object(evidence)) = serde_json::from_str(&evidence) else {
            return Err(rusqlite::types::FromSqlError::InvalidType.into());
        };
        Ok(Finding { subject: row.get("subject")?, contact: row.get("contact_id")?, evidence })
    })?;
    let more = findings.len() > MOST_FINDINGS;
    findings.truncate(MOST_FINDINGS);
    Ok(Found { findings, more })
}

/// Why it could not be asked; nothing when that is no fault of the question's.
pub(super) fn fault(error: &StorageError) -> Option<FaultCode> {
    match error {
        StorageError::TookTooLong => Some(FaultCode::TookTooLong),
        StorageError::Corrupt(_) => Some(FaultCode::Answer),
        StorageError::Sqlite(cause) if !error.is_fatal() => Some(match cause.as_ref() {
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => FaultCode::Answer,
            _refused => FaultCode::Query,
        }),
        StorageError::Sqlite(_) | StorageError::Full | StorageError::Stopped | StorageError::Panicked => None,
    }
}

/// One parameter; its own numbers first.
fn value(name: &str, detector: &Detector, facts: &Facts, whom: Whom, now: Timestamp) -> Option<Sql> {
    if let Some((_, number)) = detector.numbers.iter().find(|(own, _)| own == name) {
        return Some(Sql::Integer(*number));
    }
    if let Some((_, bound)) = detector.bound.iter().find(|(own, _)| own == name) {
        return Some(match bound {
            Bound::Nothing => Sql::Null,
            Bound::Number(number) => Sql::Integer(*number),
            Bound::Text(text) => Sql::Text(text.clone()),
        });
    }
    let (first, last) = match whom {
        Whom::Everybody => (0, i64::MAX),
        Whom::One(contact) => (contact.as_i64(), contact.as_i64()),
    };
    let number = |number: u64| Sql::Integer(i64::try_from(number).unwrap_or(i64::MAX));
    let moment = |moment: Option<Timestamp>| moment.map_or(Sql::Null, |at| Sql::Integer(at.as_millis()));
    Some(match name {
        "now_ms" => Sql::Integer(now.as_millis()),
        "first_contact" => Sql::Integer(first),
        "last_contact" => Sql::Integer(last),
        "zone_offset_ms" => Sql::Integer(facts.zone_offset_ms),
        "closed_days" => Sql::Text(closed_days(facts)),
        "known_models" => Sql::Text(KNOWN_MODELS.clone()),
        "chat_provider" => Sql::Text(facts.chat.provider.clone()),
        "chat_model" => Sql::Text(facts.chat.model.clone()),
        "chat_at_home" => at_home(&facts.chat),
        "embedding_provider" => Sql::Text(facts.embedding.provider.clone()),
        "embedding_model" => Sql::Text(facts.embedding.model.clone()),
        "embedding_dimensions" => facts.embedding.dimensions.map_or(Sql::Null, |many| number(many.into())),
        "embedding_at_home" => at_home(&facts.embedding),
        "backup_state" => Sql::Text(facts.backup_state.clone()),
        "backup_at_ms" => moment(facts.backup_at),
        "backup_failing_since_ms" => moment(facts.backup_failing_since),
        "free_bytes" => facts.free_bytes.map_or(Sql::Null, number),
        "database_bytes" => number(facts.database_bytes),
        _unknown => return None,
    })
}

fn at_home(chosen: &ChosenModel) -> Sql {
    Sql::Integer(i64::from(chosen.at_home && !chosen.provider.is_empty()))
}

fn closed_days(facts: &Facts) -> String {
    let days: Vec<[i64; 2]> =
        facts.closed_days.iter().map(|(from, to)| [from.as_millis(), to.as_millis()]).collect();
    serde_json::to_string(&days).unwrap_or_else(|_| "[]".to_owned())
}
