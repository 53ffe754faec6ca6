//! The walk: the whole way of a customer, gone from the practice phone; nobody real hears of it and nothing of it counts.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::replies::jobs::LookAtWalk;
use shopbell::storage::StorageError;

use crate::support::TestApp;
use crate::turns::Shop;

const WAGYU: &str = "The wagyu costs 145.00 euro per kg. Our butchers cut it to order.";
const A_MONTH: Duration = Duration::from_hours(31 * 24);

/// A shop that knows a price and its hours, with a question of the exam for the price.
async fn shop() -> (TestApp, String) {
    let test = TestApp::start().await;
    let source = json!({"kind": "text", "title": "Wagyu", "text": WAGYU});
    let source = test.post("/knowledge/sources", source).await.json;
    let hours = json!({"hours": [{"days": [2, 3, 4, 5, 6], "opens": "09:00", "closes": "18:00"}]});
    assert!(test.patch("/shop", hours).await.status.is_success());
    let question = json!({"text": "How much is the wagyu?", "expected": "answered", "must_say": ["145 €"]});
    assert_eq!(test.post("/replies/exam/questions", question).await.status, 201);
    test.run_jobs().await;
    (test, source["id"].as_str().unwrap().to_owned())
}

async fn begin(test: &TestApp) -> String {
    let begun = test.post("/replies/walks", json!({})).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    begun.json["id"].as_str().unwrap().to_owned()
}

async fn report(test: &TestApp, id: &str) -> Value {
    let found = test.get(&format!("/replies/walks/{id}")).await;
    assert_eq!(found.status, 200, "{}", found.json);
    found.json
}

/// Lets time pass until a walk is over.
async fn goes(test: &TestApp, id: &str) -> Value {
    for _ in 0..40 {
        test.let_reply().await;
        let report = report(test, id).await;
        if !["waiting", "running"].contains(&report["walk"]["state"].as_str().unwrap()) {
            return report;
        }
    }
    panic!("never over: {:#}", report(test, id).await)
}

/// A whole walk, from its beginning to its report.
async fn walk(test: &TestApp) -> Value {
    let id = begin(test).await;
    goes(test, &id).await
}

async fn walks(test: &TestApp) -> Vec<Value> {
    test.get("/replies/walks").await.json["items"].as_array().unwrap().clone()
}

fn step<'a>(report: &'a Value, kind: &str) -> &'a Value {
    let mut steps = report["steps"].as_array().unwrap().iter();
    steps.find(|step| step["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {report:#}"))
}

async fn notices(test: &TestApp) -> Vec<String> {
    let read = test.app.db.read::<_, StorageError>(|conn| {
        conn.all("SELECT kind FROM notice ORDER BY id", [], |row| row.get("kind"))
    });
    read.await.unwrap()
}

async fn looks(test: &TestApp) {
    let kept = test.app.db.write(|tx| shopbell::jobs::enqueue(tx, &LookAtWalk {}).map(drop)).await;
    kept.unwrap();
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_is_gone_and_nothing_of_it_is_left() {
    let (test, _) = shop().await;
    let phones = test.get("/practice").await.json["customers"].clone();
    let report = walk(&test).await;
    assert_eq!((&report["walk"]["state"], &report["before"]), (&json!("done"), &Value::Null), "{report:#}");
    for (kind, end) in [
        ("question", "answered"),
        ("second", "answered"),
        ("unknown", "declined"),
        ("person", "handed_over"),
        ("handed_back", "answered"),
    ] {
        let step = step(&report, kind);
        assert_eq!((&step["passed"], &step["outcome"]["end"]), (&json!(true), &json!(end)), "{report:#}");
        assert!(step["outcome"]["took_ms"].as_i64().is_some_and(|ms| ms > 0), "{step:#}");
    }
    let priced = &step(&report, "question")["outcome"];
    assert_eq!((&priced["said"], &priced["sources"]), (&json!("How much is the wagyu?"), &json!(["Wagyu"])));
    assert!(priced["read"].as_str().unwrap().contains("145"), "{priced:#}");
    assert!(step(&report, "second")["outcome"]["read"].as_str().unwrap().contains("18:00"), "{report:#}");
    assert_eq!(step(&report, "person")["outcome"]["said"], "Yes, please");
    assert_eq!(step(&report, "person")["outcome"]["reason"], "asked_for_person");
    assert_eq!(step(&report, "card")["passed"], true, "{report:#}");
    let told = step(&report, "told");
    assert_eq!((&told["passed"], &told["outcome"]["says_when"]), (&json!(true), &json!(false)), "{told:#}");
    assert_eq!(step(&report, "order")["outcome"]["left_out"], "no_orders");
    assert_eq!(step(&report, "picture")["outcome"]["left_out"], "no_reader");
    assert_eq!((&report["walk"]["steps"], &report["walk"]["passed"]), (&json!(7), &json!(7)), "{report:#}");

    assert!(test.get("/conversations?queue=all").await.json["items"].as_array().unwrap().is_empty());
    let counts = test.get("/conversations/counts").await.json;
    assert!(counts.as_object().unwrap().values().all(|count| count == 0), "{counts}");
    assert_eq!(test.get("/practice").await.json["customers"], phones, "the phone is as it was");
    assert!(test.get("/replies/gaps").await.json["items"].as_array().unwrap().is_empty());
    assert_eq!(notices(&test).await, Vec::<String>::new(), "nobody was told");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_of_a_walk_stands_in_no_queue_and_in_no_count_meanwhile() {
    let (test, _) = shop().await;
    let id = begin(&test).await;
    while step_now(&report(&test, &id).await) != Some("handed_back".to_owned()) {
        test.advance(Duration::from_secs(1));
        test.run_jobs().await;
        let counts = test.get("/conversations/counts").await.json;
        let others = counts.as_object().unwrap().iter().filter(|(name, _)| *name != "practice");
        assert!(others.into_iter().all(|(_, count)| count == 0), "{counts}");
    }
    assert_eq!(goes(&test, &id).await["walk"]["state"], "done");
    let prices = test.get("/whatsapp/prices").await.json;
    assert_eq!(prices["total_micros"], 0, "{prices}");
    test.stop().await;
}

fn step_now(report: &Value) -> Option<String> {
    let mut steps = report["steps"].as_array().unwrap().iter();
    let now = steps.find(|step| step["state"] == "asked" || step["state"] == "waiting")?;
    Some(now["kind"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_it_should_be_is_told_and_set_beside_the_walk_before() {
    let (test, source) = shop().await;
    let first = walk(&test).await;
    let text = json!({"text": "The wagyu costs 160.00 euro per kg. Our butchers cut it to order."});
    assert!(test.patch(&format!("/knowledge/sources/{source}"), text).await.status.is_success());
    test.run_jobs().await;
    let second = walk(&test).await;
    assert_eq!(second["before"]["id"], first["walk"]["id"]);
    let priced = step(&second, "question");
    assert_eq!((&priced["passed"], &priced["change"]), (&json!(false), &json!("worse")), "{priced:#}");
    assert_eq!(priced["outcome"]["faults"], json!([{"code": "missing", "fact": "145 €"}]));
    assert_eq!(step(&second, "second")["change"], "same");
    assert_eq!(notices(&test).await, ["walk_failed"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_walks_are_never_gone_at_once_and_one_can_be_stopped() {
    let (test, _) = shop().await;
    let id = begin(&test).await;
    let second = test.post("/replies/walks", json!({})).await;
    assert_eq!((second.status.as_u16(), second.code()), (409, "walk_under_way"));
    test.run_jobs().await;
    let stop = format!("/replies/walks/{id}/stop");
    assert_eq!(test.post(&stop, json!({})).await.status, 204);
    assert_eq!(test.post(&stop, json!({})).await.status, 404, "it is over");
    test.let_reply().await;
    assert_eq!(report(&test, &id).await["walk"]["state"], "stopped");
    assert!(test.get("/conversations?queue=all").await.json["items"].as_array().unwrap().is_empty());
    assert_eq!(notices(&test).await, Vec::<String>::new(), "half a walk tells nothing");
    for _ in 0..13 {
        let id = begin(&test).await;
        assert_eq!(test.post(&format!("/replies/walks/{id}/stop"), json!({})).await.status, 204);
    }
    test.let_reply().await;
    assert_eq!(walks(&test).await.len(), 12, "a year of months is kept");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_the_program_ended_in_says_so_and_is_gone_again_once() {
    let (test, _) = shop().await;
    let id = begin(&test).await;
    test.run_jobs().await;
    assert_eq!(report(&test, &id).await["walk"]["state"], "running");
    let ends = async || test.app.rooms.replies.end_interrupted().await.unwrap();
    ends().await;
    assert_eq!(report(&test, &id).await["walk"]["state"], "interrupted");
    let again = walks(&test).await[0].clone();
    assert_eq!((&again["cause"], &again["state"]), (&json!("again"), &json!("waiting")));
    ends().await;
    let again = again["id"].as_str().unwrap().to_owned();
    assert_eq!(report(&test, &again).await["walk"]["state"], "waiting", "what waits is still to be gone");
    test.run_jobs().await;
    ends().await;
    assert_eq!(report(&test, &again).await["walk"]["state"], "interrupted");
    assert_eq!(walks(&test).await.len(), 2, "one that breaks off twice waits for its month");
    test.let_reply().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn once_a_month_a_walk_is_gone_by_itself() {
    let (test, _) = shop().await;
    assert_eq!(test.get("/replies/walks/settings").await.json, json!({"monthly": true}));
    looks(&test).await;
    let first = walks(&test).await[0]["id"].as_str().unwrap().to_owned();
    let report = goes(&test, &first).await;
    assert_eq!((&report["walk"]["cause"], &report["walk"]["state"]), (&json!("monthly"), &json!("done")));
    looks(&test).await;
    assert_eq!(walks(&test).await.len(), 1, "the month is not over");
    test.advance(A_MONTH);
    test.sign_in().await;
    let off = test.put("/replies/walks/settings", json!({"monthly": false})).await;
    assert_eq!((off.status.as_u16(), off.json), (200, json!({"monthly": false})));
    looks(&test).await;
    assert_eq!(walks(&test).await.len(), 1, "the owner wants none");
    test.put("/replies/walks/settings", json!({"monthly": true})).await;
    looks(&test).await;
    let second = walks(&test).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(goes(&test, &second).await["before"]["id"], json!(first));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_assistant_does_not_answer_there_is_no_way_to_go() {
    let (test, _) = shop().await;
    for mode in ["suggest", "off"] {
        let settings = json!({"mode": mode, "burst_wait_ms": 4000});
        assert!(test.put("/replies/settings", settings).await.status.is_success());
        let refused = test.post("/replies/walks", json!({})).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "walk_not_answering"), "{mode}");
        looks(&test).await;
    }
    assert!(walks(&test).await.is_empty(), "and none is begun by itself");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_with_nothing_to_ask_for_leaves_those_steps_out() {
    let test = TestApp::start().await;
    let report = walk(&test).await;
    assert_eq!(report["walk"]["state"], "done", "{report:#}");
    for kind in ["question", "second", "handed_back"] {
        assert_eq!(step(&report, kind)["outcome"]["left_out"], "no_question", "{report:#}");
    }
    assert_eq!(step(&report, "person")["passed"], true, "{report:#}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_the_budget_is_for_customers() {
    let shop = Shop::open().await;
    let test = &shop.test;
    let settings = json!({"mode": "answer", "burst_wait_ms": 4000, "daily_budget_micros": 40_000});
    assert!(test.put("/replies/settings", settings).await.status.is_success());
    let asked = shop.vendor.asked();
    let report = walk(test).await;
    assert_eq!(report["walk"]["state"], "out_of_money", "{report:#}");
    assert_eq!(shop.vendor.asked(), asked, "nothing was paid");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_with_a_model_is_walked_with_it() {
    let shop = Shop::open().await;
    let test = &shop.test;
    for dish in ["Any Ramen?", "Any Polenta?"] {
        let question = json!({"text": dish, "expected": "answered", "must_say": ["ready every day"]});
        assert_eq!(test.post("/replies/exam/questions", question).await.status, 201);
    }
    let asked = shop.vendor.asked();
    let report = walk(test).await;
    assert_eq!(report["walk"]["state"], "done", "{report:#}");
    for kind in ["question", "second"] {
        assert_eq!(step(&report, kind)["passed"], true, "{report:#}");
    }
    let picture = step(&report, "picture");
    assert_eq!(picture["state"], "done", "a picture is sent where somebody reads them: {picture:#}");
    assert_ne!(picture["outcome"]["end"], "silent", "{picture:#}");
    assert!(shop.vendor.asked() > asked);
    shop.close().await;
}
