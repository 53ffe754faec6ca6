//! Messages: a thread page by page, sending, taking back, trying again, settling.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::new_message::NewMessage;
use super::views::{MessageView, Viewer};
use super::{existing, typed, unhide};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ConversationId, Id as _, MessageId, SuggestionId};
use crate::inbox::Inbox;
use crate::inbox::conversations::unanswered;
use crate::inbox::messages::{files, outbound};
use crate::inbox::reactions;
use crate::inbox::store::{messages as store, suggestions, threads};
use crate::inbox::types::{Author, Conversation, NewOutbound, SourceRef};
use crate::storage::{ReadConn, WriteTx};

/// Characters of a client's own id.
const CLIENT_ID_LIMIT: usize = 100;
/// How long a message may wait to be taken back, in milliseconds.
const LONGEST_DELAY_MS: u32 = 10_000;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list, send))
        .routes(routes!(undo))
        .routes(routes!(retry))
        .routes(routes!(settle))
        .routes(routes!(raw))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Around {
    /// A message the page shall show in its context.
    around: Option<MessageId>,
}

/// A thread, newest first.
#[utoipa::path(get, path = "/conversations/{id}/messages", tag = "inbox",
    params(("id" = ConversationId, Path), Around, PageQuery), responses((status = 200, body = Page<MessageView>)))]
async fn list(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(around): Query<Around>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<MessageView>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let (limit, cursor) = (page.limit(), page.cursor_id::<MessageId>()?);
    let db = inbox.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let conversation = existing(conn, id)?;
        let before = match (cursor, around.around) {
            (Some(cursor), _) => cursor.as_i64(),
            (None, Some(around)) => threads::some_way_after(conn, conversation.id, around, limit / 2)?
                .map_or(i64::MAX, |newest| newest.as_i64() + 1),
            (None, None) => i64::MAX,
        };
        let mut messages = threads::page(conn, conversation.id, before, limit + 1)?;
        reactions::show(conn, &mut messages)?;
        files::show(conn, &mut messages)?;
        let viewer = Viewer::new(&inbox, conn, &caller)?;
        let page = Page::cut(messages, limit, |message| message.id);
        let items = page.items.into_iter().map(|message| viewer.message(message)).collect();
        Ok(Json(Page { items, next_cursor: page.next_cursor }))
    })
    .await
}

/// Sends a message.
#[utoipa::path(post, path = "/conversations/{id}/messages", tag = "inbox", params(("id" = ConversationId, Path)),
    request_body = NewMessage, responses((status = 202, body = MessageView)))]
async fn send(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(mut new): Json<NewMessage>,
) -> Result<(StatusCode, Json<MessageView>), ApiError> {
    caller.require(Permission::Reply)?;
    let client_id = typed("client_id", &new.client_id, CLIENT_ID_LIMIT)?;
    let db = inbox.db.clone();
    let message = db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            nobody_answered(tx, &caller, &conversation, &new, &client_id)?;
            unhide::numbers(tx, &caller, &conversation, &mut new)?;
            let delay = Duration::from_millis(new.delay_ms.unwrap_or(0).min(LONGEST_DELAY_MS).into());
            let prepared = inbox.prepare(tx, &conversation, new.outgoing)?;
            let outbound = NewOutbound {
                conversation_id: conversation.id,
                author: caller.person().map_or(Author::System, Author::Person),
                client_id,
                outgoing: prepared.outgoing,
                rendered: prepared.rendered,
                quoted: new.quoted,
                sources: suggested(tx, &conversation, new.suggestion_id)?,
                answers: Vec::new(),
                expected_version: None,
                send_after: (!delay.is_zero()).then(|| tx.now().plus(delay)),
            };
            let queued = outbound::queue_outbound(tx, outbound)?;
            if caller.person().is_none() {
                // A program answers in the name of the shop.
                unanswered::answered_by(tx, conversation.id, queued.id())?;
            }
            view(&inbox, tx, &caller, queued.id())
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(message)))
}

/// Refuses when somebody else answered what the writer had not seen.
fn nobody_answered(
    tx: &WriteTx,
    actor: &Actor,
    conversation: &Conversation,
    new: &NewMessage,
    client_id: &str,
) -> Result<(), ApiError> {
    let Some(seen) = new.seen.filter(|_| !new.anyway) else { return Ok(()) };
    let sent_before = store::by_client_id(tx, conversation.id, client_id)?.is_some();
    if !sent_before && store::answered_after(tx, conversation.id, seen, actor.person())? {
        return Err(ApiError::conflict("answered_meanwhile", "Somebody answered while you were writing.")
            .hint("Read the new answer, then send yours anyway or drop it."));
    }
    Ok(())
}

/// The sources of the suggestion a text came from, while it stands.
fn suggested(
    conn: &ReadConn,
    conversation: &Conversation,
    id: Option<SuggestionId>,
) -> Result<Vec<SourceRef>, ApiError> {
    let standing =
        suggestions::of_conversation(conn, conversation.id)?.filter(|standing| Some(standing.id) == id);
    Ok(standing.map(|suggestion| suggestion.sources).unwrap_or_default())
}

fn view(inbox: &Inbox, conn: &ReadConn, actor: &Actor, id: MessageId) -> Result<MessageView, ApiError> {
    let mut messages = Vec::from_iter(threads::by_id(conn, id)?);
    reactions::show(conn, &mut messages)?;
    files::show(conn, &mut messages)?;
    let message = messages.pop().ok_or_else(|| ApiError::not_found("message"))?;
    Ok(Viewer::new(inbox, conn, actor)?.message(message))
}

fn known(conn: &ReadConn, id: MessageId) -> Result<(), ApiError> {
    store::standing(conn, id)?.map(drop).ok_or_else(|| ApiError::not_found("message"))
}

/// Takes back a message that still waits.
#[utoipa::path(delete, path = "/messages/{id}", tag = "inbox", params(("id" = MessageId, Path)),
    responses((status = 204)))]
async fn undo(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            known(tx, id)?;
            outbound::undo(tx, id)?;
            Ok(audit::record(tx, &caller, "message.undone", id, json!({}))?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a failed message again.
#[utoipa::path(post, path = "/messages/{id}/retry", tag = "inbox", params(("id" = MessageId, Path)),
    responses((status = 202, body = MessageView)))]
async fn retry(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<(StatusCode, Json<MessageView>), ApiError> {
    caller.require(Permission::Reply)?;
    let db = inbox.db.clone();
    let message = db
        .write::<_, ApiError>(move |tx| {
            known(tx, id)?;
            outbound::retry(tx, id, caller.person(), |conversation, outgoing| {
                inbox.prepare(tx, conversation, outgoing).map(drop)
            })?;
            audit::record(tx, &caller, "message.retried", id, json!({}))?;
            view(&inbox, tx, &caller, id)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(message)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Settlement {
    /// Whether it arrived.
    delivered: bool,
}

/// Says whether an unsure message arrived.
#[utoipa::path(post, path = "/messages/{id}/settle", tag = "inbox", params(("id" = MessageId, Path)),
    request_body = Settlement, responses((status = 200, body = MessageView)))]
async fn settle(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<MessageId>,
    Json(settlement): Json<Settlement>,
) -> Result<Json<MessageView>, ApiError> {
    caller.require(Permission::Reply)?;
    let db = inbox.db.clone();
    db.write::<_, ApiError>(move |tx| {
        known(tx, id)?;
        outbound::settle(tx, id, settlement.delivered)?;
        audit::record(tx, &caller, "message.settled", id, json!({ "delivered": settlement.delivered }))?;
        view(&inbox, tx, &caller, id).map(Json)
    })
    .await
}

/// A message exactly as the channel told it.
#[derive(Debug, Serialize, ToSchema)]
struct RawMessage {
    raw: Value,
}

/// A message exactly as the channel told it; only for those who may see phone numbers.
#[utoipa::path(get, path = "/messages/{id}/raw", tag = "inbox", params(("id" = MessageId, Path)),
    responses((status = 200, body = RawMessage)))]
async fn raw(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<Json<RawMessage>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    caller.require(Permission::SeePhoneNumbers)?;
    let raw = inbox.db.read::<_, ApiError>(move |conn| Ok(store::raw(conn, id)?)).await?;
    let raw = raw.ok_or_else(|| ApiError::not_found("raw message"))?;
    Ok(Json(RawMessage { raw: serde_json::from_str(&raw).unwrap_or(Value::String(raw)) }))
}
