//! What Meta says a month cost, beside what we counted.
//!
//! Meta's own figures are approximate and late; a difference is shown, never corrected.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::calendar;
use super::store::{self, By, Reconciliation};
use super::types;
use crate::clock::Timestamp;
use crate::jobs::{Job, JobError};
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers;
use crate::whatsapp::wire::graph::CallError;
use crate::whatsapp::wire::parse::lenient;

/// Why it could not be compared.
#[derive(Debug, thiserror::Error)]
pub(in crate::whatsapp) enum ReconcileError {
    #[error("no number is connected")]
    NotConnected,
    #[error("this is no month")]
    NoMonth,
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// An account of the shop, and the month's first moment and the next one's by its own calendar.
type Account = (numbers::Access, (Timestamp, Timestamp));

/// Asks Meta about every account in use, and keeps the two sums side by side.
pub(in crate::whatsapp) async fn reconcile(
    whatsapp: &WhatsApp,
    month: &str,
) -> Result<Reconciliation, ReconcileError> {
    let room = whatsapp.clone();
    let asked = month.to_owned();
    let accounts = whatsapp
        .db
        .read(move |conn| {
            let mut accounts = Vec::new();
            for connection in numbers::in_use(conn)?.into_iter().filter(|known| !known.is_practice()) {
                if let Some(access) = numbers::access(&room, &connection)?
                    && accounts.iter().all(|(known, _): &Account| known.waba_id != access.waba_id)
                {
                    let bounds = calendar::of(conn, connection.id)?.calendar.bounds(&asked);
                    accounts.push((access, bounds.ok_or(ReconcileError::NoMonth)?));
                }
            }
            Ok::<_, ReconcileError>(accounts)
        })
        .await?;
    if accounts.is_empty() {
        return Err(ReconcileError::NotConnected);
    }
    let (mut messages, mut micros) = (0, 0);
    for (access, (start, end)) in accounts {
        let field = format!(
            "pricing_analytics.start({}).end({}).granularity(DAILY).dimensions([\"PRICING_CATEGORY\",\"PRICING_TYPE\",\"COUNTRY\",\"PHONE\"])",
            start.as_seconds(),
            end.as_seconds()
        );
        let query = [("fields", field.as_str())];
        let answer = whatsapp.graph.get(&access.base, &access.token, &[&access.waba_id], &query).await?;
        for point in points(&answer) {
            messages += lenient::integer(point, "volume").unwrap_or(0);
            micros += in_micros(point.get("cost"));
        }
    }
    let month = month.to_owned();
    let now = whatsapp.clock.now();
    let kept = whatsapp.db.write(move |tx| {
        let ours = store::groups(tx, &month, None, By::Category)?;
        let found = Reconciliation {
            checked_at: now,
            ours_micros: ours.iter().map(|group| group.micros).sum(),
            theirs_micros: micros,
            ours_messages: ours.iter().map(|group| group.messages).sum(),
            theirs_messages: messages,
        };
        store::keep_reconciliation(tx, &month, &found)?;
        tx.announce(super::TOPIC, &month);
        Ok::<_, StorageError>(found)
    });
    Ok(kept.await?)
}

/// Days of a new month in which Meta may still add to the one before.
const LATE_DAYS: i8 = 3;

/// Once a day what was counted is put beside Meta's own figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReconcilePrices {}

impl Job for ReconcilePrices {
    const KIND: &'static str = "whatsapp_reconcile_prices";
    /// The next day compares anew anyway.
    const MAX_ATTEMPTS: u32 = 4;

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

impl WhatsApp {
    /// Runs [`ReconcilePrices`].
    pub async fn reconcile_prices(&self) -> Result<(), JobError> {
        reconcile_now(self).await.map_err(|error| JobError::Retry(error.into()))
    }
}

/// Compares this month, and the one before while Meta may still add to it. Without a number there is nothing to compare.
pub(super) async fn reconcile_now(whatsapp: &WhatsApp) -> Result<(), ReconcileError> {
    let now = whatsapp.clock.now();
    let today = whatsapp
        .db
        .read(move |conn| Ok::<_, StorageError>(calendar::meant(conn, None)?.calendar.day(now)))
        .await?;
    let mut months = vec![types::month_of(today)];
    if today.day() <= LATE_DAYS
        && let Ok(before) = today.first_of_month().yesterday()
    {
        months.push(types::month_of(before));
    }
    for month in months {
        match reconcile(whatsapp, &month).await {
            Ok(_) | Err(ReconcileError::NotConnected) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The points of an answer, one level deep or two.
fn points(answer: &Value) -> Vec<&Value> {
    let analytics = answer.get("pricing_analytics").unwrap_or(&Value::Null);
    let deeper = lenient::list(analytics, "data");
    let inner = deeper.into_iter().flat_map(|data| lenient::list(data, "data_points"));
    lenient::list(analytics, "data_points").into_iter().chain(inner).collect()
}

/// An amount as Meta writes it, a JSON number, read by its digits; beyond six decimals it is cut.
fn in_micros(cost: Option<&Value>) -> i64 {
    let text = match cost {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => return 0,
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let digits: String = fraction.chars().take(6).collect();
    format!("{whole}{digits:0<6}").parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn amounts_are_read_by_their_digits() {
        for (cost, micros) in [
            (json!(0.0212), 21_200),
            (json!("3"), 3_000_000),
            (json!(12.345_678_9), 12_345_678),
            (json!(null), 0),
        ] {
            assert_eq!(in_micros(Some(&cost)), micros, "{cost}");
        }
    }
}
