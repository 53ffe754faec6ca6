//! Orders, appointments and subscriptions that are taken back or changed.

use std::sync::LazyLock;

use super::numbers::{is_number, is_reference, is_unit, with_numbers_in_their_clause};
use super::{ALL, LONGEST_CHARACTERS, Voice};
use crate::languages;
use crate::letters;
use crate::replies::question::lately::Lately;
use crate::replies::question::needs::pattern::Pattern;
use crate::replies::question::needs::words::{Token, clauses, tokens};
use crate::replies::question::{consent, phrases};
use crate::words::words;

/// Words of a question that is no more than why.
const MOST_WORDS_OF_WHY: usize = 2;
/// Words between an order's number and what is to be done with it.
const MOST_WORDS_BETWEEN: usize = 2;

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
    static LATELY: LazyLock<Lately<Option<CalledOff>>> = LazyLock::new(Lately::new);
    LATELY.heard(text, hear)
}

fn hear(text: &str) -> Option<CalledOff> {
    if text.chars().count() > LONGEST_CHARACTERS {
        return None;
    }
    if consent::only_cancels(text) {
        return Some(CalledOff::Order);
    }
    let text = &with_numbers_in_their_clause(text);
    let is_question = letters::asks(text);
    let (clauses, words) = (clauses(text), tokens(text));
    let voices: Vec<&Voice> = ALL.iter().filter(|voice| voice.may_hear(&words)).collect();
    let kind = |clause: &Vec<Token>| {
        // One thing more, and an order by its number, are somebody's own: nobody asks so what the shop allows.
        if ALL.iter().any(|voice| voice.adds(clause) || voice.calls_number_off(clause)) {
            return Some(CalledOff::Order);
        }
        let asks = || {
            phrases::asks_whether(clause)
                || voices.iter().any(|voice| voice.asks_whether(clause))
                || is_question && asks_price(clause)
        };
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

/// "How much is it to change a seat?": whoever asks for a price wants nothing done yet.
fn asks_price(clause: &[Token]) -> bool {
    let words: Vec<&str> = clause.iter().map(Token::text).collect();
    let asked = languages::all().iter().filter_map(|known| languages::asked(known.tag));
    asked.into_iter().any(|asked| {
        (0..words.len()).any(|at| {
            let phrases = asked.phrases(&words[at..]);
            asked.lists(words[at]).contains(&"price") || phrases.iter().any(|(_, list)| *list == "price")
        })
    })
}

/// Whether an order or a booking is to be taken back.
pub(in crate::replies) fn calls_off(text: &str) -> bool {
    matches!(called_off(text), Some(CalledOff::Order | CalledOff::Booking))
}

impl Voice {
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

    /// Whether a clause puts one thing more into an order.
    fn adds(&self, clause: &[Token]) -> bool {
        let joins = |word: &Token| word.texts().any(|text| self.joined.contains(text));
        clause.iter().any(joins) && self.added.iter().any(|pattern| pattern.stands_in(clause))
    }

    /// Whether a clause takes back or changes what it names by nothing but a long number, close to the word for it.
    fn calls_number_off(&self, clause: &[Token]) -> bool {
        let Some(at) = clause.iter().position(is_reference) else { return false };
        let is_close = |from: usize, to: usize| {
            let between = &clause[from..to];
            between.len() <= MOST_WORDS_BETWEEN
                && between.iter().all(|word| self.known.contains(word.text()) || is_number(word))
        };
        let counts = clause.get(at + 1).is_some_and(is_unit);
        !counts
            && clause.len() <= Self::most(clause)
            && self.call_off.iter().flat_map(|pattern| pattern.spans(clause)).any(|span| {
                if span.to <= at {
                    is_close(span.to, at)
                } else {
                    span.from > at && is_close(at + 1, span.from)
                }
            })
    }
}
