//! What a source said before: kept with every change, shown, brought back.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::shop::{Shop, id};

async fn versions(shop: &Shop, source: &Value) -> Vec<Value> {
    let list = shop.get(&format!("/knowledge/sources/{}/versions", id(source))).await;
    list["items"].as_array().unwrap().clone()
}

async fn change(shop: &Shop, source: &Value, body: Value) {
    let (status, answer) =
        shop.send(Method::PATCH, &format!("/knowledge/sources/{}", id(source)), &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    shop.run_jobs().await;
}

async fn bring_back(shop: &Shop, source: &Value, version: &Value) -> StatusCode {
    let path = format!("/knowledge/sources/{}/versions/{}/restore", id(source), id(version));
    let (status, _) = shop.send(Method::POST, &path, &json!({})).await;
    shop.run_jobs().await;
    status
}

#[tokio::test]
async fn a_change_can_be_seen_and_taken_back_and_that_too() {
    let shop = Shop::open().await;
    let source = shop.add_text("Prices", "Bread costs 2 euro.").await;
    assert!(versions(&shop, &source).await.is_empty());
    change(&shop, &source, json!({ "text": "Bread costs 3 euro." })).await;
    // The same again is no change.
    change(&shop, &source, json!({ "text": "Bread costs 3 euro." })).await;
    let kept = versions(&shop, &source).await;
    assert_eq!((kept.len(), kept[0]["replaced_by"].as_str()), (1, Some("person")), "{kept:?}");
    let path = format!("/knowledge/sources/{}/versions/{}", id(&source), id(&kept[0]));
    assert_eq!(shop.get(&path).await["text"], "Bread costs 2 euro.");

    assert_eq!(bring_back(&shop, &source, &kept[0]).await, StatusCode::ACCEPTED);
    assert_eq!(shop.first("bread").await.unwrap(), "Bread costs 2 euro.");
    let kept = versions(&shop, &source).await;
    assert_eq!(kept.len(), 2);
    bring_back(&shop, &source, &kept[0]).await;
    assert_eq!(shop.first("bread").await.unwrap(), "Bread costs 3 euro.");

    let other = shop.add_text("Other", "Nothing of it.").await;
    assert_eq!(
        bring_back(&shop, &other, &kept[0]).await,
        StatusCode::NOT_FOUND,
        "versions stay with their source"
    );
}

#[tokio::test]
async fn answers_to_questions_come_back_with_their_phrasings() {
    let shop = Shop::open().await;
    let pair = |answer: &str| json!({ "question": "Is there parking?", "answer": answer, "phrasings": ["where can I park"] });
    let source = shop.add(json!({ "kind": "faq", "pairs": [pair("Behind the house."), { "question": "b?", "answer": "c" }] })).await;
    change(&shop, &source, json!({ "pairs": [pair("No.")] })).await;
    assert_eq!(shop.first("where can I park").await.unwrap(), "No.");
    let kept = versions(&shop, &source).await;
    bring_back(&shop, &source, &kept[0]).await;
    assert_eq!(shop.first("where can I park").await.unwrap(), "Behind the house.");
    assert_eq!(shop.source(&source).await["pairs"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn only_so_many_are_kept() {
    let shop = Shop::open().await;
    let source = shop.add_text("Count", "Number 0.").await;
    for number in 1..=25 {
        change(&shop, &source, json!({ "text": format!("Number {number}.") })).await;
    }
    let kept = versions(&shop, &source).await;
    assert_eq!(kept.len(), 20);
    let path = |version: &Value| format!("/knowledge/sources/{}/versions/{}", id(&source), id(version));
    assert_eq!(shop.get(&path(&kept[0])).await["text"], "Number 24.");
    assert_eq!(shop.get(&path(&kept[19])).await["text"], "Number 5.");
}

#[tokio::test]
async fn a_page_that_says_something_else_keeps_what_it_said() {
    let site = super::site_server::Site::open(&shopbell::clock::Clock::system(), 3).await;
    let shop = Shop::open_with(|config| {
        config.knowledge.fetch_allow_networks = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    let source = shop.add(json!({ "kind": "page", "url": format!("{}/it/p1", site.address) })).await;
    site.today.lock().changed = vec!["/it/p1".to_owned()];
    let again = format!("/knowledge/sources/{}/retry", id(&source));
    shop.send(Method::POST, &again, &json!({})).await;
    shop.run_jobs().await;
    let kept = versions(&shop, &source).await;
    assert_eq!((kept.len(), kept[0]["replaced_by"].as_str()), (1, Some("reading")), "{kept:?}");
    bring_back(&shop, &source, &kept[0]).await;
    let now = shop.source(&source).await;
    assert_eq!((now["corrected"].as_bool(), now["state"].as_str()), (Some(true), Some("ready")));
    assert!(!now["text"].as_str().unwrap().contains("New from today"));
}
