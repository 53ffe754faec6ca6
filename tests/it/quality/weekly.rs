//! A week of verdicts becomes proposed changes of the rules, each with its effect; accepted or dismissed, once.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::jobs;
use shopbell::replies::jobs::LookAtWeek;
use shopbell::storage::StorageError;

use super::{conversation_of, shop};
use crate::hand_over::{rule, rules, saved};
use crate::support::TestApp;

async fn look_at_week(shop: &TestApp) {
    shop.app.db.write::<_, StorageError>(|tx| jobs::enqueue(tx, &LookAtWeek {}).map(drop)).await.unwrap();
    shop.run_jobs().await;
}

async fn proposed(shop: &TestApp) -> Vec<Value> {
    let answer = shop.get("/replies/rule-changes").await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["items"].as_array().unwrap().clone()
}

async fn effect(shop: &TestApp, change: &Value) -> Value {
    shop.get(&format!("/replies/rule-changes/{}/effect", change["id"].as_str().unwrap())).await.json
}

async fn decide(shop: &TestApp, change: &Value, how: &str) -> u16 {
    let path = format!("/replies/rule-changes/{}/{how}", change["id"].as_str().unwrap());
    shop.post(&path, json!({})).await.status.as_u16()
}

/// How often people were told of proposals.
async fn told(shop: &TestApp) -> i64 {
    let sql = "SELECT count(*) AS told FROM notice WHERE kind = 'rule_changes'";
    let read = shop.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get("told")));
    read.await.unwrap()
}

/// Somebody asks, and somebody of the team says what they think of what came of it.
async fn asks(shop: &TestApp, phone: &str, text: &str, verdict: &str) {
    shop.customer(phone).says(text).await;
    shop.let_reply().await;
    let id = conversation_of(shop, &phone[9..]).await;
    let runs = shop.get(&format!("/conversations/{id}/verdicts")).await.json;
    let run = runs["items"][0]["run_id"].as_str().unwrap_or_else(|| panic!("{text}: {runs}")).to_owned();
    if !verdict.is_empty() {
        let answer = shop.put(&format!("/runs/{run}/verdict"), json!({ "verdict": verdict })).await;
        assert!(answer.status.is_success(), "{text}: {} of {runs}", answer.json);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn missed_hand_overs_that_share_a_word_propose_a_rule_and_needless_ones_narrow_it() {
    let shop = shop().await;
    for (phone, text) in [
        ("+393330000001", "Do you sell vouchers?"),
        ("+393330000002", "Do you have VOUCHERS for two?"),
        ("+393330000003", "What kinds of vouchers are there?"),
    ] {
        asks(&shop, phone, text, "missed").await;
    }
    asks(&shop, "+393330000004", "Do you repair bicycles?", "").await;
    look_at_week(&shop).await;
    let changes = proposed(&shop).await;
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!((&changes[0]["kind"], &changes[0]["words"]), (&json!("add_rule"), &json!(["vouchers"])));
    assert_eq!(changes[0]["rests_on"].as_array().unwrap().len(), 3);
    let would = effect(&shop, &changes[0]).await;
    assert_eq!((&would["more"], &would["fewer"]), (&json!(3), &json!(0)), "{would}");
    assert!(would["examples"][0]["text"].to_string().to_lowercase().contains("vouchers"), "{would}");
    look_at_week(&shop).await;
    assert_eq!(proposed(&shop).await.len(), 1, "the week is looked at once");
    assert_eq!(told(&shop).await, 1, "whoever may change rules is told once");

    assert_eq!(decide(&shop, &changes[0], "accept").await, 204);
    assert_eq!(decide(&shop, &changes[0], "accept").await, 409, "it is decided");
    let standing = rules(&shop).await;
    assert_eq!(standing[0]["conditions"], json!([{ "signal": "words", "words": ["vouchers"] }]));
    asks(&shop, "+393330000005", "and the vouchers?", "").await;
    let id = conversation_of(&shop, "0005").await;
    let waiting = shop.get(&format!("/conversations/{id}")).await.json;
    assert_eq!(waiting["needs_person"]["reason"], "owners_rule");

    // A rule that calls in vain by one of its words is to listen for it no more.
    shop.advance(Duration::from_hours(7 * 24));
    shop.sign_in().await;
    let words = json!([{ "signal": "words", "words": ["vouchers", "open*"] }]);
    saved(&shop, json!([rule("Vouchers", words, json!({}))])).await;
    for phone in ["+393330000011", "+393330000012", "+393330000013"] {
        asks(&shop, phone, "When are you open?", "needless").await;
    }
    asks(&shop, "+393330000014", "the vouchers again", "").await;
    look_at_week(&shop).await;
    let changes = proposed(&shop).await;
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!((&changes[0]["kind"], &changes[0]["words"]), (&json!("drop_words"), &json!(["open*"])));
    assert_eq!(changes[0]["rule_name"], "Vouchers");
    let would = effect(&shop, &changes[0]).await;
    assert_eq!((&would["more"], &would["fewer"]), (&json!(0), &json!(3)), "{would}");
    assert_eq!(decide(&shop, &changes[0], "dismiss").await, 204);
    let log = shop.get("/audit").await.json;
    assert!(!log.to_string().contains("open*"), "customers' words are not kept for ever: {log:#}");
    assert!(proposed(&shop).await.is_empty());
    assert_eq!(rules(&shop).await[0]["conditions"][0]["words"], json!(["vouchers", "open*"]));

    // What was dismissed is not proposed again the week after; one without words to drop is switched off.
    shop.advance(Duration::from_hours(7 * 24));
    shop.sign_in().await;
    for phone in ["+393330000021", "+393330000022", "+393330000023"] {
        asks(&shop, phone, "When are you open?", "needless").await;
    }
    look_at_week(&shop).await;
    assert!(proposed(&shop).await.is_empty());
    shop.advance(Duration::from_hours(7 * 24));
    shop.sign_in().await;
    saved(&shop, json!([rule("Hours", json!([{ "signal": "words", "words": ["open"] }]), json!({}))])).await;
    for phone in ["+393330000031", "+393330000032", "+393330000033"] {
        asks(&shop, phone, "When are you open?", "needless").await;
    }
    look_at_week(&shop).await;
    let changes = proposed(&shop).await;
    assert_eq!(changes[0]["kind"], "switch_off", "{changes:#?}");
    assert_eq!(effect(&shop, &changes[0]).await["fewer"], 3);
    assert_eq!(decide(&shop, &changes[0], "accept").await, 204);
    assert_eq!(rules(&shop).await[0]["active"], false);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_whose_calls_were_wanted_stays_on_also_where_customers_took_their_words_back() {
    let shop = shop().await;
    saved(&shop, json!([rule("Hours", json!([{ "signal": "words", "words": ["open"] }]), json!({}))])).await;
    for phone in ["+393330000001", "+393330000002", "+393330000003"] {
        asks(&shop, phone, "When are you open?", "needless").await;
    }
    for phone in ["+393330000004", "+393330000005", "+393330000006", "+393330000007"] {
        let customer = shop.customer(phone);
        let asked = customer.says("When are you open?").await;
        shop.let_reply().await;
        customer.sends(json!({ "type": "revoke", "revoke": { "original_message_id": asked } })).await;
        shop.let_reply().await;
    }
    look_at_week(&shop).await;
    assert_eq!(proposed(&shop).await, Vec::<Value>::new(), "four of seven were wanted");
    shop.stop().await;
}
