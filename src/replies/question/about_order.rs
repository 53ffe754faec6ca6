//! What a customer asks about an order of their own: where it is, whether the money arrived, the same once more. Heard
//! without a model, in every language of `languages/orders/`.
//!
//! Only a plain question: what tells of trouble, asks for a change or is somebody else's order is not heard here, because a
//! person must see to it. In doubt it is not heard either.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

pub(in crate::replies) use self::called_off::{CalledOff, called_off, calls_off};
pub(in crate::replies) use self::numbers::numbers;
use self::numbers::{Numbered, digits, is_number, is_reference, with_numbers_in_their_clause};
use super::lately::Lately;
use super::needs::pattern::{Classes, Pattern};
use super::needs::words::{Token, clauses, tokens};
use crate::languages::ORDERS;
use crate::letters;
use crate::words::words;

mod bought;
mod called_off;
mod numbers;

words! {
    /// What is asked.
    OrderQuestion {
        Status = "order_status",
        Payment = "payment_status",
        Again = "order_again",
        Items = "order_items",
    }
}

/// Longest message looked at, in characters.
const LONGEST_CHARACTERS: usize = 600;
/// Words of a question that needs no verb: "my order?".
const MOST_SHORT_WORDS: usize = 7;
/// Characters of the same in scripts without blanks.
const MOST_SHORT_CHARACTERS: usize = 16;
/// One language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    order: Vec<String>,
    mine: Vec<String>,
    #[serde(rename = "where")]
    asks_where: Vec<String>,
    status: Vec<String>,
    sent: Vec<String>,
    pay: Vec<String>,
    through: Vec<String>,
    ask: Vec<String>,
    again: Vec<String>,
    changes: Vec<String>,
    filler: Vec<String>,
    others: Vec<String>,
    booking: Vec<String>,
    call_off: Vec<String>,
    may_i: Vec<String>,
    trouble: Vec<String>,
    items: Vec<String>,
    what: Vec<String>,
    i_ordered: Vec<String>,
    refunded: Vec<String>,
    refund: Vec<String>,
    came_back: Vec<String>,
    add: Vec<String>,
    to_order: Vec<String>,
    it: Vec<String>,
}

/// A language, ready to be listened for.
struct Voice {
    /// Words one of which stands in whatever is heard.
    keys: HashSet<String>,
    /// Words one of which asks what was ordered or paid back, and such that put something into an order.
    bought: HashSet<String>,
    joined: HashSet<String>,
    /// What such a word may begin with.
    stems: Vec<String>,
    /// All words of a short question.
    known: HashSet<String>,
    /// What names an order.
    names: Vec<Vec<String>>,
    /// All words of a question that goes on about an order named before.
    of_it: HashSet<String>,
    /// Where it is, when it comes: the order itself was named before.
    goes_on: Vec<Pattern>,
    status: Vec<Pattern>,
    /// Met where the number is an order's.
    numbered_status: Vec<Pattern>,
    /// Met where a short number was sure to be an order's.
    shortly_numbered: Vec<Pattern>,
    asked_shortly_numbered: Vec<Pattern>,
    /// What may follow an order's number.
    after_number: Vec<Pattern>,
    /// Met by a question only.
    asked_status: Vec<Pattern>,
    /// Met by a short question of known words only.
    short_status: Vec<Pattern>,
    /// Asks by its number in a short question of known words.
    order: Vec<Pattern>,
    payment: Vec<Pattern>,
    asked_payment: Vec<Pattern>,
    again: Vec<Pattern>,
    /// What an order held.
    items: Vec<Pattern>,
    composed_items: Vec<Pattern>,
    refunded: Vec<Pattern>,
    composed_refunded: Vec<Pattern>,
    refund: Vec<Pattern>,
    /// The same, and yet not.
    changes: Vec<Pattern>,
    others: Vec<Pattern>,
    trouble: Vec<Pattern>,
    /// One's own order taken back or changed.
    called_off: Vec<Pattern>,
    /// An appointment, a table, a subscription taken back.
    booking_called_off: Vec<Pattern>,
    /// The same where little else is said: "cancel the order".
    shortly_called_off: Vec<Pattern>,
    /// Whether and how that can be done.
    may_i: Vec<Pattern>,
    /// Taken back or changed, whatever it is.
    call_off: Vec<Pattern>,
    /// One thing more put into an order.
    added: Vec<Pattern>,
    ask: Vec<Pattern>,
}

const STATUS: &[&str] =
    &["{where} ... {mine}", "{mine} ... {where}", "{status} ... {mine}", "{mine} ... {status}"];
const NUMBERED_STATUS: &[&str] = &[
    "{where} ... {order} #number",
    "{status} ... {order} #number",
    "{order} #number ... {where}",
    "{order} #number ... {status}",
];
const ASKED_STATUS: &[&str] = &["{mine} ... {sent}", "{sent} ... {mine}", "{order} #number ... {sent}"];
const SHORT_STATUS: &[&str] =
    &["{where} ... {order}", "{order} ... {where}", "{status} ... {order}", "{order} ... {status}", "{mine}"];
const SHORTLY_NUMBERED: &[&str] =
    &["{where} ... {order}", "{order} ... {where}", "{status} ... {order}", "{order} ... {status}"];
const CALLED_OFF: &[&str] = &[
    "{call_off} ... {mine}",
    "{mine} ... {call_off}",
    "{call_off} ... {order} #number",
    "{order} #number ... {call_off}",
];
const BOOKING_CALLED_OFF: &[&str] = &["{call_off} ... {booking}", "{booking} ... {call_off}"];
const SHORTLY_CALLED_OFF: &[&str] = &["{call_off} ... {order}", "{order} ... {call_off}"];
const PAYMENT: &[&str] = &[
    "{ask} ... {pay} ... {through}",
    "{ask} ... {through} ... {pay}",
    "{pay} ... {through} ... {ask}",
    "{through} ... {pay} ... {ask}",
];
const ASKED_PAYMENT: &[&str] = &["{pay} ... {through}", "{through} ... {pay}"];

static ALL: LazyLock<Vec<Voice>> = LazyLock::new(|| {
    ORDERS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok()).map(Voice::of).collect()
});

impl File {
    /// Its lists by the names they have in patterns.
    fn classes(self) -> HashMap<String, Vec<String>> {
        HashMap::from([
            ("order".to_owned(), self.order),
            ("mine".to_owned(), self.mine),
            ("where".to_owned(), self.asks_where),
            ("status".to_owned(), self.status),
            ("sent".to_owned(), self.sent),
            ("pay".to_owned(), self.pay),
            ("through".to_owned(), self.through),
            ("ask".to_owned(), self.ask),
            ("again".to_owned(), self.again),
            ("changes".to_owned(), self.changes),
            ("others".to_owned(), self.others),
            ("booking".to_owned(), self.booking),
            ("call_off".to_owned(), self.call_off),
            ("may_i".to_owned(), self.may_i),
            ("trouble".to_owned(), self.trouble),
            ("items".to_owned(), self.items),
            ("what".to_owned(), self.what),
            ("i_ordered".to_owned(), self.i_ordered),
            ("refunded".to_owned(), self.refunded),
            ("refund".to_owned(), self.refund),
            ("came_back".to_owned(), self.came_back),
            ("add".to_owned(), self.add),
            ("to_order".to_owned(), self.to_order),
        ])
    }
}

impl Voice {
    fn of(file: File) -> Self {
        let words = |lists: &[&Vec<String>]| -> HashSet<String> {
            let forms = lists.iter().flat_map(|list| list.iter());
            forms.flat_map(|form| tokens(form.trim_end_matches('*'))).map(Token::into_text).collect()
        };
        let keys = words(&[&file.order, &file.mine, &file.pay, &file.again, &file.booking]);
        let stems = file.booking.iter().filter_map(|word| word.strip_suffix('*'));
        let stems = stems.flat_map(tokens).map(Token::into_text).collect();
        let known =
            words(&[&file.order, &file.mine, &file.asks_where, &file.status, &file.filler, &file.ask]);
        let bought =
            words(&[&file.items, &file.what, &file.i_ordered, &file.refunded, &file.refund, &file.came_back]);
        let joined = words(&[&file.to_order]);
        let of_it = &known | &words(&[&file.sent, &file.it]);
        let mut names: Vec<Vec<String>> = Vec::new();
        for form in file.order.iter().chain(&file.mine) {
            names.push(tokens(form).into_iter().map(Token::into_text).collect());
        }
        let classes = Classes::read(&file.classes());
        let read = |texts: &[&str]| texts.iter().filter_map(|text| Pattern::read(text, &classes)).collect();
        Self {
            status: read(STATUS),
            numbered_status: read(NUMBERED_STATUS),
            shortly_numbered: read(SHORTLY_NUMBERED),
            asked_shortly_numbered: read(&["{order} ... {sent}", "{sent} ... {order}"]),
            after_number: read(&["{where}", "{status}", "{sent}", "{call_off}", "{through}"]),
            asked_status: read(ASKED_STATUS),
            short_status: read(SHORT_STATUS),
            order: read(&["{order}"]),
            payment: read(PAYMENT),
            asked_payment: read(ASKED_PAYMENT),
            again: read(&["{again}"]),
            changes: read(&["{changes}", "#number"]),
            items: read(&["{items}"]),
            composed_items: read(&["{what} {i_ordered}"]),
            refunded: read(&["{refunded}"]),
            composed_refunded: read(&["{refund} ... {came_back}", "{came_back} ... {refund}"]),
            refund: read(&["{refund}"]),
            others: read(&["{others}"]),
            trouble: read(&["{trouble}"]),
            called_off: read(CALLED_OFF),
            booking_called_off: read(BOOKING_CALLED_OFF),
            shortly_called_off: read(SHORTLY_CALLED_OFF),
            may_i: read(&["{may_i}"]),
            call_off: read(&["{call_off}"]),
            added: read(&["{add} ... {to_order}", "{to_order} ... {add}"]),
            ask: read(&["{ask}"]),
            goes_on: read(&["{where}", "{sent}"]),
            keys,
            stems,
            bought,
            joined,
            known,
            names,
            of_it,
        }
    }

    /// What one clause asks, of a message that names an order by its number or not.
    fn hears(
        &self,
        clause: &[Token],
        is_question: bool,
        numbered: Option<Numbered>,
    ) -> Option<OrderQuestion> {
        let meets = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.stands_in(clause));
        let asked = is_question || meets(&self.ask);
        if meets(&self.again) {
            return (Self::most(clause) >= clause.len()).then_some(OrderQuestion::Again);
        }
        if meets(&self.payment)
            || is_question && meets(&self.asked_payment)
            || asked && self.asks_for_money_back(clause)
        {
            return Some(OrderQuestion::Payment);
        }
        if self.asks_for_items(clause) && !meets(&self.status) {
            return Some(OrderQuestion::Items);
        }
        let status = meets(&self.status)
            || numbered.is_some() && meets(&self.numbered_status)
            || numbered == Some(Numbered::Shortly) && meets(&self.shortly_numbered)
            || numbered == Some(Numbered::Shortly) && asked && meets(&self.asked_shortly_numbered)
            || asked && meets(&self.asked_status)
            || self.is_short(clause) && meets(&self.short_status)
            || self.is_short(clause) && clause.iter().any(is_reference) && meets(&self.order);
        status.then_some(OrderQuestion::Status)
    }

    /// Words of a clause that asks for nothing besides.
    fn most(clause: &[Token]) -> usize {
        if clause.iter().any(Token::is_character) { MOST_SHORT_CHARACTERS } else { MOST_SHORT_WORDS }
    }

    fn is_short(&self, clause: &[Token]) -> bool {
        clause.len() <= Self::most(clause)
            && clause.iter().all(|word| self.known.contains(word.text()) || is_number(word))
    }

    /// Somebody else's order, or something a person must see to.
    fn is_refused(&self, words: &[Token]) -> bool {
        let stands = |pattern: &Pattern| pattern.stands_in(words);
        self.others.iter().any(stands) || self.trouble.iter().any(stands)
    }

    /// The same with something else about it is written down by a person.
    fn is_changed(&self, words: &[Token]) -> bool {
        self.changes.iter().any(|pattern| pattern.stands_in(words))
    }

    fn may_hear(&self, words: &[Token]) -> bool {
        let begins = |word: &Token| self.stems.iter().any(|stem| word.text().starts_with(stem));
        words.iter().any(|word| self.keys.contains(word.text()) || begins(word))
    }
}

/// `x2`, `2x`, `3`: so many of it.
fn counts(word: &Token) -> bool {
    digits(word) > 0
}

/// What a message asks about the customer's own order, when that is all it asks.
pub(in crate::replies) fn about_order(text: &str) -> Option<OrderQuestion> {
    static LATELY: LazyLock<Lately<Option<OrderQuestion>>> = LazyLock::new(Lately::new);
    LATELY.heard(text, hear)
}

fn hear(text: &str) -> Option<OrderQuestion> {
    if text.chars().count() > LONGEST_CHARACTERS {
        return None;
    }
    let text = &with_numbers_in_their_clause(text);
    let (is_question, numbered) = (letters::asks(text), Numbered::of(text));
    let (clauses, words) = (clauses(text), tokens(text));
    let mut heard = None;
    for voice in ALL.iter().filter(|voice| voice.may_hear(&words) || voice.may_ask_what_was_bought(&words)) {
        let hears = clauses.iter().find_map(|clause| voice.hears(clause, is_question, numbered));
        let is_changed =
            hears == Some(OrderQuestion::Again) && (voice.is_changed(&words) || words.iter().any(counts));
        if hears.is_some() && (is_changed || voice.refuses(&words, &clauses)) {
            return None;
        }
        heard = heard.or(hears);
    }
    heard
}

/// Whether the same again is wanted, and yet not quite: without onions, twice, three of it.
pub(in crate::replies) fn again_otherwise(text: &str) -> bool {
    if text.chars().count() > LONGEST_CHARACTERS {
        return false;
    }
    let (clauses, words) = (clauses(text), tokens(text));
    let wants = |voice: &&Voice| {
        let again =
            clauses.iter().any(|clause| voice.hears(clause, false, None) == Some(OrderQuestion::Again));
        again && (voice.is_changed(&words) || words.iter().any(counts))
    };
    let voices: Vec<&Voice> = ALL.iter().filter(|voice| voice.may_hear(&words)).collect();
    voices.iter().any(wants) && !voices.iter().any(|voice| voice.is_refused(&words))
}

/// Whether a question beside one about an order only goes on about it: "when will it arrive?".
pub(in crate::replies) fn goes_on(text: &str) -> bool {
    let words = tokens(text);
    ALL.iter().any(|voice| {
        words.iter().all(|word| voice.of_it.contains(word.text()) || is_number(word))
            && voice.goes_on.iter().any(|pattern| pattern.stands_in(&words))
    })
}

/// Whether a message speaks of trouble or of somebody else's order, in any language that could be meant.
pub(in crate::replies) fn is_refused(text: &str) -> bool {
    let words = tokens(text);
    ALL.iter().any(|voice| voice.may_hear(&words) && voice.is_refused(&words))
}

#[cfg(test)]
mod tests;
