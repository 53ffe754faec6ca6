//! `/broadcasts`: written, looked at, and what became of every customer's message.

use std::collections::BTreeMap;

use axum::extract::State as Room;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::plan::{self, Preview};
use super::types::{Broadcast, Chosen, Counts, Recipient, RecipientState, Resumes, State};
use super::{TOPIC, store};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{BroadcastId, ConnectionId, ContactId, ConversationId, MessageId, TemplateId};
use crate::inbox::outgoing::TemplateHeader;
use crate::inbox::{self, Segment};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::{numbers, templates};

/// Characters of a broadcast's name.
const NAME_LIMIT: usize = 100;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, delete))
        .routes(routes!(look))
        .routes(routes!(each))
}

/// A broadcast as people see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Broadcast)]
pub(super) struct View {
    id: BroadcastId,
    name: String,
    connection_id: ConnectionId,
    template: Chosen,
    variables: BTreeMap<String, String>,
    header: Option<TemplateHeader>,
    segment: Segment,
    state: State,
    /// Why it waits, in English.
    reason: Option<String>,
    /// Why it waits, as a stable word.
    reason_code: Option<String>,
    /// Who lets it go on.
    resumes: Option<Resumes>,
    counts: Counts,
    created_at: Timestamp,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
}

pub(super) fn view(conn: &ReadConn, broadcast: Broadcast) -> Result<View, StorageError> {
    Ok(View {
        counts: store::counts(conn, broadcast.id)?,
        id: broadcast.id,
        name: broadcast.name,
        connection_id: broadcast.connection,
        template: broadcast.template,
        variables: broadcast.variables,
        header: broadcast.header,
        segment: broadcast.segment,
        state: broadcast.state,
        reason: broadcast.reason,
        reason_code: broadcast.reason_code,
        resumes: broadcast.resumes,
        created_at: broadcast.created_at,
        started_at: broadcast.started_at,
        ended_at: broadcast.ended_at,
    })
}

pub(super) fn existing(conn: &ReadConn, id: BroadcastId) -> Result<Broadcast, ApiError> {
    store::find(conn, id)?.ok_or_else(|| ApiError::not_found("broadcast"))
}

/// Broadcasts, newest first.
#[utoipa::path(get, path = "/broadcasts", tag = "broadcasts", params(PageQuery),
    responses((status = 200, body = Page<View>)))]
async fn list(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<View>>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    let (before, limit) = (page.cursor_id()?, page.limit());
    let page = whatsapp
        .db
        .read::<_, ApiError>(move |conn| {
            let page = Page::cut(store::list(conn, before, limit + 1)?, limit, |broadcast| broadcast.id);
            let items = page.items.into_iter().map(|broadcast| view(conn, broadcast));
            Ok(Page { items: items.collect::<Result<_, _>>()?, next_cursor: page.next_cursor })
        })
        .await?;
    Ok(Json(page))
}

/// One template to a part of the customers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBroadcast {
    name: String,
    template_id: TemplateId,
    /// Values by variable; `{{contact.name}}` in one stands for the customer's name.
    #[serde(default)]
    variables: BTreeMap<String, String>,
    header: Option<TemplateHeader>,
    #[serde(default)]
    segment: Segment,
    /// The number it is sent from; the template's own when not given.
    connection_id: Option<ConnectionId>,
}

/// Writes a broadcast; nothing is sent before it is started.
#[utoipa::path(post, path = "/broadcasts", tag = "broadcasts", request_body = NewBroadcast,
    responses((status = 201, body = View)))]
async fn create(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewBroadcast>,
) -> Result<(StatusCode, Json<View>), ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_LIMIT {
        return Err(invalid("name", &format!("Between 1 and {NAME_LIMIT} characters.")));
    }
    let view = whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            let template = templates::find(tx, new.template_id)?
                .ok_or_else(|| invalid("template_id", "There is no such template."))?;
            let from = new.connection_id.unwrap_or(template.connection_id);
            let connection = numbers::meant(tx, Some(from))?
                .ok_or_else(|| invalid("connection_id", "This number is not connected."))?;
            let broadcast = Broadcast {
                id: tx.new_id(),
                name,
                connection: connection.id,
                template: Chosen {
                    id: template.id,
                    name: template.name,
                    language: template.language,
                    category: template.category.as_str().to_owned(),
                },
                variables: new.variables,
                header: new.header,
                segment: new.segment,
                state: State::Draft,
                reason: None,
                reason_code: None,
                resumes: None,
                created_at: tx.now(),
                started_at: None,
                ended_at: None,
            };
            store::insert(tx, &broadcast)?;
            done(tx, &caller, "broadcast.created", broadcast.id)?;
            Ok(view(tx, broadcast)?)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(view)))
}

fn invalid(field: &str, words: &str) -> ApiError {
    ApiError::unprocessable("broadcast_invalid", "The broadcast cannot be sent like this.")
        .field(field, words)
}

pub(super) fn done(tx: &WriteTx, caller: &Caller, action: &str, id: BroadcastId) -> Result<(), StorageError> {
    tx.announce(TOPIC, id);
    audit::record(tx, caller, action, id, json!({}))
}

/// One broadcast.
#[utoipa::path(get, path = "/broadcasts/{id}", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View)))]
async fn show(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    whatsapp.db.read::<_, ApiError>(move |conn| Ok(Json(view(conn, existing(conn, id)?)?))).await
}

/// Deletes a draft.
#[utoipa::path(delete, path = "/broadcasts/{id}", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 204)))]
async fn delete(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            if existing(tx, id)?.state != State::Draft {
                return Err(ApiError::conflict("not_a_draft", "Only a draft can be deleted."));
            }
            store::delete(tx, id)?;
            Ok(done(tx, &caller, "broadcast.deleted", id)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whom it would reach now, and what it would cost.
#[utoipa::path(post, path = "/broadcasts/{id}/preview", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = Preview)))]
async fn look(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<Preview>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    let now = whatsapp.clock.now();
    whatsapp
        .db
        .read_slow::<_, ApiError>(&caller.asker(), move |conn| {
            Ok(Json(plan::preview(conn, &existing(conn, id)?, now)?))
        })
        .await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RecipientsQuery {
    state: Option<RecipientState>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BroadcastContact)]
struct ContactView {
    id: ContactId,
    name: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = BroadcastReason)]
struct ReasonView {
    code: String,
    words: String,
}

/// What became of one customer's message.
#[derive(Serialize, ToSchema)]
#[schema(as = BroadcastRecipient)]
struct RecipientView {
    contact: ContactView,
    conversation_id: ConversationId,
    message_id: Option<MessageId>,
    state: RecipientState,
    reason: Option<ReasonView>,
    at: Timestamp,
}

/// What became of every customer's message.
#[utoipa::path(get, path = "/broadcasts/{id}/recipients", tag = "broadcasts",
    params(("id" = BroadcastId, Path), RecipientsQuery), responses((status = 200, body = Page<RecipientView>)))]
async fn each(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
    Query(query): Query<RecipientsQuery>,
) -> Result<Json<Page<RecipientView>>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let (after, limit) = (page.cursor_id()?, page.limit());
    whatsapp
        .db
        .read::<_, ApiError>(move |conn| {
            existing(conn, id)?;
            let found = store::recipients(conn, id, query.state, after, limit + 1)?;
            let page = Page::cut(found, limit, |one| one.contact);
            let items = page.items.into_iter().map(|one| recipient(conn, one)).collect::<Result<_, _>>()?;
            Ok(Json(Page { items, next_cursor: page.next_cursor }))
        })
        .await
}

fn recipient(conn: &ReadConn, one: Recipient) -> Result<RecipientView, StorageError> {
    let name = inbox::contact(conn, one.contact)?.and_then(|contact| contact.name);
    Ok(RecipientView {
        contact: ContactView { id: one.contact, name },
        conversation_id: one.conversation,
        message_id: one.message,
        state: one.state,
        reason: one.reason.map(|(code, words)| ReasonView { code, words }),
        at: one.at,
    })
}
