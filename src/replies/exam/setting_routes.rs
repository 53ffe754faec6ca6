//! `/replies/exam/settings`: whether a change may go live that makes answers worse.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json};
use crate::replies::Replies;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What the exam decides.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExamSettings {
    /// No change of a prompt or of the models goes live when answers get worse, unless a reason is given.
    must_not_get_worse: bool,
}

/// What the exam decides.
#[utoipa::path(get, path = "/replies/exam/settings", tag = "replies", responses((status = 200, body = ExamSettings)))]
async fn show(State(replies): State<Replies>, caller: Caller) -> Result<Json<ExamSettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let must_not_get_worse = replies.db.read(store::must_not_get_worse).await?;
    Ok(Json(ExamSettings { must_not_get_worse }))
}

/// Changes what the exam decides.
#[utoipa::path(put, path = "/replies/exam/settings", tag = "replies", request_body = ExamSettings,
    responses((status = 200, body = ExamSettings)))]
async fn change(
    State(replies): State<Replies>,
    caller: Caller,
    Json(wanted): Json<ExamSettings>,
) -> Result<Json<ExamSettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let must_not_get_worse = wanted.must_not_get_worse;
    let saved = replies.db.write(move |tx| {
        store::set_must_not_get_worse(tx, must_not_get_worse)?;
        let details = json!({ "must_not_get_worse": must_not_get_worse });
        audit::record(tx, &caller, "replies.exam_setting_changed", "", details)?;
        tx.announce(Topic::Exam, "settings");
        Ok::<_, ApiError>(())
    });
    saved.await?;
    Ok(Json(wanted))
}
