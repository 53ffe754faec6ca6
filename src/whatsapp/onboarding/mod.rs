//! Onboarding: a number is connected, watched while it is, and given new keys; and its addresses of the API.

pub(super) mod connect;
mod numbers_routes;
mod rotate;
mod routes;
mod view;
mod wizard;
mod wizard_routes;

use utoipa_axum::router::OpenApiRouter;

use super::WhatsApp;

pub(super) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .merge(routes::routes())
        .merge(numbers_routes::routes())
        .merge(wizard_routes::routes())
}
