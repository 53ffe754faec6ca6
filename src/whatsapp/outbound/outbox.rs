//! `GET /whatsapp/outbox`: what has not arrived, why, and when it is tried again.

use std::time::Duration;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Attempt, store};
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::{ConnectionId, ContactId, ConversationId, MessageId};
use crate::inbox::{self, Message, MessageKind, MessageState, SendAgain};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::CHANNEL;
use crate::whatsapp::wire::errors::{self, Language};

/// How long a message that failed is shown.
const FAILED_SHOWN: Duration = Duration::from_hours(7 * 24);
/// Characters of a preview.
const PREVIEW_CHARACTERS: usize = 120;
/// Tries looked at.
const ATTEMPTS_LOOKED_AT: u32 = 20;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new().routes(routes!(list))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OutboxQuery {
    cursor: Option<String>,
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// In which language reasons are given; `en` when not said.
    #[param(inline)]
    language: Option<Language>,
}

/// A message that has not arrived.
#[derive(Serialize, ToSchema)]
#[schema(as = OutboxMessage)]
struct Waiting {
    message_id: MessageId,
    conversation_id: ConversationId,
    contact: Addressee,
    kind: MessageKind,
    preview: String,
    state: WaitingState,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
    /// Calls to Meta so far.
    attempts: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_attempt_at: Option<Timestamp>,
    /// Whether a person may send it again, now or at some time.
    may_retry: bool,
    /// From when, where that must be waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_from: Option<Timestamp>,
    connection_id: ConnectionId,
    at: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OutboxAddressee)]
struct Addressee {
    id: ContactId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// Where a message stands that has not arrived.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = OutboxState)]
enum WaitingState {
    Queued,
    Sending,
    /// Meta's answer was lost: it may have arrived.
    Unsure,
    Failed,
}

/// Why it has not arrived.
#[derive(Serialize, ToSchema)]
#[schema(as = OutboxReason)]
struct Reason {
    /// Meta's code, where Meta said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    name: String,
    words: String,
    what_to_do: String,
}

/// What has not arrived, newest first.
#[utoipa::path(get, path = "/whatsapp/outbox", tag = "whatsapp", params(OutboxQuery), responses((status = 200, body = Page<Waiting>)))]
async fn list(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<OutboxQuery>,
) -> Result<Json<Page<Waiting>>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let page = PageQuery { cursor: query.cursor, limit: query.limit };
    let (before, limit, language) = (page.cursor_id()?, page.limit(), query.language.unwrap_or_default());
    let since = whatsapp.clock.now().minus(FAILED_SHOWN);
    let room = whatsapp.clone();
    let read = move |conn: &ReadConn| {
        let messages = inbox::not_arrived(conn, CHANNEL, before, since, limit + 1)?;
        let waiting = messages.into_iter().map(|message| waiting(&room, conn, message, language));
        waiting.filter_map(Result::transpose).collect::<Result<Vec<_>, StorageError>>()
    };
    let items = whatsapp.db.read(read).await?;
    Ok(Json(Page::cut(items, limit, |item: &Waiting| item.message_id)))
}

fn waiting(
    whatsapp: &WhatsApp,
    conn: &ReadConn,
    message: Message,
    language: Language,
) -> Result<Option<Waiting>, StorageError> {
    let (Some(state), Some(thread)) = (state(&message), inbox::conversation(conn, message.conversation_id)?)
    else {
        return Ok(None);
    };
    let again = message.error.as_ref().map(|error| error.again).unwrap_or_default();
    let name = inbox::contact(conn, thread.contact_id)?.and_then(|contact| contact.name.or(contact.username));
    let attempts = store::of_message(conn, message.id, ATTEMPTS_LOOKED_AT)?;
    let preview = message.text.clone().unwrap_or_default().chars().take(PREVIEW_CHARACTERS).collect();
    Ok(Some(Waiting {
        message_id: message.id,
        conversation_id: message.conversation_id,
        contact: Addressee { id: thread.contact_id, name },
        kind: message.kind,
        preview,
        state,
        reason: reason(&message, attempts.first(), language),
        attempts: attempts.len(),
        next_attempt_at: match state {
            WaitingState::Queued => {
                whatsapp.expected_to_leave(thread.channel_account, message.conversation_id, message.id)
            }
            WaitingState::Sending | WaitingState::Unsure | WaitingState::Failed => None,
        },
        may_retry: matches!(state, WaitingState::Failed) && again != SendAgain::Never,
        retry_from: again.waits_until(),
        connection_id: thread.channel_account,
        at: message.at,
    }))
}

fn state(message: &Message) -> Option<WaitingState> {
    match message.state? {
        MessageState::Queued => Some(WaitingState::Queued),
        MessageState::Sending => Some(WaitingState::Sending),
        MessageState::Unsure => Some(WaitingState::Unsure),
        MessageState::Failed => Some(WaitingState::Failed),
        MessageState::Received | MessageState::Sent | MessageState::Delivered | MessageState::Read => None,
    }
}

fn reason(message: &Message, last: Option<&Attempt>, language: Language) -> Option<Reason> {
    let code = last.and_then(|attempt| attempt.error_code);
    let name = match (&message.error, message.state, code) {
        (Some(error), ..) => error.code.clone(),
        (None, Some(MessageState::Unsure), _) => "answer_lost".to_owned(),
        (None, _, Some(code)) => errors::explain(code, true, false).name.to_owned(),
        (None, _, None) if last.is_some() => errors::UNREACHABLE.name.to_owned(),
        (None, _, None) => return None,
    };
    let told = message.error.as_ref().map(|error| error.text.clone());
    let known = errors::words(&name, language);
    let (words, what_to_do) = match (known, told) {
        // Meta's own words are in it, where the dictionary has none.
        (_, Some(told)) if name == errors::UNKNOWN.name => (told, String::new()),
        (Some((meaning, todo)), _) => (meaning.to_owned(), todo.to_owned()),
        (None, Some(told)) => (told, String::new()),
        (None, None) => return None,
    };
    Some(Reason { code, name, words, what_to_do })
}
