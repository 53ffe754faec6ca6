//! A basket from the catalogue is an order until nobody of the shop took it up for two days: then it was left, like a basket at
//! a web shop's till, and counts in no figure until somebody confirms it after all.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::orders::LookAtBaskets;
use shopbell::storage::StorageError;

use crate::health::{found_by, scan};
use crate::support::TestApp;

const HOUR: Duration = Duration::from_hours(1);

fn basket(product: &str, price: f64) -> Value {
    let line =
        json!({ "product_retailer_id": product, "quantity": 1, "item_price": price, "currency": "EUR" });
    json!({ "type": "order", "order": { "catalog_id": "c1", "product_items": [line] } })
}

async fn sends(shop: &TestApp, product: &str) {
    shop.customer("+393331234567").sends(basket(product, 10.5)).await;
    shop.let_reply().await;
}

/// As the timetable does every hour.
async fn look(shop: &TestApp) {
    let ask = |tx: &shopbell::storage::WriteTx| shopbell::jobs::enqueue(tx, &LookAtBaskets {}).map(drop);
    shop.app.db.write::<_, StorageError>(ask).await.unwrap();
    shop.run_jobs().await;
}

async fn order(shop: &TestApp, number: &str) -> Value {
    let list = shop.get("/orders?source=whatsapp").await.json;
    list["items"].as_array().unwrap().iter().find(|order| order["number"] == number).unwrap().clone()
}

/// What the customer's panel counts as bought.
async fn counted(shop: &TestApp) -> Value {
    let contact = shop.only_conversation().await["contact"]["id"].clone();
    shop.get(&format!("/contacts/{}/orders-summary", contact.as_str().unwrap())).await.json["orders"].clone()
}

/// Baskets the published view says were left.
async fn left(shop: &TestApp) -> i64 {
    let count = "SELECT count(*) AS left FROM orders_basket_v1 WHERE ordered_at_ms IS NULL";
    let read = move |conn: &shopbell::storage::ReadConn| conn.one(count, [], |row| row.get("left"));
    shop.app.db.read::<_, StorageError>(read).await.unwrap()
}

/// Orders of the published views, and what they brought, as the revenue page has it.
async fn orders(shop: &TestApp) -> (i64, i64, Value) {
    let count = |view: &str| format!("SELECT count(*) AS orders FROM {view}");
    let (first, second) = (count("orders_order_v1"), count("orders_order_v2"));
    let read = move |conn: &shopbell::storage::ReadConn| {
        let count = |sql: &str| conn.one(sql, [], |row| row.get::<_, i64>("orders"));
        Ok((count(&first)?, count(&second)?))
    };
    let (first, second) = shop.app.db.read::<_, StorageError>(read).await.unwrap();
    let revenue = shop.get("/revenue").await.json;
    let months = revenue["months"].as_array().unwrap();
    let all = months.iter().filter(|month| month["cohort"] == "all");
    let samples = all.map(|month| month["average_order"]["sample"].as_i64().unwrap());
    (first, second, json!(samples.sum::<i64>()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_nobody_confirms_in_two_days_was_left_until_somebody_does() {
    let shop = TestApp::start().await;
    sends(&shop, "ham").await;
    assert_eq!(order(&shop, "W1001").await["unconfirmed"], "waiting");
    look(&shop).await;
    shop.advance(HOUR * 47);
    look(&shop).await;
    assert_eq!(order(&shop, "W1001").await["unconfirmed"], "waiting", "it may still be confirmed");
    assert_eq!((counted(&shop).await, left(&shop).await), (json!(1), 0));
    assert_eq!(orders(&shop).await, (1, 1, json!(1)));
    shop.advance(HOUR);
    look(&shop).await;
    look(&shop).await;
    let one = order(&shop, "W1001").await;
    assert_eq!((&one["unconfirmed"], &one["state"]), (&json!("left"), &json!("placed")));
    assert_eq!((counted(&shop).await, left(&shop).await), (json!(0), 1));
    assert_eq!(orders(&shop).await, (0, 0, json!(0)));
    let path = format!("/orders/{}", one["id"].as_str().unwrap());
    let confirmed = shop.patch(&path, json!({ "confirmed": true })).await.json;
    assert_eq!((confirmed.get("unconfirmed"), &confirmed["state"]), (None, &json!("placed")));
    assert_eq!((counted(&shop).await, left(&shop).await), (json!(1), 0));
    assert_eq!(orders(&shop).await, (1, 1, json!(1)));
    shop.patch(&path, json!({ "confirmed": true })).await;
    shop.advance(HOUR * 100);
    look(&shop).await;
    assert_eq!(order(&shop, "W1001").await.get("unconfirmed"), None, "once and for all");
    let log = shop.get("/audit?limit=50").await.json;
    let log = log["items"].as_array().unwrap();
    let deeds = |action: &str| log.iter().filter(|one| one["action"] == action).count();
    assert_eq!((deeds("order.left"), deeds("order.confirmed")), (1, 1), "each deed is written down once");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answers_or_moves_it_on_has_taken_it_up() {
    let shop = TestApp::start().await;
    // Moved on by a person, by a program, called off; and left open.
    for product in ["ham", "bread", "tea", "salt"] {
        sends(&shop, product).await;
    }
    let id = order(&shop, "W1001").await["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/orders/{id}"), json!({ "state": "shipped" })).await;
    let told = json!({ "source": "whatsapp", "state": "paid", "total": "10.50", "items": null });
    super::tell(&shop, "W1002", told).await;
    let id = order(&shop, "W1003").await["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/orders/{id}"), json!({ "state": "cancelled" })).await;
    for number in ["W1001", "W1002", "W1003"] {
        assert_eq!(order(&shop, number).await.get("unconfirmed"), None, "{number}");
    }
    assert_eq!(order(&shop, "W1004").await["unconfirmed"], "waiting");
    // What is said within the house is no answer.
    let conversation = shop.only_conversation().await["id"].as_str().unwrap().to_owned();
    let note = json!({ "client_id": "n", "text": "Who packs it?" });
    let noted = shop.post(&format!("/conversations/{conversation}/notes"), note).await;
    assert_eq!(noted.status, 201, "{}", noted.json);
    look(&shop).await;
    assert_eq!(order(&shop, "W1004").await["unconfirmed"], "waiting");
    let said = json!({ "client_id": "a", "kind": "text", "text": "It is packed." });
    let sent = shop.post(&format!("/conversations/{conversation}/messages"), said).await;
    assert!(sent.status.is_success(), "{}", sent.json);
    look(&shop).await;
    assert_eq!(order(&shop, "W1004").await.get("unconfirmed"), None);
    // An answer to the one before is none to the next.
    shop.advance(HOUR);
    sends(&shop, "oil").await;
    shop.advance(HOUR * 48);
    look(&shop).await;
    assert_eq!((order(&shop, "W1005").await["unconfirmed"].clone(), left(&shop).await), (json!("left"), 1));
    let id = order(&shop, "W1005").await["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/orders/{id}"), json!({ "state": "delivered" })).await;
    assert_eq!((order(&shop, "W1005").await.get("unconfirmed").cloned(), left(&shop).await), (None, 0));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_baskets_left_in_the_catalogue_are_found_and_never_proposed_again() {
    let shop = TestApp::start().await;
    sends(&shop, "ham").await;
    shop.advance(HOUR * 24);
    sends(&shop, "ham").await;
    shop.advance(HOUR * 47);
    look(&shop).await;
    scan(&shop).await;
    assert!(found_by(&shop, "basket_abandoned").await.is_empty(), "one of them may still be confirmed");
    shop.advance(HOUR);
    look(&shop).await;
    scan(&shop).await;
    assert_eq!(found_by(&shop, "basket_abandoned").await.len(), 1);
    let waiting = shop.get("/health/signals?scope=customers").await.json;
    let found = waiting["items"].as_array().unwrap();
    let found = found.iter().find(|signal| signal["detector"] == "basket_abandoned").unwrap();
    assert_eq!(
        (&found["evidence"]["baskets"], &found["evidence"]["largest_micros"]),
        (&json!(2), &json!(10_500_000)),
        "{found}"
    );
    // A question about "the same again" is not answered with what was never an order.
    let contact = shop.only_conversation().await["contact"]["id"].as_str().unwrap().parse().unwrap();
    let book = {
        let orders = shop.app.rooms.orders.clone();
        shop.app.db.read::<_, StorageError>(move |conn| orders.book_of(conn, contact)).await.unwrap()
    };
    assert!(book.orders.len() == 2 && book.orders.iter().all(|(order, _)| !order.may_be_repeated()));
    let id = order(&shop, "W1002").await["id"].as_str().unwrap().to_owned();
    shop.patch(&format!("/orders/{id}"), json!({ "confirmed": true })).await;
    scan(&shop).await;
    assert!(found_by(&shop, "basket_abandoned").await.is_empty(), "somebody took it up after all");
    shop.stop().await;
}
