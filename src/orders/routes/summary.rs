//! What a customer ordered, in short, for the panel beside the thread.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{OrderView, Viewer};
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::ContactId;
use crate::money::{Currency, Money};
use crate::orders::Orders;
use crate::orders::rhythm::{self, Rhythm};
use crate::orders::store::figures::{self, Bought};
use crate::orders::store::lists::{self, Wanted};

/// Orders that are shown.
const SHOWN: u32 = 5;
/// Orders the figures are made of: some years of a weekly customer.
const LOOKED_AT: u32 = 500;
/// How far back the value goes.
const VALUE_OVER: Duration = Duration::from_hours(90 * 24);

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(summary))
}

/// An amount of one currency.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersValue)]
struct ValueView {
    /// A decimal number.
    value: String,
    #[schema(value_type = String)]
    currency: Currency,
}

/// How often the customer orders.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderRhythm)]
struct RhythmView {
    /// Days from one order to the next, usually.
    every_days: i64,
    /// Days past the one on which the next order was due; 0 while none is.
    late_days: i64,
}

/// What a customer ordered, in short. Orders that were called off, paid back or never paid count in no figure.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrdersSummary)]
struct Summary {
    /// The last five, whatever became of them.
    last: Vec<OrderView>,
    /// Orders that count, at most 500.
    orders: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_ordered_at: Option<Timestamp>,
    /// What was bought in the last 90 days, less what was paid back, by currency. Empty for whoever may not see amounts.
    value_90_days: Vec<ValueView>,
    /// Nothing below four days with orders.
    #[serde(skip_serializing_if = "Option::is_none")]
    rhythm: Option<RhythmView>,
}

/// What a customer ordered, in short.
#[utoipa::path(get, path = "/contacts/{id}/orders-summary", tag = "orders", params(("id" = ContactId, Path)),
    responses((status = 200, body = Summary)))]
async fn summary(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<ContactId>,
) -> Result<Json<Summary>, ApiError> {
    caller.require(Permission::ReadOrders)?;
    let zone = orders.zone().await?;
    let now = orders.clock.now();
    let db = orders.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let contact = (orders.customers.by_id)(conn, id)?.ok_or_else(|| ApiError::not_found("contact"))?.id;
        let viewer = Viewer::new(&orders.customers, &caller);
        let wanted = Wanted { contact: Some(contact), ..Wanted::default() };
        let last = lists::list(conn, &wanted, SHOWN)?.into_iter().map(|order| viewer.order(conn, order));
        let last = last.collect::<Result<_, _>>()?;
        let bought = figures::bought_by(conn, contact, LOOKED_AT)?;
        let day = |at: Timestamp| {
            i64::from(
                at.to_jiff().to_zoned(zone.clone()).date().since(EPOCH).map_or(0, |span| span.get_days()),
            )
        };
        let days: Vec<i64> = bought.iter().map(|order| day(order.placed_at)).collect();
        let show = |Rhythm { every_days, late_days }| RhythmView { every_days, late_days: late_days.max(0) };
        Ok(Json(Summary {
            last,
            orders: bought.len(),
            last_ordered_at: bought.first().map(|order| order.placed_at),
            value_90_days: if caller.may(Permission::SeeAmounts) { value(&bought, now) } else { Vec::new() },
            rhythm: rhythm::rhythm(&days, day(now)).map(show),
        }))
    })
    .await
}

/// Days are counted from here.
const EPOCH: jiff::civil::Date = jiff::civil::date(1970, 1, 1);

fn value(bought: &[Bought], now: Timestamp) -> Vec<ValueView> {
    let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
    for order in bought.iter().filter(|order| order.placed_at > now.minus(VALUE_OVER)) {
        *sums.entry(order.currency).or_default() += order.net_micros;
    }
    let shown =
        |(currency, micros)| ValueView { value: Money::from_micros(micros, currency).written(), currency };
    sums.into_iter().map(shown).collect()
}
