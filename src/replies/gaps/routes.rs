//! `/replies/gaps`: what customers asked and nobody could answer, and that somebody has dealt with it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ClosedAs, Gap, store};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page};
use crate::ids::RunId;
use crate::replies::Replies;

/// Runs closed at once.
const MOST_CLOSED: usize = 500;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(close))
}

/// Questions that were dealt with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Closing {
    /// As the group names them; at most 500.
    run_ids: Vec<RunId>,
    closed_as: ClosedAs,
}

/// What customers asked in the last 90 days and nobody could answer, those that mean the same together, most asked first.
#[utoipa::path(get, path = "/replies/gaps", tag = "replies", responses((status = 200, body = Page<Gap>)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<Page<Gap>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let now = replies.clock.now();
    let gaps = replies.db.read_long(move |conn| super::gaps(conn, now)).await?;
    Ok(Json(Page::whole(gaps)))
}

/// Says that an answer was made of these questions, or that they need none. The same question asked again is told again.
#[utoipa::path(post, path = "/replies/gaps/close", tag = "replies",
    request_body(content((Closing = "application/json"))), responses((status = 204)))]
async fn close(
    State(replies): State<Replies>,
    caller: Caller,
    Json(Closing { run_ids, closed_as }): Json<Closing>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::WriteKnowledge)?;
    if run_ids.len() > MOST_CLOSED {
        return Err(ApiError::unprocessable("too_many_runs", "Close at most 500 questions at once.")
            .field("run_ids", "at most 500"));
    }
    let actor = caller.actor;
    replies
        .db
        .write(move |tx| {
            let closed = store::close(tx, &run_ids, closed_as)?;
            audit::record(
                tx,
                &actor,
                "replies.gap_closed",
                "",
                json!({ "as": closed_as, "questions": closed }),
            )?;
            tx.announce(Topic::Source, "gaps");
            Ok::<_, ApiError>(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
