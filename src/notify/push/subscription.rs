//! What a browser hands over so that it can be pushed to, checked before it is kept.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use p256::PublicKey;
use serde::Deserialize;
use url::Url;
use utoipa::ToSchema;

use super::encrypt::{AUTH_BYTES, POINT_BYTES};

/// Characters of an endpoint.
const LONGEST_ENDPOINT: usize = 1_000;

/// A subscription as `PushSubscription.toJSON()` gives it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PushSubscription)]
pub struct Subscription {
    pub endpoint: String,
    pub keys: Keys,
    /// When the browser lets it go; it says so by itself then.
    #[serde(rename = "expirationTime")]
    _expiration_time: Option<f64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PushSubscriptionKeys)]
pub struct Keys {
    pub p256dh: String,
    pub auth: String,
}

/// A subscription that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub endpoint: String,
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
}

impl Subscription {
    /// The parts, or the field that is wrong.
    pub fn check(&self) -> Result<Checked, &'static str> {
        let url = Url::parse(&self.endpoint).ok().filter(|url| url.host().is_some()).ok_or("endpoint")?;
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        let fits = self.endpoint.len() <= LONGEST_ENDPOINT && self.endpoint.is_ascii();
        if !fits || !is_plain || !matches!(url.scheme(), "https" | "http") {
            return Err("endpoint");
        }
        let public_key =
            decoded(&self.keys.p256dh).filter(|key| key.len() == POINT_BYTES).ok_or("keys.p256dh")?;
        PublicKey::from_sec1_bytes(&public_key).map_err(|_| "keys.p256dh")?;
        let auth = decoded(&self.keys.auth).filter(|auth| auth.len() == AUTH_BYTES).ok_or("keys.auth")?;
        Ok(Checked { endpoint: url.into(), public_key, auth })
    }
}

/// Browsers write base64url without padding; some libraries between write the other alphabet, or padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim().trim_end_matches('=');
    URL_SAFE_NO_PAD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()
}
