//! Proof that a webhook comes from Meta: HMAC-SHA256 with the app secret over the bytes as received.
//!
//! There is no switch to turn this off, and no other way to a [`Verified`] body. Bytes are never parsed or
//! re-written before the check.

use std::fmt::Write as _;

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::ids::ConnectionId;
use crate::secrets::Secret;

/// The header Meta signs with.
pub const HEADER: &str = "x-hub-signature-256";

/// An app secret that may sign webhooks, with the connection it belongs to.
/// During a rotation one connection has two.
#[derive(Clone)]
pub struct SigningKey {
    connection: ConnectionId,
    mac: Hmac<Sha256>,
}

impl SigningKey {
    pub fn new(connection: ConnectionId, app_secret: &Secret) -> Option<Self> {
        let mac = Hmac::new_from_slice(app_secret.expose().as_bytes()).ok()?;
        (!app_secret.expose().is_empty()).then_some(Self { connection, mac })
    }

    fn signs(&self, body: &[u8], signature: &[u8]) -> bool {
        self.mac.clone().chain_update(body).verify_slice(signature).is_ok()
    }
}

/// A body whose signature was right. Only [`verify`] makes one.
#[derive(Debug, Clone)]
pub struct Verified {
    body: Bytes,
    connection: ConnectionId,
}

impl Verified {
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The connection whose app secret signed the body.
    pub fn connection(&self) -> ConnectionId {
        self.connection
    }
}

/// Why a body was refused. The caller learns only that it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("no signature")]
    Missing,
    #[error("a signature that is not sha256=<64 hexadecimal digits>")]
    Malformed,
    #[error("a signature made with another secret, or over another body")]
    Wrong,
}

/// The 32 bytes in a signature header.
pub fn read_header(header: Option<&[u8]>) -> Result<[u8; 32], Refused> {
    let digits = header.ok_or(Refused::Missing)?.strip_prefix(b"sha256=").ok_or(Refused::Malformed)?;
    let mut signature = [0; 32];
    hex::decode_to_slice(digits, &mut signature).map_err(|_| Refused::Malformed)?;
    Ok(signature)
}

/// Checks a signature in constant time against every key there is.
///
/// Meta signs the form in which non-ASCII characters are `\u` escapes. Bodies travel in that form, so the raw bytes
/// are what counts; should something on the way have unescaped them, the escaped form gets one more try.
pub fn verify(body: Bytes, signature: &[u8; 32], keys: &[SigningKey]) -> Result<Verified, Refused> {
    let signer = |bytes: &[u8]| keys.iter().find(|key| key.signs(bytes, signature)).map(|key| key.connection);
    let connection = signer(&body).or_else(|| escaped(&body).and_then(|form| signer(form.as_bytes())));
    connection.map(|connection| Verified { body, connection }).ok_or(Refused::Wrong)
}

/// The body with every non-ASCII character as `\u` and four hexadecimal digits; `None` when there is none.
fn escaped(body: &[u8]) -> Option<String> {
    if body.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(body).ok()?;
    let mut escaped = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        if character.is_ascii() {
            escaped.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    Some(escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(connection: i64, secret: &str) -> SigningKey {
        SigningKey::new(ConnectionId::new(connection), &Secret::new(secret.to_owned())).unwrap()
    }

    fn sign(secret: &str, body: &[u8]) -> String {
        let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap().chain_update(body);
        format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
    }

    fn check(header: Option<&str>, body: &'static str, keys: &[SigningKey]) -> Result<ConnectionId, Refused> {
        let signature = read_header(header.map(str::as_bytes))?;
        verify(Bytes::from_static(body.as_bytes()), &signature, keys).map(|verified| verified.connection())
    }

    const BODY: &str = r#"{"object":"whatsapp_business_account","entry":[]}"#;

    #[test]
    fn a_known_answer_from_rfc_4231() {
        let body = "what do ya want for nothing?";
        let header = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(check(Some(header), body, &[key(1, "Jefe")]), Ok(ConnectionId::new(1)));
    }

    #[test]
    fn every_secret_is_tried_and_the_signer_is_named() {
        let keys = [key(1, "old"), key(1, "new"), key(2, "other")];
        assert_eq!(check(Some(&sign("new", BODY.as_bytes())), BODY, &keys), Ok(ConnectionId::new(1)));
        assert_eq!(check(Some(&sign("other", BODY.as_bytes())), BODY, &keys), Ok(ConnectionId::new(2)));
    }

    #[test]
    fn anything_else_is_refused() {
        let keys = [key(1, "secret")];
        let good = sign("secret", BODY.as_bytes());
        assert_eq!(check(None, BODY, &keys), Err(Refused::Missing));
        assert_eq!(check(Some(""), BODY, &keys), Err(Refused::Malformed));
        assert_eq!(check(Some(&good[..good.len() - 2]), BODY, &keys), Err(Refused::Malformed));
        assert_eq!(check(Some(&good.replace("sha256=", "sha1=")), BODY, &keys), Err(Refused::Malformed));
        assert_eq!(check(Some(&sign("foreign", BODY.as_bytes())), BODY, &keys), Err(Refused::Wrong));
        assert_eq!(check(Some(&good), "{}", &keys), Err(Refused::Wrong));
        assert_eq!(check(Some(&good), BODY, &[]), Err(Refused::Wrong));
        assert!(SigningKey::new(ConnectionId::new(1), &Secret::new(String::new())).is_none());
    }

    #[test]
    fn a_body_unescaped_on_the_way_still_counts() {
        let escaped_form = r#"{"a":"\u00e8 \ud83d\ude00"}"#;
        let header = sign("secret", escaped_form.as_bytes());
        assert_eq!(check(Some(&header), r#"{"a":"è 😀"}"#, &[key(1, "secret")]), Ok(ConnectionId::new(1)));
        assert_eq!(check(Some(&header), r#"{"a":"é 😀"}"#, &[key(1, "secret")]), Err(Refused::Wrong));
    }
}
