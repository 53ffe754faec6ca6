//! Nobody comes: somebody else is told, once, in opening time and after any restart; whoever presses stands first.

use std::time::Duration;

use serde_json::{Value, json};
use shopbell::inbox::{self, Alias, AliasKind};
use shopbell::storage::StorageError;

use super::{conversation_of, hand_back, rule, saved, says, shop};
use crate::notify::{loopback, subscribe};
use crate::support::TestApp;
use crate::support::push_service::{PushBrowser, PushService};

const PERSON: &str = "I want to speak to a human please";
const NOBODY_YET: &str = "nobody has been able to answer you yet";

async fn escalates(shop: &TestApp, change: Value) {
    let mut settings = shop.get("/replies/settings").await.json;
    settings.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let saved = shop.put("/replies/settings", settings).await;
    assert!(saved.status.is_success(), "{}", saved.json);
    shop.run_jobs().await;
}

/// How often the thread says that somebody else was told.
async fn escalated(shop: &TestApp, ends: &str) -> usize {
    let thread = shop.thread(&conversation_of(shop, ends).await).await;
    thread.iter().filter(|line| line["content"]["event"] == "escalated").count()
}

async fn minutes_pass(shop: &TestApp, minutes: u64) {
    shop.advance(Duration::from_mins(minutes));
    shop.run_jobs().await;
}

async fn does(shop: &TestApp, ends: &str, deed: &str, body: Value) {
    let id = conversation_of(shop, ends).await["id"].as_str().unwrap().to_owned();
    let done = shop.post(&format!("/conversations/{id}{deed}"), body).await;
    assert!(done.status.is_success(), "{deed}: {}", done.json);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_nobody_comes_to_is_told_of_once_more_and_only_once() {
    let shop = shop().await;
    let (ana, bo) = (shop.customer("+393330000001"), shop.customer("+393330000002"));
    says(&shop, &ana, PERSON).await;
    minutes_pass(&shop, 60).await;
    assert_eq!(escalated(&shop, "0001").await, 0, "off until the owner says so");
    // Switched on while she waits: the time she has waited counts.
    escalates(&shop, json!({ "escalate_minutes": 90 })).await;
    says(&shop, &bo, PERSON).await;
    minutes_pass(&shop, 20).await;
    escalates(&shop, json!({ "escalate_minutes": 120 })).await;
    minutes_pass(&shop, 20).await;
    assert_eq!(escalated(&shop, "0001").await, 0, "the owner wants it later");
    escalates(&shop, json!({ "escalate_minutes": 90 })).await;
    assert_eq!((escalated(&shop, "0001").await, escalated(&shop, "0002").await), (1, 0));
    assert!(conversation_of(&shop, "0001").await["needs_person"]["escalated_at"].is_string());
    // Somebody comes to Bo.
    does(&shop, "0002", "/take-over", json!({})).await;
    // She writes on, and is called for again: it is the same wait.
    says(&shop, &ana, "hello? my order came broken").await;
    minutes_pass(&shop, 300).await;
    assert_eq!((escalated(&shop, "0001").await, escalated(&shop, "0002").await), (1, 0));
    assert!(ana.received().iter().all(|sent| !sent.text.as_deref().unwrap_or_default().contains("yet")));
    // Another wait is told of anew.
    hand_back(&shop, &conversation_of(&shop, "0001").await).await;
    shop.clock.set("2026-11-23T09:00:00Z".parse().unwrap());
    shop.sign_in().await;
    shop.run_jobs().await;
    says(&shop, &ana, PERSON).await;
    minutes_pass(&shop, 91).await;
    assert_eq!(escalated(&shop, "0001").await, 2);
    let settings = shop.get("/replies/settings").await.json;
    for wrong in [json!(4), json!(1441)] {
        let mut settings = settings.clone();
        settings["escalate_minutes"] = wrong;
        assert_eq!(shop.put("/replies/settings", settings).await.code(), "invalid_settings");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_night_does_not_count_but_for_what_is_urgent() {
    let shop = shop().await;
    escalates(&shop, json!({ "escalate_minutes": 30 })).await;
    let rules = json!([rule(
        "press",
        json!([{ "signal": "words", "words": ["lawyer"] }]),
        json!({ "urgent": true })
    )]);
    saved(&shop, rules).await;
    // Saturday, 17:50 in Rome: ten minutes are left of the day, and the shop opens again on Monday at nine.
    shop.clock.set("2026-11-21T16:50:00Z".parse().unwrap());
    says(&shop, &shop.customer("+393330000001"), PERSON).await;
    says(&shop, &shop.customer("+393330000002"), "my lawyer will call you").await;
    minutes_pass(&shop, 40).await;
    assert_eq!((escalated(&shop, "0001").await, escalated(&shop, "0002").await), (0, 1));
    shop.clock.set("2026-11-23T08:19:00Z".parse().unwrap());
    shop.sign_in().await;
    shop.run_jobs().await;
    assert_eq!(escalated(&shop, "0001").await, 0);
    minutes_pass(&shop, 2).await;
    assert_eq!((escalated(&shop, "0001").await, escalated(&shop, "0002").await), (1, 1));
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_customer_reads_one_line_where_the_owner_allows_it_and_whoever_types_is_there() {
    let shop = shop().await;
    escalates(&shop, json!({ "escalate_minutes": 30, "escalate_tells_customer": true })).await;
    let (ana, bo, carla) =
        (shop.customer("+393330000001"), shop.customer("+393330000002"), shop.customer("+393330000003"));
    says(&shop, &ana, PERSON).await;
    says(&shop, &bo, "vorrei parlare con una persona").await;
    says(&shop, &carla, PERSON).await;
    shop.advance(Duration::from_mins(31));
    does(&shop, "0003", "/typing", json!({ "typing": true })).await;
    shop.run_jobs().await;
    let lines = |customer: &shopbell::practice::meta::Customer, part: &str| {
        customer
            .received()
            .iter()
            .filter(|sent| sent.text.as_deref().is_some_and(|text| text.contains(part)))
            .count()
    };
    assert_eq!((lines(&ana, NOBODY_YET), lines(&bo, "nessuno ha ancora potuto risponderle")), (1, 1));
    assert_eq!((escalated(&shop, "0003").await, lines(&carla, NOBODY_YET)), (0, 0), "somebody is writing");
    minutes_pass(&shop, 60).await;
    assert_eq!((escalated(&shop, "0003").await, lines(&carla, NOBODY_YET)), (1, 1), "and did not answer");
    assert_eq!((lines(&ana, NOBODY_YET), escalated(&shop, "0001").await), (1, 1));
    assert_eq!(
        conversation_of(&shop, "0001").await["needs_person"]["reason"],
        "asked_for_person",
        "she waits on"
    );
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_is_not_said_once_the_window_is_closed_and_the_team_is_told_all_the_same() {
    let shop = TestApp::start_owned_with(loopback).await;
    let service = PushService::start().await;
    let phone = PushBrowser::new(&service, 7);
    subscribe(&shop, &phone).await;
    escalates(&shop, json!({ "escalate_minutes": 1440, "escalate_tells_customer": true })).await;
    let ana = shop.customer("+39 333 1234567");
    says(&shop, &ana, "My order 55512345 came broken, I am furious, I want to speak to a human").await;
    let before = ana.received().len();
    minutes_pass(&shop, 10).await;
    let first = service.told(&phone);
    assert_eq!(first.len(), 1, "{first:?}");
    minutes_pass(&shop, 1440).await;
    minutes_pass(&shop, 1).await;
    assert_eq!(ana.received().len(), before, "the window is closed");
    let told = service.told(&phone);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[1]["title"].as_str().unwrap().contains("still waits"), "{}", told[1]);
    assert_eq!(told[1]["body"].as_str().unwrap().matches("Angry.").count(), 1, "{}", told[1]);
    for word in ["broken", "furious", "5551", "1234567"] {
        assert!(!told.iter().any(|told| told.to_string().contains(word)), "no word of theirs: {told:?}");
    }
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_somebody_who_answers_can_be_told() {
    let shop = shop().await;
    let mut settings = shop.get("/replies/settings").await.json;
    settings["escalate_minutes"] = json!(10);
    settings["escalate_to"] = json!("999999");
    let refused = shop.put("/replies/settings", settings.clone()).await;
    assert_eq!(refused.status, 422, "{}", refused.json);
    assert!(refused.json["error"]["fields"]["escalate_to"].is_string(), "{}", refused.json);
    settings["escalate_to"] = shop.get("/me").await.json["id"].clone();
    assert_eq!(shop.put("/replies/settings", settings).await.status, 200);
    shop.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switched_on_it_looks_at_everybody_who_waits_some_at_a_time() {
    let shop = shop().await;
    let planted = [
        "INSERT INTO contact (id, created_at_ms)
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 350) SELECT n, 0 FROM n",
        "INSERT INTO conversation (id, contact_id, channel, channel_account, practice, sort_key, created_at_ms,
             needs_person_reason, needs_person_at_ms, needs_person_since_ms, needs_person_urgent)
         SELECT id, id, 'whatsapp', 1, 0, id, 0, 'no_answer', :now_ms, :now_ms, id % 3 = 0 FROM contact",
    ];
    let now = shop.clock.now();
    let write = shop.app.db.write::<_, StorageError>(move |tx| {
        tx.execute(planted[0], [])?;
        tx.execute(planted[1], &[(":now_ms", &now)])
    });
    write.await.unwrap();
    escalates(&shop, json!({ "escalate_minutes": 90 })).await;
    let looked_at = shop.app.db.read::<i64, StorageError>(|conn| {
        conn.one(
            "SELECT count(*) FROM job WHERE kind = 'hand_over_overdue' AND state = 'waiting'",
            [],
            |row| row.get(0),
        )
    });
    assert_eq!(looked_at.await.unwrap(), 350);
    shop.leaves_work();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_are_one_wait_as_long_and_press_as_much_as_either() {
    let shop = shop().await;
    escalates(&shop, json!({ "escalate_minutes": 30 })).await;
    let (bo, ana) = (shop.customer("+393330000002"), shop.customer("+393330000001"));
    says(&shop, &bo, "hello").await;
    says(&shop, &ana, "Help, there is a gas leak in my kitchen from your stove").await;
    minutes_pass(&shop, 31).await;
    let pressing = conversation_of(&shop, "0001").await["needs_person"].clone();
    assert!(pressing["escalated_at"].is_string(), "{pressing}");
    says(&shop, &bo, PERSON).await;
    let kept = conversation_of(&shop, "0002").await["id"].as_str().unwrap().to_owned();
    let phone = |value: &str| Alias { kind: AliasKind::Phone, value: value.into(), scope: "practice".into() };
    let both = [phone("+393330000001"), phone("+393330000002")];
    shop.app.db.write::<_, StorageError>(move |tx| inbox::ensure_contact(tx, &both, tx.now())).await.unwrap();
    for minutes in [0, 120] {
        minutes_pass(&shop, minutes).await;
        let one = shop.get(&format!("/conversations/{kept}")).await.json;
        for field in ["reason", "urgent", "since", "escalated_at"] {
            assert_eq!(one["needs_person"][field], pressing[field], "{field} after {minutes} minutes: {one}");
        }
    }
    shop.stop().await;
}

async fn queue(shop: &TestApp, query: &str) -> Vec<String> {
    let list = shop.get(&format!("/conversations?{query}")).await.json;
    let phones = list["items"].as_array().unwrap_or_else(|| panic!("{list}")).iter();
    phones
        .map(|one| one["contact"]["phone"].as_str().unwrap().rsplit("000").next().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_presses_stands_first_in_the_queue_page_by_page() {
    let shop = shop().await;
    for (number, text) in [
        ("+393330000001", "Help, there is a gas leak in my kitchen from your stove"),
        ("+393330000002", "I am furious, I want to speak to a human"),
        ("+393330000003", PERSON),
        ("+393330000004", "Sono furioso, voglio parlare con una persona"),
        ("+393330000005", PERSON),
    ] {
        says(&shop, &shop.customer(number), text).await;
        shop.advance(Duration::from_secs(30));
    }
    assert_eq!(queue(&shop, "queue=needs_person").await, ["1", "2", "4", "3", "5"]);
    assert_eq!(queue(&shop, "queue=unassigned").await, ["1", "2", "4", "3", "5"]);
    assert_eq!(queue(&shop, "queue=all").await, ["5", "4", "3", "2", "1"], "the newest first");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = shop.get(&format!("/conversations?queue=needs_person&limit=2{cursor}")).await.json;
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all = shop.get("/conversations?queue=needs_person").await.json;
    let ids: Vec<Value> = all["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(seen, ids, "no page leaves one out or shows one twice");
    let first = conversation_of(&shop, "0001").await;
    assert_eq!(
        (&first["needs_person"]["urgent"], &first["needs_person"]["angry"]),
        (&json!(true), &json!(false))
    );
    // An angry word that comes later counts too, and whoever is seen to stands no longer in the way.
    says(&shop, &shop.customer("+393330000003"), "where are you?? I am furious").await;
    assert_eq!(queue(&shop, "queue=needs_person").await, ["1", "2", "3", "4", "5"]);
    // A later danger stands above all that can wait, and below the earlier one, whoever wrote last.
    says(&shop, &shop.customer("+393330000005"), "my son can't breathe").await;
    assert_eq!(queue(&shop, "queue=needs_person").await, ["1", "5", "2", "3", "4"]);
    says(&shop, &shop.customer("+393330000005"), "please").await;
    assert_eq!(queue(&shop, "queue=needs_person").await, ["1", "5", "2", "3", "4"]);
    does(&shop, "0001", "/take-over", json!({})).await;
    let said = json!({ "client_id": "a1", "kind": "text", "text": "Leave the house, I call you." });
    does(&shop, "0001", "/messages", said).await;
    shop.run_jobs().await;
    assert_eq!(queue(&shop, "queue=needs_person").await, ["5", "2", "3", "4"]);
    shop.stop().await;
}
