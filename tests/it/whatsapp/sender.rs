//! Who goes first, how fast, and that waiting for a place is no failure.

use std::time::Duration;

use serde_json::json;
use shopbell::clock::Timestamp;
use shopbell::ids::{ConversationId, MessageId};
use shopbell::inbox::{self, MessageState, NewOutbound};
use shopbell::practice::meta::{Customer, Fault, Identity};
use shopbell::storage::StorageError;

use super::scene::Scene;

/// Customers who have just written, each with the conversation.
async fn customers(scene: &Scene, how_many: usize) -> Vec<(Customer, ConversationId)> {
    let mut all = Vec::with_capacity(how_many);
    for number in 0..how_many {
        let customer = scene.meta.customer("Ana", Identity::Phone(format!("39333{number:07}")));
        all.push((customer.clone(), customer.says("ciao").await));
    }
    scene.run_jobs().await;
    let mut known = Vec::with_capacity(how_many);
    for (customer, wamid) in all {
        let conversation = scene.message_of(&wamid).await.unwrap().conversation_id;
        known.push((customer, conversation));
    }
    known
}

/// Queues what Shopbell itself answers to each of these.
async fn answer_all(scene: &Scene, customers: &[(Customer, ConversationId)]) -> Vec<MessageId> {
    let conversations: Vec<ConversationId> =
        customers.iter().map(|(_, conversation)| *conversation).collect();
    let queue_all = move |tx: &shopbell::storage::WriteTx| {
        let mut queued = Vec::new();
        for conversation in conversations {
            let new = NewOutbound::text(conversation, inbox::Author::System, "answer".to_owned(), "ecco");
            queued.push(inbox::queue_outbound(tx, new).map(inbox::Queued::id).ok());
        }
        Ok::<_, StorageError>(queued)
    };
    scene.db.write(queue_all).await.unwrap().into_iter().flatten().collect()
}

async fn left(scene: &Scene, messages: &[MessageId]) -> usize {
    let mut left = 0;
    for id in messages {
        left += usize::from(scene.message(*id).await.state != Some(MessageState::Queued));
    }
    left
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_s_message_goes_before_all_answers_that_wait_and_waiting_is_no_failure() {
    let scene = Scene::connected().await;
    let customers = customers(&scene, 120).await;
    let answers = answer_all(&scene, &customers[1..]).await;
    let person = scene.shop_says(customers[0].1, "sono qui").await;
    assert_ne!(scene.message(person).await.state, Some(MessageState::Queued), "the person's has left");
    let at_once = left(&scene, &answers).await;
    assert!((40..80).contains(&at_once), "the answers keep to the number's rate: {at_once}");
    assert_eq!(scene.worker.unfinished().await.unwrap(), Vec::<String>::new(), "no job stands for a place");
    let tries = "SELECT count(*) AS tries FROM whatsapp_attempt";
    let tries: i64 = scene.db.read(move |conn| conn.one(tries, [], |row| row.get("tries"))).await.unwrap();
    assert_eq!(usize::try_from(tries).unwrap(), at_once + 1, "only what left was tried");
    for _ in 0..4 {
        scene.clock.advance(Duration::from_millis(500));
        scene.run_jobs().await;
    }
    assert_eq!(left(&scene, &answers).await, answers.len());
    assert!(customers.iter().all(|(customer, _)| customer.received().len() == 1), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_sends_at_the_level_meta_reports() {
    for (level, on_phone, least, most) in
        [("STANDARD", false, 50, 80), ("HIGH", false, 120, 120), ("HIGH", true, 10, 20)]
    {
        let scene = Scene::unconnected().await;
        scene.meta.change_account(|account| {
            account.throughput_level = level;
            account.on_phone_app = on_phone;
        });
        assert_eq!(scene.connect().await.body["status"], "connected");
        scene.run_jobs().await;
        let customers = customers(&scene, 120).await;
        let answers = answer_all(&scene, &customers).await;
        scene.run_jobs().await;
        let at_once = left(&scene, &answers).await;
        assert!((least..=most).contains(&at_once), "{level}, on the phone {on_phone}: {at_once} at once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_meta_announces_counts_at_once() {
    let scene = Scene::connected().await;
    let customers = customers(&scene, 120).await;
    let news = json!({"display_phone_number": "390212345678", "event": "THROUGHPUT_UPGRADE"});
    assert!(scene.meta.posts("phone_number_quality_update", news).await);
    scene.meta.change_account(|account| account.throughput_level = "HIGH");
    scene.run_jobs().await;
    let answers = answer_all(&scene, &customers).await;
    scene.run_jobs().await;
    assert_eq!(left(&scene, &answers).await, answers.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_set_a_day_ahead_and_back_makes_no_reply_wait() {
    let scene = Scene::connected().await;
    let right = scene.now();
    let ahead = Timestamp::from_millis(right.as_millis() + 86_400_000);
    scene.clock.set(ahead);
    let talking = customers(&scene, 2).await;
    scene.shop_says(talking[0].1, "adesso").await;
    scene.meta.faults().next_send(Fault::Error { code: 130_429 });
    let refused = scene.shop_says(talking[1].1, "piu tardi").await;
    assert_eq!(scene.message(refused).await.state, Some(MessageState::Queued));
    scene.clock.set(right);
    let at_once = scene.shop_says(talking[0].1, "subito").await;
    assert_eq!(scene.message(at_once).await.state, Some(MessageState::Read));
    scene.clock.advance(Duration::from_secs(30));
    scene.run_jobs().await;
    assert_eq!(scene.message(refused).await.state, Some(MessageState::Read), "a pause is a pause");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_found_again_by_a_program_that_starts_anew() {
    let scene = Scene::connected().await;
    let customers = customers(&scene, 3).await;
    let answers = answer_all(&scene, &customers).await;
    let restarted = scene.restarted_with("v26.0", &scene.address);
    restarted.send_due().await.unwrap();
    scene.run_jobs().await;
    assert_eq!(left(&scene, &answers).await, 3);
    assert!(customers.iter().all(|(customer, _)| customer.received().len() == 1), "each once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_without_a_code_is_not_taken_for_the_access_token() {
    let scene = Scene::connected().await;
    scene.meta.plan_statuses(shopbell::practice::meta::StatusPlan::none());
    let talking = customers(&scene, 1).await;
    let id = scene.shop_says(talking[0].1, "eccomi").await;
    let sent = talking[0].0.received().remove(0);
    let keys = scene.meta.account().keys;
    let status = json!({
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": keys.phone_number_id, "display_phone_number": keys.phone_number},
        "statuses": [{"id": sent.wamid, "status": "failed", "timestamp": scene.now().as_seconds().to_string(),
            "recipient_id": "393330000000", "biz_opaque_callback_data": sent.opaque,
            "errors": [{"title": "Something of Meta's", "href": "https://developers.facebook.com/docs"}]}],
    });
    assert!(scene.meta.posts("messages", status).await);
    scene.run_jobs().await;
    let message = scene.message(id).await;
    assert_eq!(message.state, Some(MessageState::Failed));
    let error = message.error.unwrap();
    assert_eq!(error.code, "unknown", "{}", error.text);
    assert!(error.text.contains("Something of Meta's") && !error.text.contains("token"), "{}", error.text);
}
