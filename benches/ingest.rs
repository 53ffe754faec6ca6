//! Webhooks per second, kept on disk and acknowledged, beside the bare cost of the same.
//!
//! The yardstick is an axum handler that checks the same signature and inserts the same bytes as one row through a
//! group-committing writer, and nothing else. Both serve on loopback in this process, to the same 64 connections.
//! Run with `cargo bench --bench ingest`; it prints medians of five runs and their ratio, the wait at half of that load,
//! the same wait beside strangers who stall, the same rate behind 30,000 webhooks that wait to be read, how fast those are read, and how soon the program stops
//! with as many waiting. Never a timed test.

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
    reason = "a benchmark stops when it cannot go on, prints what it finds, and opens its own database to compare with"
)]

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use shopbell::app::{App, Door};
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;
use shopbell::storage::Db;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const CONNECTIONS: usize = 64;
/// Webhooks per run, unless the command line says another number: `cargo bench --bench ingest -- 1280`.
const WEBHOOKS_PER_RUN: usize = 12_800;
const RUNS: usize = 5;
/// Webhooks that wait to be read while the rate is measured again.
const BACKLOG: usize = 30_000;
/// Numbers of the webhooks that make the backlog begin here.
const BACKLOG_IDS: usize = 10_000_000;
/// Strangers who stall, and what each announces, in bytes.
const STALLED: usize = 8;
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// How many webhooks may share one commit of the yardstick, as in the program.
const GROUP: usize = 256;

/// What one run measured.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    p50: Duration,
    p99: Duration,
}

fn main() {
    // As the program has them.
    shopbell::tasks::open_job_threads().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(compare());
}

async fn compare() {
    let folder = tempfile::tempdir().unwrap();
    let (app, program, keys) = start_program(&folder.path().join("shop")).await;
    let bare = start_yardstick(&folder.path().join("bare.db"), keys.secret.clone()).await;
    let webhooks = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(WEBHOOKS_PER_RUN);
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let requests = keys.requests(run, webhooks);
        let yardstick = measure(bare, &requests).await;
        let figures = measure(program, &requests).await;
        let drained = drain(&app).await;
        if run == 0 {
            // The first round only warms up.
            continue;
        }
        println!(
            "run {run}: shopbell {:>7.0}/s p50 {:>6.2?} p99 {:>6.2?} (read into the inbox {:.1?} later) | bare {:>7.0}/s p50 {:>6.2?} p99 {:>6.2?}",
            figures.per_second,
            figures.p50,
            figures.p99,
            drained,
            yardstick.per_second,
            yardstick.p50,
            yardstick.p99
        );
        ours.push(figures);
        theirs.push(yardstick);
    }
    println!("medians of {RUNS} runs, {CONNECTIONS} connections, {webhooks} distinct webhooks each");
    report(&ours, &theirs);
    let rate = median(ours.iter().map(|figures| figures.per_second).collect());
    half_load(program, &keys, webhooks, rate / 2.0).await;
    drain(&app).await;
    beside_who_stalls(program, &keys, webhooks, rate / 2.0).await;
    drain(&app).await;
    behind_a_backlog(&app, program, &keys, webhooks, rate).await;
}

/// Every connection sends at its share of a steady rate.
async fn half_load(program: SocketAddr, keys: &Keys, webhooks: usize, per_second: f64) {
    let requests = keys.requests(RUNS + 1, webhooks);
    let figures = measure_at(program, &requests, Some(per_second)).await;
    println!(
        "half load ({:.0}/s): p50 {:.2?}, p99 {:.2?} (goal: p99 at most 15 ms)",
        figures.per_second, figures.p50, figures.p99
    );
}

/// The same while strangers keep as many connections stalled, each with the largest body announced and 8 KiB of it sent.
async fn beside_who_stalls(program: SocketAddr, keys: &Keys, webhooks: usize, per_second: f64) {
    let head = format!(
        "POST /webhooks/whatsapp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={}\r\ncontent-length: {LARGEST_BODY}\r\n\r\n",
        "0".repeat(64),
    );
    let begun = Bytes::from([head.as_bytes(), &[b'x'; 8 * 1024]].concat());
    let strangers: Vec<_> = (0..STALLED)
        .map(|_| {
            let begun = begun.clone();
            tokio::spawn(async move {
                // Whoever is let go comes again at once.
                loop {
                    let Ok(mut stream) = TcpStream::connect(program).await else { continue };
                    if stream.write_all(&begun).await.is_ok() {
                        let _ = stream.read_to_end(&mut Vec::new()).await;
                    }
                }
            })
        })
        .collect();
    let figures = measure_at(program, &keys.requests(RUNS + 3, webhooks), Some(per_second)).await;
    println!(
        "beside {STALLED} who stall ({:.0}/s): p50 {:.2?}, p99 {:.2?} (goal: p99 at most 100 ms)",
        figures.per_second, figures.p50, figures.p99
    );
    strangers.iter().for_each(tokio::task::JoinHandle::abort);
}

/// The same rate with [`BACKLOG`] waiting, then the rate of reading, then the stop with as many waiting again.
async fn behind_a_backlog(app: &App, program: SocketAddr, keys: &Keys, webhooks: usize, rate: f64) {
    measure(program, &keys.requests_from(BACKLOG_IDS, BACKLOG)).await;
    let waiting = stored(&app.db).await;
    let figures = measure(program, &keys.requests(RUNS + 2, webhooks)).await;
    println!(
        "behind {waiting} waiting: {:.0}/s, {:.0} % of the rate without (goal: 90 to 110 %), p99 {:.2?}",
        figures.per_second,
        100.0 * figures.per_second / rate,
        figures.p99
    );
    let left = stored(&app.db).await;
    let drained = drain(app).await;
    println!("read into the inbox: {:.0}/s (goal: at least 5,000)", left as f64 / drained.as_secs_f64());
    measure(program, &keys.requests_from(BACKLOG_IDS + BACKLOG, BACKLOG)).await;
    let waiting = stored(&app.db).await;
    let begun = Instant::now();
    app.tasks.begin_stop();
    app.tasks.stop().await;
    let ended = begun.elapsed();
    app.stop().await;
    let stopped = begun.elapsed();
    println!(
        "stopped {stopped:.2?} after it was told to, with {waiting} waiting (goal: 1 s); its work had ended after {ended:.2?}"
    );
}

fn report(ours: &[Figures], theirs: &[Figures]) {
    let rate = |figures: &[Figures]| median(figures.iter().map(|figures| figures.per_second).collect());
    let p50 =
        |figures: &[Figures]| median(figures.iter().map(|figures| figures.p50.as_secs_f64() * 1e3).collect());
    let p99 =
        |figures: &[Figures]| median(figures.iter().map(|figures| figures.p99.as_secs_f64() * 1e3).collect());
    println!(
        "shopbell: {:.0} durable acknowledgements/s, p50 {:.2} ms, p99 {:.2} ms",
        rate(ours),
        p50(ours),
        p99(ours)
    );
    println!(
        "bare:     {:.0} durable acknowledgements/s, p50 {:.2} ms, p99 {:.2} ms",
        rate(theirs),
        p50(theirs),
        p99(theirs)
    );
    println!("ratio:    {:.0} % of the bare rate (goal: at least 50 %)", 100.0 * rate(ours) / rate(theirs));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// What signs and addresses a webhook to the program's practice number.
struct Keys {
    secret: String,
    waba_id: String,
    phone_number_id: String,
}

impl Keys {
    /// Distinct signed requests, ready to be written to the wire.
    fn requests(&self, run: usize, webhooks: usize) -> Arc<Vec<Bytes>> {
        self.requests_from(run * webhooks, webhooks)
    }

    fn requests_from(&self, first: usize, webhooks: usize) -> Arc<Vec<Bytes>> {
        let now = Clock::system().now();
        Arc::new((first..first + webhooks).map(|n| self.request(n, now)).collect())
    }

    fn request(&self, n: usize, now: Timestamp) -> Bytes {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{}","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"390555550100","phone_number_id":"{}"}},"contacts":[{{"profile":{{"name":"Customer {}"}},"user_id":"IT.{}"}}],"messages":[{{"from_user_id":"IT.{}","id":"wamid.HBgMMzkzMzMxMjM0NTY3FQIAEhgUM0E{n:012}","timestamp":"{}","type":"text","text":{{"body":"Buongiorno, avete ancora la fiorentina per sabato? Ne vorrei {n} grammi, grazie mille."}}}}]}}}}]}}]}}"#,
            self.waba_id,
            self.phone_number_id,
            n % 500,
            n % 500,
            n % 500,
            now.as_seconds()
        );
        let signature =
            Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap().chain_update(&body).finalize();
        let head = format!(
            "POST /webhooks/whatsapp HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nx-hub-signature-256: sha256={}\r\ncontent-length: {}\r\n\r\n",
            hex::encode(signature.into_bytes()),
            body.len()
        );
        Bytes::from(head + &body)
    }
}

/// Sends every request once over 64 connections, each waiting for its answer before the next.
async fn measure(address: SocketAddr, requests: &Arc<Vec<Bytes>>) -> Figures {
    measure_at(address, requests, None).await
}

/// The same, at a steady rate when one is given.
async fn measure_at(address: SocketAddr, requests: &Arc<Vec<Bytes>>, per_second: Option<f64>) -> Figures {
    let begun = Instant::now();
    let senders = (0..CONNECTIONS).map(|connection| {
        let requests = requests.clone();
        tokio::spawn(async move {
            let mut pace = per_second
                .map(|rate| tokio::time::interval(Duration::from_secs_f64(CONNECTIONS as f64 / rate)));
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let mut waits = Vec::with_capacity(requests.len() / CONNECTIONS + 1);
            for request in requests.iter().skip(connection).step_by(CONNECTIONS) {
                if let Some(pace) = &mut pace {
                    pace.tick().await;
                }
                let asked = Instant::now();
                stream.write_all(request).await.unwrap();
                acknowledged(&mut stream).await;
                waits.push(asked.elapsed());
            }
            waits
        })
    });
    let mut waits = Vec::with_capacity(requests.len());
    for sender in senders.collect::<Vec<_>>() {
        waits.extend(sender.await.unwrap());
    }
    let elapsed = begun.elapsed();
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize];
    Figures { per_second: waits.len() as f64 / elapsed.as_secs_f64(), p50: at(0.5), p99: at(0.99) }
}

/// Reads one answer, whose body is empty, and insists on 200.
async fn acknowledged(stream: &mut TcpStream) {
    let mut answer = Vec::with_capacity(1024);
    while !answer.windows(4).any(|end| end == b"\r\n\r\n") {
        assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the connection was closed");
    }
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
}

async fn start_program(folder: &Path) -> (App, SocketAddr, Keys) {
    let mut config = Config::default();
    folder.clone_into(&mut config.data.dir);
    config.server.listen = "127.0.0.1:0".into();
    let app = App::build(config, Clock::system()).await.unwrap();
    let door = Door::open("127.0.0.1:0").await.unwrap();
    let address = door.address().unwrap();
    app.start().await.unwrap();
    let keys = app.rooms.practice.keys();
    let keys = Keys {
        secret: keys.app_secret.expose().clone(),
        waba_id: keys.waba_id,
        phone_number_id: keys.phone_number_id,
    };
    let serving = app.clone();
    app.tasks.spawn("bench", async move { serving.serve(door).await });
    (app, address, keys)
}

/// Waits until everything acknowledged has been read into the inbox.
async fn drain(app: &App) -> Duration {
    let begun = Instant::now();
    while stored(&app.db).await > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    begun.elapsed()
}

async fn stored(db: &Db) -> i64 {
    let count = "SELECT count(*) FROM webhook_event WHERE state = 'stored'";
    db.read::<_, shopbell::storage::StorageError>(move |conn| conn.one(count, [], |row| row.get(0)))
        .await
        .unwrap()
}

/// One row on its way to the yardstick's writer.
struct Row {
    sha256: [u8; 32],
    body: Bytes,
    kept: oneshot::Sender<()>,
}

#[derive(Clone)]
struct Yardstick {
    mac: Hmac<Sha256>,
    rows: std::sync::mpsc::Sender<Row>,
}

async fn start_yardstick(file: &Path, secret: String) -> SocketAddr {
    let (rows, waiting) = std::sync::mpsc::channel();
    let connection = rusqlite::Connection::open(file).unwrap();
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             CREATE TABLE event (id INTEGER PRIMARY KEY, sha256 BLOB NOT NULL UNIQUE, received_at_ms INTEGER NOT NULL,
                                 body BLOB NOT NULL) STRICT;",
        )
        .unwrap();
    std::thread::spawn(move || keep_rows(&connection, &waiting));
    let state = Yardstick { mac: Hmac::new_from_slice(secret.as_bytes()).unwrap(), rows };
    let router = Router::new()
        .route("/webhooks/whatsapp", post(bare))
        .layer(DefaultBodyLimit::max(4 * 1024 * 1024))
        .with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

async fn bare(State(yardstick): State<Yardstick>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let digits =
        headers.get("x-hub-signature-256").and_then(|value| value.as_bytes().strip_prefix(b"sha256="));
    let Some(signature) = digits.and_then(|digits| hex::decode(digits).ok()) else {
        return StatusCode::UNAUTHORIZED;
    };
    if yardstick.mac.clone().chain_update(&body).verify_slice(&signature).is_err() {
        return StatusCode::UNAUTHORIZED;
    }
    let (kept, answer) = oneshot::channel();
    let sha256 = Sha256::digest(&body).into();
    yardstick.rows.send(Row { sha256, body, kept }).unwrap();
    if answer.await.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}

/// Commits whatever waits, together, and then tells the waiting.
fn keep_rows(connection: &rusqlite::Connection, waiting: &std::sync::mpsc::Receiver<Row>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP - 1));
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        for row in &group {
            connection
                .prepare_cached("INSERT INTO event (sha256, received_at_ms, body) VALUES (?1, ?2, ?3)")
                .unwrap()
                .execute(rusqlite::params![row.sha256, Clock::system().now(), &row.body[..]])
                .unwrap();
        }
        connection.execute_batch("COMMIT").unwrap();
        for row in group {
            let _ = row.kept.send(());
        }
    }
}
