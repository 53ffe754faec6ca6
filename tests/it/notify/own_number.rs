//! A notice to an owner's own number: a template in the conversation they began, once.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::notify::{Phase, Urgency};
use shopbell::practice::meta::{Fault, Template};

use super::{mine, prefer, tell};
use crate::support::TestApp;

const PHONE: &str = "+39 333 7654321";

async fn shop() -> (TestApp, Value) {
    let test = TestApp::start().await;
    let body = json!({"type": "BODY", "text": "The bell of your shop rings: {{what}}. Look at it in Shopbell.",
        "example": {"body_text_named_params": [{"param_name": "what", "example": "WhatsApp is down"}]}});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("bell", "en", "UTILITY", "NAMED", vec![body]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let template = test.get("/whatsapp/templates?q=bell").await.json["items"][0].clone();
    let chosen = test.put("/notifications/whatsapp-template", json!({ "template_id": template["id"] })).await;
    assert_eq!(chosen.status, 200, "{}", chosen.json);
    prefer(&test, json!({ "whatsapp_phone": PHONE, "kinds": [{ "kind": "fleet", "push": true, "email": true, "whatsapp": true }] }))
        .await;
    (test, template)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_is_written_to_by_the_template_once() {
    let (test, _template) = shop().await;
    let owner = test.customer(PHONE);
    owner.says("It is me").await;
    test.let_reply().await;
    for _ in 0..2 {
        tell(&test, "Rossi\n\nand   sons", Phase::Raised, Urgency::High).await;
        test.run_jobs().await;
        test.advance(Duration::from_mins(2));
    }
    let templates: Vec<_> = owner.received().into_iter().filter(|sent| sent.kind == "template").collect();
    assert_eq!(templates.len(), 1);
    let thread = test.thread(&test.only_conversation().await).await;
    let text = thread.iter().rev().find(|line| line["kind"] == "template").unwrap()["text"].to_string();
    assert!(text.contains("Shop Rossi and sons"), "on one line, as Meta wants it: {text}");
    assert!(mine(&test).await[0]["went"].as_array().unwrap().iter().any(|went| went["sent_at"].is_string()));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_never_wrote_is_told_what_is_missing() {
    let (test, _template) = shop().await;
    tell(&test, "Rossi", Phase::Raised, Urgency::High).await;
    let went = mine(&test).await[0]["went"].clone();
    assert_eq!(
        (&went[0]["channel"], &went[0]["fault"]),
        (&json!("whatsapp"), &json!("whatsapp_no_conversation")),
        "{went}"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_never_carry_a_notice_is_refused_where_it_is_chosen() {
    let (test, template) = shop().await;
    let two = json!({"type": "BODY", "text": "{{who}} asks about {{what}}.", "example": {"body_text_named_params": [
        {"param_name": "who", "example": "Anna"}, {"param_name": "what", "example": "bread"}]}});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("two", "en", "UTILITY", "NAMED", vec![two]));
        account.templates.push(Template::approved("none", "en", "Hello from us", &[]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    let id = async |name: &str| {
        let found = test.get(&format!("/whatsapp/templates?q={name}")).await;
        found.json["items"][0]["id"].as_str().unwrap().to_owned()
    };
    for unfit in ["999".to_owned(), id("two").await, id("none").await] {
        let refused = test.put("/notifications/whatsapp-template", json!({ "template_id": unfit })).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_settings"), "{}", refused.json);
        assert!(refused.json["error"]["fields"]["template_id"].is_string(), "{}", refused.json);
    }
    assert_eq!(
        test.get("/notifications/mail-server").await.json["template_id"],
        template["id"],
        "what was chosen stays"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_own_number_is_nobodys_own() {
    let (test, _template) = shop().await;
    let numbers = test.get("/whatsapp/connections").await.json;
    let own = numbers["items"][0]["display_phone_number"].as_str().unwrap().to_owned();
    let wanted = json!({
        "quiet": null, "time_zone": null, "urgent_passes": true, "bundle_minutes": 0, "patience_minutes": 0,
        "whatsapp_phone": own,
    });
    let refused = test.put("/notifications/settings", wanted).await;
    assert_eq!(refused.status.as_u16(), 422, "{}", refused.json);
    assert!(refused.json["error"]["fields"]["whatsapp_phone"].is_string(), "{}", refused.json);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_hold_the_owners_own_number_at_each_try() {
    let (test, _template) = shop().await;
    let owner = test.customer(PHONE);
    owner.says("It is me").await;
    test.let_reply().await;
    let received = || owner.received().into_iter().filter(|sent| sent.kind == "template").count();
    // Meta cannot be reached when it is to go, and quiet hours begin before the next try.
    prefer(&test, json!({ "bundle_minutes": 0, "whatsapp_phone": PHONE })).await;
    test.meta().faults().next_send(Fault::Error { code: 131_016 });
    tell(&test, "Rossi", Phase::Raised, Urgency::Normal).await;
    test.advance(Duration::from_secs(20));
    test.run_jobs().await;
    assert!(!test.meta().faults().awaits(&Fault::Error { code: 131_016 }), "it was tried");
    assert_eq!(received(), 0, "the first try failed");
    prefer(
        &test,
        json!({ "quiet": { "from": "00:00", "to": "23:59" }, "bundle_minutes": 0, "whatsapp_phone": PHONE }),
    )
    .await;
    for _ in 0..10 {
        test.advance(Duration::from_mins(1));
        test.run_jobs().await;
    }
    assert_eq!(received(), 0, "nobody is woken by what is tried again");
    prefer(&test, json!({ "bundle_minutes": 0, "whatsapp_phone": PHONE })).await;
    test.advance(Duration::from_mins(2));
    test.run_jobs().await;
    assert_eq!(received(), 1, "taken back, they hold nothing");
    test.stop().await;
}
