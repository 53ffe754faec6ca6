use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::jobs::types::{Job, JobState};
use crate::jobs::{self, Registry};
use crate::storage::OpenOptions;

mod lives;
mod standing;

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
    let bus = Bus::default();
    let (db, folder) = Db::open_for_test_telling(clock.clone(), bus.clone());
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
    let worker = Worker::new(db.clone(), bus, clock.clone(), Tasks::new(), registry);
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
    let dead = bench.db.read(|conn| store::list(conn, JobState::Dead, &[], None, 10)).await.unwrap();
    assert_eq!(dead[0].last_error.as_deref(), Some("not yet"));
    let id = dead[0].id;
    bench.db.write(move |tx| store::revive(tx, id)).await.unwrap();
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [7]);
}

/// Lets the real loop run on the fixed clock until `count` notes were seen; the clock moves on by `step` after each turn
/// at the writer, where the worker has its turns as well.
async fn run_until_seen(bench: &Bench, count: usize, step: Duration) {
    let tasks = bench.worker.tasks.clone();
    let running = tasks.spawn("worker", bench.worker.clone().run());
    let seen = async {
        while bench.seen.lock().len() < count {
            bench.clock.advance(step);
            bench.db.write(|tx| tx.exists("SELECT 1", [])).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_mins(1), seen).await.expect("a job was left waiting");
    tasks.begin_stop();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_becomes_due_while_the_worker_looks_is_not_overlooked() {
    let bench = bench();
    let due = bench.clock.now().plus(Duration::from_secs(1));
    bench.db.write(move |tx| jobs::enqueue_at(tx, &Note { number: 7 }, due)).await.unwrap();
    let next = bench.worker.start_due().await.unwrap();
    // Between the look and the sleep the job becomes due: the sleep ends at once.
    bench.clock.advance(Duration::from_secs(5));
    assert_eq!(next, due);
    let (taken, _) = bench.worker.take(PER_LOOK).await.unwrap();
    assert_eq!(taken.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn due_jobs_that_found_no_place_in_one_look_are_taken_in_the_next_at_once() {
    let bench = bench();
    put(&bench, &[1, 2, 3]).await;
    let (taken, next) = bench.worker.take(2).await.unwrap();
    assert_eq!(taken.len(), 2);
    assert!(next.unwrap() <= bench.clock.now());
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_due_at_many_moments_all_run_without_waiting_for_the_next_look_around() {
    let bench = bench();
    let begun = bench.clock.now();
    bench
        .db
        .write(move |tx| {
            for number in 1..=99 {
                let due = begun.plus(Duration::from_millis(number as u64 * 7));
                jobs::enqueue_at(tx, &Note { number }, due)?;
            }
            // One lane: each waits for the one before it.
            (100..150).try_for_each(|number| jobs::enqueue(tx, &Note { number }).map(drop))
        })
        .await
        .unwrap();
    run_until_seen(&bench, 149, Duration::from_millis(1)).await;
    let lane: Vec<usize> = bench.seen.lock().iter().copied().filter(|number| *number >= 100).collect();
    assert_eq!(lane, (100..150).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_one_lane_run_at_their_times_though_the_first_waits() {
    let bench = bench();
    let first_due = bench.clock.now().plus(Duration::from_secs(3));
    bench
        .db
        .write(move |tx| {
            jobs::enqueue_at(tx, &Note { number: 100 }, first_due)?;
            jobs::enqueue(tx, &Note { number: 101 })
        })
        .await
        .unwrap();
    let tasks = bench.worker.tasks.clone();
    let running = tasks.spawn("worker", bench.worker.clone().run());
    bench.clock.advance(Duration::from_secs(3));
    // From here on the clock stands still: a second that waits for the next look around waits for ever.
    let seen = async {
        while bench.seen.lock().len() < 2 {
            bench.db.write(|tx| tx.exists("SELECT 1", [])).await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_mins(1), seen)
        .await
        .expect("the second waited for the next look around");
    assert_eq!(*bench.seen.lock(), [100, 101]);
    tasks.begin_stop();
    running.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn running_a_job_writes_nothing_before_its_end() {
    let bench = bench();
    put(&bench, &[5]).await;
    let log = bench.db.file().with_extension("db-wal");
    let before = std::fs::metadata(&log).unwrap().len();
    assert_eq!(bench.worker.take(10).await.unwrap().0.len(), 1);
    assert_eq!(std::fs::metadata(&log).unwrap().len(), before);
    assert!(bench.worker.take(10).await.unwrap().0.is_empty(), "what runs is not taken twice");
    let running = bench.worker.running();
    let listed =
        move |conn: &crate::storage::ReadConn| store::list(conn, JobState::Running, &running, None, 10);
    assert_eq!(bench.db.read(listed).await.unwrap().len(), 1);
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
