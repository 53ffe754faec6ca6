//! `/ledger`: what came, what became of it, and reading it again.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Entry, replay, store};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ConnectionId, EventId};
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::EventState;
use crate::whatsapp::wire::parse::UnusedReason;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(again))
}

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LedgerQuery {
    state: Option<EventState>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// An event of the ledger.
#[derive(Serialize, ToSchema)]
#[schema(as = LedgerEvent)]
struct View {
    id: EventId,
    received_at: Timestamp,
    state: EventState,
    /// Why it was not used, as a stable word.
    reason: Option<UnusedReason>,
    /// What that is about: a part of the body, a number, an error.
    reason_about: Option<String>,
    /// The webhook field, such as `messages`.
    field: Option<String>,
    /// What became of it, in one line.
    summary: String,
    bytes: i64,
    updates: i64,
    connection_id: ConnectionId,
    /// The event this failed update was cut out of.
    parent_id: Option<EventId>,
    /// The event with the same bytes that came first.
    duplicate_of: Option<EventId>,
}

/// An event with its body.
#[derive(Serialize, ToSchema)]
#[schema(as = LedgerEventWithBody)]
struct Whole {
    #[serde(flatten)]
    event: View,
    /// As it came; bytes that are no text are shown as �. `null` when it is kept no longer.
    body: Option<String>,
}

impl From<Entry> for View {
    fn from(entry: Entry) -> Self {
        Self {
            summary: summary(&entry),
            id: entry.id,
            received_at: entry.received_at,
            state: entry.state,
            reason: entry.why.as_ref().map(|why| why.reason),
            reason_about: entry.why.and_then(|why| why.about),
            field: entry.field,
            bytes: entry.bytes,
            updates: entry.updates,
            connection_id: entry.connection_id,
            parent_id: entry.parent_id,
            duplicate_of: entry.duplicate_of,
        }
    }
}

fn summary(entry: &Entry) -> String {
    let field = entry.field.as_deref().unwrap_or("webhook");
    let counts = entry.counts;
    let parts = [
        (counts.parsed, "new"),
        (counts.repeated, "known"),
        (counts.ignored, "ignored"),
        (counts.failed, "failed"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match entry.state {
        EventState::Stored => format!("{field}: waiting to be read"),
        EventState::Duplicate if parts.is_empty() => format!("{field}: the same once more"),
        EventState::Parsed | EventState::Duplicate | EventState::Ignored | EventState::Failed => {
            format!("{field}: {}", parts.join(", "))
        }
    }
}

/// What Meta sent, newest first.
#[utoipa::path(get, path = "/ledger", tag = "ledger", params(LedgerQuery), responses((status = 200, body = Page<View>)))]
async fn list(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<LedgerQuery>,
) -> Result<Json<Page<View>>, ApiError> {
    caller.require(Permission::ReadLedger)?;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let (before, limit, state) = (page.cursor_id()?, page.limit(), query.state);
    let entries = whatsapp.db.read(move |conn| store::list(conn, state, before, limit + 1)).await?;
    let views = entries.into_iter().map(View::from).collect();
    Ok(Json(Page::cut(views, limit, |view: &View| view.id)))
}

/// One event with its body.
#[utoipa::path(get, path = "/ledger/{id}", tag = "ledger", params(("id" = EventId, Path)), responses((status = 200, body = Whole)))]
async fn show(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<EventId>,
) -> Result<Json<Whole>, ApiError> {
    caller.require(Permission::ReadLedger)?;
    let found = whatsapp
        .db
        .read(move |conn| Ok::<_, StorageError>((store::find(conn, id)?, store::body(conn, id)?)))
        .await?;
    let (Some(entry), body) = found else { return Err(ApiError::not_found("event")) };
    let body = body.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(Json(Whole { event: entry.into(), body }))
}

/// Reads an event again. Harmless when it was read before: what we have is noticed.
#[utoipa::path(post, path = "/ledger/{id}/replay", tag = "ledger", params(("id" = EventId, Path)),
    responses((status = 200, body = View), (status = 409, description = "A repetition has no body of its own")))]
async fn again(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<EventId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::ReplayLedger)?;
    let actor = caller.actor;
    let (entry, put_back) = whatsapp
        .db
        .write(move |tx| {
            let put_back = replay(tx, id)?;
            if put_back {
                audit::record(tx, &actor, "ledger.replayed", id, json!({}))?;
            }
            Ok::<_, StorageError>((store::find(tx, id)?, put_back))
        })
        .await?;
    let entry = entry.ok_or_else(|| ApiError::not_found("event"))?;
    if !put_back {
        return Err(ApiError::conflict("nothing_to_replay", "This is a repetition of another event.")
            .hint("Replay the event that came first."));
    }
    Ok(Json(entry.into()))
}
