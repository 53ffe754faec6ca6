//! What messages cost: a month of mixed traffic, counted by the program and by this file, each in its own way.

use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use shopbell::clock::Timestamp;
use shopbell::practice::meta::{Identity, StatusPlan};

use crate::support::TestApp;

/// A message as this file remembers it.
#[derive(Clone)]
struct Told {
    wamid: String,
    at: i64,
    phone: &'static str,
    category: &'static str,
    kind: &'static str,
    fails: bool,
    never_delivered_only_read: bool,
}

/// One every four minutes, over five days, across the end of October where the shop is.
fn traffic() -> Vec<Told> {
    let start: Timestamp = "2026-10-28T00:00:00Z".parse().unwrap();
    (0..1_900)
        .map(|n: i64| {
            let (category, kind) = match n % 20 {
                0 => ("marketing", "regular"),
                1 => ("utility", "regular"),
                2 => ("authentication-international", "regular"),
                3 => ("service", "free_entry_point"),
                4 => ("service", "free_customer_service"),
                _ => ("service", "regular"),
            };
            Told {
                wamid: format!("wamid.{n:05}"),
                at: start.as_seconds() + n * 240,
                phone: ["393331234567", "33612345678", "48512345678"][usize::try_from(n % 3).unwrap()],
                category,
                kind,
                fails: n % 13 == 0,
                never_delivered_only_read: n % 11 == 0,
            }
        })
        .collect()
}

fn status(message: &Told, name: &str, seconds_later: i64) -> Value {
    let mut status = json!({
        "id": message.wamid, "status": name, "timestamp": (message.at + seconds_later).to_string(),
        "recipient_id": message.phone,
    });
    if name == "failed" {
        status["errors"] = json!([{"code": 131_026, "title": "Message undeliverable"}]);
    } else {
        status["pricing"] = json!({"billable": true, "pricing_model": "PMP", "type": message.kind, "category": message.category});
    }
    status
}

/// What becomes of one message, repetitions included.
fn statuses(message: &Told, number: usize) -> Vec<Value> {
    if message.fails {
        return vec![status(message, "sent", -1), status(message, "failed", 5)];
    }
    if message.never_delivered_only_read {
        return vec![status(message, "read", 0), status(message, "sent", -1)];
    }
    let mut all =
        vec![status(message, "sent", -1), status(message, "delivered", 0), status(message, "read", 60)];
    if number.is_multiple_of(7) {
        all.push(status(message, "delivered", 0));
    }
    all
}

/// The built-in rates of this autumn, as the rate file says, in micros.
fn rate(phone: &str, category: &str) -> i64 {
    match (&phone[..2], category) {
        ("39", "marketing") => 69_100,
        ("33", "marketing") => 85_900,
        ("48", "marketing") => 86_000,
        ("39" | "33", _) => 30_000,
        ("48", _) => 21_200,
        other => panic!("{other:?}"),
    }
}

/// Month by month: what everything costs, computed apart from the program.
fn expected(traffic: &[Told]) -> BTreeMap<String, (i64, i64)> {
    // Rome is two hours ahead until 25 October and one hour from then on.
    let month = |at: i64| (Timestamp::from_seconds(at + 3_600).to_string())[..7].to_owned();
    let mut months: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    let mut service: BTreeMap<String, i64> = BTreeMap::new();
    for message in traffic.iter().filter(|message| !message.fails) {
        let month = month(message.at);
        let (count, micros) = months.entry(month.clone()).or_default();
        *count += 1;
        if message.category != "service" {
            *micros += rate(message.phone, message.category);
        } else if message.kind != "free_entry_point" {
            let nth = service.entry(month).or_default();
            *nth += 1;
            if *nth > 1_000 && message.kind == "regular" {
                *micros += rate(message.phone, message.category);
            }
        }
    }
    assert!(service["2026-10"] > 1_000, "the traffic passes the allowance: {service:?}");
    months
}

async fn replay(test: &TestApp, traffic: &[Told]) {
    let keys = test.meta().account().keys;
    let all: Vec<Value> =
        traffic.iter().enumerate().flat_map(|(number, message)| statuses(message, number)).collect();
    // Out of order, the same on every machine: 7,919 is prime.
    let shuffled: Vec<Value> = (0..all.len()).map(|n| all[n * 7_919 % all.len()].clone()).collect();
    for slice in shuffled.chunks(200) {
        let value = json!({
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": keys.phone_number, "phone_number_id": keys.phone_number_id},
            "statuses": slice,
        });
        assert!(test.meta().posts("messages", value).await);
    }
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_mixed_traffic_is_counted_to_the_cent() {
    let test = TestApp::start().await;
    // Meta bills in the account's time zone, which is Rome's; where the shop is, November begins half a day earlier.
    test.patch("/shop", json!({"time_zone": "Pacific/Auckland"})).await;
    let traffic = traffic();
    replay(&test, &traffic).await;
    let expected = expected(&traffic);
    assert_eq!(expected.len(), 2);
    for (month, (messages, micros)) in expected {
        let prices = test.get(&format!("/whatsapp/prices?month={month}")).await.json;
        assert_eq!(
            (&prices["messages"], &prices["total_micros"]),
            (&json!(messages), &json!(micros)),
            "{month}: {prices}"
        );
        assert_eq!(
            (&prices["time_zone"], &prices["time_zone_source"]),
            (&json!("Europe/Rome"), &json!("account"))
        );
        for by in ["by_category", "by_country", "by_day"] {
            let sum: i64 =
                prices[by].as_array().unwrap().iter().map(|group| group["micros"].as_i64().unwrap()).sum();
            assert_eq!(sum, micros, "{by} of {month}");
        }
        let used = prices["free_service"][0]["used"].as_i64().unwrap();
        assert_eq!(used == 1_000, month == "2026-10", "{prices}");
    }
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shops_time_zone_stands_in_until_meta_tells_the_accounts() {
    let test = TestApp::start().await;
    untold(&test).await;
    test.patch("/shop", json!({"time_zone": "America/New_York"})).await;
    let prices = test.get("/whatsapp/prices?month=2026-11").await.json;
    let zone = |prices: &Value| (prices["time_zone"].clone(), prices["time_zone_source"].clone());
    assert_eq!(zone(&prices), (json!("America/New_York"), json!("shop")), "{prices}");
    assert_eq!(prices["free_service"][0]["resets_at"], "2026-12-01T05:00:00.000Z");

    test.meta().change_account(|account| account.timezone_id = Some("74"));
    look_again(&test).await;
    let prices = test.get("/whatsapp/prices?month=2026-11").await.json;
    assert_eq!(zone(&prices), (json!("Europe/Rome"), json!("account")), "{prices}");
    assert_eq!(prices["free_service"][0]["resets_at"], "2026-11-30T23:00:00.000Z");

    test.meta().change_account(|account| account.timezone_id = None);
    look_again(&test).await;
    let prices = test.get("/whatsapp/prices?month=2026-11").await.json;
    assert_eq!(zone(&prices), (json!("Europe/Rome"), json!("account")), "what Meta told once is kept");
    test.stop().await;
}

/// As if Meta had never told the account's time zone.
async fn untold(test: &TestApp) {
    test.app
        .db
        .write(|tx| {
            tx.execute("UPDATE whatsapp_connection SET account_time_zone = NULL", [])?;
            Ok::<_, shopbell::storage::StorageError>(())
        })
        .await
        .unwrap();
}

/// The daily look at every number.
async fn look_again(test: &TestApp) {
    test.app.rooms.whatsapp.daily_round().await.unwrap();
    test.run_jobs().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn own_rates_price_the_thread_and_the_budget_leads_to_people() {
    let test = TestApp::start().await;
    let rates = r#"
        as_of = "2026-11-01"
        source = "Our own rate card"
        currency = "USD"
        [markets]
        "Other" = []
        [[rate]]
        market = "Other"
        from = "2026-01-01"
        marketing = "0.10"
        utility = "0.05"
        authentication = "0.05"
        service = "0.03"
    "#;
    let kept = test.post("/whatsapp/prices/rates", json!({"toml": rates})).await;
    assert_eq!((kept.status, &kept.json["own"]), (StatusCode::OK, &json!(true)), "{}", kept.json);
    let refused = test.post("/whatsapp/prices/rates", json!({"toml": rates.replace("0.10", "ten")})).await;
    assert_eq!(refused.code(), "rates_invalid");

    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let anna = test.customer("+39 333 1234567");
    anna.says("Avete le salsicce?").await;
    test.let_reply().await;
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    test.put("/whatsapp/prices/budget", json!({"limit_micros": 50_000, "suggest_only_at_percent": 50})).await;
    let send = json!({"client_id": "1", "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"}, "anyway": true});
    let sent = test.post(&path, send).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json);
    test.run_jobs().await;
    let prices = test.get("/whatsapp/prices").await.json;
    assert_eq!(
        (&prices["budget"]["stage"], &prices["budget"]["spent_micros"]),
        (&json!("people_only"), &json!(50_000)),
        "{prices}"
    );

    let bruno = test.customer("+39 333 7654321");
    bruno.says("A che ora aprite?").await;
    test.let_reply().await;
    assert!(bruno.received().is_empty(), "the AI says nothing when the money is spent");
    let waiting = test.get("/conversations?queue=needs_person").await.json;
    let reasons: Vec<&Value> =
        waiting["items"].as_array().unwrap().iter().map(|one| &one["needs_person"]["reason"]).collect();
    assert!(reasons.contains(&&json!("message_budget_spent")), "{waiting}");

    let raised = test
        .put("/whatsapp/prices/budget", json!({"limit_micros": null, "suggest_only_at_percent": 50}))
        .await;
    assert_eq!(raised.json["stage"], "open");
    let compared = test.post("/whatsapp/prices/reconcile", json!({})).await;
    assert_eq!(compared.status, StatusCode::OK, "{}", compared.json);
    test.run_jobs().await;
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_an_advertisement_brought_is_written_to_free_for_three_days() {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    let anna = test.customer("+39 333 1234567");
    let referral = json!({"source_url": "https://fb.me/ad", "source_type": "ad", "source_id": "1", "headline": "Grigliata"});
    anna.sends(json!({"type": "text", "text": {"body": "Avete le salsicce?"}, "referral": referral})).await;
    let came = test.clock.now();
    test.run_jobs().await;
    let before = test.only_conversation().await;
    assert!(before["free_until"].is_null(), "nobody has answered: {before}");
    test.let_reply().await;
    let answered = test.only_conversation().await;
    let free_until: Timestamp = answered["free_until"].as_str().unwrap().parse().unwrap();
    let waited = free_until.since(came.plus(Duration::from_hours(72)));
    assert!(waited < Duration::from_mins(1), "72 hours from the answer: {answered}");
    let window: Timestamp = answered["window_expires_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(window, came.plus(Duration::from_hours(24)), "the service window is counted apart");
    let free = test.get("/whatsapp/prices").await.json;
    assert_eq!((&free["messages"], &free["total_micros"]), (&json!(1), &json!(0)), "{free}");
    assert_eq!(free["free_service"][0]["used"], 0, "the allowance is not touched");

    // A template, which would be charged, is free as long as those days last; what is under way counts nothing.
    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let path = format!("/conversations/{}/messages", answered["id"].as_str().unwrap());
    let send = |n: &str| json!({"client_id": n, "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"}, "anyway": true});
    test.advance(Duration::from_hours(70));
    test.meta().plan_statuses(StatusPlan::none());
    assert_eq!(test.post(&path, send("1")).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    assert_eq!(test.get("/whatsapp/prices").await.json["budget"]["spent_micros"], 0);
    test.advance(Duration::from_hours(3));
    assert_eq!(test.post(&path, send("2")).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    assert_eq!(
        test.get("/whatsapp/prices").await.json["budget"]["spent_micros"],
        30_000,
        "afterwards it is charged"
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_threads_that_become_one_keep_their_free_days() {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    let by_phone = test.meta().customer("Anna", Identity::Phone("393331234567".into()));
    let by_user_id = test.meta().customer("Anna", Identity::UserIdOnly);
    by_phone.says("Siete aperti?").await;
    test.let_reply().await;
    test.advance(Duration::from_mins(5));
    let referral = json!({"source_type": "ad", "source_id": "1"});
    let offer = json!({"type": "text", "text": {"body": "Avete le salsicce?"}, "referral": referral});
    by_user_id.sends(offer).await;
    test.let_reply().await;
    let two = test.get("/conversations?queue=all").await.json;
    let free: Vec<&Value> = two["items"].as_array().unwrap().iter().map(|one| &one["free_until"]).collect();
    assert_eq!((free.len(), free[1]), (2, &Value::Null), "{two}");
    assert!(free[0].is_string(), "{two}");

    by_phone.becomes(by_phone.person().wa_id, by_user_id.person().user_id);
    by_phone.says("Sono sempre io").await;
    test.let_reply().await;
    let one = test.only_conversation().await;
    assert_eq!(&one["free_until"], free[0]);
    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let path = format!("/conversations/{}/messages", one["id"].as_str().unwrap());
    let send = json!({"client_id": "1", "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"}, "anyway": true});
    test.meta().plan_statuses(StatusPlan::none());
    assert_eq!(test.post(&path, send).await.status, StatusCode::ACCEPTED);
    test.run_jobs().await;
    assert_eq!(test.get("/whatsapp/prices").await.json["budget"]["spent_micros"], 0);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_answered_too_late_is_not_free_and_metas_own_end_counts() {
    let test = TestApp::start().await;
    test.meta().plan_statuses(StatusPlan::in_order());
    let anna = test.customer("+39 333 1234567");
    anna.sends(json!({"type": "text", "text": {"body": "Parlo con una persona?"}, "referral": {"source_type": "ad"}})).await;
    // Nobody hears of it for 25 hours.
    test.advance(Duration::from_hours(25));
    test.run_jobs().await;
    test.post("/whatsapp/templates/sync", json!({})).await;
    let ready = test.get("/whatsapp/templates?q=order_ready").await.json["items"][0].clone();
    let conversation = test.only_conversation().await;
    let path = format!("/conversations/{}/messages", conversation["id"].as_str().unwrap());
    let send = json!({"client_id": "1", "kind": "template", "template_id": ready["id"], "variables": {"1": "Anna"}, "anyway": true});
    let sent = test.post(&path, send).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json);
    test.run_jobs().await;
    let late = test.only_conversation().await;
    assert!(late["free_until"].is_null(), "{late}");
    assert_eq!(test.get("/whatsapp/prices").await.json["total_micros"], 30_000);

    // Meta's status names another end than the rule would: Meta is right.
    let keys = test.meta().account().keys;
    let until = test.clock.now().plus(Duration::from_hours(7 * 24));
    let thread = test.thread(&late).await;
    let wamid = thread.iter().rfind(|line| line["kind"] == "template").unwrap()["wamid"].clone();
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": keys.phone_number, "phone_number_id": keys.phone_number_id},
        "statuses": [{"id": wamid, "status": "played", "timestamp": test.clock.now().as_seconds().to_string(),
            "conversation": {"id": "c", "expiration_timestamp": until.as_seconds().to_string(), "origin": {"type": "referral_conversion"}}}],
    });
    assert!(test.meta().posts("messages", value).await);
    test.run_jobs().await;
    let told: Timestamp = test.only_conversation().await["free_until"].as_str().unwrap().parse().unwrap();
    assert_eq!(told.as_seconds(), until.as_seconds());
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sums_kept_along_are_what_the_messages_add_up_to() {
    let test = TestApp::start().await;
    replay(&test, &traffic()).await;
    let wrong = "
        SELECT (SELECT count(*) FROM (
                  SELECT month, connection_id, day, country, category, count(*), sum(charge <> 'charged'), sum(micros)
                    FROM whatsapp_price GROUP BY month, connection_id, day, country, category
                  EXCEPT SELECT month, connection_id, day, country, category, messages, free, micros FROM whatsapp_price_total))
             + (SELECT count(*) FROM (
                  SELECT month, sum(micros) FROM whatsapp_price GROUP BY month
                  EXCEPT SELECT month, micros FROM whatsapp_price_month)) AS wrong,
               (SELECT count(*) FROM whatsapp_price) AS counted";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>("wrong")?, row.get::<_, i64>("counted")?));
    let (wrong, counted) = test.app.db.read(move |conn| conn.one(wrong, [], row)).await.unwrap();
    assert!(counted > 1_500, "{counted} counted");
    assert_eq!(wrong, 0);
    test.stop().await;
}
