//! A search that comes to nothing: a service that refuses, fails, hangs or says nonsense, a limit that is reached, a person who
//! does not wait. Each customer has an end all the same, and a service that fails is left alone.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::web::Answers;
use super::{ASKED, DECLINED, FELT, PAGE, SITE, Shop, searched};

#[tokio::test]
async fn a_service_that_fails_costs_no_customer_an_end() {
    let mut shop = Shop::open().await;
    shop.web.holds(SITE, "/felt", PAGE);
    for (way, answers, fault) in [
        ("brave", Answers::Status(401), "key_refused"),
        ("brave", Answers::Status(422), "key_refused"),
        ("brave", Answers::Status(429), "busy"),
        ("brave", Answers::Status(500), "service_fault"),
        ("brave", Answers::Status(302), "service_fault"),
        ("brave", Answers::Text("not JSON"), "bad_answer"),
        ("brave", Answers::Text("<html>Sign in</html>"), "bad_answer"),
        ("brave", Answers::Text("[]"), "bad_answer"),
        ("brave", Answers::TenMegabytes, "bad_answer"),
        ("searxng", Answers::Status(403), "no_json"),
        ("searxng", Answers::Status(429), "busy"),
        ("searxng", Answers::Text("{}"), "bad_answer"),
        ("searxng", Answers::Hangs, "too_slow"),
    ] {
        shop.search(json!({ "way": way, "key": if way == "brave" { "k" } else { "" } })).await;
        shop.web.answers(answers);
        let (received, run) = shop.asks(ASKED).await;
        assert_eq!(received, [DECLINED], "{answers:?}: {run:#}");
        assert_eq!(searched(&run), Some(format!("{way}: {fault}")), "{answers:?}");
        assert_eq!(run["cost"], 0, "{answers:?}: what fails is not paid");
        let settings = shop.test.get("/web-search/settings").await.json;
        assert_eq!(settings["fault"], fault, "{answers:?}: {settings:#}");
        if answers != Answers::Hangs {
            let tried = shop.test.post("/web-search/test", json!({ "question": ASKED })).await.json;
            assert_eq!(tried["fault"], fault, "{answers:?}: {tried:#}");
        }
    }
    // An empty answer of Brave's is an answer.
    shop.search(json!({})).await;
    shop.web.answers(Answers::Text("{}"));
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("found 0"));
    shop.search(json!({ "base_url": "http://127.0.0.1:1" })).await;
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("brave: unreachable"));
    shop.close().await;
}

#[tokio::test]
async fn a_service_that_refuses_is_left_alone_and_tried_later() {
    let mut shop = Shop::open().await;
    shop.search(json!({})).await;
    shop.web.holds(SITE, "/felt", PAGE);
    shop.web.answers(Answers::Status(401));
    shop.asks(ASKED).await;
    let (_, run) = shop.asks(ASKED).await;
    assert_eq!((searched(&run).as_deref(), shop.web.asked().len()), (Some("brave: circuit_open"), 1));
    let settings = shop.test.get("/web-search/settings").await.json;
    assert_eq!(
        (&settings["state"], &settings["fault"]),
        (&json!("open"), &json!("key_refused")),
        "{settings:#}"
    );
    shop.web.answers(Answers::Results);
    shop.test.advance(Duration::from_secs(31));
    let (received, _) = shop.asks(ASKED).await;
    assert!(received[0].starts_with(FELT), "{received:?}");
    assert_eq!(shop.test.get("/web-search/settings").await.json["state"], "closed");
    shop.close().await;
}

#[tokio::test]
async fn searches_end_with_the_days_limit_and_with_the_money() {
    let mut shop = Shop::open().await;
    shop.search(json!({"daily_limit": 1})).await;
    shop.web.holds(SITE, "/felt", PAGE);
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("found 1"));
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("brave: day_limit"));
    assert_eq!(shop.web.asked().len(), 1);
    let tried = shop.test.post("/web-search/test", json!({ "question": ASKED })).await.json;
    assert_eq!(tried["fault"], "day_limit", "{tried:#}");

    // One search is spent; another would pass the owner's limit.
    shop.search(json!({})).await;
    let budget = json!({"mode": "answer", "burst_wait_ms": 900, "daily_budget_micros": 5_000});
    assert!(shop.test.put("/replies/settings", budget).await.status.is_success());
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("budget_spent"));
    shop.search(json!({"price_micros": 0})).await;
    assert_eq!(searched(&shop.asks(ASKED).await.1).as_deref(), Some("found 1"), "what costs nothing goes on");

    shop.test.advance(Duration::from_hours(24));
    shop.test.sign_in().await;
    assert_eq!(shop.test.get("/web-search/settings").await.json["today"], 0, "a new day");
    shop.close().await;
}

#[tokio::test]
async fn a_result_that_is_none_spoils_no_other() {
    let mut shop = Shop::open().await;
    shop.search(json!({"way": "searxng", "key": ""})).await;
    let page = shop.web.holds(SITE, "/felt", PAGE);
    let long = format!("{page}?{}", "a".repeat(4_000));
    let results = json!({"results": [Value::Null, 5, {"url": 5}, {"title": "No address"}, {"url": long, "title": "Long"},
        {"url": page, "title": null}]});
    shop.web.answers(Answers::Text(results.to_string().leak()));
    let tried = shop.test.post("/web-search/test", json!({ "question": ASKED })).await.json;
    assert_eq!(tried["found"], json!([{"url": page, "title": "", "site": SITE}]), "{tried:#}");
    assert_eq!(tried["left_out"], 1, "no message has room for the long one: {tried:#}");
    let (received, run) = shop.asks(ASKED).await;
    assert_eq!(received, [format!("{FELT}\n\n{page}")], "{run:#}");

    shop.web.answers(Answers::Text(r#"{"results": [{"link": "https://help.localhost"}]}"#));
    let (_, run) = shop.asks(ASKED).await;
    assert_eq!(
        searched(&run).as_deref(),
        Some("searxng: bad_answer"),
        "where none is one, somebody must know"
    );
    let turned =
        Answers::Text(r#"{"results": [{"url": "https://help.localhost", "title": "\u202ea\n\u0000b"}]}"#);
    shop.web.answers(turned);
    let tried = shop.test.post("/web-search/test", json!({ "question": ASKED })).await.json;
    assert_eq!(tried["found"][0]["title"], "a b", "{tried:#}");
    shop.close().await;
}

#[tokio::test]
async fn a_site_taken_away_meanwhile_is_not_quoted() {
    let shop = Shop::open().await;
    shop.web.holds(SITE, "/felt", PAGE);
    for change in [json!({"way": "off"}), json!({"domains": ["other.localhost"]})] {
        shop.search(json!({})).await;
        shop.web.answers(Answers::Late);
        let asked_before = shop.web.asked().len();
        let change = async {
            let is_asked = async || shop.web.asked().len() > asked_before;
            shop.test.until("the service is asked", is_asked).await;
            shop.search(change).await;
            shop.web.answers(Answers::Results);
        };
        let trial = json!({"question": ASKED, "variants": [{"model": "as_set"}]});
        let (tried, ()) = tokio::join!(shop.test.post("/replies/try", trial), change);
        let tried = &tried.json["results"][0];
        assert_eq!(
            (&tried["said"], searched(tried).as_deref()),
            (&json!(DECLINED), Some("found 0")),
            "{tried:#}"
        );
    }
    shop.close().await;
}

#[tokio::test]
async fn a_person_who_stops_it_waits_for_no_service() {
    let shop = Shop::open().await;
    shop.search(json!({})).await;
    shop.web.answers(Answers::Hangs);
    let customer = shop.test.customer("+393331112222");
    customer.says(ASKED).await;
    shop.test.run_jobs().await;
    shop.test.advance(Duration::from_secs(2));
    let conversation = shop.test.only_conversation().await;
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    let stopping = async {
        let step = async || shop.test.get(&path).await.json["reply"]["step"].clone();
        shop.test
            .until("it searches the web", async || {
                step().await == "searching_web" && shop.web.asked().len() == 1
            })
            .await;
        let begun = Instant::now();
        assert_eq!(shop.test.delete(&format!("{path}/reply")).await.status, 204);
        shop.test.until("nothing shows any more", async || step().await.is_null()).await;
        assert!(begun.elapsed() < Duration::from_secs(3), "it waited for the service");
    };
    shop.test.beside(2, stopping).await;
    assert!(customer.received().is_empty());
    let settings = shop.test.get("/web-search/settings").await.json;
    assert_eq!(
        (&settings["state"], &settings["fault"]),
        (&json!("closed"), &Value::Null),
        "our end is no failure of it"
    );
    shop.close().await;
}
