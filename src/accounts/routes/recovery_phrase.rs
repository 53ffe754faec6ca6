//! The recovery phrase, for the owner.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::origin::From;
use crate::accounts::Accounts;
use crate::http::{ApiError, Caller, Json};
use crate::secrets::Secret;

/// Words that can be given back: every one of the twelve.
const MOST_WORDS: usize = 12;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(confirm))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PhraseRequest {
    /// Needed to replace a phrase that has been proven.
    password: Option<Secret>,
}

/// Twelve words to be written down; shown this once.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct PhraseWords {
    words: Vec<String>,
    /// The places, from 1, of the three words that are asked back.
    asked: Vec<usize>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct PhraseProof {
    /// The asked words, by their place from 1: `{"2": "apple", "7": "river", "12": "stone"}`.
    #[schema(value_type = BTreeMap<String, String>)]
    words: BTreeMap<String, Secret>,
}

/// Makes new words and shows them.
#[utoipa::path(post, path = "/recovery-phrase", tag = "accounts", request_body = PhraseRequest,
    responses((status = 200, body = PhraseWords)))]
async fn show(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(request): Json<PhraseRequest>,
) -> Result<Json<PhraseWords>, ApiError> {
    let shown = accounts.show_phrase(caller.actor, request.password, &from.origin).await?;
    Ok(Json(PhraseWords { words: shown.words, asked: shown.asked }))
}

/// Proves that the words were written down. After five wrong tries they are gone, and new ones are shown.
#[utoipa::path(post, path = "/recovery-phrase/confirm", tag = "accounts", request_body = PhraseProof,
    responses((status = 204)))]
async fn confirm(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(proof): Json<PhraseProof>,
) -> Result<StatusCode, ApiError> {
    if proof.words.len() > MOST_WORDS {
        return Err(ApiError::unprocessable("invalid_value", "There are only twelve words."));
    }
    let by_position: Option<BTreeMap<usize, Secret>> =
        proof.words.into_iter().map(|(position, word)| Some((position.parse().ok()?, word))).collect();
    let by_position = by_position.ok_or_else(|| {
        ApiError::unprocessable("invalid_value", "Name each word by its place, from 1 to 12.")
    })?;
    accounts.confirm_phrase(caller.actor, by_position).await?;
    Ok(StatusCode::NO_CONTENT)
}
