//! What people think of answers and hand-overs: kept with who and why, undone, shown in the trace, counted on the page.

use serde_json::{Value, json};

use super::{every, report, shop};
use crate::support::TestApp;

/// The run of the last line that names one.
async fn last_run(shop: &TestApp, conversation: &Value) -> String {
    let thread = shop.thread(conversation).await;
    let run =
        thread.iter().rev().find_map(|line| line["run_id"].as_str().or(line["content"]["run_id"].as_str()));
    run.unwrap_or_else(|| panic!("{thread:#?}")).to_owned()
}

async fn judged(shop: &TestApp, run: &str, verdict: Value) -> Value {
    let answer = shop.put(&format!("/runs/{run}/verdict"), verdict).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_judged_with_a_reason_shown_counted_and_undone() {
    let shop = shop().await;
    let customer = shop.customer("+393330000001");
    customer.says("How much is the fiorentina?").await;
    shop.let_reply().await;
    let conversation = shop.only_conversation().await;
    let run = last_run(&shop, &conversation).await;
    let me = shop.get("/me").await.json["person"]["name"].clone();

    judged(&shop, &run, json!({ "verdict": "good" })).await;
    assert_eq!(report(&shop, 7).await["figures"]["bad"], json!({ "count": 0, "sample": 1 }));
    let kept = judged(&shop, &run, json!({ "verdict": "bad", "reason": "  the price\nis old " })).await;
    assert_eq!((&kept["reason"], &kept["by"]), (&json!("the price is old"), &me));
    let shown = shop.get(&format!("/runs/{run}")).await.json;
    assert_eq!(shown["verdict"], kept, "the trace says what was thought of it");
    let path = format!("/conversations/{}/verdicts", conversation["id"].as_str().unwrap());
    let listed = shop.get(&path).await.json;
    assert_eq!(listed["items"][0]["verdict"], kept);
    assert_eq!(report(&shop, 7).await["figures"]["bad"], json!({ "count": 1, "sample": 1 }));
    let opened = every(&shop, "/replies/quality/turns?days=7&figure=bad&").await;
    assert_eq!(opened[0]["run_id"], json!(run));

    judged(&shop, &run, json!({ "verdict": "missed" })).await;
    assert_eq!(report(&shop, 7).await["figures"]["missed"], json!({ "count": 1, "sample": 1 }));
    for verdict in [json!({ "verdict": "needless" }), json!({ "verdict": "bad", "reason": "x".repeat(201) })]
    {
        let refused = shop.put(&format!("/runs/{run}/verdict"), verdict).await;
        assert_eq!(refused.code(), "invalid_verdict");
    }
    assert_eq!(shop.delete(&format!("/runs/{run}/verdict")).await.status, 204);
    assert_eq!(shop.delete(&format!("/runs/{run}/verdict")).await.status, 204, "twice is once");
    assert_eq!(shop.get(&format!("/runs/{run}")).await.json["verdict"], Value::Null);
    assert_eq!(report(&shop, 7).await["figures"]["bad"], json!({ "count": 0, "sample": 0 }));
    let log = shop.get("/audit").await.json;
    assert!(!log.to_string().contains("the price is old"), "the log is for ever: {log:#}");
    let deeds: Vec<&str> =
        log["items"].as_array().unwrap().iter().filter_map(|entry| entry["action"].as_str()).collect();
    assert_eq!(deeds.iter().filter(|deed| **deed == "replies.judged").count(), 3, "{deeds:?}");
    assert_eq!(deeds.iter().filter(|deed| **deed == "replies.verdict_taken_back").count(), 1, "{deeds:?}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_is_found_needless_or_late_at_its_line() {
    let shop = shop().await;
    let customer = shop.customer("+393330000001");
    customer.says("The meat was spoiled, I want my money back").await;
    shop.let_reply().await;
    let conversation = shop.only_conversation().await;
    let thread = shop.thread(&conversation).await;
    let line = thread.iter().find(|line| line["content"]["event"] == "handed_over").unwrap();
    let run = line["content"]["run_id"].as_str().unwrap_or_else(|| panic!("{line}")).to_owned();
    judged(&shop, &run, json!({ "verdict": "needless" })).await;
    let figures = report(&shop, 7).await["figures"].clone();
    assert_eq!(figures["needless"], json!({ "count": 1, "sample": 1 }), "{figures:#}");
    judged(&shop, &run, json!({ "verdict": "late" })).await;
    let figures = report(&shop, 7).await["figures"].clone();
    assert_eq!((&figures["late"]["count"], &figures["needless"]["count"]), (&json!(1), &json!(0)));
    let refused = shop.put(&format!("/runs/{run}/verdict"), json!({ "verdict": "good" })).await;
    assert_eq!(refused.code(), "invalid_verdict");
    shop.stop().await;
}
