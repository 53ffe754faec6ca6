//! Somebody is forgotten: by what web shops may have told of them, and which of it that is.

use serde_json::Value;

use super::store::held;
use super::{phone, search};
use crate::ids::ContactId;
use crate::privacy::{Found, Holding, Who};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Events looked at in one question.
const LOOKED_AT: u32 = 200;
/// Orders emptied in one write.
const EMPTIED_AT_ONCE: u32 = 50;
/// By these a shop names an order.
const ORDER_KEYS: [&str; 4] = ["id", "order_id", "number", "order_number"];

/// What the order book keeps of customers.
pub fn held() -> &'static [Holding] {
    held::HELD
}

/// Adds what the order book knows these contacts by: e-mail addresses and phones, and their orders' names in the web shops.
pub fn known_by(conn: &ReadConn, who: &mut Who) -> Result<(), StorageError> {
    let contacts: Vec<ContactId> = who.contacts.clone();
    let said = held::said_of(conn, &contacts)?;
    who.shop_names = said.names;
    who.shop_names.extend(who.phones.iter().map(|phone| format!("+{phone}")));
    who.shop_orders = said.orders;
    Ok(())
}

/// What web shops told of somebody, after an event.
pub fn told_of(conn: &ReadConn, who: &Who, after: i64) -> Result<Found, StorageError> {
    let known = Known::of(who);
    let events = held::told_after(conn, after, LOOKED_AT)?;
    let next = (events.len() == LOOKED_AT as usize).then(|| events.last().map(|(id, ..)| *id)).flatten();
    let mut found = Found { next, ..Found::default() };
    for (id, body, waits) in events {
        let Ok(told) = serde_json::from_str::<Value>(&body) else { continue };
        if !known.stands_in(&told, None) {
            continue;
        }
        if waits {
            found.waits = true;
        } else {
            found.ids.push(id);
        }
    }
    Ok(found)
}

/// Empties some orders of these contacts, and writes anew by what they are found, in one write: told again before it, an
/// order is emptied with what it was told; after it, it takes no name. `false` when none is left.
pub fn empty_some(tx: &WriteTx, contacts: &[ContactId]) -> Result<bool, StorageError> {
    let orders = held::orders_of(tx, contacts, EMPTIED_AT_ONCE)?;
    for id in &orders {
        held::empty(tx, *id)?;
        search::refresh_erased(tx, *id);
    }
    Ok(!orders.is_empty())
}

/// Takes these events' bodies away.
pub fn empty_told(tx: &WriteTx, events: &[i64]) -> Result<(), StorageError> {
    held::empty_told(tx, events)
}

/// What somebody is known by.
struct Known<'a> {
    emails: Vec<&'a str>,
    phone_keys: Vec<String>,
    orders: &'a [String],
}

impl<'a> Known<'a> {
    fn of(who: &'a Who) -> Self {
        Self {
            emails: who.shop_names.iter().map(String::as_str).filter(|name| name.contains('@')).collect(),
            phone_keys: who
                .shop_names
                .iter()
                .filter(|name| !name.contains('@'))
                .filter_map(|name| phone::key(name))
                .collect(),
            orders: &who.shop_orders,
        }
    }

    fn stands_in(&self, told: &Value, key: Option<&str>) -> bool {
        let names_order = |text: &str| {
            key.is_some_and(|key| ORDER_KEYS.contains(&key)) && self.orders.iter().any(|order| order == text)
        };
        match told {
            Value::Null | Value::Bool(_) => false,
            Value::Number(number) => names_order(&number.to_string()),
            Value::String(text) => {
                let phone_key = phone::read(text).and_then(|phone| phone::key(&phone));
                self.emails.contains(&text.trim().to_lowercase().as_str())
                    || phone_key.is_some_and(|key| self.phone_keys.contains(&key))
                    || names_order(text)
            }
            Value::Array(items) => items.iter().any(|item| self.stands_in(item, key)),
            Value::Object(fields) => fields.iter().any(|(name, value)| self.stands_in(value, Some(name))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn somebody_is_found_by_mail_phone_or_order_and_by_nothing_else() {
        let who = Who {
            shop_names: vec!["anna@example.org".into(), "+393331234567".into()],
            shop_orders: vec!["77".into()],
            ..Who::default()
        };
        let known = Known::of(&who);
        for told in [
            json!({ "billing": { "email": " Anna@Example.ORG " } }),
            json!({ "customer": [{ "phone": "333 123 4567" }] }),
            json!({ "refunds": [{ "order_id": 77 }] }),
            json!({ "id": "77" }),
        ] {
            assert!(known.stands_in(&told, None), "{told}");
        }
        for told in [
            json!({ "billing": { "email": "bruno@example.org" } }),
            json!({ "line_items": [{ "quantity": 77 }] }),
            json!({ "phone": "333 765 4321" }),
        ] {
            assert!(!known.stands_in(&told, None), "{told}");
        }
    }
}
