//! `/conversations/{id}/summary`: what a conversation came to, and having it written.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::types::{Lines, SummaryFault};
use super::{begin, is_long, of};
use crate::accounts;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{ConversationId, MessageId};
use crate::inbox;
use crate::replies::Replies;
use crate::storage::ReadConn;

/// Newer messages that are counted; more are as many.
const MOST_NEWER: u32 = 200;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(show, write))
}

/// A conversation's summary, and whether one can be had.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationSummary)]
struct SummaryView {
    /// A model is configured, and there is enough to sum up.
    can_be_written: bool,
    /// It is being written.
    under_way: bool,
    /// Why it could not be written last.
    fault: Option<SummaryFault>,
    written: Option<WrittenView>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WrittenSummary)]
struct WrittenView {
    lines: Lines,
    /// A tag such as `it`.
    language: String,
    /// The last message it knows.
    up_to_message_id: MessageId,
    /// Messages since then, at most 200.
    newer: usize,
    model: String,
    made_at: Timestamp,
}

/// What a conversation came to, as it was last summed up.
#[utoipa::path(get, path = "/conversations/{id}/summary", tag = "replies", params(("id" = ConversationId, Path)),
    responses((status = 200, body = SummaryView), (status = 404)))]
async fn show(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Json<SummaryView>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let has_model = replies.tools.llm.has_vendor();
    let read = move |conn: &ReadConn| view(conn, id, has_model);
    Ok(Json(replies.db.read(read).await?))
}

/// Has a conversation summed up by the configured model, in the language of whoever asks.
#[utoipa::path(post, path = "/conversations/{id}/summary", tag = "replies", params(("id" = ConversationId, Path)),
    responses((status = 202, body = SummaryView), (status = 404), (status = 409)))]
async fn write(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<(StatusCode, Json<SummaryView>), ApiError> {
    caller.require(Permission::Reply)?;
    let has_model = replies.tools.llm.has_vendor();
    let begun = replies.db.write(move |tx| {
        let conversation =
            inbox::conversation(tx, id)?.ok_or_else(|| ApiError::not_found("conversation"))?.id;
        if !has_model {
            return Err(ApiError::conflict("no_model", "The built-in model sums nothing up.")
                .hint("Choose a model in Settings."));
        }
        if !is_long(tx, conversation)? {
            return Err(ApiError::conflict("nothing_to_sum_up", "There is too little to sum up."));
        }
        if of(tx, conversation)?.asked_at.is_none() {
            let staff = accounts::staff(tx)?.into_iter();
            let mut reader = staff.filter(|person| Some(person.id) == caller.person());
            let language = match reader.next() {
                Some(person) => person.language,
                None => accounts::shop(tx)?.language,
            };
            begin(tx, conversation, language)?;
            audit::record(tx, &caller, "replies.summary_asked", conversation, json!({}))?;
        }
        view(tx, conversation, has_model)
    });
    Ok((StatusCode::ACCEPTED, Json(begun.await?)))
}

fn view(conn: &ReadConn, id: ConversationId, has_model: bool) -> Result<SummaryView, ApiError> {
    let id = inbox::conversation(conn, id)?.ok_or_else(|| ApiError::not_found("conversation"))?.id;
    let summary = of(conn, id)?;
    let written = match summary.written {
        Some(written) => {
            let recent = inbox::recent_messages(conn, id, MOST_NEWER)?;
            Some(WrittenView {
                newer: recent.iter().filter(|message| message.id > written.up_to).count(),
                lines: written.lines,
                language: written.language,
                up_to_message_id: written.up_to,
                model: written.model,
                made_at: written.made_at,
            })
        }
        None => None,
    };
    Ok(SummaryView {
        can_be_written: has_model && is_long(conn, id)?,
        under_way: summary.asked_at.is_some(),
        fault: summary.fault,
        written,
    })
}
