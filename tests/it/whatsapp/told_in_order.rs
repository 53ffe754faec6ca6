//! What Meta tells out of order, of customers nobody knows yet, and of the shop's own number.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::inbox::{self, Alias, AliasKind};
use shopbell::practice::meta::{Identity, StatusPlan};

use super::scene::Scene;

const PHONE: &str = "393331234567";

fn metadata(scene: &Scene) -> Value {
    let keys = scene.meta.account().keys;
    json!({"display_phone_number": keys.phone_number, "phone_number_id": keys.phone_number_id})
}

async fn comes(scene: &Scene, field: &str, mut value: Value) {
    value["metadata"] = metadata(scene);
    value["messaging_product"] = json!("whatsapp");
    assert!(scene.meta.posts(field, value).await);
    scene.run_jobs().await;
}

fn text(scene: &Scene, id: &str, from: &Value) -> Value {
    let mut message = json!({"id": id, "timestamp": scene.now().as_seconds().to_string(), "type": "text",
                             "text": {"body": "ciao"}});
    message.as_object_mut().unwrap().extend(from.as_object().unwrap().clone());
    json!({ "messages": [message] })
}

#[tokio::test]
async fn a_message_from_the_shops_own_number_is_kept_and_not_answered() {
    let scene = Scene::connected().await;
    let own = scene.meta.account().keys.phone_number;
    comes(&scene, "messages", text(&scene, "wamid.OWN", &json!({ "from": own }))).await;
    assert!(scene.message_of("wamid.OWN").await.is_some(), "kept");
    assert!(scene.to_answer.lock().is_empty(), "and not answered");
    comes(&scene, "messages", text(&scene, "wamid.ANA", &json!({ "from": PHONE }))).await;
    assert_eq!(scene.to_answer.lock().len(), 1);
}

#[tokio::test]
async fn a_user_id_is_learnt_from_a_status_before_it_comes_alone() {
    let scene = Scene::connected().await;
    // Meta has said nothing of what we send but what is told below.
    scene.meta.plan_statuses(StatusPlan::none());
    let wamid = scene.meta.customer("Ana", Identity::Phone(PHONE.to_owned())).says("ciao").await;
    scene.run_jobs().await;
    let thread = scene.message_of(&wamid).await.unwrap().conversation_id;
    let sent = scene.program_says(thread, "eccoci").await;
    let wamid = scene.message(sent).await.channel_message_id.unwrap();
    let status = json!({"statuses": [{"id": wamid, "status": "delivered", "recipient_id": PHONE,
        "recipient_user_id": "IT.4711", "timestamp": scene.now().as_seconds().to_string()}]});
    comes(&scene, "messages", status).await;
    comes(&scene, "messages", text(&scene, "wamid.2", &json!({ "from_user_id": "IT.4711" }))).await;
    assert_eq!(scene.message_of("wamid.2").await.unwrap().conversation_id, thread);
}

#[tokio::test]
async fn a_setting_of_somebody_unknown_counts_when_they_appear() {
    let scene = Scene::connected().await;
    let at = scene.now().minus(Duration::from_mins(5)).as_seconds();
    let stop = json!({"user_preferences": [{"wa_id": PHONE, "user_id": "IT.5", "category": "marketing_messages",
        "value": "stop", "timestamp": at}]});
    comes(&scene, "user_preferences", stop).await;
    comes(&scene, "messages", text(&scene, "wamid.1", &json!({ "from_user_id": "IT.5" }))).await;
    let thread = scene.message_of("wamid.1").await.unwrap().conversation_id;
    let state = scene
        .db
        .read(move |conn| {
            let contact = inbox::conversation(conn, thread)?.unwrap().contact_id;
            inbox::consent(conn, contact)
        })
        .await
        .unwrap();
    assert!(state.suppressed.is_some());
    // An old resume, tried again by Meta, changes nothing.
    let resume = json!({"user_preferences": [{"wa_id": PHONE, "category": "marketing_messages", "value": "resume",
        "timestamp": at - 60}]});
    comes(&scene, "user_preferences", resume).await;
    let known = scene
        .db
        .read(|conn| {
            let alias = Alias { kind: AliasKind::Phone, value: format!("+{PHONE}"), scope: "meta".into() };
            let contact = inbox::contact_of(conn, &[alias])?.unwrap();
            inbox::consent(conn, contact)
        })
        .await
        .unwrap();
    assert!(known.suppressed.is_some());
}

#[tokio::test]
async fn the_phones_contacts_and_past_are_asked_for_once_each() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| account.on_phone_app = true);
    assert_eq!(scene.connect().await.body["status"], "connected");
    scene.run_jobs().await;
    assert_eq!(scene.meta.account().phone_data_asked, ["smb_app_state_sync", "history"]);
    let shown = scene.call("GET", "/whatsapp/connection", None).await.body;
    assert_eq!((&shown["history"]["state"], &shown["history"]["progress"]), (&json!("running"), &json!(0)));
    scene.call("POST", "/whatsapp/doctor", Some(json!({}))).await;
    scene.run_jobs().await;
    assert_eq!(scene.meta.account().phone_data_asked.len(), 2);
}

#[tokio::test]
async fn news_of_a_template_and_of_the_account_count_by_metas_own_time() {
    let scene = Scene::connected().await;
    let partner = json!({"event": "PARTNER_REMOVED"});
    comes(&scene, "account_update", partner).await;
    comes(&scene, "account_review_update", json!({"decision": "APPROVED"})).await;
    let shown = scene.call("GET", "/whatsapp/connection", None).await.body;
    let standing =
        shown["checks"].as_array().unwrap().iter().find(|check| check["id"] == "restricted").unwrap().clone();
    assert_eq!((&standing["status"], &standing["cause"]), (&json!("fail"), &json!("account_disconnected")));
}

#[tokio::test]
async fn of_news_of_one_moment_what_arrived_later_counts() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::Phone(PHONE.to_owned()));
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    let thread = scene.message_of(&wamid).await.unwrap().conversation_id;
    let restricted = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
        {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"}]});
    let lifted = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": []});
    let given_back = json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["REINSTATE"]}});
    let disabled = json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["DISABLE"]}});
    let reconnected = json!({"event": "ACCOUNT_RECONNECTED"});
    for (number, (news, goes)) in
        [(restricted, false), (lifted, true), (disabled, false), (reconnected, false), (given_back, true)]
            .into_iter()
            .enumerate()
    {
        comes(&scene, "account_update", news.clone()).await;
        let sent = scene.program_says(thread, &format!("eccoci {number}")).await;
        assert_eq!(scene.message(sent).await.channel_message_id.is_some(), goes, "{news}");
    }
}

#[tokio::test]
async fn what_keeps_answers_from_going_out_is_found_before_customers_notice() {
    let check = async |scene: &Scene, id: &str| {
        let shown = scene.call("POST", "/whatsapp/doctor", Some(json!({}))).await.body;
        let checks = shown["checks"].as_array().unwrap_or_else(|| panic!("{shown}")).clone();
        checks.into_iter().find(|check| check["id"] == id).unwrap()
    };
    let scene = Scene::connected().await;
    scene.meta.change_account(|account| account.account_mode = "SANDBOX");
    assert_eq!(check(&scene, "number").await["cause"], "number_sandbox");
    scene.meta.change_account(|account| {
        account.account_mode = "LIVE";
        account.currency = None;
    });
    assert_eq!(check(&scene, "payment").await["cause"], "account_incomplete");
    scene.meta.change_account(|account| {
        account.currency = Some("EUR");
        account.number_status = Some("DISCONNECTED");
    });
    let number = check(&scene, "number").await;
    assert_eq!(number["cause"], "number_disconnected");
    assert!(!number["detail"].as_str().unwrap().contains("moved"), "{number}");
    let ended = scene.now().minus(Duration::from_hours(1));
    scene.meta.change_account(|account| {
        account.number_status = None;
        account.token.data_access_expires_at = Some(ended);
    });
    assert_eq!(check(&scene, "token").await["cause"], "data_access_expired");
    scene.meta.change_account(|account| account.token.data_access_expires_at = None);
    assert_eq!(check(&scene, "token").await["status"], "ok");
}

#[tokio::test]
async fn a_number_other_programs_took_is_found_though_the_customer_is_unknown() {
    let scene = Scene::connected().await;
    let taken = json!({"type": "control_taken", "sender": {"phone_number": PHONE}, "recipient": {"phone_number": "1"},
        "control_taken": {"previous_owner_role": "customer_service", "new_owner_role": "ai_agent"}});
    scene.clock.advance(Duration::from_mins(5));
    comes(&scene, "messaging_handovers", taken).await;
    let shown = scene.call("GET", "/whatsapp/connection", None).await.body;
    let standby = shown["checks"].as_array().unwrap().iter().find(|check| check["id"] == "standby").unwrap();
    assert_eq!(standby["cause"], "standby_takeover");
}
