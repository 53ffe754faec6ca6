//! The inbox's part of the API: who may ask, what they are shown, and how a refusal is worded.

mod consent;
mod contacts;
mod conversations;
mod hold;
mod labels;
mod media_text_view;
mod messages;
mod new_message;
mod notes;
mod search;
mod unhide;
mod views;

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

use super::{Inbox, MayNot, Refused, store};
use crate::http::ApiError;
use crate::ids::ConversationId;
use crate::inbox::types::Conversation;
use crate::storage::ReadConn;

/// Conversations, messages, notes, labels, contacts, search, team.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::new()
        .merge(conversations::routes())
        .merge(messages::routes())
        .merge(notes::routes())
        .merge(labels::routes())
        .merge(contacts::routes())
        .merge(consent::routes())
        .merge(search::routes())
        .merge(hold::routes())
}

fn existing(conn: &ReadConn, id: ConversationId) -> Result<Conversation, ApiError> {
    store::conversations::by_id(conn, id)?.ok_or_else(|| ApiError::not_found("conversation"))
}

/// A text somebody typed, without blanks around it; refused when empty or longer than `limit` characters.
fn typed(field: &'static str, text: &str, limit: usize) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(
            ApiError::unprocessable("empty", "Something is missing.").field(field, "Please write something.")
        );
    }
    if text.chars().count() > limit {
        let words = format!("At most {limit} characters.");
        return Err(ApiError::unprocessable("too_long", "This is too long.").field(field, words));
    }
    Ok(text.to_owned())
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::WindowClosed => Self::conflict(
                "window_closed",
                "The customer last wrote more than 24 hours ago, so WhatsApp takes no free text.",
            )
            .hint("Send a template, or wait until the customer writes again."),
            Refused::Superseded => Self::conflict("superseded", "The conversation has moved on meanwhile.")
                .hint("Read the latest messages and decide again."),
            Refused::UnknownConversation => Self::not_found("conversation"),
            Refused::OnHold => {
                Self::conflict("on_hold", "This shop was restored from a backup and sends nothing yet.")
                    .hint("The owner releases it in the settings.")
            }
            Refused::MayNot(MayNot::NoConsent) => {
                Self::conflict("no_consent", "This customer has not agreed to be written to first.")
                    .hint("Note when, where and in what words they agreed, in the customer's panel.")
            }
            Refused::MayNot(MayNot::Suppressed) => {
                Self::conflict("suppressed", "This customer wants no such messages.")
                    .hint("When they write, you can answer.")
            }
            Refused::MayNot(MayNot::Blocked) => {
                Self::conflict("blocked", "The shop has blocked this customer.")
            }
            Refused::WrongState => Self::new(
                StatusCode::CONFLICT,
                "wrong_state",
                "The message is no longer in a state that allows this.",
            )
            .hint("Look at the message again: it may have been sent meanwhile."),
            Refused::TooSoon(moment) => {
                let words = format!("This message was held back: it may be sent again from {moment} on.");
                Self::conflict("too_soon", words)
                    .param("until", moment)
                    .hint("Trying sooner is held against the shop. Answering what the customer writes is always possible.")
            }
            Refused::NeverAgain => Self::conflict(
                "never_again",
                "The customer does not want this message, so it is not sent again.",
            )
            .hint("When they write, you can answer."),
            Refused::UnknownTarget => {
                Self::unprocessable("unknown_message", "There is no such message to react to.")
                    .field("message_id", "Choose a message that has been sent or received.")
            }
            Refused::Limits(faults) => faults.iter().fold(
                Self::unprocessable("outside_limits", "The channel does not take this message as it is."),
                |error, (path, words)| error.field(path, words.as_str()),
            ),
            Refused::Storage(error) => error.into(),
        }
    }
}
