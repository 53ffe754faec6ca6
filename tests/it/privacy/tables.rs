//! No table is left out: whatever names a customer is on the list of what is erased, or is named here with the reason.

use std::collections::BTreeSet;

use shopbell::app::privacy::holdings;
use shopbell::storage::StorageError;

use crate::support::TestApp;

/// Tables with a column of this kind may say something of a customer.
fn may_name_a_customer(column: &str) -> bool {
    ["contact_id", "conversation_id", "message_id"].iter().any(|end| column.ends_with(end))
        || ["wamid", "phone", "email", "customer_name", "customer_id", "body", "username", "wa_id"]
            .contains(&column)
}

/// What is not erased row by row, each with its reason.
const EXCEPTIONS: [(&str, &str); 7] = [
    ("webhook_event", "raw webhooks are looked through for the customer's names and deleted"),
    ("orders_shop_event", "what web shops told is looked through for the customer's names and emptied"),
    ("privacy_erasure", "says that a customer was erased; what they were found by goes when it ends"),
    ("person", "the shop's own people"),
    ("shop", "the shop's own address"),
    ("notice_delivery", "which of the shop's own people are told; goes with its notice"),
    ("notice_push", "which of the shop's own devices were reached"),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_table_that_may_name_a_customer_is_erased_or_says_why_not() {
    let test = TestApp::start().await;
    let columns: Vec<(String, String)> = test
        .app
        .db
        .read::<_, StorageError>(|conn| {
            conn.all(
                "SELECT t.name AS table_name, c.name AS column_name
                   FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
                  WHERE t.schema = 'main' AND t.type IN ('table', 'virtual') AND t.name NOT LIKE 'sqlite_%'",
                [],
                |row| Ok((row.get("table_name")?, row.get("column_name")?)),
            )
        })
        .await
        .unwrap();
    let held: BTreeSet<&str> = holdings().iter().map(|holding| holding.table).collect();
    let naming: BTreeSet<&str> = columns
        .iter()
        .filter(|(_, column)| may_name_a_customer(column))
        .map(|(table, _)| table.as_str())
        .collect();
    let forgotten: Vec<&&str> = naming
        .iter()
        .filter(|table| !held.contains(*table) && EXCEPTIONS.iter().all(|(name, _)| name != *table))
        .collect();
    assert!(
        forgotten.is_empty(),
        "{forgotten:?} may name a customer: say in the room's `held.rs` how its rows are handed over and erased"
    );
    let tables: BTreeSet<&str> = columns.iter().map(|(table, _)| table.as_str()).collect();
    for table in &held {
        assert!(tables.contains(table), "{table} is on the list and is no table");
    }
    for (table, _) in EXCEPTIONS {
        assert!(tables.contains(table) && !held.contains(table), "{table} is no exception any more");
    }
    test.stop().await;
}
