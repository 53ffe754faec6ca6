//! Writing an order down, changing it, finding it again.

use serde_json::json;

use super::{numbers, order, tell};
use crate::support::OWNER;
use crate::support::TestApp;
use crate::support::browser::Browser;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_source_and_number_is_the_same_order() {
    let shop = TestApp::start().await;
    let first = shop.post("/orders", order("1001", json!({}))).await;
    assert_eq!((first.status.as_u16(), first.json["total"].as_str()), (201, Some("12.50")), "{}", first.json);
    assert_eq!(first.json["items"][0]["unit_price"], "6.25");
    assert_eq!(first.json["matched_by"], "nobody");
    shop.clock.advance(std::time::Duration::from_mins(1));
    let again = shop.post("/orders", order("1001", json!({}))).await;
    assert_eq!((again.status.as_u16(), &again.json), (200, &first.json), "told twice, nothing changes");
    let shipped = shop.post("/orders", order("1001", json!({ "state": "shipped", "total": "13" }))).await;
    assert_eq!(shipped.status, 200);
    assert_eq!(shipped.json["id"], first.json["id"]);
    assert_eq!((&shipped.json["state"], &shipped.json["total"]), (&json!("shipped"), &json!("13.00")));
    assert_eq!(shipped.json["state_at"], "2026-11-21T10:01:00.000Z");
    let other = shop.post("/orders", order("1001", json!({ "source": "web" }))).await;
    assert_eq!(other.status, 201, "another source has numbers of its own");
    assert_eq!(numbers(&shop, "").await.len(), 2);
    let audit = shop.get("/audit").await.json;
    let deeds: Vec<&str> =
        audit["items"].as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(deeds.iter().filter(|deed| deed.starts_with("order.")).count(), 3, "{deeds:?}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_source_changed_earlier_never_replaces_what_it_changed_later() {
    let shop = TestApp::start().await;
    let at = |hour: u32, state: &str| json!({ "state": state, "changed_at": format!("2026-11-20T{hour:02}:00:00Z"), "state_at": format!("2026-11-20T{hour:02}:00:00Z") });
    tell(&shop, "7", at(12, "shipped")).await;
    let late = tell(&shop, "7", at(11, "paid")).await;
    assert_eq!((&late["state"], &late["state_at"]), (&json!("shipped"), &json!("2026-11-20T12:00:00.000Z")));
    let newer = tell(&shop, "7", at(13, "delivered")).await;
    assert_eq!(newer["state"], "delivered");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_taken_without_a_phone_that_is_none_and_says_so() {
    let shop = TestApp::start().await;
    for (at, written) in
        ["call me", "3.93331E+11", "+39 333 1234567 ext 5", "+44 1 / +44 2", "wa.me/44"].iter().enumerate()
    {
        let taken = tell(&shop, &at.to_string(), json!({ "phone": written, "customer_name": "Ana" })).await;
        assert_eq!(
            (&taken["phone_not_read"], &taken["customer"]),
            (&json!(written), &json!({ "name": "Ana" }))
        );
        let again = tell(&shop, &at.to_string(), json!({ "phone": "+39 333 1234567" })).await;
        assert_eq!(again["customer"]["phone"], "+393331234567", "told again as it should be");
        let bad_again = tell(&shop, &at.to_string(), json!({ "phone": written })).await;
        assert_eq!(bad_again["customer"]["phone"], "+393331234567", "what is not said stays");
    }
    let long = tell(&shop, "long", json!({ "phone": "x".repeat(500) })).await;
    assert_eq!(long["phone_not_read"], "x".repeat(60));
    for (number, nothing) in [("none", json!("  ")), ("null", json!(null)), ("good", json!("+393331234567"))]
    {
        let taken = tell(&shop, number, json!({ "phone": nothing })).await;
        assert_eq!(taken.get("phone_not_read"), None, "{taken}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_an_order_is_refused_field_by_field() {
    let shop = TestApp::start().await;
    for (wrong, field) in [
        (json!({ "source": "My Till!" }), "source"),
        (json!({ "number": "  " }), "number"),
        (json!({ "number": "9".repeat(101) }), "number"),
        (json!({ "total": "-1" }), "total"),
        (json!({ "refunded": "12.51" }), "refunded"),
        (json!({ "placed_at": "2027-01-01T00:00:00Z" }), "placed_at"),
        (json!({ "placed_at": "1970-01-01T00:00:00Z" }), "placed_at"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "contact_id": "1" }), "contact_id"),
        (json!({ "items": [{ "name": "x", "quantity": "0", "unit_price": "1" }] }), "items.0.quantity"),
        (json!({ "items": [{ "name": "x", "quantity": "0.0001", "unit_price": "1" }] }), "items.0.quantity"),
        (json!({ "items": [{ "name": " ", "quantity": "1", "unit_price": "1" }] }), "items.0.name"),
    ] {
        let answer = shop.post("/orders", order("1", wrong.clone())).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_order"), "{wrong}");
        assert!(answer.json["error"]["fields"][field].is_string(), "{wrong}: {}", answer.json);
    }
    for wrong in [
        json!({ "total": 12.5 }),
        json!({ "total": "12,50" }),
        json!({ "total": "1e3" }),
        json!({ "currency": "XYZ" }),
        json!({ "state": "lost" }),
        json!({ "placed_at": "2026-11-20" }),
        json!({ "item": [] }),
    ] {
        let answer = shop.post("/orders", order("1", wrong.clone())).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_request"), "{wrong}");
        let field = wrong.as_object().unwrap().keys().next().unwrap();
        assert!(answer.json["error"]["fields"][field].is_string(), "{wrong}: {}", answer.json);
    }
    assert!(numbers(&shop, "").await.is_empty(), "nothing of it was kept");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_found_by_what_they_are_and_page_by_page() {
    let shop = TestApp::start().await;
    for (number, day, state, source) in [
        ("1", 1, "paid", "till"),
        ("2", 2, "shipped", "till"),
        ("3", 3, "paid", "web"),
        // Placed in the same moment: the page must not lose one of them.
        ("4", 4, "paid", "till"),
        ("5", 4, "paid", "till"),
        ("6", 4, "cancelled", "till"),
    ] {
        let more =
            json!({ "state": state, "source": source, "placed_at": format!("2026-11-{day:02}T10:00:00Z") });
        tell(&shop, number, more).await;
    }
    assert_eq!(numbers(&shop, "").await, ["6", "5", "4", "3", "2", "1"]);
    assert_eq!(numbers(&shop, "?state=paid").await, ["5", "4", "3", "1"]);
    assert_eq!(numbers(&shop, "?source=web").await, ["3"]);
    assert_eq!(numbers(&shop, "?from=2026-11-02T10:00:00Z&to=2026-11-04T10:00:00Z").await, ["3", "2"]);
    assert_eq!(numbers(&shop, "?matched_by=nobody&state=shipped").await, ["2"]);
    assert!(numbers(&shop, "?contact_id=1").await.is_empty());
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = shop.get(&format!("/orders?limit=2{cursor}")).await.json;
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|order| order["number"].as_str().unwrap().to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["6", "5", "4", "3", "2", "1"]);
    assert_eq!(shop.get("/orders?cursor=yesterday").await.code(), "invalid_cursor");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_moves_an_order_on_and_what_was_called_off_stays_so() {
    let shop = TestApp::start().await;
    let id = tell(&shop, "1", json!({})).await["id"].as_str().unwrap().to_owned();
    let path = format!("/orders/{id}");
    assert_eq!(shop.patch(&path, json!({ "state": "delivered" })).await.json["state"], "delivered");
    assert_eq!(shop.patch(&path, json!({ "state": "cancelled" })).await.json["state"], "cancelled");
    let back = shop.patch(&path, json!({ "state": "paid" })).await;
    assert_eq!((back.status.as_u16(), back.code()), (409, "order_called_off"));
    assert_eq!(shop.patch(&path, json!({ "state": "refunded" })).await.json["state"], "refunded");
    assert_eq!(shop.get(&path).await.json["state"], "refunded");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trainee_sees_orders_without_amounts_and_without_ways_to_reach_somebody() {
    let shop = TestApp::start().await;
    let more = json!({ "phone": "+39 333 1234567", "email": "Ana@Example.com", "customer_name": "Ana" });
    let order = tell(&shop, "1", more).await;
    assert_eq!(
        order["customer"],
        json!({ "name": "Ana", "phone": "+393331234567", "email": "ana@example.com" })
    );
    let trainee = Browser::signed_in(&shop, OWNER).await.invite("trainee").await;
    let seen = trainee.get("/orders").await.json["items"][0].clone();
    assert_eq!((&seen["number"], &seen["customer"]), (&json!("1"), &json!({ "name": "Ana" })));
    for hidden in ["total", "refunded"] {
        assert!(seen.get(hidden).is_none(), "{seen}");
    }
    assert_eq!(seen["items"], json!([{ "name": "Salsiccia", "quantity": "2" }]));
    shop.stop().await;
}
