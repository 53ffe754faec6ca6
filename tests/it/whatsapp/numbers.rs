//! Several numbers in one install: each its own connection, one inbox, and secrets that change without a loss.

use serde_json::{Value, json};
use shopbell::practice::meta::{Identity, Sister};
use shopbell::secrets::Secret;

use super::scene::{Answer, Scene};

const SECOND: &str = "106000000000042";

/// A shop whose account has two numbers, the first connected.
async fn two_numbers() -> Scene {
    let scene = Scene::connected().await;
    scene.meta.change_account(|account| {
        let sister = Sister { phone_number_id: SECOND.into(), phone_number: "390555550199".into() };
        account.sisters.push(sister);
    });
    scene
}

async fn connect_second(scene: &Scene) -> Answer {
    let keys = scene.meta.account().keys;
    let body = json!({"access_token": keys.access_token.expose(), "app_secret": keys.app_secret.expose(),
        "phone_number_id": SECOND});
    scene.call("POST", "/whatsapp/connections", Some(body)).await
}

async fn connections(scene: &Scene) -> Vec<Value> {
    let answer = scene.call("GET", "/whatsapp/connections", None).await;
    answer.body["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone()
}

#[tokio::test]
async fn two_numbers_are_heard_and_answered_each_from_its_own() {
    let scene = two_numbers().await;
    let added = connect_second(&scene).await;
    assert_eq!((added.status, added.body["status"].as_str()), (201, Some("connected")), "{}", added.body);
    let listed = connections(&scene).await;
    assert_eq!(listed.len(), 2);
    let first = scene.meta.account().keys.phone_number_id;
    assert_eq!(listed[0]["phone_number_id"], first, "the first stays the first");
    assert_eq!(scene.call("GET", "/whatsapp/connection", None).await.body["id"], listed[0]["id"]);

    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let to_first = customer.says("ciao").await;
    let to_second = customer.says_to(SECOND, "ciao anche qui").await;
    scene.run_jobs().await;
    let one = scene.message_of(&to_first).await.unwrap();
    let two = scene.message_of(&to_second).await.expect("the second number is heard");
    assert_ne!(one.conversation_id, two.conversation_id, "each number has its own thread");
    let contacts = scene
        .db
        .read(move |conn| {
            let of = |id| {
                Ok::<_, shopbell::storage::StorageError>(
                    shopbell::inbox::conversation(conn, id)?.unwrap().contact_id,
                )
            };
            Ok::<_, shopbell::storage::StorageError>((of(one.conversation_id)?, of(two.conversation_id)?))
        })
        .await
        .unwrap();
    assert_eq!(contacts.0, contacts.1, "it is one person");

    let answer = scene.shop_says(two.conversation_id, "eccoci").await;
    assert_eq!(
        scene.message(answer).await.state,
        Some(shopbell::inbox::MessageState::Read),
        "its statuses come home"
    );
    assert_eq!(
        customer.received().last().unwrap().from,
        SECOND,
        "answered from the number it was written to"
    );
    let again = connect_second(&scene).await;
    assert_eq!((again.status, again.body["error"]["code"].as_str()), (409, Some("already_connected")));
}

#[tokio::test]
async fn one_of_two_numbers_is_ended_and_the_other_goes_on() {
    let scene = two_numbers().await;
    let second = connect_second(&scene).await.body["id"].as_str().unwrap().to_owned();
    let path = format!("/whatsapp/connections/{second}");
    let named = scene.call("PATCH", &path, Some(json!({"name": "Banco del mercato"}))).await;
    assert_eq!(named.body["name"], "Banco del mercato");
    assert_eq!(scene.call("DELETE", &path, None).await.status, 204);
    assert_eq!(scene.call("GET", &path, None).await.status, 404);
    assert_eq!(connections(&scene).await.len(), 1);
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let lost = customer.says_to(SECOND, "?").await;
    let heard = customer.says("!").await;
    scene.run_jobs().await;
    assert!(scene.message_of(&lost).await.is_none());
    assert!(scene.message_of(&heard).await.is_some());
}

#[tokio::test]
async fn a_new_secret_is_proved_first_and_the_old_one_counts_for_seven_days() {
    let scene = two_numbers().await;
    connect_second(&scene).await;
    let id = connections(&scene).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/whatsapp/connections/{id}/secret");
    let wrong = scene.call("PUT", &path, Some(json!({"app_secret": "0000"}))).await;
    assert!(wrong.body["error"]["fields"]["app_secret"].is_string(), "{}", wrong.body);

    let old = scene.meta.account().keys.app_secret;
    let new = Secret::new("fedcba9876543210".to_owned());
    scene.meta.change_account(|account| account.keys.app_secret = new.clone());
    let changed = scene.call("PUT", &path, Some(json!({"app_secret": new.expose()}))).await;
    assert!(changed.body["secret_rotation"]["until"].is_string(), "{}", changed.body);
    assert!(connections(&scene).await[1]["secret_rotation"]["until"].is_string(), "one app, one secret");
    assert!(!changed.body.to_string().contains(new.expose().as_str()));

    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let with_new = customer.says("nuovo").await;
    scene.meta.change_account(|account| account.keys.app_secret = old.clone());
    let with_old = customer.says("vecchio").await;
    scene.run_jobs().await;
    assert!(scene.message_of(&with_new).await.is_some() && scene.message_of(&with_old).await.is_some());
    scene.clock.advance(std::time::Duration::from_hours(8 * 24));
    let refused = customer
        .sends_as("wamid.TOO_LATE", scene.now(), json!({"type": "text", "text": {"body": "?"}}))
        .await;
    assert!(!refused.is_acknowledged(), "after seven days only the new one counts");
}

#[tokio::test]
async fn a_new_token_must_see_the_number() {
    let scene = Scene::connected().await;
    let id = connections(&scene).await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/whatsapp/connections/{id}/token");
    let wrong = scene.call("PUT", &path, Some(json!({"access_token": "EAAother"}))).await;
    assert!(wrong.body["error"]["fields"]["access_token"].is_string(), "{}", wrong.body);
    scene.meta.change_account(|account| account.keys.access_token = Secret::new("EAAnew".into()));
    let broken = scene.call("POST", &format!("/whatsapp/connections/{id}/doctor"), None).await;
    assert_eq!(broken.body["cause"]["cause"], "token_withdrawn", "{}", broken.body);
    let changed = scene.call("PUT", &path, Some(json!({"access_token": "EAAnew"}))).await;
    assert_eq!(
        (changed.status, changed.body["status"].as_str()),
        (200, Some("connected")),
        "{}",
        changed.body
    );
    assert_eq!(changed.body["token"]["kind"], "system_user");
}
