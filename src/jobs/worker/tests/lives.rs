//! Deaths of the program, and ends that could not be written.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn what_ran_when_the_program_died_waits_again() {
    let bench = bench();
    put(&bench, &[5]).await;
    assert_eq!(bench.worker.take(10).await.unwrap().0.len(), 1);
    // Nobody holds it any more, as after a start.
    bench.worker.state.running.lock().clear();
    assert_eq!(bench.worker.reclaim().await.unwrap(), 1);
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_marked_as_running_that_nobody_runs_are_taken_back() {
    let bench = bench();
    put(&bench, &[101, 102]).await;
    bench
        .db
        .write(|tx| tx.execute("UPDATE job SET state = 'running' WHERE payload LIKE '%101%'", []))
        .await
        .unwrap();
    bench.worker.run_due().await.unwrap();
    assert!(bench.seen.lock().is_empty(), "its lane is blocked");
    bench.worker.take_back().await;
    bench.worker.run_due().await.unwrap();
    assert_eq!(*bench.seen.lock(), [101, 102]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_cannot_be_written_is_written_again_until_it_is() {
    let bench = bench();
    put(&bench, &[101, 102]).await;
    let refuse =
        "CREATE TEMP TRIGGER full BEFORE DELETE ON main.job BEGIN SELECT RAISE(ABORT, 'no room'); END";
    bench.db.write(move |tx| tx.execute_batch(refuse)).await.unwrap();
    let running = bench.worker.tasks.spawn("worker", bench.worker.clone().run());
    while bench.seen.lock().is_empty() {
        tokio::task::yield_now().await;
    }
    bench.clock.advance(LONGEST_WRITE_PAUSE);
    assert_eq!(*bench.seen.lock(), [101], "the lane is held while the end is not written");
    bench.db.write(|tx| tx.execute_batch("DROP TRIGGER temp.full")).await.unwrap();
    let both = async {
        while bench.seen.lock().len() < 2 {
            bench.clock.advance(Duration::from_millis(100));
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), both).await.expect("the end was never written");
    assert_eq!(*bench.seen.lock(), [101, 102], "and it ran once");
    bench.worker.tasks.begin_stop();
    running.await.unwrap();
}

/// Opens the folder as after a death: the run before did not stop cleanly.
fn open_after_death(folder: &std::path::Path, clock: &Clock) -> Db {
    let options =
        OpenOptions { folder: folder.to_owned(), clock: clock.clone(), bus: Bus::default(), exclusive: true };
    Db::open(options).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_the_program_each_time_is_given_up_at_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::fixed(Timestamp::from_seconds(1_000));
    let mut begun = Vec::new();
    for life in 0..10 {
        let db = open_after_death(folder.path(), &clock);
        if life == 0 {
            db.write(|tx| jobs::enqueue(tx, &Note { number: 1 })).await.unwrap();
        }
        let mut registry = Registry::default();
        registry.on::<Note>(|_| Box::pin(async { Ok(()) }));
        let worker = Worker::new(db.clone(), Bus::default(), clock.clone(), Tasks::new(), registry);
        worker.reclaim().await.unwrap();
        // It is taken, and the program dies before it ends.
        let (taken, _) = worker.take(10).await.unwrap();
        begun.push(taken.len());
        let dead = db.read(|conn| store::list(conn, JobState::Dead, &[], None, 10)).await.unwrap();
        if let [dead] = &dead[..] {
            assert!(dead.attempts <= Note::MAX_ATTEMPTS, "{}", dead.attempts);
        }
    }
    // Once before anybody knew that it kills, then as often as it may be tried.
    assert_eq!(begun, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
}
