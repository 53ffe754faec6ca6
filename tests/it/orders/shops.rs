//! WooCommerce and Shopify tell their orders over loopback HTTP: signed, out of order and twice, and it comes to one right order.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use shopbell::storage::StorageError;

use super::numbers;
use crate::support::TestApp;

/// A web shop on the other side.
pub(super) struct Web {
    kind: &'static str,
    id: String,
    secret: String,
    address: String,
    client: reqwest::Client,
}

/// As WooCommerce signs.
fn sign(secret: &str, body: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    STANDARD.encode(mac.chain_update(body).finalize().into_bytes())
}

impl Web {
    pub async fn connect(shop: &TestApp, kind: &'static str) -> Self {
        let given = (kind == "shopify").then_some("shpss_0123456789abcdef");
        let made =
            shop.post("/orders/connections", json!({ "kind": kind, "name": "Web", "secret": given })).await;
        assert_eq!(made.status, 201, "{}", made.json);
        let secret = made.json["secret"].as_str().or(given).unwrap().to_owned();
        let id = made.json["id"].as_str().unwrap().to_owned();
        Self { kind, id, secret, address: shop.address.clone(), client: shop.client.clone() }
    }

    async fn post(&self, topic: &str, body: String, signature: Option<String>) -> u16 {
        let (signed, named) = match self.kind {
            "shopify" => ("x-shopify-hmac-sha256", "x-shopify-topic"),
            _ => ("x-wc-webhook-signature", "x-wc-webhook-topic"),
        };
        let mut request = self
            .client
            .post(format!("{}/webhooks/{}/{}", self.address, self.kind, self.id))
            .header(named, topic);
        if let Some(signature) = signature {
            request = request.header(signed, signature);
        }
        request.body(body).send().await.unwrap().status().as_u16()
    }

    pub async fn tells(&self, topic: &str, body: &Value) {
        let text = body.to_string();
        let signature = sign(&self.secret, &text);
        assert_eq!(self.post(topic, text, Some(signature)).await, 200, "{topic}");
    }
}

/// An order as WooCommerce writes it.
fn woo(minute: u32, status: &str, refunds: &[&str]) -> Value {
    let refunds: Vec<Value> = refunds
        .iter()
        .enumerate()
        .map(|(at, total)| json!({ "id": 900 + at, "reason": "", "total": total }))
        .collect();
    json!({
        "id": 727, "number": "727", "status": status, "currency": "EUR", "total": "29.35", "customer_id": 26,
        "date_created_gmt": "2026-11-20T10:00:00", "date_modified_gmt": format!("2026-11-20T10:{minute:02}:00"),
        "date_paid_gmt": null,
        "billing": { "first_name": "Anna", "last_name": "Rossi", "email": "Anna@Example.com", "phone": "333 123 4567" },
        "line_items": [
            { "id": 1, "name": "Ham", "sku": "H", "quantity": 2, "subtotal": "20.00", "total": "18.00", "price": 9.0 },
            { "id": 2, "name": "Bread", "sku": "", "quantity": 3, "subtotal": "10.00", "total": "10.00", "price": 3.333_333_333 },
        ],
        "refunds": refunds,
    })
}

/// An order as Shopify writes it.
pub(super) fn shopify(minute: u32, money: &str, goods: Option<&str>, cancelled: bool) -> Value {
    let at = format!("2026-11-20T11:{minute:02}:00+01:00");
    json!({
        "id": 820_982_911_946_154_508_i64, "name": "#1001", "currency": "EUR", "total_price": "409.94",
        "financial_status": money, "fulfillment_status": goods, "created_at": "2026-11-20T11:00:00+01:00",
        "updated_at": at, "cancelled_at": cancelled.then_some(&at), "checkout_token": "tok-1",
        "email": "anna@example.com", "phone": null,
        "customer": { "id": 115_310_627, "email": "anna@example.com", "phone": "+393331234567", "first_name": "Anna", "last_name": "Rossi" },
        "line_items": [{ "id": 1, "name": "IPod", "quantity": 2, "price": "204.97", "sku": "IPOD" }],
        "refunds": [],
    })
}

pub(super) async fn only_order(shop: &TestApp) -> Value {
    let list = shop.get("/orders").await.json;
    let [order] = list["items"].as_array().unwrap().as_slice() else { panic!("one order: {list}") };
    shop.get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.json
}

/// Every order of the numbers below `count`.
fn orders_of(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders_of(count - 1);
    let with = |at: usize| shorter.iter().map(move |order| (at, order.clone()));
    (0..count)
        .flat_map(with)
        .map(|(at, mut order)| {
            order.insert(at, count - 1);
            order
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn woocommerce_told_in_any_order_and_twice_is_one_right_order() {
    let shop = TestApp::start().await;
    let told = [
        ("order.created", woo(0, "pending", &[])),
        ("order.updated", woo(1, "processing", &[])),
        ("order.updated", woo(2, "completed", &["-5.00"])),
        ("order.updated", woo(3, "refunded", &["-5.00", "-24.35"])),
    ];
    for arrangement in orders_of(told.len()) {
        let web = Web::connect(&shop, "woocommerce").await;
        for at in arrangement.iter().chain(&arrangement) {
            web.tells(told[*at].0, &told[*at].1).await;
            if at % 2 == 0 {
                shop.run_jobs().await;
            }
        }
        shop.run_jobs().await;
        let list = shop.get("/orders?limit=100").await.json;
        let own: Vec<&Value> =
            list["items"].as_array().unwrap().iter().filter(|order| order["shop"] == *web.id).collect();
        let [order] = own.as_slice() else { panic!("one order: {list}") };
        assert_eq!(
            (&order["number"], &order["state"], &order["total"], &order["refunded"], &order["state_at"]),
            (
                &json!("727"),
                &json!("refunded"),
                &json!("29.35"),
                &json!("29.35"),
                &json!("2026-11-20T10:03:00.000Z")
            ),
            "{arrangement:?}"
        );
        let ham = json!({ "name": "Ham", "sku": "H", "quantity": "2", "unit_price": "10.00" });
        assert_eq!((&order["items"][0], &order["items"][1]["unit_price"]), (&ham, &json!("3.333333")));
        assert_eq!(order["customer"]["email"], "anna@example.com");
        shop.delete(&format!("/orders/connections/{}", web.id)).await;
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shopify_told_backwards_is_one_right_order_and_its_basket_is_ordered() {
    let shop = TestApp::start().await;
    let web = Web::connect(&shop, "shopify").await;
    let refund = |id: u32, amount: &str, status: &str| json!({ "id": id, "order_id": 820_982_911_946_154_508_i64, "transactions": [{ "kind": "refund", "status": status, "amount": amount }] });
    let basket = json!({
        "id": 1, "token": "tok-1", "currency": "EUR", "total_price": "409.94", "created_at": "2026-11-20T10:50:00+01:00",
        "updated_at": "2026-11-20T10:55:00+01:00", "email": "anna@example.com",
        "customer": { "id": 115_310_627, "phone": "+393331234567" },
        "line_items": [{ "title": "IPod", "quantity": 2, "price": "204.97" }],
    });
    web.tells("refunds/create", &refund(1, "9.94", "success")).await;
    web.tells("refunds/create", &refund(2, "100.00", "failure")).await;
    web.tells("checkouts/create", &basket).await;
    web.tells("orders/cancelled", &shopify(9, "paid", None, true)).await;
    web.tells("orders/paid", &shopify(1, "paid", None, false)).await;
    web.tells("orders/create", &shopify(0, "pending", None, false)).await;
    web.tells("orders/create", &shopify(0, "pending", None, false)).await;
    shop.run_jobs().await;
    // The customer writes for the first time after all of it came.
    shop.customer("+393331234567").says("Ciao").await;
    shop.let_reply().await;
    let order = only_order(&shop).await;
    assert_eq!(
        (&order["number"], &order["state"], &order["total"], &order["refunded"], &order["matched_by"]),
        (&json!("#1001"), &json!("cancelled"), &json!("409.94"), &json!("9.94"), &json!("phone"))
    );
    let baskets = shop
        .app
        .db
        .read::<_, StorageError>(|conn| {
            conn.all("SELECT contact_id, total_micros, ordered_at_ms FROM orders_basket_v1", [], |row| {
                Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?))
            })
        })
        .await
        .unwrap();
    let [(Some(_), 409_940_000, Some(_))] = baskets.as_slice() else { panic!("{baskets:?}") };
    let mut dollars = refund(4, "11.00", "success");
    dollars["transactions"][0]["currency"] = json!("USD");
    web.tells("refunds/create", &dollars).await;
    shop.run_jobs().await;
    assert_eq!(only_order(&shop).await["refunded"], "9.94", "dollars paid back are no euros");
    web.tells("refunds/create", &refund(3, "400.00", "success")).await;
    web.tells("refunds/create", &refund(3, "400.00", "success")).await;
    shop.run_jobs().await;
    let order = only_order(&shop).await;
    assert_eq!((&order["state"], &order["refunded"]), (&json!("refunded"), &json!("409.94")));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_prove_to_be_the_shop_is_refused_and_leaves_nothing() {
    let shop = TestApp::start().await;
    let (woo_shop, other) = (Web::connect(&shop, "woocommerce").await, Web::connect(&shop, "shopify").await);
    let body = woo(1, "processing", &[]).to_string();
    let right = sign(&woo_shop.secret, &body);
    let forged = [
        None,
        Some(String::new()),
        Some("not base64".to_owned()),
        Some(sign("guess", &body)),
        Some(sign(&other.secret, &body)),
        Some(sign(&woo_shop.secret, &format!("{body} "))),
    ];
    for signature in forged {
        assert_eq!(woo_shop.post("order.updated", body.clone(), signature).await, 401);
    }
    let elsewhere = Web {
        id: other.id.clone(),
        secret: woo_shop.secret.clone(),
        client: shop.client.clone(),
        address: shop.address.clone(),
        kind: "woocommerce",
    };
    assert_eq!(
        elsewhere.post("order.updated", body.clone(), Some(right.clone())).await,
        401,
        "a shop of another kind"
    );
    let nowhere = Web { id: "17".into(), ..elsewhere };
    assert_eq!(nowhere.post("order.updated", body.clone(), Some(right.clone())).await, 401);
    let ping = woo_shop.post("", "webhook_id=12".into(), None).await;
    assert_eq!(ping, 200, "WooCommerce asks whether somebody is here before it tells anything");
    shop.run_jobs().await;
    assert!(numbers(&shop, "").await.is_empty());
    let listed = shop.get("/orders/connections").await.json;
    let counted =
        listed["items"].as_array().unwrap().iter().find(|one| one["id"] == woo_shop.id).unwrap().clone();
    assert!(counted["refused"].as_i64().unwrap() >= 4 && counted.get("secret").is_none(), "{counted}");
    assert_eq!(woo_shop.post("order.updated", body, Some(right)).await, 200);
    shop.run_jobs().await;
    assert_eq!(numbers(&shop, "").await, ["727"]);
    let gone = shop.delete(&format!("/orders/connections/{}", woo_shop.id)).await;
    assert_eq!(gone.status, 204);
    let after = woo(2, "completed", &[]).to_string();
    let signed = sign(&woo_shop.secret, &after);
    assert_eq!(woo_shop.post("order.updated", after, Some(signed)).await, 401, "a shop that was let go");
    assert_eq!(numbers(&shop, "?state=paid").await, ["727"], "its orders stay");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_says_why_in_the_shape_of_all_errors() {
    let shop = TestApp::start().await;
    let web = Web::connect(&shop, "woocommerce").await;
    let long = "x".repeat(3 * 1024 * 1024);
    for (body, signature, status, code) in [
        (long, Some("AAAA".to_owned()), 413, "too_large"),
        ("{}".to_owned(), Some("AAAA".to_owned()), 401, "wrong_signature"),
        ("{}".to_owned(), None, 401, "wrong_signature"),
    ] {
        let mut request = web.client.post(format!("{}/webhooks/woocommerce/{}", web.address, web.id));
        if let Some(signature) = &signature {
            request = request.header("x-wc-webhook-signature", signature);
        }
        let answer = request.body(body).send().await.unwrap();
        let (found, said) = (answer.status().as_u16(), answer.json::<Value>().await.unwrap());
        assert_eq!((found, &said["error"]["code"]), (status, &json!(code)), "{said}");
        assert!(said["error"]["request_id"].is_string(), "{said}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_sale_is_none_and_what_is_long_is_one_all_the_same() {
    let shop = TestApp::start().await;
    let woo_shop = Web::connect(&shop, "woocommerce").await;
    let shopify_shop = Web::connect(&shop, "shopify").await;
    woo_shop.tells("order.created", &woo(1, "auto-draft", &[])).await;
    let mut trial = shopify(1, "paid", None, false);
    trial["test"] = json!(true);
    shopify_shop.tells("orders/create", &trial).await;
    shop.run_jobs().await;
    assert!(numbers(&shop, "").await.is_empty());
    let mut long = woo(2, "processing", &[]);
    let line = json!({ "name": format!("Salt &amp; {}", "long ".repeat(200)), "sku": "s".repeat(200), "quantity": 1, "total": "1.00" });
    long["line_items"] = json!(vec![line; 600]);
    long["billing"]["first_name"] = json!("Anna ".repeat(100));
    woo_shop.tells("order.updated", &long).await;
    shop.run_jobs().await;
    let kept = only_order(&shop).await;
    assert_eq!((&kept["total"], kept["items"].as_array().unwrap().len()), (&json!("29.35"), 500));
    assert!(kept["items"][0]["name"].as_str().unwrap().starts_with("Salt & long"), "{kept}");
    // Moved on by hand, a word the shop said before does not move it back; a new one does.
    let path = format!("/orders/{}", kept["id"].as_str().unwrap());
    shop.patch(&path, json!({ "state": "delivered" })).await;
    woo_shop.tells("order.updated", &woo(3, "processing", &["-1.00"])).await;
    shop.run_jobs().await;
    let noted = only_order(&shop).await;
    assert_eq!((&noted["state"], &noted["refunded"]), (&json!("delivered"), &json!("1.00")));
    woo_shop.tells("order.deleted", &json!({ "id": 727 })).await;
    woo_shop.tells("order.restored", &woo(4, "processing", &["-1.00"])).await;
    shop.run_jobs().await;
    assert_eq!(only_order(&shop).await["state"], "paid", "restored, it is what it was");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_kept_and_counted_and_stops_nothing() {
    let shop = TestApp::start().await;
    let web = Web::connect(&shop, "woocommerce").await;
    let mut odd = woo(1, "processing", &[]);
    odd["total"] = json!("a lot");
    web.tells("order.updated", &odd).await;
    web.tells("order.updated", &json!([1])).await;
    web.tells("product.updated", &json!({ "id": 5 })).await;
    web.tells("order.updated", &woo(2, "parked-by-a-plugin", &[])).await;
    shop.run_jobs().await;
    assert_eq!(only_order(&shop).await["state"], "placed");
    let listed = shop.get("/orders/connections").await.json;
    assert_eq!(listed["items"][0]["failed"], 2, "{listed}");
    web.tells("order.deleted", &json!({ "id": 727 })).await;
    shop.run_jobs().await;
    assert_eq!(only_order(&shop).await["state"], "cancelled");
    let refused = shop.post("/orders/connections", json!({ "kind": "shopify", "name": "Web" })).await;
    assert_eq!(refused.code(), "invalid_value", "Shopify's secret is Shopify's");
    shop.stop().await;
}
