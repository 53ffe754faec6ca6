//! `/health/auto-send`: which signals go by themselves, under which bounds; and `/health/signals/{id}/hold` and `…/judge`.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::steer::change;
use super::views::{SignalPerson, SignalView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::health::detectors::Detector;
use crate::health::store::auto;
use crate::health::types::{AutoSend, AutoSettings, NotYet, OffReason, Scope, Share};
use crate::health::{Health, TOPIC, trust};
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::SignalId;
use crate::storage::ReadConn;

/// Percent the owner may bear with, and minutes a message may wait for somebody to stop it.
const WRONG_PERCENT: std::ops::RangeInclusive<i64> = 1..=50;
const UNDO_MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(set_bounds))
        .routes(routes!(switch))
        .routes(routes!(hold))
        .routes(routes!(judge))
}

/// What goes by itself, and what may.
#[derive(Debug, Serialize, ToSchema)]
struct SignalAutoSend {
    /// A detector may be wrong less often than so many percent: the upper end of the 95 % interval is held against it.
    wrong_percent: i64,
    /// A message waits so many minutes for somebody to stop it.
    undo_minutes: i64,
    /// Cases it takes to tell.
    least_cases: i64,
    /// Days a case counts.
    days: u64,
    detectors: Vec<DetectorAutoSend>,
}

/// Where one detector stands.
#[derive(Debug, Serialize, ToSchema)]
struct DetectorAutoSend {
    detector: String,
    title: Option<String>,
    on: bool,
    /// Decided cases that were wrong: dismissed as such, or over before anybody was written to.
    wrong: Share,
    /// The ends of the 95 % interval (Clopper and Pearson), in thousandths.
    low_permille: i64,
    high_permille: i64,
    /// Why it may not be switched on yet.
    not_yet: Option<NotYet>,
    changed_at: Option<Timestamp>,
    changed_by: Option<SignalPerson>,
    /// It was on and fell back by itself.
    off_reason: Option<OffReason>,
}

/// Which signals go by themselves, how often each was wrong, and the bounds.
#[utoipa::path(get, path = "/health/auto-send", tag = "health", responses((status = 200, body = SignalAutoSend)))]
async fn show(State(health): State<Health>, caller: Caller) -> Result<Json<SignalAutoSend>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    db.read::<_, ApiError>(move |conn| Ok(Json(all(conn, &health)?))).await
}

fn all(conn: &ReadConn, health: &Health) -> Result<SignalAutoSend, ApiError> {
    let bounds = auto::settings(conn)?;
    let standing = auto::all(conn)?;
    let viewer = Viewer::new(conn, health)?;
    let of_customers = health.all(conn)?.into_iter().filter(|detector| detector.scope == Scope::Customers);
    let detectors = of_customers.map(|detector| {
        let known = standing.iter().find(|(name, _)| *name == detector.name).map(|(_, known)| *known);
        one(conn, &viewer, detector, known, health.clock.now())
    });
    Ok(SignalAutoSend {
        wrong_percent: bounds.wrong_percent,
        undo_minutes: bounds.undo_minutes,
        least_cases: trust::LEAST_CASES,
        days: trust::COUNTS_FOR.as_secs() / 86_400,
        detectors: detectors.collect::<Result<_, ApiError>>()?,
    })
}

fn one(
    conn: &ReadConn,
    viewer: &Viewer,
    detector: Detector,
    known: Option<AutoSend>,
    now: Timestamp,
) -> Result<DetectorAutoSend, ApiError> {
    let trust = trust::of(conn, &detector.name, now)?;
    Ok(DetectorAutoSend {
        detector: detector.name,
        title: detector.title,
        on: known.is_some_and(|known| known.is_on),
        wrong: trust.wrong,
        low_permille: trust.low_permille,
        high_permille: trust.high_permille,
        not_yet: trust.not_yet,
        changed_at: known.map(|known| known.changed_at),
        changed_by: known.and_then(|known| known.person).and_then(|person| viewer.person(person)),
        off_reason: known.and_then(|known| known.off_reason),
    })
}

/// The owner's bounds.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AutoSendBounds {
    /// 1 to 50.
    wrong_percent: i64,
    /// 5 to 1440.
    undo_minutes: i64,
}

/// Sets the bounds. What no longer keeps within them falls back to people at once.
#[utoipa::path(put, path = "/health/auto-send", tag = "health", request_body = AutoSendBounds,
    responses((status = 200, body = SignalAutoSend)))]
async fn set_bounds(
    State(health): State<Health>,
    caller: Caller,
    Json(bounds): Json<AutoSendBounds>,
) -> Result<Json<SignalAutoSend>, ApiError> {
    caller.require(Permission::AutomateSignals)?;
    let AutoSendBounds { wrong_percent, undo_minutes } = bounds;
    let invalid = || ApiError::unprocessable("auto_send_invalid", "These numbers cannot be.");
    if !WRONG_PERCENT.contains(&wrong_percent) {
        return Err(invalid().field("wrong_percent", "Use a number from 1 to 50."));
    }
    if !UNDO_MINUTES.contains(&undo_minutes) {
        return Err(invalid().field("undo_minutes", "Use a number of minutes from 5 to 1440."));
    }
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        auto::keep_settings(tx, AutoSettings { wrong_percent, undo_minutes })?;
        let details = json!({ "wrong_percent": wrong_percent, "undo_minutes": undo_minutes });
        audit::record(tx, &caller, "auto_send.bounds_set", "", details)?;
        for (detector, _) in auto::all(tx)? {
            trust::look(tx, &detector)?;
        }
        tx.announce(TOPIC, "auto_send");
        Ok(Json(all(tx, &health)?))
    })
    .await
}

/// Whether it goes by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AutoSendSwitch {
    on: bool,
}

/// Lets a detector's signals go by themselves, or no longer. Only while it was seldom wrong.
#[utoipa::path(put, path = "/health/auto-send/{detector}", tag = "health", params(("detector" = String, Path)),
    request_body = AutoSendSwitch,
    responses((status = 200, body = SignalAutoSend), (status = 409, description = "Too few cases, or too often wrong: `params.why`")))]
async fn switch(
    State(health): State<Health>,
    caller: Caller,
    Path(detector): Path<String>,
    Json(wanted): Json<AutoSendSwitch>,
) -> Result<Json<SignalAutoSend>, ApiError> {
    caller.require(Permission::AutomateSignals)?;
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let known = health.detector(tx, &detector)?.filter(|one| one.scope == Scope::Customers);
        let detector = known.ok_or_else(|| ApiError::not_found("detector"))?.name;
        let trust = trust::of(tx, &detector, tx.now())?;
        if let Some(why) = trust.not_yet.filter(|_| wanted.on) {
            return Err(ApiError::conflict(
                "auto_send_not_yet",
                "This signal may not be sent by itself yet.",
            )
            .param("why", why)
            .param("cases", trust.wrong.sample));
        }
        auto::switch(tx, &detector, caller.person(), None, wanted.on)?;
        if !wanted.on {
            trust::stop(tx, &detector)?;
        }
        let details = json!({ "wrong": trust.wrong.count, "cases": trust.wrong.sample });
        let deed = if wanted.on { "auto_send.switched_on" } else { "auto_send.switched_off" };
        audit::record(tx, &caller, deed, &detector, details)?;
        tx.announce(TOPIC, &detector);
        Ok(Json(all(tx, &health)?))
    })
    .await
}

/// Stops a message that was about to go by itself: it waits for a person.
#[utoipa::path(post, path = "/health/signals/{id}/hold", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView), (status = 409, description = "It is not about to go")))]
async fn hold(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    change(health, caller, id, move |tx, _, caller, signal| {
        if signal.send_at.is_none() {
            return Err(ApiError::conflict("not_scheduled", "This message is not about to go by itself."));
        }
        auto::plan(tx, id, None, Some("stopped"))?;
        trust::makes_way(tx, id, signal.contact)?;
        audit::record(tx, caller, "signal.auto_send_stopped", id, json!({}))?;
        tx.announce(TOPIC, id);
        Ok(())
    })
    .await
}

/// What somebody says of a message that went by itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignalJudgement {
    /// It was right to send it.
    right: bool,
}

/// Says afterwards whether a message that went by itself was right: it counts for how far its detector is trusted.
#[utoipa::path(post, path = "/health/signals/{id}/judge", tag = "health", params(("id" = SignalId, Path)),
    request_body = SignalJudgement,
    responses((status = 200, body = SignalView), (status = 409, description = "It did not go by itself")))]
async fn judge(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
    Json(judgement): Json<SignalJudgement>,
) -> Result<Json<SignalView>, ApiError> {
    change(health, caller, id, move |tx, _, caller, signal| {
        if !signal.sent_by_itself {
            return Err(ApiError::conflict(
                "not_sent_by_itself",
                "Only what was sent by itself is judged afterwards.",
            ));
        }
        auto::judge(tx, id, judgement.right)?;
        audit::record(tx, caller, "signal.judged", id, json!({ "right": judgement.right }))?;
        trust::look(tx, &signal.detector)?;
        tx.announce(TOPIC, id);
        Ok(())
    })
    .await
}
