//! `GET /whatsapp/errors`: the dictionary as people read it.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::dictionary::{self, By, Language, Line, Retried};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Query};
use crate::whatsapp::WhatsApp;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ErrorsQuery {
    /// `en` when not given.
    #[param(inline)]
    language: Option<Language>,
}

/// The dictionary.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppErrors)]
struct Errors {
    items: Vec<Item>,
}

/// One code, or one reason of Shopbell's own.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppErrorWords)]
struct Item {
    /// Meta's code; absent for Shopbell's own reasons.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    /// The name a failed message bears as `error.code`.
    name: &'static str,
    title: &'static str,
    meaning: &'static str,
    what_to_do: &'static str,
    retried: Retried,
    by: By,
}

/// Every error of WhatsApp in plain words: what happened, what to do, whether it is tried again and by whom.
#[utoipa::path(get, path = "/whatsapp/errors", tag = "whatsapp", params(ErrorsQuery), responses((status = 200, body = Errors)))]
async fn list(caller: Caller, Query(query): Query<ErrorsQuery>) -> Result<Json<Errors>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let language = query.language.unwrap_or_default();
    Ok(Json(Errors { items: dictionary::lines().iter().flat_map(|line| items(line, language)).collect() }))
}

fn items(line: &'static Line, language: Language) -> Vec<Item> {
    let words = line.words(language);
    let item = |code| Item {
        code,
        name: &line.name,
        title: &words.title,
        meaning: &words.meaning,
        what_to_do: &words.what_to_do,
        retried: line.retried,
        by: line.by,
    };
    let codes: Vec<i64> = line.codes().collect();
    if codes.is_empty() { vec![item(None)] } else { codes.into_iter().map(|code| item(Some(code))).collect() }
}
