//! A real site with somebody between it and the operator, who passes on what was asked and answers as they please.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::TestApp;

/// What every TLS connection begins with.
const TLS: u8 = 0x16;

/// What whoever is in between makes of an answer.
#[derive(Clone)]
pub enum Deed {
    PassOn,
    /// One number of the report is another.
    Alter,
    /// The signature of another report.
    SwapSignature,
    /// The answer as it was when this began.
    Replay(String),
    /// The site is asked a question of our own.
    OwnQuestion,
    /// Another site's report, asked with its own token.
    Other {
        address: String,
        token: String,
    },
    CutShort,
    /// So many bytes are said to follow.
    Large(u64),
    /// Bytes without an end.
    Endless,
    /// A byte now and then.
    Drip,
    Say {
        status: &'static str,
        kind: &'static str,
        body: &'static str,
    },
    SendOn(String),
}

/// A door of its own on loopback.
pub struct Between {
    pub address: String,
    deed: Arc<Mutex<Deed>>,
    /// What it last answered.
    pub last: Arc<Mutex<String>>,
    reached: Arc<AtomicBool>,
    listening: JoinHandle<()>,
}

impl Between {
    pub async fn before(site: &TestApp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let deed = Arc::new(Mutex::new(Deed::PassOn));
        let (last, reached) = (Arc::default(), Arc::default());
        let behind = Behind {
            site: site.address.clone(),
            client: shopbell::http::outgoing::builder().build().unwrap(),
            deed: Arc::clone(&deed),
            last: Arc::clone(&last),
            reached: Arc::clone(&reached),
        };
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(behind.clone().serve(stream));
            }
        });
        Self { address, deed, last, reached, listening }
    }

    pub fn does(&self, deed: Deed) {
        *self.deed.lock() = deed;
    }

    /// Whether anybody came since this was last asked.
    pub fn was_reached(&self) -> bool {
        self.reached.swap(false, Ordering::SeqCst)
    }

    /// Nobody listens here any more.
    pub async fn goes(self) {
        self.listening.abort();
        let _ended = self.listening.await;
    }
}

#[derive(Clone)]
struct Behind {
    site: String,
    client: reqwest::Client,
    deed: Arc<Mutex<Deed>>,
    last: Arc<Mutex<String>>,
    reached: Arc<AtomicBool>,
}

impl Behind {
    async fn serve(self, mut stream: TcpStream) {
        let mut first = [0; 1];
        if stream.peek(&mut first).await.is_ok_and(|read| read == 1) && first == [TLS] {
            // As an HTTP server does, to whoever speaks TLS to it.
            let _told = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
            let mut rest = Vec::new();
            let _gone = stream.read_to_end(&mut rest).await;
            return;
        }
        let head = read_head(&mut stream).await;
        self.reached.store(true, Ordering::SeqCst);
        let deed = self.deed.lock().clone();
        // Whoever asks goes away when they have seen enough.
        let _gone = self.answer(&mut stream, &head, deed).await;
        let _closed = stream.shutdown().await;
    }

    async fn answer(&self, stream: &mut TcpStream, head: &str, deed: Deed) -> std::io::Result<()> {
        let (path, bearer) = asked(head);
        let body = match deed {
            Deed::PassOn => self.fetch(&self.site, &path, &bearer).await,
            Deed::Alter => altered(&self.fetch(&self.site, &path, &bearer).await),
            Deed::SwapSignature => {
                let mut signed: Value =
                    serde_json::from_str(&self.fetch(&self.site, &path, &bearer).await).unwrap();
                let other = self.fetch(&self.site, &format!("{path}x"), &bearer).await;
                let other: Value = serde_json::from_str(&other).unwrap();
                signed["signature"] = other["signature"].clone();
                signed.to_string()
            }
            Deed::Replay(body) => body,
            Deed::OwnQuestion => {
                self.fetch(&self.site, "/api/v1/fleet/report?nonce=0123456789abcdef", &bearer).await
            }
            Deed::Other { address, token } => self.fetch(&address, &path, &format!("Bearer {token}")).await,
            Deed::CutShort => {
                let body = self.fetch(&self.site, &path, &bearer).await;
                let half = &body[..body.len() / 2];
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{half}", body.len());
                return stream.write_all(head.as_bytes()).await;
            }
            Deed::Large(bytes) => {
                let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n");
                stream.write_all(head.as_bytes()).await?;
                return pour(stream, bytes).await;
            }
            Deed::Endless => {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                return pour(stream, u64::MAX).await;
            }
            Deed::Drip => {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n").await?;
                loop {
                    stream.write_all(b" ").await?;
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                }
            }
            Deed::Say { status, kind, body } => {
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}",
                    body.len()
                );
                return stream.write_all(head.as_bytes()).await;
            }
            Deed::SendOn(to) => {
                let head = format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\n\r\n");
                return stream.write_all(head.as_bytes()).await;
            }
        };
        self.last.lock().clone_from(&body);
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        stream.write_all(head.as_bytes()).await
    }

    async fn fetch(&self, site: &str, path: &str, bearer: &str) -> String {
        let asked = self.client.get(format!("{site}{path}")).header("authorization", bearer).send().await;
        asked.unwrap().text().await.unwrap()
    }
}

async fn pour(stream: &mut TcpStream, bytes: u64) -> std::io::Result<()> {
    let piece = vec![b'['; 65_536];
    let mut sent = 0;
    while sent < bytes {
        stream.write_all(&piece).await?;
        sent += piece.len() as u64;
    }
    Ok(())
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

/// The path with its question, and what was shown.
fn asked(head: &str) -> (String, String) {
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    let header = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("authorization").then(|| value.trim().to_owned())
    });
    (path, header.unwrap_or_default())
}

/// The same with one more dead job, which nobody signed.
fn altered(body: &str) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let mut signed: Value = serde_json::from_str(body).unwrap();
    let payload = URL_SAFE_NO_PAD.decode(signed["payload"].as_str().unwrap()).unwrap();
    let mut report: Value = serde_json::from_slice(&payload).unwrap();
    report["queues"]["jobs_dead"] = Value::from(1);
    signed["payload"] = Value::from(URL_SAFE_NO_PAD.encode(report.to_string()));
    signed.to_string()
}
