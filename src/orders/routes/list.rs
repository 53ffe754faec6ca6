//! All orders: the list and a new one.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{OrderView, Viewer};
use super::write::NewOrderBody;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, PageQuery, Query};
use crate::ids::{ContactId, OrderId};
use crate::orders::fault::{Fault, FaultCode, refusal};
use crate::orders::store::lists::{self, Wanted};
use crate::orders::store::orders as store;
use crate::orders::types::{MatchedBy, Order, OrderState, Taken};
use crate::orders::{Orders, search, take};

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(list, create))
}

/// Which orders are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OrdersQuery {
    /// A number with or without its marks, a customer's name, what was ordered; a phone or an e-mail address for whoever may
    /// see them. The beginning of each word is enough.
    q: Option<String>,
    contact_id: Option<ContactId>,
    state: Option<OrderState>,
    /// `unsure`: those that ask whose they are. `nobody`: those whose customer is not known yet.
    matched_by: Option<MatchedBy>,
    source: Option<String>,
    /// Placed at this moment or later.
    from: Option<Timestamp>,
    /// Placed before this moment.
    to: Option<Timestamp>,
}

/// Orders, the last placed first.
#[utoipa::path(get, path = "/orders", tag = "orders", params(OrdersQuery, PageQuery),
    responses((status = 200, body = Page<OrderView>)))]
async fn list(
    State(orders): State<Orders>,
    caller: Caller,
    Query(wanted): Query<OrdersQuery>,
    Query(page): Query<PageQuery>,
) -> Result<Json<Page<OrderView>>, ApiError> {
    caller.require(Permission::ReadOrders)?;
    let (after, limit) = (page.cursor.as_deref().map(after).transpose()?, page.limit());
    let db = orders.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let q = wanted.q;
        let mut wanted = Wanted {
            contact: wanted.contact_id,
            state: wanted.state,
            matched_by: wanted.matched_by,
            source: wanted.source,
            from: wanted.from,
            to: wanted.to,
            sought: None,
            after,
        };
        if let Some(typed) = q.as_deref().map(str::trim).filter(|typed| !typed.is_empty()) {
            let sees_phones = caller.may(Permission::SeePhoneNumbers);
            let sought = search::expression(typed, sees_phones);
            if sought.is_none() {
                return Ok(Json(Page::whole(Vec::new())));
            }
            wanted.sought = sought;
        }
        if let Some(id) = wanted.contact {
            let Some(customer) = (orders.customers.by_id)(conn, id)? else {
                return Ok(Json(Page::whole(Vec::new())));
            };
            wanted.contact = Some(customer.id);
        }
        let viewer = Viewer::new(&orders.customers, &caller);
        let found = Page::cut(lists::list(conn, &wanted, limit + 1)?, limit, cursor);
        let items = found.items.into_iter().map(|order| viewer.order(conn, order));
        Ok(Json(Page { items: items.collect::<Result<_, _>>()?, next_cursor: found.next_cursor }))
    })
    .await
}

/// Where a page ends: when its last order was placed, and which it is.
fn cursor(order: &Order) -> String {
    format!("{}-{}", order.placed_at.as_millis(), order.id)
}

fn after(cursor: &str) -> Result<(Timestamp, OrderId), ApiError> {
    let parts = cursor.rsplit_once('-');
    parts
        .and_then(|(at, id)| Some((Timestamp::from_millis(at.parse().ok()?), id.parse().ok()?)))
        .ok_or_else(|| ApiError::unprocessable("invalid_cursor", "This cursor is not one of ours."))
}

/// An order as it is kept, and what of it could not be read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OrderTaken)]
struct TakenView {
    #[serde(flatten)]
    order: OrderView,
    /// What was written as the customer's phone and is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone_not_read: Option<String>,
}

/// Writes an order down. The same source and number again updates it.
#[utoipa::path(post, path = "/orders", tag = "orders", request_body = NewOrderBody,
    responses((status = 201, body = TakenView), (status = 200, body = TakenView, description = "It was known already")))]
async fn create(
    State(orders): State<Orders>,
    caller: Caller,
    Json(new): Json<NewOrderBody>,
) -> Result<(StatusCode, Json<TakenView>), ApiError> {
    caller.require(Permission::WriteOrders)?;
    let phone_not_read = new.phone_not_read();
    let mut new = new.checked(orders.clock.now())?;
    let db = orders.db.clone();
    db.write::<_, ApiError>(move |tx| {
        if let Some(id) = new.contact {
            let customer = (orders.customers.by_id)(tx, id)?
                .ok_or_else(|| refusal(&[Fault::new("contact_id", FaultCode::UnknownContact)]))?;
            new.contact = Some(customer.id);
        }
        if take::leaves_refund_open(tx, &new)? {
            return Err(ApiError::unprocessable("invalid_order", "This order cannot be taken as it is.")
                .field(
                    "refunded",
                    "Say what was paid back: what is known does not fit this currency or total.",
                ));
        }
        let (source, number) = (new.origin.source.clone(), new.origin.number.clone());
        let taken = take::take(&orders.customers, tx, new)?;
        let (status, action) = match taken {
            Taken::New(_) => (StatusCode::CREATED, Some("order.created")),
            Taken::Changed(_) => (StatusCode::OK, Some("order.changed")),
            Taken::Unchanged(_) => (StatusCode::OK, None),
        };
        let id = taken.id();
        if let Some(action) = action {
            audit::record(tx, &caller, action, id, json!({ "source": source, "number": number }))?;
            tx.announce(Topic::Order, id);
        }
        let order = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("order"))?;
        let viewer = Viewer::new(&orders.customers, &caller);
        Ok((status, Json(TakenView { order: viewer.with_candidates(tx, order)?, phone_not_read })))
    })
    .await
}
