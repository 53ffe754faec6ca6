//! `/health/signals/{id}/approve` and `…/draft`: the message is changed, and sent once.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::queue::existing;
use super::steer::{self, decided, not_in_others_hands, still_open, view};
use super::views::{SignalView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::health::approve::{self, approve};
use crate::health::conversation::conversation_of;
use crate::health::not_sent::NotSent;
use crate::health::scan::NotAsked;
use crate::health::types::Signal;
use crate::health::{Health, TOPIC, store};
use crate::http::{ApiError, Caller, Json, Path, Query};
use crate::ids::{SignalId, TemplateId};
use crate::inbox::Refused;
use crate::llm;
use crate::storage::{ReadConn, StorageError};

/// Characters of a draft: what somebody reads on a phone without turning away.
const DRAFT_LIMIT: usize = 1_000;
/// Blanks of a template, and characters in one.
const MOST_VARIABLES: usize = 20;
const VARIABLE_LIMIT: usize = 1_000;
/// Milliseconds a message may wait for somebody to take it back.
const LONGEST_DELAY_MS: u32 = 10_000;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new().routes(routes!(send)).routes(routes!(change))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Seen {
    /// The draft's version you looked at: another one is not sent.
    version: Option<i64>,
    /// How long the message waits before it leaves, in milliseconds, so that it can be taken back: 10,000 at most.
    #[param(maximum = 10_000)]
    delay_ms: Option<u32>,
}

/// Whether it is still true cannot be told, so nothing is sent.
fn cannot_ask(why: NotAsked) -> ApiError {
    match why {
        NotAsked::Storage(StorageError::TookTooLong) | NotAsked::Gone(_) | NotAsked::NoSignal(_) => {
            ApiError::conflict("signal_not_asked", "Whether this is still true could not be told.")
                .hint("Look at what is wrong with its detector under “What is looked for”.")
        }
        NotAsked::Storage(error) => error.into(),
    }
}

/// Sends the draft, once. Everything is asked again first: whether it is still true, the limits, consent, the window and
/// the budget.
#[utoipa::path(post, path = "/health/signals/{id}/approve", tag = "health", params(("id" = SignalId, Path), Seen),
    responses((status = 200, body = SignalView),
              (status = 409, description = "Who was faster and when, or which limit stands and until when, in `params`")))]
async fn send(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
    Query(seen): Query<Seen>,
) -> Result<Json<SignalView>, ApiError> {
    caller.require(Permission::HandleSignals)?;
    let undo = Duration::from_millis(seen.delay_ms.unwrap_or(0).min(LONGEST_DELAY_MS).into());
    let truth = health.asked_before(id, &caller.asker()).await.map_err(cannot_ask)?;
    let seen =
        approve::Seen { version: seen.version, truth, undo: Some(undo).filter(|undo| !undo.is_zero()) };
    let db = health.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let signal = existing(tx, &caller, id)?;
        match approve(&health, tx, &caller, signal, seen) {
            Ok(id) => Ok(Ok(view(tx, &health, &caller, id)?)),
            // That it resolved itself is kept although nothing is sent.
            Err(why @ NotSent::Resolved(_)) => Ok(Err(told(tx, &health, why)?)),
            Err(why) => Err(told(tx, &health, why)?),
        }
    })
    .await?
}

/// Why it was not sent, in words.
fn told(conn: &ReadConn, health: &Health, why: NotSent) -> Result<ApiError, StorageError> {
    Ok(match why {
        NotSent::Decided(signal) | NotSent::Resolved(signal) => decided(&Viewer::new(conn, health)?, &signal),
        NotSent::NobodyToWriteTo => ApiError::conflict(
            "nobody_to_write_to",
            "This signal is about the shop itself: nobody is written to.",
        ),
        NotSent::NoOwner => ApiError::conflict("no_owner", "Nobody said yet whom this shop belongs to.")
            .hint("Choose its owner under Fleet; the draft is written then."),
        NotSent::NoDraft => ApiError::conflict("no_draft", "There is no draft yet.")
            .hint("Write one, or wait until it is written."),
        NotSent::BlankLeft(blank) => {
            ApiError::conflict("blank_left", "A blank stands in the message that was not filled in.")
                .param("blank", blank)
        }
        NotSent::DraftChanged => ApiError::conflict("draft_changed", "The draft was changed meanwhile.")
            .hint("Read it again, then send it."),
        NotSent::Limit(limit) => {
            let (code, words, most) = limit.told();
            ApiError::new(StatusCode::CONFLICT, code, words).param("until", limit.until()).param("most", most)
        }
        NotSent::MayNot(may_not) => ApiError::from(Refused::MayNot(may_not)),
        NotSent::BudgetSpent => {
            ApiError::conflict("budget_spent", "This month's budget for messages is spent.")
                .hint("The owner raises it under Prices, or it waits until next month.")
        }
        NotSent::NoConversation => {
            ApiError::conflict("no_conversation", "This customer has no conversation a message could go to.")
        }
        NotSent::Refused(refused) => ApiError::from(refused),
    })
}

/// A draft as somebody wrote it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftChange {
    /// What is sent while the customer's window is open.
    text: String,
    /// The template it goes by outside the window; leave it out to keep none.
    #[serde(default)]
    template_id: Option<TemplateId>,
    /// What fills the template in.
    #[serde(default)]
    variables: BTreeMap<String, String>,
    /// The version you changed: a newer one of somebody else is not written over.
    #[serde(default)]
    version: Option<i64>,
}

impl DraftChange {
    fn faults(&self) -> Option<ApiError> {
        let long = |field: &str, words: String| {
            ApiError::unprocessable("too_long", "This is too long.").field(field, words)
        };
        if llm::clean(&self.text).trim().is_empty() {
            let missing = ApiError::unprocessable("empty", "Something is missing.");
            return Some(missing.field("text", "Please write something."));
        }
        if self.text.chars().count() > DRAFT_LIMIT {
            return Some(long("text", format!("At most {DRAFT_LIMIT} characters.")));
        }
        let mut values = self.variables.iter().flat_map(|(name, value)| [name, value]);
        let is_long = values.any(|text| text.chars().count() > VARIABLE_LIMIT);
        (is_long || self.variables.len() > MOST_VARIABLES)
            .then(|| long("variables", format!("At most {VARIABLE_LIMIT} characters each.")))
    }
}

/// The text as a phone shows it: control characters, and marks that turn the reading direction of others, are nobody's words.
fn printed(text: &str) -> String {
    let shown = |letter: &char| match letter {
        '\n' | '\t' => true,
        '\u{202d}' | '\u{202e}' => false,
        other => !other.is_control(),
    };
    text.replace("\r\n", "\n").chars().filter(shown).collect::<String>().trim().to_owned()
}

/// A template has to be one that may be sent to this customer.
fn may_go_by(
    conn: &ReadConn,
    health: &Health,
    signal: &Signal,
    template: TemplateId,
) -> Result<(), ApiError> {
    let conversation = signal.contact.map(|contact| conversation_of(conn, contact)).transpose()?.flatten();
    let templates = match conversation {
        Some(conversation) => (health.outside.templates)(conn, &conversation)?,
        None => Vec::new(),
    };
    if templates.iter().any(|one| one.id == template) {
        return Ok(());
    }
    Err(ApiError::unprocessable("invalid_value", "This value cannot be used.")
        .field("template_id", "No approved template has this id."))
}

/// Changes the draft; the next version is yours.
#[utoipa::path(patch, path = "/health/signals/{id}/draft", tag = "health", params(("id" = SignalId, Path)),
    request_body = DraftChange,
    responses((status = 200, body = SignalView), (status = 409, description = "Decided already, changed by somebody else, or somebody else works on it (`being_edited`)")))]
async fn change(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<SignalId>,
    Json(change): Json<DraftChange>,
) -> Result<Json<SignalView>, ApiError> {
    steer::change(health, caller, id, move |tx, health, caller, signal| {
        if let Some(fault) = change.faults() {
            return Err(fault);
        }
        still_open(&Viewer::new(tx, health)?, signal)?;
        if signal.contact.is_none() {
            return Err(told(tx, health, NotSent::to_nobody(signal))?);
        }
        not_in_others_hands(&Viewer::new(tx, health)?, caller, signal, tx.now())?;
        if change.version.is_some_and(|version| version != signal.draft.version) {
            return Err(told(tx, health, NotSent::DraftChanged)?);
        }
        if let Some(template) = change.template_id {
            may_go_by(tx, health, signal, template)?;
        }
        let template = change.template_id.map(|template| (template, &change.variables));
        store::write_draft(tx, id, &printed(&change.text), template)?;
        audit::record(
            tx,
            caller,
            "signal.draft_changed",
            id,
            json!({ "version": signal.draft.version + 1 }),
        )?;
        tx.announce(TOPIC, id);
        Ok(())
    })
    .await
}
