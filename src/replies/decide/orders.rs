//! What is said to a question about an order: the facts of that customer's own order book, composed by code. No model is
//! asked for a fact, and nothing of another customer's is looked at.
//!
//! Pure: told the question and the book, it says what is to be done.

use jiff::tz::TimeZone;

use super::order_words::filled;
use crate::clock::Timestamp;
use crate::inbox::HandOffReason;
use crate::money::Amount;
use crate::orders::{Book, Item, Order, OrderState};
use crate::replies::answer::shop_facts::day;
use crate::replies::question::Question;
use crate::replies::question::about_order::{self, OrderQuestion};
use crate::replies::question::proposal;
use crate::replies::texts::{OrderWords, Texts};
use crate::replies::types::{Answer, Decision, RepeatOrder, Told};

/// Orders told at once.
const MOST_TOLD: usize = 3;
/// Lines of a basket that are told; a longer one is a person's to repeat.
const MOST_LINES: usize = 12;
/// Characters of a name or a number: they come from outside.
const NAME_LIMIT: usize = 80;

/// What to do; nothing when the shop keeps no order book.
pub(in crate::replies) fn decide(asked: &Question, what: OrderQuestion, book: &Book) -> Option<Decision> {
    if !book.in_use {
        return None;
    }
    let words = &Texts::of(asked.language).orders;
    let reason = match what {
        OrderQuestion::Status => HandOffReason::DeliveryPromise,
        OrderQuestion::Payment => HandOffReason::FailedPayment,
        OrderQuestion::Again | OrderQuestion::Items => HandOffReason::OrderRequest,
    };
    if book.unsure {
        return Some(Decision::HandOff { reason, told: Told::Words(words.unsure.clone()) });
    }
    let named = about_order::numbers(&asked.text);
    let orders: Vec<&(Order, Vec<Item>)> =
        book.orders.iter().filter(|(order, _)| named.is_empty() || is_named(order, &named)).collect();
    if orders.is_empty() && !named.is_empty() {
        return Some(not_found(asked, &words.no_number, reason));
    }
    Some(match what {
        OrderQuestion::Status => status(asked, words, &orders),
        OrderQuestion::Payment => payment(asked, words, &orders),
        OrderQuestion::Again => again(asked, words, &orders),
        OrderQuestion::Items => items(asked, words, &orders),
    })
}

/// The shop's first "not found" offers a person, the second calls one.
fn not_found(asked: &Question, text: &str, reason: HandOffReason) -> Decision {
    if asked.declined_before { Decision::hand_off(reason) } else { Decision::DeclineSaying(text.to_owned()) }
}

/// Whether one of the numbers a customer wrote is this order's: whole, or in its digits.
pub(in crate::replies) fn is_named(order: &Order, numbers: &[String]) -> bool {
    let plain = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_uppercase()
    };
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let own = plain(&order.origin.number);
    numbers.iter().any(|number| {
        let number = plain(number);
        number == own || number.chars().all(|letter| letter.is_ascii_digit()) && number == digits(&own)
    })
}

/// Those that are on their way, else the last one.
fn status(asked: &Question, words: &OrderWords, orders: &[&(Order, Vec<Item>)]) -> Decision {
    let open: Vec<&Order> =
        orders.iter().map(|(order, _)| order).filter(|order| is_open(order.state)).take(MOST_TOLD).collect();
    let told =
        if open.is_empty() { orders.first().map(|(order, _)| order).into_iter().collect() } else { open };
    if told.is_empty() {
        return not_found(asked, &words.none, HandOffReason::DeliveryPromise);
    }
    let lines: Vec<String> = told.iter().map(|order| line(asked, words, order)).collect();
    let text = lines.join("\n");
    // Money that did not come is a person's, also when it was not what they asked.
    if told.iter().any(|order| order.state == OrderState::PaymentFailed) {
        return Decision::HandOff { reason: HandOffReason::FailedPayment, told: Told::Words(text) };
    }
    Decision::Send(Answer { text, sources: Vec::new() })
}

pub(in crate::replies) const fn is_open(state: OrderState) -> bool {
    match state {
        OrderState::Placed | OrderState::Paid | OrderState::PaymentFailed | OrderState::Shipped => true,
        OrderState::Delivered | OrderState::Cancelled | OrderState::Refunded => false,
    }
}

fn line(asked: &Question, words: &OrderWords, order: &Order) -> String {
    let since = moment(asked, order.state_at);
    let undated = if order.state_undated { words.undated.get(order.state.as_str()) } else { None };
    let state =
        undated.or_else(|| words.states.get(order.state.as_str())).map(String::as_str).unwrap_or_default();
    let state = filled(state, &[("since", &since)]);
    let line = said_of(asked, &words.one, order, &[("state", &state)]);
    let follow = order.tracking.as_deref().filter(|_| order.state == OrderState::Shipped);
    follow.map_or(line.clone(), |tracking| {
        format!("{line}\n{}", filled(&words.follow, &[("tracking", tracking)]))
    })
}

/// A payment that failed, and that none which came later made good, is told before all others. Whether an order was paid
/// before it was sent or called off, the book does not say: a person does.
fn payment(asked: &Question, words: &OrderWords, orders: &[&(Order, Vec<Item>)]) -> Decision {
    let reason = HandOffReason::FailedPayment;
    let orders: Vec<&Order> = orders.iter().map(|(order, _)| order).collect();
    let Some(newest) = orders.first() else {
        return not_found(asked, &words.none, reason);
    };
    let say = |text: &str, order: &Order| said_of(asked, text, order, &[]);
    if let Some(failed) = failed(&orders) {
        return Decision::HandOff { reason, told: Told::Words(say(&words.payment_failed, failed)) };
    }
    let mut known = orders.iter().filter_map(|order| match order.state {
        OrderState::Placed => Some((order, &words.payment_open)),
        OrderState::Paid => Some((order, &words.payment_yes)),
        OrderState::Refunded => Some((order, &words.payment_back)),
        OrderState::PaymentFailed | OrderState::Shipped | OrderState::Delivered | OrderState::Cancelled => {
            None
        }
    });
    match known.next() {
        // What was sent since was paid somehow: of the older one nothing is said.
        Some((order, text)) if order.state == OrderState::Placed && order.id == newest.id => {
            not_found(asked, &say(text, order), reason)
        }
        Some((order, _)) if order.state == OrderState::Placed => {
            Decision::HandOff { reason, told: Told::After(line(asked, words, newest)) }
        }
        Some((order, text)) if order.id == newest.id => {
            Decision::Send(Answer { text: say(text, order), sources: Vec::new() })
        }
        Some((order, text)) => Decision::HandOff { reason, told: Told::After(say(text, order)) },
        None => Decision::HandOff { reason, told: Told::After(line(asked, words, newest)) },
    }
}

/// The last payment that failed, unless something was paid after it.
fn failed<'a>(orders: &[&'a Order]) -> Option<&'a Order> {
    let paid = |order: &&Order| match order.state {
        OrderState::Paid | OrderState::Shipped | OrderState::Delivered | OrderState::Refunded => true,
        OrderState::Placed | OrderState::PaymentFailed | OrderState::Cancelled => false,
    };
    let since = orders.iter().take_while(|order| !paid(order));
    since.copied().find(|order| order.state == OrderState::PaymentFailed)
}

/// The last basket that was not called off, with its prices marked as last time's.
fn again(asked: &Question, words: &OrderWords, orders: &[&(Order, Vec<Item>)]) -> Decision {
    let last = orders.iter().find(|(order, _)| order.may_be_repeated());
    let Some((order, items)) = last.filter(|(_, items)| !items.is_empty()) else {
        return not_found(asked, &words.again_none, HandOffReason::OrderRequest);
    };
    if items.len() > MOST_LINES {
        return Decision::hand_off(HandOffReason::OrderRequest);
    }
    let basket = basket(asked, words, order, items);
    let by = asked.repeat_order;
    let end = match by {
        RepeatOrder::Person => &words.again_person,
        RepeatOrder::Customer => &words.again_customer,
    };
    Decision::Repeat { order: order.id, text: format!("{basket}\n{end}"), by }
}

/// What the last order held, whatever became of it; nothing is proposed.
fn items(asked: &Question, words: &OrderWords, orders: &[&(Order, Vec<Item>)]) -> Decision {
    let Some((order, items)) = orders.first() else {
        return not_found(asked, &words.none, HandOffReason::OrderRequest);
    };
    // An order without its lines is known to the shop's own books alone, and a long one is a person's to tell.
    if items.is_empty() || items.len() > MOST_LINES {
        return Decision::hand_off(HandOffReason::OrderRequest);
    }
    Decision::Send(Answer { text: basket(asked, words, order, items), sources: Vec::new() })
}

/// An order's lines with their prices, marked as those of then.
fn basket(asked: &Question, words: &OrderWords, order: &Order, items: &[Item]) -> String {
    let total = money(order, order.total);
    let things: Vec<String> = items.iter().map(|item| thing(order, item)).collect();
    said_of(asked, &words.again, order, &[("items", &things.join("\n")), ("total", &total)])
}

/// Somebody wants an order taken back or changed: that is a person's, who is told which. Nothing is changed here.
pub(in crate::replies) fn called_off(asked: &Question, book: &Book) -> (Decision, Vec<String>) {
    let reason = HandOffReason::OrderChange;
    let meant = meant(asked, book);
    let numbers = meant.iter().map(|order| tidy(&order.origin.number)).collect();
    let told = match meant.as_slice() {
        [only] => Told::After(said_of(asked, &Texts::of(asked.language).orders.called_off, only, &[])),
        [] | [_, _, ..] => Told::ThatSomebodyComes,
    };
    (Decision::HandOff { reason, told }, numbers)
}

/// Which of their orders a customer means: those they name, else those under way, else the last.
fn meant<'a>(asked: &Question, book: &'a Book) -> Vec<&'a Order> {
    if book.unsure {
        return Vec::new();
    }
    let named = about_order::numbers(&asked.text);
    let orders = || book.orders.iter().map(|(order, _)| order);
    if !named.is_empty() {
        return orders().filter(|order| is_named(order, &named)).take(MOST_TOLD).collect();
    }
    let open: Vec<&Order> = orders().filter(|order| is_open(order.state)).take(MOST_TOLD).collect();
    if open.is_empty() { orders().take(1).collect() } else { open }
}

/// What the basket that is proposed comes to, each thing that is asked about, and the question once more.
pub(in crate::replies) fn priced(asked: &Question, repeated: &Order, items: &[Item]) -> Answer {
    let words = &Texts::of(asked.language).orders;
    let named = items.iter().filter(|item| proposal::names(&asked.text, &item.name)).take(MOST_LINES);
    let mut lines: Vec<String> = named.map(|item| thing(repeated, item)).collect();
    let total = money(repeated, repeated.total);
    lines.push(filled(&words.again_price, &[("total", &total)]));
    lines.push(words.again_customer.clone());
    Answer { text: lines.join("\n"), sources: Vec::new() }
}

/// The question once more, because its answer was not understood.
pub(in crate::replies) fn asked_again(asked: &Question) -> Answer {
    let words = &Texts::of(asked.language).orders;
    Answer { text: format!("{}\n{}", words.again_unclear, words.again_customer), sources: Vec::new() }
}

/// What a customer hears to their word on a proposal.
pub(in crate::replies) fn settled(asked: &Question, repeated: &Order, agreed: bool) -> String {
    let words = &Texts::of(asked.language).orders;
    let total = money(repeated, repeated.total);
    let text = if agreed { &words.ordered } else { &words.not_ordered };
    filled(text, &[("total", &total)])
}

/// A text with an order's number and day in it.
fn said_of(asked: &Question, text: &str, order: &Order, more: &[(&str, &str)]) -> String {
    let (number, date) = (tidy(&order.origin.number), moment(asked, order.placed_at));
    let own: &[(&str, &str)] = &[("number", &number), ("date", &date)];
    let values = [own, more].concat();
    filled(text, &values)
}

fn thing(order: &Order, item: &Item) -> String {
    format!("{} × {}: {}", item.quantity.amount(), tidy(&item.name), money(order, item.unit_price))
}

fn money(order: &Order, amount: Amount) -> String {
    format!("{} {}", order.money(amount).written(), order.currency)
}

/// Text from outside on one line, and not long.
fn tidy(text: &str) -> String {
    let plain = text.split(|letter: char| letter.is_control() || letter.is_whitespace());
    let words: Vec<&str> = plain.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(NAME_LIMIT).collect()
}

/// A day of the shop's.
fn moment(asked: &Question, at: Timestamp) -> String {
    let zone = TimeZone::get(&asked.shop.time_zone).unwrap_or(TimeZone::UTC);
    day(at.to_jiff().to_zoned(zone).date(), asked.language)
}
