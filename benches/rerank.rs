//! What putting passages into order adds to an answer, without the service's own time: twenty passages of 600 characters sent to a
//! server on loopback that answers at once, beside a bare HTTP call of the same body to the same server in the same run.
//!
//! Run with `cargo bench --bench rerank`; it prints p50, p99 and their ratios. What a real service takes comes on top. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on, prints what it finds, and holds its own server"
)]

use std::time::{Duration, Instant};

use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use shopbell::clock::Clock;
use shopbell::config;
use shopbell::events::Bus;
use shopbell::llm::{Document, Llm, Reranker};
use shopbell::secrets::Vault;
use shopbell::storage::{Db, OpenOptions};

const PASSAGES: usize = 20;
const PASSAGE_CHARACTERS: usize = 600;
const QUESTION: &str = "How long may I keep something before I bring it back?";
/// Calls by each way in one run, and runs.
const CALLS: usize = 200;
const RUNS: usize = 5;

#[tokio::main]
async fn main() {
    let address = serve().await;
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        folder: folder.path().to_owned(),
        clock: Clock::system(),
        bus: Bus::default(),
        exclusive: true,
    };
    let db = Db::open(options).unwrap();
    let llm = Llm::open(db.clone(), Vault::create().unwrap(), config::Llm::default(), Clock::system());
    let chosen =
        json!({"chat": {"provider": "builtin"}, "rerank": {"provider": "cohere", "base_url": address}});
    let llm = llm.await.unwrap().proposed(serde_json::from_value(chosen).unwrap());
    let reranker = llm.ok().unwrap().reranker().unwrap();
    let passages: Vec<Document> = (0..PASSAGES).map(passage).collect();
    let texts: Vec<String> =
        passages.iter().map(|passage| format!("{}\n{}", passage.title, passage.text)).collect();
    let body = json!({"model": "rerank-v3.5", "query": QUESTION, "documents": texts, "top_n": PASSAGES});
    let bare = reqwest::Client::new();
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(figures(async || ordered(&reranker, &passages).await).await);
        theirs.push(figures(async || called(&bare, &address, &body).await).await);
    }
    let (ours, theirs) = (median(ours), median(theirs));
    for (name, (p50, p99)) in [("put into order", ours), ("bare HTTP call", theirs)] {
        println!("{name:<16} p50 {p50:>8.3?}   p99 {p99:>8.3?}");
    }
    let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
    println!("ours / bare      p50 {:.2}   p99 {:.2}", ratio(ours.0, theirs.0), ratio(ours.1, theirs.1));
    db.close().await;
}

async fn ordered(reranker: &Reranker, passages: &[Document]) {
    let order = reranker.rerank(QUESTION, passages).await.order.unwrap();
    assert_eq!((order.len(), order[0]), (PASSAGES, PASSAGES - 1));
}

async fn called(client: &reqwest::Client, address: &str, body: &Value) {
    let answer = client.post(format!("{address}/rerank")).json(body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    assert_eq!(answer["results"].as_array().map(Vec::len), Some(PASSAGES));
}

fn passage(number: usize) -> Document {
    let text = format!("Within {number} days you may bring back what you have not used. ");
    Document {
        title: format!("Terms, part {number}"),
        text: text.chars().cycle().take(PASSAGE_CHARACTERS).collect(),
        ..Document::default()
    }
}

/// Answers at once: the last passage first.
async fn serve() -> String {
    let results: Vec<Value> =
        (0..PASSAGES).map(|index| json!({"index": index, "relevance_score": index})).collect();
    let answer = json!({ "results": results });
    let router = Router::new().route("/rerank", post(async move |_: Json<Value>| Json(answer.clone())));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn figures(call: impl AsyncFn()) -> (Duration, Duration) {
    let mut times = Vec::with_capacity(CALLS);
    for _ in 0..CALLS {
        let begun = Instant::now();
        call().await;
        times.push(begun.elapsed());
    }
    times.sort();
    (times[CALLS / 2], times[CALLS * 99 / 100])
}

fn median(mut runs: Vec<(Duration, Duration)>) -> (Duration, Duration) {
    runs.sort();
    let p50 = runs[RUNS / 2].0;
    runs.sort_by_key(|(_, p99)| *p99);
    (p50, runs[RUNS / 2].1)
}
