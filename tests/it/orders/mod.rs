//! The order book through the door: told by programs, files, shops and customers, and whose every order is.

mod asked;
mod asked_besides;
mod book;
mod called_off;
mod catalogue;
mod history;
mod import;
mod long_file;
mod long_import;
mod matching;
mod payments;
mod older_file;
mod plans;
pub mod products;
mod refused;
mod revenue;
mod search;
mod shop_edits;
mod shops;
mod told_again;
mod unconfirmed;

use serde_json::{Value, json};

use crate::support::TestApp;

/// An order of 12.50 €, with whatever a test says besides.
pub fn order(number: &str, more: Value) -> Value {
    let mut order = json!({
        "source": "till", "number": number, "state": "paid", "currency": "EUR", "total": "12.50",
        "items": [{ "name": "Salsiccia", "quantity": "2", "unit_price": "6.25" }],
        "placed_at": "2026-11-20T10:00:00Z",
    });
    for (field, value) in more.as_object().unwrap() {
        order[field] = value.clone();
    }
    order
}

/// Tells an order and gives it back as it is kept.
pub async fn tell(shop: &TestApp, number: &str, more: Value) -> Value {
    let answer = shop.post("/orders", order(number, more)).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json
}

pub async fn numbers(shop: &TestApp, query: &str) -> Vec<String> {
    let list = shop.get(&format!("/orders{query}")).await.json;
    let items = list["items"].as_array().unwrap_or_else(|| panic!("{query}: {list}"));
    items.iter().map(|order| order["number"].as_str().unwrap().to_owned()).collect()
}
