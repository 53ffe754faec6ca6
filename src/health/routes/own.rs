//! `/health/own`: the signals a shop makes itself, built or in SQL; whom one would find is shown before it is kept.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::own_faults::{self, invalid};
use super::views::SignalContact;
use crate::actor::Permission;
use crate::audit;
use crate::health::ask::Whom;
use crate::health::jobs::RunDetector;
use crate::health::own::question::Question;
use crate::health::own::{self, How, OwnSignal};
use crate::health::store::own as store;
use crate::health::types::{OffReason, Purpose};
use crate::health::{Health, TOPIC, trust, written};
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::OwnSignalId;
use crate::inbox;
use crate::jobs;
use crate::storage::{ReadConn, WriteTx};

/// Customers shown before it is kept.
const SHOWN: usize = 20;

pub(super) fn routes() -> OpenApiRouter<Health> {
    OpenApiRouter::new()
        .routes(routes!(list, make))
        .routes(routes!(change, delete))
        .routes(routes!(preview))
        .routes(routes!(views))
}

/// A signal of the shop's own: built from choices or written in SQL.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnSignal)]
struct OwnSignalView {
    id: OwnSignalId,
    /// What its signals and its detector are called by.
    detector: String,
    name: String,
    purpose: Purpose,
    on: bool,
    question: Option<Question>,
    sql: Option<String>,
}

impl From<OwnSignal> for OwnSignalView {
    fn from(own: OwnSignal) -> Self {
        let (question, sql) = match own.how {
            How::Built(question) => (Some(question), None),
            How::Sql(sql) => (None, Some(sql)),
        };
        let detector = own::detector_name(own.id);
        Self { id: own.id, detector, name: own.name, purpose: own.purpose, on: own.is_on, question, sql }
    }
}

/// One as somebody writes it: a question, or SQL.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnSignalChange {
    name: String,
    purpose: Purpose,
    /// Whether it is asked; when left out, it is.
    #[serde(default = "is_on")]
    on: bool,
    #[serde(default)]
    question: Option<Question>,
    /// One `SELECT` over published views. It gives `contact_id` and, in further columns, why; it may use `:now_ms`.
    #[serde(default)]
    sql: Option<String>,
}

const fn is_on() -> bool {
    true
}

/// What is to be looked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnSignalDraft {
    purpose: Purpose,
    #[serde(default)]
    question: Option<Question>,
    #[serde(default)]
    sql: Option<String>,
}

/// How it asks, once it is well formed.
fn how(question: Option<Question>, sql: Option<String>) -> Result<How, ApiError> {
    match (question, sql) {
        (Some(question), None) => {
            let faults = question.faults();
            if faults.is_empty() { Ok(How::Built(question.tidied())) } else { Err(invalid(faults)) }
        }
        (None, Some(sql)) => Ok(How::Sql(sql)),
        (Some(_), Some(_)) => Err(invalid([("sql", "Give either a question or SQL, not both.".to_owned())])),
        (None, None) => Err(invalid([("question", "Give either a question or SQL.".to_owned())])),
    }
}

/// Choices are for whoever runs the day, SQL is for owners.
fn may(caller: &Caller, how: &How) -> Result<(), ApiError> {
    caller.require(match how {
        How::Built(_) => Permission::ManageSignals,
        How::Sql(_) => Permission::WriteSignalSql,
    })?;
    Ok(())
}

/// Refuses what names labels the shop has not.
fn labels_are_there(conn: &ReadConn, how: &How) -> Result<(), ApiError> {
    let How::Built(question) = how else { return Ok(()) };
    let gone = store::gone(conn, &question.labels())?;
    let own = question.label.filter(|label| gone.contains(label)).map(|_| "question.label");
    let any = (!gone.is_empty()).then_some(own.unwrap_or("question.who.labels"));
    any.map_or(Ok(()), |field| Err(invalid([(field, "This label is not there any more.".to_owned())])))
}

/// Whom it finds now.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSignalPreview {
    /// 5000 at most are counted.
    found: usize,
    /// There are more.
    more: bool,
    took_ms: u64,
    contacts: Vec<OwnSignalMatch>,
}

/// One of those found, and why.
#[derive(Debug, Serialize, ToSchema)]
struct OwnSignalMatch {
    contact: SignalContact,
    evidence: Map<String, Value>,
}

/// Looks for whom it would find, without keeping anything: how many, and the first twenty with the evidence.
#[utoipa::path(post, path = "/health/own/preview", tag = "health", request_body = OwnSignalDraft,
    responses((status = 200, body = OwnSignalPreview),
              (status = 422, description = "What is wrong with it; of SQL with SQLite's own words in `params.said`")))]
async fn preview(
    State(health): State<Health>,
    caller: Caller,
    Json(draft): Json<OwnSignalDraft>,
) -> Result<Json<OwnSignalPreview>, ApiError> {
    caller.require(Permission::ManageSignals)?;
    let how = how(draft.question, draft.sql)?;
    may(&caller, &how)?;
    let asked = how.clone();
    health.db.read::<_, ApiError>(move |conn| labels_are_there(conn, &asked)).await?;
    let detector = own::detector(String::new(), "", &how, draft.purpose);
    let began = health.clock.ticks();
    let asker = caller.asker();
    let found = health.look(detector, Whom::Everybody, &asker).await.map_err(own_faults::of_preview)?;
    let took = health.clock.ticks().saturating_sub(began);
    let (many, more) = (found.findings.len(), found.more);
    let sees_amounts = caller.may(Permission::SeeAmounts);
    let read = move |conn: &ReadConn| {
        let shown = found.findings.into_iter().take(SHOWN).filter_map(|finding| {
            let contact = inbox::contact(conn, finding.contact?).transpose()?;
            Some(contact.map(|contact| OwnSignalMatch {
                contact: contact.into(),
                evidence: visible(finding.evidence, sees_amounts),
            }))
        });
        Ok(shown.collect::<Result<Vec<_>, _>>()?)
    };
    let contacts = health.db.read::<_, ApiError>(read).await?;
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    Ok(Json(OwnSignalPreview { found: many, more, took_ms, contacts }))
}

fn visible(evidence: Map<String, Value>, sees_amounts: bool) -> Map<String, Value> {
    evidence.into_iter().filter(|(name, _)| sees_amounts || !name.ends_with("_micros")).collect()
}

/// A view SQL may ask about.
#[derive(Debug, Serialize, ToSchema)]
struct PublishedView {
    name: String,
    columns: Vec<String>,
}

/// What SQL may ask about: every published view and its columns, by name.
#[utoipa::path(get, path = "/health/own/views", tag = "health", responses((status = 200, body = Page<PublishedView>)))]
async fn views(State(health): State<Health>, caller: Caller) -> Result<Json<Page<PublishedView>>, ApiError> {
    caller.require(Permission::WriteSignalSql)?;
    let asker = caller.asker();
    let found = health.db.read_guarded(&asker, |guarded| Ok(guarded.views().to_vec()));
    let found = found.await.map_err(|error| own_faults::of_sql(error.into()))?;
    let views = found.into_iter().map(|view| PublishedView { name: view.name, columns: view.columns });
    Ok(Json(Page::whole(views.collect())))
}

/// The shop's own signals, oldest first.
#[utoipa::path(get, path = "/health/own", tag = "health", responses((status = 200, body = Page<OwnSignalView>)))]
async fn list(State(health): State<Health>, caller: Caller) -> Result<Json<Page<OwnSignalView>>, ApiError> {
    caller.require(Permission::ManageSignals)?;
    let all = health.db.read::<_, ApiError>(|conn| Ok(store::all(conn)?)).await?;
    Ok(Json(Page::whole(all.into_iter().map(OwnSignalView::from).collect())))
}

/// Makes one; it is asked at once and then every hour.
#[utoipa::path(post, path = "/health/own", tag = "health", request_body = OwnSignalChange,
    responses((status = 201, body = OwnSignalView), (status = 409, description = "The name is taken, or there are too many")))]
async fn make(
    State(health): State<Health>,
    caller: Caller,
    Json(change): Json<OwnSignalChange>,
) -> Result<(StatusCode, Json<OwnSignalView>), ApiError> {
    let wanted = ready(&health, &caller, change).await?;
    let made = health
        .db
        .write::<_, ApiError>(move |tx| {
            labels_are_there(tx, &wanted.how)?;
            let others = store::all(tx)?;
            if others.len() >= own::MOST {
                return Err(ApiError::conflict(
                    "too_many_own_signals",
                    "There are as many own signals as there may be.",
                )
                .param("most", own::MOST));
            }
            let own = OwnSignal { id: tx.new_id(), ..wanted };
            name_is_free(&others, &own)?;
            keep(tx, &caller, &own, true, "own_signal.made")?;
            Ok(own)
        })
        .await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Changes one, or switches it off or on. What it found and nobody has decided about goes when it asks something else, or
/// nothing.
#[utoipa::path(put, path = "/health/own/{id}", tag = "health", params(("id" = OwnSignalId, Path)),
    request_body = OwnSignalChange,
    responses((status = 200, body = OwnSignalView), (status = 409, description = "The name is taken")))]
async fn change(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<OwnSignalId>,
    Json(change): Json<OwnSignalChange>,
) -> Result<Json<OwnSignalView>, ApiError> {
    caller.require(Permission::ManageSignals)?;
    let before = health.db.read::<_, ApiError>(move |conn| existing(conn, id)).await?;
    // Whoever may not write SQL may switch off what others wrote.
    let same_words = matches!((&before.how, &change.sql), (How::Sql(kept), Some(sql)) if kept == sql);
    let own = if same_words && change.purpose == before.purpose {
        OwnSignal { is_on: change.on, name: readable(&change.name)?, ..before }
    } else {
        ready(&health, &caller, change).await?
    };
    let changed = health
        .db
        .write::<_, ApiError>(move |tx| {
            let before = existing(tx, id)?;
            let own = OwnSignal { id, ..own };
            if own.is_on {
                labels_are_there(tx, &own.how)?;
            }
            name_is_free(&store::all(tx)?, &own)?;
            let asks_anew = own.how != before.how || own.purpose != before.purpose;
            if asks_anew || own.is_on != before.is_on {
                store::forget_open(tx, &own::detector_name(id))?;
                store::forget_run(tx, &own::detector_name(id))?;
            }
            if asks_anew {
                trust::fall_back(tx, &own::detector_name(id), OffReason::Changed)?;
            }
            keep(tx, &caller, &own, asks_anew, "own_signal.changed")?;
            Ok(own)
        })
        .await?;
    Ok(Json(changed.into()))
}

/// Deletes one. What it found and nobody has decided about goes with it, what was decided stays as history.
#[utoipa::path(delete, path = "/health/own/{id}", tag = "health", params(("id" = OwnSignalId, Path)),
    responses((status = 204)))]
async fn delete(
    State(health): State<Health>,
    caller: Caller,
    Path(id): Path<OwnSignalId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageSignals)?;
    health
        .db
        .write::<_, ApiError>(move |tx| {
            let own = existing(tx, id)?;
            store::delete(tx, id)?;
            let detector = own::detector_name(id);
            let open = store::forget_open(tx, &detector)?;
            store::forget_run(tx, &detector)?;
            trust::fall_back(tx, &detector, OffReason::Changed)?;
            tx.announce(TOPIC, &detector);
            let details = json!({ "name": own.name, "open": open });
            Ok(audit::record(tx, &caller, "own_signal.deleted", id, details)?)
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What somebody wrote, looked at from all sides but those that take the writer.
async fn ready(health: &Health, caller: &Caller, change: OwnSignalChange) -> Result<OwnSignal, ApiError> {
    caller.require(Permission::ManageSignals)?;
    let how = how(change.question, change.sql)?;
    may(caller, &how)?;
    let name = readable(&change.name)?;
    if let How::Sql(sql) = &how {
        let (sql, now, asker) = (sql.clone(), health.clock.now(), caller.asker());
        let look = health.db.read_guarded(&asker, move |guarded| Ok(written::check(guarded, &sql, now)));
        look.await.map_err(|error| own_faults::of_sql(error.into()))?.map_err(own_faults::of_sql)?;
    }
    Ok(OwnSignal { id: OwnSignalId::new(0), name, purpose: change.purpose, how, is_on: change.on })
}

fn readable(name: &str) -> Result<String, ApiError> {
    let tidy = own::tidy(name).filter(|name| name.chars().count() <= own::LONGEST_NAME);
    let words = || format!("Use 1 to {} characters that can be read.", own::LONGEST_NAME);
    tidy.ok_or_else(|| invalid([("name", words())]))
}

fn name_is_free(others: &[OwnSignal], own: &OwnSignal) -> Result<(), ApiError> {
    let taken = others.iter().any(|other| other.id != own.id && own::same_name(&other.name, &own.name));
    if taken {
        let words = "Another signal has this name.";
        return Err(ApiError::conflict("own_signal_exists", words).field("name", words));
    }
    Ok(())
}

fn existing(conn: &ReadConn, id: OwnSignalId) -> Result<OwnSignal, ApiError> {
    store::find(conn, id)?.ok_or_else(|| ApiError::not_found("signal"))
}

fn keep(tx: &WriteTx, caller: &Caller, own: &OwnSignal, asks_anew: bool, deed: &str) -> Result<(), ApiError> {
    store::keep(tx, own, asks_anew)?;
    let detector = own::detector_name(own.id);
    if own.is_on {
        jobs::enqueue(tx, &RunDetector { detector: detector.clone() })?;
    }
    tx.announce(TOPIC, &detector);
    let details = json!({ "name": own.name, "on": own.is_on, "asks_anew": asks_anew });
    Ok(audit::record(tx, caller, deed, own.id, details)?)
}
