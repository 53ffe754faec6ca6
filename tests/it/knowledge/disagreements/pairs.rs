//! Every pair of `pairs.toml` in a shop of its own two sources: what only looks like a disagreement is never found, and of
//! the true ones most are.

use std::fmt::Write as _;

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::shop::{Shop, id};
use super::open;

/// Found at least, of a hundred true ones. A false alarm costs more than a miss.
const LEAST: usize = 85;

#[derive(Deserialize)]
struct Data {
    pair: Vec<Pair>,
}

#[derive(Deserialize)]
struct Pair {
    language: String,
    a: String,
    b: String,
    a_title: Option<String>,
    b_title: Option<String>,
    disagree: Option<String>,
    why: Option<String>,
}

async fn add(shop: &Shop, title: Option<&str>, text: &str) -> Value {
    let (status, source) = shop
        .send(Method::POST, "/knowledge/sources", &json!({ "kind": "text", "title": title, "text": text }))
        .await;
    assert_eq!(status, StatusCode::CREATED, "{source}");
    source
}

#[tokio::test]
async fn true_disagreements_are_found_and_what_looks_like_one_is_not() {
    let data: Data = toml::from_str(include_str!("pairs.toml")).unwrap();
    let shop = Shop::open().await;
    let (mut expected, mut met, mut missed, mut wrong) = (0, 0, String::new(), String::new());
    for pair in &data.pair {
        let language = pair.language.split('/').next().unwrap_or_default();
        let (status, told) = shop.send(Method::PATCH, "/shop", &json!({ "language": language })).await;
        assert_eq!(status, StatusCode::OK, "{told}");
        let sources = [
            add(&shop, pair.a_title.as_deref(), &pair.a).await,
            add(&shop, pair.b_title.as_deref(), &pair.b).await,
        ];
        shop.run_jobs().await;
        let found: Vec<String> =
            open(&shop).await.iter().map(|found| found["kind"].as_str().unwrap().to_owned()).collect();
        match &pair.disagree {
            Some(kind) => {
                expected += 1;
                if found.contains(kind) {
                    met += 1;
                } else {
                    let _ = writeln!(missed, "[{}] {kind} {found:?}: {} | {}", pair.language, pair.a, pair.b);
                }
            }
            None if found.is_empty() => {}
            None => {
                let why = pair.why.as_deref().unwrap_or_default();
                let _ = writeln!(wrong, "[{}] {found:?} {why}: {} | {}", pair.language, pair.a, pair.b);
            }
        }
        for source in sources {
            let path = format!("/knowledge/sources/{}", id(&source));
            assert_eq!(Shop::answer(shop.request(Method::DELETE, &path)).await.0, StatusCode::NO_CONTENT);
        }
    }
    println!("found {met} of {expected}; missed:\n{missed}wrong:\n{wrong}");
    assert!(wrong.is_empty(), "false alarms:\n{wrong}");
    assert!(met * 100 >= expected * LEAST, "found {met} of {expected}; missed:\n{missed}");
    assert!(data.pair.len() >= 80);
}
