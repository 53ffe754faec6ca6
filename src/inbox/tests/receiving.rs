//! What comes in: kept once, in its place, of whatever kind.

use proptest::prelude::*;

use super::*;
use crate::inbox::conversations::{ai_mode, snooze};

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_kept_with_its_raw_words() {
    let shop = Shop::open();
    for kind in MessageKind::ALL {
        let id = format!("wamid.{kind}");
        let new = NewInbound {
            content: json!({ "type": kind }),
            ..inbound(vec![user_id("IT.1")], &id, *kind, NOON)
        };
        let Received::New { message, .. } = shop.receive(new).await else { panic!("{kind} was new") };
        let raw = shop.read(move |conn| store::messages::raw(conn, message)).await.unwrap();
        assert!(raw.contains(&id));
        assert_eq!(shop.read(move |conn| super::message(conn, message)).await.unwrap().kind, *kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_message_takes_its_place_in_time() {
    let shop = Shop::open();
    let conversation = shop.says("IT.1", "first").await;
    shop.advance(60);
    shop.says("IT.1", "third").await;
    shop.receive(text_from("IT.1", "late", "second", NOON.plus(Duration::from_secs(30)))).await;
    assert_eq!(shop.texts(conversation).await, ["first", "second", "third"]);
    let seen = shop.conversation(conversation).await;
    assert_eq!(seen.last_message.unwrap().text.as_deref(), Some("third"));
    assert_eq!(seen.unread, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_runs_ahead_puts_nothing_above_what_is_still_to_come() {
    let shop = Shop::open();
    let ahead = text_from("IT.1", "a", "from the future", NOON.plus(Duration::from_hours(48)));
    let Received::New { conversation, .. } = shop.receive(ahead).await else { panic!("it was new") };
    shop.advance(1);
    shop.says("IT.1", "now").await;
    assert_eq!(shop.texts(conversation).await, ["from the future", "now"]);
}

fn about(kind: MessageKind, id: &str, target: &str, seconds: u64) -> NewInbound {
    let at = NOON.plus(Duration::from_secs(seconds));
    NewInbound { quoted: Some(target.into()), ..inbound(vec![user_id("IT.1")], id, kind, at) }
}

#[tokio::test(flavor = "multi_thread")]
async fn reactions_edits_and_revokes_find_their_message_whichever_comes_first() {
    let shop = Shop::open();
    shop.advance(100);
    let react = |id: &str, emoji: Value, seconds| NewInbound {
        content: json!({ "emoji": emoji }),
        ..about(MessageKind::Reaction, id, "m", seconds)
    };
    shop.receive(react("r1", json!("👍"), 10)).await;
    shop.receive(NewInbound { text: Some("two kilos".into()), ..about(MessageKind::Edit, "e2", "m", 20) })
        .await;
    let first = shop.receive(text_from("IT.1", "m", "one kilo", NOON)).await;
    let Received::New { conversation, message, .. } = first else { panic!("it was new") };
    // An older edit that comes later changes nothing.
    shop.receive(NewInbound {
        text: Some("one and a half".into()),
        ..about(MessageKind::Edit, "e1", "m", 15)
    })
    .await;
    let thread = shop.thread(conversation).await;
    assert_eq!(thread.len(), 1, "attached lines are no lines of their own");
    assert_eq!(thread[0].text.as_deref(), Some("two kilos"));
    assert!(thread[0].edited_at.is_some());
    assert_eq!(thread[0].reactions[0].emoji, "👍");
    // What was said before stays on the edit's own line.
    let edit = shop.read(|conn| message_by_channel_id(conn, "e2")).await.unwrap();
    let edit = shop.read(move |conn| super::message(conn, edit)).await.unwrap();
    assert_eq!(edit.content.unwrap()["before"], "one kilo");
    // Taking back.
    shop.receive(react("r2", Value::Null, 30)).await;
    shop.receive(about(MessageKind::Revoke, "v", "m", 40)).await;
    let thread = shop.thread(conversation).await;
    assert_eq!((thread[0].text.clone(), thread[0].reactions.len()), (None, 0));
    assert!(thread[0].revoked_at.is_some());
    assert_eq!(shop.read(move |conn| store::messages::raw(conn, message)).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_of_a_message_nobody_knows_is_still_a_quote() {
    let shop = Shop::open();
    let new =
        NewInbound { text: Some("this one?".into()), ..about(MessageKind::Text, "a", "wamid.unknown", 0) };
    let Received::New { conversation, .. } = shop.receive(new).await else { panic!("it was new") };
    let quoted = shop.thread(conversation).await[0].quoted.clone().unwrap();
    assert_eq!((quoted.id, quoted.channel_message_id.as_str()), (None, "wamid.unknown"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_message_reopens_and_gives_a_finished_conversation_back_to_the_ai() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    shop.send(reply(id, Author::Person(ZARA), "hi")).await.unwrap();
    let now = shop.conversation(id).await;
    assert_eq!(now.ai_off.as_ref().unwrap().reason, AiOffReason::TookOver);
    shop.write(move |tx| snooze::set_status(tx, &now, snooze::Open::Done, Some(ZARA))).await;
    shop.advance(1);
    shop.says("IT.1", "one more thing").await;
    let now = shop.conversation(id).await;
    assert_eq!((now.status, now.ai), (Status::Open, AiMode::Answer));
    // Switched off for good stays off.
    shop.write(move |tx| ai_mode::set_mode(tx, &now, AiMode::Off, Some(ZARA))).await;
    let now = shop.conversation(id).await;
    shop.write(move |tx| snooze::set_status(tx, &now, snooze::Open::Done, Some(ZARA))).await;
    shop.says("IT.1", "and another").await;
    let now = shop.conversation(id).await;
    assert_eq!((now.status, now.ai), (Status::Open, AiMode::Off));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_the_shops_phone_silences_the_ai() {
    let shop = Shop::open();
    let id = shop.says("IT.1", "hello").await;
    let before = shop.conversation(id).await.version;
    let echo = NewInbound {
        from_phone_app: true,
        answerable: false,
        window_expires_at: None,
        ..text_from("IT.1", "echo", "we are here", NOON)
    };
    shop.receive(echo).await;
    let now = shop.conversation(id).await;
    assert_eq!(now.ai_off.clone().unwrap().reason, AiOffReason::AnsweredFromPhone);
    assert!(now.version > before);
    assert_eq!(now.unread, 0);
    let line = now.last_message.unwrap();
    assert_eq!(
        (line.direction, line.author, line.state),
        (Direction::Out, AuthorKind::Person, Some(MessageState::Sent))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_never_reached_us_asks_for_a_person() {
    let shop = Shop::open();
    let new = NewInbound {
        answerable: false,
        ..inbound(vec![user_id("IT.1")], "a", MessageKind::Unsupported, NOON)
    };
    let Received::New { conversation, .. } = shop.receive(new).await else { panic!("it was new") };
    assert_eq!(shop.conversation(conversation).await.needs_person.unwrap().reason, HandOffReason::Unreadable);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The same messages, shuffled and repeated, always make the same thread.
    #[test]
    fn neither_order_nor_repetition_changes_the_thread(
        deliveries in proptest::collection::vec(0..12_usize, 12..40).prop_map(|mut extra| { extra.extend(0..12); extra }),
        turn in 0..40_usize,
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let shop = Shop::open();
            shop.advance(100);
            let mut deliveries = deliveries;
            let turn = turn % deliveries.len();
            deliveries.rotate_left(turn);
            let mut conversation = None;
            for n in deliveries {
                let at = NOON.plus(Duration::from_secs(n as u64));
                let new = text_from("IT.1", &format!("wamid.{n}"), &format!("text {n:02}"), at);
                if let Received::New { conversation: id, .. } = shop.receive(new).await {
                    conversation = Some(id);
                }
            }
            let id = conversation.unwrap();
            let expected: Vec<String> = (0..12).map(|n| format!("text {n:02}")).collect();
            prop_assert_eq!(shop.texts(id).await, expected);
            prop_assert_eq!(shop.conversation(id).await.unread, 12);
            Ok(())
        })?;
    }
}
