//! How the list of rules is kept: in order, with a way back, and nothing in it that cannot work.

use serde_json::{Value, json};

use super::{label, rule, rules, save, saved, shop};

fn words(words: &[&str]) -> Value {
    json!([{ "signal": "words", "words": words }])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_kept_in_its_order_and_what_was_taken_away_comes_back_by_its_own_id() {
    let shop = shop().await;
    assert_eq!(rules(&shop).await, json!([]));
    let first = saved(
        &shop,
        json!([rule("a", words(&["refund"]), json!({})), rule("b", words(&["boss"]), json!({}))]),
    )
    .await;
    assert_eq!((&first[0]["name"], &first[1]["name"]), (&json!("a"), &json!("b")));
    let turned = saved(&shop, json!([first[1], first[0]])).await;
    assert_eq!((&turned[0]["id"], &turned[1]["id"]), (&first[1]["id"], &first[0]["id"]));
    let one = saved(&shop, json!([turned[0]])).await;
    assert_eq!(one.as_array().unwrap().len(), 1);
    // The list as it was is the way back.
    assert_eq!(saved(&shop, first.clone()).await, first);
    let log = shop.get("/audit?limit=10").await.json.to_string();
    for part in ["replies.rules_changed", "\"removed\":[\"a\"]", "\"added\":[\"a\"]"] {
        assert!(log.contains(part), "{part}: {log}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_change_it_at_once_do_not_lose_each_others_rules() {
    let shop = shop().await;
    let list = json!([rule("a", words(&["refund"]), json!({}))]);
    assert!(save(&shop, list.clone()).await.status.is_success());
    let late = shop.put("/replies/rules", json!({ "rules": [], "before": [] })).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "rules_changed"));
    assert_eq!(rules(&shop).await.as_array().unwrap().len(), 1);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_work_is_refused_with_its_place_and_nothing_is_kept() {
    let shop = shop().await;
    let gone = label(&shop, "gone").await;
    shop.delete(&format!("/labels/{}", gone.as_str().unwrap())).await;
    let long = "x".repeat(61);
    let many: Vec<String> = (0..51).map(|number| format!("word{number}")).collect();
    let ok = words(&["refund"]);
    for (rule, field, part) in [
        (rule("", ok.clone(), json!({})), "rules.0.name", "60"),
        (rule(&long, ok.clone(), json!({})), "rules.0.name", "60"),
        (rule("a\nb", ok.clone(), json!({})), "rules.0.name", "line"),
        (rule("a", json!([]), json!({})), "rules.0.conditions", "one to five"),
        (rule("a", words(&[]), json!({})), "rules.0.conditions", "One to 50"),
        (
            rule("a", json!([{ "signal": "words", "words": many }]), json!({})),
            "rules.0.conditions",
            "One to 50",
        ),
        (rule("a", words(&["refund", "e"]), json!({})), "rules.0.conditions", "“e” is a single letter"),
        (rule("a", words(&[".*"]), json!({})), "rules.0.conditions", "*"),
        (rule("a", words(&["🙏"]), json!({})), "rules.0.conditions", "no letters"),
        (rule("a", words(&["re\u{202E}fund"]), json!({})), "rules.0.conditions", "nobody can see"),
        (rule("a", words(&[&long]), json!({})), "rules.0.conditions", "60 characters"),
        (
            rule("a", json!([{ "signal": "orders", "at_least": 0 }]), json!({})),
            "rules.0.conditions",
            "Between 1 and 20",
        ),
        (
            rule("a", json!([{ "signal": "not_helped", "times": 9 }]), json!({})),
            "rules.0.conditions",
            "Between 1 and 5",
        ),
        (
            rule("a", json!([{ "signal": "basket", "at_least": "0", "currency": "EUR" }]), json!({})),
            "rules.0.conditions",
            "above zero",
        ),
        (
            rule("a", json!([{ "signal": "basket", "at_least": "1.234", "currency": "EUR" }]), json!({})),
            "rules.0.conditions",
            "2 decimals",
        ),
        (
            rule("a", json!([{ "signal": "label", "label_id": gone }]), json!({})),
            "rules.0.conditions",
            "label is gone",
        ),
        (rule("a", ok.clone(), json!({ "label_id": gone })), "rules.0.label_id", "gone"),
        (rule("a", ok.clone(), json!({ "person_id": "1" })), "rules.0.person_id", "team"),
        (rule("a", ok.clone(), json!({ "id": "1" })), "rules.0.id", "no such rule"),
    ] {
        let refused = save(&shop, json!([rule])).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code()),
            (422, "invalid_rules"),
            "{rule}: {}",
            refused.json
        );
        let told = refused.json["error"]["fields"][field].as_str().unwrap_or_default();
        assert!(told.contains(part), "{rule}: {}", refused.json);
    }
    assert_eq!(rules(&shop).await, json!([]), "nothing of it was kept");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_rule_or_one_too_many_is_refused() {
    let shop = shop().await;
    let ok = words(&["refund"]);
    for odd in [
        json!([{ "signal": "sentience" }]),
        json!([{ "signal": "basket", "at_least": 100, "currency": "EUR" }]),
        json!([{ "signal": "basket", "at_least": "1", "currency": "XXL" }]),
        json!([{ "signal": "closed", "since": 1 }]),
    ] {
        assert!(
            save(&shop, json!([rule("a", odd.clone(), json!({}))])).await.status.is_client_error(),
            "{odd}"
        );
    }
    let twice = saved(&shop, json!([rule("a", ok.clone(), json!({}))])).await;
    assert_eq!(save(&shop, json!([twice[0], twice[0]])).await.code(), "invalid_rules");
    let too_many: Vec<Value> =
        (0..51).map(|number| rule(&format!("r{number}"), ok.clone(), json!({}))).collect();
    assert_eq!(save(&shop, json!(too_many)).await.code(), "invalid_rules");
    assert_eq!(rules(&shop).await, twice, "nothing of it was kept");
    shop.stop().await;
}
