//! The plans of the statements that run all day: none walks a growing table.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn no_hot_statement_scans_a_growing_table() {
    let shop = Shop::open();
    for sql in hot_queries() {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan = shop
            .read(move |conn| {
                let nothing: &[(&str, &dyn rusqlite::ToSql)] = &[];
                conn.all(&explain, nothing, |row| row.get::<_, String>("detail"))
            })
            .await;
        for step in plan {
            let walks_a_list_given =
                step.contains("json_each") || step.contains("found") || step.starts_with("SCAN m");
            let by_the_index = step.contains("VIRTUAL TABLE INDEX") || step.contains("USING");
            assert!(!step.starts_with("SCAN") || by_the_index || walks_a_list_given, "{step} in {sql}");
        }
    }
}
