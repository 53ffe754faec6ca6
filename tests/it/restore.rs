//! Any file that may hold the shop, given to the program's commands: what opens it, what it is called, and that a file
//! somebody had their hands in brings nothing of theirs along.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rusqlite::Connection;
use serde_json::json;
use shopbell::clock::Clock;
use shopbell::storage::{self, StorageError};

use crate::support::TestApp;

mod embedded {
    refinery::embed_migrations!("migrations");
}

const SAID: &str = "Siete aperti domenica?";
/// A schema that shops have had for long.
const EARLIER_SCHEMA: i32 = 51;

/// A shop that was stopped, in a folder that stays.
struct Stopped {
    folder: tempfile::TempDir,
}

impl Stopped {
    /// A customer has written once, and somebody has a token.
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::running_in(folder.path()).await.stop().await;
        Self { folder }
    }

    async fn running_in(folder: &Path) -> TestApp {
        let data = folder.join("data");
        std::fs::create_dir(&data).unwrap();
        let test = TestApp::start_owned_with(move |config| config.data.dir = data).await;
        test.customer("+39 333 1234567").says(SAID).await;
        test.let_reply().await;
        let token = test.post("/tokens", json!({"name": "till", "role": "owner"})).await;
        assert!(token.status.is_success(), "{}", token.json);
        test
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn data(&self) -> PathBuf {
        self.at("data")
    }

    fn database(&self) -> PathBuf {
        self.data().join(storage::FILE_NAME)
    }

    /// A backup under this name.
    fn backup(&self, name: &str, more: &[&str]) -> PathBuf {
        let file = self.at(name);
        let mut words = vec!["backup", file.to_str().unwrap()];
        words.extend(more);
        let made = run(&words, &self.data(), "");
        assert!(made.status.success(), "{}", text(&made));
        file
    }

    /// Restores a file into a new folder of this name; nothing is typed but an empty line.
    fn restores(&self, file: &Path, into: &str) -> (Output, PathBuf) {
        let into = self.at(into);
        (run(&["restore", file.to_str().unwrap()], &into, "\n"), into.join(storage::FILE_NAME))
    }
}

fn run(words: &[&str], data: &Path, typed: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shopbell"))
        .args(words)
        .arg("--data-dir")
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that asks for nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// What a file answers to a question that gives one number.
fn count(file: &Path, question: &'static str) -> i64 {
    storage::read_file::<_, StorageError>(file, |conn| conn.one(question, [], |row| row.get(0))).unwrap()
}

fn holds_the_shop(file: &Path) {
    assert_eq!(count(file, "SELECT count(*) FROM message WHERE text = 'Siete aperti domenica?'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_file_needs_no_words_and_brings_no_sessions_and_tokens() {
    let shop = Stopped::open().await;
    let plain = shop.backup("plain.db", &["--plain"]);
    assert_eq!(count(&plain, "SELECT count(*) FROM api_token"), 1);
    let (restored, file) = shop.restores(&plain, "elsewhere");
    let said = text(&restored);
    assert!(restored.status.success(), "{said}");
    assert!(said.contains("not authenticated") && !said.contains("error"), "{said}");
    holds_the_shop(&file);
    let access = "SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM api_token)
                       + (SELECT count(*) FROM password_link)";
    assert_eq!(count(&file, access), 0);
    let kept = shop.at("kept");
    let with = run(&["restore", plain.to_str().unwrap(), "--keep-sessions"], &kept, "\n");
    assert!(with.status.success(), "{}", text(&with));
    assert_eq!(count(&kept.join(storage::FILE_NAME), "SELECT count(*) FROM api_token"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn this_machines_key_opens_its_own_backup_and_its_secrets() {
    let shop = Stopped::open().await;
    let file = shop.backup("shop.shopbell", &[]);
    assert!(!std::fs::read(&file).unwrap().windows(SAID.len()).any(|window| window == SAID.as_bytes()));
    std::fs::rename(shop.database(), shop.at("aside.db")).unwrap();
    let restored = run(&["restore", file.to_str().unwrap()], &shop.data(), "");
    let said = text(&restored);
    assert!(restored.status.success(), "{said}");
    assert!(!said.contains("twelve words") && !said.contains("without keys"), "{said}");
    holds_the_shop(&shop.database());
    // Its number is still connected: the secrets in the file open.
    let data = shop.data();
    let test = TestApp::start_with(move |config| config.data.dir = data).await;
    test.meta()
        .customer("Bea", shopbell::practice::meta::Identity::Phone("393339999999".into()))
        .says("Ciao")
        .await;
    test.run_jobs().await;
    let heard = "SELECT count(*) FROM message WHERE text = 'Ciao'";
    let heard =
        test.app.db.read::<_, StorageError>(move |conn| conn.one(heard, [], |row| row.get::<_, i64>(0)));
    assert_eq!(heard.await.unwrap(), 1);
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_never_had_words_goes_on_without_its_keys() {
    let shop = Stopped::open().await;
    let (restored, file) = shop.restores(&shop.database(), "elsewhere");
    let said = text(&restored);
    assert!(restored.status.success(), "{said}");
    assert!(said.contains("never had a recovery phrase") && said.contains("copy its identity.age"), "{said}");
    holds_the_shop(&file);
    let locked = shop.backup("shop.shopbell", &[]);
    let (refused, file) = shop.restores(&locked, "other");
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    assert!(!file.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_kept_before_an_upgrade_is_restored_and_upgraded() {
    let shop = Stopped::open().await;
    let earlier = shop.at("earlier");
    std::fs::create_dir(&earlier).unwrap();
    let mut old = Connection::open(earlier.join(storage::FILE_NAME)).unwrap();
    let steps = embedded::migrations::runner().set_grouped(true);
    steps.set_target(refinery::Target::Version(EARLIER_SCHEMA)).run(&mut old).unwrap();
    drop(old);
    let data = earlier.clone();
    let test = TestApp::start_with(move |config| config.data.dir = data).await;
    test.app.stop().await;
    test.leaves_work();
    let kept = earlier.join(format!("backups/before-schema-{}.db", EARLIER_SCHEMA + 1));
    let (restored, file) = shop.restores(&kept, "elsewhere");
    assert!(restored.status.success(), "{}", text(&restored));
    assert!(count(&file, "SELECT max(version) FROM refinery_schema_history") > EARLIER_SCHEMA.into());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_short_damaged_newer_or_something_else_is_called_so() {
    let shop = Stopped::open().await;
    let locked = std::fs::read(shop.backup("shop.shopbell", &[])).unwrap();
    let plain = std::fs::read(shop.backup("plain.db", &["--plain"])).unwrap();
    let newer = shop.backup("newer.db", &["--plain"]);
    let file = Connection::open(&newer).unwrap();
    file.execute(
        "INSERT INTO refinery_schema_history SELECT version + 1000, name, applied_on, checksum
           FROM refinery_schema_history ORDER BY version DESC LIMIT 1",
        [],
    )
    .unwrap();
    drop(file);
    let mut scratched = plain.clone();
    let middle = scratched.len() / 2 / 4096 * 4096;
    scratched[middle..middle + 4096 * 8].fill(0xA5);
    let cases: [(&str, &[u8], &str); 6] = [
        ("half.shopbell", &locked[..locked.len() / 2], "damaged or was cut short"),
        ("flipped.shopbell", &flipped(&locked), "damaged or was cut short"),
        ("half.db", &plain[..plain.len() / 2], "damaged or was cut short"),
        ("scratched.db", &scratched, "damaged or was cut short"),
        ("empty.shopbell", b"", "it is empty"),
        ("holiday.jpg", b"\xFF\xD8\xFF\xE0 nothing of ours", "neither a backup nor a database"),
    ];
    for (name, bytes, words) in cases {
        std::fs::write(shop.at(name), bytes).unwrap();
        is_refused(&shop, &shop.at(name), words);
    }
    is_refused(&shop, &newer, "newer Shopbell");
}

/// By `restore`, which leaves nothing behind, and by `backup verify`; with the machine's own key at hand.
fn is_refused(shop: &Stopped, file: &Path, words: &str) {
    let into = shop.at("into");
    std::fs::create_dir_all(&into).unwrap();
    std::fs::copy(shop.data().join("identity.age"), into.join("identity.age")).unwrap();
    let name = file.to_str().unwrap();
    for (command, data) in [(&["restore", name][..], &into), (&["backup", "verify", name][..], &shop.data())]
    {
        let refused = run(command, data, "");
        let said = text(&refused);
        assert_eq!(refused.status.code(), Some(2), "{command:?}: {said}");
        assert!(said.contains(words) && said.contains("hint:"), "{command:?}: {said}");
        assert!(!said.contains("twelve words do not open"), "{command:?}: {said}");
    }
    let left: Vec<_> = std::fs::read_dir(&into).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["identity.age"], "nothing half done stays");
}

fn flipped(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = bytes.len() * 3 / 4;
    bytes[at] ^= 1;
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_somebody_had_their_hands_in_is_refused_whatever_they_planted() {
    let shop = Stopped::open().await;
    let planted = [
        "CREATE TRIGGER quiet AFTER INSERT ON message BEGIN DELETE FROM audit_entry; END",
        "CREATE VIEW helpful AS SELECT * FROM api_token",
        "CREATE TABLE mine (x)",
        "CREATE INDEX mine_too ON message (text)",
        "DROP TRIGGER audit_entry_is_never_changed",
        "ALTER TABLE person ADD COLUMN mine TEXT",
    ];
    for (number, sql) in planted.into_iter().enumerate() {
        let file = shop.backup(&format!("planted-{number}.db"), &["--plain"]);
        Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        is_refused(&shop, &file, "somebody changed its structure");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_litestream_keeps_in_a_file_are_no_tampering() {
    let shop = Stopped::open().await;
    let theirs = "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER);
                  CREATE TABLE _litestream_lock (id INTEGER);";
    Connection::open(shop.database()).unwrap().execute_batch(theirs).unwrap();
    let locked = shop.backup("shop.shopbell", &[]);
    let whole = run(&["backup", "verify", locked.to_str().unwrap()], &shop.data(), "");
    assert!(whole.status.success(), "{}", text(&whole));
    let plain = shop.backup("plain.db", &["--plain"]);
    let (restored, file) = shop.restores(&plain, "elsewhere");
    assert!(restored.status.success(), "{}", text(&restored));
    holds_the_shop(&file);
    let trigger = "CREATE TRIGGER _litestream_mine AFTER INSERT ON message BEGIN DELETE FROM label; END";
    Connection::open(&plain).unwrap().execute_batch(trigger).unwrap();
    is_refused(&shop, &plain, "somebody changed its structure");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_raw_copy_with_its_log_has_the_latest_messages() {
    let folder = tempfile::tempdir().unwrap();
    let test = Stopped::running_in(folder.path()).await;
    let shop = Stopped { folder };
    let copy = shop.at("copied.db");
    for ending in ["", "-wal"] {
        let from = format!("{}{ending}", shop.database().display());
        std::fs::copy(from, format!("{}{ending}", copy.display())).unwrap();
    }
    let (restored, file) = shop.restores(&copy, "elsewhere");
    let said = text(&restored);
    assert!(restored.status.success(), "{said}");
    assert!(said.contains("Its log (-wal) lay beside it and was taken along"), "{said}");
    holds_the_shop(&file);
    assert!(shop.at("copied.db-wal").exists(), "what was given is left as it is");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_believes_no_name_and_a_check_says_what_a_file_is() {
    let shop = Stopped::open().await;
    let made = run(&["backup"], &shop.data(), "");
    assert!(made.status.success(), "{}", text(&made));
    std::fs::write(shop.data().join("backups/shopbell-2099-01-01-030000.shopbell"), "x").unwrap();
    let listed = text(&run(&["backup", "list"], &shop.data(), ""));
    let lines: Vec<&str> = listed.lines().collect();
    assert_eq!(lines.len(), 2, "{listed}");
    assert!(lines[0].contains("2099-01-01") && lines[0].ends_with("never verified"), "{listed}");
    assert!(lines[1].contains("  verified "), "{listed}");
    let doctor = text(&run(&["doctor"], &shop.data(), ""));
    assert!(!doctor.contains("verified 2099"), "{doctor}");
    let whole = run(
        &["backup", "verify", shop.data().join("backups/latest.shopbell").to_str().unwrap()],
        &shop.data(),
        "",
    );
    assert!(whole.status.success() && text(&whole).contains("It is whole"), "{}", text(&whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_killed_leaves_nothing_readable_after_the_next_one() {
    let shop = Stopped::open().await;
    let backups = shop.data().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    let (killed, alive) = (backups.join(".making-killed"), backups.join(".making-alive"));
    for folder in [&killed, &alive] {
        std::fs::create_dir(folder).unwrap();
        std::fs::write(folder.join("copy.db"), "everything, for everybody").unwrap();
    }
    let maker = std::fs::File::open(&alive).unwrap();
    maker.lock().unwrap();
    let made = run(&["backup"], &shop.data(), "");
    assert!(made.status.success(), "{}", text(&made));
    assert!(!killed.exists(), "what a killed maker left is gone");
    assert!(alive.exists(), "a living one is left alone");
    drop(maker);
    let folders = std::fs::read_dir(&backups).unwrap().map(Result::unwrap);
    let making = folders.filter(|entry| entry.file_name().to_string_lossy().starts_with(".making-")).count();
    assert_eq!(making, 1, "its own is gone too");
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_from_before_upgrades_go_after_a_week_and_many_backups_make_room() {
    let shop = Stopped::open().await;
    let backups = shop.data().join("backups");
    std::fs::create_dir_all(&backups).unwrap();
    let now = Clock::system().now();
    let day = std::time::Duration::from_hours(24);
    for (name, days) in [("before-schema-10.db", 8), ("before-schema-11.db", 6)] {
        let file = std::fs::File::create(backups.join(name)).unwrap();
        file.set_modified(
            std::time::UNIX_EPOCH
                + std::time::Duration::from_millis(u64::try_from(now.minus(day * days).as_millis()).unwrap()),
        )
        .unwrap();
    }
    for number in 10..30 {
        std::fs::write(backups.join(format!("shopbell-2020-01-{number}-030000.shopbell")), "x").unwrap();
    }
    let made = run(&["backup"], &shop.data(), "");
    assert!(made.status.success(), "{}", text(&made));
    assert!(!backups.join("before-schema-10.db").exists(), "a week later it is of no more use");
    assert!(backups.join("before-schema-11.db").exists());
    let listed = text(&run(&["backup", "list"], &shop.data(), ""));
    assert_eq!(listed.lines().count(), 14, "{listed}");
}

#[test]
fn a_reader_that_stops_reading_is_no_fault() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shopbell"))
        .arg("openapi")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{:?}", ended.status);
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
}
