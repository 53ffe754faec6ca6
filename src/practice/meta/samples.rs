//! Samples for templates: the resumable upload, in one piece as the shop does it.
//!
//! Only what a template needs is kept of a sample: that there is one, of which type.

use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use serde_json::{Value, json};

use super::call::{self, Call};
use super::graph_error::GraphError;
use super::state::samples::Sample;
use super::{Meta, media, random};

/// Sessions and samples kept.
const KEPT: usize = 1_000;

/// `POST /{app}/uploads`: begins the upload of a sample.
pub(super) fn begin(meta: &Meta, call: &Call) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    let needed = |name: &str| {
        call.text(name)
            .ok_or_else(|| GraphError::parameter(format_args!("The parameter {name} is required.")))
    };
    let (length, mime_type) = (needed("file_length")?, needed("file_type")?);
    let bytes = length.parse().map_err(|_| GraphError::parameter("Param file_length must be an integer."))?;
    if world.samples.sessions.len() >= KEPT {
        world.samples.sessions.pop_first();
    }
    let session = format!("upload:{}?sig={}", random::token(24), random::token(12));
    world.samples.sessions.insert(session.clone(), Sample { mime_type, bytes });
    Ok(json!({ "id": session }))
}

/// `POST /upload:…`: the bytes of a sample, all at once.
pub(super) async fn finish(meta: &Meta, node: &str, request: Request) -> Result<Value, GraphError> {
    call::require_bearer(&request, &meta.world().account, meta.now())?;
    if !is_in_one_piece(&request) {
        return Err(GraphError::parameter(
            "An upload needs the headers Authorization: OAuth and file_offset.",
        ));
    }
    let session = request.uri().query().map_or_else(|| node.to_owned(), |query| format!("{node}?{query}"));
    let bytes = axum::body::to_bytes(request.into_body(), media::UPLOAD_LIMIT_BYTES).await;
    let bytes = bytes.map_err(|_| GraphError::of(131_053, "The upload could not be read."))?;
    let mut world = meta.world();
    let Some(sample) = world.samples.sessions.remove(&session) else {
        return Err(GraphError::unknown_object("post", node));
    };
    if bytes.is_empty() || bytes.len() != sample.bytes {
        return Err(GraphError::parameter("The file is not as long as it was announced."));
    }
    if world.samples.handles.len() >= KEPT {
        world.samples.handles.pop_first();
    }
    let handle = format!("4::{}", random::token(32));
    world.samples.handles.insert(handle.clone(), sample);
    Ok(json!({ "h": handle }))
}

/// As Meta wants it: the token in its older form, and the place the bytes begin at.
fn is_in_one_piece(request: &Request) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    header(AUTHORIZATION.as_str()).is_some_and(|token| token.starts_with("OAuth "))
        && header("file_offset") == Some("0")
}
