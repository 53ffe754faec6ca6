//! How a web shop is asked, whichever it is: where, and with which key.

use crate::orders::Question;
use crate::orders::types::ShopKind;

/// The version of Shopify's API that is spoken.
pub const SHOPIFY_VERSION: &str = "2026-01";

/// A question without its key.
pub struct Asked<'a> {
    /// The shop's own address, with or without a stroke at its end.
    pub address: &'a str,
    pub path: &'a str,
    /// JSON that is posted.
    pub body: Option<String>,
}

/// The question with the key that opens it: at WooCommerce a user and a password, at Shopify a header. Nothing for a key that
/// is none.
pub fn question(kind: ShopKind, key: &str, asked: Asked<'_>) -> Option<Question> {
    let (user, header) = match kind {
        ShopKind::Woocommerce => {
            let (user, password) = key.split_once(':')?;
            (Some((user.to_owned(), password.to_owned())), None)
        }
        ShopKind::Shopify => (None, Some(("x-shopify-access-token".to_owned(), key.to_owned()))),
    };
    let address = format!("{}{}", asked.address.trim_end_matches('/'), asked.path);
    Some(Question { address, user, header, body: asked.body })
}
