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
use crate::storage::ReadConn;
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
            let broadcast = startable(conn, id)?;
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
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            let broadcast = startable(tx, id)?;
            send::begin(tx, &broadcast)?;
            done(tx, &caller, "broadcast.started", id)?;
            Ok(Json(view(tx, existing(tx, id)?)?))
        })
        .await
}

/// A broadcast that can be started, or let go on.
fn startable(conn: &ReadConn, id: BroadcastId) -> Result<Broadcast, ApiError> {
    let broadcast = existing(conn, id)?;
    match broadcast.state {
        State::Draft | State::Paused => Ok(broadcast),
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
    caller.require(Permission::SendBroadcasts)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            match existing(tx, id)?.state {
                State::Sending | State::Paused => {}
                State::Draft | State::Stopped | State::Done => return Err(not_sending()),
            }
            let by_hand = Pause {
                reason: PauseReason::ByHand,
                words: "Somebody of the team paused it.".to_owned(),
                resumes: Resumes::ByHand,
            };
            pause::rest(tx, id, &by_hand)?;
            done(tx, &caller, "broadcast.paused", id)?;
            Ok(Json(view(tx, existing(tx, id)?)?))
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
    caller.require(Permission::SendBroadcasts)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            let broadcast = existing(tx, id)?;
            if broadcast.state != State::Paused {
                return Err(ApiError::conflict("not_paused", "This broadcast does not wait."));
            }
            send::begin(tx, &broadcast)?;
            done(tx, &caller, "broadcast.resumed", id)?;
            Ok(Json(view(tx, existing(tx, id)?)?))
        })
        .await
}

fn not_sending() -> ApiError {
    ApiError::conflict("not_sending", "This broadcast is not being sent.")
}

/// Stops it: whoever was not written to yet is not any more.
#[utoipa::path(post, path = "/broadcasts/{id}/stop", tag = "broadcasts", params(("id" = BroadcastId, Path)),
    responses((status = 200, body = View)))]
async fn stop(
    Room(whatsapp): Room<WhatsApp>,
    caller: Caller,
    Path(id): Path<BroadcastId>,
) -> Result<Json<View>, ApiError> {
    caller.require(Permission::SendBroadcasts)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            match existing(tx, id)?.state {
                State::Sending | State::Paused => {}
                State::Draft | State::Stopped | State::Done => return Err(not_sending()),
            }
            store::skip_waiting(tx, id)?;
            store::set_state(tx, id, State::Stopped, None)?;
            pause::take_all_back(tx, &existing(tx, id)?)?;
            done(tx, &caller, "broadcast.stopped", id)?;
            Ok(Json(view(tx, existing(tx, id)?)?))
        })
        .await
}
