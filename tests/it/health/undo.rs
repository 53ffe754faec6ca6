//! A decision is taken back: a message that has not left, a dismissal, a snooze.

use serde_json::{Value, json};
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, MINUTE, Planted, plant};
use super::{scan, signals};
use crate::support::TestApp;

async fn shop() -> TestApp {
    let test = TestApp::start().await;
    let people =
        ["Ana", "Bruno", "Carla"].map(|name| Planted::named(name).wrote(1, HOUR * 30, HOUR).still_waits());
    plant(&test, people.into()).await;
    let open =
        |tx: &WriteTx| tx.execute_batch("UPDATE conversation SET window_expires_at_ms = 9000000000000");
    test.app.db.write::<_, StorageError>(open).await.unwrap();
    scan(&test).await;
    test
}

async fn path_of(test: &TestApp, name: &str) -> String {
    let pending = signals(test, "pending").await;
    let one = pending.iter().find(|one| one["contact"]["name"] == name).unwrap();
    format!("/health/signals/{}", one["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_taken_back_while_it_waits_and_can_be_sent_again() {
    let test = shop().await;
    let path = path_of(&test, "Ana").await;
    assert_eq!(test.get("/health/counts").await.json["pending"], 3);
    let sent = test.post(&format!("{path}/approve?delay_ms=8000"), json!({})).await;
    assert_eq!((sent.status.as_u16(), &sent.json["status"]), (200, &json!("sent")), "{}", sent.json);
    assert_eq!(test.get("/health/counts").await.json["pending"], 2);
    let back = test.post(&format!("{path}/undo"), json!({})).await;
    assert_eq!((back.status.as_u16(), &back.json["status"]), (200, &json!("pending")), "{}", back.json);
    for gone in ["sent_text", "message_id", "decided_by"] {
        assert_eq!(back.json[gone], Value::Null, "{gone}");
    }
    assert_eq!(back.json["limits"]["sent"], 0, "it counts for no limit");
    assert_eq!(test.post(&format!("{path}/undo"), json!({})).await.code(), "nothing_to_undo");
    test.run_jobs().await;
    let again = test.post(&format!("{path}/approve"), json!({})).await;
    assert_eq!((again.status.as_u16(), &again.json["status"]), (200, &json!("sent")), "{}", again.json);
    test.run_jobs().await;
    assert_eq!(test.post(&format!("{path}/undo"), json!({})).await.code(), "signal_left");
    assert_eq!(signals(&test, "sent").await.len(), 1);
    let deeds = test.get("/audit").await.json;
    let undone = deeds["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|deed| deed["action"] == "signal.sending_undone")
        .count();
    assert_eq!(undone, 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissal_and_a_snooze_are_taken_back() {
    let test = shop().await;
    for (name, deed, body) in
        [("Ana", "dismiss", json!({ "reason": "wrong", "note": "x" })), ("Bruno", "snooze", json!({}))]
    {
        let path = path_of(&test, name).await;
        assert_eq!(test.post(&format!("{path}/{deed}"), body).await.status, 200);
        let back = test.post(&format!("{path}/undo"), json!({})).await;
        assert_eq!((back.status.as_u16(), &back.json["status"]), (200, &json!("pending")), "{}", back.json);
        assert_eq!(
            (&back.json["dismiss_reason"], &back.json["note"], &back.json["snoozed_until"]),
            (&Value::Null, &Value::Null, &Value::Null)
        );
    }
    let pending = path_of(&test, "Carla").await;
    assert_eq!(test.post(&format!("{pending}/undo"), json!({})).await.code(), "nothing_to_undo");
    test.run_jobs().await;
    assert_eq!(signals(&test, "pending").await.len(), 3);
    // After its rest it is found anew, not taken back.
    let path = path_of(&test, "Ana").await;
    test.post(&format!("{path}/dismiss"), json!({ "reason": "not_now" })).await;
    test.advance(DAY * 14);
    test.sign_in().await;
    assert_eq!(test.post(&format!("{path}/undo"), json!({})).await.code(), "nothing_to_undo");
    scan(&test).await;
    assert_eq!(test.post(&format!("{path}/undo"), json!({})).await.code(), "signal_open_again");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_shows_what_happened_last_first() {
    let test = shop().await;
    let mut decided = Vec::new();
    for signal in signals(&test, "pending").await {
        let id = signal["id"].as_str().unwrap().to_owned();
        let body = json!({ "reason": "not_now" });
        assert_eq!(test.post(&format!("/health/signals/{id}/dismiss"), body).await.status, 200);
        decided.insert(0, id);
        test.advance(MINUTE);
    }
    let (mut shown, mut cursor) = (Vec::new(), String::new());
    while shown.len() < 3 {
        let page = test.get(&format!("/health/signals?status=dismissed&limit=1{cursor}")).await.json;
        shown.push(page["items"][0]["id"].as_str().unwrap().to_owned());
        cursor = format!("&cursor={}", page["next_cursor"].as_str().unwrap_or_default());
    }
    assert_eq!(shown, decided);
    test.stop().await;
}
