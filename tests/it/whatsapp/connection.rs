//! Connecting with two pastes, and a doctor that names the first cause and mends what it may.

use serde_json::{Value, json};
use shopbell::practice::meta::Identity;

use super::scene::{Answer, Scene};

fn check<'a>(answer: &'a Answer, id: &str) -> &'a Value {
    let checks = answer.body["checks"].as_array().unwrap_or_else(|| panic!("{}", answer.body));
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no check {id}"))
}

/// The first check that failed.
fn cause(answer: &Answer) -> &str {
    let checks = answer.body["checks"].as_array().unwrap_or_else(|| panic!("{}", answer.body));
    checks.iter().find(|check| check["status"] == "fail").map_or("", |check| check["id"].as_str().unwrap())
}

#[tokio::test]
async fn two_pastes_find_subscribe_and_register() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| account.registration.registered = false);
    let before = scene.call("GET", "/whatsapp/connection", None).await;
    assert_eq!(before.body["status"], "none");
    let answer = scene.connect().await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.body["status"], "connected", "{}", answer.body);
    let account = scene.meta.account();
    assert_eq!(answer.body["phone_number_id"], account.keys.phone_number_id);
    assert_eq!(answer.body["waba_id"], account.keys.waba_id);
    assert_eq!(answer.body["app_id"], account.keys.app_id);
    assert_eq!(answer.body["callback_url"], format!("{}/webhooks/whatsapp", scene.address));
    assert!(account.registration.registered);
    let printed = answer.body.to_string();
    assert!(
        !printed.contains(account.keys.access_token.expose())
            && !printed.contains(account.keys.app_secret.expose())
    );
    // And it works: a message arrives.
    let wamid = scene.meta.customer("Ana", Identity::UserIdOnly).says("ciao").await;
    scene.run_jobs().await;
    assert!(scene.message_of(&wamid).await.is_some());
}

#[tokio::test]
async fn a_wrong_paste_is_told_beside_its_field() {
    let scene = Scene::unconnected().await;
    let keys = scene.meta.account().keys;
    let (token, secret) = (keys.access_token.expose().as_str(), keys.app_secret.expose().as_str());
    for (body, field) in [
        (json!({"access_token": "EAAnothing", "app_secret": secret}), "access_token"),
        (json!({"access_token": token, "app_secret": "0123456789abcdef"}), "app_secret"),
        (json!({"access_token": "has blanks inside", "app_secret": secret}), "access_token"),
        (json!({"access_token": token, "app_secret": secret, "phone_number_id": "1"}), "phone_number_id"),
        (json!({"access_token": token, "app_secret": secret, "waba_id": "../x"}), "waba_id"),
    ] {
        let answer = scene.call("PUT", "/whatsapp/connection", Some(body)).await;
        assert_eq!(answer.status, 422, "{field}: {}", answer.body);
        assert!(answer.body["error"]["fields"][field].is_string(), "{field}: {}", answer.body);
    }
    assert_eq!(scene.call("GET", "/whatsapp/connection", None).await.body["status"], "none");
}

#[tokio::test]
async fn the_doctor_names_the_first_cause() {
    let scene = Scene::connected().await;
    let healthy = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!(cause(&healthy), "", "{}", healthy.body);
    scene.meta.change_account(|account| account.token.scopes.retain(|scope| !scope.ends_with("messaging")));
    let answer = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!((cause(&answer), answer.body["status"].as_str()), ("permissions", Some("incomplete")));
    assert_eq!(check(&answer, "health")["status"], "skip");
    scene.meta.faults().revoke_token();
    let answer = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!(cause(&answer), "token", "{}", answer.body);
}

#[tokio::test]
async fn the_doctor_mends_only_when_asked() {
    let scene = Scene::connected().await;
    scene.meta.points_at("http://127.0.0.1:9/elsewhere");
    let answer = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!(cause(&answer), "app_subscription");
    assert_eq!(check(&answer, "app_subscription")["fixable"], true);
    let again = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!(cause(&again), "app_subscription", "looking changes nothing");
    let fixed = scene.call("POST", "/whatsapp/doctor/app_subscription/fix", None).await;
    assert_eq!((cause(&fixed), fixed.body["status"].as_str()), ("", Some("connected")), "{}", fixed.body);
}

#[tokio::test]
async fn a_number_that_loses_its_registration_is_registered_with_the_pin_we_kept() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| account.registration.registered = false);
    scene.connect().await;
    scene.meta.change_account(|account| account.registration.registered = false);
    let answer = scene.call("POST", "/whatsapp/doctor", None).await;
    assert_eq!(cause(&answer), "registered");
    let fixed = scene.call("POST", "/whatsapp/doctor/registered/fix", None).await;
    assert_eq!(cause(&fixed), "", "{}", fixed.body);
}

#[tokio::test]
async fn a_disconnected_number_hears_nothing_and_keeps_its_conversations() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let first = customer.says("ciao").await;
    scene.run_jobs().await;
    assert_eq!(scene.call("DELETE", "/whatsapp/connection", None).await.status, 204);
    assert_eq!(scene.call("GET", "/whatsapp/connection", None).await.body["status"], "none");
    let refused =
        customer.sends_as("wamid.AFTER", scene.now(), json!({"type": "text", "text": {"body": "?"}})).await;
    assert!(!refused.is_acknowledged());
    // Connected again, the number's conversations go on where they were.
    assert_eq!(scene.connect().await.body["status"], "connected");
    let second = customer.says("ancora qui").await;
    scene.run_jobs().await;
    let (first, second) = (scene.message_of(&first).await.unwrap(), scene.message_of(&second).await.unwrap());
    assert_eq!(first.conversation_id, second.conversation_id);
}

#[tokio::test]
async fn the_handshake_wants_the_right_token_and_echoes_the_bare_challenge() {
    let scene = Scene::connected().await;
    let token = scene.call("GET", "/whatsapp/connection", None).await.body["verify_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let ask = async |mode: &str, token: &str, challenge: &str| {
        let query = [("hub.mode", mode), ("hub.verify_token", token), ("hub.challenge", challenge)];
        let url = format!("{}/webhooks/whatsapp", scene.address);
        let response = scene.client.get(url).query(&query).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    assert_eq!(ask("subscribe", &token, "1158201444").await, (200, "1158201444".to_owned()));
    assert_eq!(ask("subscribe", "guess", "1158201444").await.0, 403);
    assert_eq!(ask("unsubscribe", &token, "1158201444").await.0, 403);
    assert_eq!(ask("subscribe", &token, "<script>").await.0, 403);
}

#[tokio::test]
async fn connecting_learns_where_meta_bills_and_how_many_customers_may_be_written_to() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| account.timezone_id = Some("1"));
    assert_eq!(scene.connect().await.body["status"], "connected");
    let learnt = async || {
        let read = |conn: &shopbell::storage::ReadConn| {
            conn.one("SELECT account_time_zone, messaging_limit FROM whatsapp_connection", [], |row| {
                Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<i64>>(1)?))
            })
        };
        scene.db.read(read).await.unwrap_or_else(|error: shopbell::storage::StorageError| panic!("{error}"))
    };
    assert_eq!(learnt().await, (Some("America/Los_Angeles".to_owned()), Some(2_000)));

    // What Meta tells later counts; what it leaves out stays.
    scene.meta.change_account(|account| {
        account.timezone_id = None;
        account.messaging_limit = Some("TIER_10K");
    });
    assert_eq!(scene.call("POST", "/whatsapp/doctor", None).await.status, 200);
    assert_eq!(learnt().await, (Some("America/Los_Angeles".to_owned()), Some(10_000)));
}
