//! The orders a web shop had before: a stand-in over loopback HTTP that gives pages, asks for patience and refuses keys.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::numbers;
use crate::support::TestApp;

/// What the stand-in saw and how it answers.
#[derive(Default)]
struct Seen {
    asked: Vec<String>,
    /// Answers that say to come later, before the next good one.
    busy: usize,
    /// What goes wrong instead of the next good answers.
    wrong: Vec<Wrong>,
}

/// What hosts of small shops do.
enum Wrong {
    /// The connection is cut in the middle of the page.
    Cut,
    /// The host answers in the shop's place while it is mended.
    Mended,
}

impl Wrong {
    fn answer(&self) -> Response {
        match self {
            Self::Cut => {
                let pieces = [Ok("[{\"id\": 1, "), Err(std::io::Error::other("cut"))];
                Body::from_stream(futures_util::stream::iter(pieces)).into_response()
            }
            Self::Mended => "<html>Back soon</html>".into_response(),
        }
    }
}

type Web = Arc<Mutex<Seen>>;

/// Orders of the stand-in.
const ORDERS: usize = 120;

/// `2026-01-01T00:00:00` and a minute for each; ten of them share one second.
fn created(at: usize) -> String {
    let minute = if (40..50).contains(&at) { 40 } else { at };
    format!("2026-01-01T{:02}:{:02}:00", minute / 60, minute % 60)
}

fn woo_order(at: usize) -> Value {
    json!({
        "id": at + 1, "number": (at + 1).to_string(), "status": "completed", "currency": "EUR", "total": "1.10",
        "date_created_gmt": created(at), "date_modified_gmt": created(at), "billing": {}, "line_items": [], "refunds": [],
    })
}

fn shopify_order(at: usize) -> Value {
    json!({
        "id": at + 1, "name": format!("#{}", at + 1), "financial_status": "paid", "currency": "EUR", "total_price": "2.20",
        "created_at": format!("{}Z", created(at)), "updated_at": format!("{}Z", created(at)), "line_items": [], "refunds": [],
    })
}

fn busy(web: &Web, asked: String) -> Option<Response> {
    let mut seen = web.lock();
    seen.asked.push(asked);
    if seen.busy > 0 {
        seen.busy -= 1;
        return Some((StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]).into_response());
    }
    seen.wrong.pop().map(|wrong| wrong.answer())
}

async fn woo(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    if headers.get("authorization").is_none_or(|key| key != "Basic Y2tfMTpjc18x") {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    if let Some(later) = busy(&web, asked.get("after").cloned().unwrap_or_default()) {
        return later;
    }
    let after = asked.get("after").map_or("", String::as_str);
    let size: usize = asked["per_page"].parse().unwrap();
    let page: Vec<Value> =
        (0..ORDERS).filter(|at| created(*at).as_str() > after).take(size).map(woo_order).collect();
    Json(page).into_response()
}

async fn shopify(
    State(web): State<Web>,
    headers: HeaderMap,
    Query(asked): Query<HashMap<String, String>>,
) -> Response {
    if headers.get("x-shopify-access-token").is_none_or(|key| key != "shpat_1") {
        return StatusCode::FORBIDDEN.into_response();
    }
    if let Some(later) = busy(&web, asked["since_id"].clone()) {
        return later;
    }
    let (since, size): (usize, usize) = (asked["since_id"].parse().unwrap(), asked["limit"].parse().unwrap());
    let page: Vec<Value> = (since..ORDERS).take(size).map(shopify_order).collect();
    Json(json!({ "orders": page })).into_response()
}

async fn stand_in() -> (Web, String) {
    let web = Web::default();
    let routes = Router::new()
        .route("/wp-json/wc/v3/orders", get(woo))
        .route("/admin/api/2026-01/orders.json", get(shopify))
        .with_state(Arc::clone(&web));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    (web, address)
}

async fn shop_that_may_dial_loopback() -> TestApp {
    TestApp::start_owned_with(|config| {
        config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await
}

async fn connect(shop: &TestApp, kind: &str) -> String {
    let made = shop
        .post("/orders/connections", json!({ "kind": kind, "name": "Web", "secret": "0123456789abcdef" }))
        .await;
    assert_eq!(made.status, 201, "{}", made.json);
    made.json["id"].as_str().unwrap().to_owned()
}

async fn pull(shop: &TestApp, id: &str, address: &str, key: &str) {
    let wanted = json!({ "address": address, "key": key, "key_secret": "cs_1" });
    let asked = shop.post(&format!("/orders/connections/{id}/history"), wanted).await;
    assert_eq!(
        (asked.status.as_u16(), &asked.json["history"]["state"]),
        (202, &json!("pulling")),
        "{}",
        asked.json
    );
}

async fn history(shop: &TestApp) -> Value {
    shop.run_jobs().await;
    shop.get("/orders/connections").await.json["items"][0]["history"].clone()
}

/// Lets time pass until nothing is pulled any more.
async fn to_the_end(shop: &TestApp) -> Value {
    for _ in 0..40 {
        let now = history(shop).await;
        if now["state"] != "pulling" {
            return now;
        }
        shop.advance(Duration::from_secs(1));
    }
    panic!("it does not end: {}", history(shop).await)
}

async fn count(shop: &TestApp) -> usize {
    let page = shop.get("/orders?limit=100").await.json;
    let rest = page["next_cursor"].as_str().map(|cursor| format!("/orders?limit=100&cursor={cursor}"));
    let more = match rest {
        Some(path) => shop.get(&path).await.json["items"].as_array().unwrap().len(),
        None => 0,
    };
    page["items"].as_array().unwrap().len() + more
}

#[tokio::test(flavor = "multi_thread")]
async fn every_order_comes_once_page_by_page_at_the_shops_pace() {
    for (kind, key) in [("woocommerce", "ck_1"), ("shopify", "shpat_1")] {
        let (web, address) = stand_in().await;
        let shop = shop_that_may_dial_loopback().await;
        let id = connect(&shop, kind).await;
        pull(&shop, &id, &format!("{address}/"), key).await;
        let first = history(&shop).await;
        assert_eq!(
            (&first["state"], &first["orders"]),
            (&json!("pulling"), &json!(50)),
            "{kind}: one page at a time"
        );
        web.lock().busy = 1;
        shop.advance(Duration::from_secs(1));
        assert_eq!(history(&shop).await["orders"], 50, "{kind}: the shop asks for patience");
        shop.advance(Duration::from_secs(3));
        let asked = web.lock().asked.len();
        history(&shop).await;
        assert_eq!(web.lock().asked.len(), asked, "{kind}: and gets it");
        let end = to_the_end(&shop).await;
        assert_eq!(end["state"], "done", "{kind}: {end}");
        assert_eq!(count(&shop).await, ORDERS, "{kind}");
        // Once more from the beginning: nothing is there twice.
        pull(&shop, &id, &address, key).await;
        assert_eq!(to_the_end(&shop).await["state"], "done");
        assert_eq!(count(&shop).await, ORDERS, "{kind}");
        shop.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_goes_on_after_the_program_was_stopped_and_a_wrong_key_ends_it_with_words() {
    let (_, address) = stand_in().await;
    let shop = shop_that_may_dial_loopback().await;
    let id = connect(&shop, "shopify").await;
    pull(&shop, &id, &address, "shpat_wrong").await;
    let refused = history(&shop).await;
    assert_eq!((&refused["state"], &refused["reason"]), (&json!("failed"), &json!("key_refused")));
    pull(&shop, &id, &format!("{address}/elsewhere"), "shpat_1").await;
    assert_eq!(history(&shop).await["reason"], "no_such_shop");
    pull(&shop, &id, &address, "shpat_1").await;
    assert_eq!(history(&shop).await["orders"], 50);
    // What a stop leaves is rows: the next page is due, and whoever runs it begins where the last one ended.
    shop.app.worker.reclaim().await.unwrap();
    assert_eq!(to_the_end(&shop).await["orders"], ORDERS);
    assert_eq!(numbers(&shop, "?limit=1").await, ["#120"]);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_and_a_shop_being_mended_are_waited_for() {
    for (kind, key) in [("woocommerce", "ck_1"), ("shopify", "shpat_1")] {
        let (web, address) = stand_in().await;
        let shop = shop_that_may_dial_loopback().await;
        let id = connect(&shop, kind).await;
        web.lock().wrong = vec![Wrong::Cut];
        pull(&shop, &id, &address, key).await;
        let cut = history(&shop).await;
        assert_eq!((&cut["state"], &cut["orders"]), (&json!("pulling"), &json!(0)), "{kind}: {cut}");
        shop.advance(Duration::from_secs(30));
        assert_eq!(history(&shop).await["orders"], 50, "{kind}: the same page again");
        web.lock().wrong = vec![Wrong::Cut, Wrong::Mended];
        for _ in 0..2 {
            shop.advance(Duration::from_secs(30));
            let waits = history(&shop).await;
            assert_eq!(
                (&waits["state"], &waits["orders"]),
                (&json!("pulling"), &json!(50)),
                "{kind}: {waits}"
            );
        }
        shop.advance(Duration::from_secs(30));
        assert_eq!(to_the_end(&shop).await["state"], "done", "{kind}");
        assert_eq!(count(&shop).await, ORDERS, "{kind}");
        // A shop that never gave an order and answers with a page is none.
        web.lock().wrong = vec![Wrong::Mended];
        pull(&shop, &id, &address, key).await;
        assert_eq!(history(&shop).await["reason"], "no_such_shop", "{kind}");
        shop.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_inside_the_shops_own_network_is_never_dialled() {
    let (web, address) = stand_in().await;
    let shop = TestApp::start().await;
    let id = connect(&shop, "woocommerce").await;
    pull(&shop, &id, &address, "ck_1").await;
    let end = history(&shop).await;
    assert_eq!((&end["state"], &end["reason"]), (&json!("failed"), &json!("private_address")), "{end}");
    assert!(web.lock().asked.is_empty());
    let odd = shop
        .post(&format!("/orders/connections/{id}/history"), json!({ "address": "ftp://x", "key": "k" }))
        .await;
    assert_eq!(odd.code(), "invalid_value");
    shop.stop().await;
}
