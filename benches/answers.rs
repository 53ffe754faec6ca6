//! What an answer costs beside its model: calls of the model, and the time of everything else, over much knowledge.
//!
//! A shop that knows 10,000 pairs of question and answer (`-- 1000` for another number) is asked 100 questions in another
//! language than its knowledge, so that no draft passes by its words alone and the second check is asked each time. The
//! model is scripted and answers at once; the time runs from the customer's message leaving their phone to the answer's
//! arriving there. Run with `cargo bench --bench answers`. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::practice::meta::Identity;
use shopbell::secrets::Secret;
use shopbell::storage::StorageError;

#[path = "../tests/it/support/bedrock.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod bedrock;
#[path = "../tests/it/support/model_server.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod model_server;

use model_server::{ModelServer, Scripted, says};

/// What takes longer never happens.
const NEVER: Duration = Duration::from_secs(30);

const PAIRS: usize = 10_000;
const PAIRS_A_SOURCE: usize = 100;
const ANSWERS: usize = 100;
/// Questions before the measured ones, which load what is loaded once.
const WARM_UP: usize = 5;
/// Calls of one answer: what is asked, the draft, and one second check.
const MOST_CALLS: usize = 3;
const PATIENCE: Duration = Duration::from_mins(15);

#[tokio::main]
async fn main() {
    let pairs = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(PAIRS);
    let folder = tempfile::tempdir().unwrap();
    let shop = Box::pin(Shop::open(folder.path())).await;
    let begun = Instant::now();
    shop.learn(pairs).await;
    println!("{pairs} pairs learned in {:.0?}", begun.elapsed());
    let (mut waits, mut most_calls, mut sent) = (Vec::new(), 0, 0);
    for n in 0..WARM_UP + ANSWERS {
        let asked = shop.ask(n, n * 7_919 % pairs).await;
        if n >= WARM_UP {
            waits.push(asked.took);
            most_calls = most_calls.max(asked.calls);
            sent += usize::from(asked.is_right);
        }
    }
    waits.sort_unstable();
    let at = |share: usize| waits[waits.len() * share / 100];
    println!(
        "{sent} of {ANSWERS} answered with their price; at most {most_calls} calls of the model each (goal: {MOST_CALLS}, of which one is the second check)"
    );
    println!(
        "from the message to the answer, the model answering at once: p50 {:.1?}, p95 {:.1?}, p99 {:.1?} (goal: p95 50 ms)",
        at(50),
        at(95),
        at(99)
    );
    println!("of that, by step: {}", shop.steps().await);
    shop.app.tasks.begin_stop();
    shop.app.stop().await;
}

/// One question that was answered.
struct Asked {
    took: Duration,
    calls: usize,
    is_right: bool,
}

/// A shop with a scripted model.
struct Shop {
    app: App,
    server: ModelServer,
    client: reqwest::Client,
    address: String,
    token: String,
}

impl Shop {
    async fn open(folder: &std::path::Path) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let server = ModelServer::start().await;
        let mut config = Config::default();
        folder.clone_into(&mut config.data.dir);
        config.practice.plays_the_shop = true;
        config.replies.burst_wait_ms = Some(0);
        let app = App::build(config, Clock::system()).await.unwrap();
        let door = Door::open("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/api/v1", door.address().unwrap());
        app.connect_practice(&door).await.unwrap();
        let owner =
            console::create_owner(&app.db, "owner@bench.example", Secret::new("tortellini al sugo".into()));
        owner.await.unwrap();
        let (token, _) = console::create_token(&app.db, "bench", Role::Owner).await.unwrap();
        app.start().await.unwrap();
        let serving = app.clone();
        app.tasks.spawn("bench", async move { serving.serve(door).await });
        let shop =
            Self { app, server, client: reqwest::Client::new(), address, token: token.expose().clone() };
        let chat = json!({
            "provider": "anthropic", "model": "claude-haiku-4-5", "base_url": shop.server.url(), "key": "k",
        });
        let request = shop.client.put(format!("{}/llm/settings", shop.address)).bearer_auth(&shop.token);
        let set = request.json(&json!({ "chat": chat })).send().await.unwrap();
        assert!(set.status().is_success(), "{}", set.text().await.unwrap());
        shop
    }

    async fn learn(&self, pairs: usize) {
        for source in (0..pairs).collect::<Vec<_>>().chunks(PAIRS_A_SOURCE) {
            let pairs: Vec<Value> =
                source.iter().map(|n| json!({ "question": question(*n), "answer": answer(*n) })).collect();
            let body =
                json!({ "kind": "faq", "title": format!("Articles from {}", source[0]), "pairs": pairs });
            let request =
                self.client.post(format!("{}/knowledge/sources", self.address)).bearer_auth(&self.token);
            let learned = request.json(&body).send().await.unwrap();
            assert!(learned.status().is_success(), "{}", learned.text().await.unwrap());
        }
        let begun = Instant::now();
        while self.one("SELECT count(*) FROM knowledge_source WHERE state <> 'ready'").await > 0 {
            assert!(begun.elapsed() < PATIENCE, "never learned");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        let chunks = self.one("SELECT sum(chunks) FROM knowledge_source").await;
        println!("{chunks} chunks");
    }

    async fn one(&self, sql: &'static str) -> i64 {
        self.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get(0))).await.unwrap()
    }

    /// A new customer asks what an article costs.
    async fn ask(&self, n: usize, article: usize) -> Asked {
        let draft = format!("L'articolo {} costa {} euro.", name(article), price(article));
        let understood = json!({ "intent": "knowledge", "question": question(article), "upset": false });
        let verdict = json!({
            "sentence": draft, "verdict": "supported", "document": "1", "quote": answer(article),
        });
        self.server.will(Scripted::Calls(understood));
        self.server.will(says(&draft.replace("euro.", "euro [[1]].")));
        self.server.will(Scripted::Calls(json!({ "sentences": [verdict] })));
        let calls = self.server.asked().len();
        let customer =
            self.app.rooms.practice.meta().customer("Ana", Identity::Phone(format!("39333{n:07}")));
        let begun = Instant::now();
        customer.says(&format!("Buongiorno, quanto costa per favore l'articolo {}?", name(article))).await;
        while customer.received().is_empty() {
            let calls = self.server.asked().len() - calls;
            assert!(begun.elapsed() < PATIENCE, "no answer about {article} after {calls} calls of the model");
            tokio::time::sleep(Duration::from_micros(500)).await;
        }
        let took = begun.elapsed();
        let text = customer.received().into_iter().find_map(|sent| sent.text).unwrap_or_default();
        let asked = Asked {
            took,
            calls: self.server.asked().len() - calls,
            is_right: text.contains(&price(article)),
        };
        if !asked.is_right {
            println!("  {article}: {text}");
        }
        self.server.forget_script();
        asked
    }

    /// How long each step of the runs took in all, calls of the model included.
    async fn steps(&self) -> String {
        let sql =
            "SELECT name || ' ' || CAST(avg(duration_ms) AS INTEGER) || ' ms' FROM reply_step GROUP BY name";
        let read =
            self.app.db.read::<_, StorageError>(move |conn| conn.all(sql, [], |row| row.get::<_, String>(0)));
        read.await.unwrap().join(", ")
    }
}

fn name(article: usize) -> String {
    format!("K{article:05}")
}

fn price(article: usize) -> String {
    format!("{},{:02}", article * 37 % 900 + 3, article * 13 % 90 + 10)
}

fn question(article: usize) -> String {
    format!("How much is article {}?", name(article))
}

fn answer(article: usize) -> String {
    let colours = ["red", "green", "blue", "white", "black", "grey", "yellow"];
    format!(
        "Article {} costs {} euro, comes in {} and is sent within {} days.",
        name(article),
        price(article).replace(',', "."),
        colours[article % 7],
        article % 9 + 2
    )
}
