//! Random histories of many customers at once, each replayed by its seed: messages late, early, changed and taken back,
//! people who type, stop, answer, take over and hand back, restarts, clocks that jump, a model that fails.
//!
//! `SHOPBELL_HISTORIES=10000 cargo test --test it turns::random` runs as many; `SHOPBELL_HISTORY_SEED=7` replays one, and
//! with both they begin at that seed.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use shopbell::clock::Timestamp;
use shopbell::practice::meta::Fault;
use shopbell::storage::StorageError;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::lives::{Life, Random, Step};
use super::{DISHES, Shop, sentence};
use crate::support::{NEVER, START, works};

/// Customers who live through one history side by side, and how long it is.
const CUSTOMERS: usize = 12;
const TICKS: usize = 7;
/// Workers that do what is due.
const WORKERS: usize = 2;
/// From the beginning of one history to that of the next, in days: each begins on the same day of a week, at the same
/// time, whichever ran before it.
const DAYS_APART: u64 = 14;
/// Histories of a usual test run.
const USUALLY: u64 = 48;

async fn all_step(shop: &Shop, lives: &mut [Life], tick: usize, random: &mut Random) {
    let steps: Vec<Step> = lives.iter_mut().map(|life| life.step(tick, random)).collect();
    join_all(lives.iter_mut().zip(steps).map(|(life, step)| life.does(shop, step))).await;
}

/// Waits until nothing gets on by itself: answers hang at the gate, or whoever works has caught up with this moment.
async fn until_nothing_moves(shop: &Shop, caught_up: &mut watch::Receiver<[Timestamp; WORKERS]>) {
    let (now, mut gate) = (shop.now(), shop.vendor.gate());
    loop {
        let hanging = *gate.borrow_and_update();
        let resting = caught_up.borrow_and_update().iter().filter(|moment| **moment >= now).count();
        if hanging > 1 || hanging + resting >= WORKERS {
            return;
        }
        tokio::select! {
            moved = gate.changed() => moved.unwrap(),
            moved = caught_up.changed() => moved.unwrap(),
        }
    }
}

/// Time passes while workers do what is due; once nothing moves the scene plays, which may end with a crash.
async fn with_workers(shop: &Shop, crash: bool, scene: impl Future<Output = ()>) {
    let (caught_up, mut seen) = watch::channel([Timestamp::default(); WORKERS]);
    let workers: Vec<_> = (0..WORKERS)
        .map(|number| {
            let caught_up = caught_up.clone();
            let tell = move |moment| caught_up.send_modify(|all| all[number] = moment);
            tokio::spawn(works(shop.test.app.clone(), CancellationToken::new(), tell))
        })
        .collect();
    shop.test.advance(Duration::from_secs(4));
    let still = tokio::time::timeout(NEVER, until_nothing_moves(shop, &mut seen)).await;
    assert!(still.is_ok(), "the workers neither rest nor wait");
    scene.await;
    if !crash {
        shop.vendor.open();
        shop.vendor.is_left().await;
    }
    for worker in workers {
        worker.abort();
        if let Err(fault) = worker.await
            && fault.is_panic()
        {
            std::panic::resume_unwind(fault.into_panic());
        }
    }
    // Whatever was cut off is taken up as after a start.
    shop.test.app.rooms.replies.end_interrupted().await.unwrap();
    shop.test.app.worker.reclaim().await.unwrap();
    shop.vendor.open();
}

async fn live(shop: &Shop, seed: u64) {
    let mut random = Random(seed);
    let mut lives: Vec<Life> = (0..CUSTOMERS)
        .map(|number| Life {
            customer: shop
                .test
                .customer(&format!("+39{:010}", 3_400_000_000 + seed % 1_000_000 * 100 + number as u64)),
            prefix: format!("{seed}.{number}"),
            conversation: None,
            standing: Vec::new(),
            sent: 0,
            changed: Timestamp::default(),
            dishes: 0,
            person: None,
            deed: None,
            deeds: 0,
            log: String::new(),
        })
        .collect();
    for tick in 0..TICKS {
        move_clock(shop, &mut random);
        if random.below(6) == 0 {
            shop.test.meta().faults().next_send(Fault::Error { code: 131_026 });
        }
        all_step(shop, &mut lives, tick, &mut random).await;
        shop.test.meta().settled().await;
        find_conversations(shop, &mut lives).await;
        shop.vendor.close();
        let crash = random.below(5) == 0;
        with_workers(shop, crash, all_step(shop, &mut lives, tick, &mut random)).await;
        shop.test.run_jobs().await;
        note_deeds(shop, &mut lives, tick).await;
    }
    for round in 0..4 {
        shop.test.advance(Duration::from_secs(30));
        shop.test.let_reply().await;
        if round == 1 {
            shop.sweep().await;
        }
    }
    note_deeds(shop, &mut lives, TICKS).await;
    for life in &lives {
        check(shop, seed, life).await;
    }
}

fn move_clock(shop: &Shop, random: &mut Random) {
    let seconds = *random.of(&[1_i64, 1, 3, 13, 26, 61, 600, 3_700, -2, -90, -3_600, -86_400, 86_400]);
    let by = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        shop.test.clock.turn_back(by);
    } else {
        shop.test.advance(by);
    }
}

async fn find_conversations(shop: &Shop, lives: &mut [Life]) {
    for life in lives.iter_mut().filter(|life| life.conversation.is_none()) {
        let (from, to) = (format!("wamid.{}.", life.prefix), format!("wamid.{}/", life.prefix));
        let found = shop
            .test
            .app
            .db
            .read::<_, StorageError>(move |conn| {
                conn.optional(
                    "SELECT conversation_id FROM message WHERE channel_message_id BETWEEN ?1 AND ?2 LIMIT 1",
                    [from, to],
                    |row| row.get::<_, i64>(0),
                )
            })
            .await
            .unwrap();
        life.conversation = found.map(|id| id.to_string());
    }
}

async fn number(shop: &Shop, sql: &'static str, conversation: &str) -> i64 {
    let id: i64 = conversation.parse().unwrap();
    let read = move |conn: &shopbell::storage::ReadConn| conn.one(sql, [id], |row| row.get::<_, i64>(0));
    shop.test.app.db.read::<_, StorageError>(read).await.unwrap()
}

/// Runs that ended a turn without an answer to the question.
async fn note_deeds(shop: &Shop, lives: &mut [Life], tick: usize) {
    for life in lives {
        let Some(conversation) = &life.conversation else { continue };
        let deeds = number(
            shop,
            "SELECT count(*) FROM reply_run WHERE conversation_id = ?1 AND state IN ('done', 'stopped') AND ifnull(decision, '') <> 'send'",
            conversation,
        )
        .await;
        if deeds > life.deeds {
            life.deed = Some(tick);
            life.deeds = deeds;
        }
    }
}

async fn check(shop: &Shop, seed: u64, life: &Life) {
    let Some(id) = &life.conversation else { return };
    let told = format!("SHOPBELL_HISTORY_SEED={seed}, customer {}:{}", life.prefix, life.log);
    let waiting = number(
        shop,
        "SELECT count(*) FROM unanswered_message WHERE conversation_id = ?1 AND answered_by IS NULL AND with_person = 0",
        id,
    )
    .await;
    assert_eq!(waiting, 0, "somebody waits for the AI. {told}");
    let unseen = number(
        shop,
        "SELECT count(*) FROM unanswered_message u JOIN conversation c ON c.id = u.conversation_id
          WHERE u.conversation_id = ?1 AND answered_by IS NULL AND with_person = 1
            AND c.queue NOT IN ('needs_person', 'snoozed', 'done')",
        id,
    )
    .await;
    assert_eq!(unseen, 0, "somebody waits for a person who does not see it. {told}");
    let told_twice = number(
        shop,
        "SELECT count(*) FROM (SELECT 1 FROM reply_run r, json_each(r.rules) met
          WHERE r.conversation_id = ?1 AND met.value ->> 'deed' = 'tell'
          GROUP BY met.value ->> 'id', r.up_to_message_id HAVING count(*) > 1)",
        id,
    )
    .await;
    assert_eq!(told_twice, 0, "a rule tells of one turn twice. {told}");
    let conversation = shop.test.get(&format!("/conversations/{id}")).await.json;
    let page = shop.test.get(&format!("/conversations/{id}/messages?limit=100")).await.json;
    let said: Vec<&str> = page["items"]
        .as_array()
        .unwrap_or_else(|| panic!("{page}"))
        .iter()
        .filter(|line| line["author"] == "ai" && line["state"] != "failed")
        .filter_map(|line| line["text"].as_str())
        .collect();
    for dish in DISHES {
        let times: usize = said.iter().map(|text| text.matches(&sentence(dish)).count()).sum();
        assert!(times <= 1, "{dish} is answered {times} times: {said:?}. {told}");
    }
    let has_person = !conversation["needs_person"].is_null()
        || conversation["ai"] == "off"
        || !conversation["suggestion"].is_null();
    for (_, dish, tick) in &life.standing {
        let is_answered = said.iter().any(|text| text.contains(&sentence(dish)));
        let is_ended = life.person.is_some_and(|at| at >= *tick) || life.deed.is_some_and(|at| at >= *tick);
        assert!(
            is_answered || is_ended || has_person,
            "{dish} of tick {tick} has no end: {said:?}, {conversation:#}. {told}"
        );
    }
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// Rules of the owner's, other ones in every history: none of them may leave anybody unanswered.
async fn choose_rules(shop: &Shop, random: &mut Random) {
    let some = [
        ("tell", json!([{ "signal": "words", "words": ["any"] }])),
        ("call", json!([{ "signal": "words", "words": ["Ramen", "Paella", "Kofta"] }])),
        ("call", json!([{ "signal": "not_helped", "times": 1 }])),
        ("tell", json!([{ "signal": "closed" }])),
        ("call", json!([{ "signal": "closed" }, { "signal": "words", "words": ["any"] }])),
        ("call", json!([{ "signal": "closed" }])),
    ];
    let chosen: Vec<Value> = some
        .into_iter()
        .filter(|_| random.below(2) == 0)
        .map(|(deed, conditions)| json!({ "name": deed, "deed": deed, "conditions": conditions, "active": true }))
        .collect();
    let before = shop.test.get("/replies/rules").await.json["rules"].clone();
    let saved = shop.test.put("/replies/rules", json!({ "rules": chosen, "before": before })).await;
    assert!(saved.status.is_success(), "{}", saved.json);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_turn_of_a_random_history_ends_once() {
    let shop = Shop::open().await;
    let (seed, histories) = (setting("SHOPBELL_HISTORY_SEED"), setting("SHOPBELL_HISTORIES"));
    let first = seed.unwrap_or(1);
    let seeds = match (seed, histories) {
        (Some(_), None) => 1,
        (_, histories) => histories.unwrap_or(USUALLY).div_ceil(CUSTOMERS as u64),
    };
    for (seed, done) in (first..first + seeds).zip(1_u64..) {
        shop.test.clock.set(START.plus(Duration::from_hours(24 * DAYS_APART * done)));
        shop.test.sign_in().await;
        choose_rules(&shop, &mut Random(seed)).await;
        live(&shop, seed).await;
        if done % 50 == 0 {
            println!("{} histories are clean, the last of seed {seed}", done * CUSTOMERS as u64);
        }
    }
    shop.test.app.stop().await;
}
