//! The first screen says what is wrong with the shop's own machine, and stops saying it once it is mended.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::app::backup::NightlyBackup;
use shopbell::jobs;
use shopbell::storage::StorageError;

use crate::support::small_disk::SmallDisk;
use crate::support::{TestApp, answer};

/// A nightly backup is missed after this time.
const MISSED: Duration = Duration::from_hours(37);
/// A disk that is nearly full.
const MEGABYTES: usize = 70;

async fn alerts(test: &TestApp) -> Vec<Value> {
    test.get("/home").await.json["alerts"].as_array().expect("a list").clone()
}

async fn ids(test: &TestApp) -> Vec<String> {
    let alerts = alerts(test).await;
    alerts.iter().map(|alert| alert["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_that_are_missing_unproven_failing_or_old_are_told_until_there_is_one() {
    let test = TestApp::start().await;
    assert!(ids(&test).await.is_empty(), "a shop of today waits for its first night");
    test.advance(MISSED);
    test.sign_in().await;
    assert_eq!(ids(&test).await, ["backup_missing"]);

    let backups = test.folder().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    std::fs::write(backups.join("shopbell-2026-11-22-030000.shopbell"), "x").unwrap();
    assert_eq!(ids(&test).await, ["backup_unverified"], "a name proves nothing");

    // A file where the folder belongs: no backup can be written.
    std::fs::rename(&backups, test.folder().join("aside")).unwrap();
    std::fs::write(&backups, "in the way").unwrap();
    test.app.db.write(|tx| jobs::enqueue(tx, &NightlyBackup {})).await.unwrap();
    test.run_jobs().await;
    assert_eq!(ids(&test).await, ["backup_failing"]);
    std::fs::remove_file(&backups).unwrap();
    test.advance(Duration::from_mins(31));
    test.run_jobs().await;
    assert!(ids(&test).await.is_empty(), "tried again, and made");

    test.advance(MISSED);
    test.sign_in().await;
    let old = alerts(&test).await;
    assert_eq!(old[0]["id"], "backup_old");
    assert_eq!(old[0]["urgent"], false);
    assert_eq!(old[0]["since"], "2026-11-22T23:31:00.000Z", "when it was made");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nightly_backup_that_fails_comes_back_for_hours_until_it_is_made() {
    let test = TestApp::start().await;
    let backups = test.folder().join("backups");
    std::fs::write(&backups, "in the way").unwrap();
    test.app.db.write(|tx| jobs::enqueue(tx, &NightlyBackup {})).await.unwrap();
    test.run_jobs().await;
    let first = alerts(&test).await[0].clone();
    assert_eq!(
        (&first["id"], &first["since"]),
        (&json!("backup_failing"), &json!("2026-11-21T10:00:00.000Z"))
    );
    let attempts = async || {
        let tries = "SELECT attempts FROM job WHERE kind = 'nightly_backup' AND state = 'waiting'";
        let read = test.app.db.read::<_, StorageError>(move |conn| conn.one(tries, [], |row| row.get(0)));
        read.await.map_err(|_| "it was given up")
    };
    let mut before: i64 = attempts().await.unwrap();
    assert!(before <= 1, "{before} tries at once");
    // A disk that is mended ten hours later, two tries an hour.
    for _ in 0..20 {
        test.advance(Duration::from_mins(29));
        test.run_jobs().await;
        assert_eq!(attempts().await, Ok(before), "not before its time");
        test.advance(Duration::from_mins(2));
        test.run_jobs().await;
        let now = attempts().await.unwrap();
        assert_eq!(now, before + 1);
        before = now;
    }
    test.sign_in().await;
    assert_eq!(alerts(&test).await[0], first, "told all the while, since the first failure");
    std::fs::remove_file(&backups).unwrap();
    test.advance(Duration::from_mins(31));
    test.run_jobs().await;
    assert!(ids(&test).await.is_empty(), "made");
    assert_eq!(
        std::fs::read_dir(&backups).unwrap().filter(|file| is_backup(file.as_ref().unwrap())).count(),
        1
    );
    test.stop().await;
}

fn is_backup(file: &std::fs::DirEntry) -> bool {
    let name = file.file_name();
    name.to_string_lossy().starts_with("shopbell-") && name.to_string_lossy().ends_with(".shopbell")
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_customers_waiting_is_urgent() {
    let test = TestApp::start().await;
    test.customer("+39 333 1234567").says("Siete aperti?").await;
    test.meta().settled().await;
    test.advance(Duration::from_secs(61));
    let unread = alerts(&test).await;
    assert_eq!((&unread[0]["id"], &unread[0]["urgent"]), (&json!("webhooks_unread"), &json!(true)));
    test.let_reply().await;
    assert!(ids(&test).await.is_empty());

    let dead = "INSERT INTO job (id, kind, payload, state, run_at_ms, created_at_ms, updated_at_ms)
                VALUES (1, 'x', '{}', 'dead', 0, 0, 0), (2, 'x', '{}', 'dead', 0, 0, 0)";
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(dead, [])).await.unwrap();
    let failed = alerts(&test).await;
    assert_eq!((&failed[0]["id"], &failed[0]["count"]), (&json!("jobs_dead"), &json!(2)));

    {
        let run = test.app.worker.clone().run();
        tokio::pin!(run);
        assert!(futures_util::poll!(&mut run).is_pending());
        // Dropped here, as by a panic.
    }
    assert_eq!(ids(&test).await, ["worker_stopped", "jobs_dead"], "the most urgent first");

    // Whoever answers customers learns that nobody is served, and is not bothered with the rest.
    let token = test.post("/tokens", json!({ "name": "till", "role": "agent" })).await;
    let token = token.json["token"].as_str().expect("a token").to_owned();
    let home =
        shopbell::http::outgoing::builder().build().unwrap().get(format!("{}/api/v1/home", test.address));
    let told = answer(home.bearer_auth(token).send().await.unwrap()).await.json;
    assert_eq!(told["alerts"], json!([{ "id": "worker_stopped", "urgent": true }]));

    let (file, aside) = (test.app.db.file(), test.folder().join("aside.db"));
    std::fs::rename(&file, &aside).unwrap();
    assert_eq!(ids(&test).await[0], "database_gone");
    std::fs::rename(&aside, &file).unwrap();
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_is_told_before_and_when_it_is_full() {
    let Some(disk) = SmallDisk::new(MEGABYTES) else { return };
    let folder = disk.path().to_owned();
    let test = TestApp::start_owned_with(|config| config.data.dir = folder.clone()).await;
    assert_eq!(ids(&test).await, ["disk_low"]);
    let ballast = folder.join("ballast");
    let _ = std::fs::write(&ballast, vec![b'x'; MEGABYTES * 1024 * 1024]);
    let full = alerts(&test).await;
    assert_eq!((&full[0]["id"], &full[0]["urgent"]), (&json!("disk_full"), &json!(true)));
    assert!(full[0]["free_bytes"].as_u64().unwrap() < 2 * 1024 * 1024);
    assert_eq!(full.len(), 1, "once");
    std::fs::remove_file(ballast).unwrap();
    assert_eq!(ids(&test).await, ["disk_low"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_on_a_screen_is_told_for_a_day_and_shown_without_anybodys_text() {
    let test = TestApp::start().await;
    let report = json!({
        "message": "SyntaxError: Unexpected token 'V', \"Vorrei 2 kg\"... is not valid JSON",
        "place": "/assets/Thread-hhX66WNs.js:3:1042", "page": "/link/8f2c9a1b-geheim7",
        "stack": "SyntaxError: Vorrei 2 kg\n    at send (http://x/assets/Thread-hhX66WNs.js:3:1042)",
        "build": "/assets/index-BuxTT7.js",
    });
    for _ in 0..3 {
        assert_eq!(test.post("/screen-errors", report.clone()).await.status, 204);
    }
    let told = alerts(&test).await;
    assert_eq!((&told[0]["id"], &told[0]["count"]), (&json!("screens_broke"), &json!(3)));
    let shown = test.get("/screen-errors").await.json;
    let one = &shown["items"][0];
    assert_eq!(one["message"], "SyntaxError: Unexpected token 'V', … is not valid JSON");
    assert_eq!((&one["page"], &one["build"]), (&json!("/link/$"), &json!("index-BuxTT7.js")));
    assert_eq!(one["stack"], json!(["send /assets/Thread-hhX66WNs.js:3:1042"]));
    assert_eq!(one["version"], env!("CARGO_PKG_VERSION"));
    let all = shown.to_string();
    assert!(!all.contains("Vorrei") && !all.contains("geheim"), "{all}");
    test.advance(Duration::from_hours(25));
    test.sign_in().await;
    assert!(ids(&test).await.is_empty(), "a day later it is told no more");
    test.stop().await;
}
