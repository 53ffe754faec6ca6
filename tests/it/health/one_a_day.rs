//! One message a day to one customer, whoever sends it; and nothing is promised that is known not to go.

use serde_json::{Value, json};
use shopbell::ids::SignalId;
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, MINUTE, Planted, plant};
use super::{scan, signals};
use crate::support::TestApp;

const EVERYBODY: &str = "SELECT contact_id, count(*) AS messages FROM inbox_message_v1
    JOIN inbox_conversation_v1 USING (conversation_id) WHERE direction = 'in' GROUP BY contact_id";

/// A signal of the shop's own that goes by itself: forty cases of the past were right.
async fn goes_by_itself(test: &TestApp, name: &str, purpose: &str) -> String {
    let new = json!({ "name": name, "purpose": purpose, "sql": EVERYBODY });
    let made = test.post("/health/own", new).await;
    assert!(made.status.is_success(), "{}", made.json);
    let detector = made.json["detector"].as_str().unwrap().to_owned();
    let name = detector.clone();
    let write = move |tx: &WriteTx| {
        for _ in 0..40 {
            let id: SignalId = tx.new_id();
            tx.execute(
                "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status,
                        found_at_ms, seen_at_ms, status_at_ms, message_id)
                 VALUES (?1, 'customers', ?2, CAST(?1 AS TEXT), ?1, '{}', 1, 'sent', ?3, ?3, ?3, 1)",
                (id, &name, tx.now().minus(DAY * 30)),
            )?;
        }
        Ok(())
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    let on = test.put(&format!("/health/auto-send/{detector}"), json!({ "on": true })).await;
    assert_eq!(on.status, 200, "{}", on.json);
    detector
}

/// A customer who wrote an hour ago, and whose window ends so long from now.
async fn ana(test: &TestApp, window: std::time::Duration) {
    plant(test, vec![Planted::named("Ana").wrote(1, HOUR, HOUR).was_answered(MINUTE * 30)]).await;
    let write = move |tx: &WriteTx| {
        tx.execute("UPDATE conversation SET window_expires_at_ms = ?1", [tx.now().plus(window)]).map(drop)
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    scan(test).await;
}

async fn cards(test: &TestApp) -> Vec<Value> {
    let mut all = signals(test, "pending").await;
    all.retain(|one| one["scope"] == "customers");
    all
}

async fn card(test: &TestApp, id: &Value) -> Value {
    test.get(&format!("/health/signals/{}", id.as_str().unwrap())).await.json
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_go_by_themselves_to_one_customer_one_goes_and_the_other_says_so() {
    let test = TestApp::start().await;
    goes_by_itself(&test, "A", "utility").await;
    goes_by_itself(&test, "B", "utility").await;
    ana(&test, DAY * 30).await;
    let both = cards(&test).await;
    assert_eq!(both.len(), 2, "{both:?}");
    let (goes, waits) =
        if both[0]["send_at"].is_string() { (&both[0], &both[1]) } else { (&both[1], &both[0]) };
    assert_eq!(
        (&waits["send_at"], &waits["kept_back"], &waits["against"]),
        (&Value::Null, &json!("another_goes_first"), &Value::Null)
    );
    assert_eq!(
        (&waits["beside"][0]["id"], &waits["beside"][0]["send_at"], &goes["beside"][0]["id"]),
        (&goes["id"], &goes["send_at"], &waits["id"]),
        "each names the other: {waits} {goes}"
    );
    test.advance(MINUTE * 61);
    test.run_jobs().await;
    let sent = card(&test, &goes["id"]).await;
    assert_eq!((&sent["status"], &sent["sent_by_itself"]), (&json!("sent"), &json!(true)), "{sent}");
    let left = card(&test, &waits["id"]).await;
    let beside = &left["beside"][0];
    assert_eq!((&beside["id"], &beside["status"]), (&goes["id"], &json!("sent")), "{left}");
    assert_eq!((&left["against"]["code"], &left["kept_back"]), (&json!("limit_of_day"), &Value::Null));
    let approve = format!("/health/signals/{}/approve", waits["id"].as_str().unwrap());
    let refused = test.post(&approve, json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "limit_of_day"), "{}", refused.json);
    let params = &refused.json["error"]["params"];
    assert_eq!((&params["until"], &params["most"]), (&left["against"]["until"], &json!("1")), "{params}");
    test.advance(DAY);
    test.sign_in().await;
    let free = card(&test, &waits["id"]).await;
    assert_eq!((&free["status"], &free["against"]), (&json!("pending"), &Value::Null), "{free}");
    let next = test.post(&approve, json!({})).await;
    assert_eq!(next.status, 200, "{}", next.json);
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_back_for_another_goes_when_that_one_does_not() {
    for deed in ["hold", "dismiss", "snooze", "off"] {
        let test = TestApp::start().await;
        let detectors =
            [goes_by_itself(&test, "A", "utility").await, goes_by_itself(&test, "B", "utility").await];
        ana(&test, DAY * 30).await;
        let both = cards(&test).await;
        let goes = both.iter().find(|one| one["send_at"].is_string()).unwrap();
        let waits = both.iter().find(|one| one["kept_back"] == "another_goes_first").unwrap();
        test.advance(MINUTE * 10);
        let done = match deed {
            "off" => {
                let detector = goes["detector"].as_str().unwrap();
                assert!(detectors.iter().any(|one| one == detector));
                test.put(&format!("/health/auto-send/{detector}"), json!({ "on": false })).await
            }
            deed => {
                let body = if deed == "dismiss" { json!({ "reason": "other" }) } else { json!({}) };
                test.post(&format!("/health/signals/{}/{deed}", goes["id"].as_str().unwrap()), body).await
            }
        };
        assert_eq!(done.status, 200, "{deed}: {}", done.json);
        test.run_jobs().await;
        let planned = card(&test, &waits["id"]).await;
        assert_eq!(
            (&planned["send_at"], &planned["kept_back"]),
            (&json!(test.clock.now().plus(HOUR)), &Value::Null),
            "{deed}: {planned}"
        );
        test.advance(MINUTE * 61);
        test.run_jobs().await;
        assert_eq!(card(&test, &waits["id"]).await["status"], "sent", "{deed}");
        test.leaves_work();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_first_of_those_kept_back_does_not_go_either_the_next_one_does() {
    let test = TestApp::start().await;
    for name in ["A", "B", "C"] {
        goes_by_itself(&test, name, "utility").await;
    }
    ana(&test, DAY * 30).await;
    let mut all = cards(&test).await;
    all.sort_by_key(|one| one["id"].as_str().unwrap().parse::<i64>().unwrap());
    let (goes, waits): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one["send_at"].is_string());
    assert_eq!((goes.len(), waits.len()), (1, 2), "{goes:?} {waits:?}");
    assert!(waits.iter().all(|one| one["kept_back"] == "another_goes_first"), "{waits:?}");
    let off = format!("/health/auto-send/{}", waits[0]["detector"].as_str().unwrap());
    assert_eq!(test.put(&off, json!({ "on": false })).await.status, 200);
    let dismiss = format!("/health/signals/{}/dismiss", goes[0]["id"].as_str().unwrap());
    assert_eq!(test.post(&dismiss, json!({ "reason": "other" })).await.status, 200);
    test.run_jobs().await;
    let (first, second) = (card(&test, &waits[0]["id"]).await, card(&test, &waits[1]["id"]).await);
    assert_eq!((&first["send_at"], &first["kept_back"]), (&Value::Null, &Value::Null), "{first}");
    assert!(second["send_at"].is_string() && second["kept_back"].is_null(), "{second}");
    test.advance(MINUTE * 61);
    test.run_jobs().await;
    assert_eq!(card(&test, &waits[1]["id"]).await["status"], "sent");
    assert_eq!(card(&test, &waits[0]["id"]).await["status"], "pending", "a person decides about it");
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_consent_nothing_is_promised_and_the_card_says_why_until_there_is_one() {
    let test = TestApp::start().await;
    goes_by_itself(&test, "M", "marketing").await;
    ana(&test, DAY * 30).await;
    let one = cards(&test).await[0].clone();
    assert_eq!(
        (&one["send_at"], &one["kept_back"], &one["against"]),
        (&Value::Null, &json!("no_consent"), &json!({ "code": "no_consent", "until": null, "most": null })),
        "{one}"
    );
    let contact = one["contact"]["id"].as_str().unwrap();
    let given = json!({ "source": "form", "words": "Newsletter" });
    assert_eq!(test.post(&format!("/contacts/{contact}/consent"), given).await.status, 200);
    let agreed = card(&test, &one["id"]).await;
    assert_eq!((&agreed["kept_back"], &agreed["against"]), (&Value::Null, &Value::Null), "{agreed}");
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_come_after_the_24_hours_without_a_template_is_not_planned() {
    let test = TestApp::start().await;
    goes_by_itself(&test, "A", "utility").await;
    ana(&test, MINUTE * 40).await;
    let one = cards(&test).await[0].clone();
    assert_eq!(
        (&one["send_at"], &one["kept_back"], &one["missing_template"]),
        (&Value::Null, &json!("window_closes_first"), &Value::Null),
        "{one}"
    );
    test.advance(MINUTE * 41);
    let closed = card(&test, &one["id"]).await;
    assert_eq!(closed["missing_template"]["category"], "utility", "{closed}");
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_that_is_over_keeps_nothing_back() {
    let test = TestApp::start().await;
    goes_by_itself(&test, "A", "utility").await;
    ana(&test, DAY * 30).await;
    let one = cards(&test).await[0].clone();
    assert!(one["send_at"].is_string(), "{one}");
    let twice = |tx: &WriteTx| {
        for _ in 0..2 {
            tx.execute(
                "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms,
                        seen_at_ms, status_at_ms, message_id)
                 SELECT ?1, 'customers', 'no_order', CAST(?1 AS TEXT), id, '{}', 1, 'sent', ?2, ?2, ?2, 1
                   FROM contact WHERE name = 'Ana'",
                (tx.new_id::<SignalId>(), tx.now().minus(DAY * 2)),
            )?;
        }
        Ok(())
    };
    test.app.db.write::<_, StorageError>(twice).await.unwrap();
    let known = card(&test, &one["id"]).await;
    assert_eq!(
        (&known["send_at"], &known["against"]["code"], &known["against"]["most"]),
        (&Value::Null, &json!("limit_of_customer"), &json!(2)),
        "nothing is promised that is known not to go: {known}"
    );
    test.advance(MINUTE * 61);
    test.run_jobs().await;
    assert_eq!(card(&test, &one["id"]).await["kept_back"], "limit_of_customer");
    test.advance(DAY * 5);
    test.sign_in().await;
    let free = card(&test, &one["id"]).await;
    assert_eq!((&free["kept_back"], &free["against"]), (&Value::Null, &Value::Null), "{free}");
    test.leaves_work();
}
