//! Consent through the door: stop words, the customer's own setting, evidence, blocking.

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::practice::meta::Template;

use crate::support::TestApp;

async fn contact(test: &TestApp) -> String {
    test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned()
}

async fn consent(test: &TestApp) -> Value {
    test.get(&format!("/contacts/{}/consent", contact(test).await)).await.json
}

fn events(thread: &[Value]) -> Vec<&str> {
    thread.iter().filter_map(|line| line["content"]["event"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn stop_ends_what_the_shop_starts_and_start_brings_it_back() {
    let test = TestApp::start().await;
    let anna = test.customer("+39 333 1234567");
    anna.says("STOP").await;
    test.let_reply().await;
    assert_eq!(anna.received().len(), 1, "one confirmation, and no answer of the AI");
    let state = consent(&test).await;
    assert_eq!(
        (&state["suppressed"]["reason"], &state["suppressed"]["scope"]),
        (&json!("stop_word"), &json!("everything"))
    );
    anna.says("stop!").await;
    test.let_reply().await;
    assert_eq!(anna.received().len(), 1, "the confirmation is said once");
    let left_alone = test.get("/suppressions").await.json;
    assert_eq!(left_alone["items"].as_array().unwrap().len(), 1);
    assert_eq!(left_alone["items"][0]["conversation_id"], test.only_conversation().await["id"]);

    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let template = |client: &str| json!({"client_id": client, "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"}, "anyway": true});
    let refused = test.post(&path, template("1")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "suppressed"));

    anna.says("Start").await;
    test.let_reply().await;
    assert_eq!(consent(&test).await["suppressed"], Value::Null);
    assert_eq!(test.post(&path, template("2")).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    let thread = test.thread(&conversation).await;
    assert!(events(&thread).contains(&"opted_out") && events(&thread).contains(&"opted_in"), "{thread:?}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn marketing_needs_evidence_and_heeds_the_customers_own_setting() {
    let test = TestApp::start().await;
    let offer = json!({"type": "BODY", "text": "Da oggi le salsicce costano meno: venite a trovarci."});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("offerta", "it", "MARKETING", "NAMED", vec![offer]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let offer = test.get("/whatsapp/templates?q=offerta").await.json["items"][0].clone();
    let anna = test.customer("+39 333 1234567");
    anna.says("Avete le salsicce?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let template = |client: &str| json!({"client_id": client, "kind": "template", "template_id": offer["id"], "anyway": true});
    assert_eq!(test.post(&path, template("1")).await.code(), "no_consent");

    let id = contact(&test).await;
    let given = test
        .post(&format!("/contacts/{id}/consent"), json!({"source": "in_person", "words": "Signed the form"}))
        .await;
    assert_eq!(
        (&given.json["state"], &given.json["evidence"][0]["words"]),
        (&json!("given"), &json!("Signed the form"))
    );
    assert_eq!(test.post(&path, template("2")).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;

    let stop = json!({"messaging_product": "whatsapp", "contacts": [], "user_preferences":
        {"wa_id": "393331234567", "category": "marketing_messages", "value": "stop", "timestamp": 1_795_255_300}});
    assert!(test.meta().posts("user_preferences", stop.clone()).await);
    test.run_jobs().await;
    assert_eq!(consent(&test).await["suppressed"]["reason"], "user_preference");
    assert_eq!(test.post(&path, template("3")).await.code(), "suppressed");
    let mut resume = stop;
    resume["user_preferences"] = json!([resume["user_preferences"].clone()]);
    resume["user_preferences"][0]["value"] = json!("resume");
    assert!(test.meta().posts("user_preferences", resume).await);
    test.run_jobs().await;
    assert_eq!(consent(&test).await["suppressed"], Value::Null);

    test.meta().faults().next_send(shopbell::practice::meta::Fault::Error { code: 131_050 });
    test.post(&path, template("4")).await;
    test.run_jobs().await;
    assert_eq!(consent(&test).await["suppressed"]["reason"], "opted_out");
    test.delete(&format!("/contacts/{id}/consent")).await;
    assert_eq!(consent(&test).await["state"], "withdrawn");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_is_blocked_at_whatsapp_and_let_in_again() {
    let test = TestApp::start().await;
    let anna = test.customer("+39 333 1234567");
    anna.says("Avete le salsicce?").await;
    test.let_reply().await;
    let id = contact(&test).await;
    let path = format!("/contacts/{id}/block");
    let blocked = test.post(&path, json!({})).await;
    assert_eq!(
        (blocked.status, &blocked.json["blocked"]),
        (StatusCode::OK, &json!(true)),
        "{}",
        blocked.json
    );
    assert_eq!(consent(&test).await["blocked"], true);
    assert_eq!(test.delete(&path).await.json["blocked"], false);
    test.advance(std::time::Duration::from_hours(25));
    let late = test.post(&path, json!({})).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "cannot_block"));
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wish_for_no_more_messages_is_heard_in_any_language_and_confirmed_in_it() {
    let test = TestApp::start().await;
    for (at, (said, scope, told)) in [
        ("Please no more offers", "marketing", "no more offers"),
        ("Не пишите мне больше", "everything", "СТАРТ"),
        ("Bana mesaj göndermeyin lütfen", "everything", "BAŞLA"),
        ("mujhe offers bhejna band karo plz", "marketing", "SHURU"),
        ("لا ترسلوا لي رسائل بعد الآن", "everything", "ابدأ"),
    ]
    .into_iter()
    .enumerate()
    {
        let customer = test.customer(&format!("+39 333 123450{at}"));
        customer.says(said).await;
        test.let_reply().await;
        assert_eq!(customer.received().len(), 1, "{said}");
        assert!(format!("{:?}", customer.received()).contains(told), "{said}: {:?}", customer.received());
        let left_alone = test.get("/suppressions").await.json;
        let newest = &left_alone["items"][0];
        assert_eq!(newest["scope"], scope, "{said}: {newest}");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_looks_like_a_wish_is_answered_and_a_doubt_goes_to_a_person() {
    let test = TestApp::start().await;
    let anna = test.customer("+39 333 1234567");
    for said in
        ["please don't stop my order", "Where is the bus stop?", "non fermatevi", "I'll stop by the shop"]
    {
        anna.says(said).await;
        test.let_reply().await;
        assert_eq!(consent(&test).await["suppressed"], Value::Null, "{said}");
    }
    test.stop().await;
    let test = TestApp::start().await;
    let bea = test.customer("+39 333 7654321");
    bea.says("Please stop sending me messages about the order of my wife").await;
    test.let_reply().await;
    assert_eq!(consent(&test).await["suppressed"], Value::Null);
    assert_eq!(test.only_conversation().await["needs_person"]["reason"], "opt_out_unclear");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_within_the_undo_of_a_template_is_heeded() {
    let test = TestApp::start().await;
    let anna = test.customer("+39 333 1234567");
    anna.says("Quando posso passare?").await;
    test.let_reply().await;
    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let template = json!({"client_id": "1", "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"},
        "anyway": true, "delay_ms": 4_000});
    assert_eq!(test.post(&path, template).await.status, StatusCode::ACCEPTED);
    anna.says("STOP").await;
    test.run_jobs().await;
    test.advance(std::time::Duration::from_secs(10));
    test.run_jobs().await;
    assert!(anna.received().iter().all(|sent| sent.kind != "template"), "it never left");
    let thread = test.thread(&conversation).await;
    let kept = thread.iter().find(|line| line["kind"] == "template").unwrap();
    assert_eq!((&kept["state"], &kept["error"]["code"]), (&json!("failed"), &json!("suppressed")), "{kept}");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_the_shop_has_blocked_gets_no_answer_either() {
    let test = TestApp::start().await;
    let anna = test.customer("+39 333 1234567");
    anna.says("Buongiorno").await;
    test.let_reply().await;
    let before = anna.received().len();
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let undone = json!({"client_id": "0", "text": "un momento", "anyway": true, "delay_ms": 5_000});
    assert_eq!(test.post(&path, undone).await.status, StatusCode::ACCEPTED);
    let id = contact(&test).await;
    assert_eq!(test.post(&format!("/contacts/{id}/block"), json!({})).await.status, StatusCode::OK);
    let refused = test.post(&path, json!({"client_id": "1", "text": "eccomi", "anyway": true})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "blocked"));
    test.advance(std::time::Duration::from_secs(10));
    test.run_jobs().await;
    assert_eq!(anna.received().len(), before, "what was queued before does not leave either");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_goes_to_nobody_who_neither_wrote_nor_agreed() {
    let test = TestApp::start().await;
    let bruno = test.customer("+39 333 9998877");
    bruno.is_answered_from_the_phone_app("Salve, sono il macellaio").await;
    test.run_jobs().await;
    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let template = |client: &str| {
        json!({"client_id": client, "kind": "template", "template_id": ready["id"],
        "variables": {"1": "Bruno"}, "anyway": true})
    };
    let refused = test.post(&path, template("1")).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "no_consent"), "{}", refused.json);
    let id = contact(&test).await;
    let given = json!({"source": "in_person", "words": "Asked to be told when it is ready"});
    assert_eq!(test.post(&format!("/contacts/{id}/consent"), given).await.status, StatusCode::OK);
    assert_eq!(test.post(&path, template("2")).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    test.stop().await;
}
