//! A broadcast to many: whom it is for is written down in pieces, and nobody urgent waits for all of them.

use std::collections::BTreeSet;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use shopbell::practice::meta::Template;
use shopbell::storage::{StorageError, WriteTx};

use crate::support::TestApp;

/// Customers who agreed, planted beside the one who wrote.
const MANY: i64 = 2_000;
/// Only a test that fails waits so long.
const HANGS: Duration = Duration::from_mins(2);

fn plant(tx: &WriteTx) -> Result<(), StorageError> {
    let each = format!("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY})");
    let number = "(SELECT id FROM whatsapp_connection WHERE status = 'connected')";
    tx.execute_batch(&format!(
        "{each} INSERT INTO contact (id, name, created_at_ms) SELECT i, 'Bea', 0 FROM n;
         {each} INSERT INTO contact_alias (id, contact_id, kind, value, scope, first_seen_at_ms, last_seen_at_ms)
         SELECT i, i, 'phone', '39320' || (1000000 + i), 'practice', 0, 0 FROM n;
         {each} INSERT INTO conversation (id, contact_id, channel, channel_account, practice, sort_key, created_at_ms)
         SELECT i, i, 'whatsapp', {number}, 1, i, 0 FROM n;
         {each} INSERT INTO consent_evidence (id, contact_id, at_ms, source, words)
         SELECT i, i, 1, 'form', 'Newsletter' FROM n;"
    ))
}

/// How many customers were written down at each urgent write, until all are.
async fn seen_by_urgent_writes(test: &TestApp) -> BTreeSet<i64> {
    let written = "SELECT count(*) FROM whatsapp_broadcast_recipient";
    let mut seen = BTreeSet::new();
    while seen.last().is_none_or(|last| *last < MANY) {
        let now = test.app.db.write::<_, StorageError>(move |tx| tx.one(written, [], |row| row.get(0)));
        seen.insert(now.await.unwrap());
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn urgent_writes_get_in_between_the_pieces_of_a_long_plan() {
    let test = TestApp::start().await;
    let body = json!({"type": "BODY", "text": "Da oggi le salsicce costano meno: venite a trovarci."});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("offerta", "it", "MARKETING", "POSITIONAL", vec![body]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let template = test.get("/whatsapp/templates?q=offerta").await.json["items"][0].clone();
    test.app.db.write(plant).await.unwrap();
    let draft = json!({"name": "Salsicce", "template_id": template["id"]});
    let made = test.post("/broadcasts", draft).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json);
    let path = format!("/broadcasts/{}", made.json["id"].as_str().unwrap());
    let preview = test.post(&format!("{path}/preview"), json!({})).await.json;
    assert_eq!(preview["recipients"], MANY, "{preview}");

    assert_eq!(test.post(&format!("{path}/start"), json!({})).await.status, StatusCode::OK);
    let both = async { tokio::join!(test.app.run_due(), seen_by_urgent_writes(&test)) };
    let (planned, seen) = tokio::time::timeout(HANGS, both).await.expect("not everybody is written down");
    planned.unwrap();
    let between = seen.iter().filter(|written| (1..MANY).contains(*written)).count();
    assert!(between > 0, "the writer was held from the first customer to the last: {seen:?}");

    test.post(&format!("{path}/stop"), json!({})).await;
    test.advance(Duration::from_mins(5));
    test.run_jobs().await;
    let counts = test.get(&path).await.json["counts"].clone();
    let all: i64 = counts.as_object().unwrap().values().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(all, MANY, "everybody once: {counts}");
    test.stop().await;
}
