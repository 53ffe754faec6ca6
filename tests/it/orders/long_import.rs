//! A long import that is broken off, by a person or by kill -9: every order is there whole or not at all, and the same
//! file again brings exactly what is missing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use reqwest::multipart::{Form, Part};
use serde_json::Value;
use shopbell::storage::StorageError;
use shopbell::tasks::Tasks;

use super::import::import;
use super::long_file::LongFile;
use crate::support::TestApp;
use crate::support::real_shop::{Line, Shop, stand_in};

/// Enough to need many writes, few enough for a debug build.
const ROWS: usize = 5_000;
/// Broken off once so many rows are read.
const BROKEN_OFF: i64 = 1_000;
/// How long an import may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_mins(2);

const KEPT: &str =
    "SELECT currency, count(*) AS orders, sum(total_micros) AS micros FROM orders_order GROUP BY currency";

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_somebody_stops_keeps_what_it_took_and_goes_on_when_told_again() {
    let shop = TestApp::start().await;
    let file = LongFile::of(ROWS);
    assert_eq!(shop.delete("/orders/import").await.status, 204, "nothing runs, and that is no fault");
    let mut heard = shop.app.bus.subscribe();
    let halfway = async {
        loop {
            // Whoever hears too slowly misses some; the last ones tell enough.
            let Ok(news) = heard.recv().await else { continue };
            let news = news.event;
            let has_come_far = news.id.parse::<i64>().is_ok_and(|read| read >= BROKEN_OFF);
            if news.topic.as_str() == "order_import" && has_come_far {
                return shop.delete("/orders/import").await.status;
            }
        }
    };
    let (broken_off, stopped) = tokio::join!(import(&shop, file.text.clone().into_bytes(), &[]), halfway);
    assert_eq!((stopped.as_u16(), &broken_off.json["stopped"]), (204, &true.into()), "{}", broken_off.json);
    let first = broken_off.json["accepted"].as_i64().unwrap();
    let (orders, _) = kept(&shop).await;
    assert!(first >= BROKEN_OFF / 2 && first < orders_of(&file) && orders == first, "{first} of {orders}");
    assert_eq!(shop.get("/orders/import").await.json["running"], false);

    let again = import(&shop, file.text.clone().into_bytes(), &[]).await.json;
    assert_eq!(again["accepted"].as_i64().unwrap(), orders_of(&file) - first, "{again}");
    assert_eq!(again["unchanged"].as_i64().unwrap(), first + i64::try_from(file.twice).unwrap(), "{again}");
    assert_eq!(
        (&again["stopped"], &again["refused_total"]),
        (&false.into(), &file.refused.into()),
        "{again}"
    );
    assert_eq!(kept(&shop).await, (orders_of(&file), file.micros()));
    let third = import(&shop, file.text.clone().into_bytes(), &[]).await.json;
    assert_eq!((&third["accepted"], &third["updated"]), (&0.into(), &0.into()), "{third}");
    assert_eq!(kept(&shop).await, (orders_of(&file), file.micros()));
    shop.stop().await;
}

fn orders_of(file: &LongFile) -> i64 {
    i64::try_from(file.orders).unwrap()
}

/// Orders, and their totals by currency in millionths.
type Kept = (i64, BTreeMap<String, i64>);

async fn kept(shop: &TestApp) -> Kept {
    let asked = shop.app.db.read::<_, StorageError>(|conn| {
        conn.all(KEPT, [], |row| Ok((row.get("currency")?, row.get("orders")?, row.get("micros")?)))
    });
    added_up(asked.await.unwrap())
}

fn added_up(rows: Vec<(String, i64, i64)>) -> Kept {
    let orders = rows.iter().map(|row| row.1).sum();
    (orders, rows.into_iter().map(|(currency, _, micros)| (currency, micros)).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_killed_on_its_way_leaves_whole_orders_and_the_file_again_brings_the_rest() {
    let tasks = Tasks::new();
    let meta = stand_in(&tasks).await;
    let mut shop = Shop::found(&meta).await;
    shop.start().await;
    let file = LongFile::of(ROWS);
    let (line, text) = (shop.line(), file.text.clone());
    let cut = tokio::spawn(async move { give(&line, text).await });
    wait_for(&shop.line(), BROKEN_OFF).await;
    shop.kill().await;
    assert!(cut.await.unwrap().is_none(), "the import was over before the program was killed");

    let (orders, micros) = in_file(&shop);
    assert!(orders >= BROKEN_OFF / 2 && orders < orders_of(&file), "{orders} of {}", file.orders);
    assert!(micros.iter().all(|(currency, sum)| *sum < file.micros()[currency]), "{micros:?}");
    shop.start().await;
    let last = shop.line().get("/orders/import/last").await.unwrap();
    assert_eq!(
        (&last["file"], &last["broke_off"], &last["accepted"]),
        (&"orders.csv".into(), &true.into(), &orders.into()),
        "{last}"
    );
    let again = give(&shop.line(), file.text.clone()).await.unwrap();
    assert_eq!(again["accepted"].as_i64().unwrap(), orders_of(&file) - orders, "{again}");
    assert_eq!(again["updated"], 0, "{again}");
    let last = shop.line().get("/orders/import/last").await.unwrap();
    assert_eq!((&last["id"], &last["broke_off"]), (&again["id"], &false.into()), "{last}");
    shop.kill().await;
    assert_eq!(in_file(&shop), (orders_of(&file), file.micros()));
    tasks.begin_stop();
}

/// What is in the file of a program that was killed.
fn in_file(shop: &Shop) -> Kept {
    let file = rusqlite::Connection::open(shop.database()).unwrap();
    let mut asked = file.prepare(KEPT).unwrap();
    let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    added_up(rows.map(Result::unwrap).collect())
}

/// Gives the file to the program; nothing when no answer came.
async fn give(line: &Line, text: String) -> Option<Value> {
    let form = Form::new().part("file", Part::bytes(text.into_bytes()).file_name("orders.csv"));
    line.post_form("/orders/import", form, PATIENCE).await
}

async fn wait_for(line: &Line, rows: i64) {
    let began = Instant::now();
    while line.get("/orders/import").await.is_none_or(|progress| progress["read"].as_i64() < Some(rows)) {
        assert!(began.elapsed() < PATIENCE, "never {rows} rows");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Rows of which none is taken.
const REFUSED: usize = 950;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_nothing_but_refused_rows_says_how_far_it_is_read() {
    let shop = TestApp::start().await;
    let rows = (0..REFUSED).map(|at| format!("B{at},2026-02-31,3.50,EUR\n"));
    let file = String::from("Number,Date,Total,Currency\n") + &rows.collect::<String>();
    let mut heard = shop.app.bus.subscribe();
    let answer = import(&shop, file.into_bytes(), &[("dry_run", "true")]).await.json;
    assert_eq!(answer["refused_total"], REFUSED, "{answer}");
    let mut told = Vec::new();
    while let Ok(news) = heard.try_recv() {
        if news.event.topic.as_str() == "order_import" {
            told.push(news.event.id.parse::<usize>().unwrap());
        }
    }
    assert!((1..=9).all(|hundred| told.contains(&(hundred * 100))), "{told:?}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_fails_on_its_way_says_what_it_took() {
    let shop = TestApp::start().await;
    let rows = (0..350).map(|at| format!("B{at},2026-02-11,3.50,EUR\n"));
    let file = String::from("Number,Date,Total,Currency\n") + &rows.collect::<String>();
    let broken = "CREATE TRIGGER broken BEFORE INSERT ON orders_order WHEN NEW.number = 'B220'
                  BEGIN SELECT RAISE(ABORT, 'broken'); END";
    shop.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(broken)).await.unwrap();
    let cut = import(&shop, file.clone().into_bytes(), &[]).await.json;
    assert_eq!((&cut["broke_off"], &cut["accepted"]), (&true.into(), &200.into()), "{cut}");
    let seen = shop.get("/orders/import").await.json;
    assert_eq!((&seen["running"], &seen["last"]), (&false.into(), &cut["id"]), "{seen}");
    let log = shop.get("/audit?limit=5").await.json;
    let entry =
        log["items"].as_array().unwrap().iter().find(|one| one["action"] == "orders.imported").unwrap();
    assert_eq!((&entry["details"]["broke_off"], &entry["details"]["accepted"]), (&true.into(), &200.into()));
    // Where nothing was taken, nothing is told of it.
    shop.delete("/orders/import/last").await;
    let nothing = import(&shop, file.clone().into_bytes(), &[]).await;
    assert_eq!(
        (nothing.status.as_u16(), &shop.get("/orders/import").await.json["last"]),
        (500, &Value::Null)
    );
    let mended = |tx: &shopbell::storage::WriteTx| tx.execute_batch("DROP TRIGGER broken");
    shop.app.db.write::<_, StorageError>(mended).await.unwrap();
    let again = import(&shop, file.into_bytes(), &[]).await.json;
    assert_eq!((&again["broke_off"], &again["accepted"]), (&false.into(), &150.into()), "{again}");
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_ends_when_its_person_brings_another_file_or_closes_the_page() {
    let shop = TestApp::start().await;
    let long = LongFile::of(ROWS);
    let short = "Number,Date,Total,Currency\nB1,2026-02-11,3.50,EUR\n";
    let looks_at_long =
        async || import(&shop, long.text.clone().into_bytes(), &[("dry_run", "true")]).await.json;
    let begun = async || {
        let mut heard = shop.app.bus.subscribe();
        loop {
            let Ok(news) = heard.recv().await else { continue };
            if news.event.topic.as_str() == "order_import"
                && news.event.id.parse::<usize>().is_ok_and(|read| read > 0)
            {
                return;
            }
        }
    };
    let brings_another = async {
        begun().await;
        let seen = shop.get("/orders/import").await.json;
        assert_eq!((&seen["running"], &seen["rows_counted"]), (&true.into(), &seen["rows"]), "{seen}");
        import(&shop, short.into(), &[("dry_run", "true")]).await
    };
    let (first, second) = tokio::join!(looks_at_long(), brings_another);
    assert_eq!((&first["stopped"], second.status.as_u16()), (&true.into(), 200), "{first}");
    assert_eq!((&second.json["rows"], &second.json["accepted"]), (&1.into(), &1.into()), "{}", second.json);
    // Somebody looks, and goes away.
    tokio::select! {
        _ = looks_at_long() => panic!("it was over before anybody could go away"),
        () = begun() => {}
    }
    let taken = async {
        loop {
            let answer = import(&shop, short.into(), &[]).await;
            if answer.status.as_u16() == 200 {
                return answer.json;
            }
            tokio::task::yield_now().await;
        }
    };
    let taken = tokio::time::timeout(PATIENCE, taken).await.expect("the trial goes on without anybody");
    assert_eq!(taken["accepted"], 1, "{taken}");
    assert_eq!(kept(&shop).await.0, 1, "nothing of a trial is kept");
    shop.stop().await;
}
