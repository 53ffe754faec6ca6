//! `/whatsapp/prices`: what a month cost, what the owner wants to spend, and the rates it is computed by.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::calendar::{self, Source};
use super::rates_routes::{self, RatesView, rates_view};
use super::reconcile::{ReconcileError, reconcile};
use super::store::{self, By, Group, OfConversation, Reconciliation};
use super::types::FREE_SERVICE_MESSAGES;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Page, Query};
use crate::ids::{ConnectionId, ContactId, ConversationId};
use crate::inbox::{self, SpendingStage};
use crate::storage::ReadConn;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers;
use crate::whatsapp::wire::graph::CallError;

pub(in crate::whatsapp) fn routes() -> OpenApiRouter<WhatsApp> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(by_conversation))
        .routes(routes!(set_budget))
        .routes(routes!(compare))
        .merge(rates_routes::routes())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MonthQuery {
    /// Such as `2026-11`; this month when not given.
    month: Option<String>,
    /// Of this number; of all when not given.
    connection_id: Option<ConnectionId>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceByCategory)]
struct CategoryView {
    category: String,
    messages: i64,
    free: i64,
    micros: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceByCountry)]
struct CountryView {
    country: String,
    messages: i64,
    micros: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceByDay)]
struct DayView {
    day: String,
    messages: i64,
    micros: i64,
}

/// The free service messages of one number.
#[derive(Serialize, ToSchema)]
#[schema(as = FreeServiceMessages)]
struct AllowanceView {
    connection_id: ConnectionId,
    used: i64,
    allowance: i64,
    resets_at: Timestamp,
    /// Where its months begin and end.
    time_zone: String,
    time_zone_source: Source,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PriceBudget)]
struct BudgetView {
    limit_micros: Option<i64>,
    suggest_only_at_percent: i64,
    /// This month, with what is under way.
    spent_micros: i64,
    stage: SpendingStage,
}

/// What a month cost.
#[derive(Serialize, ToSchema)]
#[schema(as = Prices)]
struct PricesView {
    month: String,
    /// Where its months and days begin and end; of several accounts the first number's.
    time_zone: String,
    time_zone_source: Source,
    currency: &'static str,
    total_micros: i64,
    messages: i64,
    by_category: Vec<CategoryView>,
    by_country: Vec<CountryView>,
    by_day: Vec<DayView>,
    free_service: Vec<AllowanceView>,
    budget: BudgetView,
    reconciliation: Option<Reconciliation>,
    rates: RatesView,
}

fn budget(conn: &ReadConn, now: Timestamp) -> Result<BudgetView, ApiError> {
    let settings = store::settings(conn)?;
    Ok(BudgetView {
        limit_micros: settings.limit_micros,
        suggest_only_at_percent: settings.suggest_only_at_percent,
        spent_micros: store::committed(conn, &calendar::meant(conn, None)?.calendar.month(now))?,
        stage: inbox::spending_stage(conn)?,
    })
}

/// What a month cost.
#[utoipa::path(get, path = "/whatsapp/prices", tag = "prices", params(MonthQuery),
    responses((status = 200, body = PricesView)))]
async fn show(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<MonthQuery>,
) -> Result<Json<PricesView>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    let now = whatsapp.clock.now();
    whatsapp.db.read_slow::<_, ApiError>(&caller.asker(), move |conn| view(conn, query, now)).await.map(Json)
}

fn view(conn: &ReadConn, query: MonthQuery, now: Timestamp) -> Result<PricesView, ApiError> {
    let zone = calendar::meant(conn, query.connection_id)?;
    let month = query.month.unwrap_or_else(|| zone.calendar.month(now));
    zone.calendar.bounds(&month).ok_or_else(no_month)?;
    let groups = |by| store::groups(conn, &month, query.connection_id, by);
    let categories = groups(By::Category)?;
    let mut free_service = Vec::new();
    for connection in numbers::in_use(conn)?.into_iter().filter(|connection| !connection.is_practice()) {
        if query.connection_id.is_none_or(|wanted| wanted == connection.id) {
            let own = calendar::of(conn, connection.id)?;
            let (_, resets_at) = own.calendar.bounds(&month).ok_or_else(no_month)?;
            free_service.push(AllowanceView {
                connection_id: connection.id,
                used: super::allowance(conn, connection.id, &month)?.min(FREE_SERVICE_MESSAGES),
                allowance: FREE_SERVICE_MESSAGES,
                resets_at,
                time_zone: own.name,
                time_zone_source: own.source,
            });
        }
    }
    Ok(PricesView {
        time_zone: zone.name,
        time_zone_source: zone.source,
        currency: "USD",
        total_micros: categories.iter().map(|group| group.micros).sum(),
        messages: categories.iter().map(|group| group.messages).sum(),
        by_category: categories
            .into_iter()
            .map(|Group { name, messages, free, micros }| CategoryView {
                category: name,
                messages,
                free,
                micros,
            })
            .collect(),
        by_country: groups(By::Country)?
            .into_iter()
            .map(|Group { name, messages, micros, .. }| CountryView { country: name, messages, micros })
            .collect(),
        by_day: groups(By::Day)?
            .into_iter()
            .map(|Group { name, messages, micros, .. }| DayView { day: name, messages, micros })
            .collect(),
        free_service,
        budget: budget(conn, now)?,
        reconciliation: store::reconciliation(conn, &month)?,
        rates: rates_view(conn)?,
        month,
    })
}

fn no_month() -> ApiError {
    ApiError::unprocessable("invalid_month", "This is no month.").field("month", "Write it like 2026-11.")
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ConversationsQuery {
    /// Such as `2026-11`; this month when not given.
    month: Option<String>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 30 when not given.
    #[serde(default, deserialize_with = "crate::http::page_limit")]
    #[param(minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PricedContact)]
struct ContactView {
    id: ContactId,
    name: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PricedConversationHead)]
struct ConversationHead {
    id: ConversationId,
    contact: ContactView,
}

/// What one conversation cost.
#[derive(Serialize, ToSchema)]
#[schema(as = PricedConversation)]
struct ConversationView {
    conversation: ConversationHead,
    messages: i64,
    micros: i64,
}

/// What each conversation cost in a month, the dearest first.
#[utoipa::path(get, path = "/whatsapp/prices/conversations", tag = "prices", params(ConversationsQuery),
    responses((status = 200, body = Page<ConversationView>)))]
async fn by_conversation(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<ConversationsQuery>,
) -> Result<Json<Page<ConversationView>>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    let invalid = || ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours.");
    let after = query.cursor.as_deref().map(|cursor| read_cursor(cursor).ok_or_else(invalid)).transpose()?;
    let limit = query.limit.unwrap_or(30).clamp(1, 100);
    let now = whatsapp.clock.now();
    let page = whatsapp
        .db
        .read::<_, ApiError>(move |conn| {
            let month = match query.month {
                Some(month) => month,
                None => calendar::meant(conn, None)?.calendar.month(now),
            };
            let mut found = store::conversations(conn, &month, after, limit + 1)?;
            let more = found.len() > limit as usize;
            found.truncate(limit as usize);
            let next_cursor = found.last().filter(|_| more).map(cursor_after);
            let mut items = Vec::with_capacity(found.len());
            for OfConversation { conversation: id, messages, micros } in found {
                if let Some(conversation) = inbox::conversation(conn, id)? {
                    let contact =
                        ContactView { id: conversation.contact_id, name: conversation.contact.name };
                    items.push(ConversationView {
                        conversation: ConversationHead { id, contact },
                        messages,
                        micros,
                    });
                }
            }
            Ok(Page { items, next_cursor })
        })
        .await?;
    Ok(Json(page))
}

/// A place in the list: what a conversation cost, and which it is.
fn cursor_after(last: &OfConversation) -> String {
    format!("{}-{}", last.micros, last.conversation)
}

fn read_cursor(cursor: &str) -> Option<(i64, ConversationId)> {
    let (micros, id) = cursor.split_once('-')?;
    Some((micros.parse().ok()?, id.parse().ok()?))
}

/// What the owner wants to spend in a month.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewBudget {
    /// Millionths of a US dollar; `null` means no limit.
    limit_micros: Option<i64>,
    /// From this part of it on the AI only suggests.
    suggest_only_at_percent: i64,
}

/// Sets the month's budget.
#[utoipa::path(put, path = "/whatsapp/prices/budget", tag = "prices", request_body = NewBudget,
    responses((status = 200, body = BudgetView)))]
async fn set_budget(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Json(new): Json<NewBudget>,
) -> Result<Json<BudgetView>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    let wrong = |field: &str, words: &str| {
        Err(ApiError::unprocessable("invalid_budget", "The budget cannot be used.").field(field, words))
    };
    if new.limit_micros.is_some_and(|limit| limit < 0) {
        return wrong("limit_micros", "Not less than nothing.");
    }
    if !(1..=100).contains(&new.suggest_only_at_percent) {
        return wrong("suggest_only_at_percent", "Between 1 and 100.");
    }
    let view = whatsapp
        .db
        .write::<_, ApiError>(move |tx| {
            store::set_budget(tx, new.limit_micros, new.suggest_only_at_percent)?;
            super::look_at_budget(tx)?;
            let details = json!({ "limit_micros": new.limit_micros });
            audit::record(tx, &caller, "prices.budget_set", "budget", details)?;
            tx.announce(super::TOPIC, "budget");
            budget(tx, tx.now())
        })
        .await?;
    Ok(Json(view))
}

/// Compares a month with Meta's own figures.
#[utoipa::path(post, path = "/whatsapp/prices/reconcile", tag = "prices", params(MonthQuery),
    responses((status = 200, body = Reconciliation)))]
async fn compare(
    State(whatsapp): State<WhatsApp>,
    caller: Caller,
    Query(query): Query<MonthQuery>,
) -> Result<Json<Reconciliation>, ApiError> {
    caller.require(Permission::ManagePrices)?;
    let now = whatsapp.clock.now();
    let month = match query.month {
        Some(month) => month,
        None => {
            whatsapp
                .db
                .read::<_, ApiError>(move |conn| Ok(calendar::meant(conn, None)?.calendar.month(now)))
                .await?
        }
    };
    reconcile(&whatsapp, &month).await.map(Json).map_err(|error| match error {
        ReconcileError::NotConnected => {
            ApiError::conflict("not_connected", "No WhatsApp number is connected.")
        }
        ReconcileError::NoMonth => no_month(),
        ReconcileError::Call(CallError::Refused(refusal)) => {
            ApiError::unprocessable("meta_refused", "Meta gave no figures.").hint(refusal.to_string())
        }
        ReconcileError::Call(CallError::NotSent(words) | CallError::Ambiguous(words)) => {
            ApiError::unavailable("meta_unreachable", "Meta could not be reached.").cause(words)
        }
        ReconcileError::Storage(error) => error.into(),
    })
}
