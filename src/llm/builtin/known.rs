//! Known answers: a question of the shop's own list is answered when it was asked, not when it was nearly asked.

use super::alike::same;
use super::ask::{Ask, Kind};
use super::kinds::{is_address, names_colour, names_place};
use super::limit::allows;
use super::polarity::is_yes_or_no;
use super::read::{Word, subjects};
use super::records::{Asked, Record};
use super::say::{Quote, quote};
use super::score::{Fit, of_language, share};
use crate::storage::text::query_tokens;

/// The part of a known question that must have been asked, where its answer is more than a yes or no.
const ASKED_OF_KNOWN: f32 = 0.6;

/// The answer whose known question or phrasing was asked word for word. "Yes" to an order reads as if it were done.
pub(super) fn exactly_known(message: &str, is_order: bool, records: &[Record]) -> Option<Quote> {
    let asked = query_tokens(message);
    let is = |known: &Asked| !asked.is_empty() && query_tokens(&known.text) == asked;
    let fits = |record: &&Record| record.asked.iter().any(is) && !(is_order && is_yes_or_no(&record.text));
    records.iter().find(fits).map(|record| quote(record, &[]))
}

/// The answer to a known question that a message of small words alone repeats: "what do you sell?".
pub(super) fn repeated(message: &str, records: &[Record]) -> Option<Quote> {
    let asked = query_tokens(message);
    let repeats = |known: &Asked| {
        let known = query_tokens(&known.text);
        asked.len() >= 2 && known.windows(asked.len()).take(2).any(|window| window == asked.as_slice())
    };
    records.iter().find(|record| record.asked.iter().any(repeats)).map(|record| quote(record, &[]))
}

/// A known answer: the question must be asked whole when the answer is a yes or no, else most of it.
pub(super) fn known<'a>(ask: &Ask, record: &'a Record) -> Option<Fit<'a>> {
    // "Yes" says it of the question it was written for.
    if is_yes_or_no(&record.text) && record.asked.first().is_some_and(|known| known.polarity != ask.polarity)
    {
        return None;
    }
    let asked = |word: &Word| ask.all.iter().any(|asked| same(asked, word)) || ask_kinds(ask, word);
    let best = record.asked.iter().filter_map(|known| {
        let mut words: Vec<&Word> = subjects(&known.words).collect();
        if words.len() > 1 {
            words.retain(|word| !word.is("pay"));
        }
        // "Where, and what does it cost?" says of nothing what it asks.
        let frame = |word: &&Word| {
            ["place", "price", "when", "clock_time", "duration"].iter().any(|name| word.is(name))
        };
        if words.iter().all(frame) && !known.days.contains(&true) && record.asked.len() > 1 {
            return None;
        }
        if words.is_empty() && !known.days.contains(&true) {
            return None;
        }
        let met = words.iter().filter(|word| asked(word)).count();
        let days = known.days.iter().zip(ask.days).all(|(known, asked)| !known || asked);
        let numbers = known
            .words
            .iter()
            .filter(|word| word.number())
            .all(|number| ask.numbers.iter().any(|asked| asked.text == number.text));
        let part = share(met, words.len());
        let needed = if is_yes_or_no(&record.text) { 1.0 } else { ASKED_OF_KNOWN };
        (days && numbers && part >= needed).then_some(part)
    });
    let part = best.fold(f32::MIN, f32::max);
    if part < 0.0 {
        return None;
    }
    let in_known = |test: &dyn Fn(&Word) -> bool| {
        record.words.iter().any(test) || record.asked.iter().any(|known| known.words.iter().any(test))
    };
    let subjects = ask.subjects.iter().all(|subject| in_known(&|word| same(subject, word)));
    let numbers = ask.numbers.iter().all(|number| in_known(&|word| word.text == number.text));
    let days = (0..7)
        .all(|day| !ask.days[day] || record.days[day] || record.asked.iter().any(|known| known.days[day]));
    let holds = ask.kinds.iter().all(|kind| known_holds(*kind, record));
    let all = subjects && numbers && days && holds && ask.age.is_none_or(|age| allows(age, record));
    all.then(|| Fit { record, score: 10.5 + part + of_language(ask, record), cells: Vec::new() })
}

/// Whether the question itself is when the shop is open, and not whether it is on a day, at night or over lunch.
pub(super) fn asks_hours_in_general(record: &Record) -> bool {
    let is_frame = |word: &Word| ["hours", "when", "clock_time"].iter().any(|name| word.is(name));
    record.asked.first().is_some_and(|question| {
        !question.days.contains(&true)
            && subjects(&question.words).all(is_frame)
            && !is_yes_or_no(&record.text)
    })
}

fn ask_kinds(ask: &Ask, word: &Word) -> bool {
    let means =
        |word: &Word| ["card", "cash", "pay_means", "amex", "instalments"].iter().any(|name| word.is(name));
    (word.is("pay") && ask.all.iter().any(means))
        || (word.is("hours") && ask.wants(Kind::Hours))
        || (word.is("price") && ask.wants(Kind::Price))
        || ((word.is("when") || word.is("clock_time"))
            && (ask.wants(Kind::When) || ask.wants(Kind::Hours) || ask.wants(Kind::Clock)))
        || (word.is("duration") && ask.wants(Kind::Duration))
        || (word.is("place") && ask.wants(Kind::Place))
        || (word.is("phone") && ask.wants(Kind::Phone))
}

fn known_holds(kind: Kind, record: &Record) -> bool {
    let figures = &record.figures;
    let asked = |name: &str| record.asked.iter().any(|known| known.words.iter().any(|word| word.is(name)));
    match kind {
        Kind::Price => figures.money || record.words.iter().any(|word| word.is("free")),
        Kind::Duration => figures.duration || figures.time,
        Kind::Size => figures.length,
        Kind::Weight => figures.weight,
        Kind::Phone => figures.phone,
        Kind::Mail => figures.mail,
        Kind::Clock => figures.time || asked("hours") || asked("when"),
        Kind::Hours | Kind::When => {
            figures.time || asked("hours") || asked("when") || record.days.contains(&true) || figures.duration
        }
        Kind::Place => asked("place") || is_address(record),
        Kind::Web => figures.link || asked("web"),
        Kind::Colour => names_colour(record),
        Kind::Origin => names_place(record),
    }
}
