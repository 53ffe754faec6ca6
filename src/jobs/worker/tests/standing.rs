//! Jobs queued again while they run, ends inside the deed, and standing work.

use super::*;

/// A worker whose only job does `run`, with what it needs to see what happened.
fn with(
    run: impl Fn(Db, Ticket) -> super::super::super::running::Running<()> + Send + Sync + 'static,
) -> (Db, Worker, tempfile::TempDir) {
    let clock = Clock::fixed(Timestamp::from_seconds(1_000));
    let (db, folder) = Db::open_for_test_at(clock.clone());
    let mut registry = Registry::default();
    let its = db.clone();
    registry.on_ending::<Note>(move |_, ticket| run(its.clone(), ticket));
    let worker = Worker::new(db.clone(), Bus::default(), clock, Tasks::new(), registry);
    (db, worker, folder)
}

#[tokio::test(flavor = "multi_thread")]
async fn queued_again_while_it_runs_it_runs_once_more() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let (db, worker, _folder) = with(move |db, _| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move {
            if first {
                // Twice: of one key only one waits.
                db.write(|tx| jobs::enqueue(tx, &Note { number: 0 })).await?;
                db.write(|tx| jobs::enqueue(tx, &Note { number: 0 })).await?;
            }
            Ok(())
        })
    });
    db.write(|tx| jobs::enqueue(tx, &Note { number: 0 })).await.unwrap();
    worker.run_due().await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert!(worker.unfinished().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_back_a_running_job_only_takes_back_its_next_run() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let (db, worker, _folder) = with(move |db, _| {
        counted.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            assert!(!db.write(|tx| jobs::cancel::<Note>(tx, "only")).await?, "it runs: nothing waits");
            db.write(|tx| jobs::enqueue(tx, &Note { number: 0 })).await?;
            assert!(db.write(|tx| jobs::cancel::<Note>(tx, "only")).await?);
            Ok(())
        })
    });
    db.write(|tx| jobs::enqueue(tx, &Note { number: 0 })).await.unwrap();
    worker.run_due().await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 1);
    assert!(worker.unfinished().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_ends_with_its_deed_or_not_at_all() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let (db, worker, _folder) = with(move |db, ticket| {
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        Box::pin(async move {
            let deed = db.write(move |tx| {
                ticket.finish(tx)?;
                if first { Err(StorageError::TookTooLong) } else { Ok(()) }
            });
            Ok(deed.await?)
        })
    });
    db.write(|tx| jobs::enqueue(tx, &Note { number: 1 })).await.unwrap();
    worker.run_due().await.unwrap();
    assert_eq!(worker.unfinished().await.unwrap(), ["note"], "the deed was undone, and so was the end");
    worker.clock.advance(FIRST_PAUSE);
    worker.run_due().await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert!(worker.unfinished().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn standing_work_is_done_when_woken_and_after_a_failure_again() {
    let clock = Clock::fixed(Timestamp::from_seconds(1_000));
    let bus = Bus::default();
    let (db, _folder) = Db::open_for_test_telling(clock.clone(), bus.clone());
    let rounds = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&rounds);
    let mut registry = Registry::default();
    registry.standing("count", move || {
        let round = counted.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            match round {
                1 => Err(anyhow::anyhow!("not yet").into()),
                2 => panic!("on purpose"),
                _ => Ok(Round::Rest),
            }
        })
    });
    let worker = Worker::new(db.clone(), bus, clock.clone(), Tasks::new(), registry);
    let running = worker.tasks.spawn("worker", worker.clone().run());
    let reach = async |count: usize, step: Duration| {
        let reached = async {
            while rounds.load(Ordering::SeqCst) < count {
                clock.advance(step);
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), reached).await.expect("a round was missed");
    };
    reach(1, Duration::ZERO).await;
    db.write::<_, StorageError>(|tx| {
        tx.wake("count");
        Ok(())
    })
    .await
    .unwrap();
    reach(2, Duration::ZERO).await;
    reach(4, Duration::from_millis(50)).await;
    worker.tasks.begin_stop();
    running.await.unwrap();
}
