//! Customers found by what they ordered, or did not: rhythm, silence, baskets, payments, complaints.

use std::time::Duration;

use shopbell::ids::{ContactId, SignalId};
use shopbell::storage::{StorageError, WriteTx};

use super::planted::{DAY, HOUR, Planted, plant};
use super::{found_by, scan};
use crate::support::TestApp;

/// What one customer did, by name.
struct Deeds {
    person: Planted,
    /// How long ago, and the state.
    orders: Vec<(Duration, &'static str)>,
    /// How long ago, and whether it was ordered.
    baskets: Vec<(Duration, bool)>,
}

fn named(name: &str) -> Deeds {
    Deeds { person: Planted::named(name).wrote(1, DAY * 300, HOUR), orders: Vec::new(), baskets: Vec::new() }
}

impl Deeds {
    /// So many orders, the last of them so many days ago, each so many days apart.
    fn ordered(mut self, times: u32, days_ago: u32, days_apart: u32) -> Self {
        self.orders.extend((0..times).map(|time| (DAY * (days_ago + days_apart * time), "delivered")));
        self
    }

    fn order(mut self, ago: Duration, state: &'static str) -> Self {
        self.orders.push((ago, state));
        self
    }

    fn basket(mut self, ago: Duration, was_ordered: bool) -> Self {
        self.baskets.push((ago, was_ordered));
        self
    }

    fn whose_person(self, change: impl FnOnce(Planted) -> Planted) -> Self {
        Self { person: change(self.person), ..self }
    }
}

async fn shop(all: Vec<Deeds>) -> TestApp {
    let test = TestApp::start().await;
    let people = plant(&test, all.iter().map(|deeds| deeds.person.clone()).collect()).await;
    let write = move |tx: &WriteTx| {
        all.iter().zip(&people).try_for_each(|(deeds, contact)| keep(tx, *contact, deeds))
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    scan(&test).await;
    test
}

fn keep(tx: &WriteTx, contact: ContactId, deeds: &Deeds) -> Result<(), StorageError> {
    for (ago, state) in &deeds.orders {
        let id: SignalId = tx.new_id();
        tx.execute(
            "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, state, currency, total_micros,
                    refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
             VALUES (?1, 'api', '', CAST(?1 AS TEXT), 'contact', ?2, ?3, 'EUR', 20000000, 0, ?4, ?4, ?4)",
            (id, contact, state, tx.now().minus(*ago)),
        )?;
    }
    for (ago, was_ordered) in &deeds.baskets {
        let id: SignalId = tx.new_id();
        let at = tx.now().minus(*ago);
        tx.execute(
            "INSERT INTO orders_basket (id, source, shop, token, contact_id, currency, total_micros, items, abandoned_at_ms, ordered_at_ms)
             VALUES (?1, 'api', '', CAST(?1 AS TEXT), ?2, 'EUR', 30000000, '[]', ?3, iif(?4, ?3, NULL))",
            (id, contact, at, was_ordered),
        )?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_orders_in_a_rhythm_is_missed_when_late_by_it() {
    let test = shop(vec![
        named("every 10 days, 18 days ago").ordered(8, 18, 10),
        named("every 30 days, 50 days ago").ordered(4, 50, 30),
        named("every 7 days, a holiday in between, 12 days ago")
            .ordered(5, 12, 7)
            .order(DAY * 61, "paid")
            .order(DAY * 68, "delivered"),
        named("every 10 days, 12 days ago").ordered(8, 12, 10),
        named("three orders only").ordered(3, 40, 10),
        named("at random")
            .order(DAY * 30, "paid")
            .order(DAY * 33, "paid")
            .order(DAY * 63, "paid")
            .order(DAY * 64, "paid")
            .order(DAY * 130, "paid"),
        named("left long ago").ordered(8, 60, 10),
        named("every day at the bar").ordered(9, 3, 1),
        named("cancelled ones make no rhythm")
            .order(DAY * 18, "paid")
            .order(DAY * 28, "cancelled")
            .order(DAY * 38, "cancelled")
            .order(DAY * 48, "refunded"),
        named("several on one day")
            .order(DAY * 18, "paid")
            .order(DAY * 18 + HOUR, "paid")
            .order(DAY * 18 + HOUR * 2, "paid")
            .order(DAY * 28, "paid"),
        named("wants no advertising").ordered(8, 18, 10).whose_person(|person| person.wants_no("marketing")),
    ])
    .await;
    assert_eq!(
        found_by(&test, "order_overdue").await,
        [
            "every 10 days, 18 days ago",
            "every 30 days, 50 days ago",
            "every 7 days, a holiday in between, 12 days ago"
        ]
    );
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_ordered_and_has_not_for_sixty_days_is_missed() {
    let test = shop(vec![
        named("twice, 61 days ago").ordered(2, 61, 90),
        named("twice, 59 days ago").ordered(2, 59, 90),
        named("once").ordered(1, 80, 1),
        named("two years ago").ordered(2, 500, 30),
        named("a cancelled one since").ordered(2, 90, 20).order(DAY * 10, "cancelled"),
    ])
    .await;
    assert_eq!(found_by(&test, "no_order").await, ["a cancelled one since", "twice, 61 days ago"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn baskets_left_twice_and_payments_that_failed_are_found_until_there_is_an_order() {
    let test = shop(vec![
        named("left two").basket(DAY * 3, false).basket(DAY * 20, false),
        named("left one").basket(DAY * 3, false),
        named("left one, ordered one").basket(DAY * 3, false).basket(DAY * 5, true),
        named("just now").basket(DAY * 3, false).basket(HOUR, false),
        named("one last season").basket(DAY * 3, false).basket(DAY * 40, false),
        named("left two, then ordered")
            .basket(DAY * 3, false)
            .basket(DAY * 4, false)
            .order(DAY * 2, "placed"),
        named("left two, then cancelled")
            .basket(DAY * 3, false)
            .basket(DAY * 4, false)
            .order(DAY * 2, "cancelled"),
        named("failed").order(HOUR * 5, "payment_failed"),
        named("failed twice").order(HOUR * 5, "payment_failed").order(HOUR * 4, "payment_failed"),
        named("failed, paid by another way").order(HOUR * 5, "payment_failed").order(HOUR * 4, "paid"),
        named("failed a minute ago").order(Duration::from_mins(1), "payment_failed"),
        named("failed last month").order(DAY * 30, "payment_failed"),
        named("failed, paid before").order(HOUR * 5, "payment_failed").order(DAY * 9, "paid"),
    ])
    .await;
    assert_eq!(found_by(&test, "basket_abandoned").await, ["left two", "left two, then cancelled"]);
    assert_eq!(found_by(&test, "payment_failed").await, ["failed", "failed twice", "failed, paid before"]);
    test.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_complaint_without_a_happy_end_and_talk_without_orders_are_found() {
    let complained = |name: &str, ago: Duration| {
        named(name).whose_person(|person| person.was_given_to_a_person("complaint", ago))
    };
    let talks = |name: &str, days: u32| {
        named(name).whose_person(|person| {
            (0..days).fold(person, |person, day| person.wrote(6, DAY * day + HOUR, HOUR))
        })
    };
    let test = shop(vec![
        complained("never answered", DAY * 3),
        complained("answered, not settled", DAY * 3).whose_person(|person| person.was_answered(DAY * 2)),
        complained("answered before, closed since", DAY * 3)
            .whose_person(|person| person.was_answered(DAY * 4).settled()),
        complained("settled", DAY * 3).whose_person(|person| person.was_answered(DAY * 2).settled()),
        complained("ordered since", DAY * 3).order(DAY, "placed"),
        complained("yesterday", DAY),
        complained("last season", DAY * 40),
        named("asked for a person")
            .whose_person(|person| person.was_given_to_a_person("asked_for_person", DAY * 3)),
        talks("talks and talks", 4),
        talks("one long talk", 1).whose_person(|person| person.wrote(20, HOUR, Duration::from_mins(1))),
        talks("talks and orders", 4).order(DAY * 200, "delivered"),
        talks("talks a little", 2),
    ])
    .await;
    assert_eq!(
        found_by(&test, "complaint_open").await,
        ["answered before, closed since", "answered, not settled", "never answered"]
    );
    assert_eq!(found_by(&test, "traffic_without_orders").await, ["talks and talks"]);
    test.stop().await;
}
