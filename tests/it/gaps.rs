//! What nobody could answer: told together, with what a person answered, until somebody has dealt with it.

use serde_json::{Value, json};

use crate::support::TestApp;

async fn gaps(test: &TestApp) -> Vec<Value> {
    let answer = test.get("/replies/gaps").await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn unanswered_questions_are_told_together_until_they_have_an_answer() {
    let test = TestApp::start().await;
    let text = "The fiorentina costs 48 euro per kg. We make sausages every Tuesday.";
    test.post("/knowledge/sources", json!({"kind": "text", "title": "Meat", "text": text})).await;
    test.run_jobs().await;
    assert!(gaps(&test).await.is_empty());
    let asks = [
        ("+393331110001", "Do you repair bicycles?"),
        ("+393331110002", "can you repair my bicycle"),
        ("+393331110003", "How much is the fiorentina?"),
        ("+393331110004", "Is there a parking place for buses?"),
    ];
    for (phone, question) in asks {
        test.customer(phone).says(question).await;
        test.let_reply().await;
    }
    let found = gaps(&test).await;
    let of = |word: &str| found.iter().find(|gap| gap["question"].as_str().unwrap().contains(word)).cloned();
    assert!(of("fiorentina").is_none(), "{found:#?}");
    let bicycles = of("bicycle").unwrap();
    assert_eq!((found.len(), bicycles["count"].as_u64()), (2, Some(2)), "{found:#?}");
    assert_eq!(found[0], bicycles, "the one asked most comes first");
    assert!(bicycles["answer"].is_null());

    // What a person answers to one of them is offered for all.
    let conversation = bicycles["examples"][1]["conversation_id"].as_str().unwrap();
    let said = json!({"client_id": "a1", "kind": "text", "text": "No, but Ciclofficina in via Po does."});
    assert!(test.post(&format!("/conversations/{conversation}/messages"), said).await.status.is_success());
    test.run_jobs().await;
    let bicycles = &gaps(&test).await[0];
    assert_eq!(bicycles["answer"]["text"], "No, but Ciclofficina in via Po does.");

    let closing = json!({"run_ids": bicycles["run_ids"], "closed_as": "answered"});
    assert!(test.post("/replies/gaps/close", closing).await.status.is_success());
    let left = gaps(&test).await;
    assert_eq!(left.len(), 1, "{left:#?}");
    // The same question asked again is told again.
    test.customer("+393331110005").says("do you repair a bicycle?").await;
    test.let_reply().await;
    assert_eq!(gaps(&test).await.len(), 2);
    test.stop().await;
}
