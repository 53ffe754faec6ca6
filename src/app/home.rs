//! What the first screen asks: the checklist of a new shop, and whether customers can reach it.

use axum::extract::State;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::alerts::{self, Alert};
use super::{App, backup};
use crate::accounts::{self, PhraseState};
use crate::channels::{self, Standing};
use crate::http::{ApiError, Caller, Json};
use crate::ids::ConversationId;
use crate::knowledge::Knowledge;
use crate::practice;
use crate::storage::ReadConn;
use crate::whatsapp::numbers::Cause;

/// `/home`
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(home))
}

/// What is still to be done, and what is wrong for customers.
#[derive(Debug, serde::Serialize, ToSchema)]
struct Home {
    /// What is wrong with the shop's own machine, most urgent first.
    alerts: Vec<Alert>,
    checklist: Vec<Step>,
    /// Only when customers cannot reach the shop: why.
    whatsapp_broken: Option<Cause>,
    /// In how many conversations a customer waits with nothing under way and nobody called. Must be 0.
    unattended: usize,
    /// The first of these conversations, to look at.
    unattended_conversations: Vec<ConversationId>,
}

/// Unattended conversations that are named.
const NAMED: usize = 10;

#[derive(Debug, serde::Serialize, ToSchema)]
struct Step {
    id: StepId,
    done: bool,
}

/// The steps of a new shop, in their order.
#[derive(Debug, Clone, Copy, serde::Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum StepId {
    Shop,
    Knowledge,
    Practice,
    Whatsapp,
    RecoveryPhrase,
    SecondFactor,
    Model,
    Backup,
}

/// What the database says of the steps.
struct Known {
    shop: bool,
    knowledge: bool,
    practice: bool,
    standing: Standing,
    recovery_phrase: bool,
    second_factor: bool,
}

/// The checklist, and what is broken.
#[utoipa::path(get, path = "/home", tag = "home", responses((status = 200, body = Home)))]
async fn home(State(app): State<App>, caller: Caller) -> Result<Json<Home>, ApiError> {
    let alerts = alerts::current(&app, &caller).await;
    let known = app.db.read::<_, ApiError>(move |conn| known(conn, &caller)).await?;
    let own_model = app.rooms.llm.has_vendor();
    let has_backup = !backup::list(app.db.folder()).is_empty();
    let steps = [
        (StepId::Shop, known.shop),
        (StepId::Knowledge, known.knowledge),
        (StepId::Practice, known.practice),
        (StepId::Whatsapp, matches!(known.standing, Standing::Connected)),
        (StepId::RecoveryPhrase, known.recovery_phrase),
        (StepId::SecondFactor, known.second_factor),
        (StepId::Model, own_model),
        (StepId::Backup, has_backup),
    ];
    let checklist = steps.into_iter().map(|(id, done)| Step { id, done }).collect();
    let replies = app.rooms.replies.clone();
    let mut waiting = app.db.read(move |conn| replies.unattended(conn)).await?;
    let unattended = waiting.len();
    waiting.truncate(NAMED);
    Ok(Json(Home {
        alerts,
        checklist,
        whatsapp_broken: broken(&known.standing),
        unattended,
        unattended_conversations: waiting,
    }))
}

fn known(conn: &ReadConn, caller: &Caller) -> Result<Known, ApiError> {
    let shop = accounts::shop(conn)?;
    Ok(Known {
        shop: !shop.hours.is_empty() && !shop.address.is_empty(),
        knowledge: !Knowledge::is_empty(conn)?,
        practice: practice::has_been_used(conn)?,
        standing: channels::standing(conn)?,
        recovery_phrase: accounts::phrase_state(conn)? == PhraseState::Confirmed,
        second_factor: caller
            .person()
            .is_none_or(|person| accounts::has_second_factor(conn, person).unwrap_or(false)),
    })
}

fn broken(standing: &Standing) -> Option<Cause> {
    match standing {
        // A channel that is not WhatsApp has causes of its own.
        Standing::Broken(cause) => serde_json::from_value(cause.as_str().into()).ok(),
        Standing::None | Standing::Connected | Standing::Incomplete => None,
    }
}
