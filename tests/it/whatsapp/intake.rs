//! Webhooks in: what is kept, what is refused, and that nothing is lost or counted twice.

use std::time::Duration;

use futures_util::future::join_all;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use shopbell::inbox::MessageKind;
use shopbell::practice::meta::Identity;

use super::scene::Scene;

fn sign(secret: &str, body: &[u8]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

async fn post(scene: &Scene, body: Vec<u8>, signature: Option<&str>) -> u16 {
    let mut request = scene.client.post(format!("{}/webhooks/whatsapp", scene.address)).body(body);
    if let Some(signature) = signature {
        request = request.header("X-Hub-Signature-256", signature);
    }
    request.send().await.unwrap().status().as_u16()
}

fn secret(scene: &Scene) -> String {
    scene.meta.account().keys.app_secret.expose().clone()
}

/// A body for our number with these messages.
fn body(scene: &Scene, messages: &[Value]) -> Vec<u8> {
    let keys = scene.meta.account().keys;
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": keys.phone_number, "phone_number_id": keys.phone_number_id},
        "messages": messages,
    });
    let change = json!({"field": "messages", "value": value});
    json!({"object": "whatsapp_business_account", "entry": [{"id": keys.waba_id, "changes": [change]}]})
        .to_string()
        .into_bytes()
}

fn text(scene: &Scene, n: usize) -> Value {
    json!({"from_user_id": format!("IT.{n}"), "id": format!("wamid.T{n}"), "timestamp": scene.now().as_seconds().to_string(),
        "type": "text", "text": {"body": format!("message {n}")}})
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_identical_webhooks_at_once_make_one_message_and_one_job() {
    let scene = Scene::connected().await;
    let body = body(&scene, &[text(&scene, 1)]);
    let signature = sign(&secret(&scene), &body);
    let answers = join_all((0..20).map(|_| post(&scene, body.clone(), Some(&signature)))).await;
    assert_eq!(answers, [200; 20]);
    scene.run_jobs().await;
    assert_eq!(scene.to_answer.lock().len(), 1);
    assert!(scene.message_of("wamid.T1").await.is_some());
    assert_eq!(scene.ledger("parsed").await.len(), 1);
    assert_eq!(scene.ledger("duplicate").await.len(), 19);
}

#[tokio::test]
async fn the_same_message_in_other_bytes_is_noticed_by_its_id() {
    let scene = Scene::connected().await;
    let first = body(&scene, &[text(&scene, 1)]);
    let mut second = first.clone();
    second.push(b'\n');
    for bytes in [first, second] {
        let signature = sign(&secret(&scene), &bytes);
        assert_eq!(post(&scene, bytes, Some(&signature)).await, 200);
    }
    scene.run_jobs().await;
    assert_eq!(scene.to_answer.lock().len(), 1);
    assert_eq!(scene.ledger("duplicate").await.len(), 1);
}

#[tokio::test]
async fn only_meta_is_heard_and_nothing_of_others_is_kept() {
    let scene = Scene::connected().await;
    let good = body(&scene, &[text(&scene, 1)]);
    let right = sign(&secret(&scene), &good);
    let truncated = &right[..right.len() - 1];
    let foreign = sign("another secret", &good);
    let sha1 = right.replace("sha256=", "sha1=");
    for wrong in
        [None, Some(""), Some("sha256="), Some(truncated), Some(foreign.as_str()), Some(sha1.as_str())]
    {
        assert_eq!(post(&scene, good.clone(), wrong).await, 401, "{wrong:?}");
    }
    let mut torn = good.clone();
    torn.pop();
    assert_eq!(post(&scene, torn, Some(&right)).await, 401);
    let kept = scene.call("GET", "/ledger", None).await.body;
    assert_eq!(kept["items"], json!([]));
    assert_eq!(post(&scene, good, Some(&right)).await, 200);
}

#[tokio::test]
async fn without_a_connection_every_webhook_is_refused() {
    let scene = Scene::unconnected().await;
    let bytes = body(&scene, &[text(&scene, 1)]);
    for guess in ["", &secret(&scene)] {
        assert_eq!(post(&scene, bytes.clone(), Some(&sign(guess, &bytes))).await, 401);
    }
}

#[tokio::test]
async fn three_megabytes_are_taken_and_more_than_four_are_not() {
    let scene = Scene::connected().await;
    let mut large = text(&scene, 1);
    large["text"]["body"] = "x".repeat(3_000_000).into();
    let bytes = body(&scene, &[large]);
    let signature = sign(&secret(&scene), &bytes);
    assert_eq!(post(&scene, bytes, Some(&signature)).await, 200);
    let bytes = vec![b' '; webhook_limit() + 1];
    let signature = sign(&secret(&scene), &bytes);
    let answer = scene
        .client
        .post(format!("{}/webhooks/whatsapp", scene.address))
        .header("X-Hub-Signature-256", signature)
        .body(bytes)
        .send()
        .await;
    // The program may hang up before everything was sent: refused either way.
    assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status() == 413));
    scene.run_jobs().await;
    assert!(scene.message_of("wamid.T1").await.is_some());
}

fn webhook_limit() -> usize {
    shopbell::whatsapp::inbound::webhook::BODY_LIMIT_BYTES
}

#[tokio::test]
async fn a_thousand_updates_with_one_malformed_are_999_messages_and_one_to_replay() {
    let scene = Scene::connected().await;
    let mut messages: Vec<Value> = (0..1_000).map(|n| text(&scene, n)).collect();
    messages[617] = json!({"from_user_id": "IT.617", "type": "text", "text": {"body": "no id"}});
    let bytes = body(&scene, &messages);
    let signature = sign(&secret(&scene), &bytes);
    assert_eq!(post(&scene, bytes, Some(&signature)).await, 200);
    scene.run_jobs().await;
    assert_eq!(scene.to_answer.lock().len(), 999);
    let whole = &scene.ledger("parsed").await[0];
    assert_eq!((&whole["updates"], why(whole)), (&json!(1_000), ("some_failed", "1/1000")));
    let failed = scene.ledger("failed").await;
    assert_eq!(failed.len(), 1);
    assert_eq!(why(&failed[0]), ("missing", "message.id"));
    assert_eq!(failed[0]["parent_id"], whole["id"]);

    // Read again by the same code: it fails again in its place, and nobody else is touched.
    let id = failed[0]["id"].as_str().unwrap();
    let stored = scene.call("GET", &format!("/ledger/{id}"), None).await.body;
    assert!(stored["body"].as_str().unwrap().contains("no id"));
    assert_eq!(scene.call("POST", &format!("/ledger/{id}/replay"), None).await.status, 200);
    scene.run_jobs().await;
    assert_eq!(scene.ledger("failed").await.len(), 1);
    assert_eq!(scene.to_answer.lock().len(), 999);
}

#[tokio::test]
async fn replaying_what_was_read_changes_nothing() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let wamid = customer.says("Avete la fiorentina?").await;
    scene.run_jobs().await;
    let event = scene.ledger("parsed").await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(scene.call("POST", &format!("/ledger/{event}/replay"), None).await.status, 200);
    scene.run_jobs().await;
    assert_eq!(scene.to_answer.lock().len(), 1);
    assert!(scene.message_of(&wamid).await.is_some());
    assert_eq!(scene.ledger("duplicate").await.len(), 1);
}

#[tokio::test]
async fn a_number_that_is_not_ours_and_groups_are_ignored_with_the_reason() {
    let scene = Scene::connected().await;
    let mut group = text(&scene, 1);
    group["group_id"] = "g1".into();
    let ours = body(&scene, &[group]);
    let number = scene.meta.account().keys.phone_number_id;
    let others = String::from_utf8(body(&scene, &[text(&scene, 2)])).unwrap().replace(&number, "999");
    for bytes in [ours, others.into_bytes()] {
        let signature = sign(&secret(&scene), &bytes);
        assert_eq!(post(&scene, bytes, Some(&signature)).await, 200);
    }
    scene.run_jobs().await;
    assert!(scene.to_answer.lock().is_empty());
    let ignored = scene.ledger("ignored").await;
    let reasons: Vec<_> = ignored.iter().map(why).collect();
    assert_eq!(reasons, [("foreign_number", "999"), ("group", "g1")]);
}

fn why(event: &Value) -> (&str, &str) {
    (event["reason"].as_str().unwrap(), event["reason_about"].as_str().unwrap())
}

#[tokio::test]
async fn a_message_that_comes_too_late_is_for_a_person() {
    let scene = Scene::connected().await;
    let customer = scene.meta.customer("Ana", Identity::UserIdOnly);
    let long_ago = scene.now().minus(Duration::from_hours(30));
    customer
        .sends_as("wamid.LATE", long_ago, json!({"type": "text", "text": {"body": "still there?"}}))
        .await;
    scene.run_jobs().await;
    assert!(scene.to_answer.lock().is_empty(), "the AI must not answer it");
    let message = scene.message_of("wamid.LATE").await.unwrap();
    let conversation = scene
        .db
        .read(move |conn| shopbell::inbox::conversation(conn, message.conversation_id))
        .await
        .unwrap()
        .unwrap();
    assert!(conversation.needs_person.is_some());
    assert!(!conversation.window_is_open(scene.now()));
}

#[tokio::test]
async fn an_echo_from_the_phone_silences_the_ai_and_reactions_ask_for_nothing() {
    let scene = Scene::connected().await;
    // A number that is on the phone app as well has these fields subscribed.
    scene.meta.points_at(&format!("{}/webhooks/whatsapp", scene.address));
    let customer = scene.meta.customer("Ana", Identity::Both("393331234567".to_owned()));
    let wamid = customer.says("ciao").await;
    customer.sends(json!({"type": "reaction", "reaction": {"message_id": wamid, "emoji": "👍"}})).await;
    let echo = customer.is_answered_from_the_phone_app("arrivo io").await;
    scene.run_jobs().await;
    assert_eq!(scene.to_answer.lock().len(), 1, "only the text asks for an answer");
    let message = scene.message_of(&echo).await.expect("the echo is kept");
    assert_eq!(message.kind, MessageKind::Text);
    let conversation = scene
        .db
        .read(move |conn| shopbell::inbox::conversation(conn, message.conversation_id))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(conversation.ai, shopbell::inbox::AiMode::Off);
}

#[tokio::test]
async fn the_corpus_is_kept_whole_through_the_door() {
    let scene = Scene::connected().await;
    let path = format!("{}/tests/it/webhooks/messages.json", env!("CARGO_MANIFEST_DIR"));
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let messages: Vec<Value> = cases
        .iter()
        .map(|case| {
            let mut message = case["message"].clone();
            message["from_user_id"] = "IT.1".into();
            message["timestamp"] = scene.now().as_seconds().into();
            message
        })
        .collect();
    let bytes = body(&scene, &messages);
    let signature = sign(&secret(&scene), &bytes);
    assert_eq!(post(&scene, bytes, Some(&signature)).await, 200);
    scene.run_jobs().await;
    assert_eq!(scene.ledger("failed").await, Vec::<Value>::new());
    for message in &messages {
        let wamid = message["id"].as_str().unwrap();
        assert!(scene.message_of(wamid).await.is_some(), "{message} was lost");
    }
}

#[tokio::test]
async fn no_statement_that_runs_all_day_walks_a_growing_table() {
    let scene = Scene::unconnected().await;
    for sql in shopbell::whatsapp::hot_queries() {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = scene
            .db
            .read(move |conn| {
                let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
                conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
            })
            .await;
        let plan: Vec<String> =
            plan.unwrap_or_else(|error: shopbell::storage::StorageError| panic!("{error} in {sql}"));
        // The latest events are walked from the end of the table, and never more than a thousand.
        let walks = plan.iter().find(|step| step.starts_with("SCAN") && !sql.contains("LIMIT :looked_at"));
        assert_eq!(walks, None, "{sql}");
    }
}
