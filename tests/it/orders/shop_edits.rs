//! What a web shop changes in an order after it was placed: its lines, its total, and money paid back in another currency.

use serde_json::{Value, json};

use super::shops::{Web, only_order, shopify};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_in_another_currency_is_none_of_the_orders_whichever_comes_first() {
    for refund_first in [true, false] {
        let shop = TestApp::start().await;
        let web = Web::connect(&shop, "shopify").await;
        let refund = |id: u32, amount: &str, currency: &str| {
            let paid =
                json!({ "kind": "refund", "status": "success", "amount": amount, "currency": currency });
            json!({ "id": id, "order_id": 820_982_911_946_154_508_i64, "transactions": [paid] })
        };
        let order = shopify(1, "partially_refunded", None, false);
        if !refund_first {
            web.tells("orders/paid", &order).await;
        }
        web.tells("refunds/create", &refund(1, "11.00", "USD")).await;
        web.tells("refunds/create", &refund(2, "5.00", "EUR")).await;
        if refund_first {
            web.tells("orders/paid", &order).await;
        }
        shop.run_jobs().await;
        let order = only_order(&shop).await;
        assert_eq!(
            (&order["total"], &order["refunded"], &order["state"]),
            (&json!("409.94"), &json!("5.00"), &json!("paid")),
            "the refund came first: {refund_first}"
        );
        shop.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_the_shop_edits_is_followed() {
    let shop = TestApp::start().await;
    let web = Web::connect(&shop, "shopify").await;
    let edited = |minute: u32, current: &str, quantities: [u32; 2], refunds: Value| {
        let mut order = shopify(minute, "paid", None, false);
        order["total_price"] = json!("30.00");
        order["current_total_price"] = json!(current);
        order["line_items"] = json!([
            { "id": 1, "name": "Ham", "quantity": 2, "current_quantity": quantities[0], "price": "10.00" },
            { "id": 2, "name": "Tea", "quantity": 1, "current_quantity": quantities[1], "price": "10.00" },
        ]);
        order["refunds"] = refunds;
        order
    };
    let back = |amount: &str, line: u32| {
        let paid = json!({ "kind": "refund", "status": "success", "amount": amount, "currency": "EUR" });
        json!([{ "id": 7, "transactions": [paid], "refund_line_items": [{ "line_item_id": line, "quantity": 1 }] }])
    };
    // An edit takes a line out without any money.
    let taken_out =
        json!([{ "id": 6, "transactions": [], "refund_line_items": [{ "line_item_id": 2, "quantity": 1 }] }]);
    let known = async || {
        shop.run_jobs().await;
        let order = only_order(&shop).await;
        let items = order["items"].as_array().unwrap().iter();
        let items: Vec<String> = items.map(|item| item["quantity"].as_str().unwrap().to_owned()).collect();
        let text = |field: &str| order[field].as_str().unwrap().to_owned();
        (text("total"), text("refunded"), items.join(" "))
    };
    let is =
        |total: &str, refunded: &str, items: &str| (total.to_owned(), refunded.to_owned(), items.to_owned());
    web.tells("orders/create", &edited(1, "30.00", [2, 1], json!([]))).await;
    assert_eq!(known().await, is("30.00", "0.00", "2 1"));
    web.tells("orders/edited", &edited(2, "20.00", [2, 0], taken_out)).await;
    assert_eq!(known().await, is("20.00", "0.00", "2"), "a line was taken out before it was paid");
    web.tells("orders/updated", &edited(3, "50.00", [4, 1], json!([]))).await;
    assert_eq!(known().await, is("50.00", "0.00", "4 1"), "more was put in");
    web.tells("orders/updated", &edited(4, "20.00", [1, 1], back("10.00", 1))).await;
    assert_eq!(
        known().await,
        is("30.00", "10.00", "2 1"),
        "sent back and paid back, it was ordered all the same"
    );
    web.tells("orders/updated", &edited(5, "30.00", [2, 1], back("5.00", 9))).await;
    assert_eq!(
        known().await,
        is("30.00", "5.00", "2 1"),
        "the shop's current total may leave out a goodwill"
    );
    let mut cancelled = edited(6, "0.00", [0, 0], json!([]));
    cancelled["cancelled_at"] = json!("2026-11-20T11:06:00+01:00");
    web.tells("orders/cancelled", &cancelled).await;
    let (total, _, items) = known().await;
    assert_eq!((total.as_str(), items.as_str()), ("30.00", "2 1"), "called off, it keeps what it was");
    shop.stop().await;
}
