//! Messages out and statuses home: once each, in order, and never a second time on a guess.

use std::time::Duration;

use shopbell::ids::ConversationId;
use shopbell::inbox::jobs::ShowTypingIndicator;
use shopbell::inbox::{LiveReply, MessageState, ReplyStep};
use shopbell::practice::meta::{Customer, Fault, Identity, Status, StatusPlan};
use shopbell::storage::StorageError;

use super::scene::Scene;

/// A customer who has just written, and the conversation with them.
async fn talking(scene: &Scene, identity: Identity) -> (Customer, ConversationId) {
    let customer = scene.meta.customer("Ana", identity);
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    let conversation = scene.message_of(&wamid).await.unwrap().conversation_id;
    (customer, conversation)
}

#[tokio::test]
async fn a_message_goes_out_once_and_comes_home_as_read() {
    let scene = Scene::connected().await;
    for plan in [
        StatusPlan::in_order(),
        StatusPlan::in_order().reversed(),
        StatusPlan::in_order().shuffled(7).twice(),
        StatusPlan::in_order().before_answer(),
    ] {
        scene.meta.plan_statuses(plan.clone());
        let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
        let id = scene.shop_says(conversation, "Buongiorno!").await;
        let message = scene.message(id).await;
        assert_eq!(message.state, Some(MessageState::Read), "{plan:?}");
        let received = customer.received();
        assert_eq!(received.len(), 1);
        assert_eq!(message.channel_message_id.as_deref(), Some(received[0].wamid.as_str()));
        assert!(received[0].opaque.is_some(), "our id travels along");
    }
}

#[tokio::test]
async fn phones_go_to_to_and_user_ids_to_recipient() {
    let scene = Scene::connected().await;
    let (with_phone, conversation) = talking(&scene, Identity::Both("393331234567".to_owned())).await;
    scene.shop_says(conversation, "a").await;
    let sent = &with_phone.received()[0];
    assert_eq!((sent.to.as_deref(), sent.recipient.as_deref()), (Some("+393331234567"), None));
    let (without, conversation) = talking(&scene, Identity::Username("ana.r".into())).await;
    scene.shop_says(conversation, "b").await;
    let sent = &without.received()[0];
    assert_eq!((sent.to.as_deref(), sent.recipient.clone()), (None, without.person().user_id));
}

#[tokio::test]
async fn a_lost_answer_is_unsure_and_settled_by_the_status() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
    scene.meta.plan_statuses(StatusPlan::none());
    scene.meta.faults().next_send(Fault::DropAnswer);
    let id = scene.shop_says(conversation, "una volta sola").await;
    assert_eq!(scene.message(id).await.state, Some(MessageState::Unsure));

    let sent = customer.received();
    assert_eq!(sent.len(), 1);
    scene.meta.posts_stray_status(&sent[0].wamid, Status::Delivered, sent[0].opaque.as_deref()).await;
    scene.run_jobs().await;
    let message = scene.message(id).await;
    assert_eq!(message.state, Some(MessageState::Delivered));
    assert_eq!(message.channel_message_id.as_deref(), Some(sent[0].wamid.as_str()));
    scene.clock.advance(Duration::from_hours(1));
    scene.run_jobs().await;
    assert_eq!(customer.received().len(), 1, "never sent twice");
}

#[tokio::test]
async fn an_unsure_message_nobody_speaks_of_waits_for_a_person() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
    scene.meta.faults().next_send(Fault::DropRequest);
    let id = scene.shop_says(conversation, "forse").await;
    assert_eq!(scene.message(id).await.state, Some(MessageState::Unsure));
    scene.clock.advance(Duration::from_mins(11));
    scene.run_jobs().await;
    let needs_person = || scene.db.read(move |conn| shopbell::inbox::conversation(conn, conversation));
    assert!(
        needs_person().await.unwrap().unwrap().needs_person.is_none(),
        "silence means nothing while Meta is silent"
    );
    scene.meta.customer("Bia", Identity::UserIdOnly).says("altro").await;
    scene.clock.advance(Duration::from_mins(11));
    scene.run_jobs().await;
    assert!(needs_person().await.unwrap().unwrap().needs_person.is_some());
    assert_eq!(scene.message(id).await.state, Some(MessageState::Unsure));
    assert_eq!(customer.received().len(), 0, "never sent again by itself");
}

#[tokio::test]
async fn what_surely_was_not_sent_is_tried_again_by_its_kind() {
    let scene = Scene::connected().await;
    for fault in [
        Fault::Error { code: 130_429 },
        Fault::Error { code: 131_056 },
        Fault::Status { status: 500, json: true },
    ] {
        let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
        scene.meta.faults().next_send(fault.clone());
        let id = scene.shop_says(conversation, "ancora").await;
        assert_eq!(scene.message(id).await.state, Some(MessageState::Queued), "{fault:?}");
        scene.clock.advance(Duration::from_mins(1));
        scene.run_jobs().await;
        assert_eq!(scene.message(id).await.state, Some(MessageState::Read), "{fault:?}");
        assert_eq!(customer.received().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_answer_is_never_tried_again() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
    scene.meta.faults().next_send(Fault::Status { status: 502, json: false });
    let id = scene.shop_says(conversation, "?").await;
    scene.clock.advance(Duration::from_mins(1));
    scene.run_jobs().await;
    assert_eq!(scene.message(id).await.state, Some(MessageState::Unsure));
    assert_eq!(customer.received().len(), 0);
}

#[tokio::test]
async fn a_refusal_is_explained_in_plain_words() {
    let scene = Scene::connected().await;
    for (code, name) in [(131_026, "not_reachable"), (131_047, "window_closed"), (131_042, "payment_needed")]
    {
        let (_, conversation) = talking(&scene, Identity::UserIdOnly).await;
        scene.meta.faults().next_send(Fault::Error { code });
        let id = scene.shop_says(conversation, "no").await;
        let message = scene.message(id).await;
        assert_eq!(message.state, Some(MessageState::Failed));
        assert_eq!(message.error.map(|error| error.code).as_deref(), Some(name));
    }
}

#[tokio::test]
async fn a_failure_told_later_is_a_failure_unless_it_was_delivered() {
    let scene = Scene::connected().await;
    let failed = Status::Failed { code: 131_026 };
    for (plan, end) in [
        (StatusPlan::of([Status::Sent, failed]), MessageState::Failed),
        (StatusPlan::of([failed, Status::Sent]), MessageState::Failed),
        (StatusPlan::of([Status::Delivered, failed]), MessageState::Delivered),
    ] {
        scene.meta.plan_statuses(plan.clone());
        let (_, conversation) = talking(&scene, Identity::UserIdOnly).await;
        let id = scene.shop_says(conversation, "vediamo").await;
        assert_eq!(scene.message(id).await.state, Some(end), "{plan:?}");
    }
}

#[tokio::test]
async fn statuses_of_other_programs_wait_and_harm_nobody() {
    let scene = Scene::connected().await;
    assert!(scene.meta.posts_stray_status("wamid.NOT_OURS", Status::Read, Some("obx_17")).await);
    scene.run_jobs().await;
    assert_eq!(scene.ledger("failed").await.len(), 0);
    scene.clock.advance(Duration::from_hours(72));
    scene.whatsapp.daily_round().await.unwrap();
}

#[tokio::test]
async fn messages_to_one_customer_keep_their_order_and_their_pace() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
    for n in 0..47 {
        scene.shop_queues(conversation, &n.to_string()).await;
    }
    scene.run_jobs().await;
    assert_eq!(customer.received().len(), 45, "the rest waits for Meta's pace");
    for _ in 0..2 {
        scene.clock.advance(Duration::from_secs(6));
        scene.run_jobs().await;
    }
    let texts: Vec<String> = customer.received().into_iter().filter_map(|sent| sent.text).collect();
    assert_eq!(texts, (0..47).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn typing_is_shown_again_while_the_answer_is_written_and_stale_ids_are_swallowed() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    let message = scene.message_of(&wamid).await.unwrap();
    let (conversation_id, message_id) = (message.conversation_id, message.id);
    let run_id = shopbell::ids::RunId::new(1);
    scene
        .live_replies
        .show(conversation_id, LiveReply { run_id, step: ReplyStep::Writing, found: None, text: None });
    let job = ShowTypingIndicator { conversation_id, message_id };
    scene.db.write(move |tx| shopbell::jobs::enqueue(tx, &job)).await.unwrap();
    scene.run_jobs().await;
    scene.clock.advance(Duration::from_secs(20));
    scene.run_jobs().await;
    scene.live_replies.end(conversation_id, run_id);
    scene.clock.advance(Duration::from_secs(20));
    scene.run_jobs().await;
    scene.clock.advance(Duration::from_secs(20));
    scene.run_jobs().await;
    let reads = scene.meta.reads();
    assert_eq!(reads.len(), 3);
    assert!(reads.iter().all(|read| read.message_id == wamid && read.typing));
}

#[tokio::test]
async fn a_try_cut_short_by_a_crash_is_unsure_and_not_repeated() {
    let scene = Scene::connected().await;
    let (customer, conversation) = talking(&scene, Identity::UserIdOnly).await;
    let id = scene.shop_queues(conversation, "prima del buio").await;
    // The state a kill leaves behind: the attempt is committed, nothing more.
    scene
        .db
        .write(move |tx| {
            shopbell::inbox::begin_delivery(tx, id)?;
            tx.execute(
                "INSERT INTO whatsapp_attempt (id, message_id, connection_id, state, started_at_ms)
                 SELECT 77, :message_id, id, 'sending', 0 FROM whatsapp_connection LIMIT 1",
                rusqlite::named_params! { ":message_id": id },
            )?;
            Ok::<_, StorageError>(())
        })
        .await
        .unwrap();
    scene.run_jobs().await;
    assert_eq!(scene.message(id).await.state, Some(MessageState::Unsure));
    assert_eq!(customer.received().len(), 0);
}
