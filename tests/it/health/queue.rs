//! The queue: who sees what, dismissed with a reason, put aside, held open; and detectors that fail alone.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use shopbell::health::jobs::RunDetector;
use shopbell::health::{Detector, detectors};

use super::planted::{DAY, HOUR, Planted, plant};
use super::{found_by, scan, signals};
use crate::support::browser::Browser;
use crate::support::{OWNER, TestApp};

/// A shop that misses three customers.
async fn shop() -> TestApp {
    let test = TestApp::start().await;
    let lively = |name: &str| Planted::named(name).wrote(10, DAY * 20, HOUR);
    plant(&test, vec![lively("Ana"), lively("Bruno"), lively("Carla")]).await;
    scan(&test).await;
    assert_eq!(found_by(&test, "silent_after_activity").await, ["Ana", "Bruno", "Carla"]);
    test
}

async fn path_of(test: &TestApp, name: &str) -> String {
    let pending = signals(test, "pending").await;
    let one = pending.iter().find(|signal| signal["contact"]["name"] == name).unwrap();
    format!("/health/signals/{}", one["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissed_signal_rests_for_fourteen_days_and_who_comes_late_is_told() {
    let test = shop().await;
    let path = path_of(&test, "Ana").await;
    let dismissed = test
        .post(&format!("{path}/dismiss"), json!({ "reason": "wrong", "note": " She moved away. " }))
        .await;
    assert_eq!(
        (&dismissed.json["status"], &dismissed.json["dismiss_reason"], &dismissed.json["note"]),
        (&json!("dismissed"), &json!("wrong"), &json!("She moved away.")),
        "{}",
        dismissed.json
    );
    test.advance(Duration::from_secs(3));
    for deed in ["dismiss", "snooze", "lease"] {
        let late = test.post(&format!("{path}/{deed}"), json!({ "reason": "other" })).await;
        assert_eq!((late.status.as_u16(), late.code()), (409, "signal_dismissed"), "{deed}: {}", late.json);
        let params = &late.json["error"]["params"];
        assert_eq!(params["at"], dismissed.json["status_at"], "{params}");
        assert!(!params["who"].as_str().unwrap().is_empty(), "{params}");
    }
    for (days, found) in [(1, 2), (12, 2), (2, 3)] {
        test.advance(DAY * days);
        test.sign_in().await;
        scan(&test).await;
        assert_eq!(found_by(&test, "silent_after_activity").await.len(), found, "after {days} days more");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snoozed_signal_comes_back_by_itself_or_resolves_itself_while_it_sleeps() {
    let test = shop().await;
    for name in ["Ana", "Bruno"] {
        let path = path_of(&test, name).await;
        let snoozed = test.post(&format!("{path}/snooze"), json!({})).await.json;
        assert_eq!(snoozed["status"], "snoozed", "{snoozed}");
    }
    scan(&test).await;
    assert_eq!(found_by(&test, "silent_after_activity").await, ["Carla"], "it sleeps");
    test.advance(DAY * 3);
    let back = "INSERT INTO message (id, conversation_id, direction, author, kind, text, state, sent_at_ms, stored_at_ms)
        SELECT ?1 << 12, c.id, 'in', 'customer', 'text', 'Ciao', 'received', ?1, ?1
          FROM conversation c JOIN contact p ON p.id = c.contact_id WHERE p.name = 'Bruno'";
    let now = test.clock.now().as_millis();
    test.app.db.write::<_, shopbell::storage::StorageError>(move |tx| tx.execute(back, [now])).await.unwrap();
    scan(&test).await;
    let over = signals(&test, "self_resolved").await;
    assert_eq!((over.len(), &over[0]["contact"]["name"]), (1, &json!("Bruno")), "{over:?}");
    test.advance(DAY * 3 + HOUR * 23);
    test.run_jobs().await;
    assert_eq!(signals(&test, "snoozed").await.len(), 1);
    test.advance(HOUR);
    test.run_jobs().await;
    assert_eq!(found_by(&test, "silent_after_activity").await, ["Ana", "Carla"], "without a scan");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_edits_is_seen_and_keeps_nobody_from_deciding() {
    let test = shop().await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let (zeeshan, trainee) = (owner.invite("agent").await, owner.invite("trainee").await);
    let path = path_of(&test, "Ana").await;
    let lease = format!("{path}/lease");
    let mine = zeeshan.post(&lease, json!({})).await;
    assert_eq!(mine.json["editing"]["by"]["name"], "agent", "{}", mine.json);
    let held = owner.post(&lease, json!({})).await;
    assert_eq!((held.status.as_u16(), held.code()), (409, "being_edited"), "{}", held.json);
    assert_eq!(held.json["error"]["params"]["who"], "agent");
    let written = owner.send(Method::PATCH, &format!("{path}/draft"), json!({ "text": "Mine!" })).await;
    assert_eq!((written.status.as_u16(), written.code()), (409, "being_edited"), "{}", written.json);
    let own = zeeshan
        .send(Method::PATCH, &format!("{path}/draft"), json!({ "text": "Hello \u{0}\u{202e}Ana\r\nagain" }))
        .await;
    assert_eq!((own.status.as_u16(), &own.json["draft"]["text"]), (200, &json!("Hello Ana\nagain")));
    for _ in 0..3 {
        test.advance(Duration::from_mins(4));
        assert_eq!(zeeshan.post(&lease, json!({})).await.status, 200, "a heartbeat");
        assert_eq!(owner.post(&lease, json!({})).await.status, 409);
    }
    test.advance(Duration::from_mins(5));
    let shown = owner.get(&path).await.json;
    assert_eq!(shown["editing"], Value::Null, "nobody is there any more");
    assert_eq!(owner.post(&lease, json!({})).await.status, 200);
    let done = owner.send(Method::DELETE, &lease, json!({})).await;
    assert_eq!(done.json["editing"], Value::Null);
    assert_eq!(zeeshan.post(&lease, json!({})).await.status, 200);
    let snoozed = owner.post(&format!("{path}/snooze"), json!({})).await;
    assert_eq!((snoozed.status.as_u16(), &snoozed.json["editing"]), (200, &Value::Null), "a hint, no lock");
    assert_eq!(trainee.get("/health/signals").await.status, 403);
    let deeds = test.get("/audit").await.json;
    let actions: Vec<&str> =
        deeds["items"].as_array().unwrap().iter().filter_map(|deed| deed["action"].as_str()).collect();
    assert!(actions.contains(&"signal.snoozed") && actions.contains(&"signal.found"), "{actions:?}");
    // It wakes in a week.
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_the_machine_is_for_those_who_run_it() {
    let test = TestApp::start().await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let agent = owner.invite("agent").await;
    test.app
        .db
        .write::<_, shopbell::storage::StorageError>(|tx| {
            tx.execute(
                "INSERT INTO job (kind, payload, state, run_at_ms, created_at_ms, updated_at_ms)
                 VALUES ('fetch_media', '{}', 'dead', 0, 0, 0)",
                [],
            )
        })
        .await
        .unwrap();
    scan(&test).await;
    let pending = signals(&test, "pending").await;
    assert_eq!((pending.len(), &pending[0]["scope"]), (1, &json!("self")), "{pending:?}");
    let path = format!("/health/signals/{}", pending[0]["id"].as_str().unwrap());
    assert_eq!(agent.get("/health/signals").await.json["items"], json!([]));
    assert_eq!(agent.get(&path).await.status, 404);
    assert_eq!(agent.post(&format!("{path}/snooze"), json!({})).await.status, 404);
    assert_eq!(owner.get("/health/signals?scope=customers").await.json["items"], json!([]));
    assert_eq!(owner.get("/health/signals?scope=self").await.json["items"].as_array().unwrap().len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_is_paged_with_the_most_pressing_first() {
    let test = TestApp::start().await;
    let people = (0..7).map(|number| Planted::named(&format!("lively {number}")).wrote(10, DAY * 20, HOUR));
    let waiting =
        (0..5).map(|number| Planted::named(&format!("waits {number}")).wrote(1, DAY * 2, HOUR).still_waits());
    plant(&test, people.chain(waiting).collect()).await;
    scan(&test).await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = test.get(&format!("/health/signals?limit=5{cursor}")).await.json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["pressing"].as_i64().unwrap()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, [vec![90; 5], vec![50; 7]].concat());
    assert_eq!(test.get("/health/signals?cursor=x").await.code(), "invalid_cursor");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_detector_fails_alone_and_says_why() {
    let test = shop().await;
    let own = |name: &str, sql: &str| {
        Detector::read(name, &format!("-- A test.\n-- scope: self\n-- pressing: 1\n{sql}")).unwrap()
    };
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                   SELECT 'x' AS subject, '{}' AS evidence FROM n WHERE i < 0";
    let silent = detectors::all().iter().find(|one| one.name == "silent_after_activity").unwrap().clone();
    let all = vec![
        own("typo", "SELEC 'x' AS subject, '{}' AS evidence"),
        own("no_table", "SELECT subject, evidence FROM no_such_view_v1"),
        own("writes", "DELETE FROM health_signal RETURNING subject, evidence"),
        own("no_evidence", "SELECT 'x' AS subject, 'words' AS evidence"),
        own("endless", endless),
        own("fine", "SELECT 'x' AS subject, json_object('a', 1) AS evidence"),
        silent,
    ];
    let names: Vec<String> = all.iter().map(|one| one.name.clone()).collect();
    let health = test.app.rooms.health.clone().with_detectors(all);
    for detector in names {
        health.run_detector(RunDetector { detector }).await.unwrap();
    }
    let runs = test.app.db.read::<_, shopbell::storage::StorageError>(|conn| {
        conn.all("SELECT name, ifnull(fault_code, 'well') AS code, found FROM health_detector", [], |row| {
            Ok((row.get::<_, String>("name")?, row.get::<_, String>("code")?, row.get::<_, i64>("found")?))
        })
    });
    let runs = runs.await.unwrap();
    let code = |name: &str| runs.iter().find(|run| run.0 == name).map(|run| (run.1.as_str(), run.2)).unwrap();
    assert_eq!(code("typo"), ("query", 0));
    assert_eq!(code("no_table"), ("query", 0));
    assert_eq!(code("writes"), ("query", 0));
    assert_eq!(code("no_evidence"), ("answer", 0));
    assert_eq!(code("endless"), ("took_too_long", 0));
    assert_eq!((code("fine"), code("silent_after_activity")), (("well", 1), ("well", 3)));
    assert_eq!(signals(&test, "pending").await.len(), 4, "nothing was deleted, nothing resolved");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_a_detector_is_shown_until_it_is_asked_again() {
    let test = TestApp::start().await;
    let health = test.app.rooms.health.clone();
    let head = "-- A test.\n-- scope: customers\n-- pressing: 1\n";
    let broken =
        Detector::read("silent_after_activity", &format!("{head}SELECT subject FROM no_such_view_v1"));
    let job = || RunDetector { detector: "silent_after_activity".to_owned() };
    health.clone().with_detectors(vec![broken.unwrap()]).run_detector(job()).await.unwrap();
    let shown = async || {
        let all = test.get("/health/detectors").await.json;
        let one = all["items"].as_array().unwrap().iter().find(|one| one["name"] == "silent_after_activity");
        one.unwrap().clone()
    };
    let fault = shown().await["fault"].clone();
    assert_eq!(fault["code"], "query", "{fault}");
    assert!(fault["detail"].as_str().unwrap().contains("no_such_view_v1"), "{fault}");
    health.run_detector(job()).await.unwrap();
    let now = shown().await;
    assert_eq!(
        (&now["fault"], &now["found"], &now["numbers"]["silent_days"]),
        (&Value::Null, &json!(0), &json!(7))
    );
    test.stop().await;
}
