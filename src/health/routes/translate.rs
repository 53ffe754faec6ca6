//! `/health/signals/{id}/translation`: the draft in the language of whoever reads it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::queue::existing;
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::health::Health;
use crate::health::drafts::translate::NotTranslated;
use crate::health::store::translations::Translation;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::SignalId;
use crate::languages;

/// Letters of a language's tag.
const LONGEST_TAG: usize = 35;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new().routes(routes!(translate))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SignalTranslationWanted)]
struct Wanted {
    /// A tag such as `en`.
    language: String,
}

/// A draft in another language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SignalTranslation)]
struct View {
    language: String,
    /// Of which version of the draft: a changed draft has another translation.
    draft_version: i64,
    text: String,
    provider: String,
    model: String,
    /// Millionths of a US dollar; nothing when the model's price is not known.
    cost_micros: Option<i64>,
    at: Timestamp,
}

impl From<Translation> for View {
    fn from(made: Translation) -> Self {
        Self {
            language: made.language,
            draft_version: made.draft_version,
            text: made.text,
            provider: made.provider,
            model: made.model,
            cost_micros: made.cost_micros,
            at: made.at,
        }
    }
}

/// The draft in another language, made by the smaller model at the first question and kept. For reading: what is sent stays as it is.
#[utoipa::path(post, path = "/health/signals/{id}/translation", tag = "health", params(("id" = SignalId, Path)),
    request_body = Wanted,
    responses((status = 200, body = View),
              (status = 409, description = "There is no model that can translate, its budget is spent, what it said was not the draft, or there is nothing to translate")))]
async fn translate(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
    Json(wanted): Json<Wanted>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let language = wanted.language.trim().to_owned();
    // Every tag would be a call of its own that is paid.
    if language.len() > LONGEST_TAG || languages::tag_of(&language).is_none() {
        let refusal = ApiError::unprocessable("invalid_settings", "This is no language.");
        return Err(refusal.field("language", "Use a tag such as en or it."));
    }
    let signal = health.db.read::<_, ApiError>(move |conn| existing(conn, &caller, id)).await?;
    Ok(Json(health.translate(signal, language).await.map_err(refused)?.into()))
}

fn refused(why: NotTranslated) -> ApiError {
    match why {
        NotTranslated::Nothing => {
            ApiError::conflict("nothing_to_translate", "There is no draft in another language.")
        }
        NotTranslated::NoModel => {
            ApiError::conflict("cannot_translate", "The built-in model cannot translate.")
                .hint("Choose another chat model under Settings → Model.")
        }
        NotTranslated::BudgetSpent => {
            ApiError::conflict("model_budget_spent", "This month's budget for the model is spent.")
                .hint("The owner raises it under Settings → Replies, or it waits until next month.")
        }
        NotTranslated::Model(error) => {
            ApiError::unavailable("model_failed", "The model gave no translation.")
                .hint("Try again in a moment; Settings → Model says how it is.")
                .cause(error)
        }
        NotTranslated::Refused(why) => {
            ApiError::conflict("translation_refused", "The model's translation says other than the draft.")
                .hint("Read the draft as it is. A changed draft, or another model, is translated anew.")
                .param("why", why.as_str())
        }
        NotTranslated::Storage(error) => error.into(),
    }
}
