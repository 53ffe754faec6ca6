//! One file is the whole business: made under load, proven, restored elsewhere with twelve words.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::json;
use shopbell::app::backup::{self, Order};
use shopbell::storage::{self, SnapshotKind};
use tokio_util::sync::CancellationToken;

use crate::support::TestApp;

fn shopbell() -> Command {
    Command::new(env!("CARGO_BIN_EXE_shopbell"))
}

/// Shows the phrase and proves it was written down.
async fn phrase(test: &TestApp) -> Vec<String> {
    let shown = test.post("/recovery-phrase", json!({})).await;
    let words: Vec<String> = serde_json::from_value(shown.json["words"].clone()).expect("twelve words");
    let asked: Vec<usize> = serde_json::from_value(shown.json["asked"].clone()).expect("three places");
    let back: serde_json::Map<String, serde_json::Value> =
        asked.iter().map(|place| (place.to_string(), json!(words[place - 1]))).collect();
    let proof = json!({ "words": back });
    let confirmed = test.post("/recovery-phrase/confirm", proof).await;
    assert_eq!(confirmed.status, 204, "{}", confirmed.json);
    words
}

fn restore(file: &std::path::Path, folder: &std::path::Path, words: &str) -> std::process::Output {
    let mut command = shopbell();
    command.arg("restore").arg(file).arg("--data-dir").arg(folder);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("its input").write_all(format!("{words}\n").as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restores_the_shop_elsewhere_with_the_phrase() {
    let test = TestApp::start().await;
    let words = phrase(&test).await;
    let customer = test.customer("+39 333 1234567");
    customer.says("Siete aperti domenica?").await;
    test.let_reply().await;
    let enough = CancellationToken::new();
    let writing = {
        let (db, enough) = (test.app.db.clone(), enough.clone());
        tokio::spawn(async move {
            while !enough.is_cancelled() {
                let _ = db.write(storage::put_on_hold).await;
                let _ = db.write(storage::release_hold).await;
            }
        })
    };
    let order = Order { folder: test.folder().to_owned(), target: None, plain: false, now: test.clock.now() };
    let (file, _) = tokio::task::spawn_blocking(move || backup::make(&order)).await.unwrap().unwrap();
    let kept = tempfile::tempdir().unwrap();
    let copy = kept.path().join("copy.shopbell");
    std::fs::copy(&file, &copy).unwrap();
    assert_eq!(
        std::fs::read(test.folder().join("backups/latest.shopbell")).unwrap(),
        std::fs::read(&file).unwrap()
    );
    assert!(
        !contains(&std::fs::read(&copy).unwrap(), b"domenica"),
        "the snapshot tells nothing to a stranger"
    );
    enough.cancel();
    writing.await.unwrap();
    test.stop().await;

    let elsewhere = tempfile::tempdir().unwrap();
    let wrong = restore(&copy, elsewhere.path(), &"abandon ".repeat(12));
    assert_eq!(wrong.status.code(), Some(2), "wrong words are refused");
    let restored = restore(&copy, elsewhere.path(), &words.join(" "));
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    assert_eq!(storage::inspect(&elsewhere.path().join("shopbell.db")).unwrap(), SnapshotKind::CleanCopy);
    let again = restore(&copy, elsewhere.path(), &words.join(" "));
    assert_eq!(again.status.code(), Some(2), "a living shop is never overwritten");

    let folder = elsewhere.path().to_owned();
    let test = TestApp::start_with(move |config| config.data.dir = folder).await;
    let body = json!({ "email": crate::support::OWNER, "password": crate::support::PASSWORD });
    let me = test.post("/session", body).await;
    assert_eq!(me.status, 200, "{}", me.json);
    assert_eq!(me.json["on_hold"], true);
    let conversation = test.only_conversation().await;
    let thread = test.thread(&conversation).await;
    assert_eq!(thread[0]["text"], "Siete aperti domenica?");
    assert_eq!(test.post("/hold/release", json!({})).await.status, 204);
    assert_eq!(test.get("/me").await.json["on_hold"], false);
    test.stop().await;
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// A database file of `shop`, copied as `copy` while the shop runs, with what lies beside it under these endings.
fn copied(shop: &TestApp, copy: &std::path::Path, endings: &[&str]) {
    for ending in endings {
        let from = format!("{}{ending}", shop.folder().join("shopbell.db").display());
        std::fs::copy(from, format!("{}{ending}", copy.display())).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_copy_of_a_running_shop_is_recognised_and_taken_with_its_log() {
    let test = TestApp::start().await;
    let words = phrase(&test).await;
    test.customer("+39 333 1234567").says("Siete aperti domenica?").await;
    test.let_reply().await;
    let copies = tempfile::tempdir().unwrap();
    let (alone, whole) = (copies.path().join("alone.db"), copies.path().join("whole.db"));
    copied(&test, &alone, &[""]);
    copied(&test, &whole, &["", "-wal"]);
    let said = |outcome: &std::process::Output| {
        String::from_utf8_lossy(&outcome.stdout).into_owned() + &String::from_utf8_lossy(&outcome.stderr)
    };
    let asked = |shop: &str| {
        let question = "SELECT count(*) FROM message WHERE text = 'Siete aperti domenica?'";
        storage::read_file::<i64, storage::StorageError>(
            &copies.path().join(shop).join("shopbell.db"),
            |conn| conn.one(question, [], |row| row.get(0)),
        )
    };

    // The phrase's rows lie in the log that was not copied: the machine's key is all that opens its secrets.
    std::fs::create_dir(copies.path().join("without")).unwrap();
    std::fs::copy(test.folder().join("identity.age"), copies.path().join("without/identity.age")).unwrap();
    let without = restore(&alone, &copies.path().join("without"), &words.join(" "));
    assert!(without.status.success(), "{}", said(&without));
    assert!(said(&without).contains("copied while the shop was running"), "{}", said(&without));
    assert_eq!(asked("without").unwrap(), 0, "the message lay in the log");

    let with = restore(&whole, &copies.path().join("with"), &words.join(" "));
    assert!(with.status.success(), "{}", said(&with));
    assert!(said(&with).contains("Its log (-wal) lay beside it and was taken along"), "{}", said(&with));
    assert_eq!(asked("with").unwrap(), 1, "what lies in the log is part of the shop");
    test.stop().await;
}
