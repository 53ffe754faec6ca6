//! A thousand customers with a rhythm, without one, seasonal, new, and gone: who is late is known to whoever made them, and
//! the detector is measured against it.

#![allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small numbers made up for a test"
)]

use std::collections::HashSet;

use shopbell::clock::Timestamp;
use shopbell::health::detectors;
use shopbell::storage::{StorageError, WriteTx};

use super::dead_man::Random;
use super::planted::DAY;
use crate::support::{START, TestApp};

const CUSTOMERS: i64 = 1_000;
/// At least this share of whom it finds is late, and of who is late is found.
const PRECISION: f64 = 0.9;
const RECALL: f64 = 0.9;

/// When a customer ordered, in days before now, and whether they are late by their own rhythm.
fn customer(random: &mut Random) -> (Vec<f64>, bool) {
    let between = |random: &mut Random, low: f64, high: f64| low + (high - low) * random.fraction();
    let times = |random: &mut Random, low: f64, high: f64| between(random, low, high) as usize;
    let exponential = |random: &mut Random, mean: f64| -mean * (1.0 - random.fraction()).ln();
    match times(random, 0.0, 5.0) {
        kind @ (0 | 1) => {
            let pause = between(random, 6.0, 40.0);
            let is_late = kind == 1;
            let (low, high) = if is_late { (1.6, 3.6) } else { (0.0, 1.0) };
            let mut at = between(random, low, high) * pause;
            let mut orders = Vec::new();
            for _ in 0..times(random, 5.0, 21.0) {
                orders.push(at);
                // Now and then a holiday: one pause is twice as long.
                let skipped = if random.fraction() < 0.05 { 2.0 } else { 1.0 };
                at += pause * between(random, 0.75, 1.25) * skipped;
            }
            (orders, is_late)
        }
        2 => {
            let mut at = exponential(random, 20.0);
            let mut orders = Vec::new();
            for _ in 0..times(random, 4.0, 21.0) {
                orders.push(at);
                at += exponential(random, 20.0);
            }
            (orders, false)
        }
        3 => {
            let season = between(random, 200.0, 330.0);
            let orders =
                (0..6).map(|order| season + f64::from(order / 3) * 365.0 + between(random, 0.0, 20.0));
            (orders.collect(), false)
        }
        _new => ((0..times(random, 1.0, 4.0)).map(|order| 5.0 + order as f64 * 12.0).collect(), false),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_late_by_their_own_rhythm_is_told_from_who_is_not() {
    let test = TestApp::start().await;
    let mut random = Random(3);
    let people: Vec<(Vec<f64>, bool)> = (0..CUSTOMERS).map(|_| customer(&mut random)).collect();
    let late: HashSet<i64> =
        people.iter().zip(1..).filter(|((_, is_late), _)| *is_late).map(|(_, contact)| contact).collect();
    let write = move |tx: &WriteTx| {
        for ((orders, _), contact) in people.iter().zip(1_i64..) {
            tx.execute("INSERT INTO contact (id, created_at_ms) VALUES (?1, 0)", [contact])?;
            for (place, days) in orders.iter().enumerate() {
                let at: Timestamp = START.minus(DAY.mul_f64(*days));
                tx.execute(
                    "INSERT INTO orders_order (id, source, shop, number, matched_by, contact_id, state, currency,
                            total_micros, refunded_micros, placed_at_ms, state_at_ms, updated_at_ms)
                     VALUES (?1 * 100 + ?2, 'api', '', ?1 || '-' || ?2, 'contact', ?1, 'paid', 'EUR', 1, 0, ?3, ?3, ?3)",
                    (contact, i64::try_from(place).unwrap(), at),
                )?;
            }
        }
        Ok(())
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
    let detector = detectors::all().iter().find(|one| one.name == "order_overdue").unwrap();
    let found = test.app.rooms.health.find(detector.clone()).await.unwrap().findings;
    let right = found.iter().filter(|one| late.contains(&one.subject.parse().unwrap())).count();
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let (precision, recall) = (share(right, found.len()), share(right, late.len()));
    println!("order_overdue: precision {precision:.3}, recall {recall:.3}, of {} who are late", late.len());
    assert!(late.len() > 150 && precision >= PRECISION, "precision {precision:.3} of {}", found.len());
    assert!(recall >= RECALL, "recall {recall:.3} of {}", late.len());
    test.stop().await;
}
