//! Templates through the door: read from Meta, made, reviewed, changed, deleted.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::{ReviewPlan, Template};

use crate::support::{OWNER, PASSWORD, TestApp};

fn new(name: &str) -> Value {
    json!({
        "name": name, "language": "it", "category": "utility",
        "header": {"type": "text", "text": "Ordine {{number}}"},
        "body": "Ciao {{name}}, il tuo ordine è pronto per il ritiro.", "footer": "Rossi",
        "buttons": [{"type": "quick_reply", "text": "Grazie"}, {"type": "url", "text": "Vedi", "url": "https://x.it/{{1}}"}],
        "examples": {"number": "12", "name": "Ana", "button_1": "https://x.it/12"}, "submit": true,
    })
}

async fn templates(test: &TestApp, query: &str) -> Vec<Value> {
    let page = test.get(&format!("/whatsapp/templates?limit=100{query}")).await.json;
    page["items"].as_array().unwrap_or_else(|| panic!("{page}")).clone()
}

async fn last_template(test: &TestApp, conversation: &Value) -> Value {
    let thread = test.thread(conversation).await;
    thread.into_iter().rfind(|line| line["kind"] == "template").expect("a template in the thread")
}

async fn only(test: &TestApp, name: &str) -> Value {
    let found = templates(test, &format!("&q={name}")).await;
    assert_eq!(found.len(), 1, "{found:?}");
    found[0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn metas_list_is_read_to_its_end_and_what_is_gone_goes() {
    let test = TestApp::start().await;
    test.meta().change_account(|account| {
        for number in 0..230 {
            account.templates.push(Template::approved(
                &format!("many_{number}"),
                "it",
                "Ciao a tutti voi",
                &[],
            ));
        }
    });
    let synced = test.post("/whatsapp/templates/sync", json!({})).await;
    assert_eq!(synced.json, json!({"added": 233, "changed": 0, "removed": 0, "unchanged": 0}));
    test.meta().change_account(|account| {
        account.templates.retain(|template| !template.name.starts_with("many_1"));
        account.templates[0].category = "MARKETING".to_owned();
    });
    let synced = test.post("/whatsapp/templates/sync", json!({})).await.json;
    assert_eq!(
        (&synced["removed"], &synced["changed"], &synced["added"]),
        (&json!(111), &json!(1), &json!(0))
    );
    let ready = only(&test, "hello_world").await;
    assert_eq!(
        (&ready["category"], &ready["sendable"], &ready["practice"]),
        (&json!("marketing"), &json!(true), &json!(true))
    );
    assert_eq!(templates(&test, "&status=paused").await.len(), 0);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_checked_submitted_and_follows_metas_news() {
    let test = TestApp::start().await;
    let meta = test.meta();
    let mut broken = new("Bad Name");
    broken["body"] = json!("{{name}} ordine");
    broken["buttons"][1]["url"] = json!("x.it");
    let refused = test.post("/whatsapp/templates", broken).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "template_invalid"));
    let fields: Vec<&String> = refused.json["error"]["fields"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["body", "buttons.1.url", "name"]);

    meta.plan_reviews(ReviewPlan::hold());
    let made = test.post("/whatsapp/templates", new("pronto")).await;
    assert_eq!(
        (made.status, &made.json["status"]),
        (StatusCode::CREATED, &json!("pending")),
        "{}",
        made.json
    );
    assert_eq!(made.json["variables"].as_array().unwrap().len(), 3);
    assert_eq!(made.json["editable"], false);
    let at_meta = meta.account().templates.into_iter().find(|one| one.name == "pronto").unwrap();
    assert_eq!(at_meta.parameter_format, "NAMED");
    let twice = test.post("/whatsapp/templates", new("pronto")).await;
    assert!(twice.json["error"]["fields"]["name"].is_string(), "{}", twice.json);

    assert!(meta.judges_template("pronto", "APPROVED", None).await);
    test.run_jobs().await;
    assert_eq!(only(&test, "pronto").await["sendable"], true);
    meta.rates_template("pronto", "RED").await;
    meta.recategorises_template("pronto", "MARKETING").await;
    meta.judges_template("pronto", "PAUSED", Some("FIRST_PAUSE")).await;
    test.run_jobs().await;
    let now = only(&test, "pronto").await;
    assert_eq!(
        (&now["quality"], &now["category"], &now["status"]),
        (&json!("red"), &json!("marketing"), &json!("paused"))
    );
    assert_eq!((&now["status_reason"], &now["sendable"]), (&json!("FIRST_PAUSE"), &json!(false)));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_one_is_mended_an_approved_one_changes_once_a_day_and_a_deleted_name_rests() {
    let test = TestApp::start().await;
    test.meta().plan_reviews(ReviewPlan::reject("PROMOTIONAL"));
    let made = test.post("/whatsapp/templates", new("pronto")).await.json;
    test.run_jobs().await;
    let rejected = only(&test, "pronto").await;
    assert_eq!(
        (&rejected["status"], &rejected["status_reason"]),
        (&json!("rejected"), &json!("PROMOTIONAL"))
    );
    assert!(rejected["status_reason_words"].is_null(), "{rejected}");

    test.meta().plan_reviews(ReviewPlan::by_name());
    let path = format!("/whatsapp/templates/{}", made["id"].as_str().unwrap());
    let mut better = new("pronto");
    better["footer"] = json!("Macelleria Rossi");
    assert_eq!(test.patch(&path, better.clone()).await.status, StatusCode::OK);
    test.run_jobs().await;
    let approved = only(&test, "pronto").await;
    assert_eq!((&approved["status"], &approved["footer"]), (&json!("approved"), &json!("Macelleria Rossi")));

    test.advance(Duration::from_mins(1));
    assert_eq!(test.patch(&path, better.clone()).await.status, StatusCode::OK);
    test.run_jobs().await;
    let again = test.patch(&path, better.clone()).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "not_editable"), "{}", again.json);
    assert_eq!(only(&test, "pronto").await["not_editable_because"], "too_often");
    test.advance(Duration::from_hours(25));
    assert_eq!(test.patch(&path, better).await.status, StatusCode::OK);
    test.run_jobs().await;

    assert_eq!(test.delete(&path).await.status, StatusCode::NO_CONTENT);
    assert!(test.meta().account().templates.iter().all(|one| one.name != "pronto"));
    let too_early = test.post("/whatsapp/templates", new("pronto")).await;
    assert!(too_early.json["error"]["fields"]["name"].is_string(), "{}", too_early.json);
    test.advance(Duration::from_hours(31 * 24));
    test.post("/session", json!({"email": OWNER, "password": PASSWORD})).await;
    assert_eq!(test.post("/whatsapp/templates", new("pronto")).await.status, StatusCode::CREATED);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_metas_leaves_a_draft_and_its_words() {
    let test = TestApp::start().await;
    test.meta().change_account(|account| {
        account.templates.push(Template::approved("pronto", "it", "Ciao a voi", &[]));
    });
    let refused = test.post("/whatsapp/templates", new("pronto")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "meta_refused"));
    let draft = only(&test, "pronto").await;
    assert_eq!(draft["status"], "draft");
    assert_eq!(draft["status_reason"], "unknown");
    assert!(draft["status_reason_words"].as_str().unwrap().contains("already content"), "{draft}");
    let starters = test.get("/whatsapp/templates/starters?language=it").await.json;
    assert_eq!(starters["items"].as_array().unwrap().len(), 5);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_starter_used_before_comes_under_a_name_that_is_free() {
    let test = TestApp::start().await;
    let name =
        async || test.get("/whatsapp/templates/starters?language=it").await.json["items"][0]["name"].clone();
    let first = name().await.as_str().unwrap().to_owned();
    for expected in [first.clone(), format!("{first}_2"), format!("{first}_3")] {
        assert_eq!(name().await, expected.as_str());
        assert_eq!(test.post("/whatsapp/templates", new(&expected)).await.status, StatusCode::CREATED);
    }
    let in_english = test.get("/whatsapp/templates/starters?language=en").await.json;
    assert!(
        !in_english["items"][0]["name"].as_str().unwrap().ends_with("_2"),
        "a name is taken in its language only"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_opens_a_closed_window_from_the_composer() {
    let test = TestApp::start().await;
    test.meta().plan_reviews(ReviewPlan::by_name());
    let made = test.post("/whatsapp/templates", new("pronto")).await.json;
    let anna = test.customer("+39 333 1234567");
    anna.says("Avete le salsicce?").await;
    test.let_reply().await;
    test.advance(Duration::from_hours(25));
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let closed = test.post(&path, json!({"client_id": "1", "text": "Ciao"})).await;
    assert_eq!(closed.code(), "window_closed");

    let template = |client: &str, variables: Value| json!({"client_id": client, "kind": "template", "template_id": made["id"], "variables": variables, "anyway": true});
    let missing = test.post(&path, template("2", json!({"name": "Ana"}))).await;
    let fields: Vec<&String> = missing.json["error"]["fields"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["variables.button_1", "variables.number"]);

    let values = json!({"name": "Ana\nRossi", "number": "12", "button_1": "12"});
    let sent = test.post(&path, template("3", values)).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json);
    test.run_jobs().await;
    let at_meta = anna.received().last().unwrap().clone();
    assert_eq!(at_meta.kind, "template");
    assert_eq!(at_meta.text.as_deref(), Some("Ciao Ana · Rossi, il tuo ordine è pronto per il ritiro."));
    let line = last_template(&test, &conversation).await;
    assert_eq!((&line["kind"], &line["state"]), (&json!("template"), &json!("sent")), "{line}");
    assert_eq!(line["content"]["rendered"]["header"]["text"], "Ordine 12");
    assert_eq!(line["content"]["rendered"]["buttons"][1]["url"], "https://x.it/12");

    test.meta().change_account(|account| account.templates.retain(|one| one.name != "pronto"));
    test.post(&path, template("4", json!({"name": "Ana", "number": "13", "button_1": "13"}))).await;
    test.run_jobs().await;
    let line = last_template(&test, &conversation).await;
    assert_eq!(line["error"]["code"], "template_missing", "{line}");
    let left = templates(&test, "").await;
    assert!(left.iter().all(|one| one["name"] != "pronto"), "the list was read again after 132001");
    test.stop().await;
}
