//! The one list of rooms with an API: the router serves it, and the description of the API is made from it.

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use super::{App, backup_routes, home, screen_errors};
use crate::{
    accounts, audit, health, inbox, jobs, knowledge, llm, media, notify, orders, practice, privacy, replies,
    whatsapp,
};

/// A room's addresses.
pub(super) struct Addresses {
    pub described: OpenApi,
    serve: Box<dyn FnOnce(&App) -> Router>,
}

impl Addresses {
    fn of<S>(routes: OpenApiRouter<S>, state: fn(&App) -> S) -> Self
    where
        S: Clone + Send + Sync + 'static,
    {
        let (router, described) = routes.split_for_parts();
        Self { described, serve: Box::new(move |app| router.with_state(state(app))) }
    }

    /// The room's handlers, with what they work on.
    pub fn served_by(self, app: &App) -> Router {
        (self.serve)(app)
    }
}

/// Every room with addresses below `/api/v1`.
pub(super) fn rooms() -> Vec<Addresses> {
    vec![
        Addresses::of(accounts::routes::routes(), |app| app.rooms.accounts.clone()),
        Addresses::of(inbox::routes::routes(), |app| app.rooms.inbox.clone()),
        Addresses::of(media::routes::routes(), |app| app.rooms.media.clone()),
        Addresses::of(knowledge::routes(), |app| app.rooms.knowledge.clone()),
        Addresses::of(knowledge::web::routes::routes(), |app| app.rooms.web.clone()),
        Addresses::of(orders::routes::routes(), |app| app.rooms.orders.clone()),
        Addresses::of(replies::routes::routes(), |app| app.rooms.replies.clone()),
        Addresses::of(home::routes(), App::clone),
        Addresses::of(screen_errors::routes(), App::clone),
        Addresses::of(whatsapp::routes(), |app| app.rooms.whatsapp.clone()),
        Addresses::of(health::routes::routes(), |app| app.rooms.health.clone()),
        Addresses::of(notify::routes::routes(), |app| app.rooms.notify.clone()),
        Addresses::of(health::fleet::routes(), |app| app.rooms.health.fleet.clone()),
        Addresses::of(practice::routes(), |app| app.rooms.practice.clone()),
        Addresses::of(privacy::routes::routes(), |app| app.rooms.privacy.clone()),
        Addresses::of(audit::routes::routes(), |app| app.db.clone()),
        Addresses::of(jobs::routes::routes(), |app| jobs::routes::Queue {
            db: app.db.clone(),
            worker: app.worker.clone(),
        }),
        Addresses::of(llm::routes::routes(), |app| app.rooms.llm.clone()),
        Addresses::of(backup_routes::routes(), App::clone),
    ]
}
