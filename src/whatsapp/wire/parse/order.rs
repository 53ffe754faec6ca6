//! A basket from the catalogue: its lines and totals, exact. Prices stay text, since money is never a floating number, and are
//! written with the digits of their currency, whatever they came with.

use serde_json::{Value, json};

use super::decimal::Decimal;
use super::lenient;
use super::said::Content;
use crate::inbox::MessageKind;
use crate::money;

/// One line of a basket.
struct Line {
    product: Option<String>,
    quantity: Option<i64>,
    price: Option<String>,
    currency: Option<String>,
    total: Option<Decimal>,
}

impl Line {
    fn read(item: &Value) -> Self {
        let quantity = lenient::integer(item, "quantity").filter(|quantity| *quantity >= 0);
        let price = lenient::text(item, "item_price");
        let total = price
            .as_deref()
            .and_then(Decimal::read)
            .zip(quantity)
            .and_then(|(price, count)| price.times(count));
        let currency = lenient::text(item, "currency");
        Self {
            product: lenient::text(item, "product_retailer_id"),
            quantity,
            price: price.map(|price| written(price, currency.as_deref())),
            currency,
            total,
        }
    }

    fn shown(&self) -> Value {
        json!({
            "product": self.product, "quantity": self.quantity, "price": self.price, "currency": self.currency,
            "line_total": self.total.map(|total| written(total.to_string(), self.currency.as_deref())),
        })
    }

    fn words(&self) -> String {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let quantity = self.quantity.unwrap_or(1);
        let line =
            format!("{quantity} × {} {} {}", text(&self.product), text(&self.price), text(&self.currency));
        line.trim_end().to_owned()
    }
}

pub(in crate::whatsapp) fn decode(body: &Value) -> Content {
    let lines: Vec<Line> = lenient::list(body, "product_items").into_iter().map(Line::read).collect();
    let words = lenient::text(body, "text").into_iter().chain(lines.iter().map(Line::words));
    let words = words.collect::<Vec<_>>().join("\n");
    Content::new(MessageKind::Order, "order")
        .saying(Some(words).filter(|text| !text.is_empty()))
        .with("catalog_id", lenient::text(body, "catalog_id"))
        .with("items", lines.iter().map(Line::shown).collect::<Vec<Value>>())
        .with("totals", totals(&lines))
}

/// The sum of each currency; none where a line of it has no readable price.
fn totals(lines: &[Line]) -> Vec<Value> {
    let mut sums: Vec<(&str, Option<Decimal>)> = Vec::new();
    for line in lines {
        let Some(currency) = line.currency.as_deref() else { continue };
        match sums.iter_mut().find(|(known, _)| *known == currency) {
            Some((_, sum)) => *sum = sum.zip(line.total).and_then(|(sum, total)| sum.plus(total)),
            None => sums.push((currency, line.total)),
        }
    }
    let known = sums.into_iter().filter_map(|(currency, sum)| Some((currency, sum?)));
    known.map(|(currency, sum)| json!({ "currency": currency, "total": written(sum.to_string(), Some(currency)) })).collect()
}

/// An amount as its currency writes it; as it came where it is none, or of no currency that is known.
fn written(amount: String, currency: Option<&str>) -> String {
    currency.and_then(|currency| money::written(&amount, currency)).unwrap_or(amount)
}
