//! How a shop with a long past starts and answers, beside an empty one.
//!
//! Plants 200,000 messages in 20,000 conversations through the inbox's own door (`-- 1000000` for another number, in
//! fifty times fewer conversations at most 100,000), then starts the real program on that folder: time until `/readyz`
//! says ready, memory while idle, and how long a first page, a thread and a search take. Each figure stands beside the
//! same of an empty shop or of `/healthz` in the same run. `SHOPBELL_PROGRAM` names another binary to start, such as a
//! static release. Run with `cargo bench --bench inbox`. Never a timed test.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "figures for people, far below where casts matter"
)]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::App;
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;
use shopbell::ids::ConnectionId;
use shopbell::inbox::{self, Alias, AliasKind, MessageKind, NewFile, NewInbound};
use shopbell::secrets::Secret;
use shopbell::storage::StorageError;

const MESSAGES: usize = 200_000;
const STARTS: usize = 5;
const QUESTIONS: usize = 200;
/// Messages that share one write while planting.
const SLICE: usize = 1_000;
/// After this long without a request, the program counts as idle.
const SETTLED: Duration = Duration::from_secs(3);
const WORDS: [&str; 24] = [
    "buongiorno",
    "fiorentina",
    "sabato",
    "domani",
    "grammi",
    "avete",
    "ancora",
    "salsiccia",
    "orario",
    "chiuso",
    "ordine",
    "ritiro",
    "prenotare",
    "grazie",
    "prezzo",
    "consegna",
    "indirizzo",
    "taglio",
    "macinato",
    "tartufo",
    "pollo",
    "vitello",
    "natale",
    "confezione",
];

#[tokio::main]
async fn main() {
    let messages = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(MESSAGES);
    let conversations = (messages / 10).min(100_000);
    let (empty, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    plant(empty.path(), 0, 1).await;
    let begun = Instant::now();
    let token = plant(full.path(), messages, conversations).await;
    println!("planted {messages} messages in {conversations} conversations in {:.0?}", begun.elapsed());
    let starts = |folder: &Path| {
        median((0..STARTS).map(|_| Program::start(folder).ready_after.as_secs_f64() * 1e3).collect())
    };
    let (bare, loaded) = (starts(empty.path()), starts(full.path()));
    println!(
        "ready: empty {bare:.0} ms, full {loaded:.0} ms, ratio {:.2} (goal: at most 300 ms)",
        loaded / bare
    );
    for (name, folder) in [("empty", empty.path()), ("full", full.path())] {
        let program = Program::start(folder);
        std::thread::sleep(SETTLED);
        println!("idle, {name}: {} KiB resident (goal: at most 40,960)", program.resident_kib());
    }
    ask(&Program::start(full.path()), &token).await;
}

/// Fills a folder as WhatsApp would, and gives a token to ask with.
async fn plant(folder: &Path, messages: usize, conversations: usize) -> String {
    let mut config = Config::default();
    folder.clone_into(&mut config.data.dir);
    config.practice.plays_the_shop = true;
    let app = App::build(config, Clock::system()).await.unwrap();
    console::create_owner(&app.db, "owner@bench.example", Secret::new("tortellini al sugo".into()))
        .await
        .unwrap();
    let (token, _) = console::create_token(&app.db, "bench", Role::Owner).await.unwrap();
    let end = Clock::system().now();
    for slice in (0..messages).collect::<Vec<_>>().chunks(SLICE) {
        let slice = slice.to_vec();
        app.db
            .write::<_, StorageError>(move |tx| {
                for n in slice {
                    let at = end.minus(Duration::from_secs((messages - n) as u64));
                    inbox::receive(tx, said(n, conversations, at))?;
                }
                Ok(())
            })
            .await
            .unwrap();
    }
    app.tasks.begin_stop();
    app.stop().await;
    token.expose().clone()
}

/// Every tenth message is of one customer, so that one thread is long.
fn said(n: usize, conversations: usize, at: Timestamp) -> NewInbound {
    let customer = if n.is_multiple_of(10) { 0 } else { n % conversations };
    let words: Vec<&str> =
        (0..8).map(|word| WORDS[(n * 7 + n / 24 * 5 + word * word * 11) % WORDS.len()]).collect();
    NewInbound {
        channel: "whatsapp",
        channel_account: ConnectionId::new(1),
        practice: false,
        aliases: vec![Alias {
            kind: AliasKind::UserId,
            value: format!("IT.{customer}"),
            scope: "bench".into(),
        }],
        name: Some(format!("Customer {customer}")),
        channel_message_id: format!("wamid.BENCH{n}"),
        kind: MessageKind::Text,
        text: Some(format!("{} {n}", words.join(" "))),
        content: json!({ "type": "text" }),
        raw: "{}".into(),
        quoted: None,
        file: NewFile::None,
        sent_at: at,
        stamped_at: at,
        window_expires_at: Some(at.plus(Duration::from_hours(24))),
        answerable: false,
        from_phone_app: false,
    }
}

/// The program, serving; killed when dropped.
struct Program {
    child: Child,
    base: String,
    ready_after: Duration,
}

impl Program {
    fn start(folder: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let binary =
            std::env::var("SHOPBELL_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_shopbell").to_owned());
        let begun = Instant::now();
        let child = Command::new(binary)
            .args(["serve", "--data-dir"])
            .arg(folder)
            .env("SHOPBELL_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let base = format!("http://127.0.0.1:{port}");
        while !is_ready(port) {
            assert!(begun.elapsed() < Duration::from_mins(1), "never ready");
            std::thread::sleep(Duration::from_millis(2));
        }
        Self { child, base, ready_after: begun.elapsed() }
    }

    fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

fn is_ready(port: u16) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    asked.is_ok() && stream.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

type Address<'a> = &'a dyn Fn(usize) -> String;

async fn ask(program: &Program, token: &str) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let get = |path: &str| client.get(format!("{}{path}", program.base)).bearer_auth(token).send();
    let longest: Value =
        get("/api/v1/conversations?q=Customer%200&limit=1").await.unwrap().json().await.unwrap();
    let thread =
        format!("/api/v1/conversations/{}/messages?limit=100", longest["items"][0]["id"].as_str().unwrap());
    let searches = |n: usize| {
        let words: Vec<&str> = (0..=n % 3).map(|word| WORDS[(n * 5 + word * 7) % WORDS.len()]).collect();
        format!("/api/v1/search?q={}", words.join("%20"))
    };
    let kinds: [(&str, &str, Address<'_>); 4] = [
        ("/healthz, the yardstick", "", &|_| "/healthz".to_owned()),
        ("first page of conversations", "goal: p99 at most 20 ms", &|_| {
            "/api/v1/conversations?queue=all&limit=50".to_owned()
        }),
        ("a long thread", "goal: p99 at most 30 ms", &|_| thread.clone()),
        ("search, one to three words", "goal: p99 at most 50 ms", &searches),
    ];
    for (name, goal, path) in kinds {
        let mut waits = Vec::with_capacity(QUESTIONS);
        for n in 0..QUESTIONS + 10 {
            let begun = Instant::now();
            let answer = get(&path(n)).await.unwrap();
            assert!(answer.status().is_success(), "{name}: {}", answer.status());
            answer.bytes().await.unwrap();
            // The first ten only warm up.
            if n >= 10 {
                waits.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        waits.sort_by(f64::total_cmp);
        println!(
            "{name}: p50 {:.2} ms, p99 {:.2} ms {goal}",
            waits[QUESTIONS / 2],
            waits[QUESTIONS * 99 / 100]
        );
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
