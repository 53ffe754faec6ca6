//! Who sends a push: a key of the shop's own, and with every push a short token signed by it (RFC 8292).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::json;

use crate::clock::Timestamp;
use crate::secrets::Secret;

/// How long a token counts; the standard allows at most a day.
const COUNTS_FOR: Duration = Duration::from_hours(12);

/// The key cannot be made or used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key for web push cannot be used")]
pub struct NoKey;

/// A new key, as the vault keeps it.
pub fn new_key() -> Result<Secret, NoKey> {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
    key.map(|key| Secret::new(STANDARD.encode(key.as_ref()))).map_err(|_| NoKey)
}

/// What browsers subscribe to.
pub fn public_key(key: &Secret) -> Result<String, NoKey> {
    Ok(URL_SAFE_NO_PAD.encode(pair(key)?.public_key().as_ref()))
}

/// The `Authorization` header of a push to this origin, such as `https://push.example`.
pub fn authorization(
    key: &Secret,
    origin: &str,
    contact: Option<&str>,
    now: Timestamp,
) -> Result<String, NoKey> {
    let mut claims = json!({ "aud": origin, "exp": now.plus(COUNTS_FOR).as_millis() / 1000 });
    if let Some(contact) = contact {
        claims["sub"] = contact.into();
    }
    let head = URL_SAFE_NO_PAD.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
    let signed = format!("{head}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()));
    let pair = pair(key)?;
    let signature = pair.sign(&SystemRandom::new(), signed.as_bytes()).map_err(|_| NoKey)?;
    let public = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Ok(format!("vapid t={signed}.{}, k={public}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
}

fn pair(key: &Secret) -> Result<EcdsaKeyPair, NoKey> {
    let bytes = STANDARD.decode(key.expose()).map_err(|_| NoKey)?;
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes, &SystemRandom::new())
        .map_err(|_| NoKey)
}
