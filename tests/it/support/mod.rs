//! The real program for tests: a fixed clock, the practice stand-in as Meta, requests through the real door.
//!
//! No sleeps: time moves by `advance`, work is done by `run_jobs`, or beside a scene by `beside`. Dropping a [`TestApp`] that has unfinished due jobs
//! fails the test.

// Each feature's tests use a part of this.
#![allow(dead_code)]

pub mod bedrock;
pub mod bomb;
pub mod browser;
pub mod first_day;
pub mod mail_server;
pub mod model_server;
pub mod push_service;
pub mod real_shop;
pub mod small_disk;
pub mod transcriber;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::cookie::Jar;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shopbell::app::{App, Door};
use shopbell::clock::{Clock, Timestamp};
use shopbell::config::Config;
use shopbell::practice::meta::{Customer, Identity, Meta};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use first_day::FirstDay;

pub const OWNER: &str = "owner@shop.example";
pub const PASSWORD: &str = "correct horse battery staple";

/// Saturday, 21 November 2026, 10:00 in UTC.
pub const START: Timestamp = Timestamp::from_seconds(1_795_255_200);

/// How long something that does come may take to be seen: only a test that fails waits so long.
pub const NEVER: Duration = Duration::from_secs(30);
/// How long the end of a test waits for webhooks that are on their way.
const FAIR_WAIT: Duration = Duration::from_secs(5);
/// What no event tells of is looked for again after this.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A running shop with an owner who is signed in.
pub struct TestApp {
    pub app: App,
    pub clock: Clock,
    pub address: String,
    pub client: reqwest::Client,
    folder: TempDir,
    server: Option<tokio::task::JoinHandle<()>>,
}

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub json: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answer {
    /// The code of the error, or nothing.
    pub fn code(&self) -> &str {
        self.json["error"]["code"].as_str().unwrap_or("")
    }
}

impl TestApp {
    /// The program with an owner, signed in.
    pub async fn start() -> Self {
        Self::start_owned_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn start_owned_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_owned_by(env!("CARGO_BIN_EXE_shopbell").into(), change).await
    }

    /// The same that starts this program where it needs a process of its own.
    pub async fn start_owned_by(program: PathBuf, change: impl FnOnce(&mut Config)) -> Self {
        Box::pin(Self::open(Some(FirstDay::shared().await), program, change)).await
    }

    /// The program as it is installed.
    pub async fn start_without_owner() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The program as it is installed, with other settings.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Box::pin(Self::open(None, env!("CARGO_BIN_EXE_shopbell").into(), change)).await
    }

    async fn open(day: Option<&FirstDay>, program: PathBuf, change: impl FnOnce(&mut Config)) -> Self {
        let folder = first_day::folder();
        let mut config = Config::default();
        config.data.dir = folder.path().to_owned();
        config.server.listen = "127.0.0.1:0".into();
        config.practice.plays_the_shop = true;
        change(&mut config);
        if let Some(day) = day {
            day.copy_to(&config.data.dir);
        }
        let clock = Clock::fixed(START);
        let app = App::build_around(config, clock.clone(), program).await.expect("the program builds");
        let door = Door::open("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", door.address().expect("a TCP address"));
        app.rooms.accounts.prepare_first_run().await.expect("a first run");
        app.connect_practice(&door).await.expect("practice connects");
        let serving = app.clone();
        let server = tokio::spawn(async move { serving.serve(door).await.expect("the door stays open") });
        let cookies = Jar::default();
        if let Some(day) = day {
            cookies.add_cookie_str(&day.cookie, &address.parse().expect("an address"));
        }
        let client = shopbell::http::outgoing::builder().cookie_provider(Arc::new(cookies)).build();
        let client = client.expect("a client");
        Self { app, clock, address, client, folder, server: Some(server) }
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The stand-in for Meta that the practice number uses.
    pub fn meta(&self) -> Meta {
        self.app.rooms.practice.meta()
    }

    /// A customer with a phone number.
    pub fn customer(&self, phone: &str) -> Customer {
        let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
        self.meta().customer("Ana", Identity::Phone(digits))
    }

    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Does everything that is due, and what follows from it, statuses from Meta included.
    pub async fn run_jobs(&self) {
        loop {
            let done = self.app.run_due().await.expect("jobs run");
            self.meta().settled().await;
            if done == 0 && self.app.run_due().await.expect("jobs run") == 0 {
                return;
            }
        }
    }

    /// Runs a scene while `workers` do whatever is due, as soon as it is; returns when they have ended what they were at.
    pub async fn beside<T>(&self, workers: usize, scene: impl Future<Output = T>) -> T {
        let over = CancellationToken::new();
        let scene = async {
            let came_to = scene.await;
            over.cancel();
            came_to
        };
        let workers = (0..workers).map(|_| works(self.app.clone(), over.clone(), |_| {}));
        tokio::join!(scene, join_all(workers)).0
    }

    /// Waits until something is so.
    pub async fn until<F: AsyncFn() -> bool>(&self, what: &str, is_so: F) {
        let mut stirred = self.app.bus.stirred();
        let look = async {
            while !is_so().await {
                let _ = tokio::time::timeout(LOOK_AGAIN, news(&mut stirred)).await;
            }
        };
        tokio::time::timeout(NEVER, look).await.unwrap_or_else(|_| panic!("never: {what}"));
    }

    /// Signs the owner in again, as after a week in which nobody came.
    pub async fn sign_in(&self) {
        let signed_in = self.post("/session", json!({ "email": OWNER, "password": PASSWORD })).await;
        assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.json);
    }

    /// Waits out the burst and lets the reply go its whole way.
    pub async fn let_reply(&self) {
        self.run_jobs().await;
        for _ in 0..4 {
            self.advance(Duration::from_secs(4));
            self.run_jobs().await;
        }
    }

    /// Gives the shop a file of this name.
    pub async fn upload(&self, name: &str, bytes: Vec<u8>) -> Answer {
        let form = Form::new().part("file", Part::bytes(bytes).file_name(name.to_owned()));
        let request = self
            .client
            .post(format!("{}/api/v1/media", self.address))
            .header("sec-fetch-site", "same-origin")
            .header("origin", &self.address)
            .multipart(form);
        answer(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// A request as the screens make it: where it is asked anew who one is, the password is typed and it is sent again.
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let answer = self.send_once(method.clone(), path, body.clone()).await;
        if answer.code() != "confirm_identity" {
            return answer;
        }
        let proof = json!({ "password": PASSWORD });
        let confirmed = self.send_once(Method::POST, "/session/confirm", Some(proof)).await;
        assert_eq!(confirmed.status, StatusCode::NO_CONTENT, "{}", confirmed.json);
        self.send_once(method, path, body).await
    }

    /// One request with the cookie, from the same origin.
    pub async fn send_once(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = self
            .client
            .request(method, format!("{}/api/v1{path}", self.address))
            .header("sec-fetch-site", "same-origin")
            .header("origin", &self.address);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request.send().await.expect("the program answers")).await
    }

    /// The only conversation there is.
    pub async fn only_conversation(&self) -> Value {
        let list = self.get("/conversations?queue=all").await.json;
        let items = list["items"].as_array().expect("a list").clone();
        assert_eq!(items.len(), 1, "one conversation: {list}");
        items[0].clone()
    }

    /// The messages of a conversation, oldest first.
    pub async fn thread(&self, conversation: &Value) -> Vec<Value> {
        let id = conversation["id"].as_str().expect("an id");
        let page = self.get(&format!("/conversations/{id}/messages?limit=100")).await.json;
        let mut items = page["items"].as_array().unwrap_or_else(|| panic!("messages: {page}")).clone();
        items.reverse();
        items
    }

    /// What is still to be done, after a fair wait for webhooks that are on their way.
    async fn unfinished(&self) -> Vec<String> {
        let mut stirred = self.app.bus.stirred();
        let ended = async {
            while !self.app.worker.unfinished().await.expect("the queue can be read").is_empty() {
                let _ = tokio::time::timeout(LOOK_AGAIN, news(&mut stirred)).await;
                self.run_jobs().await;
            }
        };
        let _ = tokio::time::timeout(FAIR_WAIT, ended).await;
        self.app.worker.unfinished().await.expect("the queue can be read")
    }

    /// Stops the program in order; whatever is left to do by then is a fault.
    pub async fn stop(mut self) {
        let unfinished = self.unfinished().await;
        self.app.stop().await;
        if let Some(server) = self.server.take() {
            server.await.expect("the server ends");
        }
        assert!(unfinished.is_empty(), "jobs are left: {unfinished:?}");
    }

    /// Ends a test that leaves work on purpose.
    pub fn leaves_work(mut self) {
        self.server = None;
    }
}

impl Drop for TestApp {
    /// A shop that was never stopped is looked at all the same: work that is due and left is a fault.
    fn drop(&mut self) {
        if self.server.is_none() || std::thread::panicking() {
            return;
        }
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let file = rusqlite::Connection::open_with_flags(self.app.db.file(), flags).expect("the file opens");
        let mut due = file
            .prepare("SELECT kind FROM job WHERE state <> 'dead' AND run_at_ms <= ?1 ORDER BY id")
            .expect("jobs can be read");
        let left = due.query_map([self.clock.now().as_millis()], |row| row.get::<_, String>("kind"));
        let left: Vec<String> = left.expect("jobs can be read").map(|kind| kind.expect("a kind")).collect();
        assert!(left.is_empty(), "jobs are left: {left:?}");
    }
}

/// Does whatever is due, as soon as it is; says after each round which moment it has caught up with.
pub async fn works(app: App, over: CancellationToken, mut caught_up: impl FnMut(Timestamp)) {
    let mut stirred = app.bus.stirred();
    while !over.is_cancelled() {
        stirred.mark_unchanged();
        let now = app.clock.now();
        app.run_due().await.expect("jobs run");
        caught_up(now);
        tokio::select! {
            () = over.cancelled() => return,
            () = news(&mut stirred) => {}
            () = app.clock.sleep_until(now.plus(Duration::from_millis(1))) => {}
        }
    }
}

/// Waits until something was told or somebody woken since this was last asked.
async fn news(stirred: &mut watch::Receiver<()>) {
    stirred.changed().await.expect("the bus lives as long as the program");
}

pub async fn answer(response: reqwest::Response) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.unwrap_or_default();
    Answer { status, headers, json: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}
