//! `GET|PUT /web-search/settings` and `POST /web-search/test`: whether and where the web is searched, and what would be found.
//! The key goes in and never comes out.

use std::time::Instant;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::change::Change;
use super::search::WebSearch;
use super::store;
use super::types::{Opened, WebSearchFault, WebSearchWay};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::breaker::CircuitState;
use crate::http::{ApiError, Caller, Json};

const QUESTION_LIMIT_CHARACTERS: usize = 500;

/// `/web-search`
pub fn routes() -> OpenApiRouter<WebSearch> {
    OpenApiRouter::new().routes(routes!(show, change)).routes(routes!(test))
}

/// Whether and where the web is searched.
#[derive(Debug, Serialize, ToSchema)]
struct WebSearchSettings {
    way: WebSearchWay,
    base_url: Option<String>,
    key_set: bool,
    /// Nothing is read anywhere else.
    domains: Vec<String>,
    daily_limit: u32,
    /// Of one search, in millionths of a US dollar.
    price_micros: i64,
    /// Whether the model that writes answers searches the web itself.
    model_can_search: bool,
    /// Searches made today, in UTC.
    today: u32,
    state: CircuitState,
    /// When a service that is left alone is tried again.
    tried_at: Option<Timestamp>,
    /// Its last failure since it last answered.
    fault: Option<WebSearchFault>,
    failed_at: Option<Timestamp>,
}

/// Whether and where the web is searched for what the shop does not know.
#[utoipa::path(get, path = "/web-search/settings", tag = "knowledge", responses((status = 200, body = WebSearchSettings)))]
async fn show(State(web): State<WebSearch>, caller: Caller) -> Result<Json<WebSearchSettings>, ApiError> {
    caller.require(Permission::ManageModel)?;
    Ok(Json(view(&web).await?))
}

/// Chooses who is asked, and the sites. A key that is not given stays, as long as the service and its address stay.
#[utoipa::path(put, path = "/web-search/settings", tag = "knowledge", request_body = Change, responses((status = 200, body = WebSearchSettings)))]
async fn change(
    State(web): State<WebSearch>,
    caller: Caller,
    Json(change): Json<Change>,
) -> Result<Json<WebSearchSettings>, ApiError> {
    caller.require(Permission::ManageModel)?;
    let opened = change.applied_to(&web.chosen(), web.model_can_search())?;
    let stored = web.sealed(&opened)?;
    let details = json!({ "way": stored.settings.way, "domains": stored.settings.domains });
    web.db
        .write(move |tx| {
            store::save(tx, &stored)?;
            audit::record(tx, &caller, "web_search.settings_changed", "web_search", details)?;
            tx.announce(Topic::Settings, "web_search");
            Ok::<_, ApiError>(())
        })
        .await?;
    web.use_now(opened)?;
    Ok(Json(view(&web).await?))
}

async fn view(web: &WebSearch) -> Result<WebSearchSettings, ApiError> {
    let (Opened { settings, key }, standing) = (web.chosen(), web.standing());
    let now = web.clock.now();
    let today = web.db.read(move |conn| store::searches(conn, now)).await?;
    Ok(WebSearchSettings {
        way: settings.way,
        base_url: settings.base_url,
        key_set: key.is_some(),
        domains: settings.domains.iter().map(|domain| domain.as_str().to_owned()).collect(),
        daily_limit: settings.daily_limit,
        price_micros: settings.price_micros,
        model_can_search: web.model_can_search(),
        today,
        state: standing.state,
        tried_at: standing.until,
        fault: standing.last.map(|(fault, _)| fault),
        failed_at: standing.last.map(|(_, at)| at),
    })
}

/// A question to look for, with the settings given here or those in use.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WebSearchTrial {
    question: String,
    settings: Option<Change>,
}

/// What the service names for it. No page is read, and no customer is told anything.
#[derive(Debug, Serialize, ToSchema)]
struct WebSearchOutcome {
    latency_ms: u64,
    /// The words that left the shop; nothing where none did.
    sent: Option<String>,
    fault: Option<WebSearchFault>,
    /// The pages that would be read.
    found: Vec<WebSearchHit>,
    /// Results that lie on none of the sites.
    left_out: usize,
}

#[derive(Debug, Serialize, ToSchema)]
struct WebSearchHit {
    title: String,
    url: String,
    site: String,
}

/// Searches once, to see what would be found. It counts for the day and is paid like any other.
#[utoipa::path(post, path = "/web-search/test", tag = "knowledge", request_body = WebSearchTrial, responses((status = 200, body = WebSearchOutcome)))]
async fn test(
    State(web): State<WebSearch>,
    caller: Caller,
    Json(trial): Json<WebSearchTrial>,
) -> Result<Json<WebSearchOutcome>, ApiError> {
    caller.require(Permission::ManageModel)?;
    let question = trial.question.trim();
    if question.is_empty() || question.chars().count() > QUESTION_LIMIT_CHARACTERS {
        return Err(ApiError::unprocessable("invalid_trial", "This cannot be tried.")
            .field("question", "A question of at most 500 characters."));
    }
    let opened = match trial.settings {
        Some(change) => change.applied_to(&web.chosen(), web.model_can_search())?,
        None => web.chosen(),
    };
    let begun = Instant::now();
    let tried = web.try_out(&opened, question).await?;
    let latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let (found, fault) = match tried.found {
        Ok(hits) => (hits, None),
        Err(fault) => (Vec::new(), Some(fault)),
    };
    let found = found.into_iter().map(|hit| WebSearchHit {
        title: hit.title,
        site: hit.url.host_str().unwrap_or_default().to_owned(),
        url: hit.url.into(),
    });
    Ok(Json(WebSearchOutcome {
        latency_ms,
        sent: tried.sent,
        fault,
        found: found.collect(),
        left_out: tried.left_out,
    }))
}
