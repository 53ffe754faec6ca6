//! `/health`: scanning, the queue of signals, the detectors.

mod auto;
mod beside;
mod effects;
mod own;
mod own_faults;
mod queue;
mod send;
mod steer;
mod translate;
mod views;

use utoipa_axum::router::OpenApiRouter;

use super::{Health, follow_up};

pub fn routes() -> OpenApiRouter<Health> {
    queue::routes()
        .merge(steer::routes())
        .merge(send::routes())
        .merge(effects::routes())
        .merge(follow_up::routes::routes())
        .merge(own::routes())
        .merge(auto::routes())
        .merge(translate::routes())
}
