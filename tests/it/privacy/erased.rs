//! Erased: not a byte is left in any file, whoever else is in the shop keeps everything, and nothing comes back late.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::ids::{ErasureId, Id as _};
use shopbell::practice::meta::Status;
use shopbell::privacy::EraseContact;
use shopbell::storage::{ReadConn, StorageError};

use super::planted::{self, PHONE, marks, planted, text};
use super::{ended, erase, found_in};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn no_file_of_the_data_folder_holds_a_byte_of_whoever_was_erased() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    let bruno = test.customer("+39 333 1112223");
    bruno.says("Avete il pane di segale?").await;
    test.let_reply().await;
    let everything = marks(&anna);
    let before = found_in(test.folder(), &everything);
    for mark in &everything {
        assert!(
            before.iter().any(|(_, found)| found == mark),
            "{mark} was never kept: the test says nothing"
        );
    }

    let erased = erase(&test, &anna.contact).await;
    assert_eq!(erased["state"], "done", "{erased}");
    assert_eq!(erased["messages"], erased["gone"]);
    assert_eq!(found_in(test.folder(), &everything), []);

    let gone = test.get(&format!("/conversations/{}", anna.conversation)).await;
    assert_eq!(gone.status, 404, "{}", gone.json);
    let kept = test.get(&format!("/orders/{}", anna.order)).await.json;
    assert_eq!(
        (&kept["total"], &kept["contact"], &kept["items"]),
        (&json!("12.50"), &Value::Null, &json!([])),
        "{kept}"
    );
    let left = test.only_conversation().await;
    let thread = test.thread(&left).await;
    assert_eq!(thread[0]["text"], "Avete il pane di segale?");
    let found = test.get("/search?q=segale").await.json;
    assert!(found.to_string().contains("segale"), "the others are still found: {found}");
    let deeds = test.get("/audit").await.json;
    let deed =
        deeds["items"].as_array().unwrap().iter().find(|deed| deed["action"] == "contact.erased").unwrap();
    assert_eq!((&deed["subject"], &deed["details"]), (&json!(anna.contact), &json!({})));
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_late_about_somebody_erased_is_dropped_and_whoever_writes_anew_is_somebody_new() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    let wamid = planted::real_wamid(b"one");
    let said_at = test.clock.now();
    let sent = anna.customer.received().last().unwrap().clone();
    erase(&test, &anna.contact).await;
    // Meta delivers again what it delivered before, and tells how an old message fared.
    anna.customer.sends_as(&wamid, said_at, text("Avete zqciao?")).await;
    test.meta().posts_stray_status(&sent.wamid, Status::Read, sent.opaque.as_deref()).await;
    test.meta().posts_stray_status(&planted::real_wamid(b"two"), Status::Read, None).await;
    test.run_jobs().await;
    let ledger = test.get("/ledger?state=ignored").await.json;
    assert!(ledger["items"].as_array().unwrap().iter().any(|event| event["reason"] == "erased"), "{ledger}");
    assert_eq!(test.get("/conversations?queue=all").await.json["items"], json!([]));

    test.advance(Duration::from_hours(1));
    anna.customer.says("Sono di nuovo qui").await;
    test.let_reply().await;
    let anew = test.only_conversation().await;
    assert_ne!(anew["contact"]["id"], json!(anna.contact));
    assert_eq!(test.thread(&anew).await[0]["text"], "Sono di nuovo qui");
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wanted_no_messages_gets_none_after_the_erasure_either() {
    let test = TestApp::start().await;
    let anna = test.customer(&format!("+{PHONE}"));
    anna.says("STOP").await;
    test.let_reply().await;
    let contact = test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    erase(&test, &contact).await;
    test.advance(Duration::from_hours(1));
    anna.says("Avete ancora le salsicce?").await;
    test.let_reply().await;
    let anew = test.only_conversation().await["contact"]["id"].as_str().unwrap().to_owned();
    let consent = test.get(&format!("/contacts/{anew}/consent")).await.json;
    assert_eq!(consent["suppressed"]["scope"], "everything", "{consent}");
    // The customer takes it back, and a new name of theirs does not bring it back.
    anna.says("Start").await;
    test.let_reply().await;
    anna.becomes(Some(PHONE.to_owned()), Some("IT.99887766554433221".to_owned()));
    anna.says("Eccomi").await;
    test.let_reply().await;
    let consent = test.get(&format!("/contacts/{anew}/consent")).await.json;
    assert_eq!(consent["suppressed"], Value::Null, "{consent}");
    test.stop().await;
}

/// How often a job that is cut off may be asked before it gives up its place.
const ASKED: usize = 3;

/// A round that is dropped in the middle of what it does, as by a program that dies.
async fn cut_off(test: &TestApp, erasure_id: ErasureId, cut: usize) {
    let mut round = Box::pin(test.app.rooms.privacy.clone().erase(EraseContact { erasure_id }));
    for _ in 0..cut * ASKED {
        if futures_util::poll!(round.as_mut()).is_ready() {
            break;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_cut_off_anywhere_goes_on_where_it_was() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    test.advance(Duration::from_secs(5));
    let contact = anna.contact.parse::<i64>().unwrap();
    assert_eq!(test.post(&format!("/contacts/{contact}/erasure"), json!({})).await.status, 202);
    let id = open_erasure(&test).await;
    for cut in 1..40 {
        cut_off(&test, id, cut).await;
    }
    let done = ended(&test, &anna.contact).await;
    assert_eq!((&done["state"], &done["gone"]), (&json!("done"), &done["messages"]), "{done}");
    assert_eq!(found_in(test.folder(), &marks(&anna)), []);
    let again = test.post(&format!("/contacts/{contact}/erasure"), json!({})).await;
    assert_eq!(
        (again.status.as_u16(), &again.json["state"]),
        (202, &json!("done")),
        "asked again, it says so"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_told_again_takes_no_name_and_keeps_what_it_is_worth() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    erase(&test, &anna.contact).await;
    let again = json!({
        "source": "till", "number": "77", "state": "shipped", "currency": "EUR", "total": "13.00", "customer_name": "zqordername",
        "phone": "+39 333 765 4321", "email": "zqordermail@example.org",
        "items": [{ "name": "zqitem", "quantity": "1", "unit_price": "13.00" }], "placed_at": "2026-11-20T10:00:00Z",
    });
    let told = test.post("/orders", again.clone()).await;
    assert_eq!(
        (told.status.as_u16(), &told.json["total"], &told.json["state"]),
        (200, &json!("13.00"), &json!("shipped"))
    );
    // A third time nothing is news: the name it does not take is none.
    test.advance(Duration::from_secs(5));
    let third = test.post("/orders", again).await;
    assert_eq!((third.status.as_u16(), &third.json), (200, &told.json));
    let deeds = test.get("/audit").await.json;
    let changed = deeds["items"].as_array().unwrap().iter().filter(|deed| deed["action"] == "order.changed");
    assert_eq!(changed.count(), 1, "{deeds}");
    assert_eq!(found_in(test.folder(), &["zqordername".into(), "zqordermail".into(), "zqitem".into()]), []);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_found_by_its_number_still_and_by_nothing_it_was_told_while_it_was_emptied() {
    let test = TestApp::start().await;
    let anna = planted(&test).await;
    test.advance(Duration::from_secs(5));
    let contact = anna.contact.parse::<i64>().unwrap();
    assert_eq!(test.post(&format!("/contacts/{contact}/erasure"), json!({})).await.status, 202);
    let id = open_erasure(&test).await;
    for cut in 1..20 {
        cut_off(&test, id, cut).await;
        let again = json!({
            "source": "till", "number": "77", "state": "paid", "currency": "EUR", "total": format!("13.{cut:02}"),
            "customer_name": "zqordername", "phone": "+39 333 765 4321", "email": "zqordermail@example.org",
            "items": [{ "name": "zqitem", "quantity": "1", "unit_price": "13.00" }], "placed_at": "2026-11-20T10:00:00Z",
        });
        assert_eq!(test.post("/orders", again).await.status, 200);
    }
    ended(&test, &anna.contact).await;
    for (typed, count) in
        [("77", 1), ("zqordername", 0), ("3337654321", 0), ("zqordermail", 0), ("zqitem", 0)]
    {
        let found = test.get(&format!("/orders?q={typed}")).await.json;
        assert_eq!(found["items"].as_array().map(Vec::len), Some(count), "{typed}: {found}");
    }
    assert_eq!(found_in(test.folder(), &marks(&anna)), []);
    test.stop().await;
}

async fn open_erasure(test: &TestApp) -> ErasureId {
    let id = |conn: &ReadConn| conn.one("SELECT max(id) FROM privacy_erasure", [], |row| row.get(0));
    ErasureId::from_i64(test.app.db.read::<_, StorageError>(id).await.unwrap())
}
