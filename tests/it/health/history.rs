//! What became of signals: shares with the number of cases they are of, and the first reply.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::ids::{ContactId, SignalId};
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, Planted, free_id, plant};
use super::signals;
use crate::support::TestApp;

/// A signal that was decided so long ago, and what its customer did how long after.
struct Past {
    status: &'static str,
    reason: Option<&'static str>,
    ago: Duration,
    wrote_after: Option<Duration>,
    ordered_after: Option<Duration>,
}

fn sent(ago: Duration) -> Past {
    Past { status: "sent", reason: None, ago, wrote_after: None, ordered_after: None }
}

fn dismissed(ago: Duration, reason: &'static str) -> Past {
    Past { status: "dismissed", reason: Some(reason), ..sent(ago) }
}

fn keep(tx: &WriteTx, contact: ContactId, past: &Past) -> Result<(), StorageError> {
    let at = tx.now().minus(past.ago);
    let id: SignalId = tx.new_id();
    tx.execute(
        "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms,
                seen_at_ms, status_at_ms, dismiss_reason, message_id)
         VALUES (?1, 'customers', 'silent_after_activity', CAST(?2 AS TEXT), ?2, '{}', 1, ?3, ?4, ?4, ?4, ?5, iif(?3 = 'sent', 1, NULL))",
        (id, contact, past.status, at, past.reason),
    )?;
    if let Some(after) = past.wrote_after {
        let wrote = at.plus(after);
        tx.execute(
            "INSERT INTO message (id, conversation_id, direction, author, kind, text, state, sent_at_ms, stored_at_ms)
             SELECT ?1, id, 'in', 'customer', 'text', 'Ciao', 'received', ?2, ?2 FROM conversation WHERE contact_id = ?3",
            (free_id(tx, wrote)?, wrote, contact),
        )?;
    }
    if let Some(after) = past.ordered_after {
        tx.execute(
            "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, state, currency, total_micros,
                    refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
             VALUES (?1, 'api', '', CAST(?1 AS TEXT), 'contact', ?2, 'paid', 'EUR', 1, 0, ?3, ?3, ?3)",
            (tx.new_id::<SignalId>(), contact, at.plus(after)),
        )?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_share_says_of_how_many_cases_it_is() {
    let test = TestApp::start().await;
    let past = vec![
        Past { wrote_after: Some(HOUR * 5), ..sent(DAY * 20) },
        Past { wrote_after: Some(DAY * 3), ..sent(DAY * 20) },
        Past { ordered_after: Some(DAY * 6), ..sent(DAY * 9) },
        Past { wrote_after: Some(DAY * 8), ..sent(DAY * 20) },
        Past { wrote_after: Some(HOUR), ..sent(DAY * 2) },
        sent(HOUR),
        Past { wrote_after: Some(DAY), ..dismissed(DAY * 10, "wrong") },
        dismissed(DAY * 10, "wrong"),
        dismissed(DAY, "not_now"),
        Past { status: "self_resolved", ..sent(DAY * 3) },
    ];
    let names = (0..past.len()).map(|place| Planted::named(&format!("customer {place}")));
    let people = plant(&test, names.collect()).await;
    let write =
        move |tx: &WriteTx| past.iter().zip(&people).try_for_each(|(past, contact)| keep(tx, *contact, past));
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    let effects = test.get("/health/effects").await.json;
    let one = &effects["items"][0];
    assert_eq!(
        (&one["sent"], &one["self_resolved"], &one["wrong"], &one["not_now"], &one["open"]),
        (&json!(6), &json!(1), &json!(2), &json!(1), &json!(0)),
        "{one}"
    );
    assert_eq!(one["after_sent"]["replied_in_a_day"], json!({ "count": 2, "sample": 5 }), "{one}");
    assert_eq!(one["after_sent"]["back_in_a_week"], json!({ "count": 3, "sample": 4 }), "{one}");
    assert_eq!(one["dismissed_back_in_a_week"], json!({ "count": 1, "sample": 2 }), "{one}");
    let replied = signals(&test, "sent").await;
    let replies = replied.iter().filter(|signal| signal["first_reply_at"] != Value::Null).count();
    assert_eq!(replies, 4);
    assert_eq!(test.get("/health/effects?days=0").await.code(), "invalid_query");
    test.stop().await;
}
