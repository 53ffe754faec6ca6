//! `shopbell doctor`: the first cause by its name with its own way out, an exit code that tells, and nothing made or
//! changed by looking.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::Value;
use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// A shop that was started once and stopped.
struct Shop {
    folder: tempfile::TempDir,
    address: String,
}

impl Shop {
    async fn stopped() -> Self {
        let shop = Self::anew();
        let running = shop.opens().await;
        running.stop().await;
        shop
    }

    fn anew() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { folder: tempfile::tempdir().unwrap(), address: format!("127.0.0.1:{port}") }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn file(&self) -> PathBuf {
        self.data().join("shopbell.db")
    }

    async fn opens(&self) -> App {
        let mut config = Config::default();
        config.data.dir = self.data();
        config.server.listen.clone_from(&self.address);
        App::build_around(config, Clock::system(), env!("CARGO_BIN_EXE_shopbell").into()).await.unwrap()
    }

    /// Runs the doctor, as he is asked on a terminal.
    async fn examined(&self) -> Verdict {
        self.examined_in(&self.data()).await
    }

    async fn examined_in(&self, data: &Path) -> Verdict {
        let (data, address) = (data.to_owned(), self.address.clone());
        let run = move |more: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_shopbell"))
                .arg("--data-dir")
                .arg(&data)
                .arg("doctor")
                .args(more)
                .env("SHOPBELL_SERVER__LISTEN", &address)
                .output()
                .unwrap()
        };
        tokio::task::spawn_blocking(move || Verdict::of(&run(&[]), &run(&["--json"]))).await.unwrap()
    }

    /// Every file with its bytes.
    fn contents(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut contents = BTreeMap::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() {
                    folders.push(entry);
                } else {
                    contents.insert(entry.clone(), std::fs::read(entry).unwrap());
                }
            }
        }
        contents
    }
}

#[derive(Debug)]
struct Verdict {
    code: i32,
    /// `error: …` and `hint: …`.
    said: String,
    /// The first finding that fails.
    first: String,
    checks: Value,
}

impl Verdict {
    fn of(told: &Output, json: &Output) -> Self {
        assert_eq!(told.status.code(), json.status.code());
        let checks: Value = serde_json::from_slice(&json.stdout).unwrap_or_default();
        let fails = checks["checks"].as_array().into_iter().flatten().find(|check| check["status"] == "fail");
        Self {
            code: told.status.code().unwrap(),
            said: String::from_utf8_lossy(&told.stderr).into_owned(),
            first: fails.map(|check| check["id"].as_str().unwrap().to_owned()).unwrap_or_default(),
            checks,
        }
    }

    /// The first cause by its name, in words, with what to do.
    #[track_caller]
    fn names(&self, first: &str, cause: &str, hint: &str) {
        assert_eq!((self.code, self.first.as_str()), (1, first), "{self:#?}");
        let (error, way_out) = self.said.split_once("hint: ").unwrap_or((&self.said, ""));
        assert!(error.contains(cause), "{cause:?} is not said: {}", self.said);
        assert!(way_out.contains(hint), "{hint:?} is not said: {}", self.said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_is_well_is_called_so_and_a_stopped_one_stopped() {
    let shop = Shop::stopped().await;
    let before = shop.contents();
    shop.examined().await.names("running", "stopped", "systemctl start shopbell");
    assert!(shop.contents() == before, "looking changed something");

    let app = shop.opens().await;
    let verdict = shop.examined().await;
    verdict.names("running", "nothing answers", "may be just starting");
    let door = Door::open(&shop.address).await.unwrap();
    let serving = app.clone();
    let served = tokio::spawn(async move { serving.serve(door).await });
    let well = shop.examined().await;
    assert_eq!((well.code, well.first.as_str()), (0, ""), "{well:#?}");
    app.stop().await;
    served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_else_answers_at_the_address_is_not_taken_for_this_shop() {
    let shop = Shop::stopped().await;
    let stranger = TcpListener::bind(&shop.address).await.unwrap();
    let answering = tokio::spawn(async move {
        loop {
            let (mut stream, _) = stranger.accept().await.unwrap();
            let mut asked = [0; 512];
            let _ = stream.read(&mut asked).await.unwrap();
            let answer =
                "HTTP/1.1 200 OK\r\nserver: nginx\r\ncontent-length: 3\r\nconnection: close\r\n\r\nok\n";
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    shop.examined().await.names("running", "Another program answers", "server.listen");
    answering.abort();
    let _ = answering.await;

    let mute = TcpListener::bind(&shop.address).await.unwrap();
    shop.examined().await.names("running", "does not answer", "ss -ltnp");
    drop(mute);

    let (other, door) = (Shop::anew(), Door::open(&shop.address).await.unwrap());
    let app = other.opens().await;
    let serving = app.clone();
    let served = tokio::spawn(async move { serving.serve(door).await });
    shop.examined().await.names("running", "Another shop answers", "--data-dir");
    app.stop().await;
    served.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_cannot_be_used_is_named_before_what_follows_from_it() {
    let shop = Shop::stopped().await;
    let whole = std::fs::read(shop.file()).unwrap();
    let mut damaged = whole.clone();
    damaged[4096..8192].fill(0xA5);
    std::fs::write(shop.file(), damaged).unwrap();
    let before = shop.contents();
    shop.examined().await.names("database", "damaged", "restore");
    assert!(shop.contents() == before, "looking changed something");

    std::fs::write(shop.file(), b"a letter to my aunt").unwrap();
    shop.examined().await.names("database", "damaged", "restore");

    std::fs::write(shop.file(), whole).unwrap();
    let file = Connection::open(shop.file()).unwrap();
    let later =
        "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES (9000, '', '', '')";
    file.execute_batch(later).unwrap();
    file.close().unwrap();
    let before = shop.contents();
    shop.examined().await.names("database", "newer Shopbell", "install the newer version");
    assert!(shop.contents() == before, "looking changed something");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_key_is_missed_and_never_made_anew() {
    let shop = Shop::stopped().await;
    let key = shop.data().join("identity.age");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    shop.examined().await.names("key", "identity.age is missing", "put identity.age back");
    assert!(!key.exists());

    let mut config = Config::default();
    config.data.dir = shop.data();
    let refused = App::build_around(config, Clock::system(), env!("CARGO_BIN_EXE_shopbell").into()).await;
    let words = refused.map(drop).unwrap_err().to_string();
    assert!(words.contains("identity.age"), "{words}");
    assert!(!key.exists(), "a new key would open nothing");

    let other = Shop::stopped().await;
    std::fs::copy(other.data().join("identity.age"), &key).unwrap();
    shop.examined().await.names("key", "another machine's", "restore");
    std::fs::write(&key, kept).unwrap();
    shop.examined().await.names("running", "stopped", "systemctl start shopbell");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_became_read_only_is_the_first_cause() {
    let shop = Shop::stopped().await;
    let mount = |arguments: &[&str]| {
        let mounted = Command::new("mount").args(arguments).arg(shop.data()).output();
        mounted.is_ok_and(|mounted| mounted.status.success())
    };
    let data = shop.data().display().to_string();
    if !mount(&["--bind", &data]) {
        println!("left out: only root may mount");
        return;
    }
    assert!(mount(&["-o", "remount,bind,ro"]));
    let verdict = shop.examined().await;
    let gone = Command::new("umount").arg(shop.data()).status();
    assert!(gone.unwrap().success());
    verdict.names("disk_writable", "read-only", "dmesg");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_shop_is_none_is_made() {
    let shop = Shop::anew();
    let verdict = shop.examined_in(&shop.folder.path().join("nowhere")).await;
    assert_eq!(verdict.code, 2, "{verdict:#?}");
    assert!(verdict.said.contains("there is no shop"), "{}", verdict.said);
    assert_eq!(std::fs::read_dir(shop.folder.path()).unwrap().count(), 0);
    assert_eq!(verdict.checks, Value::Null);
}
