//! Two years of one customer: when they ordered and wrote, and what of it somebody should notice.
//!
//! Each kind of customer is told as a shop would tell it ("came every ten days and stayed away"), and says itself by which
//! detector they are to be found. Nobody here reads a detector; whoever is not meant to be found stays on the other side
//! of what the shop calls late, lively or gone, some of them by hours.

use std::collections::BTreeSet;

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;
/// How far back the shop goes.
pub const YEARS: i64 = 730 * DAY;
/// Messages of a customer in any seven days, unless they are told to be lively.
const CALM: usize = 8;
/// Days of one December after the other, or of one summer.
const A_YEAR: i64 = 365 * DAY;

/// Always the same numbers.
pub struct Dice(pub u64);

impl Dice {
    /// From 0 to below 1.
    pub fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.fraction()
    }

    /// A whole number from `low` to below `high`.
    pub fn count(&mut self, low: i64, high: i64) -> i64 {
        self.between(low as f64, high as f64) as i64
    }

    pub fn happens(&mut self, share: f64) -> bool {
        self.fraction() < share
    }

    /// So many days, in milliseconds.
    pub fn days(&mut self, low: f64, high: f64) -> i64 {
        (self.between(low, high) * DAY as f64) as i64
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    Customer,
    Ai,
    Person,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub at: i64,
    pub author: Author,
    /// Nobody has answered it.
    pub waits: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub placed_at: i64,
    pub state: &'static str,
    pub state_at: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Basket {
    pub left_at: i64,
    pub ordered_at: Option<i64>,
}

/// By what the channel knows them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    Phone,
    /// A user id and no number.
    UserId,
    /// They have another number since, and the shop was told.
    Moved,
    /// They wrote from another number as somebody new, until a message showed that both are one.
    Joined {
        from: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    None,
    NoAdvertising,
    Nothing,
    Blocked,
}

/// One customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// By which detectors they are to be found.
    pub planned: BTreeSet<&'static str>,
    pub identity: Identity,
    pub wish: Wish,
    pub practice: bool,
    pub done: bool,
    /// Writes to the shop's second number.
    pub second_number: bool,
    pub orders: Vec<Order>,
    pub baskets: Vec<Basket>,
    pub lines: Vec<Line>,
    /// When they complained and a person was called.
    pub complaints: Vec<i64>,
}

impl Customer {
    fn new() -> Self {
        Self {
            planned: BTreeSet::new(),
            identity: Identity::Phone,
            wish: Wish::None,
            practice: false,
            done: false,
            second_number: false,
            orders: Vec::new(),
            baskets: Vec::new(),
            lines: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// When they last ordered something that came to be.
    pub fn last_order(&self) -> Option<i64> {
        let kept = |order: &&Order| ["paid", "shipped", "delivered", "placed"].contains(&order.state);
        self.orders.iter().filter(kept).map(|order| order.placed_at).max()
    }

    pub fn last_written(&self) -> Option<i64> {
        self.lines.iter().filter(|line| line.author == Author::Customer).map(|line| line.at).max()
    }
}

/// The shop's days off: two weeks of August, and from Christmas to the New Year.
fn is_closed(at: i64) -> bool {
    let Ok(when) = jiff::Timestamp::from_millisecond(at) else { return false };
    let day = when.to_zoned(jiff::tz::TimeZone::UTC);
    matches!((day.month(), day.day()), (8, 5..=20) | (12, 25..=31) | (1, 1..=2))
}

/// A moment of the shop's hours, on this day or the next one it is open.
fn open_at(dice: &mut Dice, at: i64, now: i64) -> i64 {
    let mut day = at - at.rem_euclid(DAY);
    while is_closed(day + 12 * HOUR) {
        day += DAY;
    }
    (day + 8 * HOUR + (dice.fraction() * 10.0 * HOUR as f64) as i64).min(now - HOUR)
}

/// What a kind of customer did, in ages: how long ago each order was, the last one first.
pub fn customer(dice: &mut Dice, place: usize, now: i64) -> Customer {
    let mut found = BTreeSet::new();
    let ages = match place % 50 {
        0..=11 => steady(dice, 0.0, 1.0, 28),
        12..=15 => {
            let ages = away(dice, 1.7, 3.5);
            found.insert("order_overdue");
            if ages.first().is_some_and(|age| *age > 60 * DAY) {
                found.insert("no_order");
            }
            ages
        }
        16..=20 => {
            let gone_for = dice.days(66.0, 362.0);
            found.insert("no_order");
            long_since(dice, gone_for)
        }
        21..=24 => {
            let gone_for = dice.days(367.0, 640.0);
            long_since(dice, gone_for)
        }
        25..=33 => now_and_then(dice),
        34..=36 => {
            let (ages, is_a_while_ago) = seasonal(dice, now);
            if is_a_while_ago {
                found.insert("no_order");
            }
            ages
        }
        37..=42 => {
            (0..dice.count(1, 4)).map(|order| 3 * DAY + order * 12 * DAY + dice.days(0.0, 6.0)).collect()
        }
        43..=45 => vec![dice.days(20.0, 700.0)],
        46 => {
            // Stayed away for nearly, or for more than, what the shop calls gone.
            let gone_for = if dice.happens(0.5) { dice.days(57.8, 58.4) } else { dice.days(366.0, 369.0) };
            long_since(dice, gone_for)
        }
        _never => Vec::new(),
    };
    let mut customer = Customer { planned: found, ..Customer::new() };
    for age in ages.into_iter().filter(|age| *age < YEARS) {
        order(dice, &mut customer, age, now);
    }
    customer.orders.sort_by_key(|order| order.placed_at);
    chat_about_orders(dice, &mut customer, now);
    customer
}

/// Comes in a rhythm; the last time so many pauses ago.
fn steady(dice: &mut Dice, low: f64, high: f64, most: i64) -> Vec<i64> {
    let pause = dice.between(7.0, 40.0);
    let mut age = dice.days(low * pause, high * pause).max(DAY);
    let mut ages = Vec::new();
    for _ in 0..dice.count(12, most) {
        ages.push(age);
        // Now and then a holiday of their own: one pause is twice as long.
        let skipped = if dice.happens(0.05) { 2.0 } else { 1.0 };
        age += dice.days(pause * 0.75, pause * 1.25) * skipped as i64;
    }
    ages
}

/// Came in a rhythm and is late by it, whichever side of sixty days that is.
fn away(dice: &mut Dice, low: f64, high: f64) -> Vec<i64> {
    loop {
        let ages = steady(dice, low, high, 32);
        if !(57 * DAY..63 * DAY).contains(&ages[0]) {
            return ages;
        }
    }
}

/// Came in a rhythm, and stayed away long ago.
fn long_since(dice: &mut Dice, gone_for: i64) -> Vec<i64> {
    let longest = (gone_for / DAY) as f64 / 5.0;
    let pause = dice.between(5.0, longest.min(40.0));
    let mut age = gone_for;
    let mut ages = Vec::new();
    for _ in 0..dice.count(3, 22) {
        ages.push(age);
        age += dice.days(pause * 0.75, pause * 1.25);
    }
    ages
}

/// Comes when they happen to pass by.
fn now_and_then(dice: &mut Dice) -> Vec<i64> {
    let pause = |dice: &mut Dice| {
        let days = -20.0 * (1.0 - dice.fraction()).ln();
        (days.clamp(1.5, 55.0) * DAY as f64) as i64
    };
    let mut age = pause(dice);
    let mut ages = Vec::new();
    for _ in 0..dice.count(5, 28) {
        ages.push(age);
        age += pause(dice);
    }
    ages
}

/// Comes in one season of the year, in both years; whether the last one is more than sixty days and less than a year ago.
fn seasonal(dice: &mut Dice, now: i64) -> (Vec<i64>, bool) {
    let season = |dice: &mut Dice, end: i64, orders: i64, pause: f64| {
        let mut age = end;
        let mut ages = Vec::new();
        for _ in 0..orders {
            ages.push(age);
            age += dice.days(pause * 0.8, pause * 1.2);
        }
        ages
    };
    let (end, orders, pause) = match dice.count(0, 3) {
        // December, and the weeks before Easter.
        0 => (days_since(now, 2025, 12, 20), 3, 5.0),
        1 => (days_since(now, 2026, 4, 3), 4, 4.0),
        // The terrace, from May into October.
        _summer => (days_since(now, 2026, 10, 20) - dice.days(0.0, 14.0), dice.count(10, 16), 11.0),
    };
    let end = end + dice.days(0.0, 3.0);
    let before = end + A_YEAR + dice.days(-4.0, 4.0);
    let ages =
        season(dice, end, orders, pause).into_iter().chain(season(dice, before, orders, pause)).collect();
    (ages, end > 60 * DAY)
}

fn days_since(now: i64, year: i16, month: i8, day: i8) -> i64 {
    let date = jiff::civil::date(year, month, day).to_zoned(jiff::tz::TimeZone::UTC);
    date.map_or(0, |date| now - date.timestamp().as_millisecond())
}

/// One order that came to be, now and then a second one on the same day, now and then one that was cancelled.
fn order(dice: &mut Dice, customer: &mut Customer, age: i64, now: i64) {
    let at = open_at(dice, now - age, now);
    customer.orders.push(Order { placed_at: at, state: "delivered", state_at: at + DAY });
    if dice.happens(0.03) {
        let again = (at + HOUR).min(now - HOUR / 2);
        customer.orders.push(Order { placed_at: again, state: "paid", state_at: again });
    }
    if dice.happens(0.04) {
        let state = if dice.happens(0.5) { "cancelled" } else { "refunded" };
        let before = dice.days(0.0, 3.0);
        let other = open_at(dice, now - age - before, now);
        customer.orders.push(Order { placed_at: other, state, state_at: other + DAY });
    }
}

/// Most orders come with a few words, on the same day.
fn chat_about_orders(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let mut written: Vec<i64> = Vec::new();
    for order in &customer.orders {
        if dice.happens(0.15) {
            continue;
        }
        let mut at = order.placed_at - HOUR / 2;
        for _ in 0..dice.count(1, 4) {
            at += dice.count(20_000, 400_000);
            let lately = written.iter().rev().take_while(|before| at - **before < 8 * DAY).count();
            if lately < CALM && at < now {
                written.push(at);
                customer.lines.push(Line { at, author: Author::Customer, waits: false });
            }
            let author = if dice.happens(0.7) { Author::Ai } else { Author::Person };
            let answered = at + dice.count(3_000, 19_000);
            customer.lines.push(Line { at: answered, author, waits: false });
        }
        let thanks = at + dice.count(60_000, 900_000);
        customer.lines.push(Line { at: thanks, author: Author::Ai, waits: false });
    }
    customer.lines.retain(|line| line.at < now);
}
