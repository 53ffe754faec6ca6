//! When people are told: quiet hours over a changed clock, digests, patience.

use std::time::Duration;

use serde_json::json;
use shopbell::clock::Timestamp;
use shopbell::notify::{Phase, Urgency};

use super::{mine, prefer, ringing, tell};
use crate::support::TestApp;

/// Before the night in which Rome puts its clocks forward: 27 March 2027, 23:00 in Rome.
const BEFORE_THE_CHANGE: &str = "2027-03-27T22:00:00Z";

/// A shop late on that evening, whose owner is quiet from ten to seven.
async fn at_night(test: &TestApp, more: serde_json::Value) {
    test.clock.set(BEFORE_THE_CHANGE.parse().unwrap());
    test.sign_in().await;
    let mut quiet = json!({ "quiet": { "from": "22:00", "to": "07:00" }, "time_zone": "Europe/Rome" });
    quiet.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    prefer(test, quiet).await;
}

async fn until(test: &TestApp, moment: &str) {
    let moment: Timestamp = moment.parse().unwrap();
    test.advance(moment.since(test.clock.now()));
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_night_is_one_digest_in_the_morning_also_when_the_clocks_change() {
    let (test, service, phone) = ringing().await;
    at_night(&test, json!({})).await;
    for number in 0..20 {
        tell(&test, &format!("n{number}"), Phase::Raised, Urgency::Normal).await;
    }
    tell(&test, "fire", Phase::Raised, Urgency::High).await;
    until(&test, "2027-03-28T04:59:59Z").await;
    assert!(service.arrived().is_empty(), "it is 06:59 in Rome: the night was an hour shorter");
    until(&test, "2027-03-28T05:00:00Z").await;
    let told = service.told(&phone);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["title"], "21 of the fleet");
    until(&test, "2027-03-28T12:00:00Z").await;
    assert_eq!(service.arrived().len(), 1, "never the same twice");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_urgent_breaks_the_night_only_where_the_person_says_so() {
    let (test, service, phone) = ringing().await;
    at_night(&test, json!({ "urgent_passes": true })).await;
    tell(&test, "calm", Phase::Raised, Urgency::Normal).await;
    tell(&test, "fire", Phase::Raised, Urgency::High).await;
    let told = service.told(&phone);
    assert_eq!((told.len(), &told[0]["title"], &told[0]["urgent"]), (1, &json!("Shop fire"), &json!(true)));
    until(&test, "2027-03-28T05:00:00Z").await;
    assert_eq!(service.told(&phone)[1]["title"], "Shop calm");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_that_are_taken_back_let_out_what_waits() {
    let (test, service, phone) = ringing().await;
    at_night(&test, json!({})).await;
    tell(&test, "calm", Phase::Raised, Urgency::Normal).await;
    test.advance(Duration::from_mins(1));
    prefer(&test, json!({})).await;
    test.run_jobs().await;
    assert_eq!(service.told(&phone).len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_in_one_go_are_one_message_and_the_next_ones_wait_for_the_next() {
    let (test, service, phone) = ringing().await;
    for number in 0..20 {
        tell(&test, &format!("n{number}"), Phase::Raised, Urgency::Normal).await;
        tell(&test, &format!("n{number}"), Phase::Raised, Urgency::Normal).await;
    }
    test.advance(Duration::from_secs(20));
    test.run_jobs().await;
    assert_eq!(service.told(&phone).len(), 1);
    for number in 20..25 {
        test.advance(Duration::from_mins(1));
        tell(&test, &format!("n{number}"), Phase::Raised, Urgency::Normal).await;
    }
    assert_eq!(service.told(&phone).len(), 1, "within a quarter of an hour");
    test.advance(Duration::from_mins(10));
    test.run_jobs().await;
    let titles: Vec<_> = service.told(&phone).into_iter().map(|told| told["title"].clone()).collect();
    assert_eq!(titles, ["20 of the fleet", "5 of the fleet"]);
    assert_eq!(mine(&test).await.len(), 25);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_waits_rings_after_the_persons_patience_unless_somebody_looked() {
    let (test, service, phone) = ringing().await;
    let ana = test.customer("+39 320 1234567");
    ana.says("I want to speak to a person, call me on +39 320 1234567").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    assert!(conversation["needs_person"].is_object(), "{conversation}");
    assert!(service.arrived().is_empty(), "patience");
    test.advance(Duration::from_mins(5));
    test.run_jobs().await;
    let told = service.told(&phone);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["title"], "Ana waits for a person");
    let link = format!("/inbox/needs_person/{}", conversation["id"].as_str().unwrap());
    assert_eq!(told[0]["link"], json!(link));
    assert!(!told[0].to_string().contains("1234567"), "no number on a lock screen: {}", told[0]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_somebody_looked_at_in_time_rings_nobody() {
    let (test, service, _phone) = ringing().await;
    prefer(&test, json!({ "patience_minutes": 10 })).await;
    test.customer("+39 320 1234567").says("I want to speak to a person").await;
    test.let_reply().await;
    let id = test.only_conversation().await["id"].as_str().unwrap().to_owned();
    test.advance(Duration::from_mins(9));
    let read = test.post(&format!("/conversations/{id}/read"), json!({})).await;
    assert!(read.status.is_success(), "{}", read.json);
    test.advance(Duration::from_hours(1));
    test.run_jobs().await;
    assert!(service.arrived().is_empty());
    assert_eq!(mine(&test).await[0]["went"][0]["dropped"], "moot");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_refused_field_by_field() {
    let test = TestApp::start().await;
    let usual = json!({ "urgent_passes": false, "bundle_minutes": 15, "patience_minutes": 5 });
    for (field, change) in [
        ("quiet.to", json!({ "quiet": { "from": "22:00", "to": "22:00" } })),
        ("quiet.from", json!({ "quiet": { "from": "25:00", "to": "07:00" } })),
        ("time_zone", json!({ "time_zone": "Mars/Olympus" })),
        ("bundle_minutes", json!({ "bundle_minutes": 241 })),
        ("patience_minutes", json!({ "patience_minutes": 999 })),
        ("whatsapp_phone", json!({ "whatsapp_phone": "320 1234567" })),
        (
            "kinds.0.kind",
            json!({ "kinds": [{ "kind": "nothing", "push": true, "email": true, "whatsapp": true }] }),
        ),
    ] {
        let mut body = usual.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let refused = test.put("/notifications/settings", body).await;
        assert_eq!(refused.code(), "invalid_settings", "{change}");
        assert!(refused.json["error"]["fields"][field].is_string(), "{field}: {}", refused.json);
    }
    test.stop().await;
}
