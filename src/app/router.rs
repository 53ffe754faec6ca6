//! Every address of the program, on one page.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;
use utoipa_axum::router::OpenApiRouter;

use super::document::document;
use super::{App, backup_routes, home, number_wall, status};
use crate::http::{Caller, drain, event_stream, layers, peer, ui};
use crate::{accounts, audit, inbox, jobs, knowledge, llm, media, practice, replies, whatsapp};

/// The whole program as one service.
pub(super) fn router(app: &App) -> Router {
    let identify = middleware::from_fn_with_state(app.rooms.accounts.clone(), accounts::identify);
    let (api, _) = OpenApiRouter::new()
        .merge(accounts::routes::routes().with_state(app.rooms.accounts.clone()))
        .merge(inbox::routes::routes().with_state(app.rooms.inbox.clone()))
        .merge(media::routes::routes().with_state(app.rooms.media.clone()))
        .merge(knowledge::routes().with_state(app.rooms.knowledge.clone()))
        .merge(replies::routes::routes().with_state(app.rooms.replies.clone()))
        .merge(home::routes().with_state(app.clone()))
        .merge(whatsapp::routes().with_state(app.rooms.whatsapp.clone()))
        .merge(practice::routes().with_state(app.rooms.practice.clone()))
        .merge(audit::routes::routes().with_state(app.db.clone()))
        .merge(
            jobs::routes::routes()
                .with_state(jobs::routes::Queue { db: app.db.clone(), worker: app.worker.clone() }),
        )
        .merge(llm::routes::routes().with_state(app.rooms.llm.clone()))
        .merge(backup_routes::routes().with_state(app.clone()))
        .split_for_parts();
    let api = api
        .route("/openapi.json", get(|_: Caller| async { Json(document()) }))
        .route("/events", get(events).with_state(app.clone()))
        .layer(DefaultBodyLimit::max(layers::BODY_LIMIT))
        .layer(middleware::from_fn_with_state(app.clone(), number_wall::hide_numbers))
        .layer(identify.clone());
    let trusted: Arc<[IpAddr]> = app.config.server.trusted_proxies.clone().into();
    Router::new()
        .route("/healthz", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/metrics", get(status::metrics).layer(identify.clone()))
        .with_state(app.clone())
        .merge(whatsapp::inbound::webhook::router(app.rooms.whatsapp.clone()))
        .nest("/api/v1", api)
        .fallback(ui::serve)
        .layer(middleware::from_fn_with_state(trusted, peer::identify))
        .layer(middleware::from_fn_with_state(app.tasks.clone(), drain::rest))
        .layer(RequestBodyTimeoutLayer::new(layers::BODY_IDLE))
        .layer(CatchPanicLayer::custom(layers::caught))
        .layer(middleware::from_fn(layers::observe))
}

/// Live changes for one screen.
async fn events(State(app): State<App>, caller: Caller, headers: HeaderMap) -> Response {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let ended = app.rooms.accounts.clone().until_signed_out(caller, app.bus.clone());
    let mut response = event_stream(&app.bus, last, app.tasks.stopping(), ended).into_response();
    response.headers_mut().insert("x-accel-buffering", axum::http::HeaderValue::from_static("no"));
    response
}
