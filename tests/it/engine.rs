//! The engine under strain: stops whatever waits and whoever stalls, says truly whether it is ready, and lets nobody's
//! reader hold up a webhook.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::app::backup::NightlyBackup;
use shopbell::events::Topic;
use shopbell::storage::StorageError;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{TestApp, answer};

/// No test measures time by this: it only ends one that hangs.
const HANGS: Duration = Duration::from_mins(2);

async fn ready(test: &TestApp) -> (StatusCode, Value) {
    let told = answer(test.client.get(format!("{}/readyz", test.address)).send().await.unwrap()).await;
    (told.status, told.json["error"]["code"].clone())
}

async fn stored(test: &TestApp) -> i64 {
    let count = "SELECT count(*) FROM webhook_event WHERE state = 'stored'";
    test.app.db.read::<_, StorageError>(move |conn| conn.one(count, [], |row| row.get(0))).await.unwrap()
}

async fn connect(test: &TestApp) -> TcpStream {
    TcpStream::connect(test.address.trim_start_matches("http://")).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_stalls_does_not_hold_up_the_stop() {
    let test = TestApp::start().await;
    let mut half_a_head = connect(&test).await;
    half_a_head.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\nx-slow").await.unwrap();
    let mut half_a_body = connect(&test).await;
    let head = "POST /api/v1/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{";
    half_a_body.write_all(head.as_bytes()).await.unwrap();
    let mut idle = connect(&test).await;
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut first = [0; 12];
    idle.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 200");
    // The limit is the promise itself: ten seconds for whoever stalls.
    tokio::time::timeout(Duration::from_secs(10), test.stop()).await.expect("the stop waits for a stranger");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_read_on_to_the_end_and_nothing_is_lost() {
    let test = TestApp::start().await;
    let messages = 600;
    let customer = test.customer("+39 333 1234567");
    for n in 0..messages {
        customer.says(&format!("Messaggio {n}")).await;
    }
    tokio::time::timeout(HANGS, async {
        while stored(&test).await < messages {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("every webhook is kept");
    let mut heard = test.app.bus.subscribe();
    test.app.start().await.unwrap();
    let first = async { while heard.recv().await.unwrap().event.topic != Topic::Message {} };
    tokio::time::timeout(HANGS, first).await.expect("the reader reads");
    test.app.tasks.stop().await;
    assert!(stored(&test).await > 0, "it read to the end before it stopped");
    let known = "SELECT count(*) FROM webhook_event WHERE duplicate_of IS NULL";
    let kept: i64 =
        test.app.db.read::<_, StorageError>(move |conn| conn.one(known, [], |row| row.get(0))).await.unwrap();
    assert_eq!(kept, messages);
    let read = async {
        while test.app.rooms.whatsapp.read_ledger().await.unwrap() == shopbell::jobs::Round::Again {}
    };
    tokio::time::timeout(HANGS, read).await.expect("the rest is read after the next start");
    let lines = "SELECT count(*) FROM message WHERE direction = 'in'";
    let read: i64 =
        test.app.db.read::<_, StorageError>(move |conn| conn.one(lines, [], |row| row.get(0))).await.unwrap();
    assert_eq!(read, messages, "each once");
    test.app.db.close().await;
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_says_when_nothing_can_be_written() {
    let test = TestApp::start().await;
    assert_eq!(ready(&test).await.0, StatusCode::OK);
    let refuse =
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.storage_meta BEGIN SELECT RAISE(ABORT, 'full'); END";
    test.app.db.write(move |tx| tx.execute_batch(refuse)).await.unwrap();
    let told = async { while ready(&test).await.0 == StatusCode::OK {} };
    tokio::time::timeout(HANGS, told).await.expect("a proof of a second ago does not hold for ever");
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "cannot_write".into()));
    test.app.db.write(|tx| tx.execute_batch("DROP TRIGGER temp.full")).await.unwrap();
    assert_eq!(ready(&test).await.0, StatusCode::OK);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_says_when_what_was_kept_is_not_read() {
    let test = TestApp::start().await;
    test.customer("+39 333 1234567").says("Siete aperti?").await;
    test.meta().settled().await;
    assert_eq!(ready(&test).await.0, StatusCode::OK, "a moment is no fault");
    test.advance(Duration::from_secs(61));
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "webhooks_unread".into()));
    test.let_reply().await;
    assert_eq!(ready(&test).await.0, StatusCode::OK);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_says_when_the_worker_has_ended_or_the_file_is_gone() {
    let test = TestApp::start().await;
    {
        let run = test.app.worker.clone().run();
        tokio::pin!(run);
        assert!(futures_util::poll!(&mut run).is_pending());
        // Dropped here, as by a panic.
    }
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "worker_stopped".into()));
    let (file, aside) = (test.app.db.file(), test.folder().join("aside.db"));
    std::fs::rename(&file, &aside).unwrap();
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "database_gone".into()));
    std::fs::rename(&aside, &file).unwrap();
    test.stop().await;
}

/// Writes nonsense over the first page of a table, in the file itself.
fn damage(file: &std::path::Path, table: &str) {
    use std::os::unix::fs::FileExt as _;
    let conn = rusqlite::Connection::open(file).unwrap();
    // What lies in the log only would be read from there.
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)).unwrap();
    let page = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: u32 = conn.query_row(page, [table], |row| row.get(0)).unwrap();
    let size: u32 = conn.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
    let opened = std::fs::OpenOptions::new().write(true).open(file).unwrap();
    opened.write_all_at(&vec![0xA5; size as usize], u64::from(page - 1) * u64::from(size)).unwrap();
    // A change that every connection notices: none goes on with pages it remembers.
    conn.execute("INSERT OR REPLACE INTO storage_meta (key, value) VALUES ('noticed', '1')", []).unwrap();
    // Closing a handle lets go of the locks SQLite holds on the file in this process; it lives as long as the test.
    std::mem::forget((opened, conn));
}

async fn most_urgent(test: &TestApp) -> Value {
    test.get("/home").await.json["alerts"][0]["id"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_is_told_as_soon_as_somebody_meets_it() {
    let test = TestApp::start().await;
    // A list without rows would be read from an index alone.
    test.post("/labels", json!({ "name": "VIP", "color": "#B08D57" })).await;
    damage(&test.app.db.file(), "label");
    assert_eq!(ready(&test).await.0, StatusCode::OK, "nobody has met it yet");
    let labels = test.get("/labels").await;
    assert_eq!(labels.status, StatusCode::INTERNAL_SERVER_ERROR, "{}", labels.json);
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "database_damaged".into()));
    assert_eq!(most_urgent(&test).await, "database_damaged");
    test.customer("+39 333 1234567").says("Siete aperti?").await;
    test.meta().settled().await;
    assert_eq!(stored(&test).await, 1, "what can be kept is kept");
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_page_that_nobody_meets_is_found_by_the_nightly_backup() {
    let test = TestApp::start().await;
    damage(&test.app.db.file(), "label");
    test.app.db.write(|tx| shopbell::jobs::enqueue(tx, &NightlyBackup {})).await.unwrap();
    test.run_jobs().await;
    assert_eq!(ready(&test).await, (StatusCode::SERVICE_UNAVAILABLE, "database_damaged".into()));
    assert_eq!(most_urgent(&test).await, "database_damaged");
    let backups = std::fs::read_dir(test.folder().join("backups")).unwrap();
    let names: Vec<_> = backups.map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.is_empty(), "a damaged copy is no backup, and nothing half done stays: {names:?}");
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn webhooks_are_kept_while_another_program_holds_a_read_transaction_and_the_log_is_long() {
    let test = TestApp::start().await;
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let other = rusqlite::Connection::open_with_flags(test.app.db.file(), flags).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;").unwrap();
    let mut held = other.prepare("SELECT 1 FROM storage_meta").unwrap();
    assert!(held.exists([]).unwrap());
    // 24 MiB of log: from 16 on it is folded, which the other's view forbids.
    for n in 0..24 {
        test.app
            .db
            .write(move |tx| {
                let params = rusqlite::params![format!("ballast {n}"), "x".repeat(1024 * 1024)];
                tx.execute("INSERT INTO storage_meta (key, value) VALUES (?1, ?2)", params)
            })
            .await
            .unwrap();
    }
    let customer = test.customer("+39 333 1234567");
    let kept = async {
        for n in 0..600 {
            customer.says(&format!("Messaggio {n}")).await;
        }
        while stored(&test).await < 600 {
            tokio::task::yield_now().await;
        }
    };
    // A writer that waits for a checkpoint waits five seconds for each: 600 of them would take most of an hour.
    tokio::time::timeout(HANGS, kept).await.expect("a webhook waited for the other program");
    drop(held);
    drop(other);
    test.let_reply().await;
    test.app.stop().await;
}
