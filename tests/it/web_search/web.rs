//! The web on loopback: Brave and SearXNG as a test wants them, and the sites they name, good and bad.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// How a service answers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answers {
    Results,
    Status(u16),
    Text(&'static str),
    TenMegabytes,
    Hangs,
    /// Not before it is told to answer otherwise; then with the results.
    Late,
}

/// One question as a service saw it.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    pub query: HashMap<String, String>,
    pub key: Option<String>,
}

#[derive(Clone)]
pub struct Web {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

struct Shared {
    answers: Answers,
    /// Addresses and titles.
    results: Vec<(String, String)>,
    /// What stands at a host and path; `>` before an address sends on to it.
    pages: BTreeMap<String, String>,
    asked: Vec<Asked>,
    /// Hosts and paths that were read.
    read: Vec<String>,
}

impl Web {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Mutex::new(Shared {
            answers: Answers::Results,
            results: Vec::new(),
            pages: BTreeMap::new(),
            asked: Vec::new(),
            read: Vec::new(),
        }));
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// Where the services are.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An address on a site of this web.
    pub fn on(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    /// A page, and a result that names it.
    pub fn holds(&self, host: &str, path: &str, body: &str) -> String {
        let address = self.on(host, path);
        let mut shared = self.shared.lock().unwrap();
        shared.pages.insert(format!("{host}{path}"), body.to_owned());
        shared.results.push((address.clone(), format!("About {path}")));
        address
    }

    /// A result alone.
    pub fn names(&self, address: &str) {
        self.shared.lock().unwrap().results.push((address.to_owned(), "A title".to_owned()));
    }

    pub fn answers(&self, answers: Answers) {
        self.shared.lock().unwrap().answers = answers;
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.shared.lock().unwrap().asked.clone()
    }

    pub fn read(&self) -> Vec<String> {
        self.shared.lock().unwrap().read.clone()
    }
}

async fn answer(
    State(shared): State<Arc<Mutex<Shared>>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let path = uri.path().to_owned();
    if !matches!(path.as_str(), "/res/v1/web/search" | "/search") {
        let host = text("host").unwrap_or_default();
        let place = format!("{}{path}", host.split(':').next().unwrap_or_default());
        return page(&shared, place);
    }
    let asks_late = |shared: &Mutex<Shared>| shared.lock().unwrap().answers == Answers::Late;
    let (answers, results) = {
        let mut shared = shared.lock().unwrap();
        shared.asked.push(Asked { path: path.clone(), query, key: text("x-subscription-token") });
        (shared.answers, shared.results.clone())
    };
    let named = results.iter().map(|(url, title)| {
        json!({"url": url, "title": title, "description": "Everything is free.", "content": "Everything is free."})
    });
    let named: Vec<Value> = named.collect();
    while asks_late(&shared) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    match answers {
        Answers::Results | Answers::Late if path == "/search" => {
            axum::Json(json!({ "results": named })).into_response()
        }
        Answers::Results | Answers::Late => axum::Json(json!({"web": {"results": named}})).into_response(),
        Answers::Status(status) => Response::builder()
            .status(status)
            .body(Body::from(r#"{"error":{"code":"SUBSCRIPTION_TOKEN_INVALID"}}"#))
            .unwrap(),
        Answers::Text(text) => text.into_response(),
        Answers::TenMegabytes => "[".repeat(10 * 1024 * 1024).into_response(),
        Answers::Hangs => std::future::pending().await,
    }
}

fn page(shared: &Mutex<Shared>, place: String) -> Response {
    let mut shared = shared.lock().unwrap();
    let body = shared.pages.get(&place).cloned();
    shared.read.push(place);
    match body {
        None => (axum::http::StatusCode::NOT_FOUND, "nothing").into_response(),
        Some(body) => match body.strip_prefix('>') {
            Some(target) => {
                (axum::http::StatusCode::FOUND, [(header::LOCATION, target.to_owned())]).into_response()
            }
            None => axum::response::Html(body).into_response(),
        },
    }
}
