//! What was over and happens again is shown again, whatever was decided the time before; what only goes up and down is not
//! told of at every turn.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::health::jobs::RunDetector;
use shopbell::storage::{ReadConn, StorageError};

use super::lost_link::{operator, signal_about};
use super::{add, is_back, loses_its_link, path_of, told};
use crate::health::planted::{DAY, HOUR, MINUTE};
use crate::health::{found_by, scan, signals};
use crate::support::TestApp;

const OWN: &str = "wa_disconnected";
const BEGUN: &str = "SELECT count(*) FROM health_signal WHERE detector = 'wa_disconnected'";
const PENDING: &str =
    "SELECT count(*) FROM health_signal WHERE detector = 'wa_disconnected' AND status = 'pending'";

async fn later(shops: &[&TestApp], by: Duration) {
    for shop in shops {
        shop.advance(by);
        shop.sign_in().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_outage_is_shown_at_once_and_only_the_message_rests() {
    let (site, operator) = (TestApp::start().await, operator().await);
    let ana = operator.customer("+39 333 1234567");
    ana.says("Buongiorno, sono del forno.").await;
    operator.run_jobs().await;
    let owner = operator.only_conversation().await["contact"]["id"].clone();
    let added = add(&operator, "Forno", &site).await;
    operator.put(&format!("{}/owner", path_of(&added)), json!({ "contact_id": owner })).await;
    loses_its_link(&site, 25).await;
    scan(&operator).await;
    let first = signal_about(&operator, "Forno").await;
    let approve = |signal: &Value| format!("/health/signals/{}/approve", signal["id"].as_str().unwrap());
    assert_eq!(operator.post(&approve(&first), json!({})).await.status, 200);
    later(&[&site, &operator], HOUR).await;
    scan(&operator).await;
    assert_eq!(told(&operator).await, [], "it is down as before, and somebody was written to");
    is_back(&site).await;
    later(&[&site, &operator], HOUR).await;
    scan(&operator).await;

    later(&[&site, &operator], DAY * 3).await;
    loses_its_link(&site, 25).await;
    ana.says("?").await;
    scan(&operator).await;
    let second = signal_about(&operator, "Forno").await;
    assert_ne!(second["id"], first["id"]);
    assert_eq!(
        (&second["detector"], &second["against"]["code"], &second["beside"][0]["id"]),
        (&json!("fleet_wa_disconnected"), &json!("limit_of_signal"), &first["id"]),
        "{second}"
    );
    let refused = operator.post(&approve(&second), json!({})).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "limit_of_signal"), "{}", refused.json);
    assert_eq!(refused.json["error"]["params"]["until"], second["against"]["until"]);
    site.leaves_work();
    operator.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissal_holds_while_it_is_down_and_not_for_the_next_time() {
    let shop = TestApp::start().await;
    loses_its_link(&shop, 25).await;
    scan(&shop).await;
    dismiss(&shop).await;
    for _ in 0..4 {
        later(&[&shop], HOUR * 5).await;
        scan(&shop).await;
        assert_eq!(found_by(&shop, OWN).await.len(), 0, "somebody knows");
    }
    is_back(&shop).await;
    scan(&shop).await;
    later(&[&shop], DAY * 3).await;
    loses_its_link(&shop, 25).await;
    scan(&shop).await;
    assert_eq!(found_by(&shop, OWN).await.len(), 1, "it is down again");
    // Decided once more, it rests as long as it lasts, and comes back by itself after two weeks.
    dismiss(&shop).await;
    later(&[&shop], DAY * 13).await;
    scan(&shop).await;
    assert_eq!(found_by(&shop, OWN).await.len(), 0);
    later(&[&shop], DAY).await;
    scan(&shop).await;
    assert_eq!(found_by(&shop, OWN).await.len(), 1);
    shop.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_up_and_down_every_ten_minutes_is_one_trouble_four_times_a_day() {
    let shop = TestApp::start().await;
    let look = async || {
        let job = RunDetector { detector: OWN.to_owned() };
        shop.app.rooms.health.run_detector(job).await.unwrap();
        shop.run_jobs().await;
    };
    for _ in 0..36 {
        loses_its_link(&shop, 25).await;
        look().await;
        assert_eq!(count(&shop, PENDING).await, 1);
        shop.advance(MINUTE * 10);
        is_back(&shop).await;
        look().await;
        shop.advance(MINUTE * 10);
    }
    let begun = count(&shop, BEGUN).await;
    assert_eq!(begun, 2, "in twelve hours");
    // Dismissed, it comes back when it is down six hours after it was found, and not at every turn.
    later(&[&shop], HOUR * 7).await;
    loses_its_link(&shop, 25).await;
    look().await;
    dismiss(&shop).await;
    for _ in 0..3 {
        is_back(&shop).await;
        look().await;
        loses_its_link(&shop, 25).await;
        look().await;
        assert_eq!(found_by(&shop, OWN).await.len(), 0);
        shop.advance(HOUR);
    }
    later(&[&shop], HOUR * 3).await;
    look().await;
    assert_eq!(found_by(&shop, OWN).await.len(), 1);
    shop.leaves_work();
}

async fn dismiss(shop: &TestApp) {
    let pending = signals(shop, "pending").await;
    let one = pending.iter().find(|one| one["detector"] == OWN).unwrap();
    let path = format!("/health/signals/{}/dismiss", one["id"].as_str().unwrap());
    let dismissed = shop.post(&path, json!({ "reason": "already_handled" })).await;
    assert_eq!(dismissed.status, 200, "{}", dismissed.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn links_that_work_again_count_as_back_also_where_nobody_was_written_to() {
    let (forno, bar, operator) = (TestApp::start().await, TestApp::start().await, operator().await);
    let shops = [&forno, &bar, &operator];
    add(&operator, "Forno", &forno).await;
    add(&operator, "Bar", &bar).await;
    for shop in shops {
        loses_its_link(shop, 25).await;
    }
    scan(&operator).await;
    let pending = signals(&operator, "pending").await;
    let down: Vec<&Value> =
        pending.iter().filter(|one| one["detector"].as_str().unwrap().ends_with("wa_disconnected")).collect();
    assert_eq!(down.len(), 3, "two sites and the operator's own number: {pending:?}");
    for signal in down {
        let path = format!("/health/signals/{}/dismiss", signal["id"].as_str().unwrap());
        assert_eq!(operator.post(&path, json!({ "reason": "already_handled" })).await.status, 200);
    }
    later(&shops, HOUR).await;
    for shop in [&forno, &operator] {
        is_back(shop).await;
    }
    scan(&operator).await;
    operator.advance(DAY * 8);
    operator.sign_in().await;
    let effects = operator.get("/health/effects").await.json;
    for (detector, count, sample) in [("fleet_wa_disconnected", 1, 2), (OWN, 1, 1)] {
        let items = effects["items"].as_array().unwrap();
        let one = items.iter().find(|one| one["detector"] == detector).unwrap();
        let share = json!({ "count": count, "sample": sample });
        assert_eq!(
            (&one["dismissed_reconnected_in_a_week"], &one["dismissed_back_in_a_week"]),
            (&share, &share),
            "{one}"
        );
        assert_eq!(one["dismissed_wrote_in_a_week"], json!({ "count": 0, "sample": sample }), "{one}");
    }
    for shop in [forno, bar, operator] {
        shop.leaves_work();
    }
}

async fn count(shop: &TestApp, sql: &'static str) -> i64 {
    let read = move |conn: &ReadConn| conn.one(sql, [], |row| row.get(0));
    shop.app.db.read::<_, StorageError>(read).await.unwrap()
}
