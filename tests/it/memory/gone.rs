//! A customer is erased, or turns out to be another: what was made of their threads goes with them, whatever is under way.

use serde_json::{Value, json};
use shopbell::inbox::{self, Alias, AliasKind};
use shopbell::storage::StorageError;

use super::asking::{PHONE, heard, remembering, tells};
use super::summary::{lines, long_thread, sum_up, summary};
use super::{contact_of, facts, noted, rows, shop, texts};
use crate::privacy::erase;
use crate::support::TestApp;

const OTHER: &str = "+393339876543";
const KEPT: &str = "SELECT (SELECT count(*) FROM reply_summary) + (SELECT count(*) FROM reply_fact)
    + (SELECT count(*) FROM reply_fact_asking)";

async fn merge(test: &TestApp) {
    let phone = |value: &str| Alias { kind: AliasKind::Phone, value: value.into(), scope: "practice".into() };
    let both = [phone(PHONE), phone(OTHER)];
    test.app.db.write::<_, StorageError>(move |tx| inbox::ensure_contact(tx, &both, tx.now())).await.unwrap();
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_whoever_is_erased_also_where_it_is_being_written() {
    let (test, model) = shop().await;
    let (_, id) = long_thread(&test).await;
    let contact = contact_of(&test, "4567").await;
    noted(&test, &contact, "Orders for a restaurant").await;
    assert!(sum_up(&test, &model, &id).await["written"].is_object());
    // It is asked for once more, and the erasure is done first.
    model.will(lines("Wants 3 cakes for Marco", "Delivery on the 10th"));
    assert_eq!(test.post(&format!("/conversations/{id}/summary"), json!({})).await.status, 202);
    let done = erase(&test, &contact).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(rows(&test, KEPT).await, 0);
    assert_eq!(test.get(&format!("/conversations/{id}/summary")).await.status, 404);
    assert_eq!(test.get(&format!("/contacts/{contact}/facts")).await.status, 404);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_is_asked_nothing_and_a_yes_keeps_nothing() {
    let (test, model) = remembering().await;
    let ana = test.customer(PHONE);
    tells(&test, &model, &ana, "Nice shop! I am allergic to nuts.", json!(1)).await;
    assert_eq!(rows(&test, "SELECT count(*) FROM reply_fact").await, 1);
    erase(&test, &contact_of(&test, "4567").await).await;
    assert_eq!(rows(&test, KEPT).await, 0);
    model.forget_script();
    heard(&test, &ana, "yes").await;
    assert_eq!(rows(&test, "SELECT count(*) FROM reply_fact").await, 0);
    // What would have forgotten it two days later finds nothing.
    test.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_are_one_neither_thread_is_told_as_it_was_summed_up() {
    let (test, model) = shop().await;
    let (_, id) = long_thread(&test).await;
    test.customer(OTHER).says("Ciao").await;
    test.let_reply().await;
    let ids = [contact_of(&test, "4567").await, contact_of(&test, "6543").await];
    noted(&test, &ids[1], "Comes on Fridays").await;
    assert!(sum_up(&test, &model, &id).await["written"].is_object());
    model.will(lines("Wants 3 cakes for Marco", "Delivery on the 10th"));
    test.post(&format!("/conversations/{id}/summary"), json!({})).await;
    merge(&test).await;
    let told = summary(&test, &id).await;
    assert_eq!((&told["written"], &told["under_way"]), (&Value::Null, &json!(false)), "{told}");
    assert_eq!(rows(&test, "SELECT count(*) FROM reply_summary").await, 0);
    for contact in &ids {
        assert_eq!(texts(&test, contact).await, ["Comes on Fridays"]);
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_are_one_what_was_agreed_stays_and_what_was_only_asked_is_over() {
    let (test, model) = remembering().await;
    let (ana, bea) = (test.customer(PHONE), test.customer(OTHER));
    for customer in [&ana, &bea] {
        tells(&test, &model, customer, "Nice shop! I am allergic to nuts.", json!(1)).await;
    }
    model.forget_script();
    heard(&test, &bea, "yes").await;
    let ids = [contact_of(&test, "4567").await, contact_of(&test, "6543").await];
    assert_eq!((texts(&test, &ids[0]).await.len(), texts(&test, &ids[1]).await.len()), (0, 1));
    merge(&test).await;
    for contact in &ids {
        let known = facts(&test, contact).await;
        assert!(known.len() == 1 && known[0]["agreed_at"].is_string(), "{known:?}");
    }
    assert_eq!(rows(&test, "SELECT count(*) FROM reply_fact").await, 1);
    assert_eq!(rows(&test, "SELECT count(*) FROM reply_fact_asking").await, 1);
    // What would have forgotten the one that was only asked finds nothing.
    test.leaves_work();
}
