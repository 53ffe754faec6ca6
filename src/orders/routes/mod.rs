//! The order book's part of the API: who may ask, what they are shown, and how a refusal is worded.

mod catalogue_view;
mod connections;
mod import;
mod import_form;
mod import_last;
mod import_view;
mod list;
mod one;
mod products;
mod proposals;
mod revenue;
mod summary;
mod views;
mod write;

use utoipa_axum::router::OpenApiRouter;

use super::Orders;

/// Orders of customers.
pub fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new()
        .merge(connections::routes())
        .merge(import::routes())
        .merge(list::routes())
        .merge(proposals::routes())
        .merge(one::routes())
        .merge(products::routes())
        .merge(summary::routes())
        .merge(revenue::routes())
}
