//! The plans of the statements that run all day: none may walk a table that grows with the shop.

use shopbell::storage::StorageError;

use crate::support::TestApp;

/// Whether a step that looks like a walk is bounded by what it walks.
fn is_bounded(step: &str) -> bool {
    let inner_rows_with_a_limit = ["SCAN found", "SCAN newest"].contains(&step);
    let list_given_as_a_parameter = step.starts_with("SCAN json_each VIRTUAL TABLE");
    // `M` is the MATCH: a full-text index asked for tokens, not read through.
    let asked_for_tokens = step.contains("_search VIRTUAL TABLE INDEX") && step.contains(":M");
    let only_what_waits_to_leave = step == "SCAN m USING INDEX message_to_deliver";
    inner_rows_with_a_limit || list_given_as_a_parameter || asked_for_tokens || only_what_waits_to_leave
}

async fn plan_of(test: &TestApp, sql: &'static str) -> Vec<String> {
    let explain = format!("EXPLAIN QUERY PLAN {sql}");
    test.app
        .db
        .read::<_, StorageError>(move |conn| {
            let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
            conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
        })
        .await
        .unwrap_or_else(|error| panic!("{error} in {sql}"))
}

/// The steps of a plan that walk something without a bound.
fn walks(plan: &[String]) -> Vec<&String> {
    let unbounded = |step: &&String| step.starts_with("SCAN") && !is_bounded(step);
    plan.iter().filter(unbounded).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_hot_statement_walks_a_growing_table() {
    let test = TestApp::start().await;
    let statements = shopbell::inbox::hot_queries();
    assert!(statements.len() > 20);
    let mut broken = Vec::new();
    for sql in statements {
        let plan = plan_of(&test, sql).await;
        broken.extend(walks(&plan).into_iter().map(|step| format!("{step} in {sql}")));
    }
    test.stop().await;
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_is_noticed() {
    let test = TestApp::start().await;
    for sql in [
        "SELECT id FROM message WHERE text = 'x'",
        "SELECT count(*) FROM message",
        "SELECT rowid FROM message_search ORDER BY rowid",
        "SELECT id FROM conversation ORDER BY unread LIMIT 1",
    ] {
        let plan = plan_of(&test, sql).await;
        assert!(!walks(&plan).is_empty(), "{plan:?}");
    }
    test.stop().await;
}
