//! The largest document WhatsApp allows goes in and out of the real program, which never holds it in memory.
//!
//! The program runs as a process of its own, so its memory is its own; the files lie in this one.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::StreamExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shopbell::practice::meta::Identity;
use shopbell::tasks::Tasks;

use crate::support::real_shop::{Line, Shop, stand_in};

const DOCUMENT_BYTES: usize = 100 * 1024 * 1024;
/// What the program may hold above what it holds at rest.
const GROWTH_BYTES: u64 = 20 * 1024 * 1024;
/// How long one way may take in a debug build on a busy machine.
const ONE_WAY: Duration = Duration::from_mins(2);

/// A document of the largest size, no two alike.
fn document(seed: u8) -> Bytes {
    let mut state = u64::from(seed) + 1;
    let mut bytes = b"%PDF-1.7\n".to_vec();
    while bytes.len() < DOCUMENT_BYTES {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(DOCUMENT_BYTES);
    bytes.into()
}

/// Looks until there is something.
async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < ONE_WAY, "never: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn conversation(line: &Line) -> Option<String> {
    let list = line.get("/conversations?queue=all").await?;
    Some(list["items"].as_array()?.first()?["id"].as_str()?.to_owned())
}

async fn newest_document(line: &Line, conversation: &str) -> Option<Value> {
    let page = line.get(&format!("/conversations/{conversation}/messages?limit=20")).await?;
    page["items"].as_array()?.iter().find(|message| message["kind"] == "document").cloned()
}

/// Uploads of the largest document the assistant learns from, as many as are taken at once.
const LESSONS: u8 = 4;
const LESSON_BYTES: usize = 25 * 1024 * 1024;
/// What the program may still hold of them when it has read them.
const KEPT_BYTES: u64 = 32 * 1024 * 1024;

/// Gives the program a large document; `None` when no answer came.
async fn teach(line: &Line, seed: u8) -> Option<Value> {
    let part =
        reqwest::multipart::Part::stream(document(seed).slice(..LESSON_BYTES)).file_name("catalogue.pdf");
    line.post_form("/knowledge/sources", reqwest::multipart::Form::new().part("file", part), ONE_WAY).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_memory_of_documents_to_learn_from_is_given_back() {
    let tasks = Tasks::new();
    let meta = stand_in(&tasks).await;
    let mut shop = Shop::open(&meta).await;
    let line = shop.line();
    // The first one finds what stays for all: the reader's way, the writer's pages.
    teach(&line, 10).await.expect("it is taken");
    let read = async |sources: usize| {
        until("every document was read", async || {
            let list = line.get("/knowledge/sources").await?;
            let items = list["items"].as_array()?.clone();
            let waits =
                |one: &&Value| ["queued", "working"].contains(&one["state"].as_str().unwrap_or_default());
            (items.len() == sources && !items.iter().any(|one| waits(&one))).then_some(())
        })
        .await;
    };
    read(2).await;
    let at_rest = shop.memory("VmRSS");
    let uploads = (0..LESSONS).map(|seed| teach(&line, 20 + seed));
    for taken in futures_util::future::join_all(uploads).await {
        assert_eq!(taken.expect("it is taken")["bytes"], LESSON_BYTES);
    }
    read(2 + usize::from(LESSONS)).await;
    let kept = shop.memory("VmRSS").saturating_sub(at_rest);
    assert!(kept < KEPT_BYTES, "{kept} bytes above {at_rest} at rest");
    shop.kill().await;
    tasks.begin_stop();
}

fn assert_modest(shop: &Shop, at_rest: u64, way: &str) {
    let growth = shop.memory("VmHWM").saturating_sub(at_rest);
    assert!(growth < GROWTH_BYTES, "{way}: {growth} bytes above {at_rest} at rest");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_go_in_and_out_within_twenty() {
    let tasks = Tasks::new();
    let meta = stand_in(&tasks).await;
    let mut shop = Shop::open(&meta).await;
    let line = shop.line();
    let customer = meta.customer("Ana", Identity::Both("393331234567".into()));
    customer.says("Buongiorno").await;
    let talk = until("a conversation", async || conversation(&line).await).await;
    // The greeting's answer reads the languages' tables, which stay.
    until("an answer", async || (!meta.sent().is_empty()).then_some(())).await;
    let at_rest = shop.memory("VmRSS");

    shop.forget_peak();
    let sent = document(1);
    let fingerprint = Sha256::digest(&sent);
    let id = meta.holds_media("application/pdf", sent);
    customer
        .sends(json!({"type": "document", "document": {"id": id, "mime_type": "application/pdf",
        "filename": "catalogue.pdf", "sha256": hex::encode(fingerprint)}}))
        .await;
    let arrived = until("the customer's document", async || {
        let message = newest_document(&line, &talk).await?;
        (message["media"]["state"] == "ready").then_some(message)
    })
    .await;
    assert_modest(&shop, at_rest, "in");
    assert_eq!(arrived["media"]["bytes"], DOCUMENT_BYTES);

    shop.forget_peak();
    let mut served = line.download(arrived["media"]["id"].as_str().unwrap()).await.bytes_stream();
    let mut hash = Sha256::new();
    while let Some(piece) = served.next().await {
        hash.update(piece.unwrap());
    }
    assert_eq!(hash.finalize(), fingerprint);
    assert_modest(&shop, at_rest, "served");

    shop.forget_peak();
    let ours = document(2);
    let fingerprint = Sha256::digest(&ours);
    let up = line.upload("offer.pdf", ours).await;
    let message = json!({"client_id": "a", "kind": "document", "media_id": up["id"]});
    let (status, answer) = line.post(&format!("/conversations/{talk}/messages"), &message).await.unwrap();
    assert!(status.is_success(), "{answer:#}");
    let sent =
        until("our document", async || meta.sent().into_iter().find(|sent| sent.kind == "document")).await;
    assert_modest(&shop, at_rest, "out");
    let (mime, bytes) = meta.medium(sent.body["document"]["id"].as_str().unwrap()).unwrap();
    assert_eq!((mime.as_str(), Sha256::digest(&bytes)), ("application/pdf", fingerprint));
    shop.kill().await;
    tasks.begin_stop();
}
