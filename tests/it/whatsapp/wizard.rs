//! The wizard's way: look at two pastes, have a code sent, register with a PIN of our own, hear the first hello.

use serde_json::{Value, json};
use shopbell::practice::meta::Identity;
use std::time::Duration;

use super::scene::{Answer, Scene};

async fn inspect(scene: &Scene, token: &str, secret: Option<&str>) -> Answer {
    let body = json!({"access_token": token, "app_secret": secret});
    scene.call("POST", "/whatsapp/inspect", Some(body)).await
}

fn codes(answer: &Answer) -> Vec<&str> {
    answer.body["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_token_is_looked_at_on_paste_and_nothing_is_kept() {
    let scene = Scene::unconnected().await;
    let account = scene.meta.account();
    let (token, secret) =
        (account.keys.access_token.expose().as_str(), account.keys.app_secret.expose().as_str());
    let good = inspect(&scene, token, Some(secret)).await;
    assert_eq!((good.status, good.body["secret"].as_str()), (200, Some("right")), "{}", good.body);
    assert_eq!(codes(&good), Vec::<&str>::new(), "{}", good.body);
    assert_eq!(good.body["token"]["kind"], "system_user");
    assert_eq!(good.body["token"]["missing_scopes"], json!([]));
    let number = &good.body["accounts"][0]["numbers"][0];
    assert_eq!(
        (number["id"].as_str(), number["registered"].as_bool()),
        (Some(account.keys.phone_number_id.as_str()), Some(true))
    );
    assert_eq!(good.body["accounts"][0]["name"], "Practice shop");
    assert_eq!(scene.call("GET", "/whatsapp/connection", None).await.body["status"], "none");
    assert!(!good.body.to_string().contains(token) && !good.body.to_string().contains(secret));

    assert_eq!(codes(&inspect(&scene, "EAAnothing", None).await), ["token_not_accepted"]);
    let wrong = inspect(&scene, token, Some("abc")).await;
    assert_eq!((wrong.body["secret"].as_str(), codes(&wrong)), (Some("wrong"), vec!["secret_wrong"]));
    scene.meta.change_account(|account| {
        account.token.kind = "USER";
        account.token.expires_at = Some(account.token.issued_at.plus(Duration::from_hours(20)));
        account.token.scopes.retain(|scope| scope.ends_with("messaging"));
    });
    let temporary = inspect(&scene, token, None).await;
    assert_eq!(temporary.body["token"]["kind"], "temporary");
    assert_eq!(codes(&temporary), ["token_temporary", "scope_missing"], "{}", temporary.body);
}

#[tokio::test]
async fn a_code_a_pin_and_the_first_hello() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| {
        account.registration.registered = false;
        account.code_verification_status = "NOT_VERIFIED";
    });
    let begun = scene.connect().await;
    assert_eq!(begun.body["cause"]["cause"], "phone_code_missing", "{}", begun.body);
    let id = begun.body["id"].as_str().unwrap().to_owned();
    let at = |rest: &str| format!("/whatsapp/connections/{id}{rest}");
    assert_eq!(scene.call("GET", &at("/pin"), None).await.status, 404, "no PIN was set yet");

    let sent = scene.call("POST", &at("/code"), Some(json!({"method": "sms", "language": "it"}))).await;
    assert_eq!(sent.status, 204, "{}", sent.body);
    let wrong = scene.call("POST", &at("/code/verify"), Some(json!({"code": "12345"}))).await;
    assert!(wrong.body["error"]["fields"]["code"].is_string(), "{}", wrong.body);
    let code = scene.meta.account().code.expect("Meta sent a code");
    let typed = format!("{}-{}", &code[..3], &code[3..]);
    let verified = scene.call("POST", &at("/code/verify"), Some(json!({"code": typed}))).await;
    assert_eq!(verified.body["status"], "connected", "{}", verified.body);
    assert_eq!(verified.body["registration"]["attempts"], 1);
    assert_eq!(verified.body["has_pin"], true);

    let pin = scene.call("GET", &at("/pin"), None).await.body["pin"].as_str().unwrap().to_owned();
    assert_eq!(scene.meta.account().registration.pin, Some(pin));
    assert_eq!(verified.body["first_message_at"], Value::Null);
    assert_eq!(webhooks_check(&verified.body)["cause"], "nothing_arrived_yet");
    let hello = scene.meta.customer("Ana", Identity::UserIdOnly).says("hello").await;
    scene.run_jobs().await;
    let open = scene.call("GET", &at(""), None).await.body;
    assert!(open["first_message_at"].is_string());
    let kept = scene.message_of(&hello).await.unwrap().conversation_id;
    assert_eq!(open["first_conversation_id"], kept.to_string());
    assert_eq!(webhooks_check(&open)["status"], "ok", "the doctor has looked again: {open}");
    assert_eq!(webhooks_check(&open)["facts"][0]["name"], "at");
}

fn webhooks_check(connection: &Value) -> &Value {
    let checks = connection["checks"].as_array().unwrap();
    checks.iter().find(|check| check["id"] == "webhooks").unwrap()
}

#[tokio::test]
async fn registering_waits_as_meta_asks_and_says_so() {
    let scene = Scene::connected().await;
    scene.meta.change_account(|account| {
        account.registration.registered = false;
        account.registration.attempts = vec![account.token.issued_at; 10];
    });
    let id = scene.call("GET", "/whatsapp/connection", None).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/whatsapp/connections/{id}/register");
    for _ in 0..3 {
        let waits = scene.call("POST", &path, None).await;
        assert_eq!(
            (waits.status, waits.body["error"]["code"].as_str()),
            (409, Some("registration_waits")),
            "{}",
            waits.body
        );
    }
    assert_eq!(scene.meta.account().registration.attempts.len(), 10);
    scene.clock.advance(Duration::from_hours(73));
    assert_eq!(scene.call("POST", &path, None).await.body["status"], "connected");
}
