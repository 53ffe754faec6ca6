//! Damaged bodies through the program's own door: each is acknowledged, kept, read, and every update of it counted.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use shopbell::whatsapp::wire::parse;

use super::every_case;
use super::mutations::{Damage, damaged, places, written};
use crate::whatsapp::scene::Scene;

/// One damaged body out of so many goes through the door.
const EVERY: usize = 211;
/// Posted at once, as Meta does.
const AT_ONCE: usize = 16;

/// Damaged bodies from all over the corpus, for this number of ours.
fn some_damaged(phone_number_id: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (_, body) in every_case() {
        all.push(body.to_string());
        for (at, place) in places(&body).iter().enumerate() {
            let damage = Damage::ALL[at % Damage::ALL.len()];
            all.push(written(&damaged(&body, place, damage).unwrap()));
        }
    }
    let some = all.into_iter().enumerate().filter(|(at, _)| at % EVERY.div_ceil(Damage::ALL.len()) == 0);
    let mut some: Vec<String> =
        some.map(|(_, body)| body.replace("\"106\"", &format!("\"{phone_number_id}\""))).collect();
    some.sort();
    some.dedup();
    some
}

async fn post(scene: &Scene, secret: &str, body: &str) -> u16 {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
    let signature = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    let request = scene.client.post(format!("{}/webhooks/whatsapp", scene.address));
    let request = request.header("X-Hub-Signature-256", signature).body(body.to_owned());
    request.send().await.unwrap().status().as_u16()
}

/// Every event of the ledger by its bytes, without the failed updates cut out of them.
async fn ledger(scene: &Scene) -> HashMap<String, Value> {
    let (mut events, mut cursor) = (HashMap::new(), String::new());
    loop {
        let page = scene.call("GET", &format!("/ledger?limit=100{cursor}"), None).await.body;
        for event in page["items"].as_array().unwrap().iter().filter(|event| event["parent_id"].is_null()) {
            let whole =
                scene.call("GET", &format!("/ledger/{}", event["id"].as_str().unwrap()), None).await.body;
            events.insert(whole["body"].as_str().unwrap().to_owned(), whole);
        }
        let Some(next) = page["next_cursor"].as_str() else { return events };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_bodies_are_acknowledged_kept_and_every_update_counted() {
    let scene = Scene::connected().await;
    let keys = scene.meta.account().keys;
    let bodies = some_damaged(&keys.phone_number_id);
    assert!(bodies.len() > 150, "only {} bodies", bodies.len());
    for some in bodies.chunks(AT_ONCE) {
        let posts = some.iter().map(|body| post(&scene, keys.app_secret.expose(), body));
        assert_eq!(futures_util::future::join_all(posts).await, vec![200; some.len()]);
    }
    scene.run_jobs().await;
    let kept = ledger(&scene).await;
    for body in &bodies {
        let event = kept.get(body).unwrap_or_else(|| panic!("not kept: {body}"));
        assert_eq!(event["updates"], parse::parse(body.as_bytes()).items.len(), "{event:#}");
        match event["state"].as_str().unwrap() {
            "parsed" | "duplicate" => {}
            "ignored" | "failed" => assert!(!event["reason"].as_str().unwrap().is_empty(), "{event:#}"),
            other => panic!("{other}: {event:#}"),
        }
    }
}
