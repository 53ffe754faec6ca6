//! The phone's app and Shopbell on one number: echoes, the past, the address book, and other programs that answer.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::ids::ConversationId;
use shopbell::inbox::{
    self, AiMode, AuthorKind, Conversation, Direction, FileState, MessageKind, MessageState,
};
use shopbell::practice::meta::{Fault, Identity, StatusPlan};
use shopbell::storage::StorageError;

use super::scene::Scene;

const PHONE: &str = "393331234567";

/// A number that is on the phone's app as well: every field is subscribed.
async fn coexisting() -> Scene {
    let scene = Scene::connected().await;
    scene.meta.points_at(&format!("{}/webhooks/whatsapp", scene.address));
    scene
}

fn metadata(scene: &Scene) -> Value {
    let keys = scene.meta.account().keys;
    json!({"display_phone_number": keys.phone_number, "phone_number_id": keys.phone_number_id})
}

async fn conversation(scene: &Scene, id: ConversationId) -> Conversation {
    scene.db.read(move |conn| inbox::conversation(conn, id)).await.unwrap().unwrap()
}

async fn connection(scene: &Scene) -> Value {
    scene.call("GET", "/whatsapp/connection", None).await.body
}

#[tokio::test]
async fn an_echo_of_our_own_message_is_never_a_second_one() {
    let scene = coexisting().await;
    let customer = scene.meta.customer("Ana", Identity::Both(PHONE.to_owned()));
    let wamid = customer.says("ciao").await;
    scene.run_jobs().await;
    let thread = scene.message_of(&wamid).await.unwrap().conversation_id;
    let echo = async |wamid: &str, text: &str| {
        let value = json!({"messaging_product": "whatsapp", "metadata": metadata(&scene), "message_echoes": [
            {"from": "390555550100", "to": PHONE, "id": wamid, "timestamp": scene.now().as_seconds().to_string(),
             "type": "text", "text": {"body": text}}]});
        assert!(scene.meta.posts("smb_message_echoes", value).await);
        scene.run_jobs().await;
    };

    let known = scene.program_says(thread, "eccoci").await;
    echo(&scene.message(known).await.channel_message_id.unwrap(), "eccoci").await;
    assert_eq!(conversation(&scene, thread).await.ai, AiMode::Answer, "our own words silence nobody");

    // The answer to our call was lost, and the echo comes before any status.
    scene.meta.plan_statuses(StatusPlan::none());
    scene.meta.faults().next_send(Fault::DropAnswer);
    let lost = scene.program_says(thread, "a che ora?").await;
    assert_eq!(scene.message(lost).await.state, Some(MessageState::Unsure));
    let sent = customer.received().pop().unwrap();
    echo(&sent.wamid, "a che ora?").await;
    let settled = scene.message(lost).await;
    assert_eq!((settled.state, settled.channel_message_id), (Some(MessageState::Sent), Some(sent.wamid)));
    assert_eq!(conversation(&scene, thread).await.ai, AiMode::Answer);

    // A person's words on the phone are a person's, and the same echo twice is one message.
    for _ in 0..2 {
        echo("wamid.PHONE1", "arrivo io").await;
    }
    let person = scene.message_of("wamid.PHONE1").await.unwrap();
    assert_eq!((person.direction, person.author), (Direction::Out, AuthorKind::Person));
    assert_eq!(conversation(&scene, thread).await.ai, AiMode::Off);
    assert_eq!(thread_texts(&scene, thread).await.iter().filter(|text| *text == "arrivo io").count(), 1);
}

async fn thread_texts(scene: &Scene, id: ConversationId) -> Vec<String> {
    let messages = scene.db.read(move |conn| inbox::recent_messages(conn, id, 50)).await.unwrap();
    messages.into_iter().filter_map(|message| message.text).collect()
}

/// A piece of the past: one old question, one old answer, one picture that is not there.
fn piece(scene: &Scene, phase: i64, progress: i64) -> Value {
    let at = |days: u64| scene.now().minus(Duration::from_hours(24 * days)).as_seconds().to_string();
    json!({"messaging_product": "whatsapp", "metadata": metadata(scene), "history": [{
    "metadata": {"phase": phase, "chunk_order": 1, "progress": progress},
    "threads": [{"id": PHONE, "messages": [
        {"from": PHONE, "id": format!("wamid.Q{phase}"), "timestamp": at(3), "type": "text",
         "text": {"body": "vecchia domanda"}, "history_context": {"status": "READ"}},
        {"from": "390555550100", "to": PHONE, "id": format!("wamid.A{phase}"), "timestamp": at(2), "type": "text",
         "text": {"body": "vecchia risposta"}, "history_context": {"status": "READ", "from_me": true}},
        {"from": PHONE, "id": format!("wamid.P{phase}"), "timestamp": at(1), "type": "media_placeholder"},
    ]}]}]})
}

#[tokio::test]
async fn the_past_is_imported_with_its_progress_and_never_answered() {
    let scene = coexisting().await;
    for (phase, progress) in [(0, 40), (0, 40), (2, 100)] {
        assert!(scene.meta.posts("history", piece(&scene, phase, progress)).await);
        scene.run_jobs().await;
    }
    assert!(scene.to_answer.lock().is_empty(), "nobody answers the past");
    let question = scene.message_of("wamid.Q0").await.expect("it is kept");
    let thread = conversation(&scene, question.conversation_id).await;
    assert_eq!((thread.unread, thread.needs_person.is_some(), thread.ai), (0, false, AiMode::Answer));
    assert!(!thread.window_is_open(scene.now()), "the past opens no window");
    let placeholder = scene.message_of("wamid.P0").await.expect("what is not there has its place");
    assert_ne!(placeholder.kind, MessageKind::Text);
    let history = connection(&scene).await["history"].clone();
    assert_eq!(
        (&history["state"], &history["progress"], &history["messages"]),
        (&json!("done"), &json!(100), &json!(6))
    );

    // The customer writes again: one thread, and now it is answered.
    let customer = scene.meta.customer("Ana", Identity::Both(PHONE.to_owned()));
    let wamid = customer.says("e adesso?").await;
    scene.run_jobs().await;
    assert_eq!(scene.message_of(&wamid).await.unwrap().conversation_id, question.conversation_id);
    assert_eq!(scene.to_answer.lock().len(), 1);
    let texts = thread_texts(&scene, question.conversation_id).await;
    assert_eq!(texts.last().map(String::as_str), Some("e adesso?"), "{texts:?}");
    assert_eq!(texts.first().map(String::as_str), Some("vecchia domanda"), "{texts:?}");
}

/// The webhook that tells what a placeholder stood for: of the field `history`, with the message by itself.
fn told_later(scene: &Scene, wamid: &str, from: &str, media_id: &str) -> Value {
    json!({"messaging_product": "whatsapp", "metadata": metadata(scene), "messages": [
        {"from": from, "id": wamid, "timestamp": scene.now().as_seconds().to_string(), "type": "document",
         "document": {"caption": "Il listino", "mime_type": "application/pdf", "filename": "listino.pdf", "id": media_id}}]})
}

#[tokio::test]
async fn what_is_said_now_is_read_before_the_past() {
    let scene = coexisting().await;
    assert!(scene.meta.posts("history", piece(&scene, 0, 40)).await);
    let customer = scene.meta.customer("Bia", Identity::Both("393337654321".to_owned()));
    let wamid = customer.says("e adesso?").await;
    scene.whatsapp.read_ledger().await.unwrap();
    assert!(scene.message_of(&wamid).await.is_some());
    assert!(scene.message_of("wamid.Q0").await.is_none(), "the past waits");
    scene.run_jobs().await;
    assert!(scene.message_of("wamid.Q0").await.is_some());
}

/// Messages of one piece of the past.
const LONG_PAST: usize = 800;

/// A piece of the past as a phone that was used for years sends it.
fn long_piece(scene: &Scene) -> Value {
    let messages: Vec<Value> = (0..LONG_PAST)
        .map(|n| {
            let at = scene.now().minus(Duration::from_mins(LONG_PAST as u64 - n as u64 + 60)).as_seconds();
            json!({"from": PHONE, "id": format!("wamid.L{n}"), "timestamp": at.to_string(), "type": "text",
                   "text": {"body": format!("riga {n}")}, "history_context": {"status": "READ"}})
        })
        .collect();
    json!({"messaging_product": "whatsapp", "metadata": metadata(scene), "history": [{
        "metadata": {"phase": 0, "chunk_order": 1, "progress": 50},
        "threads": [{"id": PHONE, "messages": messages}]}]})
}

/// How many messages of the past are in the inbox, and whether this one is.
async fn past_and(scene: &Scene, wamid: &str) -> (usize, bool) {
    let wamid = wamid.to_owned();
    let read = scene.db.read::<_, StorageError>(move |conn| {
        let past = "SELECT count(*) FROM message WHERE channel_message_id LIKE 'wamid.L%'";
        let past: i64 = conn.one(past, [], |row| row.get(0))?;
        Ok((usize::try_from(past).unwrap(), inbox::message_by_channel_id(conn, &wamid)?.is_some()))
    });
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_a_long_past_is_read_does_not_wait_for_its_end() {
    let scene = coexisting().await;
    assert!(scene.meta.posts("history", long_piece(&scene)).await);
    let customer = scene.meta.customer("Bia", Identity::Both("393337654321".to_owned()));
    let says = async {
        while past_and(&scene, "").await.0 == 0 {
            tokio::task::yield_now().await;
        }
        let wamid = customer.says("e adesso?").await;
        loop {
            let (past, is_there) = past_and(&scene, &wamid).await;
            if is_there {
                return past;
            }
            tokio::task::yield_now().await;
        }
    };
    let (read, past) = tokio::join!(scene.whatsapp.read_ledger(), says);
    read.unwrap();
    assert!(past < LONG_PAST, "it waited for the whole past");
    scene.run_jobs().await;
    assert_eq!(past_and(&scene, "").await.0, LONG_PAST, "and nothing of the past is lost");
}

#[tokio::test]
async fn a_picture_of_the_past_fills_its_place_and_is_never_answered() {
    let scene = coexisting().await;
    assert!(scene.meta.posts("history", piece(&scene, 0, 100)).await);
    scene.run_jobs().await;
    let media_id = scene.meta.holds_media("application/pdf", b"%PDF-1.4 listino".to_vec());
    // Of whom it is need not be said again: here Meta names the shop, and no recipient.
    for from in ["390555550100", PHONE] {
        assert!(scene.meta.posts("history", told_later(&scene, "wamid.P0", from, &media_id)).await);
        scene.run_jobs().await;
    }
    let told = scene.message_of("wamid.P0").await.unwrap();
    assert_eq!((told.kind, told.text.as_deref()), (MessageKind::Document, Some("Il listino")));
    assert_eq!(told.direction, Direction::In, "whose it was stays as the thread said");
    assert_eq!(told.file.map(|file| file.state), Some(FileState::Ready));
    let thread = conversation(&scene, told.conversation_id).await;
    assert!(!thread.window_is_open(scene.now()), "the past opens no window");
    assert_eq!((thread.unread, thread.needs_person.is_some()), (0, false));
    assert_eq!(connection(&scene).await["history"]["messages"], 3, "it is no further message");

    // One whose place never came is a message of its own; one that says nobody's name is kept in the ledger.
    let other = scene.meta.holds_media("application/pdf", b"%PDF-1.4 altro".to_vec());
    assert!(scene.meta.posts("history", told_later(&scene, "wamid.P7", PHONE, &other)).await);
    assert!(scene.meta.posts("history", told_later(&scene, "wamid.P8", "390555550100", &other)).await);
    scene.run_jobs().await;
    assert_eq!(scene.message_of("wamid.P7").await.unwrap().kind, MessageKind::Document);
    assert_eq!(scene.ledger("failed").await.len(), 1);
    assert!(scene.to_answer.lock().is_empty(), "nobody answers the past, however new it looks");
}

#[tokio::test]
async fn an_owner_who_declined_the_past_is_told_so() {
    let scene = coexisting().await;
    let value = json!({"messaging_product": "whatsapp", "metadata": metadata(&scene),
        "history": [{"errors": [{"code": 2_593_109, "title": "declined"}]}]});
    assert!(scene.meta.posts("history", value).await);
    scene.run_jobs().await;
    assert_eq!(connection(&scene).await["history"]["state"], "declined");
}

#[tokio::test]
async fn the_phones_address_book_names_customers() {
    let scene = coexisting().await;
    let line = |phone: &str, action: &str| {
        json!({"type": "contact", "action": action, "metadata": {"timestamp": "1"},
            "contact": {"full_name": "Ana Ribeiro (mercato)", "first_name": "Ana", "phone_number": phone}})
    };
    let value = json!({"messaging_product": "whatsapp", "metadata": metadata(&scene),
        "state_sync": [line(PHONE, "add"), line("393330000000", "remove")]});
    assert!(scene.meta.posts("smb_app_state_sync", value).await);
    scene.run_jobs().await;
    assert_eq!(scene.ledger("failed").await, Vec::<Value>::new());
    let history = piece(&scene, 0, 10);
    assert!(scene.meta.posts("history", history).await);
    scene.run_jobs().await;
    let message = scene.message_of("wamid.Q0").await.unwrap();
    let thread = conversation(&scene, message.conversation_id).await;
    let contact = scene.db.read(move |conn| inbox::contact(conn, thread.contact_id)).await.unwrap().unwrap();
    assert!(format!("{contact:?}").contains("Ana Ribeiro (mercato)"), "{contact:?}");
}

#[tokio::test]
async fn what_another_program_answers_is_shown_alerted_and_never_answered() {
    let scene = coexisting().await;
    let customer = scene.meta.customer("Ana", Identity::Both(PHONE.to_owned()));
    let overheard = customer.is_overheard("quanto costa?").await;
    customer.is_overheard("pronto?").await;
    scene.run_jobs().await;
    assert!(scene.to_answer.lock().is_empty());
    let message = scene.message_of(&overheard).await.expect("it is shown");
    assert!(conversation(&scene, message.conversation_id).await.needs_person.is_some(), "a person is told");

    let handover = json!({"messaging_product": "whatsapp", "metadata": metadata(&scene),
        "sender": {"phone_number": "390555550100"}, "recipient": {"phone_number": PHONE},
        "type": "control_taken", "timestamp": scene.now().as_seconds(),
        "control_taken": {"previous_owner_role": "customer_service", "new_owner_role": "ai_agent"}});
    assert!(scene.meta.posts("messaging_handovers", handover).await);
    scene.run_jobs().await;
    let id = message.conversation_id;
    let events = scene
        .db
        .read(move |conn| {
            conn.all(
                "SELECT content FROM message WHERE conversation_id = :id AND kind = 'event'",
                rusqlite::named_params! { ":id": id },
                |row| row.get::<_, String>("content"),
            )
        })
        .await
        .unwrap_or_else(|error: shopbell::storage::StorageError| panic!("{error}"));
    let told: Vec<&String> = events.iter().filter(|event| event.contains("handover")).collect();
    assert_eq!(told.len(), 2, "{events:?}");
    assert!(told[1].contains("ai_agent"), "{told:?}");
}

#[tokio::test]
async fn what_meta_announces_is_kept_in_words_audited_and_looked_into() {
    let scene = coexisting().await;
    let until = scene.now().plus(Duration::from_hours(72)).as_seconds();
    let restriction = json!({"event": "ACCOUNT_RESTRICTION", "restriction_info": [
        {"restriction_type": "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "expiration": until}]});
    let security = json!({"display_phone_number": "390555550100", "event": "PIN_CHANGED", "requester": "1"});
    for (field, value) in [
        ("account_update", restriction.clone()),
        ("account_update", restriction),
        ("security", security),
        (
            "account_alerts",
            json!({"entity_type": "WABA", "alert_info": {"alert_severity": "WARNING", "alert_type": "OBA",
            "alert_description": "Something <b>odd</b>."}}),
        ),
        ("phone_number_quality_update", json!({"display_phone_number": "390555550100", "event": "FLAGGED"})),
    ] {
        assert!(scene.meta.posts(field, value).await);
        scene.run_jobs().await;
    }
    let shown = connection(&scene).await;
    let notices = shown["notices"].as_array().unwrap();
    let told: Vec<(&str, &str)> = notices
        .iter()
        .map(|notice| (notice["event"].as_str().unwrap(), notice["severity"].as_str().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            ("FLAGGED", "warning"),
            ("", "warning"),
            ("PIN_CHANGED", "critical"),
            ("ACCOUNT_RESTRICTION", "critical")
        ],
        "{shown}"
    );
    assert!(notices[3]["words"].as_str().unwrap().contains("not even answers"), "{}", notices[3]);
    assert_eq!(shown["cause"]["cause"], "account_restricted", "the doctor looked: {shown}");

    scene
        .meta
        .posts(
            "account_update",
            json!({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": ["REINSTATE"]}}),
        )
        .await;
    scene.run_jobs().await;
    assert_ne!(connection(&scene).await["cause"]["cause"], "account_restricted", "lifted");
}

#[tokio::test]
async fn a_name_that_was_waited_for_lets_the_number_be_registered() {
    let scene = Scene::unconnected().await;
    scene.meta.change_account(|account| {
        account.registration.registered = false;
        account.name_status = "PENDING_REVIEW";
    });
    let begun = scene.connect().await;
    assert_eq!(begun.body["cause"]["cause"], "display_name_pending", "{}", begun.body);
    assert!(!scene.meta.account().registration.registered);
    scene.meta.points_at(&format!("{}/webhooks/whatsapp", scene.address));
    scene.meta.change_account(|account| account.name_status = "APPROVED");
    let news = json!({"display_phone_number": "390555550100", "decision": "APPROVED",
        "requested_verified_name": "Macelleria Rossi", "rejection_reason": "NONE"});
    assert!(scene.meta.posts("phone_number_name_update", news).await);
    scene.run_jobs().await;
    assert!(scene.meta.account().registration.registered, "registered when Meta was done with the name");
    assert_eq!(connection(&scene).await["status"], "connected");
}
