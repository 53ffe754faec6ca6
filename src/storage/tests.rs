use std::time::Duration;

use super::*;
use crate::clock::{Clock, Timestamp};
use crate::events::{Bus, Topic};
use crate::ids::{Id as _, MessageId};

async fn with_table() -> (Db, tempfile::TempDir) {
    let (db, folder) = Db::open_for_test();
    db.write(|tx| tx.execute_batch("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT UNIQUE) STRICT"))
        .await
        .unwrap();
    (db, folder)
}

async fn count(db: &Db) -> i64 {
    db.read::<_, StorageError>(|conn| conn.one("SELECT count(*) FROM thing", [], |row| row.get(0)))
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_failing_closure_undoes_only_itself() {
    let (db, _folder) = with_table().await;
    let writes = (0..200).map(|n| {
        let db = db.clone();
        async move {
            db.write::<_, StorageError>(move |tx| {
                tx.execute("INSERT INTO thing (name) VALUES (?1)", [format!("thing {n}")])?;
                if n % 10 == 0 { Err(StorageError::TookTooLong) } else { Ok(()) }
            })
            .await
        }
    });
    let answers = futures_util::future::join_all(writes).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_err()).count(), 20);
    assert_eq!(count(&db).await, 180);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_inside_a_closure_is_an_error_and_the_writer_lives() {
    let (db, _folder) = with_table().await;
    let answer = db
        .write::<(), StorageError>(|tx| {
            tx.execute("INSERT INTO thing (name) VALUES ('gone')", [])?;
            panic!("on purpose")
        })
        .await;
    assert!(matches!(answer, Err(StorageError::Panicked)));
    assert_eq!(count(&db).await, 0);
    db.write(|tx| tx.execute("INSERT INTO thing (name) VALUES ('kept')", [])).await.unwrap();
    assert_eq!(count(&db).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_come_after_the_commit_and_only_from_kept_work() {
    let folder = tempfile::tempdir().unwrap();
    let bus = Bus::default();
    let mut heard = bus.subscribe();
    let options =
        OpenOptions { folder: folder.path().to_owned(), clock: Clock::system(), bus, exclusive: false };
    let db = Db::open(options).unwrap();
    let _ = db
        .write::<(), StorageError>(|tx| {
            tx.announce(Topic::Job, 1);
            Err(StorageError::TookTooLong)
        })
        .await;
    db.write::<_, StorageError>(|tx| {
        tx.announce(Topic::Job, 2);
        Ok(())
    })
    .await
    .unwrap();
    assert_eq!(heard.recv().await.unwrap().event.id, "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_always_increase_even_when_the_clock_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let open = |at| {
        let clock = Clock::fixed(Timestamp::from_seconds(at));
        let options =
            OpenOptions { folder: folder.path().to_owned(), clock, bus: Bus::default(), exclusive: true };
        Db::open(options).unwrap()
    };
    let db = open(2_000);
    db.write(|tx| tx.execute_batch("CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT")).await.unwrap();
    let insert = |tx: &WriteTx| {
        let id: MessageId = tx.new_id();
        tx.execute("INSERT INTO thing (id) VALUES (?1)", [id])?;
        Ok::<_, StorageError>(id)
    };
    let first = db.write(insert).await.unwrap();
    db.close().await;
    drop(db);
    let db = open(1_000);
    let second = db.write(insert).await.unwrap();
    assert!(second > first);
    assert_eq!(first.as_i64(), (2_000_000_i64 << 12).max(first.as_i64()));
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clean_stop_leaves_one_file_and_a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let options = || OpenOptions {
        folder: folder.path().to_owned(),
        clock: Clock::system(),
        bus: Bus::default(),
        exclusive: true,
    };
    let db = Db::open(options()).unwrap();
    assert!(matches!(Db::open(options()), Err(OpenError::InUse(_))));
    db.close().await;
    drop(db);
    let names: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["shopbell.db"]);
    let db = Db::open(options()).unwrap();
    assert!(db.stopped_cleanly_before());
    assert_eq!(db.epoch(), 2);
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "a load beside the snapshot, ended by the test itself")]
async fn a_snapshot_under_load_is_whole_and_says_what_it_is() {
    let (db, folder) = with_table().await;
    let (count, mut written) = tokio::sync::watch::channel(0);
    let load = db.clone();
    let writing = tokio::spawn(async move {
        for n in 0..2_000 {
            load.write(move |tx| tx.execute("INSERT INTO thing (name) VALUES (?1)", [n.to_string()]))
                .await
                .unwrap();
            count.send_modify(|count| *count += 1);
        }
    });
    let before: i64 = *written.wait_for(|written| *written >= 100).await.unwrap();
    let target = folder.path().join("copy.db");
    db.snapshot(&target, Timestamp::from_seconds(5)).await.unwrap();
    writing.await.unwrap();
    assert_eq!(inspect(&target).unwrap(), SnapshotKind::Snapshot);
    let copy =
        rusqlite::Connection::open_with_flags(&target, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let rows: i64 = copy.query_row("SELECT count(*) FROM thing", [], |row| row.get(0)).unwrap();
    assert!(rows >= before, "{rows} rows in the copy, {before} were acknowledged before it began");
    let raw = folder.path().join("raw.db");
    std::fs::copy(db.file(), &raw).unwrap();
    // The log may be folded in while the file is copied: such a copy is torn, and called damaged.
    match inspect(&raw) {
        Ok(kind) => assert_eq!(kind, SnapshotKind::LiveCopy),
        Err(crate::storage::OpenError::Storage(error)) => assert!(error.is_damage(), "{error}"),
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_takes_too_long_is_ended() {
    let (db, _folder) = Db::open_for_test();
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let answer = db.read::<i64, StorageError>(move |conn| conn.one(endless, [], |row| row.get(0))).await;
    assert!(matches!(answer, Err(StorageError::TookTooLong)));
    assert!(
        db.read::<_, StorageError>(|conn| conn.one("SELECT 1", [], |row| row.get::<_, i64>(0))).await.is_ok()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn vectors_and_full_text_are_in_place() {
    let (db, _folder) = Db::open_for_test();
    db.write(|tx| {
        tx.execute_batch(
            "CREATE VIRTUAL TABLE v USING vec0(embedding float[3] distance_metric=cosine);
             INSERT INTO v (rowid, embedding) VALUES (7, '[1, 0, 0]'), (8, '[0, 1, 0]');
             CREATE VIRTUAL TABLE f USING fts5(t, content='', contentless_delete=1, tokenize=\"ascii tokenchars '_'\");
             INSERT INTO f (rowid, t) VALUES (7, 'aperto domenica');",
        )
    })
    .await
    .unwrap();
    let nearest: i64 = db
        .read::<_, StorageError>(|conn| {
            conn.one("SELECT rowid FROM v WHERE embedding MATCH '[0.9, 0.1, 0]' AND k = 1", [], |row| {
                row.get(0)
            })
        })
        .await
        .unwrap();
    assert_eq!(nearest, 7);
}

const ENDLESS: &str =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i < 0";

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "questions beside the test, ended by closing")]
async fn slow_questions_take_no_place_of_quick_ones_and_an_asker_has_one_at_a_time() {
    let (db, _folder) = Db::open_for_test();
    let ask = |asker: &'static str| {
        let db = db.clone();
        tokio::spawn(async move {
            db.read_slow::<i64, StorageError>(&asker, |conn| conn.one(ENDLESS, [], |row| row.get(0))).await
        })
    };
    let greedy: Vec<_> = (0..20).map(|_| ask("greedy")).collect();
    for _ in 0..100 {
        db.read::<_, StorageError>(|conn| conn.one("SELECT 1", [], |row| row.get::<_, i64>(0)))
            .await
            .unwrap();
    }
    // Another asker is not behind the twenty.
    let other = db
        .read_slow::<_, StorageError>(&"other", |conn| conn.one("SELECT 1", [], |row| row.get::<_, i64>(0)));
    tokio::time::timeout(Duration::from_mins(1), other)
        .await
        .expect("it waits behind the greedy one")
        .unwrap();
    db.close().await;
    for question in greedy {
        assert!(question.await.unwrap().is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_view_of_another_program_makes_no_write_wait_and_the_log_is_folded_once_it_is_gone() {
    let (db, _folder) = with_table().await;
    let other =
        rusqlite::Connection::open_with_flags(db.file(), rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    other.execute_batch("BEGIN").unwrap();
    let _: i64 = other.query_row("SELECT count(*) FROM thing", [], |row| row.get(0)).unwrap();
    let write = |n: usize| {
        let db = db.clone();
        async move {
            let name = format!("{n}{}", "x".repeat(1024 * 1024));
            db.write(move |tx| tx.execute("INSERT INTO thing (name) VALUES (?1)", [name])).await.unwrap();
        }
    };
    for n in 0..30 {
        // A write that waits for a checkpoint waits five seconds.
        tokio::time::timeout(Duration::from_secs(4), write(n)).await.expect("a write waited");
    }
    let log = db.file().with_extension("db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 30 * 1024 * 1024);
    other.execute_batch("COMMIT").unwrap();
    let whole = || std::fs::metadata(db.file()).unwrap().len() > 30 * 1024 * 1024;
    let folded = async {
        while !whole() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), folded).await.expect("the log is never folded");
    assert_eq!(count(&db).await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_put_off_is_counted_while_it_waits_and_no_longer() {
    let (db, _folder) = with_table().await;
    let name = |tx: &WriteTx, id: i64| {
        tx.execute("INSERT INTO thing (name) VALUES (?1)", [format!("thing {id}")]).map(drop)
    };
    let counted = db.write::<_, StorageError>(move |tx| {
        let before = tx.put_off();
        (0..300).for_each(|about| tx.last("thing", about % 200, name));
        Ok((before, tx.put_off()))
    });
    let (before, after) = counted.await.unwrap();
    assert_eq!(before, Duration::ZERO);
    assert!(after >= Duration::from_millis(10), "two hundred entries are no small matter: {after:?}");
    let left = db.write::<_, StorageError>(|tx| Ok(tx.put_off())).await.unwrap();
    assert_eq!((left, count(&db).await), (Duration::ZERO, 200));
}

#[tokio::test(flavor = "multi_thread")]
async fn long_background_work_sees_that_somebody_urgent_waits() {
    let (db, _folder) = with_table().await;
    let (began, begun) = oneshot::channel();
    let background = db.write_background::<_, StorageError>(move |tx| {
        let _ = began.send(());
        let mut rows = 0;
        while !tx.somebody_waits() {
            tx.execute("INSERT INTO thing (name) VALUES (?1)", [format!("thing {rows}")])?;
            rows += 1;
        }
        Ok(rows)
    });
    let urgent = async {
        begun.await.unwrap();
        db.write(|tx| tx.execute("INSERT INTO thing (name) VALUES ('urgent')", [])).await.unwrap();
    };
    let both = async { tokio::join!(background, urgent) };
    let (rows, ()) = tokio::time::timeout(Duration::from_mins(1), both).await.expect("nobody made way");
    assert_eq!(count(&db).await, rows.unwrap() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_job_writes_goes_behind_what_somebody_waits_for_and_ends_no_bulk_work() {
    let (db, _folder) = with_table().await;
    let (began, begun) = oneshot::channel();
    let (looked, makes_way) = oneshot::channel();
    let (go_on, told) = std::sync::mpsc::channel();
    let bulk = db.write_background::<_, StorageError>(move |tx| {
        let _ = began.send(());
        let _ = told.recv();
        let _ = looked.send(tx.somebody_waits());
        let _ = told.recv();
        Ok(())
    });
    let named = |name: &'static str| {
        db.write::<_, StorageError>(move |tx| tx.execute("INSERT INTO thing (name) VALUES (?1)", [name]))
    };
    let others = async {
        begun.await.unwrap();
        let mut of_a_job = Box::pin(in_a_job(named("job")));
        assert!(futures_util::poll!(&mut of_a_job).is_pending(), "it is in the queue");
        go_on.send(()).unwrap();
        assert!(!makes_way.await.unwrap(), "bulk work ends for people and webhooks only");
        let mut urgent = Box::pin(named("urgent"));
        assert!(futures_util::poll!(&mut urgent).is_pending());
        go_on.send(()).unwrap();
        let (of_a_job, urgent) = tokio::join!(of_a_job, urgent);
        (of_a_job.unwrap(), urgent.unwrap())
    };
    let (bulk, _) = tokio::join!(bulk, others);
    bulk.unwrap();
    let names = "SELECT group_concat(name, ' ') FROM (SELECT name FROM thing ORDER BY rowid)";
    let order: String =
        db.read::<_, StorageError>(|conn| conn.one(names, [], |row| row.get(0))).await.unwrap();
    assert_eq!(order, "urgent job");
}

/// A row of one of two kinds, of a size of its own; the numbers only look random, so that every run is the same.
fn row(n: u64) -> (i64, bool, String) {
    let odd = n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33;
    let is_secret = odd.is_multiple_of(10);
    let word = if is_secret { "zqsecret" } else { "plain" };
    let filling = "x".repeat(usize::try_from(odd % 400).unwrap());
    (i64::try_from(odd % 1_000_000_007).unwrap(), is_secret, format!("{word}{n:06}{filling}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn scrubbing_leaves_no_byte_of_deleted_rows_and_every_byte_of_the_others() {
    let (db, _folder) = Db::open_for_test();
    db.write::<_, StorageError>(|tx| {
        tx.execute_batch(
            "CREATE TABLE piece (id INTEGER PRIMARY KEY, secret INTEGER NOT NULL, name TEXT NOT NULL);
             CREATE INDEX piece_by_name ON piece (name);",
        )
    })
    .await
    .unwrap();
    for slice in 0..40 {
        db.write::<_, StorageError>(move |tx| {
            for n in slice * 250..(slice + 1) * 250 {
                let (id, secret, name) = row(n);
                tx.execute("INSERT OR REPLACE INTO piece VALUES (?1, ?2, ?3)", (id, secret, name))?;
            }
            Ok(())
        })
        .await
        .unwrap();
    }
    let sum = "SELECT sum(id) + sum(length(name)) FROM piece WHERE secret = 0";
    let before: i64 =
        db.read::<_, StorageError>(move |conn| conn.one(sum, [], |row| row.get(0))).await.unwrap();
    while db
        .write(|tx| {
            tx.execute("DELETE FROM piece WHERE id IN (SELECT id FROM piece WHERE secret = 1 LIMIT 50)", [])
        })
        .await
        .unwrap()
        > 0
    {}
    let left = |file: std::path::PathBuf| {
        let bytes = std::fs::read(file).unwrap_or_default();
        bytes.windows(8).filter(|window| *window == b"zqsecret").count()
    };
    assert!(
        left(db.file()) + left(db.file().with_extension("db-wal")) > 0,
        "nothing was left: the test says nothing"
    );
    assert!(db.scrub().await.unwrap());
    assert_eq!((left(db.file()), left(db.file().with_extension("db-wal"))), (0, 0));
    assert_eq!(db.damage().await.unwrap(), None);
    // The writer goes on, from what lies in the file and not from what it remembers.
    db.write(|tx| tx.execute("UPDATE piece SET name = name || '.' WHERE secret = 0", [])).await.unwrap();
    assert!(db.scrub().await.unwrap());
    assert_eq!(left(db.file()), 0);
    let after: i64 =
        db.read::<_, StorageError>(move |conn| conn.one(sum, [], |row| row.get(0))).await.unwrap();
    let rows: i64 = db
        .read::<_, StorageError>(|conn| conn.one("SELECT count(*) FROM piece", [], |row| row.get(0)))
        .await
        .unwrap();
    assert_eq!(after, before + rows);
    assert_eq!(db.damage().await.unwrap(), None);
}
