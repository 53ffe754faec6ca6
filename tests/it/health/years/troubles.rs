//! What happens to customers besides buying: complaints, questions left lying, payments that fail, baskets left, lively
//! weeks, wishes, other numbers. Each comes in ways that somebody should notice and in ways nobody should.

use super::story::{Author, Basket, Customer, DAY, Dice, HOUR, Identity, Line, Order, Wish};

/// Detectors that ask for advertising: whoever wants none is not to be found by them.
const ADVERTISING: [&str; 5] =
    ["silent_after_activity", "order_overdue", "no_order", "basket_abandoned", "traffic_without_orders"];

/// Gives a customer their share of what happens.
pub fn befall(dice: &mut Dice, customer: &mut Customer, place: usize, now: i64) {
    let before = customer.lines.len() + customer.orders.len();
    let never_ordered = customer.orders.is_empty();
    if never_ordered {
        only_writes(dice, customer, now);
    }
    let is_lively = dice.happens(0.09) && !never_ordered && lively(dice, customer, now);
    if !is_lively && dice.happens(0.10) {
        complains(dice, customer, now);
    } else if !is_lively && !never_ordered && dice.happens(0.08) {
        asks(dice, customer, now);
    }
    if !never_ordered && dice.happens(0.05) {
        fails_to_pay(dice, customer, now);
    }
    if dice.happens(0.07) {
        leaves_baskets(dice, customer, now);
    }
    let is_plain = before == customer.lines.len() + customer.orders.len() && customer.complaints.is_empty();
    customer.second_number = is_plain && !never_ordered && place.is_multiple_of(5);
    if customer.second_number {
        // Nothing has come over it for two days; its customers know nothing of that.
        customer.lines.retain(|line| line.at < now - 2 * DAY);
    }
    is_known_by(dice, customer, now);
    wishes(dice, customer);
}

fn said(at: i64, author: Author) -> Line {
    Line { at, author, waits: false }
}

/// Writes and never orders.
fn only_writes(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let (days, of_a_day) = match dice.count(0, 5) {
        0 | 1 => {
            customer.planned.insert("traffic_without_orders");
            (dice.count(16, 29), 1)
        }
        // One word less than many, and nearly all of it on two days.
        2 => (14, 1),
        3 => (2, 8),
        _seldom => (dice.count(1, 6), 1),
    };
    for day in 0..days {
        for word in 0..of_a_day {
            let at = now - day * DAY - 2 * HOUR - word * HOUR / 2;
            customer.lines.push(said(at, Author::Customer));
            customer.lines.push(said(at + HOUR / 4, Author::Ai));
        }
    }
}

/// A week in which they write a lot, and what comes after it. Says whether it fitted into their life.
fn lively(dice: &mut Dice, customer: &mut Customer, now: i64) -> bool {
    let way = dice.count(0, 10);
    let ended = match way {
        // Long ago, and not a word since.
        6 => now - dice.days(192.0, 400.0),
        _lately => now - dice.days(8.0, 170.0),
    };
    let (words, apart) = match way {
        // Nine, however close together; and ten that never fall into one week.
        4 => (9, dice.days(0.05, 0.6)),
        5 => (10, dice.days(0.83, 1.1)),
        _many => (dice.count(10, 25), dice.days(0.01, 0.25)),
    };
    let began = ended - apart * (words - 1);
    customer.lines.retain(|line| line.at < began - 8 * DAY);
    for word in 0..words {
        customer.lines.push(said(began + word * apart, Author::Customer));
        customer.lines.push(said(began + word * apart + HOUR / 8, Author::Ai));
    }
    match way {
        4..=6 => {}
        // Has written again, or never stopped.
        7 => customer.lines.push(said(now - dice.days(0.3, 6.9), Author::Customer)),
        8 => customer.lines.push(said(now - 6 * DAY - 23 * HOUR, Author::Customer)),
        // A word since, and that is more than a week ago too.
        9 => {
            customer.lines.push(said((ended + 9 * DAY).min(now - 7 * DAY - HOUR), Author::Customer));
            customer.planned.insert("silent_after_activity");
        }
        _silent => {
            customer.planned.insert("silent_after_activity");
        }
    }
    true
}

/// Complains after the last order, or before it.
fn complains(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let Some(last) = customer.last_order() else { return };
    let age = now - last;
    if !(3 * DAY..29 * DAY).contains(&age) {
        return;
    }
    let lately = now - dice.days(2.1, (age / HOUR) as f64 / 24.0 - 0.3);
    let answered = |at: i64| said(at + 3 * HOUR, Author::Person);
    let (at, answer, done, planned) = match dice.count(0, 8) {
        0 | 1 => (lately, None, false, true),
        2 => (lately, Some(answered(lately)), true, false),
        3 => (lately, Some(answered(lately)), false, true),
        // Settled in the list and never answered.
        4 => (lately, None, true, true),
        5 => (now - dice.days(0.1, 1.9), None, false, false),
        6 => (last - DAY / 2, None, false, false),
        _forgotten => (now - dice.days(31.0, 60.0), None, false, false),
    };
    customer.lines.retain(|line| line.author != Author::Person || line.at < at);
    customer.complaints.push(at);
    customer.lines.extend(answer);
    customer.done = done;
    if planned {
        customer.planned.insert("complaint_open");
    }
}

/// Asks something that lies there.
fn asks(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let (at, done, waits, planned) = match dice.count(0, 8) {
        0..=3 => (now - dice.days(1.02, 29.5), false, true, true),
        4 => (now - dice.days(0.02, 0.98), false, true, false),
        5 => (now - dice.days(30.5, 60.0), false, true, false),
        6 => (now - dice.days(1.5, 20.0), true, true, false),
        _answered => (now - dice.days(1.5, 20.0), false, false, false),
    };
    customer.lines.push(Line { at, author: Author::Customer, waits });
    customer.done = done;
    if planned {
        customer.planned.insert("question_unanswered");
    }
}

/// Pays and it does not go through.
fn fails_to_pay(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let Some(last) = customer.last_order() else { return };
    let (at, planned) = match dice.count(0, 6) {
        0..=2 => (now - dice.days(0.1, 6.9), true),
        // A moment ago: they may still try again.
        3 => (now - dice.count(60_000, 50 * 60_000), false),
        4 => (now - dice.days(7.1, 30.0), false),
        // It went through an hour later.
        _again => (last - HOUR, false),
    };
    if planned && at < last + 2 * HOUR {
        return;
    }
    customer.orders.push(Order { placed_at: at, state: "payment_failed", state_at: at });
    if planned {
        customer.planned.insert("payment_failed");
    }
}

/// Fills baskets and goes.
fn leaves_baskets(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let last = customer.last_order().unwrap_or(now - 60 * DAY).max(now - 29 * DAY);
    let since = (now - last) as f64 / DAY as f64;
    if since < 2.0 {
        return;
    }
    let (first, second) = (now - dice.days(since * 0.5, since * 0.95), now - dice.days(0.2, since * 0.45));
    let left = |left_at| Basket { left_at, ordered_at: None };
    let (baskets, planned) = match dice.count(0, 8) {
        0..=2 => (vec![left(first), left(second)], true),
        3 => (vec![left(first - HOUR), left(first), left(second)], true),
        4 => (vec![left(first)], false),
        5 => (vec![left(first), Basket { left_at: second, ordered_at: Some(second + HOUR) }], false),
        // The second one is from just now; the first one from weeks before.
        6 => (vec![left(first), left(now - dice.count(60_000, 170 * 60_000))], false),
        _long_ago => (vec![left(now - dice.days(30.5, 50.0)), left(second)], false),
    };
    customer.baskets = baskets;
    if planned {
        customer.planned.insert("basket_abandoned");
    }
}

fn is_known_by(dice: &mut Dice, customer: &mut Customer, now: i64) {
    let is_settled = !customer.done && !customer.lines.iter().any(|line| line.waits);
    customer.identity = match dice.count(0, 25) {
        0 | 1 => Identity::UserId,
        2 => Identity::Moved,
        3 | 4 if is_settled && !customer.second_number => {
            let from = now - dice.days(1.0, 500.0);
            let lies_between =
                |line: &Line| line.author == Author::Customer && line.at >= from && !line.waits;
            if customer.lines.iter().any(lies_between) { Identity::Joined { from } } else { Identity::Moved }
        }
        _usual => Identity::Phone,
    };
}

fn wishes(dice: &mut Dice, customer: &mut Customer) {
    let is_joined = matches!(customer.identity, Identity::Joined { .. });
    customer.wish = match dice.count(0, 100) {
        0..=3 => Wish::NoAdvertising,
        4 => Wish::Nothing,
        5 => Wish::Blocked,
        _usual => Wish::None,
    };
    customer.practice = dice.happens(0.004) && !is_joined;
    match customer.wish {
        Wish::None => {}
        Wish::NoAdvertising | Wish::Nothing => customer.planned.retain(|name| !ADVERTISING.contains(name)),
        Wish::Blocked => customer.planned.clear(),
    }
    if customer.practice {
        // What is said on the practice phone is no shop's business; orders are.
        let of_the_book = ["order_overdue", "no_order", "basket_abandoned", "payment_failed"];
        customer.planned.retain(|name| of_the_book.contains(name));
    }
}
