//! Every fault Meta is known for, one by one: what people read about it, and that the customer gets the message once at
//! most. Meanwhile whatever customers write is kept.

use std::time::Duration;

use serde_json::Value;
use shopbell::ids::MessageId;
use shopbell::inbox::MessageState;
use shopbell::practice::meta::{Fault, Identity, Status, StatusPlan};

use super::scene::Scene;

/// What goes wrong.
enum Wrong {
    /// The send itself.
    Send(Fault),
    /// Meta takes it and later says no.
    Later(i64),
    /// The token is revoked while the shop writes.
    TokenRevoked,
    /// What became of it is told before the send is answered.
    StatusesFirst,
    /// Statuses of messages nobody here sent come in between.
    UnknownStatuses,
}

/// A fault, the name of its words right after the first try, its end, and how often the customer got it.
struct Case(&'static str, Wrong, Option<&'static str>, MessageState, usize);

fn cases() -> Vec<Case> {
    use MessageState::{Failed, Read, Unsure};
    let send = |fault| Wrong::Send(fault);
    let refused = |code| Wrong::Send(Fault::Error { code });
    vec![
        Case("429 with the pair limit", refused(131_056), Some("too_many_to_one"), Read, 1),
        Case("429", send(Fault::Status { status: 429, json: true }), Some("meta_fault"), Read, 1),
        Case("500", send(Fault::Status { status: 500, json: true }), Some("meta_fault"), Read, 1),
        Case(
            "500 with a page",
            send(Fault::Status { status: 500, json: false }),
            Some("answer_lost"),
            Unsure,
            0,
        ),
        Case("timeout before", send(Fault::TimeoutBeforeAccepting), Some("answer_lost"), Unsure, 0),
        Case("timeout after", send(Fault::TimeoutAfterAccepting), Some("answer_lost"), Unsure, 1),
        Case("dropped answer", send(Fault::DropAnswer), Some("answer_lost"), Unsure, 1),
        Case("dropped request", send(Fault::DropRequest), Some("answer_lost"), Unsure, 0),
        Case("token revoked", Wrong::TokenRevoked, Some("token_revoked"), Failed, 0),
        Case("131047", refused(131_047), Some("window_closed"), Failed, 0),
        Case("131026", Wrong::Later(131_026), Some("not_reachable"), Failed, 1),
        Case("131042", refused(131_042), Some("payment_needed"), Failed, 0),
        Case("130497", Wrong::Later(130_497), Some("country_not_allowed"), Failed, 1),
        Case("statuses before the answer", Wrong::StatusesFirst, None, Read, 1),
        Case("statuses of unknown messages", Wrong::UnknownStatuses, None, Read, 1),
    ]
}

/// What the outbox says about a message, in a language.
async fn told(scene: &Scene, id: MessageId, language: &str) -> Option<Value> {
    let answer = scene.call("GET", &format!("/whatsapp/outbox?language={language}"), None).await;
    let items = answer.body["items"].as_array().unwrap_or_else(|| panic!("{}", answer.body)).clone();
    items.into_iter().find(|item| item["message_id"] == id.to_string())
}

async fn has_words(scene: &Scene, id: MessageId, case: &str, name: Option<&str>) {
    let Some(name) = name else {
        assert!(told(scene, id, "en").await.is_none(), "{case}: nothing is wrong with it");
        return;
    };
    let mut said = Vec::new();
    for language in ["en", "it"] {
        let shown = told(scene, id, language).await.unwrap_or_else(|| panic!("{case} is not shown"));
        assert_eq!(shown["reason"]["name"], name, "{case}: {shown}");
        for key in ["words", "what_to_do"] {
            let words = shown["reason"][key].as_str().unwrap_or_default().to_owned();
            assert!(words.len() > 10 && words.ends_with('.'), "{case}, {key} in {language}: {shown}");
            said.push(words);
        }
    }
    assert_ne!((&said[0], &said[1]), (&said[2], &said[3]), "{case} is told in the reader's language");
}

#[tokio::test]
async fn each_fault_has_its_words_and_the_customer_gets_the_message_once_at_most() {
    let scene = Scene::connected_with_little_patience().await;
    for Case(case, wrong, name, end, deliveries) in cases() {
        let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
        let first = customer.says("ciao").await;
        scene.run_jobs().await;
        let conversation = scene.message_of(&first).await.unwrap().conversation_id;
        // Statuses would settle what was lost: here nobody tells.
        scene.meta.plan_statuses(if end == MessageState::Unsure {
            StatusPlan::none()
        } else {
            StatusPlan::in_order()
        });
        match wrong {
            Wrong::Send(fault) => scene.meta.faults().next_send(fault),
            Wrong::Later(code) => {
                scene.meta.plan_statuses(StatusPlan::of([Status::Sent, Status::Failed { code }]));
            }
            Wrong::TokenRevoked => scene.meta.faults().revoke_token(),
            Wrong::StatusesFirst => scene.meta.plan_statuses(StatusPlan::in_order().before_answer()),
            Wrong::UnknownStatuses => {
                for status in [Status::Sent, Status::Delivered, Status::Failed { code: 131_026 }] {
                    assert!(
                        scene.meta.posts_stray_status("wamid.SOMEBODY_ELSES", status, Some("obx_17")).await
                    );
                }
            }
        }
        let id = scene.shop_says(conversation, "una volta").await;
        has_words(&scene, id, case, name).await;
        let meanwhile = customer.says("ci siete?").await;
        for _ in 0..6 {
            scene.clock.advance(Duration::from_mins(4));
            scene.run_jobs().await;
        }
        assert_eq!(scene.message(id).await.state, Some(end), "{case}");
        assert_eq!(customer.received().len(), deliveries, "{case}: deliveries of one message");
        for wamid in [&first, &meanwhile] {
            assert!(scene.message_of(wamid).await.is_some(), "{case}: what the customer wrote is here");
        }
        scene.meta.change_account(|account| account.token.valid = true);
    }
    assert!(scene.ledger("failed").await.is_empty());
}
