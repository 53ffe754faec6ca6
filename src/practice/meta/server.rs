//! The stand-in's URLs: which node and edge each call means.
//!
//! Routing and versions only; every rule lives in the file named after its endpoint.

use axum::Json;
use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest as _, Path, Request, State};
use axum::http::HeaderValue;
use axum::http::header::DATE;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;

use super::call::{CALL_LIMIT_BYTES, Call};
use super::graph_error::GraphError;
use super::listener::Line;
use super::{
    Meta, block, media, nodes, phone_data, registration, samples, send, subscriptions, template_changes,
    templates,
};

/// The newest version Graph knows, and the oldest it still serves.
const NEWEST_VERSION: u32 = 26;
const OLDEST_VERSION: u32 = 21;

type Answer = Result<Json<Value>, GraphError>;

pub(super) fn router(meta: Meta) -> Router {
    Router::new()
        .route("/{version}/debug_token", get(debug_token))
        .route("/{version}/{node}", get(read_node).post(change_node).delete(delete_node))
        .route("/{version}/{node}/messages", post(messages))
        .route(
            "/{version}/{node}/media",
            post(upload).layer(DefaultBodyLimit::max(media::UPLOAD_LIMIT_BYTES + media::FORM_LIMIT_BYTES)),
        )
        .route("/{version}/{node}/{edge}", get(read_edge).post(change_edge).delete(delete_edge))
        .layer(from_fn_with_state(meta.clone(), versioned))
        .route("/media-bytes/{medium}/{key}", get(media::bytes))
        .layer(DefaultBodyLimit::max(CALL_LIMIT_BYTES))
        .with_state(meta)
}

/// Refuses versions that never were; serves expired ones with the oldest, and says so in a header. Tells the time.
async fn versioned(State(meta): State<Meta>, request: Request, next: Next) -> Response {
    let asked = request.uri().path().split('/').nth(1).unwrap_or_default();
    let number =
        asked.strip_prefix('v').and_then(|rest| rest.strip_suffix(".0")).and_then(|n| n.parse::<u32>().ok());
    let Some(number) = number.filter(|number| *number <= NEWEST_VERSION) else {
        return GraphError::unknown_path().into_response();
    };
    let served = format!("v{}.0", number.max(OLDEST_VERSION));
    let mut response = next.run(request).await;
    if let Ok(date) = HeaderValue::from_str(&meta.http_date()) {
        response.headers_mut().insert(DATE, date);
    }
    if let Ok(served) = HeaderValue::from_str(&served) {
        response.headers_mut().insert("facebook-api-version", served);
    }
    response
}

async fn debug_token(State(meta): State<Meta>, call: Call) -> Answer {
    nodes::debug_token(&meta, &call).map(Json)
}

async fn messages(
    State(meta): State<Meta>,
    ConnectInfo(line): ConnectInfo<Line>,
    Path((_version, node)): Path<(String, String)>,
    call: Call,
) -> Result<Response, GraphError> {
    authorise_number(&meta, &call, "post", &node)?;
    send::post_message(&meta, &node, call.body(), &line).await
}

async fn upload(
    State(meta): State<Meta>,
    Path((_version, node)): Path<(String, String)>,
    request: Request,
) -> Answer {
    if meta.world().account.as_number(&node).is_none() {
        return Err(GraphError::unknown_object("post", &node));
    }
    media::upload(&meta, request).await.map(Json)
}

async fn read_node(
    State(meta): State<Meta>,
    Path((_version, node)): Path<(String, String)>,
    call: Call,
) -> Answer {
    nodes::read(&meta, &call, &node).map(Json)
}

async fn change_node(
    State(meta): State<Meta>,
    Path((_version, node)): Path<(String, String)>,
    request: Request,
) -> Answer {
    if node.starts_with("upload:") {
        return samples::finish(&meta, &node, request).await.map(Json);
    }
    let call = Call::from_request(request, &meta).await?;
    if meta.world().account.templates.iter().any(|template| template.id == node) {
        return template_changes::edit(&meta, &call, &node).map(Json);
    }
    authorise_number(&meta, &call, "post", &node)?;
    if call.has("webhook_configuration") {
        return subscriptions::override_for_number(&meta, &call).await.map(Json);
    }
    registration::change_pin(&meta, &call).map(Json)
}

async fn delete_node(
    State(meta): State<Meta>,
    Path((_version, node)): Path<(String, String)>,
    call: Call,
) -> Answer {
    media::delete(&meta, &call, &node).map(Json)
}

async fn read_edge(
    State(meta): State<Meta>,
    Path((_version, node, edge)): Path<(String, String, String)>,
    call: Call,
) -> Answer {
    match (owner(&meta, &node), edge.as_str()) {
        (Some(Node::App), "subscriptions") => subscriptions::list_app(&meta, &call),
        (Some(Node::Waba), "subscribed_apps") => subscriptions::list_waba(&meta, &call),
        (Some(Node::Waba), "phone_numbers") => nodes::phone_numbers(&meta, &call),
        (Some(Node::Waba), "message_templates") => templates::list(&meta, &call),
        (Some(Node::App | Node::Waba | Node::Number) | None, _) => {
            Err(GraphError::unknown_object("get", &node))
        }
    }
    .map(Json)
}

async fn change_edge(
    State(meta): State<Meta>,
    Path((_version, node, edge)): Path<(String, String, String)>,
    call: Call,
) -> Answer {
    match (owner(&meta, &node), edge.as_str()) {
        (Some(Node::App), "subscriptions") => subscriptions::subscribe_app(&meta, &call).await,
        (Some(Node::Waba), "subscribed_apps") => subscriptions::subscribe_waba(&meta, &call).await,
        (Some(Node::Number), "request_code") => registration::request_code(&meta, &call),
        (Some(Node::Number), "verify_code") => registration::verify_code(&meta, &call),
        (Some(Node::Waba), "message_templates") => template_changes::create(&meta, &call),
        (Some(Node::App), "uploads") => samples::begin(&meta, &call),
        (Some(Node::Number), "block_users") => block::set(&meta, &call, true),
        (Some(Node::Number), "smb_app_data") => phone_data::ask(&meta, &call),
        (Some(Node::Number), "register") => registration::register(&meta, &call),
        (Some(Node::Number), "deregister") => registration::deregister(&meta, &call),
        (Some(Node::App | Node::Waba | Node::Number) | None, _) => {
            Err(GraphError::unknown_object("post", &node))
        }
    }
    .map(Json)
}

async fn delete_edge(
    State(meta): State<Meta>,
    Path((_version, node, edge)): Path<(String, String, String)>,
    call: Call,
) -> Answer {
    match (owner(&meta, &node), edge.as_str()) {
        (Some(Node::App), "subscriptions") => subscriptions::unsubscribe_app(&meta, &call),
        (Some(Node::Waba), "subscribed_apps") => subscriptions::unsubscribe_waba(&meta, &call),
        (Some(Node::Waba), "message_templates") => template_changes::delete(&meta, &call),
        (Some(Node::Number), "block_users") => block::set(&meta, &call, false),
        (Some(Node::App | Node::Waba | Node::Number) | None, _) => {
            Err(GraphError::unknown_object("delete", &node))
        }
    }
    .map(Json)
}

/// The nodes of the one business.
enum Node {
    App,
    Waba,
    Number,
}

fn owner(meta: &Meta, id: &str) -> Option<Node> {
    let world = meta.world();
    let keys = &world.account.keys;
    let known = [(&keys.app_id, Node::App), (&keys.waba_id, Node::Waba)]
        .into_iter()
        .find_map(|(known, node)| (known == id).then_some(node));
    known.or_else(|| world.account.as_number(id).map(|_| Node::Number))
}

fn authorise_number(meta: &Meta, call: &Call, method: &str, node: &str) -> Result<(), GraphError> {
    let world = meta.world();
    call.require_token(&world.account, meta.now())?;
    if world.account.as_number(node).is_some() {
        return Ok(());
    }
    Err(GraphError::unknown_object(method, node))
}
