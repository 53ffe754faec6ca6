//! The plans of what the page asks: none walks the messages, whatever the shop has said in its life.

use shopbell::storage::StorageError;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_page_and_every_look_ask_by_index() {
    let test = TestApp::start().await;
    let mut walks = Vec::new();
    for sql in shopbell::replies::hot_queries() {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = test.app.db.read::<_, StorageError>(move |conn| {
            let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
            conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
        });
        let plan = plan.await.unwrap_or_else(|error| panic!("{error} in {sql}"));
        walks.extend(
            plan.into_iter()
                .filter(|step| {
                    step.starts_with("SCAN")
                        && !step.starts_with("SCAN CONSTANT ROW")
                        && !step.contains("VIRTUAL TABLE")
                })
                .map(|step| format!("{step} in {sql}")),
        );
    }
    test.stop().await;
    assert!(walks.is_empty(), "\n{}", walks.join("\n"));
}
