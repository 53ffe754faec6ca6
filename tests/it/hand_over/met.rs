//! What a turn that meets a rule comes to: who is called, what the customer reads, what the trace says.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ASKED, conversation_of, hand_back, label, rule, saved, says, shop};
use crate::orders::tell;
use crate::support::TestApp;

async fn runs(shop: &TestApp, conversation: &Value) -> Vec<Value> {
    let mut runs = Vec::new();
    for line in shop.thread(conversation).await {
        let Some(id) = line["run_id"].as_str() else { continue };
        runs.push(shop.get(&format!("/runs/{id}")).await.json);
    }
    runs
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_calls_its_person_before_any_answer_tells_the_customer_once_and_is_named() {
    let shop = shop().await;
    let me = shop.get("/me").await.json["person"]["id"].clone();
    let urgent = label(&shop, "Weddings").await;
    let more = json!({ "person_id": me, "label_id": urgent, "urgent": true });
    let kept = saved(
        &shop,
        json!([rule("Weddings are Ana's", json!([{ "signal": "words", "words": ["wedding*"] }]), more)]),
    )
    .await;
    let customer = shop.customer("+393330000001");
    let told = says(&shop, &customer, "When are you open? It is for our WEDDING").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("A colleague will read this"), "{told:?}");
    let conversation = conversation_of(&shop, "0001").await;
    assert_eq!(conversation["needs_person"]["reason"], "owners_rule");
    assert_eq!(conversation["needs_person"]["urgent"], true);
    assert_eq!(conversation["assignee"]["id"], me);
    assert_eq!(conversation["labels"][0]["name"], "Weddings");
    assert_eq!(conversation["card"]["rule"], "Weddings are Ana's");
    assert_eq!(conversation["ai"], "off");
    let run = runs(&shop, &conversation).await.pop().unwrap();
    assert_eq!(run["rules"], json!([{ "id": kept[0]["id"], "name": "Weddings are Ana's", "deed": "call" }]));
    assert_eq!((&run["decision"], &run["reason"]), (&json!("hand_off"), &json!("owners_rule")));
    // Quiet until handed back, whatever comes.
    assert!(says(&shop, &customer, "hello? the wedding!").await.is_empty());
    // Handed back, the same turn calls nobody a second time; it is answered or declined.
    hand_back(&shop, &conversation).await;
    let conversation = conversation_of(&shop, "0001").await;
    assert_eq!(
        (&conversation["ai"], &conversation["needs_person"]),
        (&json!("answer"), &Value::Null),
        "{conversation}"
    );
    // The next one does.
    says(&shop, &customer, "and the wedding cake?").await;
    assert_eq!(conversation_of(&shop, "0001").await["needs_person"]["reason"], "owners_rule");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_signal_calls_when_it_is_so_and_only_then() {
    let shop = shop().await;
    let phone = |number: usize| format!("+39333100{number:04}");
    let cases = [
        (json!({ "signal": "payment_failed" }), "My payment failed", "failed_payment", None),
        (json!({ "signal": "complaint" }), "The meat was spoiled, I want my money back", "complaint", None),
        (json!({ "signal": "delivery_asked" }), "Where is my order?", "delivery_promise", None),
        (json!({ "signal": "words", "words": ["sponsor"] }), "Would you sponsor us?", "owners_rule", None),
        (json!({ "signal": "words", "words": ["İADE"] }), "ürünü iade etmek istiyorum", "owners_rule", None),
        (json!({ "signal": "words", "words": ["คืนเงิน"] }), "ขอคืนเงินค่ะ", "owners_rule", None),
        (json!({ "signal": "words", "words": ["إلغاء"] }), "اريد الالغاء", "owners_rule", None),
        (
            json!({ "signal": "orders", "at_least": 2 }),
            ASKED,
            "repeat_buyer",
            Some(json!([
            { "state": "paid" }, { "state": "delivered" }])),
        ),
        (
            json!({ "signal": "basket", "at_least": "100.00", "currency": "EUR" }),
            ASKED,
            "big_basket",
            Some(json!([
            { "state": "placed", "total": "100.00", "placed_at": "2026-11-20T10:00:00Z" }])),
        ),
        (
            json!({ "signal": "payment_failed" }),
            ASKED,
            "failed_payment",
            Some(json!([{ "state": "payment_failed" }])),
        ),
    ];
    for (number, (condition, text, reason, orders)) in cases.into_iter().enumerate() {
        let case = format!("{condition} {text}");
        for (at, order) in orders.iter().flat_map(|orders| orders.as_array().unwrap()).enumerate() {
            let mut order = order.clone();
            order["phone"] = json!(phone(number));
            tell(&shop, &format!("{number}-{at}"), order).await;
        }
        saved(&shop, json!([rule("the rule", json!([condition]), json!({}))])).await;
        let customer = shop.customer(&phone(number));
        let told = says(&shop, &customer, text).await;
        assert_eq!(told.len(), 1, "{case}: {told:?}");
        let conversation = conversation_of(&shop, &phone(number)[9..]).await;
        assert_eq!(conversation["needs_person"]["reason"], reason, "{case}");
        assert_eq!(conversation["card"]["rule"], "the rule", "{case}");
        // Somebody else, who only asks when it is open, is answered.
        let other = shop.customer(&format!("+39333200{number:04}"));
        let told = says(&shop, &other, ASKED).await;
        assert!(told.len() == 1 && told[0].contains("09:00"), "{case}: {told:?}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_label_and_the_hours_call_when_both_are_so() {
    let shop = shop().await;
    let vip = label(&shop, "VIP").await;
    // It is Saturday morning, then Saturday night.
    let customer = shop.customer("+393330000077");
    saved(
        &shop,
        json!([rule(
            "VIPs",
            json!([{ "signal": "label", "label_id": vip }, { "signal": "closed" }]),
            json!({})
        )]),
    )
    .await;
    says(&shop, &customer, ASKED).await;
    let path = format!("/conversations/{}", conversation_of(&shop, "0077").await["id"].as_str().unwrap());
    assert!(shop.patch(&path, json!({ "labels": [vip] })).await.status.is_success());
    says(&shop, &customer, ASKED).await;
    assert_eq!(conversation_of(&shop, "0077").await["needs_person"], Value::Null, "the shop is open");
    shop.advance(Duration::from_hours(9));
    says(&shop, &customer, ASKED).await;
    assert_eq!(conversation_of(&shop, "0077").await["needs_person"]["reason"], "owners_rule");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_currencies_are_never_compared_and_a_basket_just_below_calls_nobody() {
    let shop = shop().await;
    let over = |amount: &str, currency: &str| json!([{ "signal": "basket", "at_least": amount, "currency": currency }]);
    saved(&shop, json!([rule("big", over("100", "EUR"), json!({}))])).await;
    for (ends, total, currency) in [("01", "99.99", "EUR"), ("02", "5000", "JPY")] {
        let phone = format!("+3933344400{ends}");
        tell(
            &shop,
            ends,
            json!({ "phone": phone, "state": "placed", "total": total, "currency": currency,
            "items": [{ "name": "x", "quantity": "1", "unit_price": total }] }),
        )
        .await;
        let told = says(&shop, &shop.customer(&phone), ASKED).await;
        assert!(told[0].contains("09:00"), "{told:?}");
    }
    let basket = json!({ "type": "order", "order": { "catalog_id": "c1", "product_items": [
        { "product_retailer_id": "ham", "quantity": 10, "item_price": 12.5, "currency": "EUR" }] } });
    let customer = shop.customer("+393334440003");
    customer.sends(basket).await;
    shop.let_reply().await;
    let conversation = conversation_of(&shop, "0003").await;
    assert_eq!(
        conversation["card"]["rule"], "big",
        "a basket from the catalogue is a person's, and the rule says whose: {conversation}"
    );
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_that_only_tells_leaves_the_answer_to_the_assistant_and_tells_once_a_turn() {
    let shop = shop().await;
    let told_of = label(&shop, "Watch").await;
    saved(
        &shop,
        json!([rule(
            "opening times",
            json!([{ "signal": "words", "words": ["open"] }]),
            json!({ "deed": "tell", "label_id": told_of })
        )]),
    )
    .await;
    let customer = shop.customer("+393330000001");
    for times in 1..=2 {
        let told = says(&shop, &customer, ASKED).await;
        assert!(told.len() == 1 && told[0].contains("09:00"), "{told:?}");
        let conversation = conversation_of(&shop, "0001").await;
        assert_eq!(conversation["needs_person"], Value::Null);
        assert_eq!(conversation["labels"][0]["name"], "Watch");
        let thread = shop.thread(&conversation).await;
        let met: Vec<&Value> = thread.iter().filter(|line| line["content"]["event"] == "rule_met").collect();
        assert_eq!(met.len(), times, "{thread:#?}");
        assert_eq!(met[0]["content"]["name"], "opening times");
        let run = runs(&shop, &conversation).await.pop().unwrap();
        assert_eq!((&run["rules"][0]["deed"], &run["decision"]), (&json!("tell"), &json!("send")));
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_so_before_calls_once_a_day_so_that_handing_back_holds() {
    let shop = shop().await;
    tell(&shop, "1", json!({ "phone": "+393330000001", "state": "paid" })).await;
    saved(&shop, json!([rule("regulars", json!([{ "signal": "orders", "at_least": 1 }]), json!({}))])).await;
    let customer = shop.customer("+393330000001");
    says(&shop, &customer, ASKED).await;
    let conversation = conversation_of(&shop, "0001").await;
    assert_eq!(conversation["needs_person"]["reason"], "repeat_buyer");
    let said = json!({ "client_id": "a1", "kind": "text", "text": "From nine." });
    let id = conversation["id"].as_str().unwrap();
    assert!(shop.post(&format!("/conversations/{id}/messages"), said).await.status.is_success());
    hand_back(&shop, &conversation).await;
    let told = says(&shop, &customer, "and when do you close?").await;
    assert!(told.len() == 1 && told[0].contains("18:00"), "{told:?}");
    shop.advance(Duration::from_hours(25));
    says(&shop, &customer, ASKED).await;
    assert_eq!(conversation_of(&shop, "0001").await["needs_person"]["reason"], "repeat_buyer");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_more_urgent_comes_first_and_thanks_call_nobody() {
    let shop = shop().await;
    tell(&shop, "1", json!({ "phone": "+393330000001", "state": "paid" })).await;
    saved(&shop, json!([rule("regulars", json!([{ "signal": "orders", "at_least": 1 }]), json!({}))])).await;
    let customer = shop.customer("+393330000001");
    assert!(says(&shop, &customer, "thank you!").await.is_empty());
    assert_eq!(conversation_of(&shop, "0001").await["needs_person"], Value::Null);
    let told = says(&shop, &customer, "Help, there is a gas leak in my kitchen from your stove").await;
    assert!(told.len() == 1 && told[0].contains("emergency services"), "{told:?}");
    let conversation = conversation_of(&shop, "0001").await;
    assert_eq!(conversation["needs_person"]["reason"], "emergency");
    assert_eq!(conversation["card"]["rule"], "regulars", "the rule still says whose it is");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_answer_that_did_not_help_and_the_second_angry_word_call() {
    let shop = shop().await;
    saved(&shop, json!([rule("not helped", json!([{ "signal": "not_helped", "times": 1 }]), json!({}))]))
        .await;
    let customer = shop.customer("+393330000001");
    assert!(says(&shop, &customer, "Do you repair bicycles?").await[0].contains("Shall I ask"));
    says(&shop, &customer, "and do you have a garden?").await;
    assert_eq!(conversation_of(&shop, "0001").await["needs_person"]["reason"], "failed_twice");
    // An answer that is asked for once more did not help either.
    let other = shop.customer("+393330000002");
    assert!(says(&shop, &other, ASKED).await[0].contains("09:00"));
    says(&shop, &other, "when are you open").await;
    assert_eq!(conversation_of(&shop, "0002").await["needs_person"]["reason"], "failed_twice");

    saved(
        &shop,
        json!([rule("upset", json!([{ "signal": "upset", "messages": 2 }]), json!({ "urgent": true }))]),
    )
    .await;
    let angry = shop.customer("+393330000003");
    says(&shop, &angry, "This is unacceptable, terrible service").await;
    let conversation = conversation_of(&shop, "0003").await;
    assert_eq!(
        (&conversation["needs_person"]["reason"], &conversation["needs_person"]["urgent"]),
        (&json!("complaint"), &json!(false))
    );
    let said = json!({ "client_id": "a1", "kind": "text", "text": "I am sorry. I look into it." });
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    assert!(shop.post(&path, said).await.status.is_success());
    hand_back(&shop, &conversation).await;
    says(&shop, &angry, "I am fed up, this is a scam").await;
    let conversation = conversation_of(&shop, "0003").await;
    assert_eq!(conversation["needs_person"]["urgent"], true, "{conversation}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_works_here_no_more_calls_nobody_away_and_no_rule_silences_what_is_asked_by_a_person() {
    let shop = shop().await;
    let invited =
        shop.post("/people", json!({ "email": "bo@verdi.example", "name": "Bo", "role": "agent" })).await;
    let bo = invited.json["person"]["id"].clone();
    assert!(bo.is_string(), "{}", invited.json);
    saved(
        &shop,
        json!([rule("Bo's", json!([{ "signal": "words", "words": ["open"] }]), json!({ "person_id": bo }))]),
    )
    .await;
    let gone = shop.patch(&format!("/people/{}", bo.as_str().unwrap()), json!({ "active": false })).await;
    assert!(gone.status.is_success(), "{}", gone.json);
    let customer = shop.customer("+393330000001");
    says(&shop, &customer, ASKED).await;
    let conversation = conversation_of(&shop, "0001").await;
    assert_eq!(conversation["needs_person"]["reason"], "owners_rule");
    assert!(conversation["assignee"].is_null(), "{conversation}");
    let id = conversation["id"].as_str().unwrap();
    assert!(shop.post(&format!("/conversations/{id}/reply"), json!({})).await.status.is_success());
    shop.let_reply().await;
    let conversation = conversation_of(&shop, "0001").await;
    assert!(
        conversation["suggestion"]["text"].as_str().unwrap_or_default().contains("09:00"),
        "{conversation}"
    );
    shop.stop().await;
}

/// Greek asks with a semicolon: the offer is a question there as elsewhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_yes_to_the_offer_of_a_colleague_calls_one_in_greek_too() {
    let shop = shop().await;
    let customer = shop.customer("+393330000077");
    let offered = says(&shop, &customer, "Έχετε χώρο στάθμευσης για ποδήλατα;").await;
    assert!(offered.last().is_some_and(|text| text.ends_with(';')), "{offered:?}");
    says(&shop, &customer, "Ναι").await;
    let conversation = conversation_of(&shop, "0077").await;
    assert_eq!(conversation["needs_person"]["reason"], "asked_for_person", "{conversation}");
    shop.stop().await;
}
