//! A file of 200,000 orders through the program's own door: how long, how much memory, what others feel of it, and whether
//! every cent is there after it was given twice, stopped, and killed.
//!
//! Starts the real program on an empty shop and gives it the file over HTTP (`-- 20000` for another number of rows), while
//! single orders are told over the API at a steady pace. Totals are held against a sum made beside the file.
//! `SHOPBELL_PROGRAM` names another binary to start. Run with `cargo bench --bench orders`. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::App;
use shopbell::clock::Clock;
use shopbell::config::Config;
use shopbell::secrets::Secret;

#[path = "../tests/it/orders/long_file.rs"]
mod long_file;

use long_file::LongFile;

const ROWS: usize = 200_000;
/// How often a single order is told, and for how long with nothing beside it.
const PACE: Duration = Duration::from_millis(10);
const ALONE: Duration = Duration::from_secs(10);
/// How often the program is asked how far it has come.
const ASKED_EVERY: Duration = Duration::from_millis(100);
/// How long one import may take.
const PATIENCE: Duration = Duration::from_mins(20);

#[tokio::main]
async fn main() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let rows = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(ROWS);
    let file = Arc::new(LongFile::of(rows));
    println!("{rows} rows, {:.1} MB, {} orders", file.text.len() as f64 / 1e6, file.orders);
    let folder = tempfile::tempdir().unwrap();
    let token = found(folder.path()).await;
    let mut shop = Program::start(folder.path(), &token);
    for source in ["once", "stopped", "killed"] {
        match source {
            "once" => measured(&shop, &file).await,
            "stopped" => stopped(&shop, &file).await,
            _ => shop = killed(shop, folder.path(), &token, &file).await,
        }
        let kept = kept(folder.path(), source);
        assert_eq!(kept, (file.orders as i64, file.micros()), "{source}");
        println!("{source}: {} orders and every total exact: {:?}", kept.0, kept.1);
    }
}

/// Given twice, with single orders told meanwhile.
async fn measured(shop: &Program, file: &Arc<LongFile>) {
    let alone = {
        let telling = Telling::begin(shop);
        tokio::time::sleep(ALONE).await;
        telling.end().await
    };
    let at_rest = shop.memory("VmRSS");
    for time in ["the first time", "again"] {
        shop.forget_peak();
        let telling = Telling::begin(shop);
        let watching = Watching::begin(shop);
        let begun = Instant::now();
        let answer = shop.give(file, "once").await.unwrap();
        let took = begun.elapsed();
        let (steps, beside) = (watching.end().await, telling.end().await);
        let (peak, after) = (shop.memory("VmHWM"), shop.memory("VmRSS"));
        println!(
            "{time}: {took:.1?} ({:.0} rows/s), {} new, {} as they were, {} refused; {steps} steps of progress seen",
            file.rows as f64 / took.as_secs_f64(),
            answer["accepted"],
            answer["unchanged"],
            answer["refused_total"],
        );
        println!("  memory: {at_rest} KiB before, {peak} KiB at most, {after} KiB after");
        let ratio = at(&beside, 99).as_secs_f64() / at(&alone, 99).as_secs_f64();
        println!(
            "  one order told over the API: p50 {:.1?}, p99 {:.1?} alone; p50 {:.1?}, p99 {:.1?} beside it, p99 ratio {ratio:.2}",
            at(&alone, 50),
            at(&alone, 99),
            at(&beside, 50),
            at(&beside, 99),
        );
        assert_eq!(answer["refused_total"], file.refused);
    }
}

/// Stopped halfway, then given again.
async fn stopped(shop: &Program, file: &Arc<LongFile>) {
    let giving = tokio::spawn(shop.giving(file, "stopped"));
    shop.halfway(file.rows).await;
    let begun = Instant::now();
    let told = shop.client.delete(shop.at("/orders/import")).bearer_auth(&shop.token).send().await.unwrap();
    assert!(told.status().is_success(), "{}", told.status());
    let first = giving.await.unwrap().unwrap();
    println!("stopped after {} orders, {:.0?} after it was told to", first["accepted"], begun.elapsed());
    assert_eq!(first["stopped"], true, "{first}");
    let rest = shop.give(file, "stopped").await.unwrap();
    println!("  again: {} new, {} as they were", rest["accepted"], rest["unchanged"]);
}

/// Killed halfway, then given again.
async fn killed(mut shop: Program, folder: &Path, token: &str, file: &Arc<LongFile>) -> Program {
    let giving = tokio::spawn(shop.giving(file, "killed"));
    shop.halfway(file.rows).await;
    shop.child.kill().unwrap();
    shop.child.wait().unwrap();
    assert!(giving.await.unwrap().is_none(), "it was over before");
    println!("killed with {} orders kept", kept(folder, "killed").0);
    drop(shop);
    let shop = Program::start(folder, token);
    let rest = shop.give(file, "killed").await.unwrap();
    println!("  again: {} new, {} as they were", rest["accepted"], rest["unchanged"]);
    shop
}

/// Makes a shop with an owner, and a token to ask with.
async fn found(folder: &Path) -> String {
    let mut config = Config::default();
    folder.clone_into(&mut config.data.dir);
    let app = App::build(config, Clock::system()).await.unwrap();
    let owner =
        console::create_owner(&app.db, "owner@bench.example", Secret::new("tortellini al sugo".into()));
    owner.await.unwrap();
    let (token, _) = console::create_token(&app.db, "bench", Role::Owner).await.unwrap();
    app.tasks.begin_stop();
    app.stop().await;
    token.expose().clone()
}

/// Orders of a source, and their totals by currency in millionths.
fn kept(folder: &Path, source: &str) -> (i64, BTreeMap<String, i64>) {
    let file = rusqlite::Connection::open(folder.join(shopbell::storage::FILE_NAME)).unwrap();
    let sql =
        "SELECT currency, count(*), sum(total_micros) FROM orders_order WHERE source = ?1 GROUP BY currency";
    let mut asked = file.prepare(sql).unwrap();
    let rows = asked.query_map([source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, i64, i64)> = rows.map(Result::unwrap).collect();
    (
        rows.iter().map(|row| row.1).sum(),
        rows.into_iter().map(|(currency, _, micros)| (currency, micros)).collect(),
    )
}

/// The program, serving; killed when dropped.
struct Program {
    child: Child,
    base: String,
    token: String,
    client: reqwest::Client,
}

impl Program {
    fn start(folder: &Path, token: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let binary =
            std::env::var("SHOPBELL_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_shopbell").to_owned());
        let child = Command::new(binary)
            .args(["serve", "--data-dir"])
            .arg(folder)
            .env("SHOPBELL_SERVER__LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while !is_ready(port) {
            assert!(begun.elapsed() < Duration::from_mins(1), "never ready");
            std::thread::sleep(Duration::from_millis(5));
        }
        let base = format!("http://127.0.0.1:{port}/api/v1");
        Self { child, base, token: token.to_owned(), client: reqwest::Client::new() }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Gives the file; nothing when no answer came.
    fn giving(
        &self,
        file: &Arc<LongFile>,
        source: &str,
    ) -> impl Future<Output = Option<Value>> + Send + use<> {
        let part = Part::bytes(file.text.clone().into_bytes()).file_name("orders.csv");
        let form = Form::new().part("file", part).text("source", source.to_owned());
        let request = self.client.post(self.at("/orders/import")).bearer_auth(&self.token).multipart(form);
        async move { request.timeout(PATIENCE).send().await.ok()?.error_for_status().ok()?.json().await.ok() }
    }

    async fn give(&self, file: &Arc<LongFile>, source: &str) -> Option<Value> {
        self.giving(file, source).await
    }

    async fn halfway(&self, rows: usize) {
        while progress(&self.client, &self.at("/orders/import"), &self.token).await < rows / 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// A figure of `/proc/…/status` in KiB: `VmRSS` is what the program holds, `VmHWM` the most it held.
    fn memory(&self, figure: &str) -> u64 {
        let status = std::fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find(|line| line.starts_with(figure)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn forget_peak(&self) {
        std::fs::write(self.proc("clear_refs"), "5").unwrap();
    }

    fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.child.id()))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let asked = stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut answer = Vec::new();
    asked.is_ok() && stream.read_to_end(&mut answer).is_ok() && answer.starts_with(b"HTTP/1.1 200")
}

/// Rows that are read so far.
async fn progress(client: &reqwest::Client, address: &str, token: &str) -> usize {
    let answer = client.get(address).bearer_auth(token).send().await.unwrap();
    let told: Value = answer.json().await.unwrap();
    usize::try_from(told["read"].as_u64().unwrap_or_default()).unwrap()
}

/// Single orders, told at a steady pace.
struct Telling {
    going_on: Arc<AtomicBool>,
    waits: tokio::task::JoinHandle<Vec<Duration>>,
}

/// Orders told so far, so that each has a number of its own.
static TOLD: AtomicUsize = AtomicUsize::new(0);

impl Telling {
    fn begin(shop: &Program) -> Self {
        let going_on = Arc::new(AtomicBool::new(true));
        let (client, address, token) = (shop.client.clone(), shop.at("/orders"), shop.token.clone());
        let until = Arc::clone(&going_on);
        let waits = tokio::spawn(async move {
            let mut waits = Vec::new();
            while until.load(Ordering::Relaxed) {
                let number = TOLD.fetch_add(1, Ordering::Relaxed);
                let order = json!({
                    "source": "till", "number": number.to_string(), "state": "paid", "currency": "EUR",
                    "total": "12.50", "placed_at": "2026-01-20T10:00:00Z",
                });
                let begun = Instant::now();
                let answer = client.post(&address).bearer_auth(&token).json(&order).send().await.unwrap();
                assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
                waits.push(begun.elapsed());
                tokio::time::sleep(PACE).await;
            }
            waits
        });
        Self { going_on, waits }
    }

    async fn end(self) -> Vec<Duration> {
        self.going_on.store(false, Ordering::Relaxed);
        self.waits.await.unwrap()
    }
}

/// Somebody who looks how far it has come.
struct Watching {
    going_on: Arc<AtomicBool>,
    steps: tokio::task::JoinHandle<usize>,
}

impl Watching {
    fn begin(shop: &Program) -> Self {
        let going_on = Arc::new(AtomicBool::new(true));
        let (client, address, token) = (shop.client.clone(), shop.at("/orders/import"), shop.token.clone());
        let until = Arc::clone(&going_on);
        let steps = tokio::spawn(async move {
            let (mut steps, mut last) = (0, 0);
            while until.load(Ordering::Relaxed) {
                let now = progress(&client, &address, &token).await;
                steps += usize::from(now > last);
                last = now.max(last);
                tokio::time::sleep(ASKED_EVERY).await;
            }
            steps
        });
        Self { going_on, steps }
    }

    async fn end(self) -> usize {
        self.going_on.store(false, Ordering::Relaxed);
        self.steps.await.unwrap()
    }
}

fn at(waits: &[Duration], share: usize) -> Duration {
    let mut waits = waits.to_vec();
    waits.sort_unstable();
    waits.get(waits.len() * share / 100).copied().unwrap_or_default()
}
