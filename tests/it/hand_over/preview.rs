//! What a rule would have done, told from the conversations that are kept.

use std::time::Duration;

use serde_json::{Value, json};

use super::{ASKED, rule, rules, says, shop};
use crate::orders::tell;
use crate::support::TestApp;

async fn preview(shop: &TestApp, conditions: Value) -> Value {
    let answer = shop.post("/replies/rules/preview", rule("tried", conditions, json!({}))).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_on_the_last_thirty_days_as_they_were_and_saves_nothing() {
    let shop = shop().await;
    let nothing = preview(&shop, json!([{ "signal": "closed" }])).await;
    assert_eq!((&nothing["turns"], &nothing["met"]), (&json!(0), &json!(0)));
    let old = shop.customer("+393330000009");
    says(&shop, &old, "Do you sell vouchers?").await;
    shop.advance(Duration::from_hours(31 * 24));
    shop.sign_in().await;
    let (ana, bo) = (shop.customer("+393330000001"), shop.customer("+393330000002"));
    says(&shop, &ana, ASKED).await;
    says(&shop, &ana, "Do you sell vouchers?").await;
    says(&shop, &bo, "This is unacceptable, terrible service").await;
    says(&shop, &shop.customer("+393330000003"), "thanks").await;
    let words = |word: &str| json!([{ "signal": "words", "words": [word] }]);
    let found = preview(&shop, words("voucher*")).await;
    assert_eq!(
        (&found["turns"], &found["met"], &found["conversations"]),
        (&json!(4), &json!(1), &json!(1)),
        "{found}"
    );
    assert_eq!(
        (&found["called_anyway"], &found["examples"][0]["text"]),
        (&json!(0), &json!("Do you sell vouchers?"))
    );
    let complaint = preview(&shop, json!([{ "signal": "complaint" }])).await;
    assert_eq!((&complaint["met"], &complaint["called_anyway"]), (&json!(1), &json!(1)), "{complaint}");
    assert_eq!(preview(&shop, words("thanks")).await["met"], 0, "thanks need nobody");
    // What was not yet ordered then counts for nothing; what is standing counts once a day.
    tell(
        &shop,
        "1",
        json!({ "phone": "+393330000001", "state": "paid", "placed_at": "2026-11-01T10:00:00Z",
        "state_at": "2026-11-01T10:00:00Z" }),
    )
    .await;
    tell(
        &shop,
        "2",
        json!({ "phone": "+393330000002", "state": "paid", "placed_at": shop.clock.now().to_string() }),
    )
    .await;
    let regulars = preview(&shop, json!([{ "signal": "orders", "at_least": 1 }])).await;
    assert_eq!((&regulars["met"], &regulars["conversations"]), (&json!(1), &json!(1)), "{regulars}");
    assert_eq!(rules(&shop).await, json!([]));
    let refused = shop.post("/replies/rules/preview", rule("x", words("a"), json!({}))).await;
    assert_eq!(refused.code(), "invalid_rules");
    shop.stop().await;
}
