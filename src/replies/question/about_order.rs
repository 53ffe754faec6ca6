//! What a customer asks about an order of their own: where it is, whether the money arrived, the same once more. Heard
//! without a model, in every language of `languages/orders/`.
//!
//! Only a plain question: what tells of trouble, asks for a change or is somebody else's order is not heard here, because a
//! person must see to it. In doubt it is not heard either.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::consent;
use super::needs::pattern::Pattern;
use super::needs::words::{Token, clauses, tokens};
use super::phrases;
use crate::languages::ORDERS;
use crate::storage::text::fold;
use crate::words::words;

words! {
    /// What is asked.
    OrderQuestion {
        Status = "order_status",
        Payment = "payment_status",
        Again = "order_again",
    }
}

/// Longest message looked at, in characters.
const LONGEST_CHARACTERS: usize = 600;
/// Words of a question that needs no verb: "my order?".
const MOST_SHORT_WORDS: usize = 7;
/// Characters of the same in scripts without blanks.
const MOST_SHORT_CHARACTERS: usize = 16;
/// Digits of the shortest number that is taken for an order's.
const NUMBER_DIGITS: usize = 3;
/// The same where nothing else says that it is asked about: "order 1042".
const NUMBER_ALONE_DIGITS: usize = 4;
/// Words of a question that is no more than why.
const MOST_WORDS_OF_WHY: usize = 2;
/// What stands for "number" and would end a clause by its point: `n. 1042`.
const NUMBER_MARKS: [&str; 7] = ["n", "nr", "nro", "no", "num", "nº", "n°"];

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
}

/// A language, ready to be listened for.
struct Voice {
    /// Words one of which stands in whatever is heard.
    keys: HashSet<String>,
    /// What such a word may begin with.
    stems: Vec<String>,
    /// All words of a short question.
    known: HashSet<String>,
    /// All words of a question that goes on about an order named before.
    of_it: HashSet<String>,
    /// Where it is, when it comes: the order itself was named before.
    goes_on: Vec<Pattern>,
    status: Vec<Pattern>,
    /// Met by a question only.
    asked_status: Vec<Pattern>,
    /// Met by a short question of known words only.
    short_status: Vec<Pattern>,
    /// Asks by its number in a short question of known words.
    order: Vec<Pattern>,
    payment: Vec<Pattern>,
    asked_payment: Vec<Pattern>,
    again: Vec<Pattern>,
    /// The same, and yet not.
    changes: Vec<Pattern>,
    not: Vec<Pattern>,
    /// One's own order taken back or changed.
    called_off: Vec<Pattern>,
    /// An appointment, a table, a subscription taken back.
    booking_called_off: Vec<Pattern>,
    /// The same where little else is said: "cancel the order".
    shortly_called_off: Vec<Pattern>,
    /// Whether and how that can be done.
    may_i: Vec<Pattern>,
    ask: Vec<Pattern>,
}

const STATUS: &[&str] = &[
    "{where} ... {mine}",
    "{mine} ... {where}",
    "{status} ... {mine}",
    "{mine} ... {status}",
    "{where} ... {order} #number",
    "{status} ... {order} #number",
    "{order} #number ... {where}",
    "{order} #number ... {status}",
];
const ASKED_STATUS: &[&str] = &["{mine} ... {sent}", "{sent} ... {mine}", "{order} #number ... {sent}"];
const SHORT_STATUS: &[&str] =
    &["{where} ... {order}", "{order} ... {where}", "{status} ... {order}", "{order} ... {status}", "{mine}"];
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
        let of_it = &known | &words(&[&file.sent]);
        let classes = HashMap::from([
            ("order".to_owned(), file.order),
            ("mine".to_owned(), file.mine),
            ("where".to_owned(), file.asks_where),
            ("status".to_owned(), file.status),
            ("sent".to_owned(), file.sent),
            ("pay".to_owned(), file.pay),
            ("through".to_owned(), file.through),
            ("ask".to_owned(), file.ask),
            ("again".to_owned(), file.again),
            ("changes".to_owned(), file.changes),
            ("others".to_owned(), file.others),
            ("booking".to_owned(), file.booking),
            ("call_off".to_owned(), file.call_off),
            ("may_i".to_owned(), file.may_i),
            ("trouble".to_owned(), file.trouble),
        ]);
        let read = |texts: &[&str]| texts.iter().filter_map(|text| Pattern::read(text, &classes)).collect();
        Self {
            status: read(STATUS),
            asked_status: read(ASKED_STATUS),
            short_status: read(SHORT_STATUS),
            order: read(&["{order}"]),
            payment: read(PAYMENT),
            asked_payment: read(ASKED_PAYMENT),
            again: read(&["{again}"]),
            changes: read(&["{changes}", "#number"]),
            not: read(&["{others}", "{trouble}"]),
            called_off: read(CALLED_OFF),
            booking_called_off: read(BOOKING_CALLED_OFF),
            shortly_called_off: read(SHORTLY_CALLED_OFF),
            may_i: read(&["{may_i}"]),
            ask: read(&["{ask}"]),
            goes_on: read(&["{where}", "{sent}"]),
            keys,
            stems,
            known,
            of_it,
        }
    }

    /// What one clause asks.
    fn hears(&self, clause: &[Token], is_question: bool) -> Option<OrderQuestion> {
        let meets = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.stands_in(clause));
        let asked = is_question || meets(&self.ask);
        if meets(&self.again) {
            return (Self::most(clause) >= clause.len()).then_some(OrderQuestion::Again);
        }
        if meets(&self.payment) || is_question && meets(&self.asked_payment) {
            return Some(OrderQuestion::Payment);
        }
        let status = meets(&self.status)
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
        self.not.iter().any(|pattern| pattern.stands_in(words))
    }

    /// The same with something else about it is written down by a person.
    fn is_changed(&self, words: &[Token]) -> bool {
        self.changes.iter().any(|pattern| pattern.stands_in(words))
    }

    /// Whether a clause takes an order back or changes it.
    fn calls_off(&self, clause: &[Token]) -> bool {
        let meets = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.stands_in(clause));
        meets(&self.called_off) || clause.len() <= Self::most(clause) && meets(&self.shortly_called_off)
    }

    /// Whether a clause takes back an appointment or the like.
    fn calls_booking_off(&self, clause: &[Token]) -> bool {
        self.booking_called_off.iter().any(|pattern| pattern.stands_in(clause))
    }

    /// Whether a clause asks whether or how something can be done.
    fn asks_whether(&self, clause: &[Token]) -> bool {
        self.may_i.iter().any(|pattern| pattern.stands_in(clause))
    }

    fn may_hear(&self, words: &[Token]) -> bool {
        let begins = |word: &Token| self.stems.iter().any(|stem| word.text().starts_with(stem));
        words.iter().any(|word| self.keys.contains(word.text()) || begins(word))
    }
}

fn digits(word: &Token) -> usize {
    word.text().chars().filter(char::is_ascii_digit).count()
}

/// A number, also one with letters beside it: `1042`, `r1001`, and what stands for the word itself.
fn is_number(word: &Token) -> bool {
    let text = word.text();
    digits(word) == text.len() || digits(word) >= NUMBER_DIGITS || NUMBER_MARKS.contains(&text)
}

/// More than anybody orders of anything: an order's number.
fn is_reference(word: &Token) -> bool {
    digits(word) >= NUMBER_ALONE_DIGITS
}

/// `x2`, `2x`, `3`: so many of it.
fn counts(word: &Token) -> bool {
    digits(word) > 0
}

/// What a message asks about the customer's own order, when that is all it asks.
pub(in crate::replies) fn about_order(text: &str) -> Option<OrderQuestion> {
    if text.chars().count() > LONGEST_CHARACTERS {
        return None;
    }
    let text = &with_numbers_in_their_clause(text);
    let is_question = is_question(text);
    let (clauses, words) = (clauses(text), tokens(text));
    let mut heard = None;
    for voice in ALL.iter().filter(|voice| voice.may_hear(&words)) {
        let hears = clauses.iter().find_map(|clause| voice.hears(clause, is_question));
        let is_changed =
            hears == Some(OrderQuestion::Again) && (voice.is_changed(&words) || words.iter().any(counts));
        if hears.is_some() && (is_changed || voice.is_refused(&words)) {
            return None;
        }
        heard = heard.or(hears);
    }
    heard
}

fn is_question(text: &str) -> bool {
    text.contains(['?', '؟', '？']) || text.contains(';') && text.contains(is_greek)
}

/// `order n. 1042` as `order n 1042`: the point ends no sentence.
fn with_numbers_in_their_clause(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_mark = |at: usize| {
        let name = words[at].strip_suffix(['.', ':']).unwrap_or_default().to_lowercase();
        let next = words.get(at + 1).is_some_and(|next| {
            next.trim_start_matches('#').starts_with(|letter: char| letter.is_ascii_digit())
        });
        next && NUMBER_MARKS.contains(&name.as_str())
    };
    let plain = |at: usize| if is_mark(at) { words[at].trim_end_matches(['.', ':']) } else { words[at] };
    (0..words.len()).map(plain).collect::<Vec<_>>().join(" ")
}

/// Whether the same again is wanted, and yet not quite: without onions, twice, three of it.
pub(in crate::replies) fn again_otherwise(text: &str) -> bool {
    if text.chars().count() > LONGEST_CHARACTERS {
        return false;
    }
    let (clauses, words) = (clauses(text), tokens(text));
    let wants = |voice: &&Voice| {
        let again = clauses.iter().any(|clause| voice.hears(clause, false) == Some(OrderQuestion::Again));
        again && (voice.is_changed(&words) || words.iter().any(counts))
    };
    let voices: Vec<&Voice> = ALL.iter().filter(|voice| voice.may_hear(&words)).collect();
    voices.iter().any(wants) && !voices.iter().any(|voice| voice.is_refused(&words))
}

words! {
    /// How somebody speaks of what is or was taken back.
    CalledOff {
        /// An order is to be taken back or changed.
        Order = "order",
        /// An appointment, a table or a subscription is.
        Booking = "booking",
        /// It was, and they ask why.
        Why = "why",
    }
}

/// Whether somebody takes back what they ordered or booked, or wants it otherwise. Whoever asks whether or how that can be
/// done is told what the shop's knowledge says of it; whoever says that it is to be done, or asks that somebody do it,
/// would believe it was.
pub(in crate::replies) fn called_off(text: &str) -> Option<CalledOff> {
    if text.chars().count() > LONGEST_CHARACTERS {
        return None;
    }
    if consent::only_cancels(text) {
        return Some(CalledOff::Order);
    }
    let text = &with_numbers_in_their_clause(text);
    let is_question = is_question(text);
    let (clauses, words) = (clauses(text), tokens(text));
    let voices: Vec<&Voice> = ALL.iter().filter(|voice| voice.may_hear(&words)).collect();
    let kind = |clause: &Vec<Token>| {
        let asks = || phrases::asks_whether(clause) || voices.iter().any(|voice| voice.asks_whether(clause));
        if voices.iter().any(|voice| voice.calls_off(clause)) && !(is_question && asks()) {
            Some(CalledOff::Order)
        } else if voices.iter().any(|voice| voice.calls_booking_off(clause)) && !asks() {
            Some(CalledOff::Booking)
        } else {
            phrases::takes_back(clause).then_some(CalledOff::Order)
        }
    };
    let (clause, kind) = clauses.iter().find_map(|clause| Some((clause, kind(clause)?)))?;
    // "You cancelled my order!! Why": a why of its own asks after what was said before it.
    let bare = |clause: &Vec<Token>| clause.len() <= MOST_WORDS_OF_WHY && phrases::asks_why(clause);
    let asks_why = phrases::asks_why(clause) || clauses.iter().any(bare);
    Some(if asks_why { CalledOff::Why } else { kind })
}

/// Whether an order or a booking is to be taken back.
pub(in crate::replies) fn calls_off(text: &str) -> bool {
    matches!(called_off(text), Some(CalledOff::Order | CalledOff::Booking))
}

/// Greek asks with a semicolon.
fn is_greek(letter: char) -> bool {
    matches!(letter, 'α'..='ω' | 'ά'..='ώ')
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

/// What may be orders' numbers in a message: digits with letters and marks around them, in capitals, without a `#`.
pub(in crate::replies) fn numbers(text: &str) -> Vec<String> {
    let inside = |letter: char| letter.is_alphanumeric() || "#-_/".contains(letter);
    text.split(|letter: char| !inside(letter))
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().filter(|letter| letter.is_numeric()).count() >= NUMBER_DIGITS)
        .map(|word| fold(word).to_uppercase())
        .collect()
}

#[cfg(test)]
mod tests;
