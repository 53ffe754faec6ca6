//! Hides phone numbers in text and JSON from people who may not see them: every usual way to write one, in any script.
//!
//! The one place that decides what is a phone number. It errs on the side of hiding: a long order number goes too. What
//! it leaves: dates, hours, prices with their currency, ids of ours, and the shop's own numbers.

mod dictated;
mod digits;
mod encoded;
mod json;
mod shapes;

use std::borrow::Cow;
use std::ops::Range;

/// What stands in place of a number.
pub const HIDDEN: &str = "•••";

/// Digits the shortest number without a country code has.
const FEWEST_DIGITS: usize = 7;
/// Fewest behind a plus.
const FEWEST_AFTER_PLUS: usize = 6;

/// Hides every phone number but the shop's own.
#[derive(Debug, Clone, Default)]
pub struct NumberHider {
    /// Digits only.
    own: Vec<String>,
}

/// One stretch of digits and what people write between them.
struct Run {
    /// Where it stands in the text.
    at: Range<usize>,
    /// The same with plain digits, blanks and dashes.
    plain: String,
}

impl NumberHider {
    /// `own` are numbers everybody may see.
    pub fn new<'a>(own: impl IntoIterator<Item = &'a str>) -> Self {
        let own = own.into_iter().map(significant).filter(|digits| digits.len() >= FEWEST_DIGITS);
        Self { own: own.collect() }
    }

    /// The text with every phone number in it replaced.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let mut spans: Vec<Range<usize>> = digits::runs(text)
            .into_iter()
            .filter(|run| self.is_number(text, run))
            .map(|run| run.at)
            .chain(dictated::numbers(text).filter(|span| !self.is_own(&text[span.clone()])))
            .chain(encoded::numbers(text))
            .collect();
        if spans.is_empty() {
            return Cow::Borrowed(text);
        }
        spans.sort_by_key(|span| span.start);
        let mut shown = String::with_capacity(text.len());
        let mut end = 0;
        for span in spans {
            if span.start >= end {
                shown.push_str(&text[end..span.start]);
                shown.push_str(HIDDEN);
            }
            end = end.max(span.end);
        }
        shown.push_str(&text[end..]);
        Cow::Owned(shown)
    }

    fn is_number(&self, text: &str, run: &Run) -> bool {
        let plain = run.plain.as_str();
        if shapes::is_price(plain, &text[..run.at.start], &text[run.at.end..]) || shapes::are_hours(plain) {
            return false;
        }
        let rest = shapes::without_dates(plain);
        let count = rest.bytes().filter(u8::is_ascii_digit).count();
        let enough = match count {
            FEWEST_DIGITS => shapes::is_short_number(&rest),
            FEWEST_AFTER_PLUS => rest.contains('+'),
            other => other > FEWEST_DIGITS,
        };
        enough && !self.is_own(&rest)
    }

    /// The same number, with or without its country code.
    fn is_own(&self, written: &str) -> bool {
        let written = significant(written);
        self.own
            .iter()
            .any(|own| *own == written || (written.len() >= FEWEST_DIGITS && (own.ends_with(&written))))
    }
}

/// The text with every phone number in it replaced, the shop's own too.
pub fn hide_numbers(text: &str) -> Cow<'_, str> {
    NumberHider::default().text(text)
}

/// Digits without the zeros that begin an international or a national number.
fn significant(number: &str) -> String {
    let digits: String = number.chars().filter_map(digits::value).collect();
    digits.trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests;
