//! What Shopify tells (Admin API, REST form): orders, refunds, checkouts, which are baskets until they are orders, and
//! which product changed.

use serde_json::Value;

use super::said::{self, Nothing, Said, SaidOrder};
use crate::clock::Timestamp;
use crate::money::{Amount, Currency};
use crate::orders::types::{Clues, Item, NewBasket, OrderState, Quantity, Refund};

pub fn read(topic: &str, body: &Value) -> Result<Said, Nothing> {
    match topic {
        "orders/delete" => Ok(Said::Deleted { external_id: said::needed(body, "id")? }),
        "refunds/create" => Ok(Said::Refunds {
            external_id: said::needed(body, "order_id")?,
            refunds: refund(body).into_iter().collect(),
        }),
        "products/create" | "products/update" | "products/delete" => {
            Ok(Said::Product { external_id: said::needed(body, "id")? })
        }
        "checkouts/create" | "checkouts/update" => basket(body),
        _ if topic.starts_with("orders/") => order(body),
        _ => Err(Nothing::Ignored("another_topic")),
    }
}

fn order(body: &Value) -> Result<Said, Nothing> {
    // Paid with the trial card of whoever set the shop up.
    if body["test"] == true {
        return Err(Nothing::Ignored("trial"));
    }
    let external_id = said::needed(body, "id")?;
    let placed_at = moment(body, "created_at")?;
    let (state, currency) = (state(body), said::currency(body, "currency")?);
    let refunds: Vec<Refund> = said::list(body, "refunds").filter_map(refund).collect();
    // Called off, an order keeps nothing of what it was: what is told then is what was ordered.
    let stands = !matches!(state, OrderState::Cancelled | OrderState::Refunded);
    Ok(Said::Order(Box::new(SaidOrder {
        number: said::text(body, "name").unwrap_or_else(|| external_id.clone()),
        external_id,
        phone: phone(body),
        email: said::text(body, "email").or_else(|| said::text(&body["customer"], "email")),
        clues: Clues { name: name(body), customer_id: said::id(&body["customer"], "id"), ..Clues::default() },
        total: total(body, currency, &refunds, stands)?,
        items: items(body, stands),
        state,
        currency,
        refunds,
        placed_at,
        changed_at: moment(body, "updated_at").unwrap_or(placed_at),
        tracking: tracking(body),
        basket: said::text(body, "checkout_token"),
    })))
}

fn basket(body: &Value) -> Result<Said, Nothing> {
    Ok(Said::Basket(Box::new(NewBasket {
        token: said::needed(body, "token")?,
        phone: phone(body),
        email: said::text(body, "email").or_else(|| said::text(&body["customer"], "email")),
        customer_id: said::id(&body["customer"], "id"),
        currency: said::currency(body, "currency")?,
        total: said::amount(body, "total_price")?,
        items: items(body, false),
        touched_at: moment(body, "updated_at").or_else(|_| moment(body, "created_at"))?,
        ordered_at: moment(body, "completed_at").ok(),
    })))
}

fn phone(body: &Value) -> Option<String> {
    [body, &body["customer"], &body["billing_address"], &body["shipping_address"]]
        .into_iter()
        .find_map(|place| said::text(place, "phone"))
}

fn name(body: &Value) -> Option<String> {
    let who = &body["customer"];
    let names = [said::text(who, "first_name"), said::text(who, "last_name")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(name).filter(|name| !name.is_empty())
}

/// Cancelled outweighs how far it came; what was paid back in full outweighs all.
fn state(body: &Value) -> OrderState {
    let word = |field| said::text(body, field).unwrap_or_default();
    let (money, goods) = (word("financial_status"), word("fulfillment_status"));
    let arrived = said::list(body, "fulfillments").any(|one| one["shipment_status"] == "delivered");
    match (money.as_str(), goods.as_str()) {
        ("refunded", _) => OrderState::Refunded,
        ("voided", _) => OrderState::Cancelled,
        _ if said::text(body, "cancelled_at").is_some() => OrderState::Cancelled,
        _ if arrived => OrderState::Delivered,
        (_, "fulfilled") => OrderState::Shipped,
        ("paid" | "partially_refunded" | "partially_paid", _) => OrderState::Paid,
        _ => OrderState::Placed,
    }
}

/// What the order came to, edits of the shop included. The shop's current total is less what was paid back, which is kept
/// beside the total here.
fn total(body: &Value, currency: Currency, refunds: &[Refund], stands: bool) -> Result<Amount, Nothing> {
    let first = said::amount(body, "total_price")?;
    let Some(current) = said::amount(body, "current_total_price").ok().filter(|_| stands) else {
        return Ok(first);
    };
    let own = refunds.iter().filter(|refund| refund.currency.is_none_or(|of| of == currency));
    let back = own.map(|refund| refund.amount).try_fold(Amount::default(), Amount::plus);
    let edited =
        back.and_then(|back| current.plus(back)).ok_or(Nothing::Unreadable("current_total_price"))?;
    Ok(if current == first { first } else { edited })
}

/// What was ordered, edits of the shop included: a line taken out is none. What was sent back and paid back was ordered.
fn items(body: &Value, stands: bool) -> Vec<Item> {
    let paid_back: Vec<&Value> = said::list(body, "refunds")
        .filter(|one| refund(one).is_some_and(|refund| !refund.amount.is_zero()))
        .flat_map(|one| said::list(one, "refund_line_items"))
        .collect();
    let lines = said::list(body, "line_items").filter_map(|line| {
        let Some(current) = count(line, "current_quantity").filter(|_| stands) else {
            return item(line, count(line, "quantity")?);
        };
        let of_line = paid_back.iter().filter(|back| back["line_item_id"] == line["id"]);
        let back = of_line.filter_map(|back| count(back, "quantity")).try_fold(0, i64::checked_add)?;
        item(line, current.checked_add(back)?)
    });
    lines.collect()
}

/// Of the parcel sent last: its link, else its number.
fn tracking(body: &Value) -> Option<String> {
    let last = said::list(body, "fulfillments").filter(|one| one["status"] != "cancelled").last()?;
    said::text(last, "tracking_url").or_else(|| said::text(last, "tracking_number"))
}

/// What a refund really paid back.
fn refund(one: &Value) -> Option<Refund> {
    let is_paid_back =
        |transaction: &&Value| transaction["kind"] == "refund" && transaction["status"] == "success";
    let paid_back = || said::list(one, "transactions").filter(is_paid_back);
    let mut amounts =
        paid_back().filter_map(|transaction| said::text(transaction, "amount")?.parse::<Amount>().ok());
    let amount = amounts.try_fold(Amount::default(), Amount::plus)?;
    let currency = paid_back().find_map(|transaction| said::currency(transaction, "currency").ok());
    Some(Refund { id: said::text(one, "id")?, amount, currency })
}

fn count(line: &Value, field: &str) -> Option<i64> {
    said::text(line, field)?.parse().ok()
}

fn item(line: &Value, quantity: i64) -> Option<Item> {
    Some(Item {
        name: said::text(line, "name").or_else(|| said::text(line, "title"))?,
        sku: said::text(line, "sku"),
        quantity: Quantity::of_thousandths(quantity.checked_mul(1000)?)?,
        unit_price: said::text(line, "price")?.parse().ok()?,
    })
}

fn moment(body: &Value, field: &'static str) -> Result<Timestamp, Nothing> {
    said::needed(body, field)?.parse().map_err(|_| Nothing::Unreadable(field))
}
