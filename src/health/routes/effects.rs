//! `GET /health/effects`: how each detector's signals fared.

use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::health::Health;
use crate::health::own;
use crate::health::store::{self, history};
use crate::health::types::Effect;
use crate::http::{ApiError, Caller, Json, Page, Query};

/// Days looked back when nobody asks for a number, and at most.
const USUAL_DAYS: u32 = 90;
const MOST_DAYS: u32 = 730;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new().routes(routes!(effects))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct EffectsQuery {
    /// Signals found in so many days: 1 to 730; 90 when not given.
    #[param(minimum = 1, maximum = 730)]
    days: Option<u32>,
}

/// How each detector's signals fared: sent, dismissed and why, over by themselves, and who came back; each share with the
/// number of cases it is of.
#[utoipa::path(get, path = "/health/effects", tag = "health", params(EffectsQuery),
    responses((status = 200, body = Page<Effect>)))]
async fn effects(
    State(health): State<Health>,
    caller: Caller,
    Query(query): Query<EffectsQuery>,
) -> Result<Json<Page<Effect>>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let days = query.days.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(ApiError::unprocessable("invalid_query", "A part of the query has the wrong form.")
            .field("days", format!("Use a number from 1 to {MOST_DAYS}.")));
    }
    let now = health.clock.now();
    let since = now.minus(Duration::from_hours(24) * days);
    let asker = caller.asker();
    let effects = health
        .db
        .read_slow::<_, ApiError>(&asker, move |conn| {
            let mut effects = history::effects(conn, since, now)?;
            for effect in &mut effects {
                let own = own::id_of(&effect.detector);
                effect.title = own.map(|id| store::own::name(conn, id)).transpose()?.flatten();
            }
            Ok(effects)
        })
        .await?;
    Ok(Json(Page::whole(effects)))
}
