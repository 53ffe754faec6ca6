//! `/runs/{id}`, `/replies/settings`, and asking for or stopping the reply of a conversation.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Replies;
use super::budget::{Limits, month};
use super::costs::Costs;
use super::editor;
use super::facts;
use super::jobs::{EscalationChanged, ReplyTurn, asked_key};
use super::owner_rules::check::{Known, NOBODY_WHO_ANSWERS};
use super::personality::{Personality, SIGN_OFF_LIMIT_CHARACTERS};
use super::question::language::Language;
use super::runs::store;
use super::runs::trace::Run;
use super::settings::{Escalation, OwnTexts, Settings};
use super::trial;
use super::turn::Turn;
use super::types::{Mode, RepeatOrder};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Path, Query};
use crate::ids::{ConversationId, PersonId, RunId};
use crate::inbox::{self, AiMode, HandOffReason, ReplyStep};
use crate::jobs;
use crate::languages;
use crate::storage::{ReadConn, StorageError};

/// Longest fixed text, in characters.
const TEXT_LIMIT_CHARACTERS: usize = 1_000;
const LONGEST_WAIT_MS: u64 = 12_000;
/// After how many minutes of opening time somebody else may be told.
const ESCALATE_MINUTES: std::ops::RangeInclusive<u32> = 5..=1440;

pub fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new()
        .routes(routes!(run))
        .routes(routes!(show, change))
        .routes(routes!(costs))
        .routes(routes!(ask, stop))
        .merge(super::ab_test::routes::routes())
        .merge(editor::routes::routes())
        .merge(super::exam::routes::routes())
        .merge(facts::routes::routes())
        .merge(super::gaps::routes::routes())
        .merge(super::owner_rules::routes::routes())
        .merge(super::quality::routes::routes())
        .merge(super::source_use::routes::routes())
        .merge(super::summary::routes::routes())
        .merge(trial::routes::routes())
        .merge(super::verdicts::routes::routes())
        .merge(super::walk::routes::routes())
        .merge(super::weekly::routes::routes())
}

/// What the AI did for one answer, step by step.
#[utoipa::path(get, path = "/runs/{id}", tag = "replies", params(("id" = RunId, Path)), responses((status = 200, body = Run)))]
async fn run(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<RunId>,
) -> Result<Json<Run>, ApiError> {
    caller.require(Permission::ReadInbox)?;
    let read = move |conn: &ReadConn| {
        let Some(mut run) = store::run(conn, id)? else { return Ok(None) };
        run.verdict = super::verdicts::of_run(conn, id)?;
        Ok::<_, StorageError>(Some(run))
    };
    let mut run = replies.db.read(read).await?.ok_or_else(|| ApiError::not_found("run"))?;
    if !caller.may(Permission::SeeAmounts) {
        run.cost = None;
        run.calls.iter_mut().for_each(|call| call.cost = None);
    }
    Ok(Json(run))
}

/// Asks the AI for an answer now. Where a person answers, it becomes a suggestion.
#[utoipa::path(post, path = "/conversations/{id}/reply", tag = "replies", params(("id" = ConversationId, Path)),
    responses((status = 202, body = Asked), (status = 409)))]
async fn ask(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<(StatusCode, Json<Asked>), ApiError> {
    caller.require(Permission::Reply)?;
    replies.running.stop(id);
    let asking = replies.clone();
    let run_id = replies
        .db
        .write(move |tx| {
            let conversation =
                inbox::conversation(tx, id)?.ok_or_else(|| ApiError::not_found("conversation"))?;
            if !conversation.window_is_open(tx.now()) {
                return Err(ApiError::conflict(
                    "window_closed",
                    "The customer wrote more than 24 hours ago.",
                )
                .hint("Only a template can be sent now."));
            }
            let (run, conversation_id) = (tx.new_id::<RunId>(), conversation.id);
            if Turn::read(tx, conversation_id, true, asking.settings(tx)?, tx.now())?.is_none() {
                return Err(ApiError::conflict(
                    "nothing_asked",
                    "The customer has not written anything yet.",
                ));
            }
            jobs::cancel::<ReplyTurn>(tx, &conversation_id.to_string())?;
            jobs::enqueue(tx, &ReplyTurn { conversation_id, asked: Some(run) })?;
            Ok(run)
        })
        .await?;
    Ok((StatusCode::ACCEPTED, Json(Asked { run_id })))
}

#[derive(Debug, Serialize, ToSchema)]
struct Asked {
    run_id: RunId,
}

/// Stops the answer being made.
#[utoipa::path(delete, path = "/conversations/{id}/reply", tag = "replies", params(("id" = ConversationId, Path)),
    responses((status = 204)))]
async fn stop(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::Reply)?;
    let id = replies
        .db
        .write(move |tx| {
            let conversation =
                inbox::conversation(tx, id)?.ok_or_else(|| ApiError::not_found("conversation"))?;
            jobs::cancel::<ReplyTurn>(tx, &conversation.id.to_string())?;
            jobs::cancel::<ReplyTurn>(tx, &asked_key(conversation.id))?;
            // Whoever stops the AI has the customer from here.
            match conversation.ai {
                AiMode::Answer => inbox::call_person(tx, conversation.id, HandOffReason::AnswerStopped)?,
                AiMode::Suggest | AiMode::Off => inbox::leave_to_person(tx, conversation.id)?,
            }
            Ok::<_, ApiError>(conversation.id)
        })
        .await?;
    replies.running.stop(id);
    if let Some(waiting) = replies.live.of(id).filter(|reply| reply.step == ReplyStep::Waiting) {
        replies.live.end(id, waiting.run_id);
        replies.bus.tell(Topic::Reply, id);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// How replies behave.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReplySettings {
    mode: Mode,
    /// How long a message that looks finished waits for another; at most 12,000.
    burst_wait_ms: u64,
    /// By language; what is missing is said in Shopbell's words.
    #[schema(value_type = std::collections::HashMap<String, String>)]
    #[serde(default)]
    decline_text: OwnTexts,
    #[schema(value_type = std::collections::HashMap<String, String>)]
    #[serde(default)]
    hand_off_text: OwnTexts,
    /// Millionths of a US dollar a month; nothing means no limit.
    monthly_budget_micros: Option<i64>,
    /// Millionths of a US dollar a day; nothing means no limit.
    #[serde(default)]
    daily_budget_micros: Option<i64>,
    /// From this share of either limit on, the small model writes answers too: 10 to 100.
    #[serde(default = "usual_small_from")]
    small_from_percent: u32,
    /// Answers one customer is given in an hour before a person is called: 1 to 60.
    #[serde(default = "usual_per_hour")]
    answers_per_hour: u32,
    /// The same in 24 hours: 1 to 500.
    #[serde(default = "usual_per_day")]
    answers_per_day: u32,
    /// How the assistant sounds.
    #[serde(default)]
    personality: Personality,
    /// Who confirms an order a customer asks for again; somebody of the team, when not given.
    #[serde(default = "a_person")]
    repeat_order: RepeatOrder,
    /// Minutes of opening time a customer waits for a person before somebody else is told: 5 to 1440; nobody is, when not given.
    #[serde(default)]
    escalate_minutes: Option<u32>,
    /// Who that is; everybody who answers, when not given.
    #[serde(default)]
    escalate_to: Option<PersonId>,
    /// Whether the customer then reads one line that nobody could come yet.
    #[serde(default)]
    escalate_tells_customer: bool,
    /// In which languages the assistant answers; whoever writes in another one gets a person. None: in every language.
    #[serde(default)]
    languages: Vec<String>,
    /// Whether customers are asked if something they told of themselves may be kept; with the built-in model nobody is.
    #[serde(default)]
    remembers: bool,
}

fn usual_small_from() -> u32 {
    Settings::default().budget.small_from_percent
}

fn usual_per_hour() -> u32 {
    Settings::default().answers_per_hour
}

fn usual_per_day() -> u32 {
    Settings::default().answers_per_day
}

const fn a_person() -> RepeatOrder {
    RepeatOrder::Person
}

impl From<Settings> for ReplySettings {
    fn from(settings: Settings) -> Self {
        Self {
            mode: settings.mode,
            burst_wait_ms: u64::try_from(settings.burst_wait.as_millis()).unwrap_or(LONGEST_WAIT_MS),
            decline_text: settings.decline_text,
            hand_off_text: settings.hand_off_text,
            monthly_budget_micros: settings.budget.month,
            daily_budget_micros: settings.budget.day,
            small_from_percent: settings.budget.small_from_percent,
            answers_per_hour: settings.answers_per_hour,
            answers_per_day: settings.answers_per_day,
            personality: settings.personality,
            repeat_order: settings.repeat_order,
            escalate_minutes: settings
                .escalation
                .and_then(|escalation| u32::try_from(escalation.after.as_secs() / 60).ok()),
            escalate_to: settings.escalation.and_then(|escalation| escalation.to),
            escalate_tells_customer: settings.escalation.is_some_and(|escalation| escalation.tells_customer),
            languages: settings.languages,
            remembers: settings.remembers,
        }
    }
}

impl ReplySettings {
    fn checked(self) -> Result<Settings, ApiError> {
        let error = cannot_work;
        if self.burst_wait_ms > LONGEST_WAIT_MS {
            return Err(error().field("burst_wait_ms", "At most 12000."));
        }
        for (field, budget) in [
            ("monthly_budget_micros", self.monthly_budget_micros),
            ("daily_budget_micros", self.daily_budget_micros),
        ] {
            if budget.is_some_and(|budget| budget < 0) {
                return Err(error().field(field, "Not below zero."));
            }
        }
        for (field, value, range, words) in [
            ("small_from_percent", self.small_from_percent, 10..=100, "Between 10 and 100."),
            ("answers_per_hour", self.answers_per_hour, 1..=60, "Between 1 and 60."),
            ("answers_per_day", self.answers_per_day, 1..=500, "Between 1 and 500."),
        ] {
            if !range.contains(&value) {
                return Err(error().field(field, words));
            }
        }
        if self.escalate_minutes.is_some_and(|minutes| !ESCALATE_MINUTES.contains(&minutes)) {
            return Err(error().field("escalate_minutes", "Between 5 and 1440."));
        }
        let line = &self.personality.sign_off;
        if line.chars().count() > SIGN_OFF_LIMIT_CHARACTERS || line.chars().any(char::is_control) {
            return Err(error().field("personality.sign_off", "One line of at most 80 characters."));
        }
        for (field, texts) in [("decline_text", &self.decline_text), ("hand_off_text", &self.hand_off_text)] {
            let known = |tag: &String| Language::all().any(|language| language.tag() == tag);
            let fits = |text: &String| text.chars().count() <= TEXT_LIMIT_CHARACTERS;
            if !texts.keys().all(known) || !texts.values().all(fits) {
                return Err(
                    error().field(field, "A text of at most 1000 characters for each known language.")
                );
            }
        }
        let is_known = |tag: &String| Language::all().any(|language| languages::base(language.tag()) == tag);
        if !self.languages.iter().all(is_known) {
            return Err(error().field("languages", "Tags of known languages, such as it."));
        }
        Ok(Settings {
            mode: self.mode,
            burst_wait: Duration::from_millis(self.burst_wait_ms),
            decline_text: self.decline_text,
            hand_off_text: self.hand_off_text,
            budget: Limits {
                month: self.monthly_budget_micros,
                day: self.daily_budget_micros,
                small_from_percent: self.small_from_percent,
            },
            answers_per_hour: self.answers_per_hour,
            answers_per_day: self.answers_per_day,
            personality: self.personality,
            repeat_order: self.repeat_order,
            escalation: self.escalate_minutes.map(|minutes| Escalation {
                after: Duration::from_mins(u64::from(minutes)),
                to: self.escalate_to,
                tells_customer: self.escalate_tells_customer,
            }),
            languages: self.languages.into_iter().collect::<BTreeSet<_>>().into_iter().collect(),
            remembers: self.remembers,
        })
    }
}

fn cannot_work() -> ApiError {
    ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.")
}

/// How replies behave.
#[utoipa::path(get, path = "/replies/settings", tag = "replies", responses((status = 200, body = ReplySettings)))]
async fn show(State(replies): State<Replies>, caller: Caller) -> Result<Json<ReplySettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let reader = replies.clone();
    let settings = replies.db.read(move |conn| reader.settings(conn)).await?;
    Ok(Json(settings.into()))
}

/// Changes how replies behave.
#[utoipa::path(put, path = "/replies/settings", tag = "replies", request_body = ReplySettings,
    responses((status = 200, body = ReplySettings)))]
async fn change(
    State(replies): State<Replies>,
    caller: Caller,
    Json(wanted): Json<ReplySettings>,
) -> Result<Json<ReplySettings>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let settings = wanted.checked()?;
    let saved = settings.clone();
    replies
        .db
        .write(move |tx| {
            if store::settings(tx)?.unwrap_or_default().escalation != saved.escalation {
                let named = saved.escalation.and_then(|escalation| escalation.to);
                if let Some(named) = named
                    && !Known::read(tx)?.answers(named)
                {
                    return Err(cannot_work().field("escalate_to", NOBODY_WHO_ANSWERS));
                }
                jobs::enqueue(tx, &EscalationChanged {})?;
            }
            if !saved.remembers {
                facts::switched_off(tx)?;
            }
            store::save_settings(tx, &saved)?;
            audit::record(tx, &caller, "replies.settings_changed", "replies", json!({"mode": saved.mode}))?;
            tx.announce(Topic::Settings, "replies");
            Ok::<_, ApiError>(())
        })
        .await?;
    Ok(Json(settings.into()))
}

/// Which month; this one when none is named.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Month {
    /// As in `2026-11`.
    month: Option<String>,
}

/// What models cost in a month, and what sorting first saved.
#[utoipa::path(get, path = "/replies/costs", tag = "replies", params(Month), responses((status = 200, body = Costs)))]
async fn costs(
    State(replies): State<Replies>,
    caller: Caller,
    Query(asked): Query<Month>,
) -> Result<Json<Costs>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let month = asked.month.unwrap_or_else(|| month(replies.clock.now()));
    let first = format!("{month}-01");
    if first.len() != 10 || first.parse::<jiff::civil::Date>().is_err() {
        return Err(ApiError::unprocessable("invalid_month", "This is no month.")
            .field("month", "Write it like 2026-11."));
    }
    let (llm, now) = (replies.tools.llm.clone(), replies.clock.now());
    let costs = replies.db.read(move |conn| super::costs::costs(conn, &llm, &month, now)).await?;
    Ok(Json(costs))
}
