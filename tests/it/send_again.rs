//! Sending again by hand what Meta refused: from when it may be, when never, and what people are told.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Fault, Status, StatusPlan};

use crate::support::TestApp;

/// A customer who wrote, and a template that was refused with this code in Meta's answer.
async fn refused(test: &TestApp, code: i64) -> (Customer, String) {
    test.post("/whatsapp/templates/sync", json!({})).await;
    let template = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let anna = test.customer("+39 333 1234567");
    anna.says("Avete le salsicce?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    test.meta().faults().next_send(Fault::Error { code });
    let send = json!({"client_id": "1", "kind": "template", "template_id": template["id"], "variables": {"1": "Anna"}});
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let sent = test.post(&path, send).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json);
    test.run_jobs().await;
    (anna, sent.json["id"].as_str().unwrap().to_owned())
}

async fn error_of(test: &TestApp, message: &str) -> Value {
    let conversation = test.only_conversation().await;
    let thread = test.thread(&conversation).await;
    let found = thread.iter().find(|line| line["id"] == message).unwrap();
    found["error"].clone()
}

async fn outbox(test: &TestApp) -> Value {
    test.get("/whatsapp/outbox").await.json["items"][0].clone()
}

fn templates(customer: &Customer) -> usize {
    customer.received().iter().filter(|sent| sent.kind == "template").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_meta_held_back_waits_a_day_and_longer_each_time() {
    let test = TestApp::start().await;
    let (anna, message) = refused(&test, 131_049).await;
    let retry = format!("/messages/{message}/retry");
    let tomorrow = test.clock.now().plus(Duration::from_hours(24)).to_string();
    let error = error_of(&test, &message).await;
    assert_eq!(
        (&error["code"], &error["may_retry"], &error["retry_from"]),
        (&json!("held_back_by_meta"), &json!(true), &json!(tomorrow)),
        "{error}"
    );
    let waiting = outbox(&test).await;
    assert_eq!(
        (&waiting["may_retry"], &waiting["retry_from"]),
        (&json!(true), &json!(tomorrow)),
        "{waiting}"
    );
    for hours in [0, 23] {
        test.advance(Duration::from_hours(hours));
        let early = test.post(&retry, json!({})).await;
        assert_eq!((early.status, early.code()), (StatusCode::CONFLICT, "too_soon"), "{}", early.json);
        assert!(early.json["error"]["message"].as_str().unwrap().contains(&tomorrow), "{}", early.json);
    }
    test.advance(Duration::from_hours(1));
    // This time Meta says so later, in a status.
    test.meta().plan_statuses(StatusPlan::of([Status::Sent, Status::Failed { code: 131_049 }]));
    assert_eq!(test.post(&retry, json!({})).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    let in_two_days = test.clock.now().plus(Duration::from_hours(48)).to_string();
    assert_eq!(error_of(&test, &message).await["retry_from"], in_two_days);
    test.advance(Duration::from_hours(47));
    assert_eq!(test.post(&retry, json!({})).await.code(), "too_soon");
    test.advance(Duration::from_hours(1));
    test.meta().plan_statuses(StatusPlan::in_order());
    assert_eq!(test.post(&retry, json!({})).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    assert_eq!(templates(&anna), 2, "one Meta took and dropped, one that arrived");
    assert!(outbox(&test).await.is_null(), "nothing waits any more");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_customer_stopped_is_never_sent_again() {
    let test = TestApp::start().await;
    let (anna, message) = refused(&test, 131_050).await;
    let error = error_of(&test, &message).await;
    assert_eq!((&error["may_retry"], &error["retry_from"]), (&json!(false), &Value::Null), "{error}");
    assert_eq!(outbox(&test).await["may_retry"], false);
    for _ in 0..2 {
        let answer = test.post(&format!("/messages/{message}/retry"), json!({})).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "never_again"), "{}", answer.json);
        test.advance(Duration::from_hours(24 * 40));
        test.sign_in().await;
    }
    test.run_jobs().await;
    assert_eq!(templates(&anna), 0);
    let contact = test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    let consent = test.get(&format!("/contacts/{contact}/consent")).await.json;
    assert_eq!(consent["suppressed"]["reason"], "opted_out", "{consent}");
    test.stop().await;
}
