//! Web shops that tell of their orders by themselves: WooCommerce and Shopify. Their signature is checked over the raw bytes,
//! what they told is kept before it is acknowledged, and read afterwards. Out of order and twice, it comes to the same.

mod history;
mod listen;
pub(super) mod products;
mod question;
mod read;
mod said;
mod shopify;
mod signature;
mod woocommerce;

pub use history::{PullHistory, key_place};
pub use listen::{router, secret_place};
pub use products::{
    CatalogueNews, CatalogueText, HearOfCatalogue, OfferTurns, PullProducts, RefreshProducts, catalogue_text,
    products_key_place, switch_off, switch_on,
};
pub use read::ReadShopEvent;
