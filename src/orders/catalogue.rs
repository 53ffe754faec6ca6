//! A basket a customer sent from the channel's catalogue becomes an order: placed, with the prices it came with.
//!
//! Without a price for every line there is no total, and so no order: a person writes it down from the thread. A basket is
//! known by the message it came in; the order gets a number people can say, because the channel gives it none. It waits until
//! somebody of the shop confirms it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::store::{catalogue as store, orders as book, shops, unconfirmed};
use super::types::{
    Basket, Clues, Item, NewBasket, NewOrder, OrderState, Origin, Quantity, StateSaid, Taken,
};
use super::{Orders, numbers, search, take};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::MessageId;
use crate::jobs::JobError;
use crate::money::{Amount, Currency, Money};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Whose orders come from the thread.
const SOURCE: &str = "whatsapp";
/// What stands before their running numbers.
const LETTER: &str = "W";
/// Orders kept before they had such numbers that get one at once.
const MOST_NUMBERED: u32 = 200;

/// A line as the thread keeps it.
#[derive(Deserialize)]
struct Line {
    product: Option<String>,
    quantity: Option<i64>,
    price: Option<String>,
    currency: Option<String>,
}

#[derive(Deserialize)]
struct Lines {
    items: Vec<Line>,
}

impl Orders {
    /// What the basket in a message is worth, in each of its currencies; nothing where a line has no price.
    pub fn basket_in(&self, conn: &ReadConn, message: MessageId) -> Result<Vec<Money>, StorageError> {
        let basket = (self.basket_of)(conn, message)?;
        let orders = basket.map(|basket| told(message, &basket)).unwrap_or_default();
        Ok(orders.iter().map(|order| Money { amount: order.total, currency: order.currency }).collect())
    }

    /// A customer sent a basket.
    pub async fn basket_sent(self, message: MessageId) -> Result<(), JobError> {
        let (db, orders) = (self.db.clone(), self);
        db.write::<_, StorageError>(move |tx| {
            let Some(basket) = (orders.basket_of)(tx, message)? else { return Ok(()) };
            number_earlier(&orders, tx)?;
            told(message, &basket).into_iter().try_for_each(|order| keep(&orders, tx, order))
        })
        .await?;
        Ok(())
    }
}

/// Keeps an order that is called by its message yet, once, under a number of its own.
fn keep(orders: &Orders, tx: &WriteTx, order: NewOrder) -> Result<(), StorageError> {
    let Origin { source, shop, number: token } = &order.origin;
    if store::is_known(tx, source, shop, token)? {
        return Ok(());
    }
    note(tx, &order)?;
    let (basket, number) = (order.origin.clone(), numbers::next(tx, SOURCE, LETTER)?);
    let order = NewOrder { origin: Origin { number: number.clone(), ..order.origin }, ..order };
    if let Taken::New(id) = take::take(&orders.customers, tx, order)? {
        unconfirmed::wait(tx, id, &basket)?;
        let details = serde_json::json!({ "source": SOURCE, "number": number });
        audit::record(tx, &Actor::system(), "order.created", id, details)?;
        tx.announce(Topic::Order, id);
    }
    Ok(())
}

/// Notes that the basket of a message is an order.
fn note(tx: &WriteTx, order: &NewOrder) -> Result<(), StorageError> {
    let basket = NewBasket {
        token: order.origin.number.clone(),
        phone: None,
        email: None,
        customer_id: None,
        currency: order.currency,
        total: order.total,
        items: order.items.clone().unwrap_or_default(),
        touched_at: order.placed_at,
        ordered_at: Some(order.placed_at),
    };
    shops::keep_basket(tx, &order.origin, &basket, &order.clues, order.contact)
}

/// Orders that were kept under their message's id get numbers people can say.
fn number_earlier(orders: &Orders, tx: &WriteTx) -> Result<(), StorageError> {
    for id in store::called_by_message(tx, SOURCE, MOST_NUMBERED)? {
        let Some(order) = book::by_id(tx, id)? else { continue };
        let kept = NewOrder {
            origin: order.origin,
            contact: order.contact,
            clues: order.clues,
            state: StateSaid::Unsaid(order.state),
            currency: order.currency,
            total: order.total,
            refunded: None,
            tracking: None,
            items: Some(book::items(tx, id)?),
            placed_at: order.placed_at,
            state_at: None,
            as_it_happens: true,
            changed_at: order.changed_at,
        };
        note(tx, &kept)?;
        store::set_number(tx, id, &numbers::next(tx, SOURCE, LETTER)?)?;
        search::refresh(&orders.customers, tx, id);
        tx.announce(Topic::Order, id);
    }
    Ok(())
}

/// The orders a basket is, called by its message: one of each currency, which is one in all but odd catalogues.
fn told(message: MessageId, basket: &Basket) -> Vec<NewOrder> {
    let Ok(Lines { items }) = Lines::deserialize(&basket.content) else { return Vec::new() };
    let Some(items) = items.into_iter().map(item).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let mut by_currency: BTreeMap<Currency, Vec<Item>> = BTreeMap::new();
    for (currency, item) in items {
        by_currency.entry(currency).or_default().push(item);
    }
    let several = by_currency.len() > 1;
    let order = |(currency, items): (Currency, Vec<Item>)| {
        let total = items.iter().try_fold(Amount::default(), |sum, item| {
            item.unit_price.times(item.quantity.thousandths()).and_then(|line| sum.plus(line))
        })?;
        let number = if several { format!("{message}-{currency}") } else { message.to_string() };
        Some(NewOrder {
            origin: Origin { source: SOURCE.to_owned(), shop: String::new(), number },
            contact: Some(basket.contact),
            clues: Clues::default(),
            state: StateSaid::Said(OrderState::Placed),
            currency,
            total,
            refunded: None,
            tracking: None,
            items: Some(items),
            placed_at: basket.sent_at,
            state_at: Some(basket.sent_at),
            as_it_happens: true,
            changed_at: Some(basket.sent_at),
        })
    };
    by_currency.into_iter().filter_map(order).collect()
}

fn item(line: Line) -> Option<(Currency, Item)> {
    let unit_price = line.price?.parse::<Amount>().ok().filter(|price| !price.is_negative())?;
    let quantity = Quantity::of_thousandths(line.quantity?.checked_mul(1000)?)?;
    let name = line.product?;
    let item = Item { name: name.clone(), sku: Some(name), quantity, unit_price };
    Some((line.currency?.parse().ok()?, item))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::ContactId;

    fn totals(items: serde_json::Value) -> Vec<(String, String, String)> {
        let basket = Basket {
            contact: ContactId::new(1),
            sent_at: Timestamp::default(),
            content: json!({ "items": items }),
        };
        let orders = told(MessageId::new(7), &basket);
        let seen = orders
            .into_iter()
            .map(|order| (order.origin.number, order.currency.to_string(), order.total.to_string()));
        seen.collect()
    }

    fn line(price: &str, quantity: i64, currency: &str) -> serde_json::Value {
        json!({ "product": "sku-1", "quantity": quantity, "price": price, "currency": currency, "line_total": null })
    }

    #[test]
    fn a_basket_is_one_order_with_an_exact_total() {
        let one = totals(json!([line("0.10", 3, "EUR"), line("12", 1, "EUR")]));
        assert_eq!(one, [("7".into(), "EUR".into(), "12.3".into())]);
        let two = totals(json!([line("1", 1, "EUR"), line("2", 2, "USD")]));
        assert_eq!(
            two,
            [("7-EUR".into(), "EUR".into(), "1".into()), ("7-USD".into(), "USD".into(), "4".into())]
        );
    }

    #[test]
    fn without_a_price_for_every_line_there_is_no_order() {
        for odd in [
            json!([line("1,50", 1, "EUR")]),
            json!([line("1", 1, "EUR"), line("1", 0, "EUR")]),
            json!([line("1", 1, "XXL")]),
            json!([{ "product": "a", "quantity": 1, "price": null, "currency": "EUR" }]),
            json!([{ "product": null, "quantity": 1, "price": "1", "currency": "EUR" }]),
            json!("nothing"),
        ] {
            assert!(totals(odd.clone()).is_empty(), "{odd}");
        }
        assert!(totals(json!([])).is_empty());
    }
}
