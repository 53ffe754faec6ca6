use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::jobs;

#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    number: usize,
}

impl Job for Note {
    const KIND: &'static str = "note";
    const MAX_ATTEMPTS: u32 = 3;
    fn key(&self) -> Option<String> {
        (self.number == 0).then(|| "only".to_owned())
    }
    fn lane(&self) -> Option<String> {
        (self.number >= 100).then(|| "one".to_owned())
    }
}

struct Bench {
    db: Db,
    clock: Clock,
    worker: Worker,
    seen: Arc<parking_lot::Mutex<Vec<usize>>>,
    failures: Arc<AtomicUsize>,
    _folder: tempfile::TempDir,
}

fn bench() -> Bench {
    let clock = Clock::fixed(Timestamp::from_seconds(1_000));
    let (db, folder) = Db::open_for_test_at(clock.clone());
    let seen = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let failures = Arc::new(AtomicUsize::new(0));
    let mut registry = Registry::default();
    let (notes, fail) = (Arc::clone(&seen), Arc::clone(&failures));
    registry.on::<Note>(move |job| {
        let (notes, fail) = (Arc::clone(&notes), Arc::clone(&fail));
        Box::pin(async move {
            if fail.load(Ordering::SeqCst) > 0 {
                fail.fetch_sub(1, Ordering::SeqCst);
                return Err(anyhow::anyhow!("not yet").into());
            }
            notes.lock().push(job.number);
            Ok(())
        })
    });
    let worker = Worker::new(db.clone(), Bus::default(), clock.clone(), Tasks::new(), registry);
    Bench { db, clock, worker, seen, failures, _folder: folder }
}

async fn put(bench: &Bench, numbers: &'static [usize]) {
    bench
        .db
        .write(move |tx| {
            for number in numbers {
                jobs::enqueue(tx, &Note { number: *number })?;
            }
            Ok::<_, StorageError>(())
        })
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_one_key_one_waits_and_a_lane_keeps_its_order() {
    let bench = bench();
    put(&bench, &[0, 0, 0, 103, 101, 102]).await;
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [0, 103, 101, 102]);
    assert!(bench.worker.unfinished().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_job_is_tried_again_later_and_holds_its_lane_meanwhile() {
    let bench = bench();
    bench.failures.store(1, Ordering::SeqCst);
    put(&bench, &[101, 102]).await;
    bench.worker.run_due().await.unwrap();
    assert!(bench.seen.lock().is_empty(), "102 must not overtake 101");
    bench.clock.advance(Duration::from_secs(3));
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [101, 102]);
}

#[tokio::test(flavor = "multi_thread")]
async fn out_of_attempts_it_is_dead_and_a_person_can_revive_it() {
    let bench = bench();
    bench.failures.store(3, Ordering::SeqCst);
    put(&bench, &[7]).await;
    for _ in 0..4 {
        bench.worker.run_due().await.unwrap();
        bench.clock.advance(LONGEST_PAUSE);
    }
    assert_eq!(bench.worker.counts().await.unwrap(), (0, 1));
    let dead = bench.db.read(|conn| store::list(conn, JobState::Dead, None, 10)).await.unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("not yet"));
    let id = dead[0].id;
    bench.db.write(move |tx| store::revive(tx, id)).await.unwrap();
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [7]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_when_the_program_died_waits_again() {
    let bench = bench();
    put(&bench, &[5]).await;
    let taken = bench.db.write(|tx| store::claim_due(tx, 10)).await.unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(bench.worker.reclaim().await.unwrap(), 1);
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_debounced_job_moves_to_the_later_time() {
    let bench = bench();
    let at = bench.clock.now();
    for seconds in [10, 20] {
        bench
            .db
            .write(move |tx| jobs::postpone(tx, &Note { number: 0 }, at.plus(Duration::from_secs(seconds))))
            .await
            .unwrap();
    }
    bench.clock.advance(Duration::from_secs(11));
    bench.worker.run_due().await.unwrap();
    assert!(bench.seen.lock().is_empty());
    bench.clock.advance(Duration::from_secs(10));
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [0]);
}
