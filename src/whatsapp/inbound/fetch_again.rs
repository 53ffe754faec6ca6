//! A customer's file that did not come, asked for once more by hand, as long as Meta keeps it.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::media::FetchMedia;
use crate::actor::Permission;
use crate::audit;
use crate::http::{ApiError, Caller, Path};
use crate::ids::MessageId;
use crate::inbox::{self, FileState, Message};
use crate::jobs;
use crate::storage::WriteTx;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::CHANNEL;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(fetch_again))
}

/// Asks WhatsApp for a customer's file again, within the seven days it is kept.
#[utoipa::path(post, path = "/messages/{id}/media/fetch", tag = "whatsapp", params(("id" = MessageId, Path)),
    responses((status = 202), (status = 409, description = "It is not missing, or WhatsApp no longer has it")))]
async fn fetch_again(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Path(id): Path<MessageId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            let message = of_channel(tx, id)?.ok_or_else(|| ApiError::not_found("message"))?;
            let file = message.file.as_ref().filter(|file| file.state == FileState::Failed);
            let file = file.ok_or_else(|| ApiError::conflict("not_missing", "This file is not missing."))?;
            if file.kept_until.is_none_or(|until| until <= tx.now()) {
                return Err(ApiError::conflict("file_gone", "WhatsApp no longer has this file.")
                    .hint("It keeps files for seven days. Ask the customer to send it again."));
            }
            inbox::fetch_again(tx, id)?;
            jobs::enqueue(tx, &FetchMedia { message_id: id, tries: 0 })?;
            Ok(audit::record(tx, &caller, "message.file_asked_again", id, json!({}))?)
        })
        .await?;
    Ok(StatusCode::ACCEPTED)
}

/// A message that came or went over WhatsApp.
fn of_channel(tx: &WriteTx, id: MessageId) -> Result<Option<Message>, ApiError> {
    let Some(message) = inbox::message(tx, id)? else { return Ok(None) };
    let conversation = inbox::conversation(tx, message.conversation_id)?;
    Ok(conversation.filter(|conversation| conversation.channel == CHANNEL).map(|_| message))
}
