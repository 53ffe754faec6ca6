//! What WooCommerce tells (REST API version 3): orders, deleted orders, drafts of its checkout, which are baskets, and which
//! product changed.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde_json::Value;

use super::said::{self, Nothing, Said, SaidOrder};
use crate::clock::Timestamp;
use crate::money::Amount;
use crate::orders::types::{Clues, Item, NewBasket, OrderState, Quantity, Refund};

/// Digits a unit price is rounded to where a line's total does not divide evenly.
const PRICE_DIGITS: u32 = 6;

pub fn read(topic: &str, body: &Value) -> Result<Said, Nothing> {
    match topic {
        "order.deleted" => Ok(Said::Deleted { external_id: said::needed(body, "id")? }),
        "order.created" | "order.updated" | "order.restored" => order(body),
        "product.created" | "product.updated" | "product.deleted" | "product.restored" => {
            // A variation is known with the product it is of.
            let field = if body["type"] == "variation" { "parent_id" } else { "id" };
            Ok(Said::Product { external_id: said::needed(body, field)? })
        }
        _ => Err(Nothing::Ignored("another_topic")),
    }
}

fn order(body: &Value) -> Result<Said, Nothing> {
    let external_id = said::needed(body, "id")?;
    let billing = &body["billing"];
    let (phone, email) = (said::text(billing, "phone"), said::text(billing, "email"));
    let names = [said::text(billing, "first_name"), said::text(billing, "last_name")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let customer_id = said::id(body, "customer_id");
    let status = said::needed(body, "status")?;
    // Somebody began to write an order in the shop's office and has not saved it.
    if status == "auto-draft" {
        return Err(Nothing::Ignored("unfinished"));
    }
    let (currency, total) = (said::currency(body, "currency")?, said::amount(body, "total")?);
    let items = said::list(body, "line_items").filter_map(item).collect();
    let placed_at = moment(body, "date_created_gmt")?;
    let changed_at = moment(body, "date_modified_gmt").unwrap_or(placed_at);
    let basket = Some(format!("draft-{external_id}"));
    if status == "checkout-draft" {
        return Ok(Said::Basket(Box::new(NewBasket {
            token: format!("draft-{external_id}"),
            phone,
            email,
            customer_id,
            currency,
            total,
            items,
            touched_at: changed_at,
            ordered_at: None,
        })));
    }
    Ok(Said::Order(Box::new(SaidOrder {
        number: said::text(body, "number").unwrap_or_else(|| external_id.clone()),
        external_id,
        phone,
        email,
        clues: Clues { name: Some(name).filter(|name| !name.is_empty()), customer_id, ..Clues::default() },
        state: state(&status, body),
        currency,
        total,
        refunds: said::list(body, "refunds").filter_map(refund).collect(),
        items,
        tracking: tracking(body),
        placed_at,
        changed_at,
        basket,
    })))
}

/// Statuses of the shop's own plugins say only whether it was paid.
fn state(status: &str, body: &Value) -> OrderState {
    match status {
        "pending" | "on-hold" => OrderState::Placed,
        "processing" => OrderState::Paid,
        "completed" => OrderState::Delivered,
        "cancelled" | "trash" => OrderState::Cancelled,
        "refunded" => OrderState::Refunded,
        "failed" => OrderState::PaymentFailed,
        _ if said::text(body, "date_paid_gmt").is_some() => OrderState::Paid,
        _ => OrderState::Placed,
    }
}

/// As WooCommerce's own extension for shipments keeps it, of the parcel sent last.
fn tracking(body: &Value) -> Option<String> {
    let kept = said::list(body, "meta_data").find(|meta| meta["key"] == "_wc_shipment_tracking_items")?;
    let last = said::list(kept, "value").last()?;
    said::text(last, "custom_tracking_link").or_else(|| said::text(last, "tracking_number"))
}

/// `-5.00`, as the order lists what was paid back.
fn refund(one: &Value) -> Option<Refund> {
    let amount: Amount = said::text(one, "total")?.parse().ok()?;
    Some(Refund { id: said::text(one, "id")?, amount: amount.abs(), currency: None })
}

/// A line; its price is its total before coupons by its quantity.
fn item(line: &Value) -> Option<Item> {
    let quantity = Quantity::of(said::text(line, "quantity")?.parse().ok()?)?;
    let subtotal: Amount =
        said::text(line, "subtotal").or_else(|| said::text(line, "total"))?.parse().ok()?;
    let price = subtotal.decimal().checked_div(quantity.amount().decimal()).unwrap_or(Decimal::ZERO);
    Some(Item {
        name: printed(said::text(line, "name")?),
        sku: said::text(line, "sku"),
        quantity,
        unit_price: Amount::new(price.round_dp(PRICE_DIGITS)).ok()?,
    })
}

/// WordPress keeps names as a page holds them: `Salt &amp; Pepper`.
fn printed(name: String) -> String {
    let plain = quick_xml::escape::unescape(&name).ok().map(Cow::into_owned);
    plain.unwrap_or(name)
}

/// `2026-11-20T10:00:00`, in UTC without saying so.
fn moment(body: &Value, field: &'static str) -> Result<Timestamp, Nothing> {
    let text = said::needed(body, field)?;
    let text = if text.ends_with('Z') { text } else { format!("{text}Z") };
    text.parse().map_err(|_| Nothing::Unreadable(field))
}
