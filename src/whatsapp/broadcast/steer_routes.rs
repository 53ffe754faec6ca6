//! `/broadcasts/{id}/…`: started, made to wait, let go on, stopped.

use std::collections::BTreeMap;

use axum::extract::State as Room;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::routes::{View, done, existing, view};
use super::types::{Broadcast, Pause, PauseReason, Resumes, State};
use super::{pause, plan, send, store};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::BroadcastId;
use crate::storage::WriteTx;
use crate::whatsapp::WhatsApp;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(start))
        .routes(routes!(make_wait))
        .routes(routes!(resume))
        .routes(routes!(stop))
}

/// Starts it, or lets one that rests go on.
#[utoipa::path(post, path = "/broadcasts/{id}/start", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View), (status = 422, description = "`fields` says what is missing")))]
async fn start(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    let now = whatsapp.clock.now();
    let faults = whatsapp
        .db
        .read_long::<_, ApiError>(move |conn| {
            let broadcast = existing(conn, id)?;
            can_start(&broadcast)?;
            if broadcast.state == State::Draft {
                return Ok(plan::preview(conn, &broadcast, now)?.faults);
            }
            Ok(BTreeMap::new())
        })
        .await?;
    if !faults.is_empty() {
        let error = ApiError::unprocessable("broadcast_invalid", "The broadcast cannot be sent like this.");
        return Err(faults.iter().fold(error, |error, (path, words)| error.field(path, words.as_str())));
    }
    steer(whatsapp, caller, id, "broadcast.started", |tx, broadcast| {
        can_start(broadcast)?;
        Ok(send::begin(tx, broadcast)?)
    })
    .await
}

/// Changes what a broadcast does, and shows it as it is then.
async fn steer(
    whatsapp: WhatsApp,
    caller: Caller,
    id: BroadcastId,
    action: &'static str,
    change: fn(&WriteTx, &Broadcast) -> Result<(), ApiError>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            change(tx, &existing(tx, id)?)?;
            done(tx, &caller, action, id)?;
            Ok(Json(view(tx, existing(tx, id)?)?))
        })
        .await
}

/// Whether it can be started, or let go on.
fn can_start(broadcast: &Broadcast) -> Result<(), ApiError> {
    match broadcast.state {
        State::Draft | State::Paused => Ok(()),
        State::Sending | State::Stopped | State::Done => {
            Err(ApiError::conflict("already_started", "This broadcast was started before."))
        }
    }
}

/// Makes it wait until somebody lets it go on; whoever was not written to yet keeps their turn.
#[utoipa::path(post, path = "/broadcasts/{id}/pause", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View), (status = 409, description = "It is not on its way")))]
async fn make_wait(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    steer(whatsapp, caller, id, "broadcast.paused", |tx, broadcast| {
        is_under_way(broadcast)?;
        let by_hand = Pause {
            reason: PauseReason::ByHand,
            words: "Somebody of the team paused it.".to_owned(),
            resumes: Resumes::ByHand,
        };
        Ok(pause::rest(tx, broadcast.id, &by_hand)?)
    })
    .await
}

/// Lets one that waits go on.
#[utoipa::path(post, path = "/broadcasts/{id}/resume", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View), (status = 409, description = "It does not wait")))]
async fn resume(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    steer(whatsapp, caller, id, "broadcast.resumed", |tx, broadcast| {
        if broadcast.state != State::Paused {
            return Err(ApiError::conflict("not_paused", "This broadcast does not wait."));
        }
        Ok(send::begin(tx, broadcast)?)
    })
    .await
}

/// Whether it is being sent, or waits to go on.
fn is_under_way(broadcast: &Broadcast) -> Result<(), ApiError> {
    match broadcast.state {
        State::Sending | State::Paused => Ok(()),
        State::Draft | State::Stopped | State::Done => {
            Err(ApiError::conflict("not_sending", "This broadcast is not being sent."))
        }
    }
}

/// Stops it: whoever was not written to yet is not any more.
#[utoipa::path(post, path = "/broadcasts/{id}/stop", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View)))]
async fn stop(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    steer(whatsapp, caller, id, "broadcast.stopped", |tx, broadcast| {
        is_under_way(broadcast)?;
        store::skip_waiting(tx, broadcast.id)?;
        store::set_state(tx, broadcast.id, State::Stopped, None)?;
        Ok(pause::take_all_back(tx, &existing(tx, broadcast.id)?)?)
    })
    .await
}
