//! Broadcasts through the door: only who agreed, paced, stopped at will, and nobody twice.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{Customer, Fault, Status, StatusPlan, Template};

use crate::support::TestApp;

/// A shop with an offer to make and customers who have written.
async fn shop(customers: usize) -> (TestApp, Value, Vec<Customer>) {
    let test = TestApp::start().await;
    let text = "Ciao {{name}}, da oggi le salsicce costano meno: venite a trovarci.";
    let body = json!({"type": "BODY", "text": text, "example": {"body_text_named_params": [{"param_name": "name", "example": "Ana"}]}});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("offerta", "it", "MARKETING", "NAMED", vec![body]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let template = test.get("/whatsapp/templates?q=offerta").await.json["items"][0].clone();
    let mut people = Vec::new();
    for number in 0..customers {
        let customer = test.customer(&format!("+39 333 10000{number:02}"));
        customer.says("Avete le salsicce?").await;
        people.push(customer);
    }
    test.let_reply().await;
    (test, template, people)
}

async fn agree(test: &TestApp, except: usize) {
    let page = test.get("/conversations?queue=all&limit=100").await.json;
    for conversation in page["items"].as_array().unwrap().iter().skip(except) {
        let path = format!("/contacts/{}/consent", conversation["contact"]["id"].as_str().unwrap());
        let given = test.post(&path, json!({"source": "form", "words": "Newsletter on paper"})).await;
        assert_eq!(given.status, StatusCode::OK, "{}", given.json);
    }
}

async fn draft(test: &TestApp, template: &Value) -> String {
    let body =
        json!({"name": "Salsicce", "template_id": template["id"], "variables": {"name": "{{contact.name}}"}});
    let made = test.post("/broadcasts", body).await;
    assert_eq!((made.status, &made.json["state"]), (StatusCode::CREATED, &json!("draft")), "{}", made.json);
    format!("/broadcasts/{}", made.json["id"].as_str().unwrap())
}

fn templates(customer: &Customer) -> usize {
    customer.received().iter().filter(|sent| sent.kind == "template").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_agreed_is_written_to_and_what_failed_is_never_tried_again() {
    let (test, template, people) = shop(14).await;
    let path = draft(&test, &template).await;
    let nobody = test.post(&format!("{path}/start"), json!({})).await;
    assert_eq!((nobody.status, nobody.code()), (StatusCode::UNPROCESSABLE_ENTITY, "broadcast_invalid"));
    agree(&test, 2).await;
    let preview = test.post(&format!("{path}/preview"), json!({})).await.json;
    assert_eq!(
        (&preview["recipients"], &preview["excluded"]["no_consent"]),
        (&json!(12), &json!(2)),
        "{preview}"
    );
    assert_eq!(preview["estimated_micros"], json!(12 * 69_100));
    assert!(preview["sample"]["body"].as_str().unwrap().starts_with("Ciao Ana, da oggi"), "{preview}");

    test.meta().faults().next_send(Fault::Error { code: 131_049 });
    let started = test.post(&format!("{path}/start"), json!({})).await;
    assert_eq!((started.status, &started.json["state"]), (StatusCode::OK, &json!("sending")));
    assert_eq!(test.post(&format!("{path}/start"), json!({})).await.status, StatusCode::CONFLICT);
    for _ in 0..5 {
        test.run_jobs().await;
        test.advance(Duration::from_secs(2));
    }
    test.run_jobs().await;
    test.advance(Duration::from_hours(2));
    test.run_jobs().await;
    let ended = test.get(&path).await.json;
    assert_eq!(
        (&ended["state"], &ended["counts"]["failed"], &ended["counts"]["skipped"]),
        (&json!("done"), &json!(1), &json!(2)),
        "{ended}"
    );
    assert_eq!(people.iter().map(templates).sum::<usize>(), 11);
    assert!(people.iter().all(|customer| templates(customer) <= 1), "nobody twice");
    let failed = test.get(&format!("{path}/recipients?state=failed")).await.json;
    assert_eq!(failed["items"][0]["reason"]["code"], "held_back_by_meta", "{failed}");
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn meta_says_how_many_customers_a_day_and_the_least_stands_in_until_it_does() {
    let (test, template, people) = shop(3).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    let limit = async || test.post(&format!("{path}/preview"), json!({})).await.json["limit"].clone();
    assert_eq!(limit().await, json!({"customers": 2_000, "told": true, "begun": 0}));
    test.app
        .db
        .write(|tx| {
            tx.execute("UPDATE whatsapp_connection SET messaging_limit = NULL", [])?;
            Ok::<_, shopbell::storage::StorageError>(())
        })
        .await
        .unwrap();
    assert_eq!(limit().await, json!({"customers": 250, "told": false, "begun": 0}));

    let meta = test.meta();
    let told = async |value: Value| meta.posts("business_capability_update", value).await;
    assert!(told(json!({"max_daily_conversations_per_business": "TIER_UNLIMITED"})).await);
    test.run_jobs().await;
    assert_eq!(limit().await, json!({"customers": null, "told": true, "begun": 0}));
    assert!(told(json!({"max_daily_conversations_per_business": 2})).await);
    test.run_jobs().await;
    assert_eq!(limit().await["customers"], 2);

    test.post(&format!("{path}/start"), json!({})).await;
    for _ in 0..2 {
        test.run_jobs().await;
        test.advance(Duration::from_secs(2));
    }
    let resting = test.get(&path).await.json;
    assert_eq!((&resting["state"], &resting["counts"]["queued"]), (&json!("paused"), &json!(1)), "{resting}");
    assert_eq!(people.iter().map(templates).sum::<usize>(), 2);
    assert_eq!(limit().await["begun"], 2);
    test.advance(Duration::from_hours(25));
    for _ in 0..3 {
        test.run_jobs().await;
        test.advance(Duration::from_secs(2));
    }
    assert_eq!(people.iter().map(templates).sum::<usize>(), 3, "the next day the last one has it");
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_paced_and_stops_when_told_to_and_heeds_a_stop_in_between() {
    let (test, template, people) = shop(14).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    test.post(&format!("{path}/start"), json!({})).await;
    test.run_jobs().await;
    let after_the_first = people.iter().map(templates).sum::<usize>();
    assert_eq!(after_the_first, 10, "ten at once, then a pause");
    let untouched: Vec<&Customer> = people.iter().filter(|customer| templates(customer) == 0).collect();
    untouched[0].says("STOP").await;
    test.run_jobs().await;
    let stopped = test.post(&format!("{path}/stop"), json!({})).await;
    assert_eq!(
        (&stopped.json["state"], &stopped.json["counts"]["skipped"]),
        (&json!("stopped"), &json!(4)),
        "{}",
        stopped.json
    );
    test.advance(Duration::from_mins(5));
    test.run_jobs().await;
    assert_eq!(people.iter().map(templates).sum::<usize>(), 10);
    assert_eq!(test.delete(&path).await.status, StatusCode::CONFLICT, "only drafts are deleted");
    test.stop().await;
}

/// Lets a broadcast go on for a while.
async fn go_on(test: &TestApp) {
    for _ in 0..4 {
        test.run_jobs().await;
        test.advance(Duration::from_secs(2));
    }
    test.run_jobs().await;
}

async fn reason(test: &TestApp, path: &str) -> (Value, Value, Value) {
    let now = test.get(path).await.json;
    (now["state"].clone(), now["reason_code"].clone(), now["counts"].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_of_all_pauses_it_nobody_is_lost_and_it_goes_on_by_hand_or_by_itself() {
    for (code, name, by_hand) in [
        (132_015, "template_paused", false),
        (131_031, "account_restricted", true),
        (131_042, "payment_needed", true),
    ] {
        let (test, template, people) = shop(14).await;
        agree(&test, 0).await;
        let path = draft(&test, &template).await;
        test.meta().faults().next_sends((0..14).map(|_| Fault::Error { code }));
        test.post(&format!("{path}/start"), json!({})).await;
        go_on(&test).await;
        let (state, why, counts) = reason(&test, &path).await;
        assert_eq!((&state, &why), (&json!("paused"), &json!(name)), "{code}: {counts}");
        assert_eq!((&counts["queued"], &counts["failed"]), (&json!(14), &json!(0)), "{code}: {counts}");
        assert_eq!(people.iter().map(templates).sum::<usize>(), 0, "{code}");
        while test.meta().faults().awaits(&Fault::Error { code }) {
            test.meta().faults().forget(&Fault::Error { code });
        }
        test.advance(Duration::from_hours(2));
        if by_hand {
            go_on(&test).await;
            assert_eq!(people.iter().map(templates).sum::<usize>(), 0, "{code}: it waits for a person");
            let resumed = test.post(&format!("{path}/resume"), json!({})).await;
            assert_eq!((resumed.status, &resumed.json["reason_code"]), (StatusCode::OK, &Value::Null));
        }
        go_on(&test).await;
        assert!(people.iter().all(|customer| templates(customer) == 1), "{code}: each once");
        assert_eq!(test.get(&path).await.json["state"], "done", "{code}");
        test.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restriction_meta_announces_keeps_it_from_beginning() {
    let (test, template, people) = shop(3).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    let restricted = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
        {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": test.clock.now().as_seconds() + 7_200}]});
    assert!(test.meta().posts("account_update", restricted).await);
    test.run_jobs().await;
    test.post(&format!("{path}/start"), json!({})).await;
    go_on(&test).await;
    let (state, why, _) = reason(&test, &path).await;
    assert_eq!((state, why), (json!("paused"), json!("restricted_to_answers")));
    assert_eq!(people.iter().map(templates).sum::<usize>(), 0);
    people[0].says("Siete aperti?").await;
    test.let_reply().await;
    assert!(people[0].received().len() > 1, "who writes is answered all the same");
    test.advance(Duration::from_hours(4));
    go_on(&test).await;
    assert!(
        people.iter().all(|customer| templates(customer) == 1),
        "it goes on when the restriction is over"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_paused_and_let_go_on_by_hand() {
    let (test, template, people) = shop(14).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    assert_eq!(test.post(&format!("{path}/pause"), json!({})).await.status, StatusCode::CONFLICT);
    test.post(&format!("{path}/start"), json!({})).await;
    test.run_jobs().await;
    assert_eq!(people.iter().map(templates).sum::<usize>(), 10);
    let paused = test.post(&format!("{path}/pause"), json!({})).await.json;
    assert_eq!(
        (&paused["state"], &paused["reason_code"], &paused["resumes"]),
        (&json!("paused"), &json!("by_hand"), &json!("by_hand"))
    );
    test.advance(Duration::from_hours(3));
    go_on(&test).await;
    assert_eq!(people.iter().map(templates).sum::<usize>(), 10, "it waits as long as people want");
    assert_eq!(test.post(&format!("{path}/resume"), json!({})).await.json["state"], "sending");
    assert_eq!(test.post(&format!("{path}/resume"), json!({})).await.code(), "not_paused");
    go_on(&test).await;
    assert!(people.iter().all(|customer| templates(customer) == 1));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_shop_s_broadcast_waits_for_the_release() {
    let (test, template, people) = shop(14).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    test.post(&format!("{path}/start"), json!({})).await;
    test.run_jobs().await;
    test.app.db.write(shopbell::storage::put_on_hold).await.unwrap();
    test.advance(Duration::from_secs(2));
    go_on(&test).await;
    let (state, why, counts) = reason(&test, &path).await;
    assert_eq!(
        (&state, &why, &counts["skipped"]),
        (&json!("paused"), &json!("on_hold"), &json!(0)),
        "{counts}"
    );
    test.app.db.write(shopbell::inbox::release_hold).await.unwrap();
    test.advance(Duration::from_mins(2));
    go_on(&test).await;
    assert!(people.iter().all(|customer| templates(customer) == 1), "everybody has it, once");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_says_stop_between_two_tries_is_left_alone() {
    let (test, template, people) = shop(1).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    test.meta().faults().next_send(Fault::Error { code: 131_016 });
    test.post(&format!("{path}/start"), json!({})).await;
    test.run_jobs().await;
    assert_eq!(templates(&people[0]), 0, "the first try surely did not arrive");
    people[0].says("STOP").await;
    test.run_jobs().await;
    test.advance(Duration::from_mins(2));
    go_on(&test).await;
    assert_eq!(templates(&people[0]), 0);
    let failed = test.get(&format!("{path}/recipients?state=failed")).await.json;
    assert_eq!(failed["items"][0]["reason"]["code"], "suppressed", "{failed}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_its_turn_does_not_leave_once_it_is_stopped() {
    let (test, template, people) = shop(12).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    test.meta().faults().next_sends((0..10).map(|_| Fault::Error { code: 131_016 }));
    test.post(&format!("{path}/start"), json!({})).await;
    test.run_jobs().await;
    let stopped = test.post(&format!("{path}/stop"), json!({})).await.json;
    assert_eq!(
        (&stopped["state"], &stopped["counts"]["skipped"]),
        (&json!("stopped"), &json!(12)),
        "{stopped}"
    );
    test.advance(Duration::from_mins(5));
    go_on(&test).await;
    assert_eq!(people.iter().map(templates).sum::<usize>(), 0);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_yesterday_s_broadcast_begins_nothing_today() {
    let (test, template, people) = shop(3).await;
    agree(&test, 0).await;
    let path = draft(&test, &template).await;
    test.meta().plan_statuses(StatusPlan::of([Status::Sent, Status::Delivered]));
    test.post(&format!("{path}/start"), json!({})).await;
    go_on(&test).await;
    let begun =
        async || test.post(&format!("{path}/preview"), json!({})).await.json["limit"]["begun"].clone();
    assert_eq!(begun().await, 3);
    test.advance(Duration::from_hours(25));
    for customer in &people {
        let sent = customer.received().into_iter().find(|sent| sent.kind == "template").unwrap();
        assert!(test.meta().posts_stray_status(&sent.wamid, Status::Read, sent.opaque.as_deref()).await);
    }
    test.run_jobs().await;
    assert_eq!(test.get(&path).await.json["counts"]["read"], 3);
    assert_eq!(begun().await, 0);
    test.stop().await;
}
