//! Baskets customers send from WhatsApp's catalogue are orders, each once, with the prices they came with.

use std::time::Duration;

use serde_json::{Value, json};

use super::{numbers, tell};
use crate::support::TestApp;

fn basket(lines: &[(&str, i64, f64, &str)]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|(product, quantity, price, currency)| {
            json!({ "product_retailer_id": product, "quantity": quantity, "item_price": price, "currency": currency })
        })
        .collect();
    json!({ "type": "order", "order": { "catalog_id": "c1", "text": "per sabato", "product_items": lines } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_from_the_catalogue_is_an_order_once() {
    let shop = TestApp::start().await;
    let customer = shop.customer("+393331234567");
    let sent = basket(&[("ham", 2, 10.5, "EUR"), ("bread", 1, 0.1, "EUR")]);
    let at = shop.clock.now();
    customer.sends_as("wamid.BASKET", at, sent.clone()).await;
    shop.let_reply().await;
    customer.sends_as("wamid.BASKET", at, sent).await;
    shop.let_reply().await;
    let list = shop.get("/orders?source=whatsapp").await.json;
    let [order] = list["items"].as_array().unwrap().as_slice() else { panic!("{list}") };
    assert_eq!((&order["state"], &order["total"]), (&json!("placed"), &json!("21.10")));
    assert_eq!(
        order["items"],
        json!([
            { "name": "ham", "sku": "ham", "quantity": "2", "unit_price": "10.50" },
            { "name": "bread", "sku": "bread", "quantity": "1", "unit_price": "0.10" },
        ])
    );
    assert_eq!(order["number"], "W1001", "a number one can say");
    let contact = shop.only_conversation().await["contact"]["id"].clone();
    assert_eq!((&order["contact"]["id"], &order["matched_by"]), (&contact, &json!("contact")));
    let summary = shop.get(&format!("/contacts/{}/orders-summary", contact.as_str().unwrap())).await.json;
    assert_eq!(summary["value_90_days"], json!([{ "value": "21.10", "currency": "EUR" }]), "{summary}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_from_the_catalogue_are_spoken_of_by_short_numbers_wherever_they_are() {
    let shop = TestApp::start().await;
    let ana = shop.customer("+393331234567");
    let both = basket(&[("ham", 1, 10.5, "EUR"), ("tea", 1, 3.0, "USD")]);
    let at = shop.clock.now();
    ana.sends_as("wamid.FIRST", at, both.clone()).await;
    shop.let_reply().await;
    shop.customer("+393330000000").sends(basket(&[("bread", 1, 2.0, "EUR")])).await;
    shop.let_reply().await;
    let mut all = numbers(&shop, "?source=whatsapp").await;
    all.sort();
    assert_eq!(all, ["W1001", "W1002", "W1003"], "one after the other, one of each currency");
    // As it was kept before there were such numbers.
    let long = "UPDATE orders_order SET number = (SELECT token FROM orders_basket b WHERE b.source = 'whatsapp'
        AND b.currency = orders_order.currency AND b.contact_id = orders_order.contact_id) WHERE number <> 'W1003';
        DELETE FROM orders_basket WHERE contact_id <> (SELECT contact_id FROM orders_order WHERE number = 'W1003')";
    let write = move |tx: &shopbell::storage::WriteTx| tx.execute_batch(long);
    shop.app.db.write::<_, shopbell::storage::StorageError>(write).await.unwrap();
    assert!(numbers(&shop, "?source=whatsapp").await.iter().any(|number| number.len() > 12));
    ana.sends(basket(&[("salt", 1, 1.0, "EUR")])).await;
    shop.let_reply().await;
    let mut all = numbers(&shop, "?source=whatsapp").await;
    all.sort();
    assert_eq!(all, ["W1003", "W1004", "W1005", "W1006"], "the earlier ones got theirs");
    // Shown in the panel, and told by the assistant.
    let list = shop.get("/orders?source=whatsapp").await.json;
    let last = list["items"].as_array().unwrap().iter().find(|order| order["number"] == "W1006");
    let contact = last.unwrap()["contact"]["id"].clone();
    let summary = shop.get(&format!("/contacts/{}/orders-summary", contact.as_str().unwrap())).await.json;
    assert_eq!(summary["last"][0]["number"], "W1006", "{summary}");
    let bread = shop.customer("+393330000000");
    let list = shop.get("/conversations?queue=all").await.json["items"].as_array().unwrap().clone();
    for one in &list {
        // A basket waits for a person, however often it is handed back.
        let said = json!({ "client_id": one["id"], "kind": "text", "text": "It is packed." });
        let path = format!("/conversations/{}/messages", one["id"].as_str().unwrap());
        assert!(shop.post(&path, said).await.status.is_success());
        shop.run_jobs().await;
        crate::hand_over::hand_back(&shop, one).await;
    }
    bread.says("where is my order?").await;
    shop.let_reply().await;
    let told = bread.received().pop().unwrap().text.unwrap_or_default();
    assert!(told.contains("order W1003 "), "{told}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_without_every_price_stays_a_message() {
    let shop = TestApp::start().await;
    let customer = shop.customer("+393331234567");
    let line = json!({ "product_retailer_id": "ham", "quantity": 2, "currency": "EUR" });
    customer
        .sends(json!({ "type": "order", "order": { "catalog_id": "c1", "product_items": [line] } }))
        .await;
    shop.let_reply().await;
    assert!(numbers(&shop, "").await.is_empty());
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_says_the_rhythm_and_how_late_somebody_is() {
    let shop = TestApp::start().await;
    shop.customer("+393331234567").says("Ciao").await;
    shop.let_reply().await;
    let contact = shop.only_conversation().await["contact"]["id"].clone();
    let path = format!("/contacts/{}/orders-summary", contact.as_str().unwrap());
    let empty = shop.get(&path).await.json;
    assert_eq!((&empty["orders"], &empty["last"]), (&json!(0), &json!([])));
    // The last of them 30 days before 21 November, each 21 days after the one before; one was cancelled in between.
    for (number, day, state, total, refunded) in [
        ("1", "2026-08-20", "delivered", "100.00", "0"),
        ("2", "2026-09-10", "delivered", "20.10", "0.05"),
        ("x", "2026-09-15", "cancelled", "999.00", "0"),
        ("3", "2026-10-01", "paid", "20.10", "0"),
        ("4", "2026-10-22", "shipped", "20.10", "0"),
    ] {
        let more = json!({
            "contact_id": contact, "state": state, "total": total, "refunded": refunded, "items": [],
            "placed_at": format!("{day}T10:00:00Z"),
        });
        super::tell(&shop, number, more).await;
    }
    let summary = shop.get(&path).await.json;
    assert_eq!(summary["rhythm"], json!({ "every_days": 21, "late_days": 9 }), "{summary}");
    assert_eq!(
        summary["value_90_days"],
        json!([{ "value": "60.25", "currency": "EUR" }]),
        "93 days ago is too long ago"
    );
    assert_eq!((&summary["orders"], &summary["last"][0]["number"]), (&json!(4), &json!("4")));
    assert_eq!(summary["last"].as_array().unwrap().len(), 5);
    shop.advance(Duration::from_secs(1));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_a_program_took_is_left_out_and_no_earlier_one_is_read_for_the_next() {
    let shop = TestApp::start().await;
    for number in ["W1001", "W9000"] {
        tell(&shop, number, json!({ "source": "whatsapp" })).await;
    }
    let customer = shop.customer("+393331234567");
    for (message, number) in [("wamid.ONE", "W1002"), ("wamid.TWO", "W1003")] {
        customer.sends_as(message, shop.clock.now(), basket(&[("ham", 1, 10.5, "EUR")])).await;
        shop.let_reply().await;
        let all = numbers(&shop, "?source=whatsapp").await;
        assert!(all.contains(&number.to_owned()), "the ones before are not looked through: {all:?}");
    }
    assert_eq!(numbers(&shop, "?source=whatsapp").await.len(), 4);
    shop.stop().await;
}
