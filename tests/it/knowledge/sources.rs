//! Texts and questions with answers, through the API: added, found, changed, removed, kept.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shopbell::actor::Role;

use super::shop::{Shop, id};

#[tokio::test]
async fn a_pasted_text_is_found_by_what_it_says() {
    let shop = Shop::open().await;
    let source = shop
        .add_text("Delivery", "# Costs\nWe deliver for 5 euro within two days.\n# Area\nOnly in Turin.")
        .await;
    assert_eq!(source["state"], "ready");
    assert_eq!(source["chunks"], 2);
    assert_eq!(source["passages"][1]["heading"], "Area");

    let found = shop.search("how much does a delivry cost?").await;
    assert_eq!(found["mode"], "lexical");
    let first = &found["items"][0];
    assert_eq!(first["passage"], "We deliver for 5 euro within two days.");
    assert_eq!(first["title"], "Delivery › Costs");
    assert_eq!(first["source_id"], source["id"]);
    let coverage = first["coverage"].as_f64().unwrap();
    assert!(coverage > 0.05 && coverage <= 1.0, "{first}");
    assert_eq!(shop.search("xyzzy").await["items"], json!([]));
}

#[tokio::test]
async fn questions_are_found_by_every_way_to_ask_them() {
    let shop = Shop::open().await;
    let source = shop
        .add(json!({ "kind": "faq", "pairs": [
            { "question": "When are you open?", "answer": "Monday to Friday, 9 to 18.", "phrasings": ["opening hours", "orari di apertura"] },
            { "question": "Is there parking?", "answer": "Behind the house." },
        ]}))
        .await;
    assert_eq!(
        (source["state"].as_str(), source["title"].as_str()),
        (Some("ready"), Some("When are you open?"))
    );
    assert_eq!(source["pairs"][0]["phrasings"][1], "orari di apertura");
    for question in ["when are you open", "opening hours", "orari apertura", "9 to 18"] {
        let found = shop.search(question).await;
        assert_eq!(found["items"][0]["passage"], "Monday to Friday, 9 to 18.", "{question}");
        assert_eq!(found["items"][0]["question"], "When are you open?");
    }
    assert_eq!(shop.first("can I park the car").await.as_deref(), Some("Behind the house."));
}

#[tokio::test]
async fn a_changed_source_is_found_as_it_is_now() {
    let shop = Shop::open().await;
    let source = shop.add_text("Prices", "Bread costs 2 euro.").await;
    let path = format!("/knowledge/sources/{}", id(&source));
    let (status, changed) =
        shop.send(Method::PATCH, &path, &json!({ "title": "Bakery", "text": "Cake costs 9 euro." })).await;
    assert_eq!((status, changed["state"].as_str()), (StatusCode::OK, Some("queued")));
    // What was known stays findable until the new text is read, under its new title already.
    assert_eq!(shop.search("bakery").await["items"][0]["passage"], "Bread costs 2 euro.");
    shop.run_jobs().await;
    assert_eq!(shop.first("bread").await, None);
    assert_eq!(shop.search("cake").await["items"][0]["title"], "Bakery");

    let (status, error) =
        shop.send(Method::PATCH, &path, &json!({ "pairs": [{ "question": "a", "answer": "b" }] })).await;
    assert_eq!(
        (status, error["error"]["code"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("wrong_kind"))
    );
}

#[tokio::test]
async fn chunks_that_stay_the_same_keep_their_ids() {
    let shop = Shop::open().await;
    let source = shop.add_text("Shop", "# One\nfirst\n# Two\nsecond").await;
    let path = format!("/knowledge/sources/{}", id(&source));
    shop.send(Method::PATCH, &path, &json!({ "text": "# Zero\nnew\n# One\nfirst\n# Two\nother" })).await;
    shop.run_jobs().await;
    let after = shop.source(&source).await;
    assert_eq!(after["passages"][1]["id"], source["passages"][0]["id"]);
    assert_ne!(after["passages"][2]["id"], source["passages"][1]["id"]);
    assert_eq!(after["chunks"], 3);
}

#[tokio::test]
async fn a_removed_source_is_gone_from_search_at_once() {
    let shop = Shop::open().await;
    let source = shop.add_text("Prices", "Bread costs 2 euro.").await;
    let path = format!("/knowledge/sources/{}", id(&source));
    let (status, _) = Shop::answer(shop.request(Method::DELETE, &path)).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(shop.first("bread").await, None);
    let (status, error) = Shop::answer(shop.request(Method::DELETE, &path)).await;
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
    let audit = shop.get("/audit").await;
    let actions: Vec<_> =
        audit["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert!(actions.contains(&"knowledge.removed") && actions.contains(&"knowledge.added"), "{actions:?}");
}

#[tokio::test]
async fn a_source_removed_or_changed_while_it_waits_is_no_trouble() {
    let shop = Shop::open().await;
    let text = json!({ "kind": "text", "title": "a", "text": "old words" });
    let (_, removed) = shop.send(Method::POST, "/knowledge/sources", &text).await;
    let (_, changed) = shop.send(Method::POST, "/knowledge/sources", &text).await;
    Shop::answer(shop.request(Method::DELETE, &format!("/knowledge/sources/{}", id(&removed)))).await;
    shop.send(
        Method::PATCH,
        &format!("/knowledge/sources/{}", id(&changed)),
        &json!({ "text": "new words" }),
    )
    .await;
    shop.run_jobs().await;
    assert_eq!(shop.first("words").await.as_deref(), Some("new words"));
    assert_eq!(shop.get("/jobs?state=dead").await["items"], json!([]));
}

#[tokio::test]
async fn what_was_known_is_known_after_a_restart() {
    let shop = Shop::open().await;
    shop.add_text("Prices", "Bread costs 2 euro.").await;
    let shop = shop.reopened().await;
    assert_eq!(shop.first("bread").await.as_deref(), Some("Bread costs 2 euro."));
}

#[tokio::test]
async fn mistakes_are_answered_with_words() {
    let shop = Shop::open().await;
    let cases: [(Value, StatusCode, &str); 7] = [
        (json!({ "kind": "text", "text": "  " }), StatusCode::UNPROCESSABLE_ENTITY, "invalid_source"),
        (
            json!({ "kind": "text", "text": "a".repeat(2 * 1024 * 1024 + 1) }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_source",
        ),
        (
            json!({ "kind": "text", "text": "a", "extra": 1 }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_request",
        ),
        (json!({ "kind": "dream", "text": "a" }), StatusCode::UNPROCESSABLE_ENTITY, "invalid_request"),
        (json!({ "kind": "faq", "pairs": [] }), StatusCode::UNPROCESSABLE_ENTITY, "invalid_source"),
        (
            json!({ "kind": "faq", "pairs": [{ "question": "?", "answer": " " }] }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_source",
        ),
        (
            json!({ "kind": "page", "url": "file:///etc/passwd" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "not_an_address",
        ),
    ];
    for (body, expected, code) in cases {
        let (status, error) = shop.send(Method::POST, "/knowledge/sources", &body).await;
        assert_eq!((status, error["error"]["code"].as_str()), (expected, Some(code)), "{error}");
    }
    let torn = shop
        .request(Method::POST, "/knowledge/sources")
        .header("content-type", "application/json")
        .body("{\"kind\":");
    let (status, error) = Shop::answer(torn).await;
    assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::BAD_REQUEST, Some("invalid_json")));
    let other =
        shop.request(Method::POST, "/knowledge/sources").header("content-type", "text/plain").body("hello");
    assert_eq!(Shop::answer(other).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(shop.get("/knowledge/sources").await["items"], json!([]));
}

#[tokio::test]
async fn lists_are_paged_newest_first() {
    let shop = Shop::open().await;
    for number in 0..3 {
        shop.add_text(&format!("Text {number}"), "words").await;
    }
    let page = shop.get("/knowledge/sources?limit=2").await;
    assert_eq!(page["items"][0]["title"], "Text 2");
    let rest =
        shop.get(&format!("/knowledge/sources?cursor={}", page["next_cursor"].as_str().unwrap())).await;
    assert_eq!((rest["items"][0]["title"].as_str(), rest["next_cursor"].is_null()), (Some("Text 0"), true));
}

#[tokio::test]
async fn only_those_who_may_change_knowledge_do() {
    let shop = Shop::open().await;
    let source = shop.add_text("Prices", "Bread costs 2 euro.").await;
    let trainee = shop.seen_by(Role::Trainee).await;
    assert_eq!(trainee.first("bread").await.as_deref(), Some("Bread costs 2 euro."));
    let path = format!("/knowledge/sources/{}", id(&source));
    for (method, path, body) in [
        (Method::POST, "/knowledge/sources".to_owned(), json!({ "kind": "text", "text": "a" })),
        (Method::PATCH, path.clone(), json!({ "title": "b" })),
        (Method::DELETE, path.clone(), json!({})),
        (Method::POST, format!("{path}/retry"), json!({})),
    ] {
        let (status, error) = trainee.send(method, &path, &body).await;
        assert_eq!((status, error["error"]["code"].as_str()), (StatusCode::FORBIDDEN, Some("not_allowed")));
    }
}

#[tokio::test]
async fn the_text_read_from_a_file_can_be_corrected_until_the_file_is_read_again() {
    let shop = Shop::open().await;
    let (_, source) = shop.upload("prices.txt", "text/plain", b"Bread costs 2 euro.".to_vec()).await;
    shop.run_jobs().await;
    let path = format!("/knowledge/sources/{}", id(&source));
    let (status, changed) = shop.send(Method::PATCH, &path, &json!({ "text": "Bread costs 3 euro." })).await;
    assert_eq!((status, changed["corrected"].as_bool()), (StatusCode::OK, Some(true)));
    shop.run_jobs().await;
    assert_eq!(shop.first("bread").await.as_deref(), Some("Bread costs 3 euro."));
    let (status, _) = Shop::answer(shop.request(Method::POST, &format!("{path}/retry"))).await;
    assert_eq!(status, StatusCode::ACCEPTED);
    shop.run_jobs().await;
    assert_eq!(shop.first("bread").await.as_deref(), Some("Bread costs 2 euro."));
}
