//! Never the same twice, and nothing lost: run again, killed between, over before it was told.

use std::time::Duration;

use serde_json::json;
use shopbell::jobs;
use shopbell::notify::jobs::{GatherNotices, SendPush};
use shopbell::notify::{Phase, Urgency};
use shopbell::storage::StorageError;

use super::{mine, note, prefer, ringing, tell};
use crate::support::TestApp;

async fn sql(test: &TestApp, sql: &'static str) {
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(sql, [])).await.unwrap();
}

/// The push that was sent last is to be sent again.
async fn again(test: &TestApp) {
    let enqueue = |tx: &shopbell::storage::WriteTx| {
        let (message_id, device_id) = tx.one(
            "SELECT m.id AS message, d.id AS device FROM notice_message m, notify_device d ORDER BY m.id DESC LIMIT 1",
            [],
            |row| Ok((row.get("message")?, row.get("device")?)),
        )?;
        jobs::enqueue(
            tx,
            &SendPush {
                message_id: shopbell::ids::NoticeMessageId::new(message_id),
                device_id: shopbell::ids::DeviceId::new(device_id),
            },
        )
    };
    test.app.db.write::<_, StorageError>(enqueue).await.unwrap();
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_run_twice_tell_once_and_a_kill_before_the_note_takes_its_own_place() {
    let (test, service, phone) = ringing().await;
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    again(&test).await;
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    assert_eq!(service.arrived().len(), 1);
    // As after a kill between the service's answer and the note of it.
    sql(&test, "DELETE FROM notice_push").await;
    sql(&test, "UPDATE notice_message SET state = 'waiting', sent_at_ms = NULL").await;
    again(&test).await;
    let arrived = service.arrived();
    assert_eq!(arrived.len(), 2, "an alarm is not lost");
    assert_eq!(
        arrived[0].headers["topic"], arrived[1].headers["topic"],
        "one takes the other's place on its way"
    );
    let told = service.told(&phone);
    assert_eq!(told[0]["tag"], told[1]["tag"], "and on the screen");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_before_anything_was_put_together_loses_nothing() {
    let (test, service, phone) = ringing().await;
    test.app.db.write::<_, StorageError>(|tx| tx.execute("DELETE FROM job", [])).await.unwrap();
    tell(&test, "calm", Phase::Raised, Urgency::Normal).await;
    assert!(service.arrived().is_empty());
    let restarted = shopbell::jobs::waiting;
    assert!(test.app.db.read(restarted).await.unwrap() > 0, "the work waits in the file, not in memory");
    test.advance(Duration::from_mins(1));
    test.run_jobs().await;
    assert_eq!(service.told(&phone).len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_is_told_to_those_who_were_told_of_the_beginning_and_once() {
    let (test, service, phone) = ringing().await;
    tell(&test, "Rossi", Phase::Over, Urgency::High).await;
    assert!(service.arrived().is_empty(), "nobody was told that anything began");
    tell(&test, "Verdi", Phase::Raised, Urgency::High).await;
    test.advance(Duration::from_mins(2));
    for _ in 0..2 {
        tell(&test, "Verdi", Phase::Over, Urgency::High).await;
    }
    let told = service.told(&phone);
    let titles: Vec<_> = told.iter().map(|told| told["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Shop Verdi", "Over: Shop Verdi"]);
    assert_eq!(told[0]["tag"], told[1]["tag"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_before_it_was_told_is_told_by_neither_word() {
    let (test, service, _phone) = ringing().await;
    tell(&test, "blip", Phase::Raised, Urgency::Normal).await;
    tell(&test, "blip", Phase::Over, Urgency::Normal).await;
    service.answers(&[503]);
    tell(&test, "late", Phase::Raised, Urgency::High).await;
    tell(&test, "late", Phase::Over, Urgency::High).await;
    test.advance(Duration::from_hours(1));
    test.run_jobs().await;
    assert_eq!(service.arrived().len(), 1, "only the one that was refused");
    let went: Vec<_> = mine(&test).await.iter().map(|notice| notice["went"][0]["dropped"].clone()).collect();
    assert!(went.iter().all(|dropped| dropped == "over"), "{went:?}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_overtakes_its_beginning_on_the_way_still_comes_after_it() {
    let (test, service, phone) = ringing().await;
    service.hold();
    note(&test, "Rossi", Phase::Raised, Urgency::High).await;
    let app = test.app.clone();
    let working = tokio::spawn(async move { app.run_due().await.unwrap() });
    service.came().await;
    // The beginning counts as untold as long as its arrival is not noted.
    note(&test, "Rossi", Phase::Over, Urgency::High).await;
    service.release();
    working.await.unwrap();
    test.advance(Duration::from_mins(5));
    test.run_jobs().await;
    let told = service.told(&phone);
    assert_eq!(told.len(), 2, "{told:?}");
    let last = service.told(&phone).pop().unwrap();
    assert_eq!(last["title"], "Over: Shop Rossi");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_no_or_leaves_is_not_told_what_waited() {
    let (test, service, _phone) = ringing().await;
    tell(&test, "calm", Phase::Raised, Urgency::Normal).await;
    prefer(
        &test,
        json!({ "kinds": [{ "kind": "fleet", "push": false, "email": false, "whatsapp": false }] }),
    )
    .await;
    test.advance(Duration::from_mins(5));
    test.run_jobs().await;
    assert!(service.arrived().is_empty());
    assert_eq!(mine(&test).await[0]["went"][0]["dropped"], "unwanted");
    let nobody = GatherNotices { person_id: shopbell::ids::PersonId::new(1) };
    test.app.db.write::<_, StorageError>(move |tx| jobs::enqueue(tx, &nobody)).await.unwrap();
    test.run_jobs().await;
    test.stop().await;
}
