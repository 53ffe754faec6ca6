//! A report as it travels: signed with Ed25519, as a JSON Web Signature in its flattened form (RFC 7515, RFC 8037).
//!
//! Says by which key something was signed, never whether that key is the right one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::types::PublicKey;

const ALGORITHM: &str = "EdDSA";
const KIND: &str = "shopbell-fleet-report+json";
const KEY_TYPE: &str = "OKP";
const CURVE: &str = "Ed25519";

/// A signed report. `payload` is the report as base64url of its JSON, `protected` names the algorithm and the key.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetSignedReport)]
pub struct Signed {
    pub protected: String,
    pub payload: String,
    pub signature: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Protected {
    alg: String,
    typ: String,
    jwk: Jwk,
}

#[derive(Debug, Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
}

/// What an install signs with.
pub(super) struct SigningKey(Ed25519KeyPair);

impl SigningKey {
    /// From the 32 random bytes it is kept as.
    pub fn from_seed(seed: &[u8]) -> Option<Self> {
        Ed25519KeyPair::from_seed_unchecked(seed).ok().map(Self)
    }

    pub fn public(&self) -> PublicKey {
        let mut key = [0; 32];
        key.copy_from_slice(self.0.public_key().as_ref());
        key
    }

    pub fn sign(&self, payload: &[u8]) -> serde_json::Result<Signed> {
        let jwk =
            Jwk { kty: KEY_TYPE.to_owned(), crv: CURVE.to_owned(), x: URL_SAFE_NO_PAD.encode(self.public()) };
        let protected = Protected { alg: ALGORITHM.to_owned(), typ: KIND.to_owned(), jwk };
        let protected = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&protected)?);
        let payload = URL_SAFE_NO_PAD.encode(payload);
        let signature = self.0.sign(format!("{protected}.{payload}").as_bytes());
        Ok(Signed { signature: URL_SAFE_NO_PAD.encode(signature), protected, payload })
    }
}

/// What was signed, and by which key.
#[derive(Debug)]
pub(super) struct Opened {
    pub payload: Vec<u8>,
    pub key: PublicKey,
}

/// Opens what is signed rightly by the key it names; nothing otherwise.
pub(super) fn open(signed: &Signed) -> Option<Opened> {
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let protected: Protected = serde_json::from_slice(&decoded(&signed.protected)?).ok()?;
    let Protected { alg, typ, jwk } = protected;
    if (alg.as_str(), typ.as_str(), jwk.kty.as_str(), jwk.crv.as_str()) != (ALGORITHM, KIND, KEY_TYPE, CURVE)
    {
        return None;
    }
    let key: PublicKey = decoded(&jwk.x)?.try_into().ok()?;
    let said = format!("{}.{}", signed.protected, signed.payload);
    UnparsedPublicKey::new(&ED25519, key).verify(said.as_bytes(), &decoded(&signed.signature)?).ok()?;
    Some(Opened { payload: decoded(&signed.payload)?, key })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    #[test]
    fn what_was_signed_opens_and_nothing_that_was_altered() {
        let key = SigningKey::from_seed(&[7; 32]).unwrap();
        let signed = key.sign(b"{\"schema\":1}").unwrap();
        let opened = open(&signed).unwrap();
        assert_eq!((opened.payload.as_slice(), opened.key), (&b"{\"schema\":1}"[..], key.public()));
        let other = SigningKey::from_seed(&[8; 32]).unwrap().sign(b"{\"schema\":1}").unwrap();
        let header = |text: &str| Signed { protected: encoded(text), ..signed.clone() };
        let x = URL_SAFE_NO_PAD.encode(key.public());
        for (what, altered) in [
            ("another report", Signed { payload: encoded("{\"schema\":2}"), ..signed.clone() }),
            ("another key's signature", Signed { signature: other.signature.clone(), ..signed.clone() }),
            ("another key's name", Signed { protected: other.protected.clone(), ..signed.clone() }),
            ("no signature", Signed { signature: String::new(), ..signed.clone() }),
            (
                "no algorithm",
                header(&format!(
                    "{{\"alg\":\"none\",\"typ\":\"{KIND}\",\"jwk\":{{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"{x}\"}}}}"
                )),
            ),
            ("no header", header("")),
            ("padded", Signed { payload: format!("{}=", signed.payload), ..signed.clone() }),
        ] {
            assert!(open(&altered).is_none(), "{what}");
        }
    }
}
