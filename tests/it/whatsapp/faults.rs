//! Everything that goes wrong between us and Meta: one delivery per message, no message lost, words for each fault.

use std::time::Duration;

use serde_json::Value;
use shopbell::ids::{ConversationId, MessageId};
use shopbell::inbox::MessageState;
use shopbell::practice::meta::{Customer, Fault, Identity, Status, StatusPlan};

use super::scene::Scene;

async fn talking(scene: &Scene, name: &str) -> (Customer, ConversationId) {
    let customer = scene.meta.customer(name, Identity::UserIdOnly);
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    let conversation = scene.message_of(&wamid).await.unwrap().conversation_id;
    (customer, conversation)
}

async fn outbox(scene: &Scene, language: &str) -> Vec<Value> {
    let answer = scene.call("GET", &format!("/whatsapp/outbox?language={language}"), None).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["items"].as_array().unwrap().clone()
}

fn entry_of(items: &[Value], id: MessageId) -> Value {
    let id = id.to_string();
    items
        .iter()
        .find(|item| item["message_id"] == id)
        .cloned()
        .unwrap_or_else(|| panic!("{id} is not in {items:?}"))
}

#[tokio::test]
async fn whatever_goes_wrong_a_message_is_delivered_once_at_most() {
    let scene = Scene::connected().await;
    let faults = [
        (Fault::Error { code: 131_056 }, 1),
        (Fault::Error { code: 130_429 }, 1),
        (Fault::Error { code: 1 }, 1),
        (Fault::Status { status: 500, json: true }, 1),
        (Fault::Status { status: 500, json: false }, 0),
        (Fault::DropAnswer, 1),
        (Fault::DropRequest, 0),
        (Fault::SlowBy(Duration::ZERO), 1),
    ];
    for (fault, delivered) in faults {
        let (customer, conversation) = talking(&scene, "Ana").await;
        scene.meta.faults().next_send(fault.clone());
        let id = scene.shop_says(conversation, "una volta").await;
        for _ in 0..8 {
            scene.clock.advance(Duration::from_mins(3));
            scene.run_jobs().await;
        }
        assert_eq!(customer.received().len(), delivered, "{fault:?}");
        let state = scene.message(id).await.state.unwrap();
        let expected = if delivered == 1 { MessageState::Read } else { MessageState::Unsure };
        assert_eq!(state, expected, "{fault:?}");
        if state == MessageState::Unsure {
            let shown = entry_of(&outbox(&scene, "it").await, id);
            assert_eq!(
                (&shown["state"], &shown["reason"]["name"]),
                (&"unsure".into(), &"answer_lost".into())
            );
            assert!(shown["reason"]["words"].as_str().unwrap().contains("andata persa"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_time_out_before_or_after_acceptance_is_never_repeated() {
    let scene = Scene::connected_with_little_patience().await;
    for (fault, delivered) in [(Fault::TimeoutBeforeAccepting, 0), (Fault::TimeoutAfterAccepting, 1)] {
        let (customer, conversation) = talking(&scene, "Ana").await;
        scene.meta.faults().next_send(fault.clone());
        let id = scene.shop_says(conversation, "piano").await;
        for _ in 0..4 {
            scene.clock.advance(Duration::from_mins(5));
            scene.run_jobs().await;
        }
        assert_eq!(customer.received().len(), delivered, "{fault:?}");
        let expected = if delivered == 1 { MessageState::Read } else { MessageState::Unsure };
        assert_eq!(
            scene.message(id).await.state,
            Some(expected),
            "{fault:?}: Meta's statuses settle what they can"
        );
    }
}

#[tokio::test]
async fn a_token_revoked_in_mid_run_stops_what_goes_out_and_nothing_that_comes_in() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, "Ana").await;
    scene.shop_says(conversation, "prima").await;
    scene.meta.faults().revoke_token();
    let failed = scene.shop_says(conversation, "dopo").await;
    assert_eq!(scene.message(failed).await.state, Some(MessageState::Failed));
    let shown = entry_of(&outbox(&scene, "en").await, failed);
    assert_eq!(
        (&shown["reason"]["code"], &shown["reason"]["name"]),
        (&190.into(), &"token_revoked".into()),
        "{shown}"
    );
    let connection = scene.call("GET", "/whatsapp/connection", None).await.body;
    assert_eq!(connection["cause"]["cause"], "token_withdrawn", "the doctor looked: {connection}");
    let heard = customer.says("mi sentite?").await;
    scene.run_jobs().await;
    assert!(scene.message_of(&heard).await.is_some(), "what customers write still arrives");

    // A management call that is refused never keeps messages from going out.
    scene.meta.change_account(|account| account.token.valid = true);
    let again = scene.shop_says(conversation, "di nuovo").await;
    assert_eq!(scene.message(again).await.state, Some(MessageState::Read), "{connection}");
}

#[tokio::test]
async fn refusals_are_shown_with_their_words_and_not_repeated() {
    let scene = Scene::connected().await;
    for (code, name, in_status) in [
        (131_047, "window_closed", false),
        (131_026, "not_reachable", true),
        (131_042, "payment_needed", false),
        (130_497, "country_not_allowed", true),
        (131_049, "held_back_by_meta", true),
        (131_050, "customer_opted_out", false),
    ] {
        let (customer, conversation) = talking(&scene, "Ana").await;
        if in_status {
            scene.meta.plan_statuses(StatusPlan::of([Status::Sent, Status::Failed { code }]));
        } else {
            scene.meta.faults().next_send(Fault::Error { code });
        }
        let id = scene.shop_says(conversation, "no").await;
        scene.meta.plan_statuses(StatusPlan::in_order());
        scene.clock.advance(Duration::from_hours(1));
        scene.run_jobs().await;
        assert_eq!(scene.message(id).await.state, Some(MessageState::Failed), "{code}");
        assert_eq!(customer.received().len(), usize::from(in_status), "{code} was tried again");
        for (language, full_stop) in [("en", "."), ("it", ".")] {
            let shown = entry_of(&outbox(&scene, language).await, id);
            assert_eq!(
                (&shown["state"], &shown["reason"]["name"]),
                (&"failed".into(), &name.into()),
                "{shown}"
            );
            let words =
                (shown["reason"]["words"].as_str().unwrap(), shown["reason"]["what_to_do"].as_str().unwrap());
            assert!(words.0.ends_with(full_stop) && words.1.ends_with(full_stop), "{shown}");
        }
    }
    assert!(scene.ledger("failed").await.is_empty());
}

#[tokio::test]
async fn what_waits_says_why_and_until_when() {
    let scene = Scene::connected().await;
    let (_, conversation) = talking(&scene, "Ana").await;
    scene.meta.faults().next_sends([Fault::Error { code: 131_056 }, Fault::Error { code: 131_056 }]);
    let id = scene.shop_says(conversation, "aspetta").await;
    let shown = entry_of(&outbox(&scene, "en").await, id);
    assert_eq!((&shown["state"], &shown["attempts"]), (&"queued".into(), &1.into()), "{shown}");
    assert_eq!(shown["reason"]["code"], 131_056);
    assert_eq!(
        (shown["preview"].as_str(), shown["contact"]["name"].as_str()),
        (Some("aspetta"), Some("Ana"))
    );
    let first = shown["next_attempt_at"].as_str().unwrap().to_owned();
    assert_eq!(first, scene.now().plus(Duration::from_secs(1)).to_string(), "4^0 seconds");
    scene.clock.advance(Duration::from_secs(1));
    scene.run_jobs().await;
    let next = entry_of(&outbox(&scene, "en").await, id)["next_attempt_at"].clone();
    assert_eq!(next, scene.now().plus(Duration::from_secs(4)).to_string(), "4^1 seconds");
    scene.clock.advance(Duration::from_secs(4));
    scene.run_jobs().await;
    assert_eq!(scene.message(id).await.state, Some(MessageState::Read));
    assert!(outbox(&scene, "en").await.is_empty(), "what arrived is gone from it");
}

#[tokio::test]
async fn the_dictionary_is_told_in_both_languages() {
    let scene = Scene::unconnected().await;
    for (language, title) in [("en", "The 24 hours are over"), ("it", "Le 24 ore sono passate")] {
        let answer = scene.call("GET", &format!("/whatsapp/errors?language={language}"), None).await;
        let items = answer.body["items"].as_array().unwrap();
        let window = items.iter().find(|item| item["code"] == 131_047).unwrap();
        assert_eq!(
            (window["title"].as_str(), window["retried"].as_str(), window["by"].as_str()),
            (Some(title), Some("no"), Some("person"))
        );
        assert!(items.len() > 150);
    }
}
