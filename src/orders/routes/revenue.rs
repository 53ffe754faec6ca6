//! What conversations bring, month by month: the question, and figures as they are written.

use std::collections::HashMap;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Query};
use crate::money::Currency;
use crate::orders::Orders;
use crate::orders::revenue::{Cohort, Facts, Figure, Figures, Month};
use crate::orders::store::figures::{self as store, Bought};
use crate::storage::ReadConn;

/// Months that are shown at most, and when nobody asks for a number.
const MOST_MONTHS: i32 = 36;
const USUAL_MONTHS: i32 = 12;
/// Days after a customer's last message within which an order still comes of it: at most, and usually.
const MOST_DAYS: u32 = 90;
const USUAL_DAYS: u32 = 7;
/// An hour that costs more is a mistake.
const MOST_HOURLY_MICROS: i64 = 10_000_000_000;
/// Digits after the point of a share.
const SHARE_DIGITS: u32 = 4;
/// The same of minutes.
const MINUTE_DIGITS: u32 = 1;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(revenue)).routes(routes!(set_costs))
}

/// Which months, and how they are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct RevenueQuery {
    /// A day, such as `2026-01-01`, or a month, such as `2026-01`; eleven months before the last when not given.
    from: Option<String>,
    /// A day or a month: the last one shown. This month when not given.
    to: Option<String>,
    /// Amounts of other currencies count in no amount. The one of most orders, when not given.
    #[param(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Days after a customer's last message within which an order counts as the talk's: 1 to 90, usually 7.
    within_days: Option<u32>,
}

/// A figure with what it rests on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevenueFigure)]
struct FigureView {
    /// A decimal number; nothing where there is nothing to divide by.
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    currency: Option<Currency>,
    /// How many talks, orders or customers it is of.
    sample: u64,
}

/// The figures of one month and one cohort.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RevenueMonth)]
struct MonthView {
    /// Such as `2026-11`, in the shop's time zone.
    month: String,
    cohort: Cohort,
    /// The month is not over: every figure of it may still change.
    running: bool,
    /// Talks of the month whose customer ordered until so many days after, as a share of those whose days are over.
    conversion: FigureView,
    /// Talks of the month whose days are not over: nobody knows yet whether they end in an order.
    undecided: u64,
    /// Orders of the month, less what was paid back.
    average_order: FigureView,
    /// Buyers of the month who had bought before it, as a share of all.
    repeat_rate: FigureView,
    /// What a buyer of the month buys in 90 days; of those whose 90 days are over.
    value_90_days: FigureView,
    /// What models, messages and the team's time cost for each customer who bought again, in US dollars.
    retention_cost: FigureView,
    /// Of that, the team's time; nothing until an hour has a price.
    staff_cost: FigureView,
    /// Minutes people spent for each of them.
    staff_minutes: FigureView,
    /// Messages people wrote for each of them.
    staff_messages: FigureView,
}

/// What conversations bring.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Revenue)]
struct RevenueView {
    /// Of which amounts are; nothing while nothing was bought.
    #[schema(value_type = Option<String>)]
    currency: Option<Currency>,
    /// Every currency something was bought in, the one of most orders first.
    #[schema(value_type = Vec<String>)]
    currencies: Vec<Currency>,
    within_days: u32,
    /// What an hour of somebody of the team costs, in millionths of a US dollar; nothing until the owner says.
    hourly_cost_micros: Option<i64>,
    /// The earliest month first, each in every cohort.
    months: Vec<MonthView>,
}

/// What conversations bring, by month and by cohort.
#[utoipa::path(get, path = "/revenue", tag = "orders", params(RevenueQuery),
    responses((status = 200, body = RevenueView)))]
async fn revenue(
    State(orders): State<Orders>,
    caller: Caller,
    Query(asked): Query<RevenueQuery>,
) -> Result<Json<RevenueView>, ApiError> {
    caller.require(Permission::SeeRevenue)?;
    let zone = orders.zone().await?;
    let now = orders.clock.now();
    let within_days = asked.within_days.unwrap_or(USUAL_DAYS);
    if !(1..=MOST_DAYS).contains(&within_days) {
        return Err(ApiError::unprocessable("invalid_query", "A part of the query has the wrong form.")
            .field("within_days", format!("Use a number from 1 to {MOST_DAYS}.")));
    }
    let months = months(&asked, &zone, now)?;
    let asker = caller.asker();
    orders
        .db
        .read_slow::<_, ApiError>(&asker, move |conn| {
            let (Some(first), Some(last)) = (months.first(), months.last()) else {
                return Err(invalid("to"));
            };
            let bought =
                store::bought_between(conn, bounds(*first, &zone)?.from, Timestamp::from_millis(i64::MAX))?;
            let end = bounds(*last, &zone)?.to;
            let currencies = currencies(bought.iter().filter(|order| order.placed_at < end));
            let currency = asked.currency.or(currencies.first().copied());
            let hourly_cost_micros = store::hourly_cost(conn)?;
            let basis =
                Basis { hourly_cost_micros, bought: &bought, currency, zone: &zone, within_days, now };
            let months =
                months.iter().map(|month| basis.month(conn, *month)).collect::<Result<Vec<_>, _>>()?;
            Ok(Json(RevenueView {
                currency,
                currencies,
                within_days,
                hourly_cost_micros,
                months: months.into_iter().flatten().collect(),
            }))
        })
        .await
}

/// What the owner says of costs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RevenueCosts)]
struct CostsChange {
    /// What an hour of somebody of the team costs, in millionths of a US dollar: models and messages are paid in dollars.
    /// `null` for nothing; left out it is a mistake, and changes nothing.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    hourly_cost_micros: Option<i64>,
}

/// Says what an hour of the team costs, for the retention cost.
#[utoipa::path(put, path = "/revenue/costs", tag = "orders", request_body = CostsChange, responses((status = 204)))]
async fn set_costs(
    State(orders): State<Orders>,
    caller: Caller,
    Json(change): Json<CostsChange>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManagePrices)?;
    if change.hourly_cost_micros.is_some_and(|micros| !(0..=MOST_HOURLY_MICROS).contains(&micros)) {
        return Err(ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.")
            .field("hourly_cost_micros", "Use an amount from 0 to 10,000 dollars."));
    }
    orders
        .db
        .write::<_, ApiError>(move |tx| {
            store::set_hourly_cost(tx, change.hourly_cost_micros)?;
            audit::record(tx, &caller, "revenue.costs_changed", "revenue", json!({}))?;
            tx.announce(Topic::Order, "revenue");
            Ok(StatusCode::NO_CONTENT)
        })
        .await
}

/// What every month is counted with.
struct Basis<'a> {
    bought: &'a [Bought],
    currency: Option<Currency>,
    zone: &'a TimeZone,
    within_days: u32,
    hourly_cost_micros: Option<i64>,
    now: Timestamp,
}

impl Basis<'_> {
    fn month(&self, conn: &ReadConn, first_day: Date) -> Result<Vec<MonthView>, ApiError> {
        let month = bounds(first_day, self.zone)?;
        let first_bought: HashMap<_, _> = store::first_bought(conn, month.to)?.into_iter().collect();
        let talks = store::talks(conn, month.from, month.to)?;
        // Without any order there is no amount either, whatever its currency.
        let currency = self.currency.or_else(|| "USD".parse().ok()).ok_or_else(|| invalid("currency"))?;
        let from = self.bought.partition_point(|order| order.placed_at < month.from);
        let facts = Facts {
            bought: &self.bought[from..],
            first_bought: &first_bought,
            talks: &talks,
            currency,
            within: Duration::from_hours(u64::from(self.within_days) * 24),
            hourly_cost_micros: self.hourly_cost_micros,
            now: self.now,
        };
        let has_price = self.hourly_cost_micros.is_some();
        let named = format!("{:04}-{:02}", first_day.year(), first_day.month());
        Ok(Cohort::ALL
            .iter()
            .map(|cohort| MonthView {
                running: (month.from..month.to).contains(&self.now),
                ..view(&named, *cohort, &facts.figures(month, *cohort), self.currency, has_price)
            })
            .collect())
    }
}

fn view(
    month: &str,
    cohort: Cohort,
    figures: &Figures,
    currency: Option<Currency>,
    time_has_price: bool,
) -> MonthView {
    let mut staff_cost = amount(figures.staff_cost, "USD".parse().ok());
    staff_cost.value = staff_cost.value.filter(|_| time_has_price);
    MonthView {
        month: month.to_owned(),
        cohort,
        running: false,
        conversion: share(figures.conversion),
        undecided: figures.undecided,
        average_order: amount(figures.average_order, currency),
        repeat_rate: share(figures.repeat_rate),
        value_90_days: amount(figures.value_90_days, currency),
        retention_cost: amount(figures.retention_cost, "USD".parse().ok()),
        staff_cost,
        staff_minutes: minutes(figures.staff_minutes),
        staff_messages: share(figures.staff_messages),
    }
}

fn share(figure: Figure) -> FigureView {
    FigureView { value: divided(figure, 0, SHARE_DIGITS), currency: None, sample: figure.sample }
}

fn minutes(figure: Figure) -> FigureView {
    FigureView { value: divided(figure, 3, MINUTE_DIGITS), currency: None, sample: figure.sample }
}

fn amount(figure: Figure, currency: Option<Currency>) -> FigureView {
    let digits = currency.map_or(2, Currency::digits);
    FigureView { value: divided(figure, 6, digits), currency, sample: figure.sample }
}

/// Rounded once, half a unit away from zero as shops do.
fn divided(figure: Figure, scale: u32, digits: u32) -> Option<String> {
    let part = Decimal::try_from_i128_with_scale(figure.part, scale).ok()?;
    let mut value = part
        .checked_div(Decimal::from(figure.sample))?
        .round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero);
    value.rescale(digits);
    Some(value.to_string())
}

/// Every currency, the one of most orders first.
fn currencies<'a>(bought: impl Iterator<Item = &'a Bought>) -> Vec<Currency> {
    let mut counts: HashMap<Currency, usize> = HashMap::new();
    bought.for_each(|order| *counts.entry(order.currency).or_default() += 1);
    let mut found: Vec<(Currency, usize)> = counts.into_iter().collect();
    found.sort_by_key(|(currency, count)| (std::cmp::Reverse(*count), *currency));
    found.into_iter().map(|(currency, _)| currency).collect()
}

/// The first days of the months asked for.
fn months(asked: &RevenueQuery, zone: &TimeZone, now: Timestamp) -> Result<Vec<Date>, ApiError> {
    let read = |field: &'static str, text: &Option<String>| {
        text.as_deref().map(|text| month_of(field, text)).transpose()
    };
    let last = read("to", &asked.to)?
        .unwrap_or_else(|| now.to_jiff().to_zoned(zone.clone()).date().first_of_month());
    let first = match read("from", &asked.from)? {
        Some(first) => first,
        None => last.checked_sub(jiff::Span::new().months(USUAL_MONTHS - 1)).map_err(|_| invalid("to"))?,
    };
    if first > last {
        return Err(ApiError::unprocessable("invalid_month", "This is no month.")
            .field("from", "This lies after the last month."));
    }
    let mut months = Vec::new();
    let mut month = first;
    while month <= last {
        if months.len() >= usize::try_from(MOST_MONTHS).unwrap_or(0) {
            return Err(ApiError::unprocessable("too_many_months", "These are too many months at once.")
                .field("from", format!("At most {MOST_MONTHS} months.")));
        }
        months.push(month);
        month = month.checked_add(jiff::Span::new().months(1)).map_err(|_| invalid("to"))?;
    }
    Ok(months)
}

/// The first day of the month a day or a month lies in.
fn month_of(field: &'static str, text: &str) -> Result<Date, ApiError> {
    let day = if text.len() == 7 { format!("{text}-01") } else { text.get(..10).unwrap_or(text).to_owned() };
    let date: Date = day.parse().map_err(|_| invalid(field))?;
    if (1990..2200).contains(&date.year()) { Ok(date.first_of_month()) } else { Err(invalid(field)) }
}

fn bounds(first_day: Date, zone: &TimeZone) -> Result<Month, ApiError> {
    let start = |day: Date| {
        let moment = day.to_zoned(zone.clone()).map_err(ApiError::internal)?;
        Ok::<_, ApiError>(Timestamp::from_millis(moment.timestamp().as_millisecond()))
    };
    let next = first_day.checked_add(jiff::Span::new().months(1)).map_err(ApiError::internal)?;
    Ok(Month { from: start(first_day)?, to: start(next)? })
}

fn invalid(field: &str) -> ApiError {
    ApiError::unprocessable("invalid_month", "This is no month.").field(field, "Write it as 2026-11.")
}
