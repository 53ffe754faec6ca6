//! `/runs/{id}/verdict` and `/conversations/{id}/verdicts`: what people thought of answers and hand-overs.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{VerdictKind, VerdictView, names, of_run, shown, store};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::{ConversationId, RunId};
use crate::inbox;
use crate::replies::Replies;
use crate::replies::types::DecisionKind;

/// Characters of a reason.
const LONGEST_REASON: usize = 200;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(judge, take_back)).routes(routes!(list))
}

/// What somebody thinks of an answer or a hand-over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewVerdict {
    verdict: VerdictKind,
    /// In a few words: at most 200 characters.
    #[serde(default)]
    reason: String,
}

/// A run that can be judged.
#[derive(Debug, Serialize, ToSchema)]
struct JudgedRun {
    run_id: RunId,
    decision: DecisionKind,
    verdict: Option<VerdictView>,
}

/// Says what one thinks of an answer (`good`, `bad`, or `missed` when a person should have been called) or of a hand-over
/// (`needless`, `late`). What was said of it before is replaced.
#[utoipa::path(put, path = "/runs/{id}/verdict", tag = "replies", params(("id" = RunId, Path)), request_body = NewVerdict,
    responses((status = 200, body = VerdictView), (status = 404)))]
async fn judge(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RunId>,
    Json(new): Json<NewVerdict>,
) -> Result<Json<VerdictView>, ApiError> {
    caller.require(Permission::Reply)?;
    let reason = new.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        return Err(unfit().field("reason", "At most 200 characters."));
    }
    let kept = replies.db.write(move |tx| {
        let (conversation, decision) = store::decided(tx, id)?.ok_or_else(|| ApiError::not_found("run"))?;
        if !new.verdict.fits(decision) {
            return Err(unfit().field("verdict", "This cannot be said of how it ended."));
        }
        store::keep(tx, id, conversation, new.verdict, &reason, caller.person())?;
        audit::record(
            tx,
            &caller,
            "replies.judged",
            id,
            // The log is for ever, and a reason may hold a customer's words.
            json!({ "verdict": new.verdict, "has_reason": !reason.is_empty() }),
        )?;
        tx.announce(Topic::Reply, conversation);
        of_run(tx, id)?.ok_or_else(|| ApiError::not_found("run"))
    });
    Ok(Json(kept.await?))
}

fn unfit() -> ApiError {
    ApiError::unprocessable("invalid_verdict", "This cannot be kept.")
}

/// Takes back what was said of an answer or a hand-over.
#[utoipa::path(delete, path = "/runs/{id}/verdict", tag = "replies", params(("id" = RunId, Path)),
    responses((status = 204), (status = 404)))]
async fn take_back(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RunId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    replies
        .db
        .write(move |tx| {
            let (conversation, _) = store::decided(tx, id)?.ok_or_else(|| ApiError::not_found("run"))?;
            if store::take_back(tx, id)? {
                audit::record(tx, &caller, "replies.verdict_taken_back", id, json!({}))?;
                tx.announce(Topic::Reply, conversation);
            }
            Ok::<_, ApiError>(StatusCode::NO_CONTENT)
        })
        .await
}

/// What the assistant did in a conversation that can be judged, and what people thought of it; the newest 300.
#[utoipa::path(get, path = "/conversations/{id}/verdicts", tag = "replies", params(("id" = ConversationId, Path)),
    responses((status = 200, body = Page<JudgedRun>)))]
async fn list(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<Json<Page<JudgedRun>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let judged = replies.db.read::<_, ApiError>(move |conn| {
        let conversation =
            inbox::conversation(conn, id)?.ok_or_else(|| ApiError::not_found("conversation"))?;
        let names = names(conn)?;
        let runs = store::of_conversation(conn, conversation.id)?.into_iter().map(|judged| JudgedRun {
            run_id: judged.run,
            decision: judged.decision,
            verdict: judged.verdict.map(|verdict| shown(&names, verdict)),
        });
        Ok(runs.collect::<Vec<_>>())
    });
    Ok(Json(Page::whole(judged.await?)))
}
