//! The practice Graph beside a client we did not write: `pywa` sends everything to it, and understands everything it posts.
//!
//! `./tests/run` puts that client into `target/pywa`; `tests/pywa/walk.py` is what it is asked to do.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use shopbell::practice::meta::Identity;
use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::support::TestApp;

async fn walk(asked: &Value) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/pywa/bin/python");
    assert!(python.exists(), "pywa is not installed: run ./tests/run, which does it");
    let mut child = Command::new(python)
        .arg(root.join("tests/pywa/walk.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).await.unwrap();
    let output = child.wait_with_output().await.unwrap();
    assert!(output.status.success(), "pywa gave up");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pywa_sends_everything_to_the_practice_graph() {
    let shop = TestApp::start().await;
    let customer = shop.meta().customer("Ana", Identity::Both("393331234567".into()));
    let inbound = customer.says("Buongiorno").await;
    shop.run_jobs().await;
    let keys = shop.app.rooms.practice.keys();
    let before = shop.meta().sent().len();
    let answer = walk(&json!({
        "do": "send", "graph_url": format!("{}/v26.0/", shop.app.rooms.practice.graph_url().trim_end_matches('/')),
        "access_token": keys.access_token.expose(), "phone_number_id": keys.phone_number_id, "waba_id": keys.waba_id,
        "app_id": keys.app_id, "to": "+393331234567", "inbound": inbound,
    }))
    .await;
    let wamids: BTreeSet<&str> =
        answer["sent"].as_object().unwrap().values().filter_map(Value::as_str).collect();
    let kept = shop.meta().sent();
    let known: BTreeSet<&str> = kept[before..].iter().map(|sent| sent.wamid.as_str()).collect();
    assert_eq!(wamids, known, "{answer}");
    assert_eq!(wamids.len(), 11);
    assert_eq!(answer["media"], json!({ "mime_type": "image/png", "same": true }));
    assert_eq!(answer["template"]["listed"], "PENDING", "{answer}");
    shop.let_reply().await;
    shop.run_jobs().await;
    shop.stop().await;
}

/// What a customer can send, in the form Meta posts it.
fn inbound() -> Vec<(&'static str, Value)> {
    let media = |mime: &str| json!({ "mime_type": mime, "sha256": "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=", "id": "149000000000001" });
    vec![
        ("text", json!({ "body": "Buongiorno, avete la fiorentina?" })),
        ("image", media("image/jpeg")),
        ("video", media("video/mp4")),
        (
            "audio",
            json!({ "mime_type": "audio/ogg; codecs=opus", "sha256": "x", "id": "149000000000002", "voice": true }),
        ),
        (
            "document",
            json!({ "mime_type": "application/pdf", "sha256": "x", "id": "149000000000003", "filename": "nota.pdf" }),
        ),
        (
            "sticker",
            json!({ "mime_type": "image/webp", "sha256": "x", "id": "149000000000004", "animated": false }),
        ),
        ("location", json!({ "latitude": 43.7696, "longitude": 11.2558, "name": "Casa" })),
        (
            "contacts",
            json!([{ "name": { "formatted_name": "Ana", "first_name": "Ana" }, "phones": [{ "phone": "+393331234567", "wa_id": "393331234567", "type": "CELL" }] }]),
        ),
        ("interactive", json!({ "type": "button_reply", "button_reply": { "id": "yes", "title": "Sì" } })),
        (
            "interactive",
            json!({ "type": "list_reply", "list_reply": { "id": "fiorentina", "title": "Fiorentina", "description": "Al chilo" } }),
        ),
        ("button", json!({ "payload": "Grazie", "text": "Grazie" })),
        (
            "order",
            json!({ "catalog_id": "1", "text": "Per sabato", "product_items": [{ "product_retailer_id": "FIO", "quantity": 2, "item_price": 29.9, "currency": "EUR" }] }),
        ),
        ("unsupported", json!({ "type": "poll_creation" })),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn pywa_understands_everything_practice_posts() {
    let shop = TestApp::start().await;
    // pywa knows customers by their user id only, which every webhook bears since April 2026.
    let customer = shop.meta().customer("Ana", Identity::Both("393331234567".into()));
    let first = customer.says("Buongiorno").await;
    shop.meta().customer("Bea", Identity::UserIdOnly).says("Ciao").await;
    shop.meta().customer("Carla", Identity::Username("carla.r".into())).says("Ciao").await;
    for (kind, content) in inbound() {
        let context = json!({ "from": shop.app.rooms.practice.keys().phone_number, "id": first });
        let mut message = json!({ "type": kind, "context": context });
        message[kind] = content;
        if kind == "unsupported" {
            message["errors"] = json!([{ "code": 131_051, "title": "Message type unknown", "message": "Message type unknown", "error_data": { "details": "Message type is currently not supported." } }]);
        }
        customer.sends(message).await;
    }
    customer.sends(json!({ "type": "reaction", "reaction": { "message_id": first, "emoji": "👍" } })).await;
    shop.run_jobs().await;
    shop.let_reply().await;
    let secret = shop.app.rooms.practice.keys().app_secret;
    let webhooks: Vec<Value> = shop
        .meta()
        .webhooks_delivered()
        .iter()
        .map(|webhook| {
            let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()).unwrap();
            mac.update(webhook.body.as_bytes());
            json!({ "body": webhook.body, "signature": format!("sha256={}", hex::encode(mac.finalize().into_bytes())) })
        })
        .collect();
    assert!(webhooks.len() > 15, "{}", webhooks.len());
    let count = webhooks.len();
    let answer = walk(&json!({ "do": "receive", "app_secret": secret.expose(), "webhooks": webhooks })).await;
    assert_eq!(answer["complaints"], json!([]), "{answer}");
    assert_eq!(answer["answers"], json!(vec![200; count]));
    assert_eq!(answer["heard"].as_array().unwrap().len(), count, "{answer}");
    let kinds: BTreeSet<&str> =
        answer["heard"].as_array().unwrap().iter().filter_map(|heard| heard["update"].as_str()).collect();
    assert!(
        kinds.is_superset(&BTreeSet::from([
            "Message",
            "MessageStatus",
            "CallbackButton",
            "CallbackSelection"
        ])),
        "{kinds:?}"
    );
    shop.stop().await;
}
