//! The plans of lists and searches: whether a shop has 200 orders or 200,000, none reads through all of them or sorts more
//! than a few.

use shopbell::storage::StorageError;

use crate::support::TestApp;

/// A list given as a parameter, and the full-text index asked for tokens (`M` is the MATCH).
fn is_bounded(step: &str) -> bool {
    step.starts_with("SCAN json_each VIRTUAL TABLE")
        || (step.starts_with("SCAN orders_search VIRTUAL TABLE INDEX") && step.contains(":M"))
}

async fn plan(shop: &TestApp, sql: &str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    let read = shop.app.db.read::<_, StorageError>(move |conn| {
        let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
        conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
    });
    read.await.unwrap_or_else(|error| panic!("{error} in {sql}"))
}

fn walks(plan: &[String]) -> Vec<&String> {
    plan.iter().filter(|step| step.starts_with("SCAN") && !is_bounded(step)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_and_no_search_reads_through_the_book() {
    let shop = TestApp::start().await;
    let queries = shopbell::orders::list_queries();
    assert_eq!(queries.len(), 8, "a new one is looked at here");
    for (sql, sorts) in queries {
        let plan = plan(&shop, sql).await;
        assert!(walks(&plan).is_empty(), "{plan:#?} in {sql}");
        let sorted = plan.iter().any(|step| step.starts_with("USE TEMP B-TREE FOR ORDER BY"));
        assert_eq!(sorted, sorts, "{plan:#?} in {sql}");
    }
    let through_all = plan(&shop, "SELECT id FROM orders_order WHERE customer_name LIKE '%anna%'").await;
    assert!(!walks(&through_all).is_empty(), "a walk is noticed: {through_all:?}");
    shop.stop().await;
}
