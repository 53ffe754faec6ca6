//! Messages after a purchase: who gets one and when, what stands against it, and that nobody ever gets it twice.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use shopbell::health::jobs::PlanFollowUps;
use shopbell::ids::ContactId;
use shopbell::storage::StorageError;

use super::planted::{DAY, HOUR, MINUTE, Planted, plant};
use crate::orders::tell;
use crate::support::TestApp;

/// Both kinds, as somebody sets them.
pub async fn set(test: &TestApp, tracking: Value, review: Value) -> Value {
    let now = test.get("/follow-ups/settings").await.json;
    let rule = |kind: &str, change: &Value| {
        let mut rule = json!({});
        for field in ["on", "after_days", "counts_from", "texts", "template", "fills"] {
            rule[field] = change.get(field).unwrap_or(&now[kind][field]).clone();
        }
        rule
    };
    let body = json!({ "tracking": rule("tracking", &tracking), "review": rule("review", &review) });
    let set = test.put("/follow-ups/settings", body).await;
    assert_eq!(set.status, 200, "{}", set.json);
    test.run_jobs().await;
    set.json
}

pub async fn plan(test: &TestApp) {
    let plan = |tx: &shopbell::storage::WriteTx| shopbell::jobs::enqueue(tx, &PlanFollowUps {});
    test.app.db.write::<_, StorageError>(plan).await.unwrap();
    test.run_jobs().await;
}

pub async fn change(test: &TestApp, sql: String) {
    test.app.db.write::<_, StorageError>(move |tx| tx.execute_batch(&sql)).await.unwrap();
}

pub fn before(test: &TestApp, ago: Duration) -> String {
    test.clock.now().minus(ago).to_string()
}

/// What became of an order's messages: `tracking: sent`, `review: not_sent complaint`.
pub async fn became(test: &TestApp, order: &Value) -> Vec<String> {
    let page = test.get(&format!("/follow-ups?order_id={}", order["id"].as_str().unwrap())).await.json;
    let told = |one: &Value| {
        let reason = one["reason"].as_str().map(|reason| format!(" {reason}")).unwrap_or_default();
        format!("{}: {}{reason}", one["kind"].as_str().unwrap(), one["state"].as_str().unwrap())
    };
    page["items"].as_array().unwrap_or_else(|| panic!("{page}")).iter().map(told).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_followed_once_however_often_it_is_told() {
    let test = TestApp::start().await;
    set(&test, json!({ "on": true }), json!({})).await;
    test.advance(MINUTE);
    let ana = test.customer("+39 333 1234567");
    ana.says("Ciao").await;
    test.let_reply().await;
    let now = before(&test, Duration::ZERO);
    let shipped =
        json!({ "phone": "+39 333 1234567", "state": "shipped", "placed_at": now, "state_at": now });
    let order = tell(&test, "1042", shipped.clone()).await;
    plan(&test).await;
    assert_eq!(became(&test, &order).await, ["tracking: due"]);
    let due = test.get("/follow-ups").await.json["items"][0].clone();
    let expected = test.clock.now().plus(DAY * 2);
    assert_eq!((&due["number"], &due["due_at"]), (&json!("1042"), &json!(expected.to_string())), "{due}");
    test.advance(HOUR * 44);
    ana.says("ciao").await;
    test.let_reply().await;
    let heard = ana.received().len();
    tell(&test, "1042", shipped).await;
    plan(&test).await;
    test.advance(HOUR * 4);
    plan(&test).await;
    assert_eq!(became(&test, &order).await, ["tracking: sent"]);
    let texts: Vec<String> =
        ana.received()[heard..].iter().filter_map(|message| message.text.clone()).collect();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("1042") && texts[0].contains("Macelleria Rossi"), "{texts:?}");
    for _ in 0..2 {
        change(&test, "UPDATE orders_order SET state_at_ms = state_at_ms + 1".to_owned()).await;
        let again = |tx: &shopbell::storage::WriteTx| {
            let id = tx.one("SELECT id FROM health_follow_up", [], |row| row.get(0))?;
            shopbell::jobs::enqueue(tx, &shopbell::health::jobs::SendFollowUp { follow_up_id: id })
        };
        test.app.db.write::<_, StorageError>(again).await.unwrap();
        plan(&test).await;
    }
    assert_eq!(ana.received().len(), heard + 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_bought_before_it_was_switched_on_is_left_alone() {
    let test = TestApp::start().await;
    let people = plant(&test, vec![Planted::named("Ana").wrote(1, HOUR * 5, HOUR).settled()]).await;
    let at = |ago: Duration| json!({ "contact_id": people[0], "state": "delivered", "placed_at": before(&test, ago), "state_at": before(&test, HOUR) });
    let old = tell(&test, "old", at(DAY)).await;
    plan(&test).await;
    assert_eq!(became(&test, &old).await, Vec::<String>::new(), "it is off until somebody wants it");
    set(&test, json!({ "on": true }), json!({ "on": true, "after_days": 1 })).await;
    let imported = tell(&test, "imported late", at(HOUR)).await;
    plan(&test).await;
    assert_eq!(became(&test, &old).await, Vec::<String>::new());
    assert_eq!(became(&test, &imported).await, Vec::<String>::new());
    test.advance(HOUR);
    let mut new = at(MINUTE);
    new["state_at"] = json!(before(&test, MINUTE));
    let new = tell(&test, "new", new).await;
    plan(&test).await;
    assert_eq!(became(&test, &new).await, ["review: due"], "and what arrived already is not followed");
    set(&test, json!({}), json!({ "on": false })).await;
    test.advance(DAY * 2);
    test.run_jobs().await;
    assert_eq!(became(&test, &new).await, ["review: not_sent switched_off"]);
    test.stop().await;
}

/// Customers by what is the matter with them, each with an order that is due now.
fn people() -> Vec<Planted> {
    let who = |name: &str| Planted::named(name).wrote(1, HOUR * 5, HOUR).settled();
    vec![
        who("fine"),
        who("complained").was_given_to_a_person("complaint", DAY),
        who("hurt").was_given_to_a_person("emergency", HOUR * 6),
        who("complained long ago").was_given_to_a_person("complaint", DAY * 30),
        who("waits").still_waits(),
        who("talks").was_answered(HOUR),
        who("cancelled"),
        who("paid back in part"),
        who("payment failed"),
        who("has it"),
        who("back to paid"),
        who("blocked").and_blocked(),
        who("wants nothing").wants_no("everything"),
        who("wants no advertising").wants_no("marketing"),
        Planted::named("silent").wrote(1, HOUR * 30, HOUR).settled(),
        who("written to twice"),
        who("had it last week"),
        who("on the practice phone").on_the_practice_phone(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_stands_against_it_is_told_and_ends_it() {
    let test = TestApp::start().await;
    set(&test, json!({ "on": true }), json!({})).await;
    test.advance(DAY * 3);
    test.sign_in().await;
    let planted = people();
    let names: Vec<String> = planted.iter().map(|one| one.name().to_owned()).collect();
    let contacts = plant(&test, planted).await;
    let mut orders = BTreeMap::new();
    for (name, contact) in names.iter().zip(&contacts) {
        let told = json!({ "contact_id": contact, "state": "shipped", "placed_at": before(&test, DAY * 2 + HOUR),
            "state_at": before(&test, MINUTE * 2_879) });
        orders.insert(name.as_str(), tell(&test, name, told).await);
    }
    plan(&test).await;
    let of = |name: &str| contacts[names.iter().position(|known| known == name).unwrap()];
    let later = |state: &str| json!({ "state": state, "placed_at": before(&test, DAY * 2 + HOUR) });
    for (name, told) in [
        ("cancelled", later("cancelled")),
        ("payment failed", later("payment_failed")),
        ("has it", later("delivered")),
        ("back to paid", later("paid")),
        (
            "paid back in part",
            json!({ "state": "shipped", "refunded": "1.00", "placed_at": before(&test, DAY * 2 + HOUR) }),
        ),
    ] {
        let mut told = told;
        told["contact_id"] = json!(of(name));
        tell(&test, name, told).await;
    }
    sent_before(&test, of("written to twice"), of("had it last week")).await;
    test.advance(MINUTE * 2);
    test.run_jobs().await;
    for (name, expected) in [
        ("fine", "sent"),
        ("complained", "not_sent complaint"),
        ("hurt", "not_sent complaint"),
        ("complained long ago", "sent"),
        ("waits", "not_sent in_conversation"),
        ("talks", "not_sent in_conversation"),
        ("cancelled", "not_sent called_off"),
        ("paid back in part", "not_sent called_off"),
        ("payment failed", "not_sent payment_failed"),
        ("has it", "not_sent delivered_already"),
        ("back to paid", "not_sent not_that_far"),
        ("blocked", "not_sent blocked"),
        ("wants nothing", "not_sent suppressed"),
        ("wants no advertising", "sent"),
        ("silent", "not_sent no_template"),
        ("written to twice", "not_sent limit_of_customer"),
        ("had it last week", "not_sent limit_of_kind"),
        ("on the practice phone", "not_sent no_conversation"),
    ] {
        assert_eq!(became(&test, &orders[name]).await, [format!("tracking: {expected}")], "{name}");
    }
    let audit = test.get("/audit?limit=100").await.json;
    let deeds = audit["items"].as_array().unwrap();
    assert_eq!(deeds.iter().filter(|deed| deed["action"] == "follow_up.sent").count(), 3);
    test.run_jobs().await;
    test.stop().await;
}

/// Two signals this week to one customer; to the other the same message eight days ago.
async fn sent_before(test: &TestApp, twice: ContactId, kind: ContactId) {
    let write = move |tx: &shopbell::storage::WriteTx| {
        for (place, days) in [(1_i64, 2_i64), (2, 5)] {
            tx.execute(
                "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status,
                        found_at_ms, seen_at_ms, status_at_ms, message_id)
                 VALUES (?1, 'customers', 'no_order', ?2, ?2, '{}', 1, 'sent', ?3, ?3, ?3, 1)",
                (place, twice, tx.now().as_millis() - days * 86_400_000),
            )?;
        }
        tx.execute(
            "INSERT INTO health_follow_up (id, order_id, kind, state, due_at_ms, state_at_ms, contact_id, message_id)
             VALUES (1, 1, 'tracking', 'sent', ?1, ?1, ?2, 1)",
            (tx.now().as_millis() - 8 * 86_400_000, kind),
        )
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_is_advertising_and_waits_for_the_shop_to_open() {
    let test = TestApp::start().await;
    let hours = json!([{ "days": [1, 2, 3, 4, 5, 6], "opens": "09:00", "closes": "13:00" }]);
    let saved = test.patch("/shop", json!({ "time_zone": "UTC", "hours": hours })).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    set(&test, json!({}), json!({ "on": true, "after_days": 1 })).await;
    test.advance(MINUTE);
    let people = plant(
        &test,
        vec![
            Planted::named("agreed").wrote(1, MINUTE, HOUR).settled(),
            Planted::named("never asked").wrote(1, MINUTE, HOUR).settled(),
        ],
    )
    .await;
    let given = json!({ "source": "form", "words": "Newsletter" });
    assert_eq!(test.post(&format!("/contacts/{}/consent", people[0]), given).await.status, 200);
    let mut orders = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let told =
            json!({ "contact_id": person, "state": "delivered", "placed_at": before(&test, Duration::ZERO) });
        orders.push(tell(&test, &place.to_string(), told).await);
    }
    plan(&test).await;
    // Saturday, 10:01: a day later is a Sunday.
    let due = test.get("/follow-ups").await.json["items"][0]["due_at"].clone();
    assert_eq!(due, "2026-11-23T09:00:00.000Z");
    test.advance(DAY + HOUR);
    test.run_jobs().await;
    assert_eq!(became(&test, &orders[0]).await, ["review: due"]);
    change(
        &test,
        "UPDATE conversation SET window_expires_at_ms = window_expires_at_ms + 3 * 86400000".to_owned(),
    )
    .await;
    // The hours are others by then: it waits once more.
    let hours = json!([{ "days": [1], "opens": "15:00", "closes": "16:00" }]);
    assert!(test.patch("/shop", json!({ "hours": hours })).await.status.is_success());
    test.advance(DAY);
    test.run_jobs().await;
    assert_eq!(became(&test, &orders[0]).await, ["review: due"]);
    test.advance(HOUR * 4);
    test.run_jobs().await;
    assert_eq!(became(&test, &orders[0]).await, ["review: sent"]);
    assert_eq!(became(&test, &orders[1]).await, ["review: not_sent no_consent"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_takes_one_out_and_a_merged_customer_gets_one() {
    let test = TestApp::start().await;
    set(&test, json!({ "on": true }), json!({})).await;
    test.advance(DAY * 3);
    test.sign_in().await;
    let lively = |name: &str| Planted::named(name).wrote(1, HOUR * 5, HOUR).settled();
    let people = plant(&test, vec![lively("Ana"), lively("Ana's other number"), lively("Bob")]).await;
    let mut orders = Vec::new();
    for (place, person) in people.iter().enumerate() {
        let told = json!({ "contact_id": person, "state": "shipped", "placed_at": before(&test, DAY * 2 + HOUR),
            "state_at": before(&test, MINUTE * (2_872 - u32::try_from(place).unwrap())) });
        orders.push(tell(&test, &place.to_string(), told).await);
    }
    plan(&test).await;
    let due = test.get(&format!("/follow-ups?order_id={}", orders[2]["id"].as_str().unwrap())).await.json;
    let path = format!("/follow-ups/{}/cancel", due["items"][0]["id"].as_str().unwrap());
    let cancelled = test.post(&path, json!({})).await;
    assert_eq!(
        (cancelled.status.as_u16(), &cancelled.json["state"]),
        (200, &json!("cancelled")),
        "{}",
        cancelled.json
    );
    assert!(cancelled.json["cancelled_by"].is_string(), "{}", cancelled.json);
    assert_eq!(test.post(&path, json!({})).await.code(), "not_due");
    let (kept, double) = (people[0], people[1]);
    let merge = format!(
        "UPDATE conversation SET contact_id = {kept}, channel_account = channel_account + 1 WHERE contact_id = {double};
         UPDATE contact SET merged_into = {kept} WHERE id = {double}"
    );
    change(&test, merge).await;
    test.advance(HOUR);
    plan(&test).await;
    assert_eq!(became(&test, &orders[0]).await, ["tracking: sent"]);
    assert_eq!(became(&test, &orders[1]).await, ["tracking: not_sent limit_of_kind"], "they are one person");
    assert_eq!(became(&test, &orders[2]).await, ["tracking: cancelled"]);
    let sent = test.get("/follow-ups?state=sent").await.json;
    assert_eq!(sent["items"].as_array().unwrap().len(), 1);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_another_message_of_the_same_day_it_waits_for_the_next() {
    let test = TestApp::start().await;
    set(&test, json!({ "on": true }), json!({})).await;
    test.advance(DAY * 3);
    test.sign_in().await;
    let people = plant(&test, vec![Planted::named("Ana").wrote(1, HOUR * 5, HOUR).settled()]).await;
    let told = json!({ "contact_id": people[0], "state": "shipped", "placed_at": before(&test, DAY * 2 + HOUR),
        "state_at": before(&test, MINUTE * 2_879) });
    let order = tell(&test, "1042", told).await;
    plan(&test).await;
    let written = test.clock.now().minus(HOUR * 2);
    change(
        &test,
        format!(
            "INSERT INTO health_signal (id, scope, detector, subject, contact_id, evidence, pressing, status, found_at_ms,
                 seen_at_ms, status_at_ms, message_id)
             VALUES (1, 'customers', 'no_order', {0}, {0}, '{{}}', 1, 'sent', {1}, {1}, {1}, 1);
             UPDATE conversation SET window_expires_at_ms = window_expires_at_ms + 3 * 86400000",
            people[0],
            written.as_millis()
        ),
    )
    .await;
    test.advance(MINUTE * 2);
    test.run_jobs().await;
    let waits = test.get("/follow-ups").await.json["items"][0].clone();
    assert_eq!(
        (&waits["state"], &waits["due_at"]),
        (&json!("due"), &json!(written.plus(DAY).to_string())),
        "{waits}"
    );
    // The next morning the shop is open again.
    test.advance(DAY);
    test.run_jobs().await;
    assert_eq!(became(&test, &order).await, ["tracking: sent"]);
    test.stop().await;
}
