//! Signals that go by themselves: only while their detector was seldom wrong, after a time in which anybody may stop them,
//! through the same door as a person's approval; and no longer once it is wrong too often.

use serde_json::{Value, json};
use shopbell::ids::{ContactId, SignalId};
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, MINUTE, Planted, plant};
use super::{scan, signals};
use crate::support::browser::Browser;
use crate::support::{Answer, OWNER, TestApp};

const DETECTOR: &str = "question_unanswered";

/// Decided cases of the past: so many that were right, so many dismissed as wrong, so many over by themselves.
async fn decided(test: &TestApp, right: u32, wrong: u32, over: u32) {
    let write = move |tx: &WriteTx| {
        let cases =
            [("sent", None, right), ("dismissed", Some("wrong"), wrong), ("self_resolved", None, over)];
        for (status, reason, many) in cases {
            for _ in 0..many {
                let id: SignalId = tx.new_id();
                tx.execute(
                    "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status,
                            found_at_ms, seen_at_ms, status_at_ms, dismiss_reason, message_id)
                     VALUES (?1, 'customers', ?2, CAST(?1 AS TEXT), ?1, '{}', 1, ?3, ?4, ?4, ?4, ?5, iif(?3 = 'sent', 1, NULL))",
                    (id, DETECTOR, status, tx.now().minus(DAY * 30), reason),
                )?;
            }
        }
        Ok(())
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
}

/// Customers who wait since yesterday and whose window is open.
async fn shop(names: &[&str]) -> (TestApp, Vec<ContactId>) {
    let test = TestApp::start().await;
    let people = names.iter().map(|name| Planted::named(name).wrote(1, HOUR * 30, HOUR).still_waits());
    let contacts = plant(&test, people.collect()).await;
    open_windows(&test).await;
    (test, contacts)
}

async fn open_windows(test: &TestApp) {
    let write =
        |tx: &WriteTx| tx.execute_batch("UPDATE conversation SET window_expires_at_ms = 9000000000000");
    test.app.db.write::<_, StorageError>(write).await.unwrap();
}

async fn switch(test: &TestApp, on: bool) -> Answer {
    test.put(&format!("/health/auto-send/{DETECTOR}"), json!({ "on": on })).await
}

async fn standing(test: &TestApp) -> Value {
    let all = test.get("/health/auto-send").await.json;
    all["detectors"].as_array().unwrap().iter().find(|one| one["detector"] == DETECTOR).unwrap().clone()
}

async fn of_customers(test: &TestApp, status: &str) -> Vec<Value> {
    let mut all = signals(test, status).await;
    all.retain(|one| one["detector"] == DETECTOR && one["contact"].is_object());
    all
}

async fn deeds(test: &TestApp) -> Vec<String> {
    let deeds = test.get("/audit?limit=100").await.json;
    deeds["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|deed| deed["action"].as_str().unwrap().to_owned())
        .collect()
}

fn path(signal: &Value) -> String {
    format!("/health/signals/{}", signal["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_offered_only_to_a_detector_that_was_seldom_wrong_often_enough() {
    for (right, wrong, over, why) in [
        (29, 0, 0, Some("too_few_cases")),
        (30, 0, 0, None),
        (29, 1, 0, Some("too_often_wrong")),
        (29, 0, 1, Some("too_often_wrong")),
        (60, 2, 1, None),
        (0, 30, 0, Some("too_often_wrong")),
    ] {
        let (test, _) = shop(&[]).await;
        decided(&test, right, wrong, over).await;
        let shown = standing(&test).await;
        assert_eq!(shown["not_yet"], json!(why), "{right} {wrong} {over}: {shown}");
        assert_eq!(
            shown["wrong"],
            json!({ "count": wrong + over, "sample": right + wrong + over }),
            "{shown}"
        );
        let switched = switch(&test, true).await;
        let expected = if why.is_some() { 409 } else { 200 };
        assert_eq!(switched.status.as_u16(), expected, "{}", switched.json);
        if let Some(why) = why {
            assert_eq!(
                (switched.code(), &switched.json["error"]["params"]["why"]),
                ("auto_send_not_yet", &json!(why))
            );
        }
        assert_eq!(standing(&test).await["on"], json!(why.is_none()));
        test.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_before_it_goes_and_goes_once() {
    let (test, _) = shop(&["Ana"]).await;
    decided(&test, 40, 0, 0).await;
    scan(&test).await;
    assert_eq!(
        of_customers(&test, "pending").await[0]["send_at"],
        Value::Null,
        "off until somebody switches it on"
    );
    assert_eq!(switch(&test, true).await.status, 200);
    assert_eq!(
        of_customers(&test, "pending").await[0]["send_at"],
        Value::Null,
        "what people already look at is theirs"
    );
    plant(&test, vec![Planted::named("Bruno").wrote(1, HOUR * 30, HOUR).still_waits()]).await;
    open_windows(&test).await;
    scan(&test).await;
    let bruno = async |status: &str| {
        let all = of_customers(&test, status).await;
        all.into_iter().find(|one| one["contact"]["name"] == "Bruno")
    };
    let planned = bruno("pending").await.unwrap();
    assert_eq!(planned["send_at"], json!(test.clock.now().plus(HOUR)), "{planned}");
    test.advance(MINUTE * 59);
    test.run_jobs().await;
    assert!(bruno("pending").await.is_some());
    test.advance(MINUTE * 2);
    test.run_jobs().await;
    let sent = bruno("sent").await.unwrap();
    assert_eq!(
        (&sent["sent_by_itself"], &sent["decided_by"], &sent["send_at"]),
        (&json!(true), &Value::Null, &Value::Null)
    );
    assert_eq!(sent["sent_text"], planned["draft"]["text"]);
    test.advance(HOUR);
    test.run_jobs().await;
    let told = deeds(&test).await;
    let count = |action: &str| told.iter().filter(|one| *one == action).count();
    assert_eq!(
        (count("signal.auto_send_planned"), count("signal.sent"), count("auto_send.switched_on")),
        (1, 1, 1),
        "{told:?}"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_stops_it_and_whoever_edits_is_waited_for() {
    let (test, _) = shop(&[]).await;
    decided(&test, 40, 0, 0).await;
    assert_eq!(switch(&test, true).await.status, 200);
    let people = ["Ana", "Bruno", "Carla", "Dario"]
        .map(|name| Planted::named(name).wrote(1, HOUR * 30, HOUR).still_waits());
    plant(&test, people.into()).await;
    open_windows(&test).await;
    scan(&test).await;
    let planned = of_customers(&test, "pending").await;
    assert!(planned.len() == 4 && planned.iter().all(|one| one["send_at"].is_string()), "{planned:?}");
    let agent = Browser::signed_in(&test, OWNER).await.invite("agent").await;
    let held = agent.post(&format!("{}/hold", path(&planned[0])), json!({})).await;
    assert_eq!(
        (held.status.as_u16(), &held.json["send_at"], &held.json["kept_back"]),
        (200, &Value::Null, &json!("stopped"))
    );
    assert_eq!(agent.post(&format!("{}/hold", path(&planned[0])), json!({})).await.code(), "not_scheduled");
    assert_eq!(agent.post(&format!("{}/snooze", path(&planned[1])), json!({})).await.status, 200);
    assert_eq!(
        agent.post(&format!("{}/dismiss", path(&planned[2])), json!({ "reason": "not_now" })).await.status,
        200
    );
    test.advance(MINUTE * 58);
    assert_eq!(agent.post(&format!("{}/lease", path(&planned[3])), json!({})).await.status, 200);
    test.advance(MINUTE * 3);
    test.run_jobs().await;
    assert_eq!(of_customers(&test, "sent").await.iter().filter(|one| one["contact"].is_object()).count(), 0);
    test.advance(MINUTE * 10);
    test.run_jobs().await;
    let sent = of_customers(&test, "sent").await;
    assert_eq!((sent.len(), &sent[0]["id"]), (1, &planned[3]["id"]), "only the edited one, later");
    assert_eq!(of_customers(&test, "pending").await.len(), 1, "the stopped one waits for a person");
    // It wakes in a week.
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_truth_stand_for_it_as_for_people_and_a_refusal_waits_for_one() {
    let (test, contacts) = shop(&["Ana", "Bruno", "Carla"]).await;
    decided(&test, 100, 0, 0).await;
    assert_eq!(switch(&test, true).await.status, 200);
    scan(&test).await;
    let (ana, bruno) = (contacts[0], contacts[1]);
    let meanwhile = move |tx: &WriteTx| {
        // Ana was answered; Bruno had two messages of other signals this week; Carla wants none any more.
        tx.execute("DELETE FROM unanswered_message WHERE conversation_id IN (SELECT id FROM conversation WHERE contact_id = ?1)", [ana])?;
        for _ in 0..2 {
            let id: SignalId = tx.new_id();
            tx.execute(
                "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms,
                        seen_at_ms, status_at_ms, message_id)
                 VALUES (?1, 'customers', 'no_order', CAST(?1 AS TEXT), ?2, '{}', 1, 'sent', ?3, ?3, ?3, 1)",
                (id, bruno, tx.now().minus(DAY)),
            )?;
        }
        tx.execute_batch(
            "INSERT INTO contact_standing (contact_id, suppressed_reason, suppressed_scope, suppressed_at_ms, blocked)
             SELECT id, 'opted_out', 'everything', 1, 0 FROM contact WHERE name = 'Carla'",
        )
    };
    test.app.db.write::<_, StorageError>(meanwhile).await.unwrap();
    test.advance(MINUTE * 61);
    test.run_jobs().await;
    assert_eq!(of_customers(&test, "sent").await.len(), 0);
    assert_eq!(of_customers(&test, "self_resolved").await[0]["contact"]["name"], "Ana");
    let mut waits: Vec<(String, String)> = of_customers(&test, "pending")
        .await
        .iter()
        .map(|one| {
            (
                one["contact"]["name"].as_str().unwrap().to_owned(),
                one["kept_back"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    waits.sort();
    assert_eq!(waits[0], ("Bruno".to_owned(), "limit_of_customer".to_owned()), "{waits:?}");
    assert_eq!(waits[1].0, "Carla");
    assert!(deeds(&test).await.contains(&"signal.auto_send_kept_back".to_owned()));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_falls_back_by_itself_when_it_is_wrong_too_often_and_says_why() {
    let names = ["Ana", "Bruno", "Carla"];
    let (test, _) = shop(&names).await;
    decided(&test, 38, 1, 0).await;
    assert_eq!(switch(&test, true).await.status, 200);
    scan(&test).await;
    let planned = of_customers(&test, "pending").await;
    assert_eq!(planned.iter().filter(|one| one["send_at"].is_string()).count(), 3);
    let dismiss = |place: usize| format!("{}/dismiss", path(&planned[place]));
    assert_eq!(test.post(&dismiss(0), json!({ "reason": "already_handled" })).await.status, 200);
    assert_eq!(standing(&test).await["on"], true, "handled is not wrong");
    assert_eq!(test.post(&dismiss(1), json!({ "reason": "wrong" })).await.status, 200);
    let fallen = standing(&test).await;
    assert_eq!(
        (&fallen["on"], &fallen["off_reason"], &fallen["changed_by"]),
        (&json!(false), &json!("too_often_wrong"), &Value::Null),
        "{fallen}"
    );
    test.advance(HOUR * 2);
    test.run_jobs().await;
    let waits = of_customers(&test, "pending").await;
    assert_eq!(
        (waits.len(), &waits[0]["send_at"], &waits[0]["kept_back"]),
        (1, &Value::Null, &json!("switched_off")),
        "{waits:?}"
    );
    assert!(deeds(&test).await.contains(&"auto_send.fell_back".to_owned()));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_by_itself_is_judged_afterwards_and_counts_only_then() {
    let (test, _) = shop(&["Ana"]).await;
    decided(&test, 32, 0, 0).await;
    assert_eq!(switch(&test, true).await.status, 200);
    scan(&test).await;
    test.advance(MINUTE * 61);
    test.run_jobs().await;
    let sent = of_customers(&test, "sent").await;
    assert_eq!(standing(&test).await["wrong"], json!({ "count": 0, "sample": 32 }), "nobody looked at it");
    let judge = format!("{}/judge", path(&sent[0]));
    assert_eq!(test.post(&judge, json!({ "right": true })).await.json["judged"], "right");
    assert_eq!(standing(&test).await["wrong"], json!({ "count": 0, "sample": 33 }));
    assert_eq!(test.post(&judge, json!({ "right": false })).await.json["judged"], "wrong");
    let fallen = standing(&test).await;
    assert_eq!((&fallen["wrong"]["count"], &fallen["on"]), (&json!(1), &json!(false)), "{fallen}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bounds_are_the_owners_and_narrower_ones_hold_at_once() {
    let (test, _) = shop(&[]).await;
    decided(&test, 40, 0, 0).await;
    assert_eq!(switch(&test, true).await.status, 200);
    for (bounds, field) in [
        (json!({ "wrong_percent": 0, "undo_minutes": 60 }), "wrong_percent"),
        (json!({ "wrong_percent": 51, "undo_minutes": 60 }), "wrong_percent"),
        (json!({ "wrong_percent": 15, "undo_minutes": 0 }), "undo_minutes"),
        (json!({ "wrong_percent": 15, "undo_minutes": -5 }), "undo_minutes"),
        (json!({ "wrong_percent": 15, "undo_minutes": 10_000_000 }), "undo_minutes"),
    ] {
        let refused = test.put("/health/auto-send", bounds).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "auto_send_invalid"), "{}", refused.json);
        assert!(refused.json["error"]["fields"][field].is_string(), "{}", refused.json);
    }
    let set = test.put("/health/auto-send", json!({ "wrong_percent": 5, "undo_minutes": 5 })).await;
    assert_eq!((set.status.as_u16(), &set.json["undo_minutes"]), (200, &json!(5)), "{}", set.json);
    assert_eq!(standing(&test).await["off_reason"], "too_often_wrong");
    let unknown = test.put("/health/auto-send/jobs_dead", json!({ "on": true })).await;
    assert_eq!(unknown.status, 404, "nobody is written to because of it");
    test.stop().await;
}
