//! What the sample shop's customers bought, laid out over the months before now.

use std::time::Duration;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{BadSample, Customer};
use crate::clock::Timestamp;

/// One order of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// Place in [`super::Plan::customers`].
    pub customer: usize,
    pub number: String,
    pub placed_at: Timestamp,
    pub state: String,
    pub items: Vec<BoughtItem>,
}

/// Name, quantity and price of one piece, as decimal numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoughtItem {
    pub name: String,
    pub quantity: Decimal,
    pub unit_price: Decimal,
}

impl Bought {
    pub fn total(&self) -> Decimal {
        self.items.iter().map(|item| item.quantity * item.unit_price).sum::<Decimal>().round_dp(2)
    }
}

/// A customer's orders as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Habit {
    customer: String,
    every: u32,
    count: u32,
    last: f64,
    state: String,
    items: Vec<String>,
}

/// Every order, the oldest first.
pub(super) fn lay_out(
    habits: &[Habit],
    customers: &[Customer],
    now: Timestamp,
) -> Result<Vec<Bought>, BadSample> {
    let mut bought = Vec::new();
    for habit in habits {
        let customer = customers.iter().position(|customer| customer.name == habit.customer);
        let customer = customer.ok_or_else(|| BadSample(format!("no customer {:?}", habit.customer)))?;
        let items: Vec<BoughtItem> =
            habit.items.iter().map(|item| read_item(item)).collect::<Result<_, _>>()?;
        let last = now.minus(Duration::from_secs_f64(habit.last * 86_400.0));
        for back in 0..habit.count {
            let placed_at = last.minus(Duration::from_hours(u64::from(back * habit.every) * 24));
            let state = if back == 0 { habit.state.clone() } else { "delivered".to_owned() };
            bought.push(Bought { customer, number: String::new(), placed_at, state, items: items.clone() });
        }
    }
    bought.sort_by_key(|order| order.placed_at);
    for (order, number) in bought.iter_mut().zip(1_001..) {
        order.number = number.to_string();
    }
    Ok(bought)
}

/// `name|quantity|price`.
fn read_item(text: &str) -> Result<BoughtItem, BadSample> {
    let mut parts = text.split('|');
    let mut next = || parts.next().ok_or_else(|| BadSample(format!("an item with too little: {text}")));
    let name = next()?.to_owned();
    let mut number =
        || next()?.parse::<Decimal>().map_err(|_| BadSample(format!("not a decimal number: {text}")));
    Ok(BoughtItem { name, quantity: number()?, unit_price: number()? })
}
