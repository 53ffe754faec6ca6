//! A shop of two years with five hundred customers: every detector finds whom their stories say, and nobody else.

use std::collections::BTreeSet;

use shopbell::health::detectors;
use shopbell::health::jobs::RunDetector;
use shopbell::storage::StorageError;

use super::years::Shop;
use super::years::put::put;
use super::years::story::Identity;
use crate::support::{START, TestApp};

const CUSTOMERS: usize = 500;

#[tokio::test(flavor = "multi_thread")]
async fn every_detector_finds_whom_two_years_of_stories_tell_of() {
    let test = TestApp::start().await;
    let shop = Shop::told(CUSTOMERS, START.as_millis());
    put(&shop, &test.app.db).await;
    test.run_jobs().await;
    let joined = shop.customers.iter().filter(|one| matches!(one.identity, Identity::Joined { .. })).count();
    assert!(joined > 10 && merged(&test).await == joined, "{joined} customers were taken for two");

    let mut missed = Vec::new();
    for detector in detectors::all() {
        let found = test.app.rooms.health.find(detector.clone()).await.unwrap().findings;
        let score = shop.score(&detector.name, found.iter().map(|one| one.subject.as_str()));
        println!("{:<24} {score}", detector.name);
        if !score.is_reached() {
            missed.push(format!("{}: {score}", detector.name));
        }
    }
    assert!(missed.is_empty(), "\n{}", missed.join("\n"));
    for detector in ["order_overdue", "silent_after_activity", "basket_abandoned", "question_unanswered"] {
        assert!(shop.plan(detector).len() > 10, "the stories say little about {detector}");
    }

    // What a run finds is kept, however many slices that takes.
    let all = shop.plan("no_order");
    assert!(all.len() > 60, "{} have not ordered for sixty days", all.len());
    for _ in 0..2 {
        test.app.rooms.health.run_detector(RunDetector { detector: "no_order".into() }).await.unwrap();
        assert_eq!(open(&test, "no_order").await, all);
    }
    test.leaves_work();
}

async fn merged(test: &TestApp) -> usize {
    let sql = "SELECT count(*) FROM contact WHERE merged_into IS NOT NULL";
    let asked =
        test.app.db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get::<_, i64>(0)));
    usize::try_from(asked.await.unwrap()).unwrap()
}

/// The subjects of open signals.
async fn open(test: &TestApp, detector: &'static str) -> BTreeSet<String> {
    let sql = "SELECT subject FROM health_signal WHERE detector = ?1 AND status = 'pending' LIMIT 10000";
    let asked = test.app.db.read::<_, StorageError>(move |conn| conn.all(sql, [detector], |row| row.get(0)));
    asked.await.unwrap().into_iter().collect()
}
