//! What the health scanner finds in a shop of two years, how long that takes, and what the inbox feels of it.
//!
//! Tells a shop of 5,000 customers (`-- 500` for another number), about 60,000 orders and 300,000 messages, whose stories
//! say who is to be found; puts it into a real file, asks every detector as the program does, and prints precision and
//! recall against the stories. Then the inbox is read over HTTP and messages are kept at a steady pace, without and with
//! the scan beside it. Run with `cargo bench --bench health`. Never a timed test.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    clippy::cast_possible_wrap,
    reason = "a benchmark stops when it cannot go on and prints what it finds"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::{App, Door};
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;
use shopbell::health::detectors;
use shopbell::health::jobs::RunDetector;
use shopbell::inbox::{self, Alias, AliasKind};
use shopbell::secrets::Secret;
use shopbell::storage::StorageError;

#[path = "../tests/it/health/years/mod.rs"]
mod years;

use years::Shop;
use years::put::{first_number, put, said};

const CUSTOMERS: usize = 5_000;
/// Saturday, 21 November 2026, 10:00 in UTC.
const NOW: Timestamp = Timestamp::from_seconds(1_795_255_200);
/// Times each detector is asked; the middle one counts.
const RUNS: usize = 5;
/// How long the inbox is used without the scan, and at least as long with it.
const USED_FOR: Duration = Duration::from_secs(15);
/// A list is asked for and a message kept as often.
const PACE: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() {
    let customers = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(CUSTOMERS);
    let folder = tempfile::tempdir().unwrap();
    let used = Used::open(folder.path()).await;
    let begun = Instant::now();
    let shop = Shop::told(customers, NOW.as_millis());
    put(&shop, &used.app.db).await;
    used.app.run_due().await.unwrap();
    let lines: usize = shop.customers.iter().map(|one| one.lines.len()).sum();
    println!(
        "{customers} customers, {} orders, {lines} messages, put there in {:.0?}",
        shop.orders(),
        begun.elapsed()
    );
    ask_each(&shop, &used.app).await;

    let alone = used.while_(tokio::time::sleep(USED_FOR)).await;
    let (app, scans) = (used.app.clone(), Arc::new(parking_lot::Mutex::new(Vec::new())));
    let told = Arc::clone(&scans);
    let beside = used
        .while_(async move {
            let begun = Instant::now();
            while begun.elapsed() < USED_FOR {
                let scan = Instant::now();
                for detector in detectors::all() {
                    let job = RunDetector { detector: detector.name.clone() };
                    app.rooms.health.run_detector(job).await.unwrap();
                }
                told.lock().push(scan.elapsed());
            }
        })
        .await;
    let scans = scans.lock().clone();
    println!(
        "all detectors beside a used inbox, with what they find kept: the first time {:.2?}, then {:.2?} (goal: 2 s)",
        scans[0],
        median(scans[1..].to_vec())
    );
    for (what, without, with) in [
        ("first page of conversations", &alone.lists, &beside.lists),
        ("a message kept", &alone.writes, &beside.writes),
    ] {
        let (without, with) = (at(without, 99), at(with, 99));
        let ratio = with.as_secs_f64() / without.as_secs_f64();
        println!("{what}, p99: {without:.2?} without the scan, {with:.2?} with it, ratio {ratio:.2}");
    }
    used.app.tasks.begin_stop();
    used.app.stop().await;
}

/// Asks every detector, and holds what it finds against the stories.
async fn ask_each(shop: &Shop, app: &App) {
    let mut all = Duration::ZERO;
    for detector in detectors::all() {
        let (mut took, mut found) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let begun = Instant::now();
            found = app.rooms.health.find(detector.clone()).await.unwrap().findings;
            took.push(begun.elapsed());
        }
        let score = shop.score(&detector.name, found.iter().map(|one| one.subject.as_str()));
        let (word, took) = (if score.is_reached() { "" } else { " MISSED" }, median(took));
        println!("{:<24} {score}, {took:>8.1?}{word}", detector.name);
        all += took;
    }
    println!("all detectors, one after the other: {all:.2?} (goal: 2 s)");
}

/// A shop that is used over HTTP and hears from its customers.
struct Used {
    app: App,
    list: String,
    token: String,
}

/// What people waited for.
#[derive(Default)]
struct Waits {
    lists: Vec<Duration>,
    writes: Vec<Duration>,
}

impl Used {
    async fn open(folder: &std::path::Path) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut config = Config::default();
        folder.clone_into(&mut config.data.dir);
        config.practice.plays_the_shop = true;
        let app = App::build(config, Clock::fixed(NOW)).await.unwrap();
        let door = Door::open("127.0.0.1:0").await.unwrap();
        let address = door.address().unwrap();
        app.connect_practice(&door).await.unwrap();
        let owner =
            console::create_owner(&app.db, "owner@bench.example", Secret::new("tortellini al sugo".into()));
        owner.await.unwrap();
        let (token, _) = console::create_token(&app.db, "bench", Role::Owner).await.unwrap();
        let serving = app.clone();
        tokio::spawn(async move { serving.serve(door).await.unwrap() });
        let list = format!("http://{address}/api/v1/conversations?queue=all&limit=50");
        Self { app, list, token: token.expose().clone() }
    }

    /// Uses the inbox at a steady pace until something else is done.
    async fn while_(&self, other: impl Future<Output = ()> + Send) -> Waits {
        let going_on = Arc::new(AtomicBool::new(true));
        let lists = tokio::spawn(read_lists(Arc::clone(&going_on), self.list.clone(), self.token.clone()));
        let writes = tokio::spawn(keep_messages(Arc::clone(&going_on), self.app.clone()));
        other.await;
        going_on.store(false, Ordering::Relaxed);
        Waits { lists: lists.await.unwrap(), writes: writes.await.unwrap() }
    }
}

async fn read_lists(going_on: Arc<AtomicBool>, list: String, token: String) -> Vec<Duration> {
    let client = reqwest::Client::new();
    let mut waits = Vec::new();
    while going_on.load(Ordering::Relaxed) {
        let begun = Instant::now();
        let answer = client.get(&list).bearer_auth(&token).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        answer.bytes().await.unwrap();
        waits.push(begun.elapsed());
        tokio::time::sleep(PACE).await;
    }
    waits
}

async fn keep_messages(going_on: Arc<AtomicBool>, app: App) -> Vec<Duration> {
    let number = first_number(&app.db).await;
    let mut waits = Vec::new();
    while going_on.load(Ordering::Relaxed) {
        let customer = waits.len() % 1_000;
        let alias = Alias { kind: AliasKind::UserId, value: format!("IT.{customer}"), scope: "bench".into() };
        let message = said(vec![alias], number, &format!("wamid.{:?}", Instant::now()), NOW);
        let begun = Instant::now();
        app.db.write::<_, StorageError>(move |tx| inbox::receive(tx, message).map(drop)).await.unwrap();
        waits.push(begun.elapsed());
        tokio::time::sleep(PACE).await;
    }
    waits
}

fn at(waits: &[Duration], share: usize) -> Duration {
    let mut waits = waits.to_vec();
    waits.sort_unstable();
    waits.get(waits.len() * share / 100).copied().unwrap_or_default()
}

fn median(took: Vec<Duration>) -> Duration {
    at(&took, 50)
}
