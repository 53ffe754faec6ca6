//! Conversations: lists, counts, one of them, and what people do with it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::existing;
use super::views::{ConversationDetail, ConversationView, Viewer};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{ConversationId, Id, LabelId, PersonId};
use crate::inbox::Inbox;
use crate::inbox::conversations::snooze::{self, Open};
use crate::inbox::conversations::{ai_mode, organise, presence, timeline};
use crate::inbox::search::contact_index;
use crate::inbox::store::lists::{self, Count, Filter};
use crate::inbox::store::{conversations as store, suggestions};
use crate::inbox::types::{AiMode, Conversation, EventKind, Queue, Status};
use crate::storage::{ReadConn, WriteTx};

/// Contacts one search in the list may find.
const MOST_CONTACTS: u32 = 200;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(one, change))
        .routes(routes!(take_over))
        .routes(routes!(read))
        .routes(routes!(typing))
        .routes(routes!(drop_suggestion))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Default: all.
    queue: Option<Queue>,
    /// A customer's name, username or phone.
    q: Option<String>,
    assignee: Option<PersonId>,
    label: Option<LabelId>,
}

/// Conversations, the one with the newest message first; in queues of work those who wait for a person before all others, by
/// urgency and then whoever waits longest.
#[utoipa::path(get, path = "/conversations", tag = "inbox", params(ListQuery, PageQuery),
    responses((status = 200, body = Page<ConversationView>)))]
async fn list(
    State(inbox): State<Inbox>,
    caller: Caller,
    Query(query): Query<ListQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<ConversationView>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let limit = page.limit();
    let before = page.cursor_id::<ConversationId>()?.map_or(i64::MAX, Id::as_i64);
    let (db, now) = (inbox.db.clone(), inbox.clock.now());
    let (filter, page, viewer) = db
        .read::<_, ApiError>(move |conn| {
            let filter = filter(conn, &caller, &query, before, limit + 1)?;
            let found = lists::page(conn, &filter)?;
            Ok((filter, found, Viewer::new(&inbox, conn, &caller)?))
        })
        .await?;
    let page = Page::cut(page, limit, |conversation| lists::place(&filter, conversation));
    let items = page.items.into_iter().map(|conversation| viewer.conversation(conversation, now)).collect();
    Ok(Json(Page { items, next_cursor: page.next_cursor }))
}

fn filter(
    conn: &ReadConn,
    actor: &Actor,
    query: &ListQuery,
    before: i64,
    limit: u32,
) -> Result<Filter, ApiError> {
    let mut filter =
        Filter { assignee: query.assignee, label: query.label, before, limit, ..Filter::default() };
    match query.queue.unwrap_or(Queue::All) {
        Queue::All => {}
        Queue::Practice => filter.practice = Some(true),
        Queue::Unassigned => {
            (filter.open_only, filter.unassigned, filter.practice) = (true, true, Some(false));
        }
        Queue::Mine => {
            (filter.open_only, filter.practice) = (true, Some(false));
            // An API token owns no conversations.
            filter.assignee = Some(actor.person().unwrap_or(PersonId::new(0)));
        }
        queue @ (Queue::NeedsPerson | Queue::Ai | Queue::Waiting | Queue::Snoozed | Queue::Done) => {
            (filter.queue, filter.practice) = (Some(queue), Some(false));
        }
    }
    if let Some(typed) = query.q.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
        let by_phone = actor.may(Permission::SeePhoneNumbers);
        filter.contacts = Some(contact_index::find(conn, typed, by_phone, MOST_CONTACTS)?);
    }
    Ok(filter)
}

/// How many conversations stand in each queue.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
struct Counts {
    needs_person: i64,
    ai: i64,
    waiting: i64,
    unassigned: i64,
    mine: i64,
    snoozed: i64,
    done: i64,
    /// Open conversations with the practice phone; they are in no other count.
    practice: i64,
    /// Open conversations with something unread.
    unread: i64,
}

/// How many conversations stand in each queue.
#[utoipa::path(get, path = "/conversations/counts", tag = "inbox", responses((status = 200, body = Counts)))]
async fn counts(State(inbox): State<Inbox>, caller: Caller) -> Result<Json<Counts>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let (rows, practice) =
        inbox.db.read::<_, ApiError>(|conn| Ok((lists::counts(conn)?, lists::open_practice(conn)?))).await?;
    Ok(Json(Counts { practice, ..add_up(&rows, caller.person()) }))
}

fn add_up(rows: &[Count], me: Option<PersonId>) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        let queue = match row.queue.as_str() {
            "needs_person" => &mut counts.needs_person,
            "ai" => &mut counts.ai,
            "waiting" => &mut counts.waiting,
            "snoozed" => {
                counts.snoozed += row.conversations;
                continue;
            }
            "done" => {
                counts.done += row.conversations;
                continue;
            }
            _ => continue,
        };
        *queue += row.conversations;
        counts.unread += row.unread;
        match row.assignee {
            None => counts.unassigned += row.conversations,
            assignee if assignee == me => counts.mine += row.conversations,
            Some(_) => {}
        }
    }
    counts
}

/// One conversation with its card, its suggestion and the answer being made.
#[utoipa::path(get, path = "/conversations/{id}", tag = "inbox", params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationDetail)))]
async fn one(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationDetail>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    detail(&inbox, caller, id).await.map(Json)
}

async fn detail(inbox: &Inbox, caller: Caller, id: ConversationId) -> Result<ConversationDetail, ApiError> {
    let now = inbox.clock.now();
    let reader = inbox.clone();
    inbox
        .db
        .read::<_, ApiError>(move |conn| {
            let conversation = existing(conn, id)?;
            let viewer = Viewer::new(&reader, conn, &caller)?;
            let card = (reader.card_of)(conn, &conversation)?;
            Ok(ConversationDetail {
                card: card.map(|card| viewer.card(card)),
                suggestion: suggestions::of_conversation(conn, conversation.id)?,
                reply: reader.live_replies.of(conversation.id),
                conversation: viewer.conversation(conversation, now),
            })
        })
        .await
}

/// What may be changed about a conversation; what is not named stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationChange {
    ai: Option<AiMode>,
    status: Option<Status>,
    /// Null for nobody.
    #[serde(default, deserialize_with = "named")]
    #[schema(value_type = Option<PersonId>)]
    assignee: Option<Assignee>,
    labels: Option<Vec<LabelId>>,
    snooze_until: Option<Timestamp>,
}

/// Who shall look after it: somebody, or nobody.
#[derive(Debug, Clone, Copy)]
struct Assignee(Option<PersonId>);

/// Tells a field that is null from one that is not there.
fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Assignee>, D::Error> {
    Option::deserialize(from).map(|person| Some(Assignee(person)))
}

/// Assigns, labels, snoozes, ends, opens, switches the AI.
#[utoipa::path(patch, path = "/conversations/{id}", tag = "inbox", params(("id" = ConversationId, Path)),
    request_body = ConversationChange, responses((status = 200, body = ConversationDetail)))]
async fn change(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(change): Json<ConversationChange>,
) -> Result<Json<ConversationDetail>, ApiError> {
    caller.require(Permission::ManageConversations)?;
    let writer = inbox.clone();
    inbox.db.write(move |tx| apply(&writer, tx, &caller, id, &change)).await?;
    detail(&inbox, caller, id).await.map(Json)
}

fn apply(
    inbox: &Inbox,
    tx: &WriteTx,
    actor: &Actor,
    id: ConversationId,
    change: &ConversationChange,
) -> Result<(), ApiError> {
    let conversation = existing(tx, id)?;
    let person = actor.person();
    let id = conversation.id;
    if let Some(mode) = change.ai {
        ai_mode::set_mode(tx, &conversation, mode, person)?;
        audit::record(tx, actor, "conversation.ai_switched", id, json!({ "ai": mode }))?;
    }
    if let Some(status) = wanted_status(tx.now(), &conversation, change)? {
        snooze::set_status(tx, &conversation, status, person)?;
        let details = json!({ "status": change.status, "snooze_until": change.snooze_until });
        audit::record(tx, actor, "conversation.status_changed", id, details)?;
    }
    if let Some(Assignee(assignee)) = change.assignee {
        let teammate = assignee.map(|wanted| organise::teammate(inbox, tx, wanted)).transpose()?;
        organise::assign(tx, &conversation, teammate.as_ref(), person)?;
        audit::record(tx, actor, "conversation.assigned", id, json!({ "assignee": assignee }))?;
    }
    if let Some(labels) = &change.labels {
        organise::set_labels(tx, &conversation, labels, person)?;
        audit::record(tx, actor, "conversation.labelled", id, json!({ "labels": labels }))?;
    }
    tx.announce(Topic::Conversation, id);
    Ok(())
}

/// What the request makes of the conversation's status; `None` when it is so already.
fn wanted_status(
    now: Timestamp,
    conversation: &Conversation,
    change: &ConversationChange,
) -> Result<Option<Open>, ApiError> {
    let status = change.status.or(change.snooze_until.map(|_| Status::Snoozed));
    match status {
        Some(Status::Snoozed) => match change.snooze_until.filter(|until| *until > now) {
            Some(until) => Ok(Some(Open::NotBefore(until))),
            None => Err(ApiError::unprocessable("no_wake_time", "Say until when it sleeps.")
                .field("snooze_until", "A time in the future.")),
        },
        Some(Status::Open) if conversation.status != Status::Open => Ok(Some(Open::Yes)),
        Some(Status::Done) if conversation.status != Status::Done => Ok(Some(Open::Done)),
        Some(Status::Open | Status::Done) | None => Ok(None),
    }
}

/// Takes the conversation over: the AI is silent from this moment. Of two who do so at once the second is told who has it; it
/// is taken from a colleague by assigning it.
#[utoipa::path(post, path = "/conversations/{id}/take-over", tag = "inbox", params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationDetail), (status = 409, description = "`taken_over`: somebody else has it")))]
async fn take_over(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationDetail>, ApiError> {
    caller.require(Permission::Reply)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            let others = conversation.assignee.filter(|has| caller.person().is_some_and(|asks| asks != *has));
            if others.is_some() && conversation.is_taken_over() {
                return Err(ApiError::conflict(
                    "taken_over",
                    "A colleague has taken this conversation over.",
                ));
            }
            ai_mode::take_over(tx, &conversation, caller.person())?;
            audit::record(tx, &caller, "conversation.taken_over", conversation.id, json!({}))?;
            tx.announce(Topic::Conversation, conversation.id);
            Ok(())
        })
        .await?;
    detail(&inbox, caller, id).await.map(Json)
}

/// Everything in it has been seen.
#[utoipa::path(post, path = "/conversations/{id}/read", tag = "inbox", params(("id" = ConversationId, Path)),
    responses((status = 204)))]
async fn read(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ReadInbox)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            if store::mark_read(tx, conversation.id)? {
                tx.announce(Topic::Conversation, conversation.id);
            }
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Typing {
    typing: bool,
}

/// Somebody types; say so again at least every 20 seconds.
#[utoipa::path(post, path = "/conversations/{id}/typing", tag = "inbox", params(("id" = ConversationId, Path)),
    request_body = Typing, responses((status = 204)))]
async fn typing(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(body): Json<Typing>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    let Some(person) = caller.person() else { return Ok(StatusCode::NO_CONTENT) };
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            Ok(presence::set_typing(tx, &conversation, person, body.typing)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The suggested answer is not wanted.
#[utoipa::path(delete, path = "/conversations/{id}/suggestion", tag = "inbox", params(("id" = ConversationId, Path)),
    responses((status = 204)))]
async fn drop_suggestion(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    inbox
        .db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            let Some(offered) = suggestions::of_conversation(tx, conversation.id)? else { return Ok(()) };
            suggestions::delete(tx, conversation.id)?;
            let (kind, details) = (EventKind::SuggestionDismissed, json!({ "run_id": offered.run_id }));
            timeline::event_by(tx, conversation.id, caller.person(), kind, details)?;
            tx.announce(Topic::Conversation, conversation.id);
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
