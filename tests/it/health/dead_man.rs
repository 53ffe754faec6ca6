//! A year of a shop with weekends, holidays and a summer break: the webhook is cut, and the alarm comes by the time
//! twenty messages should have; in the whole year there are at most two false ones.

use std::time::Duration;

use shopbell::clock::Timestamp;
use shopbell::health::detectors;
use shopbell::storage::StorageError;

use super::planted::{DAY, HOUR, MINUTE, Planted, number, plant};
use crate::support::{START, TestApp};

/// Messages on a usual day.
const A_DAY: f64 = 100.0;
/// Of a day's messages, hour by hour in UTC.
const HOURS: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.5, 1.0, 1.2, 1.0, 0.8, 0.5, 0.6, 0.9, 1.1, 1.2, 1.0, 0.6, 0.3, 0.1,
    0.1, 0.0, 0.0,
];
/// Sunday is the last.
const WEEKDAYS: [f64; 7] = [1.0, 1.0, 1.0, 1.0, 1.2, 1.3, 0.15];
const HOLIDAYS: [(i8, i8); 9] =
    [(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (11, 1), (12, 8), (12, 25), (12, 26)];

fn is_holiday(hour: Timestamp) -> bool {
    let when = hour.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    HOLIDAYS.contains(&(when.month(), when.day()))
}

/// How many messages an hour brings on average.
fn usual(hour: Timestamp) -> f64 {
    let when = hour.to_jiff().to_zoned(jiff::tz::TimeZone::UTC);
    let weekday = usize::try_from(when.weekday().to_monday_zero_offset()).unwrap();
    let day = match (when.month(), when.day()) {
        (8, 5..=20) => 0.02,
        day if HOLIDAYS.contains(&day) => 0.1,
        _usual => 1.0,
    };
    HOURS[usize::try_from(when.hour()).unwrap()] / HOURS.iter().sum::<f64>() * A_DAY * WEEKDAYS[weekday] * day
}

pub struct Random(pub u64);

impl Random {
    /// From 0 to below 1.
    #[allow(clippy::cast_precision_loss, reason = "a fraction")]
    pub fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number of events of which so many are usual.
    pub fn events(&mut self, usual: f64) -> usize {
        let (floor, mut product, mut events) = ((-usual).exp(), self.fraction(), 0);
        while product > floor {
            product *= self.fraction();
            events += 1;
        }
        events
    }
}

/// When customers wrote, over two years up to the start, oldest first.
fn two_years() -> Vec<Timestamp> {
    let mut random = Random(7);
    let mut moments = Vec::new();
    for hour in (1..=731 * 24).rev() {
        let begin = START.minus(HOUR * hour);
        for _ in 0..random.events(usual(begin)) {
            moments.push(begin.plus(HOUR.mul_f64(random.fraction())));
        }
    }
    moments.sort();
    moments
}

async fn keep(test: &TestApp, moments: Vec<Timestamp>) {
    plant(test, vec![Planted::named("everybody")]).await;
    let write = move |tx: &shopbell::storage::WriteTx| {
        let number = number(tx)?;
        tx.execute(
            "INSERT INTO whatsapp_vital (connection_id, kind, first_at_ms, last_at_ms) VALUES (?1, 'message', ?2, ?2)",
            (number, moments[0]),
        )?;
        for (place, at) in moments.iter().enumerate() {
            tx.execute(
                "INSERT INTO message (id, conversation_id, direction, author, kind, state, sent_at_ms, stored_at_ms)
                 SELECT (?1 << 12) + ?2, id, 'in', 'customer', 'text', 'received', ?1, ?1 FROM conversation LIMIT 1",
                (at, i64::try_from(place % 4096).unwrap()),
            )?;
        }
        Ok(())
    };
    test.app.db.write::<_, StorageError>(write).await.unwrap();
}

/// The number's last sign of life, as it was last set.
struct Ear<'a> {
    test: &'a TestApp,
    last: Timestamp,
}

impl Ear<'_> {
    /// Whether the alarm sounds at a moment, when the last message came before it.
    async fn alarm(&mut self, now: Timestamp, last: Timestamp) -> bool {
        if now.since(last) < Duration::from_mins(30) {
            return false;
        }
        self.test.clock.set(now);
        if self.last != last {
            self.last = last;
            let set = move |tx: &shopbell::storage::WriteTx| {
                let minute = last.as_millis() / 60_000 * 60_000;
                tx.execute("UPDATE whatsapp_vital SET last_at_ms = ?1", [minute])
            };
            self.test.app.db.write::<_, StorageError>(set).await.unwrap();
        }
        let detector = detectors::all().iter().find(|one| one.name == "webhook_silent").unwrap();
        !self.test.app.rooms.health.find(detector.clone()).await.unwrap().findings.is_empty()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_webhook_is_noticed_by_twenty_messages_and_holidays_are_no_cut() {
    let test = TestApp::start().await;
    let moments = two_years();
    keep(&test, moments.clone()).await;
    let year = START.minus(DAY * 365);
    let before = |now: Timestamp| moments[moments.partition_point(|at| *at < now) - 1];

    let mut ear = Ear { test: &test, last: Timestamp::default() };
    let (mut sounds, mut false_alarms) = (false, 0);
    for hour in 0..365 * 24 {
        let now = year.plus(HOUR * hour + MINUTE * 7);
        let is_on = ear.alarm(now, before(now)).await;
        false_alarms += u32::from(is_on && !sounds);
        sounds = is_on;
    }
    assert!(false_alarms <= 2, "{false_alarms} false alarms in a year");

    let mut random = Random(11);
    for cut in 0..24_u32 {
        let at = year.plus(DAY * (cut * 15)).plus(DAY.mul_f64(random.fraction()));
        if usual(at.plus(DAY / 2)) < 0.3 && usual(at.minus(DAY / 2)) < 0.3 {
            // In the summer break nobody expects anything.
            continue;
        }
        let (mut missed, mut hours) = (0.0, 0);
        while !ear.alarm(at.plus(HOUR * hours + MINUTE), before(at)).await {
            // The middle of eight weeks is an estimate: it may be a quarter off.
            assert!(missed <= 25.0, "cut at {at}: nothing after {hours} hours and {missed} messages");
            let hour = at.plus(HOUR * hours);
            // On a day learned as a holiday nothing is expected.
            missed += if is_holiday(hour) { 0.0 } else { usual(hour) };
            hours += 1;
        }
    }
    test.clock.set(START);
    test.stop().await;
}
