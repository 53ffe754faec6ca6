//! A whole shop on a free port with an owner's token, and what these tests ask of it.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use shopbell::accounts::console;
use shopbell::actor::Role;
use shopbell::app::{App, Door};
use shopbell::clock::Clock;
use shopbell::config::Config;
use tempfile::TempDir;

pub struct Shop {
    pub app: App,
    client: reqwest::Client,
    address: String,
    token: String,
    folder: Option<TempDir>,
}

impl Shop {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    pub async fn open_with(adjust: impl FnOnce(&mut Config)) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), adjust).await
    }

    /// A shop whose time a test moves by hand.
    pub async fn open_at(clock: Clock, adjust: impl FnOnce(&mut Config)) -> Self {
        Self::open_by(clock, tempfile::tempdir().unwrap(), adjust).await
    }

    async fn open_in(folder: TempDir, adjust: impl FnOnce(&mut Config)) -> Self {
        Self::open_by(Clock::system(), folder, adjust).await
    }

    async fn open_by(clock: Clock, folder: TempDir, adjust: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config::default();
        config.data.dir = folder.path().to_owned();
        adjust(&mut config);
        let program = PathBuf::from(env!("CARGO_BIN_EXE_shopbell"));
        let app = App::build_around(config, clock, program).await.unwrap();
        app.rooms.knowledge.build_index().await;
        let door = Door::open("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/api/v1", door.address().unwrap());
        let serving = app.clone();
        app.tasks.spawn("door", async move { serving.serve(door).await });
        let token = Self::token_of(&app, Role::Owner).await;
        let client = shopbell::http::outgoing::client(Duration::from_mins(1)).unwrap();
        Self { app, client, address, token, folder: Some(folder) }
    }

    async fn token_of(app: &App, role: Role) -> String {
        console::create_token(&app.db, role.as_str(), role).await.unwrap().0.expose().to_owned()
    }

    /// The same shop seen by somebody else.
    pub async fn seen_by(&self, role: Role) -> Self {
        let token = Self::token_of(&self.app, role).await;
        Self {
            app: self.app.clone(),
            client: self.client.clone(),
            address: self.address.clone(),
            token,
            folder: None,
        }
    }

    /// The file is free once nobody holds the old shop: the last connections end on their own.
    async fn let_go(folder: &TempDir) {
        let free = async {
            while shopbell::storage::is_in_use(folder.path()) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), free).await.expect("the old shop lets go of its folder");
    }

    /// Stops and opens again on the same file.
    pub async fn reopened(self) -> Self {
        self.reopened_with(|_| {}).await
    }

    pub async fn reopened_with(mut self, adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = self.folder.take().unwrap();
        self.app.stop().await;
        drop(self);
        Self::let_go(&folder).await;
        Box::pin(Self::open_in(folder, adjust)).await
    }

    /// Stops and opens again on the same file, at the time it is now.
    pub async fn reopened_at(mut self, clock: Clock, adjust: impl FnOnce(&mut Config)) -> Self {
        let folder = self.folder.take().unwrap();
        self.app.stop().await;
        drop(self);
        Self::let_go(&folder).await;
        Box::pin(Self::open_by(clock, folder, adjust)).await
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address)).bearer_auth(&self.token)
    }

    pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = Self::answer(self.request(Method::GET, path)).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    }

    pub async fn send(&self, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
        Self::answer(self.request(method, path).json(body)).await
    }

    /// Does all work that waits.
    pub async fn run_jobs(&self) {
        self.app.run_due().await.unwrap();
    }

    /// Adds a source and works on it; gives it as it is then.
    pub async fn add(&self, body: Value) -> Value {
        let (status, source) = self.send(Method::POST, "/knowledge/sources", &body).await;
        assert_eq!(status, StatusCode::CREATED, "{source}");
        assert_eq!(source["state"], "queued");
        self.run_jobs().await;
        self.source(&source).await
    }

    pub async fn add_text(&self, title: &str, text: &str) -> Value {
        self.add(json!({ "kind": "text", "title": title, "text": text })).await
    }

    pub async fn upload(&self, name: &str, declared: &str, bytes: Vec<u8>) -> (StatusCode, Value) {
        let part =
            reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned()).mime_str(declared).unwrap();
        let form = reqwest::multipart::Form::new().part("file", part);
        Self::answer(self.request(Method::POST, "/knowledge/sources").multipart(form)).await
    }

    pub async fn source(&self, source: &Value) -> Value {
        self.get(&format!("/knowledge/sources/{}", id(source))).await
    }

    pub async fn search(&self, question: &str) -> Value {
        let request = self.request(Method::GET, "/knowledge/search").query(&[("q", question)]);
        let (status, body) = Self::answer(request).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// The passage found first, or nothing.
    pub async fn first(&self, question: &str) -> Option<String> {
        self.search(question).await["items"][0]["passage"].as_str().map(str::to_owned)
    }
}

pub fn id(source: &Value) -> &str {
    source["id"].as_str().unwrap()
}
