//! `/fleet`: what this install tells, to whom, and the sites it looks after.

mod change;
mod given;
mod sites;
mod views;

use utoipa_axum::router::OpenApiRouter;

use super::Fleet;

pub fn routes() -> OpenApiRouter<Fleet> {
    given::routes().merge(sites::routes()).merge(change::routes())
}
