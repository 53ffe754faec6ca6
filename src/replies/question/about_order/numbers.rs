//! Orders' numbers in what customers write: a long one wherever it stands, a short one where it names an order.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{ALL, Voice};
use crate::replies::question::needs::words::{Token, clauses, tokens};
use crate::storage::text::fold;

/// Digits of the shortest number that is taken for an order's wherever it stands.
const NUMBER_DIGITS: usize = 3;
/// The same where nothing else says that it is asked about: "order 1042".
const NUMBER_ALONE_DIGITS: usize = 4;
/// Words before the first of what follows an order's number.
const MOST_WORDS_AFTER: usize = 1;
/// What stands for "number" and would end a clause by its point: `n. 1042`.
const NUMBER_MARKS: [&str; 10] = ["n", "nr", "nro", "no", "num", "nº", "n°", "č", "c", "αρ"];
/// "Number", in whichever language.
const NUMBER_WORDS: &[&str] = &[
    "number",
    "numero",
    "número",
    "numéro",
    "nummer",
    "numer",
    "číslo",
    "numărul",
    "numarul",
    "numero",
    "номер",
    "αριθμός",
    "αριθμο",
    "numarası",
    "numarasi",
    "رقم",
    "شماره",
    "מספר",
    "नंबर",
    "नम्बर",
    "نمبر",
    "নম্বর",
    "নাম্বার",
    "nomor",
    "nombor",
    "namba",
    "nambari",
    "số",
    "หมายเลข",
    "เลขที่",
    "番号",
    "编号",
    "號碼",
    "号",
    "號",
    "번호",
    "szám",
    "száma",
    "numaralı",
    "nolu",
    "номером",
];
/// What is written behind a number that stands before the order it names: `12番の注文`.
const NUMBER_ENDS: &[&str] = &["号", "號", "番", "の", "的", "numarali", "nolu", "es", "as", "os", "number"];
/// Written to a number, as what customers write is read.
static NUMBER_TAIL: LazyLock<String> =
    LazyLock::new(|| tokens("번").into_iter().map(Token::into_text).collect());
/// Before the word for an order these make a verb of it: "I'd like to order 2".
const VERB_BEFORE: &[&str] = &[
    "to", "i", "we", "you", "can", "could", "please", "pls", "just", "mau", "nak", "ingin", "bisa", "boleh",
    "mag", "gusto",
];
/// What a number counts that is no order's.
const UNITS: &[&str] = &[
    "g", "gr", "kg", "ml", "l", "cm", "km", "eur", "euro", "euros", "usd", "dollars", "pounds", "yen", "rs",
    "rupees", "rub", "円", "元", "원", "块",
];

/// All words of the above that may stand before a number, folded as what customers write is.
static BEFORE: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let words = NUMBER_WORDS.iter().chain(&NUMBER_MARKS);
    words.map(|word| tokens(word).into_iter().map(Token::into_text).collect()).collect()
});
static MARKS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let marks = NUMBER_MARKS.iter().chain(NUMBER_WORDS).chain(NUMBER_ENDS);
    marks.flat_map(|word| tokens(word)).map(Token::into_text).collect()
});

pub(super) fn digits(word: &Token) -> usize {
    word.text().chars().filter(char::is_ascii_digit).count()
}

/// A number, also one with letters beside it: `1042`, `r1001`, and what stands for the word itself.
pub(super) fn is_number(word: &Token) -> bool {
    let text = without_tail(word);
    digits(word) == text.len() || digits(word) >= NUMBER_DIGITS || MARKS.contains(text)
}

fn without_tail(word: &Token) -> &str {
    word.text().strip_suffix(NUMBER_TAIL.as_str()).unwrap_or(word.text())
}

/// More than anybody orders of anything: an order's number.
pub(super) fn is_reference(word: &Token) -> bool {
    digits(word) >= NUMBER_ALONE_DIGITS
}

pub(super) fn is_unit(word: &Token) -> bool {
    UNITS.contains(&word.text())
}

/// `order n. 1042` as `order n 1042`: the point ends no sentence.
pub(super) fn with_numbers_in_their_clause(text: &str) -> String {
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

/// What may be orders' numbers in a message: digits with letters and marks around them, in capitals, without a `#`; fewer
/// than three of them only where they name an order.
pub(in crate::replies) fn numbers(text: &str) -> Vec<String> {
    let inside = |letter: char| letter.is_alphanumeric() || "#-_/".contains(letter);
    let mut found: Vec<String> = text
        .split(|letter: char| !inside(letter))
        .map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()))
        .filter(|word| word.chars().filter(|letter| letter.is_numeric()).count() >= NUMBER_DIGITS)
        .map(|word| fold(word).to_uppercase())
        .collect();
    for clause in clauses(&in_pieces(&with_numbers_in_their_clause(text))) {
        for voice in ALL.iter() {
            let short = (0..clause.len()).filter_map(|at| voice.short_number(&clause, at));
            for number in short {
                if !found.contains(&number) {
                    found.push(number);
                }
            }
        }
    }
    found
}

/// How a message names an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbered {
    /// By a number that may be something else's too.
    Long,
    /// By a short one, which stood where an order's number stands.
    Shortly,
}

impl Numbered {
    pub fn of(text: &str) -> Option<Self> {
        let found = numbers(text);
        let is_short = found.iter().any(|number| number.len() < NUMBER_DIGITS);
        if is_short { Some(Self::Shortly) } else { (!found.is_empty()).then_some(Self::Long) }
    }
}

/// A comma ends a piece, unless it stands in a number, and a sign for a number is its word.
fn in_pieces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let is_before_digit = letters.peek().is_some_and(|next| next.is_ascii_digit());
        match letter {
            ',' | '،' | '、' | '，' | '(' | ')' if !is_before_digit => out.push('\n'),
            '#' | '№' => out.push_str(" nr "),
            _ => out.push(letter),
        }
    }
    out
}

/// A word of one or two digits.
fn short(word: &Token) -> Option<&str> {
    let text = without_tail(word);
    let is_short = !text.is_empty() && text.len() < NUMBER_DIGITS;
    (is_short && text.chars().all(|letter| letter.is_ascii_digit())).then_some(text)
}

fn is_met(word: &Token, form: &str) -> bool {
    word.texts().any(|text| text == form)
}

/// Whether the words end with these forms.
fn end_with(words: &[Token], forms: &[String]) -> bool {
    let from = words.len().checked_sub(forms.len());
    !forms.is_empty()
        && from.is_some_and(|from| words[from..].iter().zip(forms).all(|(word, form)| is_met(word, form)))
}

fn begin_with(words: &[Token], forms: &[String]) -> bool {
    !forms.is_empty()
        && words.len() >= forms.len()
        && words.iter().zip(forms).all(|(word, form)| is_met(word, form))
}

impl Voice {
    /// The short number at a place, where it names an order: "order 12", "order no. 12 please", and not "order 2 pizzas".
    fn short_number(&self, clause: &[Token], at: usize) -> Option<String> {
        let number = short(&clause[at])?;
        let after = &clause[at + 1..];
        let names =
            self.stands_behind_order(&clause[..at], after) || self.stands_before_order(&clause[at], after);
        names.then(|| number.to_owned())
    }

    fn stands_behind_order(&self, before: &[Token], after: &[Token]) -> bool {
        let mut from = before;
        while let Some(mark) = BEFORE.iter().find(|mark| end_with(from, mark)) {
            from = &from[..from.len() - mark.len()];
        }
        let order = self.names.iter().filter(|name| end_with(from, name)).map(Vec::len).max();
        let is_order = order.is_some_and(|length| {
            let verb = from[..from.len() - length].last();
            from.len() < before.len() || verb.is_none_or(|word| !VERB_BEFORE.contains(&word.text()))
        });
        let is_numbered = from.len() < before.len()
            && !from.is_empty()
            && from.iter().all(|word| self.of_it.contains(word.text()))
            && self.goes_on.iter().any(|pattern| pattern.stands_in(from));
        (is_order || is_numbered) && self.may_follow(after)
    }

    /// Nothing that the number could count.
    fn may_follow(&self, after: &[Token]) -> bool {
        let is_known = |word: &Token| self.of_it.contains(word.text()) || MARKS.contains(word.text());
        let mut spans = self.after_number.iter().flat_map(|pattern| pattern.spans(after));
        after.first().is_none_or(|next| digits(next) == 0)
            && (after.iter().all(is_known) || spans.any(|span| span.from <= MOST_WORDS_AFTER))
    }

    /// `12番の注文`, `12 numaralı sipariş`.
    fn stands_before_order(&self, number: &Token, after: &[Token]) -> bool {
        let ends = after.iter().take_while(|word| NUMBER_ENDS.contains(&word.text())).count();
        let rest = &after[ends..];
        (ends > 0 || without_tail(number) != number.text())
            && self.names.iter().any(|name| begin_with(rest, name))
    }
}
