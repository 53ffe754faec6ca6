//! After a source changed the exam runs by itself, once, and says so when answers got worse.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::replies::jobs::LookAtSources;
use shopbell::storage::StorageError;

use super::runs::{dies, with_model};
use super::{must_say, run, shop};
use crate::orders::products::stand_in::{Web, shop_that_may_dial_loopback, woo};
use crate::support::TestApp;

async fn look(test: &TestApp) {
    begin_look(test).await;
    test.run_jobs().await;
}

async fn begin_look(test: &TestApp) {
    let kept = test.app.db.write(|tx| shopbell::jobs::enqueue(tx, &LookAtSources {}).map(drop)).await;
    kept.unwrap();
}

async fn newest(test: &TestApp) -> Value {
    test.get("/replies/exam/runs").await.json["items"][0].clone()
}

async fn notices(test: &TestApp) -> Vec<String> {
    let read = test.app.db.read::<_, StorageError>(|conn| {
        conn.all("SELECT words FROM notice WHERE kind = 'exam_worse' ORDER BY id", [], |row| row.get("words"))
    });
    read.await.unwrap()
}

#[tokio::test]
async fn the_exam_follows_a_change_of_a_source_once_and_names_it() {
    let (test, source) = shop().await;
    let settled = Duration::from_mins(4);
    test.advance(settled);
    look(&test).await;
    must_say(&test, "How much is the wagyu?", &["145 €"]).await;
    look(&test).await;
    assert_eq!(newest(&test).await, Value::Null, "nothing changed");
    let first = run(&test).await;

    let path = format!("/knowledge/sources/{source}");
    for price in ["150.00", "160.00"] {
        let text = format!("The wagyu costs {price} euro per kg. Our butchers cut it to order.");
        assert!(test.patch(&path, json!({ "text": text })).await.status.is_success());
    }
    let other = json!({"kind": "text", "title": "Parking", "text": "You can park behind the shop."});
    assert_eq!(test.post("/knowledge/sources", other).await.status, 201);
    test.run_jobs().await;
    look(&test).await;
    assert_eq!(newest(&test).await["id"], first["run"]["id"], "somebody may still be writing");
    test.advance(settled);
    look(&test).await;
    let followed = newest(&test).await;
    assert_eq!((&followed["cause"], &followed["state"]), (&json!("sources"), &json!("done")), "{followed:#}");
    let changes: Vec<(&str, &str)> = followed["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| (change["title"].as_str().unwrap(), change["change"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [("Wagyu", "changed"), ("Parking", "added")]);
    let told = notices(&test).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].contains("Wagyu"), "{told:?}");

    // The same again is no change; what goes is named as well, and what stays bad is told once.
    look(&test).await;
    assert_eq!(newest(&test).await["id"], followed["id"]);
    assert!(test.delete(&path).await.status.is_success());
    test.run_jobs().await;
    test.advance(settled);
    look(&test).await;
    let gone = newest(&test).await;
    assert_eq!(
        gone["changes"],
        json!([{"source_id": source, "title": "Wagyu", "change": "removed"}]),
        "{gone:#}"
    );
    assert_eq!(notices(&test).await.len(), 1);
    test.stop().await;
}

#[tokio::test]
async fn a_change_whose_run_broke_off_is_examined_again() {
    let shop = with_model().await;
    let test = &shop.test;
    test.advance(Duration::from_mins(4));
    look(test).await;
    let other = json!({"kind": "text", "title": "Parking", "text": "You can park behind the shop."});
    assert_eq!(test.post("/knowledge/sources", other).await.status, 201);
    test.run_jobs().await;
    test.advance(Duration::from_mins(4));
    shop.vendor.close();
    begin_look(test).await;
    dies(&shop).await;
    let broken_off = newest(test).await;
    assert_eq!((&broken_off["cause"], &broken_off["state"]), (&json!("sources"), &json!("interrupted")));

    let budget =
        |micros: i64| json!({"mode": "answer", "burst_wait_ms": 4000, "daily_budget_micros": micros});
    assert!(test.put("/replies/settings", budget(150_000)).await.status.is_success());
    look(test).await;
    let out_of_money = newest(test).await;
    assert_ne!(out_of_money["id"], broken_off["id"]);
    assert_eq!(out_of_money["state"], "out_of_money");
    look(test).await;
    assert_eq!(newest(test).await["id"], out_of_money["id"], "not every few minutes");

    test.advance(Duration::from_hours(25));
    test.sign_in().await;
    assert!(test.put("/replies/settings", budget(50_000_000)).await.status.is_success());
    look(test).await;
    let whole = newest(test).await;
    assert_eq!((&whole["cause"], &whole["state"]), (&json!("sources"), &json!("done")), "{whole:#}");
    assert_eq!(whole["changes"], broken_off["changes"]);
    look(test).await;
    assert_eq!(newest(test).await["id"], whole["id"], "it is seen");
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_shop_is_examined_once_a_day_and_keeps_nothing_else_waiting() {
    let test = shop_that_may_dial_loopback().await;
    let wagyu = json!({"kind": "text", "title": "Wagyu", "text": super::WAGYU});
    let source = test.post("/knowledge/sources", wagyu).await.json["id"].as_str().unwrap().to_owned();
    test.run_jobs().await;
    must_say(&test, "How much is the wagyu?", &["145 €"]).await;
    let settled = Duration::from_mins(4);
    test.advance(settled);
    look(&test).await;
    let web = Web::connected(&test, "woocommerce", "Bottega").await;
    let sells = async |price: &str| {
        web.sells(woo(1, "Honey", price));
        web.tells(&test, "product.updated", &json!({ "id": 1 })).await;
        web.read_to_the_end(&test).await;
        test.advance(settled);
        look(&test).await;
    };
    web.is_known(&test).await;
    sells("8.00").await;
    let first = newest(&test).await;
    assert_eq!(first["changes"][0]["title"], "Bottega", "{first}");
    sells("9.00").await;
    assert_eq!(newest(&test).await["id"], first["id"], "the same day");
    // It is being read: another source is examined all the same.
    web.sells(woo(1, "Honey", "9.50"));
    web.tells(&test, "product.updated", &json!({ "id": 1 })).await;
    web.today.lock().broken = true;
    let text = json!({ "text": "The wagyu costs 146.00 euro per kg." });
    assert!(test.patch(&format!("/knowledge/sources/{source}"), text).await.status.is_success());
    test.run_jobs().await;
    test.advance(settled);
    look(&test).await;
    let other = newest(&test).await;
    assert_eq!(other["changes"][0]["title"], "Wagyu", "{other}");
    web.today.lock().broken = false;
    web.read_to_the_end(&test).await;
    test.advance(Duration::from_hours(25));
    test.sign_in().await;
    sells("10.00").await;
    assert_eq!(newest(&test).await["changes"][0]["title"], "Bottega");
    test.stop().await;
}
