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

use super::addresses::rooms;
use super::document::document;
use super::{App, known_query, number_wall, status};
use crate::http::{Caller, drain, event_stream, layers, peer, ui};
use crate::{accounts, orders, whatsapp};

/// The whole program as one service.
pub(super) fn router(app: &App) -> Router {
    let identify = middleware::from_fn_with_state(app.rooms.accounts.clone(), accounts::identify);
    let api = rooms().into_iter().fold(Router::new(), |api, room| api.merge(room.served_by(app)));
    let api = api
        .route("/openapi.json", get(|_: Caller| async { Json(document()) }))
        .route("/events", get(events).with_state(app.clone()))
        .layer(DefaultBodyLimit::max(layers::BODY_LIMIT))
        .layer(middleware::from_fn(known_query::refuse_unknown))
        .layer(middleware::from_fn_with_state(app.clone(), number_wall::hide_numbers))
        .layer(identify.clone());
    let trusted: Arc<[IpAddr]> = app.config.server.trusted_proxies.clone().into();
    Router::new()
        .route("/healthz", get(status::healthz))
        .route("/readyz", get(status::readyz))
        .route("/metrics", get(status::metrics).layer(identify.clone()))
        .with_state(app.clone())
        .merge(whatsapp::inbound::webhook::router(app.rooms.whatsapp.clone()))
        .merge(orders::webhooks(app.rooms.orders.clone()))
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
