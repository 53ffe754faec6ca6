//! A thousand customers who write at once to a number of the high level, with a model that takes a second for each call,
//! and ten thousand open conversations that go on for ten minutes.
//!
//! The model speaks the wire of OpenAI on loopback and waits before each answer. The yardstick is the time its calls take
//! for one answer: what is above it is the program's own. Run with `cargo bench --bench rush`, or `-- 100 1000 60` for
//! fewer customers, fewer conversations and fewer seconds. Model, stand-in for Meta and customers share the process, so
//! its memory counts them all. Never a timed test.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "figures for people, far below where casts matter"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on, and prints what it finds"
)]

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::response::Response;
use futures_util::future::join_all;
use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::{App, Door};
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;
use shopbell::practice::meta::{Customer, Identity, StatusPlan};
use shopbell::secrets::Secret;
use shopbell::storage::{StorageError, WriteTx};

/// Customers who write at the same moment.
const AT_ONCE: usize = 1_000;
/// Conversations that are open at the same time, each of which writes once within the time measured.
const OPEN: usize = 10_000;
/// How long that goes on, in seconds.
const STEADY_SECONDS: usize = 600;
/// What each call of the model takes.
const MODEL: Duration = Duration::from_secs(1);
/// What the program may add to it.
const OWN: Duration = Duration::from_millis(500);
const ASKED: &str = "How much is the fiorentina?";
const KNOWN: &str = "The fiorentina costs 48.00 euro per kg.";
/// The steady time is told in so many parts, and looked at so often.
const PARTS: usize = 10;
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// Longest anything is waited for.
const PATIENCE: Duration = Duration::from_mins(5);

#[tokio::main]
async fn main() {
    // As the program has them.
    shopbell::tasks::open_job_threads().unwrap();
    let mut numbers = std::env::args().filter_map(|word| word.parse().ok());
    let mut next = |usual: usize| numbers.next().unwrap_or(usual);
    let (at_once, open, seconds) = (next(AT_ONCE), next(OPEN), next(STEADY_SECONDS));
    let folder = tempfile::tempdir().unwrap();
    let shop = Box::pin(Shop::open(folder.path())).await;
    let at_rest = resident_mib();

    let (alone, calls) = (shop.rush(1, 1).await[0], shop.calls());
    let model = MODEL * u32::try_from(calls).unwrap();
    println!(
        "one alone: {alone:.2?}, {calls} calls of the model, {:.2?} beside them",
        alone.saturating_sub(model)
    );
    let waits = shop.rush(2, at_once).await;
    println!(
        "{at_once} at once: p50 {:.2?}, p95 {:.2?} (goal: {:.2?}), last {:.2?}; {:.1} calls each; memory {} MiB, {at_rest} MiB before (goal: 300 MiB)",
        at(&waits, 0.5),
        at(&waits, 0.95),
        model + OWN,
        at(&waits, 1.0),
        shop.calls() as f64 / at_once as f64,
        resident_mib()
    );
    steady(&shop, open, Duration::from_secs(seconds as u64), model).await;
    shop.app.tasks.begin_stop();
    shop.app.stop().await;
}

/// Everybody writes once, evenly spread over this time; what each tenth of it was like.
async fn steady(shop: &Shop, open: usize, lasts: Duration, model: Duration) {
    let people = shop.people(3, open);
    let (begun, mut wrote) = (shop.now(), HashMap::new());
    let mut waits: Vec<Vec<Duration>> = vec![Vec::new(); PARTS];
    let (mut next, mut seen, mut told) = (0, shop.sent(), 0);
    while !wrote.is_empty() || next < open {
        let passed = shop.now().since(begun);
        let due = ((passed.as_secs_f64() / lasts.as_secs_f64() * open as f64) as usize).clamp(next, open);
        wrote.extend(people[next..due].iter().map(|customer| (customer.number(), shop.now())));
        join_all(people[next..due].iter().map(|customer| customer.says(ASKED))).await;
        next = due;
        if passed.as_millis() / LOOK_EVERY.as_millis() > told {
            told = passed.as_millis() / LOOK_EVERY.as_millis();
            for (person, at) in shop.answers_since(&mut seen) {
                let Some(written) = wrote.remove(&person) else { continue };
                let part = written.since(begun).as_secs_f64() / lasts.as_secs_f64() * PARTS as f64;
                waits[(part as usize).min(PARTS - 1)].push(at.since(written));
            }
            println!("  {passed:.0?}: {next} wrote, {} wait, memory {} MiB", wrote.len(), resident_mib());
        }
        assert!(passed < lasts + PATIENCE, "{} were never answered", wrote.len());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for part in &mut waits {
        part.sort_unstable();
    }
    let p95: Vec<String> = waits.iter().map(|part| format!("{:.2?}", at(part, 0.95))).collect();
    println!(
        "{open} conversations within {lasts:.0?}: p95 of each tenth {} (goal: {:.2?}); memory {} MiB",
        p95.join(", "),
        model + OWN,
        resident_mib()
    );
}

/// A shop with a model that takes its time.
struct Shop {
    app: App,
    calls: Arc<AtomicUsize>,
}

impl Shop {
    async fn open(folder: &std::path::Path) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (calls, model) = model().await;
        let mut config = Config::default();
        folder.clone_into(&mut config.data.dir);
        config.practice.plays_the_shop = true;
        config.replies.burst_wait_ms = Some(0);
        config.server.listen = "127.0.0.1:0".into();
        let app = App::build(config, Clock::system()).await.unwrap();
        let door = Door::open("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/api/v1", door.address().unwrap());
        app.connect_practice(&door).await.unwrap();
        console::create_owner(&app.db, "owner@bench.example", Secret::new("tortellini al sugo".into()))
            .await
            .unwrap();
        let (token, _) = console::create_token(&app.db, "bench", Role::Owner).await.unwrap();
        app.start().await.unwrap();
        let serving = app.clone();
        app.tasks.spawn("bench", async move { serving.serve(door).await });
        app.rooms.practice.meta().plan_statuses(StatusPlan::none());
        // The first message has the doctor look at the number: the level must be Meta's as well.
        app.rooms.practice.meta().change_account(|account| account.throughput_level = "HIGH");
        let raise = |tx: &WriteTx| tx.execute("UPDATE whatsapp_connection SET high_throughput = 1", []);
        app.db.write(raise).await.unwrap();
        let client = reqwest::Client::new();
        let chat = json!({"provider": "openai", "model": "gpt-4.1", "base_url": model, "key": "k"});
        let source = json!({"kind": "text", "title": "Prices", "text": format!("{KNOWN} We wrap it for the journey home.")});
        let request = client.put(format!("{address}/llm/settings")).json(&json!({ "chat": chat }));
        assert!(request.bearer_auth(token.expose()).send().await.unwrap().status().is_success());
        let request = client.post(format!("{address}/knowledge/sources")).json(&source);
        assert!(request.bearer_auth(token.expose()).send().await.unwrap().status().is_success());
        let unread = "SELECT count(*) FROM knowledge_source WHERE state <> 'ready'";
        let shop = Self { app, calls };
        while shop.one(unread).await > 0 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        shop
    }

    async fn one(&self, sql: &'static str) -> i64 {
        self.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get(0))).await.unwrap()
    }

    /// Calls of the model since this was last asked.
    fn calls(&self) -> usize {
        self.calls.swap(0, Ordering::Relaxed)
    }

    fn sent(&self) -> usize {
        self.app.rooms.practice.meta().sent().len()
    }

    fn people(&self, group: usize, how_many: usize) -> Vec<Customer> {
        let meta = self.app.rooms.practice.meta();
        (0..how_many).map(|n| meta.customer("Ana", Identity::Phone(format!("39{group}{n:08}")))).collect()
    }

    /// Who was answered since this was last asked, and when Meta had it.
    fn answers_since(&self, seen: &mut usize) -> Vec<(usize, Timestamp)> {
        let sent = self.app.rooms.practice.meta().sent();
        let new = sent[*seen..].iter().map(|told| {
            let text = told.text.as_deref().unwrap_or_default();
            assert!(text.contains("48.00"), "answered with {text:?}");
            (told.person.unwrap(), told.at)
        });
        let new = new.collect();
        *seen = sent.len();
        new
    }

    fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// So many customers write at the same moment; how long each waited for the answer, the quickest first.
    async fn rush(&self, group: usize, how_many: usize) -> Vec<Duration> {
        let (people, mut seen, begun) = (self.people(group, how_many), self.sent(), self.now());
        let mut waits = Vec::new();
        let write = async { join_all(people.iter().map(|customer| customer.says(ASKED))).await };
        let watch = async {
            while waits.len() < how_many {
                waits.extend(self.answers_since(&mut seen).into_iter().map(|(_, at)| at.since(begun)));
                assert!(
                    self.now().since(begun) < PATIENCE,
                    "only {} of {how_many} were answered",
                    waits.len()
                );
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::join!(write, watch);
        waits.sort_unstable();
        waits
    }
}

fn at(waits: &[Duration], part: f64) -> Duration {
    waits.get((waits.len().saturating_sub(1) as f64 * part) as usize).copied().unwrap_or_default()
}

/// Memory of this process that is in use now.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    kib.trim_end_matches("kB").trim().parse::<u64>().unwrap() / 1024
}

/// A model on loopback that sorts everything as a question about the shop and answers it from the document shown.
async fn model() -> (Arc<AtomicUsize>, String) {
    let calls = Arc::new(AtomicUsize::new(0));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().fallback(answer).with_state(Arc::clone(&calls));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (calls, format!("http://{address}"))
}

async fn answer(State(calls): State<Arc<AtomicUsize>>, bytes: Bytes) -> Response {
    calls.fetch_add(1, Ordering::Relaxed);
    let body: Value = serde_json::from_slice(&bytes).unwrap();
    tokio::time::sleep(MODEL).await;
    let shown =
        body["messages"].as_array().and_then(|all| all.last()?["content"].as_str()).unwrap_or_default();
    let delta = if body["tools"][0]["function"]["name"] == "sort" {
        let sorted = json!({"intent": "knowledge", "question": ASKED, "questions": [], "upset": false});
        json!({"tool_calls": [{"index": 0, "function": {"arguments": sorted.to_string()}}]})
    } else {
        json!({ "content": written(shown).unwrap_or_else(|| "NO_ANSWER".into()) })
    };
    let frames = [
        json!({"choices": [{"index": 0, "delta": delta, "finish_reason": null}]}),
        json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}),
        json!({"choices": [], "usage": {"prompt_tokens": bytes.len() / 4, "completion_tokens": 20}}),
    ];
    let text = frames.map(|frame| format!("data: {frame}\n\n")).concat() + "data: [DONE]\n\n";
    Response::builder().header("content-type", "text/event-stream").body(Body::from(text)).unwrap()
}

/// What the shop knows, with the name of the document it stands in.
fn written(shown: &str) -> Option<String> {
    let before = &shown[..shown.find(KNOWN)?];
    let id = &before[before.rfind(" id=\"")? + 5..];
    Some(format!("{KNOWN} [[{}]]", &id[..id.find('"')?]))
}
