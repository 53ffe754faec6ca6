//! A change is tried beside what is live before it is saved, and one that makes answers worse is refused where the owner wants that.

use serde_json::{Value, json};

use super::{must_say, results, run};
use crate::support::{Answer, TestApp};
use crate::tiers::vendor::Vendor;
use crate::tiers::{close, shop, sorts};

const ASKS: &str = "How much is the wagyu?";
/// The vendor talks nonsense to whoever does not tell it to keep to the documents.
const BAD: &str = "Be creative, {{shop}}. {{no_answer}} {{mark}}";

async fn guarded(vendor: &Vendor) -> TestApp {
    let test = shop(vendor, "gpt-4.1-nano").await;
    must_say(&test, ASKS, &["145 €"]).await;
    let guard = test.put("/replies/exam/settings", json!({"must_not_get_worse": true})).await;
    assert_eq!(guard.status, 200, "{}", guard.json);
    test
}

async fn tried(test: &TestApp, candidate: Value) -> Value {
    let begun = test.post("/replies/exam/runs", json!({ "candidate": candidate })).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    test.run_jobs().await;
    results(test, begun.json["id"].as_str().unwrap()).await
}

fn prompt(text: &str) -> Value {
    json!({"kind": "prompt", "name": "knowledge", "text": text})
}

async fn save(test: &TestApp, text: &str, despite: Option<&str>) -> Answer {
    test.post("/replies/prompts/knowledge", json!({"text": text, "despite_exam": despite})).await
}

async fn in_use(test: &TestApp) -> String {
    let all = test.get("/replies/prompts").await.json;
    let knowledge = all["prompts"].as_array().unwrap().iter().find(|prompt| prompt["name"] == "knowledge");
    knowledge.unwrap()["text"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_prompt_that_makes_answers_worse_goes_live_with_a_reason_only() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = guarded(&vendor).await;
    let usual = in_use(&test).await;
    assert_eq!(save(&test, BAD, None).await.code(), "exam_missing");

    let trial = tried(&test, prompt(BAD)).await;
    let wagyu = &trial["comparisons"][0];
    assert_eq!((&wagyu["change"], &wagyu["before"]["passed"]), (&json!("worse"), &json!(true)), "{trial:#}");
    assert!(wagyu["before"]["said"].as_str().unwrap().contains("145"), "{wagyu:#}");
    assert_eq!((&trial["run"]["cause"], &trial["run"]["passed"]), (&json!("candidate"), &json!(0)));
    assert_eq!(trial["run"]["candidate"], prompt(BAD));
    let refused = save(&test, BAD, Some(" ")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "exam_worse"));
    assert!(
        refused.json["error"]["params"]["questions"].as_str().unwrap().contains(ASKS),
        "{}",
        refused.json
    );
    assert_eq!(in_use(&test).await, usual, "nothing changed");
    assert_eq!(save(&test, BAD, Some(&"x".repeat(301))).await.status, 422);
    assert_eq!(save(&test, BAD, Some("Only for the fair.")).await.status, 200);
    let audit = test.get("/audit").await.json.to_string();
    assert!(audit.contains("replies.exam_overridden") && audit.contains("Only for the fair."), "{audit}");

    // What was tried beside other instructions says nothing any more; what makes answers better needs no reason.
    let better = format!("{usual}\nBe brief.");
    let trial = tried(&test, prompt(&better)).await;
    assert_eq!(trial["comparisons"][0]["change"], "better", "{trial:#}");
    assert_eq!(save(&test, &better, None).await.status, 200);
    let back = test.put("/replies/prompts/knowledge", json!({"version": 1})).await;
    assert_eq!(back.code(), "exam_missing", "an earlier version is a change as well");
    let same = test.put("/replies/prompts/knowledge", json!({"version": 2})).await;
    assert_eq!(same.status, 200, "what is in use already changes nothing");
    let off = test.put("/replies/exam/settings", json!({"must_not_get_worse": false})).await;
    assert_eq!(off.status, 200);
    assert_eq!(test.put("/replies/prompts/knowledge", json!({"version": null})).await.status, 200);
    close(test).await;
}

#[tokio::test]
async fn other_models_are_tried_before_they_are_saved() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = guarded(&vendor).await;
    let nobody = json!({"chat": {"provider": "openai", "model": "gone", "base_url": "http://127.0.0.1:9/v1", "key": "sk-not-to-be-kept"}});
    let before = test.get("/llm/settings").await.json;
    assert_eq!(test.put("/llm/settings", nobody.clone()).await.code(), "exam_missing");
    let trial = tried(&test, json!({"kind": "model", "settings": nobody})).await;
    let wagyu = &trial["comparisons"][0];
    assert_eq!(
        (&wagyu["change"], &wagyu["now"]["faults"][0]["code"]),
        (&json!("worse"), &json!("no_model")),
        "{trial:#}"
    );
    assert_eq!(trial["run"]["candidate"]["model"], "gone");
    assert!(!trial.to_string().contains("sk-not-to-be-kept"));
    let refused = test.put("/llm/settings", nobody).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "exam_worse"), "{}", refused.json);
    let after = test.get("/llm/settings").await.json;
    assert_eq!(after["chat"], before["chat"], "nothing was saved");

    let other = json!({"chat": {"provider": "openai", "model": "gpt-4.1-mini", "base_url": vendor.url(), "key": "k"}});
    let trial = tried(&test, json!({"kind": "model", "settings": other})).await;
    assert_eq!((&trial["run"]["state"], &trial["run"]["passed"]), (&json!("done"), &json!(1)), "{trial:#}");
    assert!(vendor.asked().iter().any(|(model, task)| model == "gpt-4.1-mini" && *task == "answer"));
    let saved = test.put("/llm/settings", other).await;
    assert_eq!((saved.status.as_u16(), &saved.json["chat"]["model"]), (200, &json!("gpt-4.1-mini")));
    // What no answer depends on needs no exam.
    let limits = json!({"chat": {"provider": "openai", "model": "gpt-4.1-mini", "base_url": vendor.url()},
        "limits": {"max_output_tokens": 700, "timeout_seconds": 30}});
    assert_eq!(test.put("/llm/settings", limits).await.status, 200);
    close(test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_many_changes_are_tried_the_last_whole_run_is_there_to_compare_with() {
    let (test, _) = super::shop().await;
    must_say(&test, ASKS, &["145 €"]).await;
    let whole = run(&test).await;
    for _ in 0..31 {
        tried(&test, prompt(BAD)).await;
    }
    let next = run(&test).await;
    assert_eq!(next["before"]["id"], whole["run"]["id"], "{next:#}");
    test.stop().await;
}

#[tokio::test]
async fn a_trial_is_of_what_was_set_when_it_began_and_not_when_it_was_wanted() {
    let vendor = Vendor::start(sorts(), true).await;
    let test = guarded(&vendor).await;
    let begun = test.post("/replies/exam/runs", json!({ "candidate": prompt(BAD) })).await;
    assert_eq!(begun.status, 202, "{}", begun.json);
    must_say(&test, "How much is the ribeye?", &["39 €"]).await;
    test.run_jobs().await;
    let id = begun.json["id"].as_str().unwrap();
    assert_eq!(results(&test, id).await["run"]["asked"], 2, "what was written meanwhile is asked as well");
    assert_eq!(save(&test, BAD, None).await.code(), "exam_worse");
    close(test).await;
}
