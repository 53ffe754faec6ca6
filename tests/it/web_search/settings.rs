//! What the owner sets: the key goes in and never comes out, names of sites are made plain, and a try shows what would be found.

use serde_json::{Value, json};

use super::web::Web;
use super::{ASKED, PAGE, SITE, Shop};
use crate::support::TestApp;

#[tokio::test]
async fn the_key_never_comes_out_and_names_are_made_plain() {
    let shop = Shop::open().await;
    let before = shop.test.get("/web-search/settings").await.json;
    assert_eq!(before["model_can_search"], false, "the built-in model searches nothing");
    assert_eq!(
        (&before["way"], &before["daily_limit"], &before["price_micros"]),
        (&json!("off"), &json!(100), &json!(5_000))
    );
    let domains = json!(["https://Example.COM/", " bücher.de ", "*.help.example.org", "example.com", ""]);
    let saved = shop.search(json!({ "domains": domains })).await;
    assert_eq!(saved["domains"], json!(["example.com", "xn--bcher-kva.de", "help.example.org"]));
    assert_eq!(saved["key_set"], true);
    assert!(!saved.to_string().contains("brave-key"), "{saved}");
    let deeds = shop.test.get("/audit").await.json.to_string();
    assert!(deeds.contains("web_search.settings_changed") && !deeds.contains("brave-key"), "{deeds}");
    let files = std::fs::read_dir(shop.test.folder())
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.unwrap().path()).ok());
    let files: Vec<Vec<u8>> = files.collect();
    let holds = |file: &Vec<u8>, word: &[u8]| file.windows(word.len()).any(|bytes| bytes == word);
    assert!(files.iter().any(|file| holds(file, b"help.example.org")), "the settings lie there");
    assert!(!files.iter().any(|file| holds(file, b"brave-key")), "sealed where it lies");

    // It stays while the place it is sent to stays.
    let same = json!({"way": "brave", "base_url": shop.web.url(), "domains": [SITE], "daily_limit": 5, "price_micros": 0});
    assert_eq!(shop.test.put("/web-search/settings", same.clone()).await.json["key_set"], true);
    let mut elsewhere = same;
    elsewhere["base_url"] = json!("https://search.example");
    let refused = shop.test.put("/web-search/settings", elsewhere).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_settings"));
    assert!(refused.json["error"]["fields"]["key"].is_string(), "{}", refused.json);
    shop.close().await;
}

#[tokio::test]
async fn names_that_name_no_site_are_refused_with_a_sentence() {
    let test = TestApp::start().await;
    for (domain, says) in [
        ("com", "not the name of a site"),
        ("co.uk", "Everybody can have a site"),
        ("wordpress.com", "Everybody can have a site"),
        ("example.com/help", "Leave out"),
        ("exam ple.com", "not the name of a site"),
        ("127.0.0.1", "not the name of a site"),
    ] {
        let settings = json!({"way": "searxng", "base_url": "http://127.0.0.1:9", "domains": ["a.example", domain],
            "daily_limit": 5, "price_micros": 0});
        let refused = test.put("/web-search/settings", settings).await;
        let words = refused.json["error"]["fields"]["domains"].as_str().unwrap_or_default().to_owned();
        assert_eq!(refused.status.as_u16(), 422, "{domain}");
        assert!(words.contains(says) && words.starts_with(domain), "{domain}: {words}");
    }
    test.stop().await;
}

#[tokio::test]
async fn a_try_shows_what_would_be_found_and_touches_no_customer() {
    let shop = Shop::open().await;
    let (web, other) = (shop.web.clone(), Web::start().await);
    let felt = web.holds(SITE, "/felt", PAGE);
    other.holds(SITE, "/other", PAGE);
    web.holds("evil.localhost", "/felt", PAGE);
    let settings = json!({"way": "brave", "base_url": web.url(), "key": "k", "domains": [SITE], "daily_limit": 5, "price_micros": 7_000});
    let asked = json!({"question": format!("{ASKED} Call me: +39 333 123 4567"), "settings": settings});
    let tried = shop.test.post("/web-search/test", asked).await.json;
    assert_eq!(tried["sent"], "How is felt washed Call me", "{tried:#}");
    assert_eq!((&tried["fault"], &tried["left_out"]), (&Value::Null, &json!(1)), "{tried:#}");
    assert_eq!(tried["found"], json!([{"title": "About /felt", "url": felt, "site": SITE}]));
    assert_eq!(web.read(), Vec::<String>::new(), "no page is read");
    assert_eq!(shop.test.get("/web-search/settings").await.json["way"], "off", "nothing is saved");
    assert_eq!(shop.test.get("/web-search/settings").await.json["today"], 1, "it counts");
    assert_eq!(shop.test.get("/replies/costs").await.json["today"]["spent_micros"], 7_000, "and is paid");
    let nothing = shop.test.post("/web-search/test", json!({"question": " "})).await;
    assert_eq!((nothing.status.as_u16(), nothing.code()), (422, "invalid_trial"));
    shop.close().await;
}
