//! After a source changed the exam runs by itself, once, and says so when answers got worse.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::replies::jobs::LookAtSources;
use shopbell::storage::StorageError;

use super::{must_say, run, shop};
use crate::support::TestApp;

async fn look(test: &TestApp) {
    let job = LookAtSources {};
    let kept = test.app.db.write(move |tx| shopbell::jobs::enqueue(tx, &job).map(drop)).await;
    kept.unwrap();
    test.run_jobs().await;
}

async fn newest(test: &TestApp) -> Value {
    test.get("/replies/exam/runs").await.json["items"][0].clone()
}

async fn notices(test: &TestApp) -> Vec<String> {
    let read = test.app.db.read::<_, StorageError>(|conn| {
        conn.all("SELECT words FROM notice WHERE kind = 'exam_worse' ORDER BY id", [], |row| row.get("words"))
    });
    read.await.unwrap()
}

#[tokio::test]
async fn the_exam_follows_a_change_of_a_source_once_and_names_it() {
    let (test, source) = shop().await;
    let settled = Duration::from_mins(4);
    test.advance(settled);
    look(&test).await;
    must_say(&test, "How much is the wagyu?", &["145 €"]).await;
    look(&test).await;
    assert_eq!(newest(&test).await, Value::Null, "nothing changed");
    let first = run(&test).await;

    let path = format!("/knowledge/sources/{source}");
    for price in ["150.00", "160.00"] {
        let text = format!("The wagyu costs {price} euro per kg. Our butchers cut it to order.");
        assert!(test.patch(&path, json!({ "text": text })).await.status.is_success());
    }
    let other = json!({"kind": "text", "title": "Parking", "text": "You can park behind the shop."});
    assert_eq!(test.post("/knowledge/sources", other).await.status, 201);
    test.run_jobs().await;
    look(&test).await;
    assert_eq!(newest(&test).await["id"], first["run"]["id"], "somebody may still be writing");
    test.advance(settled);
    look(&test).await;
    let followed = newest(&test).await;
    assert_eq!((&followed["cause"], &followed["state"]), (&json!("sources"), &json!("done")), "{followed:#}");
    let changes: Vec<(&str, &str)> = followed["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["title"].as_str().unwrap(), change["change"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [("Wagyu", "changed"), ("Parking", "added")]);
    let told = notices(&test).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Wagyu"), "{told:?}");

    // The same again is no change; what goes is named as well, and what stays bad is told once.
    look(&test).await;
    assert_eq!(newest(&test).await["id"], followed["id"]);
    assert!(test.delete(&path).await.status.is_success());
    test.run_jobs().await;
    test.advance(settled);
    look(&test).await;
    let gone = newest(&test).await;
    assert_eq!(
        gone["changes"],
        json!([{"source_id": source, "title": "Wagyu", "change": "removed"}]),
        "{gone:#}"
    );
    assert_eq!(notices(&test).await.len(), 1);
    test.stop().await;
}
