//! A signal somebody wrote in SQL: what its answer must hold, and how its rows become findings.

use rusqlite::types::Value as Sql;
use serde_json::{Map, Number, Value};

use super::ask::{Found, MOST_FINDINGS, Whom};
use super::store::own as store;
use super::types::{FaultCode, Finding, Purpose};
use crate::clock::Timestamp;
use crate::ids::{ContactId, Id as _};
use crate::storage::{Answered, Guarded, GuardedError, ReadConn, StorageError, Unasked};

/// The column that says which customer a row is about.
const CONTACT: &str = "contact_id";
/// Columns of evidence, and letters of one's name.
const MOST_EVIDENCE: usize = 12;
const LONGEST_NAME: usize = 40;

/// Why a text is no signal.
#[derive(Debug, Clone)]
pub(super) enum NoSignal {
    Unasked(Unasked),
    /// A column the scanner needs.
    Missing(&'static str),
    /// It says of nothing why a customer was found.
    NoEvidence,
    /// A column whose name is no key: `snake_case`, each once, so many at most.
    Name(String),
    /// A row whose customer is not given as a number.
    NoContact(String),
    Storage(StorageError),
}

impl From<GuardedError> for NoSignal {
    fn from(error: GuardedError) -> Self {
        match error {
            GuardedError::Unasked(why) => Self::Unasked(why),
            GuardedError::Storage(error) => Self::Storage(error),
        }
    }
}

impl From<StorageError> for NoSignal {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

fn given(now: Timestamp) -> [(&'static str, Sql); 1] {
    [(":now_ms", Sql::Integer(now.as_millis()))]
}

impl NoSignal {
    /// As it is kept beside the detector.
    pub fn fault(&self) -> FaultCode {
        match self {
            Self::Unasked(_) => FaultCode::Query,
            Self::Missing(_) | Self::NoEvidence | Self::Name(_) | Self::NoContact(_) | Self::Storage(_) => {
                FaultCode::Answer
            }
        }
    }

    /// For whoever mends it.
    pub fn words(&self) -> String {
        match self {
            Self::Unasked(Unasked::Said(said)) => said.clone(),
            Self::Unasked(Unasked::Table(_, said)) if !said.is_empty() => said.clone(),
            Self::Unasked(Unasked::Table(name, _)) => format!("{name} is no published view"),
            Self::Unasked(Unasked::Function(name)) => format!("{name} may not be used"),
            Self::Unasked(Unasked::Parameter(name)) => format!("nobody gives {name}"),
            Self::Unasked(Unasked::TooLarge) => "a value grew too large".to_owned(),
            Self::Unasked(Unasked::Recursive) => "a question may not call itself".to_owned(),
            Self::Unasked(Unasked::Several) => "more than one statement".to_owned(),
            Self::Unasked(Unasked::Empty | Unasked::TooLong | Unasked::NotReading) => {
                "no question".to_owned()
            }
            Self::Missing(column) => format!("no column {column}"),
            Self::NoEvidence => "no column beside contact_id".to_owned(),
            Self::Name(column) => format!("the column {column} needs another name"),
            Self::NoContact(value) => format!("{value} is no contact_id"),
            Self::Storage(error) => error.to_string(),
        }
    }
}

/// Looks at a text without asking it.
pub(super) fn check(guarded: &Guarded, sql: &str, now: Timestamp) -> Result<(), NoSignal> {
    columns(&guarded.columns(sql, &given(now))?).map(drop)
}

/// The place of the customer's column, and the keys of the others.
fn columns(columns: &[String]) -> Result<(usize, Vec<String>), NoSignal> {
    let names: Vec<String> = columns.iter().map(|name| name.to_ascii_lowercase()).collect();
    let contact = names.iter().position(|name| name == CONTACT).ok_or(NoSignal::Missing(CONTACT))?;
    if names.len() == 1 {
        return Err(NoSignal::NoEvidence);
    }
    for (place, name) in names.iter().enumerate() {
        let is_key = name.starts_with(|letter: char| letter.is_ascii_lowercase())
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
            && name.len() <= LONGEST_NAME;
        if !is_key || names[..place].contains(name) || names.len() > MOST_EVIDENCE + 1 {
            return Err(NoSignal::Name(columns[place].clone()));
        }
    }
    Ok((contact, names))
}

/// Asks; of a customer who is named twice the first row counts.
pub(super) fn ask(guarded: &mut Guarded, sql: &str, whom: Whom, now: Timestamp) -> Result<Found, NoSignal> {
    let (place, names) = columns(&guarded.columns(sql, &given(now))?)?;
    let mut seen = std::collections::HashSet::new();
    let mut wrong = None;
    let answered = guarded.ask(sql, &given(now), MOST_FINDINGS, |row| match (&row[place], whom) {
        (Sql::Null, _) => false,
        (Sql::Integer(id), Whom::Everybody) => seen.insert(*id),
        (Sql::Integer(id), Whom::One(contact)) => *id == contact.as_i64() && seen.insert(*id),
        (other, _) => {
            wrong.get_or_insert_with(|| shown(other));
            false
        }
    })?;
    match wrong {
        Some(value) => Err(NoSignal::NoContact(value)),
        None => Ok(findings(answered, place, &names)),
    }
}

fn findings(answered: Answered, contact: usize, names: &[String]) -> Found {
    let finding = |row: Vec<Sql>| {
        let Sql::Integer(id) = row[contact] else { return None };
        let evidence = names.iter().zip(row).filter(|(name, _)| *name != CONTACT);
        let evidence: Map<String, Value> =
            evidence.map(|(name, value)| (name.clone(), json(value))).collect();
        Some(Finding { subject: id.to_string(), contact: Some(ContactId::from_i64(id)), evidence })
    };
    Found { findings: answered.rows.into_iter().filter_map(finding).collect(), more: answered.more }
}

/// Those among them who are customers the shop may write to for this purpose.
pub(super) fn reachable(conn: &ReadConn, mut found: Found, purpose: Purpose) -> Result<Found, StorageError> {
    let ids: Vec<i64> =
        found.findings.iter().filter_map(|one| one.contact).map(crate::ids::Id::as_i64).collect();
    let reachable = store::reachable(conn, &ids, purpose)?;
    found.findings.retain(|one| one.contact.is_some_and(|contact| reachable.contains(&contact)));
    Ok(found)
}

fn json(value: Sql) -> Value {
    match value {
        Sql::Null => Value::Null,
        Sql::Integer(number) => number.into(),
        Sql::Real(number) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        Sql::Text(text) => Value::String(text),
        Sql::Blob(bytes) => Value::String(format!("{} bytes", bytes.len())),
    }
}

/// A value as it is told to whoever wrote the question.
fn shown(value: &Sql) -> String {
    match value {
        Sql::Null => "NULL".to_owned(),
        Sql::Integer(number) => number.to_string(),
        Sql::Real(number) => number.to_string(),
        Sql::Text(text) => text.chars().take(LONGEST_NAME).collect(),
        Sql::Blob(bytes) => format!("{} bytes", bytes.len()),
    }
}
