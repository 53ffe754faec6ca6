//! `POST /replies/try`: a question in up to four ways, side by side.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{NoSuchModel, Tried, Variant};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json};
use crate::replies::Replies;

const QUESTION_LIMIT_CHARACTERS: usize = 1_000;
const PROMPT_LIMIT_CHARACTERS: usize = 8_000;
const MOST_VARIANTS: usize = 4;
const MOST_SOURCES: usize = 100;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(try_out))
}

/// What to ask, and in which ways.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplyTrial)]
struct Trial {
    question: String,
    /// One to four.
    variants: Vec<Variant>,
}

/// One outcome for each way, in their order.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplyTrialResults)]
struct TrialResults {
    results: Vec<Tried>,
}

/// Answers a question in several ways at once. Nothing is sent and no conversation is touched; models are paid.
#[utoipa::path(post, path = "/replies/try", tag = "replies", request_body = Trial, responses((status = 200, body = TrialResults)))]
async fn try_out(
    State(replies): State<Replies>,
    caller: Caller,
    Json(trial): Json<Trial>,
) -> Result<Json<TrialResults>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let trial = checked(trial)?;
    let mut variants = Vec::new();
    for variant in trial.variants {
        let line = replies.writer(variant.model).map_err(no_such_model)?;
        variants.push((variant, line));
    }
    let mut results = replies.try_out(trial.question, variants).await?;
    if !caller.may(Permission::SeeAmounts) {
        for tried in &mut results {
            tried.cost = None;
            tried.calls.iter_mut().for_each(|call| call.cost = None);
        }
    }
    Ok(Json(TrialResults { results }))
}

fn checked(trial: Trial) -> Result<Trial, ApiError> {
    let error = || ApiError::unprocessable("invalid_trial", "This cannot be tried.");
    let question = trial.question.trim().to_owned();
    if question.is_empty() || question.chars().count() > QUESTION_LIMIT_CHARACTERS {
        return Err(error().field("question", "A question of at most 1000 characters."));
    }
    if trial.variants.is_empty() || trial.variants.len() > MOST_VARIANTS {
        return Err(error().field("variants", "One to four."));
    }
    for variant in &trial.variants {
        let prompt = variant.prompt.as_deref();
        if prompt.is_some_and(|prompt| {
            prompt.trim().is_empty() || prompt.chars().count() > PROMPT_LIMIT_CHARACTERS
        }) {
            return Err(error().field("variants.prompt", "A prompt of at most 8000 characters."));
        }
        if variant.sources.as_ref().is_some_and(|sources| sources.len() > MOST_SOURCES) {
            return Err(error().field("variants.sources", "At most 100 sources."));
        }
    }
    Ok(Trial { question, ..trial })
}

fn no_such_model(NoSuchModel(model): NoSuchModel) -> ApiError {
    ApiError::unprocessable("no_such_model", "There is no such model in the settings.")
        .field("variants.model", format!("{model} is not set up."))
}
