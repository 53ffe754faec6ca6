//! The real program in a folder of its own: started, asked over HTTP, killed with SIGKILL.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use shopbell::clock::Clock;
use shopbell::http::outgoing;
use shopbell::practice::meta::{Keys, Meta, MetaOptions};
use shopbell::tasks::Tasks;
use tokio::process::{Child, Command};

const BINARY: &str = env!("CARGO_BIN_EXE_shopbell");
/// How long a start may take on a machine that is busy with other tests.
const READY_WITHIN: Duration = Duration::from_mins(1);
/// A shop that starts may take a connection and not answer it.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// An answer that is not there by then never comes, on however busy a machine.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// What every customer wants to know.
pub(crate) const QUESTION: &str = "Siete aperti la domenica?";

pub(crate) struct Shop {
    folder: tempfile::TempDir,
    address: String,
    token: String,
    client: reqwest::Client,
    running: Option<Child>,
}

/// What a caller needs to speak to the shop, whether it lives or not.
#[derive(Clone)]
pub(crate) struct Line {
    address: String,
    token: String,
    client: reqwest::Client,
}

/// A healthy stand-in for Meta, on the system's clock.
pub(crate) async fn stand_in(tasks: &Tasks) -> Meta {
    let clock = Clock::system();
    let options = MetaOptions::healthy(Keys::random(), clock.now());
    let client = outgoing::client(Duration::from_secs(10)).unwrap();
    Meta::start(options, clock, tasks, client).await.unwrap()
}

/// The bound of the C library's memory that the unit file sets.
fn largest_kept_block() -> &'static str {
    let unit = include_str!("../../../systemd/shopbell.service");
    unit.lines().find_map(|line| line.strip_prefix("Environment=MALLOC_MMAP_THRESHOLD_=")).unwrap()
}

impl Shop {
    /// A shop that runs, knows one answer and is connected.
    pub(crate) async fn open(meta: &Meta) -> Self {
        let mut shop = Self::found(meta).await;
        shop.start().await;
        shop.set_up(meta).await;
        shop
    }

    /// Writes the settings, makes the owner and a token; nothing runs yet.
    pub(crate) async fn found(meta: &Meta) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let settings = format!(
            "[server]\nlisten = \"{address}\"\npublic_url = \"http://{address}\"\n\
             [data]\ndir = {:?}\n[whatsapp]\ngraph_url = \"{}\"\n[replies]\nburst_wait_ms = 60\n[log]\nlevel = \"warn\"\n",
            folder.path().join("data"),
            meta.graph_url(),
        );
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join("shopbell.toml"), settings).unwrap();
        let client = outgoing::client(ANSWERS_WITHIN).unwrap();
        let mut shop = Self { folder, address, token: String::new(), client, running: None };
        shop.command(
            &["admin", "create", "--email", "owner@example.com", "--password-stdin"],
            "correct horse battery staple\n",
        );
        shop.token = shop.command(&["token", "create", "--name", "test", "--role", "owner"], "");
        shop
    }

    /// Connects the number and teaches the shop one answer.
    pub(crate) async fn set_up(&self, meta: &Meta) {
        let keys = meta.account().keys;
        let pasted =
            json!({"access_token": keys.access_token.expose(), "app_secret": keys.app_secret.expose()});
        let connection = self.line().put("/whatsapp/connection", &pasted).await;
        assert_eq!(connection["status"], "connected", "{connection:#}");
        let pair =
            json!({"question": QUESTION, "answer": "Sì, la domenica siamo aperti dalle 8:30 alle 12:30."});
        let faq = json!({"kind": "faq", "title": "Orari", "pairs": [pair]});
        let (status, source) = self.line().post("/knowledge/sources", &faq).await.unwrap();
        assert!(status.is_success(), "{source:#}");
        let path = format!("/knowledge/sources/{}", source["id"].as_str().unwrap());
        let asked = Instant::now();
        while self.line().get(&path).await.unwrap()["state"] != "ready" {
            assert!(asked.elapsed() < READY_WITHIN, "the shop does not learn:\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Starts the program and waits until it says that it is ready.
    pub(crate) async fn start(&mut self) {
        let child = Command::new(BINARY)
            .args(["--config", self.settings().to_str().unwrap(), "serve"])
            .env("MALLOC_MMAP_THRESHOLD_", largest_kept_block())
            .stdout(Stdio::null())
            .stderr(
                std::fs::File::options()
                    .create(true)
                    .append(true)
                    .open(self.folder.path().join("log"))
                    .unwrap(),
            )
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        self.running = Some(child);
        let asked = Instant::now();
        let url = format!("http://{}/readyz", self.address);
        loop {
            let answer = self.client.get(&url).timeout(ASKED_AGAIN_AFTER).send().await;
            if answer.as_ref().is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            let said = match answer {
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(error) => error.to_string(),
            };
            // It works, and is late with what customers went on writing: so is any shop on a machine this busy.
            if said.contains("webhooks_unread") {
                return;
            }
            let exited = self.running.as_mut().unwrap().try_wait().unwrap();
            assert!(
                exited.is_none() && asked.elapsed() < READY_WITHIN,
                "not ready ({exited:?}): {said}\n{}",
                self.log()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// kill -9.
    pub(crate) async fn kill(&mut self) {
        if let Some(mut child) = self.running.take() {
            child.kill().await.unwrap();
        }
    }

    pub(crate) fn line(&self) -> Line {
        Line { address: self.address.clone(), token: self.token.clone(), client: self.client.clone() }
    }

    /// A figure of `/proc/…/status`, in bytes: `VmRSS` is what the program holds, `VmHWM` the most it held.
    pub(crate) fn memory(&self, figure: &str) -> u64 {
        let status = std::fs::read_to_string(self.proc("status")).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(figure)).unwrap();
        let kilobytes = line.trim_start_matches(':').trim().trim_end_matches(" kB");
        kilobytes.parse::<u64>().unwrap() * 1024
    }

    /// From now on `VmHWM` counts anew.
    pub(crate) fn forget_peak(&self) {
        std::fs::write(self.proc("clear_refs"), "5").unwrap();
    }

    /// The number of the running process.
    pub(crate) fn pid(&self) -> u32 {
        self.running.as_ref().and_then(Child::id).unwrap()
    }

    fn proc(&self, file: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{file}", self.pid()))
    }

    /// What the program said on its way, for a test that fails.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The shop's one file.
    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("data").join(shopbell::storage::FILE_NAME)
    }

    fn settings(&self) -> PathBuf {
        self.folder.path().join("shopbell.toml")
    }

    fn command(&self, words: &[&str], input: &str) -> String {
        let mut child = std::process::Command::new(BINARY)
            .args(["--config", self.settings().to_str().unwrap()])
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Line {
    pub(crate) async fn get(&self, path: &str) -> Option<Value> {
        let request = self.client.get(self.url(path)).bearer_auth(&self.token);
        let answer = request.send().await.ok()?.error_for_status().ok()?;
        answer.json().await.ok()
    }

    /// `None` when no answer came: the caller cannot know what happened.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Option<(reqwest::StatusCode, Value)> {
        let request = self.client.post(self.url(path)).bearer_auth(&self.token).json(body);
        let answer = request.send().await.ok()?;
        let status = answer.status();
        Some((status, answer.json().await.ok()?))
    }

    /// A file, streamed.
    pub(crate) async fn upload(&self, name: &str, bytes: bytes::Bytes) -> Value {
        let file = reqwest::multipart::Part::stream(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", file);
        let request = self.client.post(self.url("/media")).bearer_auth(&self.token).multipart(form);
        let answer = request.timeout(Duration::from_mins(2)).send().await.unwrap();
        let (status, json) = (answer.status(), answer.json::<Value>().await.unwrap());
        assert!(status.is_success(), "{status}: {json:#}");
        json
    }

    /// A form; `None` when no answer came.
    pub(crate) async fn post_form(
        &self,
        path: &str,
        form: reqwest::multipart::Form,
        patience: Duration,
    ) -> Option<Value> {
        let request = self.client.post(self.url(path)).bearer_auth(&self.token).multipart(form);
        request.timeout(patience).send().await.ok()?.error_for_status().ok()?.json().await.ok()
    }

    /// A file as the program serves it, piece by piece.
    pub(crate) async fn download(&self, id: &str) -> reqwest::Response {
        let request = self.client.get(self.url(&format!("/media/{id}"))).bearer_auth(&self.token);
        request.timeout(Duration::from_mins(2)).send().await.unwrap().error_for_status().unwrap()
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Value {
        let request = self.client.put(self.url(path)).bearer_auth(&self.token).json(body);
        request.timeout(Duration::from_secs(30)).send().await.unwrap().json().await.unwrap()
    }

    /// Every item of a list, page after page; `None` as soon as one page fails.
    pub(crate) async fn all(&self, path: &str) -> Option<Vec<Value>> {
        let mut items = Vec::new();
        let mut cursor = String::new();
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{joint}limit=100{cursor}")).await?;
            items.extend(page["items"].as_array()?.iter().cloned());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => return Some(items),
            }
        }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/api/v1{path}", self.address)
    }
}
