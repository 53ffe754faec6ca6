//! Which source answered what: counted from the turns that were kept, with the questions behind, and nothing of what was not
//! sent.

use serde_json::{Value, json};
use shopbell::jobs;
use shopbell::storage::StorageError;

use crate::support::TestApp;

async fn used(test: &TestApp) -> Vec<Value> {
    let answer = test.get("/replies/source-use").await;
    assert!(answer.status.is_success(), "{}", answer.json);
    answer.json["items"].as_array().unwrap().clone()
}

async fn add(test: &TestApp, title: &str, text: &str) -> String {
    let source = test.post("/knowledge/sources", json!({"kind": "text", "title": title, "text": text})).await;
    test.run_jobs().await;
    source.json["id"].as_str().unwrap().to_owned()
}

async fn ask(test: &TestApp, phone: &str, question: &str) {
    let customer = test.customer(phone);
    customer.says(question).await;
    test.let_reply().await;
    assert_eq!(customer.received().len(), 1, "{question}");
}

/// Reads the turns off the threads, as is done every ten minutes.
async fn look(test: &TestApp) {
    let job = shopbell::replies::jobs::LookAtTurns {};
    test.app.db.write::<_, StorageError>(move |tx| jobs::enqueue(tx, &job).map(drop)).await.unwrap();
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_is_told_with_the_questions_it_answered() {
    let test = TestApp::start().await;
    let meat =
        add(&test, "Meat", "The fiorentina costs 48 euro per kg. We make sausages every Tuesday.").await;
    let bread = add(&test, "Bread", "The sourdough loaf costs 4.50 euro.").await;
    let unused = add(&test, "Cheese", "The pecorino is aged for twelve months.").await;
    assert!(used(&test).await.is_empty());

    ask(&test, "+393331110001", "How much is the fiorentina?").await;
    ask(&test, "+393331110002", "How much does the fiorentina cost?").await;
    ask(&test, "+393331110003", "How much is the sourdough loaf?").await;
    // Nobody knows: no source answered.
    ask(&test, "+393331110004", "Do you repair bicycles?").await;
    let at_once = test.get("/replies/source-use").await.json;
    assert_eq!(at_once["complete"], true, "nobody has looked yet, and it is counted all the same");
    let questions = test.get(&format!("/replies/source-use/{meat}")).await.json;
    assert_eq!(questions["items"].as_array().unwrap().len(), 2, "{questions}");
    look(&test).await;
    let found = used(&test).await;
    assert_eq!(at_once["items"], json!(found), "what is kept and what is new count once");
    let of = |id: &str| found.iter().find(|used| used["source_id"] == id);
    assert_eq!(of(&meat).unwrap()["answers"], 2, "{found:#?}");
    assert_eq!(of(&bread).unwrap()["answers"], 1);
    assert!(of(&unused).is_none());
    assert_eq!(found[0]["source_id"], meat.as_str(), "the one used most comes first");
    assert!(of(&meat).unwrap()["last_answered_at"].is_string());

    let answers = test.get(&format!("/replies/source-use/{meat}?limit=1")).await.json;
    assert_eq!(answers["items"].as_array().unwrap().len(), 1, "{answers}");
    assert_eq!(answers["items"][0]["question"], "How much does the fiorentina cost?");
    let rest = format!("/replies/source-use/{meat}?cursor={}", answers["next_cursor"].as_str().unwrap());
    let rest = test.get(&rest).await.json;
    let first = &rest["items"][0];
    assert_eq!(first["question"], "How much is the fiorentina?", "{rest}");
    let conversation = first["conversation_id"].as_str().unwrap();
    let thread = test.get(&format!("/conversations/{conversation}")).await;
    assert!(thread.status.is_success(), "it leads to its conversation");

    // Somebody found one of them bad.
    let run = first["run_id"].as_str().unwrap();
    let verdict = json!({"verdict": "bad", "reason": "It is 52 euro"});
    let put = test.put(&format!("/runs/{run}/verdict"), verdict).await;
    assert!(put.status.is_success(), "{}", put.json);
    let found = used(&test).await;
    let meat_now = found.iter().find(|used| used["source_id"] == meat.as_str()).unwrap();
    assert_eq!((&meat_now["answers"], &meat_now["corrected"]), (&json!(2), &json!(1)));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_of_the_last_days_are_asked_by_their_number() {
    let test = TestApp::start().await;
    for sql in shopbell::replies::source_use_queries() {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = test.app.db.read::<_, StorageError>(move |conn| {
            let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
            conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
        });
        let plan: Vec<String> = plan.await.unwrap();
        assert!(plan.iter().any(|step| step.starts_with("SEARCH t USING PRIMARY KEY")), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN message")), "{plan:#?}");
    }
    test.stop().await;
}
