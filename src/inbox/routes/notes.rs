//! Private notes: for the team's eyes only, never sent.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{MessageView, Viewer};
use super::{existing, typed};
use crate::actor::Permission;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ConversationId;
use crate::inbox::Inbox;
use crate::inbox::conversations::timeline;
use crate::inbox::store::threads;

/// Characters of a client's own id.
const CLIENT_ID_LIMIT: usize = 100;

pub(super) fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new().routes(routes!(write))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNote {
    /// The writer's own id: the same one again gives the same note.
    client_id: String,
    text: String,
}

/// Writes a private note.
#[utoipa::path(post, path = "/conversations/{id}/notes", tag = "inbox", params(("id" = ConversationId, Path)),
    request_body = NewNote, responses((status = 201, body = MessageView)))]
async fn write(
    State(inbox): State<Inbox>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Json(new): Json<NewNote>,
) -> Result<(StatusCode, Json<MessageView>), ApiError> {
    caller.require(Permission::WriteNotes)?;
    let text = typed("text", &new.text, timeline::NOTE_LIMIT)?;
    let client_id = typed("client_id", &new.client_id, CLIENT_ID_LIMIT)?;
    let db = inbox.db.clone();
    let note = db
        .write::<_, ApiError>(move |tx| {
            let conversation = existing(tx, id)?;
            let id = timeline::note(tx, conversation.id, caller.person(), Some(&client_id), &text)?;
            let note = threads::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("note"))?;
            Ok(Viewer::new(&inbox, tx, &caller)?.message(note))
        })
        .await?;
    Ok((StatusCode::CREATED, Json(note)))
}
