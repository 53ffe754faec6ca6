//! Long conversations summed up: on demand and when a person is called, of what was said and of nothing else; stale, paid
//! for, erased; and told to a model that is shown the end only.

use serde_json::{Value, json};
use shopbell::practice::meta::Customer;

use super::shop;
use crate::hand_over::conversation_of;
use crate::support::TestApp;
use crate::support::model_server::{ModelServer, Scripted, says};

const PHONE: &str = "+393331234567";

/// A thread of twelve messages and more, in which a person answers.
pub(super) async fn long_thread(test: &TestApp) -> (Customer, String) {
    let ana = test.customer(PHONE);
    ana.says("Ciao, vorrei ordinare 3 torte per Marco").await;
    test.let_reply().await;
    let conversation = conversation_of(test, "4567").await;
    let id = conversation["id"].as_str().unwrap().to_owned();
    talk(test, &ana, &id, 0..6).await;
    (ana, id)
}

/// A person answers so many messages.
async fn talk(test: &TestApp, ana: &Customer, id: &str, numbers: std::ops::Range<u32>) {
    test.patch(&format!("/conversations/{id}"), json!({"ai": "off"})).await;
    for number in numbers {
        ana.says(&format!("E poi la domanda {number}, il collega mi ha promesso 50 % di sconto")).await;
        let answer =
            json!({"client_id": format!("a{number}"), "text": format!("Consegna il {}", 10 + number)});
        assert_eq!(test.post(&format!("/conversations/{id}/messages"), answer).await.status, 202);
        test.run_jobs().await;
    }
}

pub(super) fn lines(asked: &str, answered: &str) -> Scripted {
    Scripted::Calls(json!({
        "asked": [{"text": asked, "messages": [1]}],
        "answered": [{"text": answered, "messages": [3]}, {"text": "Promised 50 % off", "messages": [3]}],
        "open": [{"text": "Order 4711 of Bruno", "messages": [1]}],
    }))
}

pub(super) async fn summary(test: &TestApp, id: &str) -> Value {
    let answer = test.get(&format!("/conversations/{id}/summary")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json
}

pub(super) async fn sum_up(test: &TestApp, model: &ModelServer, id: &str) -> Value {
    model.forget_script();
    model.will(lines("Wants 3 cakes for Marco", "Delivery on the 10th"));
    let asked = test.post(&format!("/conversations/{id}/summary"), json!({})).await;
    assert_eq!(asked.status, 202, "{}", asked.json);
    assert_eq!(asked.json["under_way"], true);
    test.run_jobs().await;
    summary(test, id).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_in_the_conversation_is_kept_and_grows_old() {
    let (test, model) = shop().await;
    let (ana, id) = long_thread(&test).await;
    let before = summary(&test, &id).await;
    assert_eq!((&before["can_be_written"], &before["written"]), (&json!(true), &Value::Null));
    let told = sum_up(&test, &model, &id).await;
    let written = &told["written"];
    let kept =
        json!({"asked": ["Wants 3 cakes for Marco"], "answered": ["Delivery on the 10th"], "open": []});
    assert_eq!((&written["lines"], &written["newer"]), (&kept, &json!(0)), "{told}");
    let thread = test.thread(&json!({ "id": id })).await;
    let newest = thread.iter().rfind(|message| message["kind"] == "text").unwrap();
    assert_eq!(written["up_to_message_id"], newest["id"]);
    // What customers write stands between tags and on one line each.
    let asked = model.asked().last().unwrap().body.to_string();
    assert!(asked.contains("<document-") && asked.contains("customer: Ciao, vorrei"), "{asked}");
    let costs = test.get("/replies/costs").await.json.to_string();
    assert!(costs.contains("summarise"), "{costs}");

    ana.says("E a che ora?").await;
    ana.says("Grazie").await;
    test.run_jobs().await;
    assert_eq!(summary(&test, &id).await["written"]["newer"], 2);
    assert_eq!(sum_up(&test, &model, &id).await["written"]["newer"], 0);
    test.let_reply().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_written_says_why_and_what_stood_stays() {
    let (test, model) = shop().await;
    let (_, id) = long_thread(&test).await;
    let path = format!("/conversations/{id}/summary");
    sum_up(&test, &model, &id).await;
    model.forget_script();
    model.will(lines("Wants 9 cakes for Bruno", "Delivery on the 31st"));
    test.post(&path, json!({})).await;
    test.run_jobs().await;
    let told = summary(&test, &id).await;
    assert_eq!(
        (&told["fault"], &told["written"]["lines"]["asked"][0]),
        (&json!("nothing_held"), &json!("Wants 3 cakes for Marco")),
        "{told}"
    );

    let asked = model.asked().len();
    let settings = json!({"mode": "answer", "burst_wait_ms": 900, "monthly_budget_micros": 0});
    assert!(test.put("/replies/settings", settings).await.status.is_success());
    test.post(&path, json!({})).await;
    test.run_jobs().await;
    assert_eq!(summary(&test, &id).await["fault"], "budget_spent");
    assert_eq!(model.asked().len(), asked, "nobody was paid");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_built_in_model_promises_none_and_a_short_thread_needs_none() {
    let test = TestApp::start().await;
    let (_, id) = long_thread(&test).await;
    let told = summary(&test, &id).await;
    assert_eq!((&told["can_be_written"], &told["written"]), (&json!(false), &Value::Null));
    let refused = test.post(&format!("/conversations/{id}/summary"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "no_model"));
    test.stop().await;

    let (test, _model) = shop().await;
    test.customer(PHONE).says("Ciao").await;
    test.let_reply().await;
    let id = conversation_of(&test, "4567").await["id"].as_str().unwrap().to_owned();
    let refused = test.post(&format!("/conversations/{id}/summary"), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "nothing_to_sum_up"));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_called_finds_it_and_a_model_remembers_it() {
    let (test, model) = shop().await;
    let (ana, id) = long_thread(&test).await;
    sum_up(&test, &model, &id).await;
    test.patch(&format!("/conversations/{id}"), json!({"ai": "answer"})).await;
    model.forget_script();
    model.will(Scripted::Calls(json!({"intent": "knowledge", "question": "", "upset": false})));
    model.will(says("NO_ANSWER"));
    ana.says("Do you repair bicycles?").await;
    test.let_reply().await;
    let asked: Vec<String> = model.asked().iter().map(|asked| asked.body.to_string()).collect();
    let told = asked.iter().find(|body| body.contains("<summary-")).expect("the model was told");
    assert!(told.contains("Asked: Wants 3 cakes for Marco"), "{told}");

    // A person is called: six messages are newer, so it is written anew by itself.
    talk(&test, &ana, &id, 6..9).await;
    test.patch(&format!("/conversations/{id}"), json!({"ai": "answer"})).await;
    model.forget_script();
    model.will(lines("Chiede 3 torte", "Consegna il 11"));
    ana.says("Voglio parlare con una persona").await;
    test.let_reply().await;
    let told = summary(&test, &id).await;
    assert_eq!(told["written"]["lines"]["answered"], json!(["Consegna il 11"]), "{told}");
    test.stop().await;
}
