//! The inbox through the program's own door: what people see and do, and what some may not see.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use shopbell::ids::RunId;
use shopbell::inbox::{Author, NewOutbound, Refused, queue_outbound};

use crate::support::browser::Browser;
use crate::support::{Answer, OWNER, TestApp, answer};

const PHONE: &str = "+39 333 1234567";
const DIGITS: &str = "1234567";

/// A shop whose customer has said something.
async fn shop_with(text: &str) -> (TestApp, Value) {
    let test = TestApp::start().await;
    test.customer(PHONE).says(text).await;
    test.run_jobs().await;
    let conversation = test.only_conversation().await;
    (test, conversation)
}

fn path(conversation: &Value, rest: &str) -> String {
    format!("/conversations/{}{rest}", conversation["id"].as_str().expect("an id"))
}

async fn say(test: &TestApp, conversation: &Value, client_id: &str, text: &str) -> Answer {
    let body = json!({ "client_id": client_id, "kind": "text", "text": text });
    test.post(&path(conversation, "/messages"), body).await
}

async fn events(test: &TestApp, conversation: &Value) -> Vec<String> {
    let thread = test.thread(conversation).await;
    let events = thread.iter().filter(|line| line["kind"] == "event");
    events.map(|line| line["content"]["event"].as_str().expect("an event").to_owned()).collect()
}

/// Everything due within a minute is done; then the program stops in order.
async fn finish(test: TestApp) {
    test.let_reply().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_seen_answered_once_and_its_ticks_arrive() {
    let (test, conversation) = shop_with("Quanto costa la costata?").await;
    assert_eq!(conversation["unread"], 1);
    assert_eq!(conversation["contact"]["phone"], "+393331234567");
    assert_eq!(conversation["last_message"]["text"], "Quanto costa la costata?");
    let first = say(&test, &conversation, "c1", "32 euro al kilo").await;
    assert_eq!(first.status, 202, "{}", first.json);
    let again = say(&test, &conversation, "c1", "32 euro al kilo").await;
    assert_eq!(first.json["id"], again.json["id"]);
    test.run_jobs().await;
    let customer = test.meta().sent();
    assert_eq!(customer.len(), 1, "one message reached the customer");
    let thread = test.thread(&conversation).await;
    let ours = thread.iter().find(|line| line["text"] == "32 euro al kilo").expect("our message");
    assert!(["sent", "delivered", "read"].contains(&ours["state"].as_str().unwrap()), "{ours}");
    let now = test.get(&path(&conversation, "")).await.json;
    assert_eq!((now["ai"].as_str(), now["ai_off"]["reason"].as_str()), (Some("off"), Some("took_over")));
    assert_eq!(now["unread"], 0);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_be_taken_back_within_its_delay() {
    let (test, conversation) = shop_with("Ciao").await;
    let body = json!({ "client_id": "c1", "kind": "text", "text": "oops", "delay_ms": 5000 });
    let queued = test.post(&path(&conversation, "/messages"), body).await.json;
    test.run_jobs().await;
    let id = queued["id"].as_str().unwrap();
    assert_eq!(test.delete(&format!("/messages/{id}")).await.status, 204);
    test.advance(Duration::from_secs(6));
    test.run_jobs().await;
    assert!(test.meta().sent().is_empty());
    assert_eq!(test.delete(&format!("/messages/{id}")).await.code(), "not_found");
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_second_is_asked_first() {
    let (test, conversation) = shop_with("Ciao").await;
    let seen = conversation["last_message"]["id"].clone();
    let id = conversation["id"].as_str().unwrap().parse().unwrap();
    let answer = NewOutbound::text(id, Author::Ai { run_id: RunId::new(1) }, "run 1", "Buongiorno!");
    test.app.db.write::<_, Refused>(move |tx| queue_outbound(tx, answer)).await.unwrap();
    let mut body = json!({ "client_id": "c1", "kind": "text", "text": "Salve", "seen": seen });
    let refused = test.post(&path(&conversation, "/messages"), body.clone()).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "answered_meanwhile"));
    body["anyway"] = json!(true);
    assert_eq!(test.post(&path(&conversation, "/messages"), body).await.status, 202);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_day_free_text_is_refused_in_plain_words() {
    let (test, conversation) = shop_with("Ciao").await;
    test.let_reply().await;
    test.advance(Duration::from_hours(25));
    let refused = say(&test, &conversation, "c1", "tardi").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "window_closed"));
    assert!(refused.json["error"]["hint"].as_str().unwrap().contains("template"));
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_take_over_at_once_one_has_it_and_the_other_is_told() {
    let (test, conversation) = shop_with("Ciao").await;
    let owner = Browser::signed_in(&test, OWNER).await;
    let bo = owner.invite("agent").await;
    let take = path(&conversation, "/take-over");
    let (one, other) = tokio::join!(owner.post(&take, json!({})), bo.post(&take, json!({})));
    let (won, lost) = if one.status.is_success() { (one, other) } else { (other, one) };
    assert_eq!((won.status.as_u16(), lost.status.as_u16(), lost.code()), (200, 409, "taken_over"));
    // Twice by the same person is once; a colleague is given it by name.
    let is_bo = won.json["assignee"]["id"] == bo.get("/me").await.json["person"]["id"];
    let (has, asks) = if is_bo { (&bo, &owner) } else { (&owner, &bo) };
    assert_eq!(has.post(&take, json!({})).await.status, 200);
    let me = asks.get("/me").await.json["person"]["id"].clone();
    assert_eq!(
        asks.send(Method::PATCH, &path(&conversation, ""), json!({ "assignee": me })).await.status,
        200
    );
    assert_eq!(asks.post(&take, json!({})).await.status, 200);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_is_taken_over_organised_and_handed_back() {
    let (test, conversation) = shop_with("Ciao").await;
    let me = test.get("/me").await.json["person"]["id"].clone();
    let taken = test.post(&path(&conversation, "/take-over"), json!({})).await.json;
    assert_eq!((taken["ai"].as_str(), &taken["assignee"]["id"]), (Some("off"), &me));
    let counts = test.get("/conversations/counts").await.json;
    assert_eq!(
        (&counts["needs_person"], &counts["mine"], &counts["unassigned"]),
        (&json!(1), &json!(1), &json!(0))
    );
    let label = test.post("/labels", json!({ "name": "VIP", "color": "#B08D57" })).await.json;
    assert_eq!(test.post("/labels", json!({ "name": "vip" })).await.code(), "label_exists");
    let change = json!({ "labels": [label["id"]], "assignee": null, "ai": "answer" });
    let changed = test.patch(&path(&conversation, ""), change).await.json;
    assert_eq!(changed["labels"][0]["name"], "VIP");
    assert!(changed.get("assignee").is_none() && changed.get("ai_off").is_none(), "{changed}");
    let labelled = test.get(&format!("/conversations?label={}", label["id"].as_str().unwrap())).await.json;
    assert_eq!(labelled["items"].as_array().unwrap().len(), 1);
    assert_eq!(events(&test, &conversation).await, ["took_over", "ai_resumed", "unassigned", "labelled"]);
    let nobody = test.patch(&path(&conversation, ""), json!({ "assignee": "12" })).await;
    assert_eq!(nobody.code(), "unknown_person");
    assert_eq!(test.get("/team").await.json[0]["id"], me);
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snoozed_conversation_comes_back_by_itself() {
    let (test, conversation) = shop_with("Ciao").await;
    test.let_reply().await;
    let until = test.clock.now().plus(Duration::from_hours(2));
    let refused = test.patch(&path(&conversation, ""), json!({ "status": "snoozed" })).await;
    assert_eq!(refused.code(), "no_wake_time");
    let snoozed = test.patch(&path(&conversation, ""), json!({ "snooze_until": until })).await.json;
    assert_eq!(snoozed["status"], "snoozed");
    assert_eq!(test.get("/conversations?queue=snoozed").await.json["items"].as_array().unwrap().len(), 1);
    test.advance(Duration::from_hours(2));
    test.run_jobs().await;
    let now = test.get(&path(&conversation, "")).await.json;
    assert_eq!(now["status"], "open");
    assert!(events(&test, &conversation).await.ends_with(&["snoozed".to_owned(), "woken".to_owned()]));
    finish(test).await;
}

/// What an API token of this role is answered.
async fn get_as(test: &TestApp, token: &str, path: &str) -> Answer {
    let request = reqwest::Client::builder().build().expect("a client");
    let address = format!("{}/api/v1{path}", test.address);
    answer(request.get(address).bearer_auth(token).send().await.expect("an answer")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_is_never_sent_a_phone_number() {
    let (test, conversation) = shop_with("Buongiorno").await;
    let shared = json!({ "type": "contacts", "contacts": [{ "name": { "formatted_name": "Zia" },
        "phones": [{ "phone": "+39 333 1234567" }] }] });
    test.customer(PHONE).sends(shared).await;
    test.run_jobs().await;
    let made = test.post("/tokens", json!({ "name": "t", "role": "trainee" })).await.json;
    let token = made["token"].as_str().unwrap_or_else(|| panic!("{made}"));
    let id = conversation["id"].as_str().unwrap();
    for path in [
        "/conversations".to_owned(),
        format!("/conversations/{id}"),
        format!("/conversations/{id}/messages"),
        "/search?q=buongiorno".to_owned(),
        "/search?q=zia".to_owned(),
    ] {
        let seen = get_as(&test, token, &path).await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.json);
        let shown = seen.json.to_string().replace([' ', '-'], "");
        let without_ids = shown.replace(id, "");
        assert!(!without_ids.contains(DIGITS), "{path} shows the phone: {}", seen.json);
        let owner = test.get(&path).await.json.to_string().replace(' ', "");
        assert!(owner.contains(DIGITS), "the owner sees it at {path}");
    }
    let by_phone = format!("/conversations?q={DIGITS}");
    assert_eq!(test.get(&by_phone).await.json["items"].as_array().unwrap().len(), 1);
    assert!(get_as(&test, token, &by_phone).await.json["items"].as_array().unwrap().is_empty());
    let message = conversation["last_message"]["id"].as_str().unwrap();
    let raw = format!("/messages/{message}/raw");
    assert_eq!(get_as(&test, token, &raw).await.code(), "not_allowed");
    assert!(test.get(&raw).await.json["raw"].to_string().contains("Buongiorno"));
    finish(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stay_inside_and_everything_said_is_found() {
    let (test, conversation) = shop_with("Vorrei due costate per sabato").await;
    let note = json!({ "client_id": "n1", "text": "cliente difficile" });
    let written = test.post(&path(&conversation, "/notes"), note.clone()).await;
    assert_eq!((written.status.as_u16(), written.json["kind"].as_str()), (201, Some("note")));
    assert_eq!(test.post(&path(&conversation, "/notes"), note).await.json["id"], written.json["id"]);
    test.let_reply().await;
    assert!(test.meta().sent().iter().all(|sent| !format!("{sent:?}").contains("difficile")));
    for (typed, found) in
        [("costate sab", 1), ("difficile", 1), ("costate from:team", 0), ("from:customer", 1), ("", 0)]
    {
        let hits = test.get(&format!("/search?q={}", typed.replace(' ', "%20"))).await.json;
        assert_eq!(hits["items"].as_array().map(Vec::len), Some(found), "{typed}: {hits}");
    }
    let contact = conversation["contact"]["id"].as_str().unwrap();
    let renamed = test.patch(&format!("/contacts/{contact}"), json!({ "name": "Ana la vicina" })).await.json;
    assert_eq!(renamed["name"], "Ana la vicina");
    assert_eq!(test.get("/conversations?q=vicina").await.json["items"].as_array().unwrap().len(), 1);
    finish(test).await;
}
