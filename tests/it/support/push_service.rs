//! A push service and a browser on loopback. It checks what a real one checks, written anew from the standards: the signature and
//! the claims of the token (RFC 8292), the headers (RFC 8030), and whether the browser's own key opens the body (RFC 8291).

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::{PublicKey, SecretKey, ecdh};
use ring::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::hmac;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// One push as it came in.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// Refused with this status; none: taken.
    pub refused: Option<u16>,
}

#[derive(Default)]
struct Shared {
    arrived: Mutex<Vec<Arrived>>,
    script: Mutex<VecDeque<(u16, Option<u64>)>>,
    holds: AtomicBool,
    came: Notify,
    released: Notify,
}

#[derive(Clone)]
pub struct PushService {
    pub address: SocketAddr,
    shared: Arc<Shared>,
}

impl PushService {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let router = Router::new().fallback(take).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    /// The next pushes are answered with these.
    pub fn answers(&self, statuses: &[u16]) {
        self.shared.script.lock().unwrap().extend(statuses.iter().map(|status| (*status, None)));
    }

    /// The next push is answered with 429 and a wish for patience, in seconds.
    pub fn asks_for_patience(&self, seconds: u64) {
        self.shared.script.lock().unwrap().push_back((429, Some(seconds)));
    }

    /// The next push is answered when the test says so.
    pub fn hold(&self) {
        self.shared.holds.store(true, Ordering::SeqCst);
    }

    /// Waits until a push comes in.
    pub async fn came(&self) {
        self.shared.came.notified().await;
    }

    pub fn release(&self) {
        self.shared.released.notify_one();
    }

    /// Everything that came in, taken or refused.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.shared.arrived.lock().unwrap().clone()
    }

    /// What was taken, opened by this browser.
    pub fn told(&self, browser: &PushBrowser) -> Vec<Value> {
        let mine = |arrived: &Arrived| arrived.refused.is_none() && arrived.path == browser.path;
        self.arrived().iter().filter(|one| mine(one)).map(|one| browser.open(&one.body)).collect()
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

async fn take(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (status, patience) = shared.script.lock().unwrap().pop_front().unwrap_or((201, None));
    shared.arrived.lock().unwrap().push(Arrived {
        path: uri.path().to_owned(),
        headers,
        body: body.to_vec(),
        refused: (status >= 300).then_some(status),
    });
    shared.came.notify_one();
    if shared.holds.swap(false, Ordering::SeqCst) {
        shared.released.notified().await;
    }
    let mut response = StatusCode::from_u16(status).unwrap().into_response();
    if let Some(seconds) = patience {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

/// A browser that subscribed.
pub struct PushBrowser {
    key: SecretKey,
    auth: [u8; 16],
    pub path: String,
    service: String,
}

impl PushBrowser {
    pub fn new(service: &PushService, number: u8) -> Self {
        let key = SecretKey::from_slice(&[number; 32]).unwrap();
        Self { key, auth: [number; 16], path: format!("/push/{number}"), service: service.origin() }
    }

    /// As `PushSubscription.toJSON()` gives it.
    pub fn subscription(&self) -> Value {
        json!({
            "endpoint": format!("{}{}", self.service, self.path),
            "expirationTime": null,
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(self.key.public_key().to_encoded_point(false).as_bytes()),
                "auth": URL_SAFE_NO_PAD.encode(self.auth),
            },
        })
    }

    /// What a body says, opened as RFC 8291 says.
    pub fn open(&self, body: &[u8]) -> Value {
        let (salt, rest) = body.split_at(16);
        assert_eq!(rest[..4], 4096_u32.to_be_bytes(), "the size of the record");
        assert_eq!(rest[4], 65);
        let (theirs, sealed) = rest[5..].split_at(65);
        let ours = self.key.public_key().to_encoded_point(false);
        let their_key = PublicKey::from_sec1_bytes(theirs).unwrap();
        let shared = ecdh::diffie_hellman(self.key.to_nonzero_scalar(), their_key.as_affine());
        let info = [b"WebPush: info\0".as_slice(), ours.as_bytes(), theirs].concat();
        let secret = hkdf(&self.auth, shared.raw_secret_bytes(), &info);
        let key = hkdf(salt, &secret, b"Content-Encoding: aes128gcm\0");
        let nonce = hkdf(salt, &secret, b"Content-Encoding: nonce\0");
        let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key[..16]).unwrap());
        let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
        let mut sealed = sealed.to_vec();
        let plain = key.open_in_place(nonce, Aad::empty(), &mut sealed).expect("the browser's key opens it");
        let end = plain.iter().rposition(|byte| *byte != 0).unwrap();
        assert_eq!(plain[end], 2, "the mark of the last record");
        serde_json::from_slice(&plain[..end]).unwrap()
    }
}

/// HKDF for one block, written out from RFC 5869.
fn hkdf(salt: &[u8], secret: &[u8], info: &[u8]) -> Vec<u8> {
    let extracted = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, salt), secret);
    let key = hmac::Key::new(hmac::HMAC_SHA256, extracted.as_ref());
    hmac::sign(&key, &[info, &[1]].concat()).as_ref().to_vec()
}

/// The claims of a push's token, once its signature is found to be the key's that browsers subscribed to.
pub fn claims(arrived: &Arrived, push_key: &str) -> Value {
    let header = arrived.headers["authorization"].to_str().unwrap();
    let (token, key) = header.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(key, push_key, "the key browsers subscribed to");
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, bytes(key))
        .verify(signed.as_bytes(), &bytes(signature))
        .expect("the token is signed by that key");
    let (head, claims) = signed.split_once('.').unwrap();
    let head: Value = serde_json::from_slice(&bytes(head)).unwrap();
    assert_eq!(head, json!({ "typ": "JWT", "alg": "ES256" }));
    serde_json::from_slice(&bytes(claims)).unwrap()
}
