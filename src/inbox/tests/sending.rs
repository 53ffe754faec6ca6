//! What goes out: people before the AI, the window, the hold, undo, unsure, retry.

use super::*;
use crate::inbox::MessageState::{Delivered, Failed, Queued as Waiting, Read, Sending, Sent, Unsure};
use crate::inbox::conversations::{ai_mode, presence};
use crate::inbox::messages::outbound;
use crate::inbox::types::SendAgain;

async fn state_of(shop: &Shop, id: MessageId) -> Option<MessageState> {
    shop.read(move |conn| message(conn, id)).await.and_then(|message| message.state)
}

async fn begin(shop: &Shop, id: MessageId) -> Option<OutboundDraft> {
    match shop.write(move |tx| begin_delivery(tx, id)).await {
        Begun::Claimed(draft) => Some(*draft),
        Begun::Nothing | Begun::OnHold => None,
    }
}

async fn news(shop: &Shop, id: MessageId, state: MessageState) -> bool {
    shop.write(move |tx| set_state(tx, id, state, None, Some("wamid.out"))).await
}

fn answer_for(conversation: &Conversation) -> NewOutbound {
    NewOutbound { expected_version: Some(conversation.version), ..reply(conversation.id, AI, "an answer") }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_out_once_and_its_news_may_come_in_any_order() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let queued = shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap();
    let Queued::New(message) = queued else { panic!("it is new") };
    assert!(
        matches!(shop.send(reply(id, Author::Person(ZARA), "hi")).await, Ok(Queued::Same(same)) if same == message)
    );
    let draft = begin(&shop, message).await.unwrap();
    assert_eq!((draft.user_id.as_deref(), draft.outgoing), (Some("IT.1"), Outgoing::text("hi")));
    assert!(news(&shop, message, Read).await);
    assert!(!news(&shop, message, Sent).await);
    assert!(!news(&shop, message, Failed).await);
    assert_eq!(state_of(&shop, message).await, Some(Read));
    assert_eq!(shop.read(|conn| message_by_channel_id(conn, "wamid.out")).await, Some(message));
    assert!(begin(&shop, message).await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_cut_short_is_unsure_and_never_sent_again_by_itself() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap().id();
    begin(&shop, message).await.unwrap();
    assert!(begin(&shop, message).await.is_none());
    assert_eq!(state_of(&shop, message).await, Some(Unsure));
    assert!(begin(&shop, message).await.is_none());
    // A person settles it; a later status proves the person wrong.
    shop.db.write(move |tx| outbound::settle(tx, message, false)).await.unwrap();
    assert_eq!(state_of(&shop, message).await, Some(Failed));
    assert!(news(&shop, message, Delivered).await);
    assert_eq!(state_of(&shop, message).await, Some(Delivered));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_surely_did_not_leave_waits_again_and_what_failed_can_be_tried_again() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, AI, "hi")).await.unwrap().id();
    begin(&shop, message).await.unwrap();
    assert_eq!(state_of(&shop, message).await, Some(Sending));
    assert!(shop.write(move |tx| release_delivery(tx, message)).await);
    assert_eq!(state_of(&shop, message).await, Some(Waiting));
    begin(&shop, message).await.unwrap();
    news(&shop, message, Failed).await;
    shop.db.write(move |tx| outbound::retry(tx, message, Some(ZARA), |_, _| Ok(()))).await.unwrap();
    // Sent again as Zara's: the AI's being off does not hold it.
    assert!(begin(&shop, message).await.is_some());
    let refused = shop.db.write(move |tx| outbound::retry(tx, message, Some(ZARA), |_, _| Ok(()))).await;
    assert!(matches!(refused, Err(Refused::WrongState)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_refused_once_a_person_is_there_or_the_customer_wrote_more() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let written_for = shop.conversation(id).await;
    shop.says("IT.1", "and also").await;
    assert!(matches!(shop.send(answer_for(&written_for)).await, Err(Refused::Superseded)));
    let now = shop.conversation(id).await;
    let current = now.clone();
    shop.write(move |tx| presence::set_typing(tx, &current, ZARA, true)).await;
    assert!(matches!(shop.send(answer_for(&now)).await, Err(Refused::Superseded)));
    assert!(matches!(shop.send(reply(id, AI, "x")).await, Err(Refused::Superseded)));
    shop.advance(26);
    let now = shop.conversation(id).await;
    assert!(shop.send(answer_for(&now)).await.is_ok());
    let current = now.clone();
    shop.write(move |tx| ai_mode::take_over(tx, &current, Some(ZARA))).await;
    assert!(matches!(shop.send(reply(id, AI, "y")).await, Err(Refused::Superseded)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_already_queued_is_withdrawn_when_a_person_takes_over() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let now = shop.conversation(id).await;
    let message = shop.send(answer_for(&now)).await.unwrap().id();
    shop.write(move |tx| ai_mode::take_over(tx, &now, Some(ZARA))).await;
    assert!(begin(&shop, message).await.is_none());
    assert_eq!(shop.texts(id).await, ["hello"]);
    assert_eq!(shop.events(id).await, ["took_over", "answer_withdrawn"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_words_that_hand_over_still_go_out() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "I want a person").await;
    let now = shop.conversation(id).await;
    let message = shop.send(answer_for(&now)).await.unwrap().id();
    let hand_over = HandOff { reason: HandOffReason::AskedForPerson, card: json!({ "asked": "a person" }) };
    shop.write(move |tx| hand_off(tx, id, hand_over)).await;
    assert!(begin(&shop, message).await.is_some());
    let now = shop.conversation(id).await;
    assert_eq!(now.needs_person.unwrap().reason, HandOffReason::AskedForPerson);
    assert_eq!(now.card, Some(json!({ "asked": "a person" })));
    // A person answers: nobody is waited for any more.
    shop.send(reply(id, Author::Person(ZARA), "here I am")).await.unwrap();
    let now = shop.conversation(id).await;
    assert_eq!((now.needs_person, now.card, now.assignee), (None, None, Some(ZARA)));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_24_hours_only_a_template_may_go() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap().id();
    shop.advance(24 * 3600 + 1);
    assert!(matches!(shop.send(reply(id, Author::Person(ZARA), "late")).await, Err(Refused::WindowClosed)));
    assert!(begin(&shop, message).await.is_none());
    let failed = shop.read(move |conn| super::message(conn, message)).await.unwrap();
    assert_eq!((failed.state, failed.error.unwrap().code.as_str()), (Some(Failed), "window_closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_shop_sends_nothing_until_released() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap().id();
    shop.write(crate::storage::put_on_hold).await;
    assert!(begin(&shop, message).await.is_none());
    assert_eq!(state_of(&shop, message).await, Some(Waiting));
    assert!(matches!(shop.send(reply(id, Author::Person(ZARA), "more")).await, Err(Refused::OnHold)));
    assert!(shop.write(release_hold).await);
    assert!(begin(&shop, message).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_can_be_taken_back_while_it_waits() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::Person(ZARA), "oops")).await.unwrap().id();
    shop.db.write(move |tx| outbound::undo(tx, message)).await.unwrap();
    assert_eq!(shop.texts(id).await, ["hello"]);
    assert_eq!(shop.conversation(id).await.last_message.unwrap().text.as_deref(), Some("hello"));
    let sent = shop.send(reply(id, Author::Person(ZARA), "better")).await.unwrap().id();
    begin(&shop, sent).await.unwrap();
    assert!(matches!(shop.db.write(move |tx| outbound::undo(tx, sent)).await, Err(Refused::WrongState)));
}

#[tokio::test(flavor = "multi_thread")]
async fn in_suggest_mode_the_ai_never_speaks_and_people_keep_their_helper() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let now = shop.conversation(id).await;
    shop.write(move |tx| ai_mode::set_mode(tx, &now, AiMode::Suggest, Some(ZARA))).await;
    assert!(matches!(shop.send(reply(id, AI, "x")).await, Err(Refused::Superseded)));
    let suggested = shop.write(move |tx| suggest(tx, id, RunId::new(5), "say this", &[])).await;
    assert!(suggested.is_some());
    shop.send(reply(id, Author::Person(ZARA), "say this")).await.unwrap();
    assert_eq!(shop.conversation(id).await.ai, AiMode::Suggest);
    assert_eq!(shop.read(move |conn| store::suggestions::of_conversation(conn, id)).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_colleagues_answer_counts_as_answered_meanwhile_and_ones_own_does_not() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let seen = shop.conversation(id).await.last_message.unwrap().id;
    shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap();
    let answered = |person| move |conn: &ReadConn| store::messages::answered_after(conn, id, seen, person);
    assert!(shop.read(answered(Some(OMAR))).await);
    assert!(!shop.read(answered(Some(ZARA))).await);
    shop.write(move |tx| note(tx, id, Some(OMAR), None, "a note is no answer")).await;
    assert!(!shop.read(answered(Some(ZARA))).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_never_part_of_what_was_said() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    shop.write(move |tx| note(tx, id, Some(ZARA), Some("n1"), "she is difficult")).await;
    shop.write(move |tx| note(tx, id, Some(ZARA), Some("n1"), "she is difficult")).await;
    shop.write(move |tx| event(tx, id, EventKind::WindowOpened, no_details())).await;
    let said = shop.read(move |conn| recent_messages(conn, id, 10)).await;
    assert_eq!(said.iter().map(|message| message.text.as_deref()).collect::<Vec<_>>(), [Some("hello")]);
    assert_eq!(shop.texts(id).await, ["hello", "she is difficult"]);
}

/// The account has no payment method, or the like: Meta takes nothing.
fn refusal() -> StateError {
    StateError { code: "131042".into(), text: "No payment method.".into(), again: SendAgain::AnyTime }
}

async fn fails(shop: &Shop, message: MessageId) {
    shop.write(move |tx| set_state(tx, message, Failed, Some(refusal()), None)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_failed_calls_a_person_even_into_a_finished_conversation() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap().id();
    assert!(begin(&shop, message).await.is_some());
    shop.write(move |tx| store::conversations::set_status(tx, id, Status::Done, None)).await;
    fails(&shop, message).await;
    let now = shop.conversation(id).await;
    assert_eq!(now.needs_person.unwrap().reason, HandOffReason::DeliveryFailed);
    assert_eq!(now.status, Status::Open);
    // Sent again by somebody: nobody is waited for any more.
    shop.db.write(move |tx| outbound::retry(tx, message, Some(ZARA), |_, _| Ok(()))).await.unwrap();
    assert!(shop.conversation(id).await.needs_person.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_called_before_a_failure_stays_called_for_that() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "I want a person").await;
    let now = shop.conversation(id).await;
    let message = shop.send(answer_for(&now)).await.unwrap().id();
    let hand_over = HandOff { reason: HandOffReason::AskedForPerson, card: json!({ "asked": "a person" }) };
    shop.write(move |tx| hand_off(tx, id, hand_over)).await;
    assert!(begin(&shop, message).await.is_some());
    fails(&shop, message).await;
    let now = shop.conversation(id).await;
    assert_eq!(now.needs_person.unwrap().reason, HandOffReason::AskedForPerson);
    assert_eq!(now.card, Some(json!({ "asked": "a person" })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broadcast_that_fails_calls_nobody() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let message = shop.send(reply(id, Author::System, "offer")).await.unwrap().id();
    assert!(begin(&shop, message).await.is_some());
    fails(&shop, message).await;
    assert!(shop.conversation(id).await.needs_person.is_none());
}
