//! Once a day what is done with goes: in pieces, so that no webhook waits for it, and the disk gets its room back.

use shopbell::storage::StorageError;

use crate::support::TestApp;

/// Events of a month ago, four kilobytes each.
const OLD_EVENTS: i64 = 4_000;
/// What one piece may take.
const ONE_PIECE: i64 = 100;
/// Pages without rows that may stay in the file.
const ROOM_KEPT: i64 = 1_024;

async fn figure(test: &TestApp, question: &'static str) -> i64 {
    test.app.db.read::<_, StorageError>(move |conn| conn.one(question, [], |row| row.get(0))).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_goes_in_pieces_that_let_webhooks_by_and_the_disk_gets_its_room_back() {
    let test = TestApp::start().await;
    let plant = format!(
        "INSERT INTO webhook_event (id, connection_id, received_at_ms, state, sha256, bytes, body)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {OLD_EVENTS})
         SELECT i, 1, i, 'parsed', randomblob(32), 4000, randomblob(4000) FROM n"
    );
    test.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(&plant)).await.unwrap();
    test.customer("+39 333 1234567").says("Siete aperti?").await;
    test.let_reply().await;
    let pages = figure(&test, "PRAGMA page_count").await;

    let round = test.app.rooms.whatsapp.daily_round();
    let urgent = async {
        let mut left = vec![OLD_EVENTS];
        while left.last() != Some(&0) {
            let old = "SELECT count(*) FROM webhook_event WHERE received_at_ms <= 4000";
            let asked =
                test.app.db.write::<_, StorageError>(move |tx| tx.one(old, [], |row| row.get::<_, i64>(0)));
            left.push(asked.await.unwrap());
        }
        left
    };
    let (done, left) = tokio::join!(round, urgent);
    done.unwrap();
    // Between two urgent writes at most one piece that had begun, and one that stood before the second.
    assert!(left.windows(2).all(|pair| pair[0] - pair[1] <= 2 * ONE_PIECE), "{left:?}");
    assert!(figure(&test, "PRAGMA freelist_count").await <= ROOM_KEPT);
    let given_back = pages - figure(&test, "PRAGMA page_count").await;
    assert!(given_back > OLD_EVENTS - 2 * ROOM_KEPT, "{given_back} of {pages} pages");
    assert!(figure(&test, "SELECT count(*) FROM webhook_event").await > 0, "what is young stays");
    test.run_jobs().await;
    test.stop().await;
}
