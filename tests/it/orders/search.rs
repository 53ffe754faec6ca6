//! Orders are found by number, customer, phone, e-mail and what was ordered, in the order they were placed, and by nothing
//! the asker may not see.

use serde_json::json;
use shopbell::storage::StorageError;

use super::{numbers, tell};
use crate::support::browser::Browser;
use crate::support::{OWNER, TestApp};

async fn found(shop: &TestApp, typed: &str) -> Vec<String> {
    let typed: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
    numbers(shop, &format!("?q={typed}")).await
}

async fn three_orders(shop: &TestApp) {
    let item = |name: &str| json!([{ "name": name, "quantity": "1", "unit_price": "12.50" }]);
    let told = json!({
        "customer_name": "Anna Müller", "phone": "+39 333 1234567", "email": "Anna.M@example.org",
        "items": item("Panettone al cioccolato"), "placed_at": "2026-11-01T10:00:00Z",
    });
    tell(shop, "R-2026-0042", told).await;
    let told = json!({
        "customer_name": "Bruno", "phone": "333 7654321", "items": item("Focaccia"),
        "placed_at": "2026-11-03T10:00:00Z",
    });
    tell(shop, "#1042", told).await;
    tell(shop, "牛-7", json!({ "items": item("黒毛和牛"), "placed_at": "2026-11-02T10:00:00Z" })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_everything_people_know_of_it() {
    let shop = TestApp::start().await;
    three_orders(&shop).await;
    for (typed, expected) in [
        ("R-2026-0042", &["R-2026-0042"][..]),
        ("r20260042", &["R-2026-0042"]),
        ("2026 0042", &["R-2026-0042"]),
        ("42", &["R-2026-0042"]),
        ("1042", &["#1042"]),
        ("#1042", &["#1042"]),
        ("muller", &["R-2026-0042"]),
        ("ANNA pane", &["R-2026-0042"]),
        ("anna focaccia", &[]),
        ("+39 333 1234567", &["R-2026-0042"]),
        ("+39 333 7654321", &["#1042"]),
        ("4567", &["R-2026-0042"]),
        ("anna.m@example.org", &["R-2026-0042"]),
        ("和牛", &["牛-7"]),
        ("", &["#1042", "牛-7", "R-2026-0042"]),
        ("?!", &[]),
        ("nobody", &[]),
        ("\"XOR\" * (", &[]),
    ] {
        assert_eq!(found(&shop, typed).await, expected, "{typed}");
    }
    assert_eq!(numbers(&shop, "?q=3331&state=paid&to=2026-11-02T00:00:00Z").await, ["R-2026-0042"]);
    let all = shop.get("/orders?q=1&limit=1").await.json;
    assert_eq!(all["items"][0]["number"], "#1042", "the last placed first: {all}");
    // What is known of it changes, and so does what it is found by.
    tell(&shop, "#1042", json!({ "customer_name": "Carla", "placed_at": "2026-11-03T10:00:00Z" })).await;
    assert_eq!(found(&shop, "carla").await, ["#1042"]);
    assert_eq!(found(&shop, "bruno").await, [""; 0]);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_no_phone_finds_by_none() {
    let shop = TestApp::start().await;
    three_orders(&shop).await;
    tell(&shop, "ORD 333 777 8888", json!({})).await;
    let trainee = Browser::signed_in(&shop, OWNER).await.invite("trainee").await;
    assert_eq!(found(&shop, "8888").await, ["ORD 333 777 8888"]);
    for (typed, count) in [
        ("8888", 0),
        ("7778888", 0),
        ("333", 0),
        ("ord", 1),
        ("4567", 0),
        ("3331234567", 0),
        ("anna.m@example.org", 0),
        ("anna", 1),
        ("1042", 1),
    ] {
        let list = trainee.get(&format!("/orders?q={typed}")).await.json;
        assert_eq!(list["items"].as_array().map(Vec::len), Some(count), "{typed}: {list}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_what_its_customer_is_called_in_the_inbox() {
    let shop = TestApp::start().await;
    shop.customer("+39 333 1234567").says("ciao").await;
    shop.run_jobs().await;
    let told = json!({ "phone": "+39 333 1234567", "items": [{ "name": "Focaccia", "quantity": "1", "unit_price": "12.50" }] });
    let order = tell(&shop, "1", told).await;
    for typed in ["ana", "ana focaccia", "focaccia an"] {
        assert_eq!(found(&shop, typed).await, ["1"], "{typed}");
    }
    assert_eq!(found(&shop, "ana panettone").await, [""; 0]);
    let contact = format!("/contacts/{}", order["contact"]["id"].as_str().unwrap());
    assert_eq!(shop.patch(&contact, json!({ "name": "Zoe" })).await.status, 200);
    shop.run_jobs().await;
    assert_eq!((found(&shop, "zoe").await, found(&shop, "ana").await), (vec!["1".to_owned()], vec![]));
    let nobodys =
        shop.patch(&format!("/orders/{}", order["id"].as_str().unwrap()), json!({ "nobody": true })).await;
    assert_eq!(nobodys.status, 200, "{}", nobodys.json);
    assert_eq!(found(&shop, "zoe").await, [""; 0]);
    shop.let_reply().await;
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_many_follow_each_other_without_a_gap() {
    let shop = TestApp::start().await;
    let planted =
        "INSERT INTO orders_order (id, source, shop, number, matched_by, customer_name, state, currency,
            total_micros, refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500)
        SELECT n, 'csv', '', 'N' || n, 'nobody', iif(n % 5 = 0, 'Dora', 'Elio'), 'paid', 'EUR', 1000000, 0,
            1700000000000 + (n * 7919 % 2500) * 1000, 0, 0 FROM n";
    let job = "INSERT INTO job (kind, payload, key, state, run_at_ms, created_at_ms, updated_at_ms)
        VALUES ('index_orders', '{}', 'all', 'waiting', 0, 0, 0)";
    let write = shop.app.db.write::<_, StorageError>(move |tx| {
        tx.execute(planted, [])?;
        tx.execute(job, [])
    });
    write.await.unwrap();
    shop.run_jobs().await;
    for (typed, expected) in [("dora", 500), ("el", 2_000), ("n", 2_500)] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = shop.get(&format!("/orders?limit=100&q={typed}{cursor}")).await.json;
            let items = page["items"].as_array().unwrap();
            seen.extend(items.iter().map(|order| order["placed_at"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), expected, "{typed}");
        assert!(seen.is_sorted_by(|one, next| one > next), "{typed}");
    }
    shop.stop().await;
}
