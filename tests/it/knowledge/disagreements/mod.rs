//! Where sources disagree: found with both sentences, decided, taken back, and what the assistant says until then.
//! The pairs are data, read from `pairs.toml`.

mod answers;
mod pairs;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::shop::{Shop, id};

/// What nobody decided.
async fn open(shop: &Shop) -> Vec<Value> {
    shop.get("/knowledge/disagreements").await["items"].as_array().unwrap().clone()
}

async fn decide(shop: &Shop, disagreement: &Value, winner: &str) -> Value {
    let path = format!("/knowledge/disagreements/{}/decision", id(disagreement));
    let (status, settled) = shop.send(Method::PUT, &path, &json!({ "winner": winner })).await;
    assert_eq!(status, StatusCode::OK, "{settled}");
    settled
}

async fn undo(shop: &Shop, disagreement: &Value) {
    let path = format!("/knowledge/disagreements/{}/decision", id(disagreement));
    let (status, body) = Shop::answer(shop.request(Method::DELETE, &path)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
}

/// Which side of a disagreement a source says.
fn side_of(disagreement: &Value, source: &Value) -> &'static str {
    let is = |side: &str| disagreement[side]["places"][0]["source_id"] == source["id"];
    if is("one") {
        "one"
    } else {
        assert!(is("other"), "{disagreement}");
        "other"
    }
}

async fn two_sundays(shop: &Shop) -> (Value, Value) {
    let page = shop
        .add_text("Opening hours", "On Sunday we are open from 10:00 to 13:00.\n\nAsk us about our breads.")
        .await;
    let leaflet = shop.add_text("About us", "On Sunday we are open from 10:00 to 14:00.").await;
    (page, leaflet)
}

#[tokio::test]
async fn two_closing_times_for_sunday_are_shown_with_their_places() {
    let shop = Shop::open().await;
    let (page, leaflet) = two_sundays(&shop).await;
    let found = open(&shop).await;
    let [disagreement] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((&disagreement["kind"], &disagreement["day"]), (&json!("hours"), &json!(7)));
    let side = &disagreement[side_of(disagreement, &page)];
    assert_eq!(side["text"], "On Sunday we are open from 10:00 to 13:00.");
    assert_eq!(side["places"][0]["title"], "Opening hours");
    let side = &disagreement[side_of(disagreement, &leaflet)];
    assert_eq!((&side["sources"], &side["states_more"]), (&json!(1), &json!(false)));

    // The text is mended: nothing is left to decide.
    let path = format!("/knowledge/sources/{}", id(&leaflet));
    let text = json!({ "text": "On Sunday we are open from 10:00 to 13:00." });
    assert_eq!(shop.send(Method::PATCH, &path, &text).await.0, StatusCode::OK);
    shop.run_jobs().await;
    assert!(open(&shop).await.is_empty());
}

#[tokio::test]
async fn what_was_decided_against_is_found_no_more_until_it_is_taken_back() {
    let shop = Shop::open().await;
    let (page, leaflet) = two_sundays(&shop).await;
    let disagreement = open(&shop).await.remove(0);
    let settled = decide(&shop, &disagreement, side_of(&disagreement, &leaflet)).await;
    assert!(settled["decided_at"].is_string(), "{settled}");
    assert!(open(&shop).await.is_empty());
    let found = shop.search("open on Sunday").await;
    let passages: Vec<&str> =
        found["items"].as_array().unwrap().iter().map(|hit| hit["passage"].as_str().unwrap()).collect();
    assert!(passages.iter().all(|passage| !passage.contains("13:00")), "{passages:?}");
    assert!(passages.iter().any(|passage| passage.contains("14:00")), "{passages:?}");
    // The rest of the passage still answers.
    assert_eq!(shop.first("your breads").await.unwrap(), "Ask us about our breads.");
    // It is seen at the source it was taken from, and may be taken back there.
    let path = format!("/knowledge/sources/{}/disagreements", id(&page));
    let decided = shop.get(&path).await["items"].as_array().unwrap().clone();
    assert_eq!(decided.len(), 1);
    assert_eq!(decided[0]["winner"], side_of(&disagreement, &leaflet));
    undo(&shop, &decided[0]).await;
    assert_eq!(open(&shop).await.len(), 1);
    assert!(shop.first("open on Sunday").await.is_some());

    // A winner that is gone takes nothing from the other one any more.
    decide(&shop, &disagreement, side_of(&disagreement, &leaflet)).await;
    let path = format!("/knowledge/sources/{}", id(&leaflet));
    assert_eq!(Shop::answer(shop.request(Method::DELETE, &path)).await.0, StatusCode::NO_CONTENT);
    assert!(shop.first("open on Sunday").await.unwrap().contains("13:00"));
}

#[tokio::test]
async fn both_are_right_is_asked_once_for_the_same_words() {
    let shop = Shop::open().await;
    let (_, leaflet) = two_sundays(&shop).await;
    let disagreement = open(&shop).await.remove(0);
    decide(&shop, &disagreement, "both").await;
    assert!(open(&shop).await.is_empty());
    // Another sentence beside it cuts the piece anew; the words are the same.
    let path = format!("/knowledge/sources/{}", id(&leaflet));
    let change = |text: &str| json!({ "text": text });
    let text = change("Dogs are welcome. On Sunday we are open from 10:00 to 14:00.");
    assert_eq!(shop.send(Method::PATCH, &path, &text).await.0, StatusCode::OK);
    shop.run_jobs().await;
    assert!(open(&shop).await.is_empty());
    let text = change("On Sunday we are open from 10:00 to 15:00.");
    assert_eq!(shop.send(Method::PATCH, &path, &text).await.0, StatusCode::OK);
    shop.run_jobs().await;
    assert_eq!(open(&shop).await.len(), 1, "other words are another question");
}

#[tokio::test]
async fn what_does_not_count_or_counts_for_a_while_disagrees_with_nobody() {
    let shop = Shop::open().await;
    let (_, leaflet) = two_sundays(&shop).await;
    let path = format!("/knowledge/sources/{}", id(&leaflet));
    for validity in [
        json!({ "enabled": false }),
        json!({ "enabled": true, "from": "2036-03-27T00:00:00Z", "until": "2036-03-29T00:00:00Z" }),
    ] {
        let (status, _) = shop.send(Method::PATCH, &path, &json!({ "validity": validity })).await;
        assert_eq!(status, StatusCode::OK);
        shop.run_jobs().await;
        assert!(open(&shop).await.is_empty(), "{validity}");
    }
    let always = json!({ "validity": { "enabled": true } });
    assert_eq!(shop.send(Method::PATCH, &path, &always).await.0, StatusCode::OK);
    shop.run_jobs().await;
    assert_eq!(open(&shop).await.len(), 1);
}

#[tokio::test]
async fn a_winner_that_says_something_else_now_is_asked_about_anew() {
    let shop = Shop::open().await;
    let (_, leaflet) = two_sundays(&shop).await;
    let disagreement = open(&shop).await.remove(0);
    decide(&shop, &disagreement, side_of(&disagreement, &leaflet)).await;
    let path = format!("/knowledge/sources/{}", id(&leaflet));
    let text = json!({ "text": "On Sunday we are open from 10:00 to 15:00." });
    assert_eq!(shop.send(Method::PATCH, &path, &text).await.0, StatusCode::OK);
    shop.run_jobs().await;
    let found = open(&shop).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let sides = format!("{} {}", found[0]["one"]["text"], found[0]["other"]["text"]);
    assert!(sides.contains("13:00") && sides.contains("15:00"), "{sides}");
}

#[tokio::test]
async fn of_two_who_decide_at_once_the_second_is_told() {
    let shop = Shop::open().await;
    two_sundays(&shop).await;
    let disagreement = open(&shop).await.remove(0);
    decide(&shop, &disagreement, "one").await;
    let path = format!("/knowledge/disagreements/{}/decision", id(&disagreement));
    let (status, refused) = shop.send(Method::PUT, &path, &json!({ "winner": "other" })).await;
    assert_eq!((status, &refused["error"]["code"]), (StatusCode::CONFLICT, &json!("disagreement_decided")));
    assert_eq!(decide(&shop, &disagreement, "one").await["winner"], "one", "the same once more is no news");
    undo(&shop, &disagreement).await;
    assert_eq!(decide(&shop, &disagreement, "other").await["winner"], "other");
}

#[tokio::test]
async fn a_question_with_its_answer_disagrees_once() {
    let shop = Shop::open().await;
    assert_eq!(shop.send(Method::PATCH, "/shop", &json!({ "language": "it" })).await.0, StatusCode::OK);
    shop.add_text("Orari", "Lunedì chiuso.").await;
    let pairs = json!([{ "question": "Siete aperti il lunedì?", "answer": "Sì, il lunedì siamo aperti dalle 15 alle 19." }]);
    let (status, added) = shop
        .send(
            Method::POST,
            "/knowledge/sources",
            &json!({ "kind": "faq", "title": "Domande", "pairs": pairs }),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED, "{added}");
    shop.run_jobs().await;
    let found = open(&shop).await;
    assert_eq!(found.len(), 1, "{found:?}");
}
