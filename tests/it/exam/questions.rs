//! Questions are written, changed, taken away and brought back; a customer's words go when they are erased.

use serde_json::{Value, json};

use super::{must_say, run, shop};
use crate::support::TestApp;

async fn texts(test: &TestApp) -> Vec<String> {
    let list = test.get("/replies/exam/questions").await.json;
    let items = list["items"].as_array().unwrap().iter();
    items.map(|question| question["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_question_taken_away_comes_back_as_it_was() {
    let test = TestApp::start().await;
    let added = must_say(&test, " How much is the wagyu? ", &["145 €", " "]).await;
    assert_eq!((&added["text"], &added["must_say"]), (&json!("How much is the wagyu?"), &json!(["145 €"])));
    let path = format!("/replies/exam/questions/{}", added["id"].as_str().unwrap());
    let shall = json!({"text": "How much is your wagyu?", "expected": "answered", "must_say": ["145 €"], "language": "EN"});
    let changed = test.put(&path, shall.clone()).await;
    assert_eq!((changed.status.as_u16(), &changed.json["language"]), (200, &json!("en")), "{}", changed.json);

    assert_eq!(test.delete(&path).await.status, 204);
    assert_eq!(test.delete(&path).await.status, 404);
    assert!(texts(&test).await.is_empty());
    assert_eq!(test.put(&path, shall).await.status, 200, "saving it again is the way back");
    assert_eq!(texts(&test).await, ["How much is your wagyu?"]);
    let audit = test.get("/audit").await.json.to_string();
    assert!(audit.contains("replies.exam_question_removed") && !audit.contains("wagyu"), "{audit}");
    test.stop().await;
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused() {
    let test = TestApp::start().await;
    for (body, field) in [
        (json!({"text": " ", "expected": "answered"}), "text"),
        (json!({"text": "x".repeat(1_001), "expected": "answered"}), "text"),
        (json!({"text": "a?", "expected": "answered", "must_say": ["y".repeat(101)]}), "must_say"),
        (json!({"text": "a?", "expected": "answered", "must_not_say": vec!["z"; 11]}), "must_not_say"),
        (json!({"text": "a?", "expected": "answered", "language": "klingon"}), "language"),
        (json!({"text": "a?", "expected": "answered", "conversation_id": "1"}), "conversation_id"),
    ] {
        let answer = test.post("/replies/exam/questions", body.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (422, "invalid_exam_question"), "{body}");
        assert!(answer.json["error"]["fields"][field].is_string(), "{}", answer.json);
    }
    let empty = test.post("/replies/exam/runs", json!({})).await;
    assert_eq!((empty.status.as_u16(), empty.code()), (409, "exam_empty"));
    test.stop().await;
}

#[tokio::test]
async fn a_question_nobody_could_answer_is_asked_again_and_goes_with_its_customer() {
    let (test, _) = shop().await;
    test.customer("+393331110001").says("Do you repair bicycles?").await;
    test.let_reply().await;
    let gap = test.get("/replies/gaps").await.json["items"][0].clone();
    let answer = "Yes, for € 25, until 18:00.";
    let facts = test.post("/replies/exam/facts", json!({"answer": answer})).await.json["facts"].clone();
    assert_eq!(facts, json!(["€ 25", "18:00"]));
    let conversation = &gap["examples"][0]["conversation_id"];
    let question = json!({"text": gap["question"], "expected": "answered", "must_say": facts, "origin": "gap",
        "conversation_id": conversation});
    let added = test.post("/replies/exam/questions", question).await;
    assert_eq!((added.status.as_u16(), &added.json["origin"]), (201, &json!("gap")), "{}", added.json);
    let before = run(&test).await;
    assert_eq!(
        (&before["run"]["passed"], &before["comparisons"][0]["now"]["end"]),
        (&json!(0), &json!("declined"))
    );

    let known = json!({"kind": "faq", "title": "Repairs", "pairs": [{"question": "Do you repair bicycles?", "answer": answer}]});
    assert_eq!(test.post("/knowledge/sources", known).await.status, 201);
    test.run_jobs().await;
    let after = run(&test).await;
    assert_eq!(after["comparisons"][0]["change"], "better", "{after:#}");

    let id = test.only_conversation().await["contact"]["id"].clone();
    let erased = test.post(&format!("/contacts/{}/erasure", id.as_str().unwrap()), json!({})).await;
    assert_eq!(erased.status, 202, "{}", erased.json);
    test.run_jobs().await;
    assert!(texts(&test).await.is_empty(), "it was the customer's");
    let left = test.get(&format!("/replies/exam/runs/{}", after["run"]["id"].as_str().unwrap())).await.json;
    assert_eq!(left["comparisons"], Value::Array(Vec::new()));
    test.stop().await;
}
