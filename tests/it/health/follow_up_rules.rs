//! How messages after a purchase are set: the owner's templates, what cannot work, and what is too old by now.

use std::time::Duration;

use serde_json::json;
use shopbell::clock::Timestamp;
use shopbell::practice::meta::Template;

use super::follow_ups::{became, before, change, plan, set};
use super::planted::{DAY, HOUR, MINUTE, Planted, plant};
use crate::orders::tell;
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn outside_the_window_the_owners_template_goes_in_the_customers_language_or_it_says_which_is_missing() {
    let test = TestApp::start().await;
    let body = json!({"type": "BODY", "text": "Ordine {{ordine}}: in viaggio, {{chi}}.",
        "example": {"body_text_named_params": [{"param_name": "ordine", "example": "1"}, {"param_name": "chi", "example": "Ana"}]}});
    test.meta().change_account(|account| {
        account.templates.push(Template::made("spedito", "it", "UTILITY", "NAMED", vec![body]));
    });
    test.post("/whatsapp/templates/sync", json!({})).await;
    test.run_jobs().await;
    let chosen = json!({ "on": true, "template": "spedito", "fills": { "ordine": "number", "chi": "name" } });
    let settings = set(&test, chosen, json!({})).await;
    assert_eq!(
        settings["tracking"]["missing_languages"],
        json!(["en"]),
        "the shop's own language: {settings}"
    );
    assert_eq!(settings["review"]["missing_languages"], json!(["en"]), "and none is chosen there");
    test.advance(MINUTE);
    let silent = |name: &str| Planted::named(name).wrote(1, HOUR * 40, HOUR).settled();
    let people = plant(&test, vec![silent("Ana"), silent("Bob"), silent("")]).await;
    let languages = format!(
        "UPDATE contact SET language = 'it' WHERE id IN ({}, {}); UPDATE contact SET name = NULL WHERE id = {2};
         UPDATE contact SET language = 'en' WHERE id = {3}",
        people[0], people[2], people[2], people[1]
    );
    change(&test, languages).await;
    let mut orders = Vec::new();
    for (number, person) in ["1042", "1043", "1044"].iter().zip(&people) {
        let told =
            json!({ "contact_id": person, "state": "shipped", "placed_at": before(&test, Duration::ZERO) });
        orders.push(tell(&test, number, told).await);
    }
    plan(&test).await;
    assert_eq!(test.get("/follow-ups/settings").await.json["tracking"]["missing_languages"], json!(["en"]));
    test.advance(DAY * 2);
    test.run_jobs().await;
    assert_eq!(became(&test, &orders[0]).await, ["tracking: sent"]);
    assert_eq!(became(&test, &orders[1]).await, ["tracking: not_sent no_template_in_language"]);
    assert_eq!(became(&test, &orders[2]).await, ["tracking: not_sent blank_unknown"]);
    let sent = test.get("/follow-ups?state=sent").await.json["items"][0]["sent_text"].clone();
    assert_eq!(sent, "Ordine 1042: in viaggio, Ana.");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_cannot_work_are_refused_and_a_long_pause_sends_nothing_stale() {
    let test = TestApp::start().await;
    let good = json!({ "on": true, "after_days": 2, "counts_from": "shipped" });
    let review = json!({ "on": false, "after_days": 7, "counts_from": "delivered" });
    for (field, wrong) in [
        ("tracking.after_days", json!({ "on": true, "after_days": 0, "counts_from": "shipped" })),
        ("tracking.counts_from", json!({ "on": true, "after_days": 2, "counts_from": "delivered" })),
        (
            "tracking.texts",
            json!({ "on": true, "after_days": 2, "counts_from": "paid", "texts": { "xx": "?" } }),
        ),
        (
            "tracking.texts",
            json!({ "on": true, "after_days": 2, "counts_from": "paid", "texts": { "en": "{total}" } }),
        ),
        (
            "tracking.template",
            json!({ "on": true, "after_days": 2, "counts_from": "paid", "template": "none" }),
        ),
    ] {
        let refused = test.put("/follow-ups/settings", json!({ "tracking": wrong, "review": review })).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (422, "invalid_settings"), "{wrong}");
        assert!(refused.json["error"]["fields"][field].is_string(), "{wrong}: {}", refused.json);
    }
    set(&test, good, json!({})).await;
    test.advance(MINUTE);
    let people = plant(&test, vec![Planted::named("Ana").wrote(1, MINUTE, HOUR).settled()]).await;
    let told =
        json!({ "contact_id": people[0], "state": "shipped", "placed_at": before(&test, Duration::ZERO) });
    let order = tell(&test, "1", told).await;
    plan(&test).await;
    // Nobody ran the program for ten days.
    let until: Timestamp = test.clock.now().plus(DAY * 12);
    test.clock.set(until);
    test.run_jobs().await;
    test.sign_in().await;
    assert_eq!(became(&test, &order).await, ["tracking: not_sent too_late"]);
    test.stop().await;
}
