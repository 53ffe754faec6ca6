//! What a message costs the disk: commits and pages, counted in the write-ahead log itself. `benches/cost.rs` measures the
//! same with the workers of a running shop.

use std::path::Path;

use serde_json::json;
use shopbell::practice::meta::{Customer, StatusPlan};
use shopbell::storage::StorageError;

use crate::support::TestApp;

/// Messages measured, each after everything before it has come to rest.
const MESSAGES: usize = 12;
/// Bytes of a frame's head, and of the log's own.
const FRAME_HEAD: usize = 24;
const LOG_HEAD: usize = 32;
const PAGE: usize = 4096;

/// What stands in the log.
#[derive(Debug, Clone, Copy, Default)]
struct Log {
    pages: usize,
    commits: usize,
}

impl Log {
    /// Counts frames and, by the database size only the last frame of a commit carries, commits.
    fn read(file: &Path) -> Self {
        let bytes = std::fs::read(file).unwrap();
        let salts = &bytes[16..24];
        let frames = bytes[LOG_HEAD..].chunks_exact(FRAME_HEAD + PAGE);
        let mut log = Self::default();
        for frame in frames.take_while(|frame| frame[8..16] == *salts) {
            log.pages += 1;
            log.commits += usize::from(frame[4..8] != [0; 4]);
        }
        log
    }

    /// What was written since, a message.
    fn a_message(self, before: Self) -> Self {
        let a_message = |count: usize| count.div_ceil(MESSAGES);
        Self {
            pages: a_message(self.pages - before.pages),
            commits: a_message(self.commits - before.commits),
        }
    }
}

/// A shop that knows when it is open, and a customer it knows.
async fn shop() -> (TestApp, Customer) {
    let test = TestApp::start().await;
    let pair = json!({"question": "Siete aperti la domenica?", "answer": "Sì, la domenica siamo aperti dalle 8:30."});
    let faq = json!({"kind": "faq", "title": "Orari", "pairs": [pair]});
    assert_eq!(test.post("/knowledge/sources", faq).await.status, 201);
    let customer = test.customer("+39 333 1234567");
    customer.says("Siete aperti la domenica?").await;
    test.let_reply().await;
    assert_eq!(customer.received().len(), 1, "the shop answers");
    (test, customer)
}

async fn measured(test: &TestApp, customer: &Customer) -> Log {
    let file = test.app.db.file().with_extension("db-wal");
    let before = Log::read(&file);
    for _ in 0..MESSAGES {
        customer.says("Siete aperti la domenica?").await;
        test.let_reply().await;
        // So that a limit of answers in an hour is not what is measured.
        test.advance(std::time::Duration::from_hours(1));
    }
    Log::read(&file).a_message(before)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_nobody_answers_takes_no_more_commits_than_now() {
    let (test, customer) = shop().await;
    let off = "UPDATE conversation SET ai = 'off', ai_off_reason = 'switched_off', ai_off_at_ms = 1";
    test.app.db.write::<_, StorageError>(move |tx| tx.execute(off, [])).await.unwrap();
    let log = measured(&test, &customer).await;
    assert_eq!(customer.received().len(), 1, "nobody answers");
    assert!(log.commits <= 4 && log.pages <= 28, "{log:?} a message");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_answered_takes_no_more_commits_than_now() {
    let (test, customer) = shop().await;
    test.meta().plan_statuses(StatusPlan::none());
    let log = measured(&test, &customer).await;
    assert_eq!(customer.received().len(), 1 + MESSAGES, "each is answered");
    assert!(log.commits <= 10 && log.pages <= 88, "{log:?} a message");
    test.stop().await;
}
