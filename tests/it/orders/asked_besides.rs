//! More of what customers ask about their orders: a basket alone, an answer that is neither yes nor no, days nobody told.

use std::time::Duration;

use serde_json::{Value, json};

use super::asked::{ANA, answer, conversation_of, of_ana, reason, repeated_by_customers};
use super::import::import;
use super::tell;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_basket_tells_no_language() {
    let shop = TestApp::start().await;
    let ana = shop.customer(ANA);
    let line = json!({ "product_retailer_id": "a", "quantity": 1, "item_price": 600.0, "currency": "EUR" });
    ana.sends(json!({ "type": "order", "order": { "catalog_id": "c1", "product_items": [line] } })).await;
    shop.let_reply().await;
    let conversation = conversation_of(&shop, "4567").await;
    let own = shop.get("/shop").await.json["language"].clone();
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json["card"]["language"], own, "the shop's, until a word is said");
    assert_eq!(conversation["contact"]["language"], Value::Null);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_neither_yes_nor_no_is_asked_once_more_and_then_a_persons() {
    let shop = TestApp::start().await;
    repeated_by_customers(&shop).await;
    let ana = shop.customer(ANA);
    tell(&shop, "9", of_ana("delivered", json!({}))).await;
    answer(&shop, &ana, "the same again please").await;
    let again = answer(&shop, &ana, "hmm").await;
    assert!(again.contains("yes or no") && again.contains("Shall I place the same order again?"), "{again}");
    answer(&shop, &ana, "🙏").await;
    assert_eq!(reason(&shop, "4567").await, "order_request");
    let bea = shop.customer("+39 333 7654321");
    tell(&shop, "10", json!({ "phone": "+39 333 7654321", "state": "delivered" })).await;
    answer(&shop, &bea, "the same again please").await;
    answer(&shop, &bea, "yes but without onions").await;
    assert_eq!(
        reason(&shop, "4321").await,
        "order_request",
        "a person writes down what is not quite the same"
    );
    // Refused in languages no fixed text is written in.
    for (end, no) in
        [("001", "hindi po salamat"), ("002", "hapana asante"), ("003", "ei kiitos"), ("004", "ไม่เอาค่ะ")]
    {
        let phone = format!("+39 333 1000{end}");
        let customer = shop.customer(&phone);
        tell(&shop, end, json!({ "phone": phone, "state": "delivered" })).await;
        answer(&shop, &customer, "the same again please").await;
        let told = answer(&shop, &customer, no).await;
        let is_open = conversation_of(&shop, end).await["id"].as_str().unwrap().to_owned();
        let open = shop.get(&format!("/orders/proposals?conversation_id={is_open}")).await.json;
        assert_eq!(open["proposal"], Value::Null, "{no}: {told}");
    }
    assert!(super::numbers(&shop, "?source=repeat").await.is_empty(), "nobody said yes");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_day_a_file_was_read_is_no_day_on_which_anything_happened() {
    let shop = TestApp::start().await;
    let ana = shop.customer(ANA);
    let row = |state: &str| {
        format!("Number;Date;Total;Currency;Phone;Status\n7;2026-11-18;12,50;EUR;{ANA};{state}\n")
    };
    import(&shop, row("shipped").into_bytes(), &[]).await;
    let told = answer(&shop, &ana, "Where is my order?").await;
    assert!(told.contains("on its way") && !told.contains("since"), "{told}");
    shop.advance(Duration::from_hours(25));
    import(&shop, row("refunded").into_bytes(), &[]).await;
    let told = answer(&shop, &ana, "Dov'è il mio ordine?").await;
    assert!(told.contains("rimborsato") && !told.contains("rimborsato il"), "{told}");
    // What a program tells as it happens has its moment.
    tell(&shop, "8", json!({ "phone": ANA, "state": "paid", "placed_at": "2026-11-19T10:00:00Z" })).await;
    tell(&shop, "8", json!({ "phone": ANA, "state": "shipped", "placed_at": "2026-11-19T10:00:00Z" })).await;
    let told = answer(&shop, &ana, "Where is my order 8?").await;
    assert!(told.contains("on its way since"), "{told}");
    shop.stop().await;
}
