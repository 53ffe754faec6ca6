//! `/health/signals/{id}/…`: dismissed with a reason, snoozed, and held open for somebody who works on it.

use std::time::Duration;

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::queue::existing;
use super::views::{SignalView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::health::jobs::WakeSignal;
use crate::health::store::{self, Move};
use crate::health::take_back::{NotTakenBack, take_back};
use crate::health::types::{DismissReason, OverBecause, Signal, Status};
use crate::health::{Health, TOPIC, trust};
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::SignalId;
use crate::jobs;
use crate::storage::WriteTx;

/// How long a snoozed signal stays away.
const SNOOZE: Duration = Duration::from_hours(7 * 24);
/// How long somebody is said to work on a draft after their last sign of it.
const LEASE: Duration = Duration::from_mins(5);
/// Characters of a note.
const NOTE_LIMIT: usize = 500;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new()
        .routes(routes!(dismiss))
        .routes(routes!(snooze))
        .routes(routes!(lease, release))
        .routes(routes!(undo))
}

/// Why it is not sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Dismissal {
    reason: DismissReason,
    #[serde(default)]
    note: Option<String>,
}

/// Takes a signal out of the queue; it does not come again for 14 days.
#[utoipa::path(post, path = "/health/signals/{id}/dismiss", tag = "health", params(("id" = SignalId, Path)),
    request_body = Dismissal,
    responses((status = 200, body = SignalView), (status = 409, description = "Somebody was faster: `params` says who and when")))]
async fn dismiss(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
    Json(dismissal): Json<Dismissal>,
) -> Result<Json<SignalView>, ApiError> {
    let note = dismissal.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty());
    if note.as_ref().is_some_and(|note| note.chars().count() > NOTE_LIMIT) {
        return Err(ApiError::unprocessable("too_long", "This note is too long.")
            .field("note", format!("At most {NOTE_LIMIT} characters.")));
    }
    let deed = json!({ "reason": dismissal.reason });
    steer(health, caller, id, "signal.dismissed", deed, move |tx, caller, signal| {
        let to = Move::Dismissed { reason: dismissal.reason, note: note.as_deref() };
        store::set_status(tx, signal.id, caller.person(), &to)?;
        trust::makes_way(tx, signal.id, signal.contact)?;
        Ok(trust::look(tx, &signal.detector)?)
    })
    .await
}

/// Takes a decision back: a message that has not left yet, a dismissal, a snooze. The signal waits again.
#[utoipa::path(post, path = "/health/signals/{id}/undo", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView),
              (status = 409, description = "The message has left, there is nothing to take back, or the same waits again")))]
async fn undo(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let signal = existing(tx, &caller, id)?;
        take_back(tx, &caller, &signal).map_err(|why| match why {
            NotTakenBack::Nothing => ApiError::conflict("nothing_to_undo", "There is nothing to take back."),
            NotTakenBack::Left => ApiError::conflict("signal_left", "The message has left already."),
            NotTakenBack::OpenAgain => {
                ApiError::conflict("signal_open_again", "The same waits again already.")
            }
            NotTakenBack::Storage(error) => error.into(),
        })?;
        view(tx, &health, &caller, id)
    })
    .await
}

/// Puts a signal aside for seven days; it comes back by itself.
#[utoipa::path(post, path = "/health/signals/{id}/snooze", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView), (status = 409, description = "Somebody was faster: `params` says who and when")))]
async fn snooze(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    steer(health, caller, id, "signal.snoozed", json!({}), |tx, caller, signal| {
        let until = tx.now().plus(SNOOZE);
        store::set_status(tx, signal.id, caller.person(), &Move::Snoozed { until })?;
        trust::makes_way(tx, signal.id, signal.contact)?;
        jobs::postpone(tx, &WakeSignal { signal_id: signal.id }, until)?;
        Ok(())
    })
    .await
}

/// Says that you work on its draft, for five minutes from now on; said again while you do. Others see it; nobody is
/// kept from sending.
#[utoipa::path(post, path = "/health/signals/{id}/lease", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView),
              (status = 409, description = "Somebody else works on it (`being_edited`), or it is not open any more")))]
async fn lease(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    change(health, caller, id, move |tx, health, caller, signal| {
        let person = of_a_person(caller)?;
        let viewer = Viewer::new(tx, health)?;
        still_open(&viewer, signal)?;
        not_in_others_hands(&viewer, caller, signal, tx.now())?;
        let is_new = signal.editor.is_none_or(|(editor, until)| editor != person || until <= tx.now());
        store::set_editor(tx, id, Some((person, tx.now().plus(LEASE))))?;
        // A heartbeat tells nobody anything new.
        if is_new {
            tx.announce(TOPIC, id);
        }
        Ok(())
    })
    .await
}

/// Says that you are done with it.
#[utoipa::path(delete, path = "/health/signals/{id}/lease", tag = "health", params(("id" = SignalId, Path)),
    responses((status = 200, body = SignalView)))]
async fn release(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
) -> Result<Json<SignalView>, ApiError> {
    change(health, caller, id, move |tx, _, caller, signal| {
        let person = of_a_person(caller)?;
        if signal.editor.is_some_and(|(editor, _)| editor == person) {
            store::set_editor(tx, id, None)?;
            tx.announce(TOPIC, id);
        }
        Ok(())
    })
    .await
}

/// Refuses to write into a draft that somebody else works on.
pub(super) fn not_in_others_hands(
    viewer: &Viewer,
    caller: &Caller,
    signal: &Signal,
    now: Timestamp,
) -> Result<(), ApiError> {
    let other = signal.editor.filter(|(editor, until)| Some(*editor) != caller.person() && *until > now);
    let Some((editor, until)) = other else { return Ok(()) };
    let name = viewer.person(editor).map(|person| person.name).unwrap_or_default();
    Err(ApiError::conflict("being_edited", format!("{name} is editing this draft."))
        .param("who", name)
        .param("until", until))
}

fn of_a_person(caller: &Caller) -> Result<crate::ids::PersonId, ApiError> {
    caller.person().ok_or_else(|| {
        ApiError::new(
            axum::http::StatusCode::FORBIDDEN,
            "person_only",
            "This belongs to a person's own account.",
        )
    })
}

/// One decision about an open signal, noted.
async fn steer(
    health: Health,
    caller: Caller,
    id: SignalId,
    action: &'static str,
    details: serde_json::Value,
    deed: impl FnOnce(&WriteTx, &Caller, &Signal) -> Result<(), ApiError> + Send + 'static,
) -> Result<Json<SignalView>, ApiError> {
    change(health, caller, id, move |tx, health, caller, signal| {
        still_open(&Viewer::new(tx, health)?, signal)?;
        deed(tx, caller, signal)?;
        audit::record(tx, caller, action, id, details)?;
        tx.announce(TOPIC, id);
        Ok(())
    })
    .await
}

/// What somebody who may handle signals does to one; answers with the signal as it is then.
pub(super) async fn change(
    health: Health,
    caller: Caller,
    id: SignalId,
    deed: impl FnOnce(&WriteTx, &Health, &Caller, &Signal) -> Result<(), ApiError> + Send + 'static,
) -> Result<Json<SignalView>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let signal = existing(tx, &caller, id)?;
        deed(tx, &health, &caller, &signal)?;
        view(tx, &health, &caller, id)
    })
    .await
}

pub(super) fn view(
    tx: &WriteTx,
    health: &Health,
    caller: &Caller,
    id: SignalId,
) -> Result<Json<SignalView>, ApiError> {
    let signal = existing(tx, caller, id)?;
    Ok(Json(Viewer::new(tx, health)?.signal(tx, signal)?))
}

/// Refuses what somebody decided already, with who and when.
pub(super) fn still_open(viewer: &Viewer, signal: &Signal) -> Result<(), ApiError> {
    if signal.status.is_open() { Ok(()) } else { Err(decided(viewer, signal)) }
}

/// Who decided about a signal, and when.
pub(super) fn decided(viewer: &Viewer, signal: &Signal) -> ApiError {
    let told = match signal.status {
        Status::Sent => ApiError::conflict("signal_sent", "This was sent already."),
        Status::Dismissed => ApiError::conflict("signal_dismissed", "This was dismissed already."),
        Status::SelfResolved => match signal.over_because {
            Some(OverBecause::Blocked) => {
                ApiError::conflict("blocked", "The shop has blocked this customer.")
            }
            Some(OverBecause::NoMessages) => {
                ApiError::conflict("suppressed", "This customer wants no such messages.")
            }
            None => ApiError::conflict("signal_resolved", "This has resolved itself."),
        },
        Status::Pending | Status::Snoozed => ApiError::conflict("draft_changed", "This changed meanwhile."),
    };
    let who = signal.person.and_then(|person| viewer.person(person)).map(|person| person.name);
    let told = told.param("at", signal.status_at);
    who.into_iter().fold(told, |told, who| told.param("who", who))
}
