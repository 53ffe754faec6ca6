//! What a file changes in an order that is known, field by field.

use crate::ids::OrderId;
use crate::money::Money;
use crate::orders::types::{Item, Order, OrderState};

/// An order before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    pub id: OrderId,
    pub number: String,
    pub fields: Vec<FieldChange>,
}

/// A field as it was and as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

/// A row that would take an order back: it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    /// The line of the file.
    pub line: usize,
    pub number: String,
    /// How far the order is.
    pub state: OrderState,
    /// What the row says.
    pub said: OrderState,
}

/// Items named in one line.
const NAMED: usize = 5;

impl OrderChange {
    pub fn between(before: (&Order, &[Item]), after: (&Order, &[Item])) -> Self {
        let told = |(order, items): (&Order, &[Item])| {
            let clue = |clue: Option<&String>| clue.cloned().unwrap_or_default();
            [
                ("state", order.state.as_str().to_owned()),
                ("total", written(order.money(order.total))),
                ("refunded", written(order.money(order.refunded))),
                ("placed_at", order.placed_at.to_string()),
                ("customer_name", clue(order.clues.name.as_ref())),
                ("phone", clue(order.clues.phone.as_ref())),
                ("email", clue(order.clues.email.as_ref())),
                ("customer_id", clue(order.clues.customer_id.as_ref())),
                ("items", named(items)),
            ]
        };
        let fields = told(before).into_iter().zip(told(after)).filter(|(before, after)| before != after);
        Self {
            id: after.0.id,
            number: after.0.origin.number.clone(),
            fields: fields
                .map(|((field, before), (_, after))| FieldChange { field, before, after })
                .collect(),
        }
    }
}

fn written(money: Money) -> String {
    format!("{} {}", money.written(), money.currency)
}

fn named(items: &[Item]) -> String {
    let named: Vec<String> =
        items.iter().take(NAMED).map(|item| format!("{} × {}", item.quantity.amount(), item.name)).collect();
    let more = if items.len() > NAMED { ", …" } else { "" };
    named.join(", ") + more
}
