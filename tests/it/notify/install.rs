//! Signals of this install go to the owner at once, once, and say when they are over; drafts ring whoever keeps the queue.

use std::time::Duration;

use serde_json::json;
use shopbell::app::backup::NightlyBackup;
use shopbell::jobs;

use super::{loopback, ringing, subscribe};
use crate::health::{found_by, scan};
use crate::support::TestApp;
use crate::support::mail_server::MailServer;
use crate::support::push_service::{PushBrowser, PushService};

/// A nightly backup is missed after this time.
const MISSED: Duration = Duration::from_hours(37);

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_the_install_is_told_at_once_once_and_when_it_is_over() {
    let test = TestApp::start_owned_with(loopback).await;
    let (service, mail) = (PushService::start().await, MailServer::start().await);
    let phone = PushBrowser::new(&service, 7);
    subscribe(&test, &phone).await;
    let server =
        json!({ "host": "127.0.0.1", "port": mail.port, "security": "none", "from": "bell@rossi.example" });
    assert_eq!(test.put("/notifications/mail-server", server).await.status, 200);
    test.advance(MISSED);
    test.sign_in().await;
    for _ in 0..3 {
        scan(&test).await;
        test.advance(Duration::from_hours(1));
    }
    assert_eq!(found_by(&test, "backup_failing").await.len(), 1);
    let told = service.told(&phone);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["title"], &told[0]["urgent"]), (&json!("There is no fresh backup"), &json!(true)));
    assert!(told[0]["link"].as_str().unwrap().starts_with("/health/"));
    assert_eq!(mail.letters().len(), 1);

    test.app.db.write(|tx| jobs::enqueue(tx, &NightlyBackup {})).await.unwrap();
    test.run_jobs().await;
    for _ in 0..2 {
        scan(&test).await;
        test.advance(Duration::from_hours(1));
        test.run_jobs().await;
    }
    let titles: Vec<_> = service.told(&phone).into_iter().map(|told| told["title"].clone()).collect();
    assert_eq!(titles, ["There is no fresh backup", "Over: There is no fresh backup"]);
    assert_eq!(mail.letters().len(), 2);
    assert_eq!(mail.letters()[1].headers["subject"], "Over: There is no fresh backup");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_somebody_dismissed_in_the_night_does_not_ring_in_the_morning() {
    let (test, service, _phone) = ringing().await;
    super::prefer(&test, json!({ "quiet": { "from": "00:00", "to": "23:59" } })).await;
    test.advance(MISSED);
    test.sign_in().await;
    scan(&test).await;
    let signal = crate::health::signals(&test, "pending").await[0]["id"].as_str().unwrap().to_owned();
    let dismissed =
        test.post(&format!("/health/signals/{signal}/dismiss"), json!({ "reason": "wrong" })).await;
    assert_eq!(dismissed.status, 200, "{}", dismissed.json);
    test.advance(Duration::from_hours(25));
    test.run_jobs().await;
    assert!(service.arrived().is_empty());
    test.stop().await;
}
