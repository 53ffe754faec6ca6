//! This install's own report: counts and states from the views, and nothing that says who a customer is.

use sha2::{Digest as _, Sha256};

use super::store::figures::{self, NumberRow};
use super::types::{
    BackupReport, MOST_NUMBERS, ModelReport, NumberReport, NumberStanding, QueueReport, Report, SCHEMA,
    WEEKS, WeekReport,
};
use crate::accounts;
use crate::clock::Timestamp;
use crate::health::facts::{ChosenModel, Facts};
use crate::jobs;
use crate::storage::{self, ReadConn, StorageError};

/// Letters of the word that names a number.
const KEY_LETTERS: usize = 10;

/// How this install is now.
pub(super) fn compose(
    conn: &ReadConn,
    facts: Facts,
    nonce: &str,
    now: Timestamp,
) -> Result<Report, StorageError> {
    let install = storage::instance_id(conn)?.unwrap_or_default();
    let weeks = figures::weeks(conn, now, WEEKS)?;
    let numbers = figures::numbers(conn, MOST_NUMBERS)?;
    let number = |row: NumberRow| {
        let mut counted = vec![WeekReport::default(); WEEKS];
        for week in weeks.iter().filter(|week| week.account == row.account) {
            if let Some(slot) = usize::try_from(week.back).ok().and_then(|back| counted.get_mut(back)) {
                (slot.inbound, slot.outbound) = (week.inbound, week.outbound);
            }
        }
        number_report(&install, &row, counted)
    };
    Ok(Report {
        schema: SCHEMA,
        readable_from: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at_ms: now.as_millis(),
        nonce: nonce.to_owned(),
        language: accounts::shop(conn)?.language,
        numbers: numbers.into_iter().map(number).collect(),
        chat: model(facts.chat),
        embedding: model(facts.embedding),
        backup: BackupReport {
            state: facts.backup_state,
            at_ms: facts.backup_at.map(Timestamp::as_millis),
            failing_since_ms: facts.backup_failing_since.map(Timestamp::as_millis),
        },
        queues: QueueReport {
            needs_person: figures::needs_person(conn)?,
            unanswered: figures::unanswered(conn)?,
            jobs_waiting: jobs::waiting(conn)?,
            jobs_dead: jobs::dead(conn)?,
        },
        install,
    })
}

fn number_report(install: &str, row: &NumberRow, weeks: Vec<WeekReport>) -> NumberReport {
    let standing = match (row.status.as_str(), row.down_since) {
        (_, Some(_)) => NumberStanding::Down,
        ("connected", None) => NumberStanding::Connected,
        _ => NumberStanding::Unfinished,
    };
    let millis = |at: Option<Timestamp>| at.map(Timestamp::as_millis);
    let is_connected = standing == NumberStanding::Connected;
    NumberReport {
        key: key(install, row.account),
        live: row.live,
        standing,
        set_up_at_ms: row.created.as_millis(),
        first_inbound_at_ms: millis(row.first_inbound),
        last_inbound_at_ms: millis(row.last_inbound),
        down_since_ms: millis(row.down_since),
        connected_since_ms: millis(row.connected_since.filter(|_| is_connected)),
        weeks,
    }
}

/// A word for a number that stays the same and says nothing of its digits.
fn key(install: &str, account: i64) -> String {
    let mut word = hex::encode(Sha256::digest(format!("{install}:{account}").as_bytes()));
    word.truncate(KEY_LETTERS);
    word
}

fn model(chosen: ChosenModel) -> ModelReport {
    let ChosenModel { provider, model, dimensions, at_home } = chosen;
    ModelReport { at_home: at_home && !provider.is_empty(), provider, model, dimensions }
}
