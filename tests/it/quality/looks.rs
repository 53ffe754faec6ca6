//! What a look writes: what reads otherwise than it is kept, and nothing else.

use super::{look, report, shop};
use crate::support::TestApp;
use shopbell::storage::StorageError;

/// From now on every row of a turn that is written or taken away is noted.
async fn note_writes(shop: &TestApp) {
    let notes = "CREATE TEMP TABLE noted (what TEXT NOT NULL);
        CREATE TEMP TRIGGER written AFTER INSERT ON reply_turn BEGIN INSERT INTO noted VALUES ('kept'); END;
        CREATE TEMP TRIGGER taken AFTER DELETE ON reply_turn BEGIN INSERT INTO noted VALUES ('gone'); END;";
    shop.app.db.write(move |tx| tx.execute_batch(notes)).await.unwrap();
}

async fn noted(shop: &TestApp) -> Vec<String> {
    let read = shop.app.db.write::<_, StorageError>(|tx| {
        let noted = tx.all("SELECT what FROM noted", [], |row| row.get("what"))?;
        tx.execute("DELETE FROM noted", [])?;
        Ok(noted)
    });
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_writes_what_is_new_or_reads_otherwise_and_nothing_else() {
    let shop = shop().await;
    let customer = shop.customer("+393330000001");
    for question in ["How much is the fiorentina?", "When do you make sausages?", "When are you open?"] {
        customer.says(question).await;
        shop.let_reply().await;
    }
    look(&shop).await;
    note_writes(&shop).await;
    look(&shop).await;
    assert_eq!(noted(&shop).await, Vec::<String>::new(), "nothing was said");
    customer.says("Do you repair bicycles?").await;
    shop.let_reply().await;
    look(&shop).await;
    assert_eq!(noted(&shop).await, ["kept"]);
    let conversation = shop.only_conversation().await;
    let path = format!("/conversations/{}", conversation["id"].as_str().unwrap());
    assert!(shop.patch(&path, serde_json::json!({ "status": "done" })).await.status.is_success());
    look(&shop).await;
    assert_eq!(noted(&shop).await, ["kept"], "how long it took stands at the last turn");
    assert_eq!(report(&shop, 7).await["figures"]["resolution"]["sample"], 1);
    shop.stop().await;
}
