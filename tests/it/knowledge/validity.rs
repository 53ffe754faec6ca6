//! When a source counts: switched off, from a day on, until a day. The clock is asked at every question.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shopbell::clock::{Clock, Timestamp};

use super::shop::{Shop, id};

async fn set(shop: &Shop, source: &Value, validity: Value) -> (StatusCode, Value) {
    let path = format!("/knowledge/sources/{}", id(source));
    shop.send(Method::PATCH, &path, &json!({ "validity": validity })).await
}

#[tokio::test]
async fn easter_hours_count_from_their_first_minute_until_their_last() {
    let start: Timestamp = "2027-03-20T09:00:00Z".parse().unwrap();
    let clock = Clock::fixed(start);
    let shop = Shop::open_at(clock.clone(), |_| {}).await;
    let usual = shop.add_text("Hours", "On Saturday we are open from 9 to 18.").await;
    let easter = shop.add_text("Easter hours", "On Easter Saturday we are open from 9 to 13.").await;
    let validity =
        json!({ "enabled": true, "from": "2027-03-27T00:00:00Z", "until": "2027-03-29T00:00:00Z" });
    let (status, changed) = set(&shop, &easter, validity.clone()).await;
    assert_eq!(status, StatusCode::OK, "{changed}");
    assert_eq!(changed["validity"]["until"], "2027-03-29T00:00:00.000Z");
    let hits = |found: Value| found["items"].as_array().unwrap().len();

    assert_eq!(hits(shop.search("Easter Saturday open").await), 1, "not yet");
    clock.set("2027-03-26T23:59:59.999Z".parse().unwrap());
    assert_eq!(hits(shop.search("Easter Saturday open").await), 1);
    clock.advance(Duration::from_millis(1));
    assert_eq!(shop.search("Easter Saturday open").await["items"][0]["source_id"], easter["id"]);
    clock.set("2027-03-28T23:59:59.999Z".parse().unwrap());
    assert_eq!(hits(shop.search("Easter Saturday open").await), 2);
    clock.advance(Duration::from_millis(1));
    let over = shop.search("Easter Saturday open").await;
    assert_eq!((hits(over.clone()), &over["items"][0]["source_id"]), (1, &usual["id"]));
    // Nothing had to run for it, and a new start changes nothing.
    let shop = shop.reopened_at(clock.clone(), |_| {}).await;
    assert_eq!(hits(shop.search("Easter Saturday open").await), 1);
}

#[tokio::test]
async fn what_is_switched_off_crowds_nothing_out() {
    let shop = Shop::open().await;
    let pairs: Vec<Value> = (0..200)
        .map(|number| json!({ "question": format!("Do you sell bread number {number}?"), "answer": format!("Bread number {number} is sold.") }))
        .collect();
    let large = shop.add(json!({ "kind": "faq", "pairs": pairs })).await;
    let small = shop.add_text("Bread", "Bread is sold until noon.").await;
    assert_eq!(set(&shop, &large, json!({ "enabled": false })).await.0, StatusCode::OK);
    let found = shop.search("do you sell bread number").await;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["items"][0]["source_id"], small["id"]);
    assert_eq!(shop.source(&large).await["chunks"], 200, "it is kept");
    assert_eq!(set(&shop, &large, json!({ "enabled": true })).await.0, StatusCode::OK);
    assert_eq!(shop.first("bread number 77").await.unwrap(), "Bread number 77 is sold.");

    let backwards =
        json!({ "enabled": true, "from": "2027-03-29T00:00:00Z", "until": "2027-03-29T00:00:00Z" });
    let (status, error) = set(&shop, &small, backwards).await;
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("invalid_source"))
    );
}
