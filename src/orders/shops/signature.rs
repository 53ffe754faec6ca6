//! Proof that a webhook comes from the shop: HMAC-SHA256 with its secret over the bytes as received, in base64, as WooCommerce
//! and Shopify both write it. There is no switch to turn this off.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::orders::types::ShopKind;
use crate::secrets::Secret;

/// Whether the signature is the one this secret makes of these bytes, in constant time.
pub fn is_right(secret: &Secret, body: &[u8], header: Option<&[u8]>) -> bool {
    let Some(signature) = header.and_then(|header| STANDARD.decode(header).ok()) else { return false };
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) else { return false };
    !secret.expose().is_empty() && mac.chain_update(body).verify_slice(&signature).is_ok()
}

impl ShopKind {
    /// The header it signs in.
    pub const fn signature_header(self) -> &'static str {
        match self {
            Self::Woocommerce => "x-wc-webhook-signature",
            Self::Shopify => "x-shopify-hmac-sha256",
        }
    }

    /// The header that says what it tells of.
    pub const fn topic_header(self) -> &'static str {
        match self {
            Self::Woocommerce => "x-wc-webhook-topic",
            Self::Shopify => "x-shopify-topic",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_secret_over_the_same_bytes_counts() {
        let secret = |text: &str| Secret::new(text.to_owned());
        let made = {
            let mac = Hmac::<Sha256>::new_from_slice(b"secret").unwrap();
            STANDARD.encode(mac.chain_update(b"{\"id\":1}").finalize().into_bytes())
        };
        assert!(is_right(&secret("secret"), b"{\"id\":1}", Some(made.as_bytes())));
        for (key, body, header) in [
            ("other", &b"{\"id\":1}"[..], Some(made.as_bytes())),
            ("secret", b"{\"id\": 1}", Some(made.as_bytes())),
            ("secret", b"{\"id\":1}", None),
            ("secret", b"{\"id\":1}", Some(&b"not base64!"[..])),
            ("secret", b"{\"id\":1}", Some(&made.as_bytes()[..20])),
            ("", b"{\"id\":1}", Some(made.as_bytes())),
        ] {
            assert!(!is_right(&secret(key), body, header));
        }
    }
}
