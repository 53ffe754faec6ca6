//! How a web shop's catalogue is shown beside its connection.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::orders::store::products::Catalogue;
use crate::orders::types::CatalogueState;

/// What a web shop sells, as far as the assistant knows it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersCatalogue)]
pub(super) struct CatalogueView {
    state: CatalogueState,
    /// Why it cannot be read: `key_refused`, `key_lost`, `no_such_shop`, `shop_silent`, `private_address`, … What was read stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where products are asked for.
    address: String,
    /// Products that are known.
    products: u32,
    /// Products that came in the reading that goes on.
    came: u32,
    /// When the shop was last read whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_at: Option<Timestamp>,
}

impl From<Catalogue> for CatalogueView {
    fn from(catalogue: Catalogue) -> Self {
        Self {
            state: catalogue.state,
            reason: catalogue.reason,
            address: catalogue.address,
            products: catalogue.products,
            came: catalogue.came,
            read_at: catalogue.read_at,
        }
    }
}
