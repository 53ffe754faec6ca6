//! The order book's part of the API: who may ask, what they are shown, and how a refusal is worded.

mod list;
mod one;
mod views;
mod write;

use utoipa_axum::router::OpenApiRouter;

use super::Orders;

/// Orders of customers.
pub fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().merge(list::routes()).merge(one::routes())
}
