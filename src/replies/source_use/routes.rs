//! `/replies/source-use`: which source answered what.

use std::time::Duration;

use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::count;
use super::store::{self, Asked};
use super::types::{SourceAnswer, SourceUses};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Path, Query};
use crate::ids::{MessageId, SourceId};
use crate::inbox;
use crate::replies::Replies;
use crate::storage::{ReadConn, StorageError};

/// How far back is looked.
const BACK: Duration = Duration::from_hours(30 * 24);
/// Characters of a question that is shown.
const LONGEST_QUESTION: usize = 200;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(answered))
}

/// Which sources the answers of the last 30 days cite, the most used first, without what was said with the practice phone.
#[utoipa::path(get, path = "/replies/source-use", tag = "replies", responses((status = 200, body = SourceUses)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<SourceUses>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    let now = replies.clock.now();
    let read = move |conn: &ReadConn| Ok::<_, ApiError>(count::uses(conn, now.minus(BACK), now)?);
    Ok(Json(replies.db.read_slow(&caller.asker(), read).await?))
}

/// The questions of the last 30 days that a source answered, the newest first.
#[utoipa::path(get, path = "/replies/source-use/{id}", tag = "replies", params(("id" = SourceId, Path), PageQuery),
    responses((status = 200, body = Page<SourceAnswer>)))]
async fn answered(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<SourceId>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<SourceAnswer>>, ApiError> {
    caller.require(Permission::ReadKnowledge)?;
    caller.require(Permission::ReadInbox)?;
    let now = replies.clock.now();
    let (limit, before) = (page.limit(), page.cursor_id()?.unwrap_or(MessageId::new(i64::MAX)));
    let read = move |conn: &ReadConn| {
        if !store::is_known(conn, id)? {
            return Err(ApiError::not_found("source"));
        }
        let asked = Asked { source: id, since: now.minus(BACK), before, limit: limit + 1 };
        let found = count::answers(conn, asked, now)?;
        let page = Page::cut(found, limit, |answer| answer.message_id);
        let items = page.items.into_iter().map(|answer| told(conn, answer)).collect::<Result<_, _>>()?;
        Ok::<_, ApiError>(Page { items, next_cursor: page.next_cursor })
    };
    Ok(Json(replies.db.read_slow(&caller.asker(), read).await?))
}

fn told(conn: &ReadConn, answer: SourceAnswer) -> Result<SourceAnswer, StorageError> {
    let conversation = inbox::conversation(conn, answer.conversation_id)?;
    let message = inbox::message(conn, answer.message_id)?.filter(|message| message.revoked_at.is_none());
    let question = message.and_then(|message| message.said().map(std::borrow::Cow::into_owned));
    Ok(SourceAnswer {
        conversation_id: conversation.as_ref().map_or(answer.conversation_id, |now| now.id),
        customer: conversation.map(|now| now.contact.shown_name()).unwrap_or_default(),
        question: question.map(|text| text.chars().take(LONGEST_QUESTION).collect()),
        ..answer
    })
}
