//! The plan of every detector, pinned: what each walks stands in `plans.txt`, everything else is found by an index.

use shopbell::health::detectors;
use shopbell::storage::StorageError;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn every_detector_asks_by_index() {
    let test = TestApp::start().await;
    let mut shown = String::new();
    for detector in detectors::all() {
        let plan = test
            .app
            .db
            .read::<_, StorageError>(move |conn| {
                let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
                conn.all(&format!("EXPLAIN QUERY PLAN {}", detector.sql()), nothing, |row| {
                    row.get::<_, String>("detail")
                })
            })
            .await
            .unwrap_or_else(|error| panic!("{}: {error}", detector.name));
        let walks = plan.iter().filter(|step| step.starts_with("SCAN"));
        for step in walks {
            shown.push_str(&format!("{}: {step}\n", detector.name));
        }
    }
    test.stop().await;
    let kept = include_str!("plans.txt");
    assert!(shown == kept, "the plans are others now; look at them, then keep them:\n{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_built_from_choices_asks_by_index() {
    let test = TestApp::start().await;
    let mut shown = String::new();
    let queries = shopbell::health::builder_queries();
    assert_eq!(queries.len(), 7, "a new choice has its plan looked at here");
    for (what, sql) in queries {
        let plan = test
            .app
            .db
            .read::<_, StorageError>(move |conn| {
                let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
                conn.all(&format!("EXPLAIN QUERY PLAN {sql}"), nothing, |row| row.get::<_, String>("detail"))
            })
            .await
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        for step in plan.iter().filter(|step| step.starts_with("SCAN")) {
            shown.push_str(&format!("{what}: {step}\n"));
        }
    }
    test.stop().await;
    let kept = include_str!("builder_plans.txt");
    assert!(shown == kept, "the plans are others now; look at them, then keep them:\n{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_signals_is_walked_and_not_sorted() {
    let test = TestApp::start().await;
    for (sql, index) in
        shopbell::health::list_queries().into_iter().zip(["health_signal_queue", "health_signal_history"])
    {
        let plan = test.app.db.read::<_, StorageError>(move |conn| {
            let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
            conn.all(&format!("EXPLAIN QUERY PLAN {sql}"), nothing, |row| row.get::<_, String>("detail"))
        });
        let plan = plan.await.unwrap();
        assert!(plan.len() == 1 && plan[0].contains(index), "{plan:?}");
    }
    test.stop().await;
}
