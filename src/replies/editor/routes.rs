//! `/replies/prompts`: read, write and choose what models are told.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{View, all, no_ab_test_runs, put_in_use, text_of};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};
use crate::replies::Replies;
use crate::replies::exam;
use crate::replies::prompts::{Prompt, Variables, check};
use crate::replies::runs::store;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(save, choose))
}

/// The prompts owners may write themselves.
#[derive(Debug, Serialize, ToSchema)]
struct PromptList {
    prompts: Vec<View>,
}

/// A new text, used from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPrompt {
    text: String,
    /// Why it shall be used although answers get worse, or were not examined; kept in the activity log.
    #[serde(default)]
    despite_exam: Option<String>,
}

/// Which version to use; nothing for what ships.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PromptChoice {
    version: Option<u32>,
    /// As for a new text.
    #[serde(default)]
    despite_exam: Option<String>,
}

/// The prompts, each with its versions.
#[utoipa::path(get, path = "/replies/prompts", tag = "replies", responses((status = 200, body = PromptList)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<PromptList>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(PromptList { prompts: replies.db.read(all).await? }))
}

/// Saves a text as the next version and uses it.
#[utoipa::path(post, path = "/replies/prompts/{name}", tag = "replies", params(("name" = Prompt, Path)),
    request_body = NewPrompt, responses((status = 200, body = PromptList), (status = 404), (status = 409)))]
async fn save(
    State(replies): State<Replies>,
    caller: Caller,
    Path(name): Path<String>,
    Json(new): Json<NewPrompt>,
) -> Result<Json<PromptList>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let (prompt, variables) = editable(&name)?;
    check(variables, &new.text).map_err(|unfit| {
        ApiError::unprocessable("invalid_prompt", "These instructions cannot work.")
            .field("text", unfit.to_string())
    })?;
    let model = replies.model_of_answers();
    let prompts = replies.db.write(move |tx| {
        if prompt == Prompt::Knowledge {
            no_ab_test_runs(tx)?;
        }
        let despite = new.despite_exam.as_deref();
        exam::may_go_live(tx, &caller, &exam::Candidate::prompt(prompt, &new.text), &model, despite)?;
        let version = store::keep_version(tx, prompt, new.text.trim(), caller.person())?;
        put_in_use(tx, &caller, prompt, Some(version))?;
        Ok::<_, ApiError>(all(tx)?)
    });
    Ok(Json(PromptList { prompts: prompts.await? }))
}

/// Uses an earlier version again, or what ships.
#[utoipa::path(put, path = "/replies/prompts/{name}", tag = "replies", params(("name" = Prompt, Path)),
    request_body = PromptChoice, responses((status = 200, body = PromptList), (status = 404), (status = 409)))]
async fn choose(
    State(replies): State<Replies>,
    caller: Caller,
    Path(name): Path<String>,
    Json(choice): Json<PromptChoice>,
) -> Result<Json<PromptList>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let (prompt, _) = editable(&name)?;
    let model = replies.model_of_answers();
    let prompts = replies.db.write(move |tx| {
        if prompt == Prompt::Knowledge {
            no_ab_test_runs(tx)?;
        }
        if let Some(text) = text_of(tx, prompt, choice.version)? {
            let despite = choice.despite_exam.as_deref();
            exam::may_go_live(tx, &caller, &exam::Candidate::prompt(prompt, &text), &model, despite)?;
        }
        put_in_use(tx, &caller, prompt, choice.version)?;
        Ok::<_, ApiError>(all(tx)?)
    });
    Ok(Json(PromptList { prompts: prompts.await? }))
}

fn editable(name: &str) -> Result<(Prompt, Variables), ApiError> {
    let prompt = name.parse::<Prompt>().ok();
    prompt.and_then(|prompt| Some((prompt, prompt.variables()?))).ok_or_else(|| ApiError::not_found("prompt"))
}
