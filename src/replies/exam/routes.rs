//! `/replies/exam/runs`: asking all the questions, how far that is, and what came of it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::compare::{Comparison, Shares, comparisons, of_side, shares};
use super::types::{Candidate, Cause, ExamRun, Side};
use super::{question_routes, run, setting_routes, store};
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::ExamRunId;
use crate::llm::{Change as LlmChange, Llm};
use crate::replies::Replies;
use crate::replies::prompts::{Prompt, check};
use crate::storage::{ReadConn, StorageError};

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new()
        .routes(routes!(list, start))
        .routes(routes!(show))
        .routes(routes!(stop))
        .merge(question_routes::routes())
        .merge(setting_routes::routes())
}

/// A run with what came of each question, beside what was answered before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ExamResults)]
struct Results {
    run: ExamRun,
    /// The last whole run before it, beside which it is set; nothing for the first, and for a change tried beside what is live.
    before: Option<ExamRun>,
    shares: Shares,
    /// What got worse first, then what does not pass, what got better, and the others.
    comparisons: Vec<Comparison>,
}

/// The newest first.
#[utoipa::path(get, path = "/replies/exam/runs", tag = "replies", responses((status = 200, body = Page<ExamRun>)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<Page<ExamRun>>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(Page::whole(replies.db.read(store::runs).await?)))
}

/// A run of what is live, or of a change beside it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewExamRun {
    #[serde(default)]
    candidate: Option<NewExamCandidate>,
}

/// A change to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum NewExamCandidate {
    /// Other words for a prompt.
    Prompt { name: Prompt, text: String },
    /// Other models, as `PUT /llm/settings` takes them.
    Model { settings: Box<LlmChange> },
}

impl NewExamCandidate {
    /// What is tried, and the models for it where they are others.
    fn checked(self, replies: &Replies, caller: &Caller) -> Result<(Candidate, Option<Llm>), ApiError> {
        match self {
            Self::Prompt { name, text } => {
                let variables = name.variables().ok_or_else(|| ApiError::not_found("prompt"))?;
                check(variables, &text).map_err(|unfit| {
                    ApiError::unprocessable("invalid_prompt", "These instructions cannot work.")
                        .field("text", unfit.to_string())
                })?;
                Ok((Candidate::prompt(name, &text), None))
            }
            Self::Model { settings } => {
                caller.require(Permission::ManageModel)?;
                let llm = replies.tools.llm.proposed(*settings)?;
                Ok((Candidate::models(&llm.settings()), Some(llm)))
            }
        }
    }
}

/// Asks every question, beside everything else. Nothing is sent and no conversation is touched; models are paid, as long as the
/// budget has more than customers need.
#[utoipa::path(post, path = "/replies/exam/runs", tag = "replies", request_body(content((NewExamRun = "application/json"))),
    responses((status = 202, body = ExamRun), (status = 409)))]
async fn start(
    State(replies): State<Replies>,
    caller: Caller,
    Json(new): Json<NewExamRun>,
) -> Result<(StatusCode, Json<ExamRun>), ApiError> {
    caller.require(Permission::ManageReplies)?;
    let candidate = new.candidate.map(|new| new.checked(&replies, &caller)).transpose()?;
    let going = replies.exams.clone();
    let started = replies.db.write(move |tx| {
        let id = match candidate {
            None => run::start(tx, Cause::Asked, None, caller.person())?,
            Some((candidate, llm)) => {
                let id = run::start(tx, Cause::Candidate, Some(&candidate), caller.person())?;
                if let Some(llm) = llm {
                    going.propose(id, llm);
                }
                id
            }
        };
        audit::record(tx, &caller, "replies.exam_started", id.to_string(), json!({}))?;
        store::run(tx, id)?.ok_or_else(|| ApiError::not_found("exam run"))
    });
    Ok((StatusCode::ACCEPTED, Json(started.await?)))
}

/// What came of each question, and what got worse or better since the run before.
#[utoipa::path(get, path = "/replies/exam/runs/{id}", tag = "replies", params(("id" = ExamRunId, Path)),
    responses((status = 200, body = Results), (status = 404)))]
async fn show(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ExamRunId>,
) -> Result<Json<Results>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let found = replies.db.read_long(move |conn| results(conn, id)).await?;
    found.map(Json).ok_or_else(|| ApiError::not_found("exam run"))
}

fn results(conn: &ReadConn, id: ExamRunId) -> Result<Option<Results>, StorageError> {
    let Some(run) = store::run(conn, id)? else { return Ok(None) };
    let answers = store::answers(conn, id)?;
    let built_in = of_side(&answers, Side::BuiltIn);
    if run.candidate.is_some() {
        let now = of_side(&answers, Side::Candidate);
        let comparisons = comparisons(&of_side(&answers, Side::Live), &now, &built_in);
        let shares = shares(&now, &built_in);
        return Ok(Some(Results { run, before: None, shares, comparisons }));
    }
    let before = store::whole_run_before(conn, id)?;
    let answers_before = match &before {
        Some(before) => store::answers(conn, before.id)?,
        None => Vec::new(),
    };
    let now = of_side(&answers, Side::Live);
    let comparisons = comparisons(&of_side(&answers_before, Side::Live), &now, &built_in);
    let shares = shares(&now, &built_in);
    Ok(Some(Results { run, before, shares, comparisons }))
}

/// Stops a run. What was asked until then stays.
#[utoipa::path(post, path = "/replies/exam/runs/{id}/stop", tag = "replies", params(("id" = ExamRunId, Path)),
    responses((status = 204), (status = 404)))]
async fn stop(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ExamRunId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageReplies)?;
    if !run::stop(&replies, id).await? {
        return Err(ApiError::not_found("exam run under way"));
    }
    let noted = replies.db.write(move |tx| {
        audit::record(tx, &caller, "replies.exam_stopped", id.to_string(), json!({})).map(drop)
    });
    noted.await?;
    Ok(StatusCode::NO_CONTENT)
}
