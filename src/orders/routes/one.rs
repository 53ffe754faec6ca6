//! One order: shown, moved on, given to its customer.

use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::views::{OrderView, Viewer};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Path};
use crate::ids::{ContactId, OrderId};
use crate::orders::fault::{Fault, FaultCode, refusal};
use crate::orders::store::{orders as store, unconfirmed};
use crate::orders::types::OrderState;
use crate::orders::{Orders, check, settle};
use crate::storage::WriteTx;

pub(super) fn routes() -> OpenApiRouter<Orders> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// One order.
#[utoipa::path(get, path = "/orders/{id}", tag = "orders", params(("id" = OrderId, Path)),
    responses((status = 200, body = OrderView)))]
async fn show(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<OrderId>,
) -> Result<Json<OrderView>, ApiError> {
    caller.require(Permission::ReadOrders)?;
    let db = orders.db.clone();
    db.read::<_, ApiError>(move |conn| {
        let order = store::by_id(conn, id)?.ok_or_else(|| ApiError::not_found("order"))?;
        Ok(Json(Viewer::new(&orders.customers, &caller).with_candidates(conn, order)?))
    })
    .await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderChange {
    /// What was cancelled may still be refunded; else an order that was called off stays so.
    state: Option<OrderState>,
    /// `true`: the shop takes a basket from the catalogue as an order. Whoever moves it on says so, too.
    confirmed: Option<bool>,
    /// Whose it is; orders with the same phone, e-mail address or customer's id follow.
    contact_id: Option<ContactId>,
    /// It is nobody's that we know.
    nobody: Option<bool>,
    /// By what the carrier follows it: a link that begins with `https://`, or a number; empty for none.
    tracking: Option<String>,
}

/// Moves an order on, or says whose it is.
#[utoipa::path(patch, path = "/orders/{id}", tag = "orders", params(("id" = OrderId, Path)),
    request_body = OrderChange, responses((status = 200, body = OrderView)))]
async fn change(
    State(orders): State<Orders>,
    caller: Caller,
    Path(id): Path<OrderId>,
    Json(change): Json<OrderChange>,
) -> Result<Json<OrderView>, ApiError> {
    caller.require(Permission::WriteOrders)?;
    if change.contact_id.is_some() && change.nobody == Some(true) {
        return Err(ApiError::unprocessable("invalid_request", "It is somebody's, or nobody's.")
            .field("nobody", "Leave it out where you say whose it is."));
    }
    let db = orders.db.clone();
    db.write::<_, ApiError>(move |tx| {
        let order = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("order"))?;
        if let Some(state) = change.state
            && state != order.state
        {
            move_on(tx, &caller, id, order.state, state)?;
        }
        if change.confirmed == Some(true) && unconfirmed::confirm(tx, id)? {
            audit::record(tx, &caller, "order.confirmed", id, json!({}))?;
            tx.announce(Topic::Order, id);
        }
        if let Some(tracking) = &change.tracking {
            follow(tx, &caller, id, tracking.trim())?;
        }
        if let Some(contact) = change.contact_id {
            let customer = (orders.customers.by_id)(tx, contact)?
                .ok_or_else(|| refusal(&[Fault::new("contact_id", FaultCode::UnknownContact)]))?;
            give(&orders, tx, &caller, id, Some(customer.id))?;
        } else if change.nobody == Some(true) {
            give(&orders, tx, &caller, id, None)?;
        }
        let order = store::by_id(tx, id)?.ok_or_else(|| ApiError::not_found("order"))?;
        Ok(Json(Viewer::new(&orders.customers, &caller).with_candidates(tx, order)?))
    })
    .await
}

fn move_on(
    tx: &WriteTx,
    caller: &Caller,
    id: OrderId,
    from: OrderState,
    to: OrderState,
) -> Result<(), ApiError> {
    if !from.may_become(to) {
        return Err(ApiError::conflict("order_called_off", "This order was called off and stays so.")
            .hint("Write a new order down if the customer wants it after all."));
    }
    store::set_state(tx, id, to, tx.now())?;
    unconfirmed::confirm(tx, id)?;
    audit::record(tx, caller, "order.moved", id, json!({ "from": from, "to": to }))?;
    tx.announce(Topic::Order, id);
    Ok(())
}

fn follow(tx: &WriteTx, caller: &Caller, id: OrderId, tracking: &str) -> Result<(), ApiError> {
    if !check::is_tracking(tracking) {
        return Err(refusal(&[Fault::new("tracking", FaultCode::NotATracking)]));
    }
    store::set_tracking(tx, id, Some(tracking).filter(|tracking| !tracking.is_empty()), tx.now())?;
    audit::record(tx, caller, "order.tracked", id, json!({}))?;
    tx.announce(Topic::Order, id);
    Ok(())
}

fn give(
    orders: &Orders,
    tx: &WriteTx,
    caller: &Caller,
    id: OrderId,
    contact: Option<ContactId>,
) -> Result<(), ApiError> {
    let Some(followed) = settle::by_hand(&orders.customers, tx, id, contact)? else { return Ok(()) };
    let details = json!({ "contact_id": contact, "followed": followed });
    audit::record(tx, caller, "order.given", id, details)?;
    Ok(())
}
