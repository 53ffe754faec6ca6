//! Numbers of a question: the record holds them, or a limit they lie on one side of.

use super::alike::same;
use super::ask::Ask;
use super::figures::is_money;
use super::read::Word;
use super::records::Record;

/// Whether the record holds every number that was asked for, or says where its limit is.
pub(super) fn has_numbers(ask: &Ask, record: &Record) -> bool {
    let stands = |number: &Word, unit: Option<&str>| {
        if record.cells.is_empty() {
            // "3 nights" is not what stands in "£3 per night".
            let stands = |(at, word): (usize, &Word)| {
                word.text == number.text && (unit.is_none() || !is_money(&record.text, &record.words, at))
            };
            record.words.iter().enumerate().any(stands)
        } else {
            // In a row a number names a thing only beside the thing's own words.
            record.cells.iter().any(|cell| {
                cell.words.iter().any(|word| word.text == number.text)
                    && (ask.subjects.is_empty()
                        || cell
                            .words
                            .iter()
                            .chain(&cell.column)
                            .any(|word| ask.subjects.iter().any(|subject| same(subject, word))))
            })
        }
    };
    let met = |(at, number): (usize, &Word)| {
        stands(number, ask.units[at]) || is_limited(ask, number.text.parse().ok(), ask.units[at], record)
    };
    ask.numbers.iter().enumerate().all(met)
        && ask.age.is_none_or(|age| allows(age, record) || is_limited(ask, Some(age), Some("year"), record))
}

/// Whether a limit of age in the record holds this age.
pub(super) fn allows(age: u32, record: &Record) -> bool {
    record.words.iter().enumerate().any(|(at, word)| {
        let Ok(limit) = word.text.parse::<u32>() else { return false };
        let before = words_before(&record.words, at);
        let below = before.iter().any(|word| word.says("under") || word.says("up_to"));
        let above = before.iter().any(|word| word.says("from") || word.says("over"));
        (below && age < limit) || (above && age >= limit) || age == limit
    })
}

/// "20 minutes late?" is answered by what holds from 15 minutes on, "3 years old?" by what holds from 4 years on: a limit of
/// the same unit. A price is only that of the side of the limit it is asked for.
fn is_limited(ask: &Ask, number: Option<u32>, unit: Option<&str>, record: &Record) -> bool {
    let (Some(number), Some(unit), true) = (number, unit, record.cells.is_empty()) else { return false };
    let words = &record.words;
    let of_unit = words.windows(2).filter(|pair| pair[0].number() && pair[1].unit() == Some(unit)).count();
    // A list of prices by size says for each size its own.
    let one = of_unit == 1 || ask.kinds.is_empty();
    // How long before is always a limit.
    let takes_back = ask.subjects.iter().any(|word| word.is("cancel") || word.is("return"));
    (0..words.len()).any(|at| {
        let Ok(limit) = words[at].text.parse::<u32>() else { return false };
        let before = words_before(words, at);
        let says = |names: &[&str]| before.iter().any(|word| names.iter().any(|name| word.says(name)));
        let (below, above) = (says(&["under", "up_to", "until"]), says(&["from", "over"]));
        let counted = |at: usize| words.get(at + 1).is_some_and(|after| after.unit() == Some(unit));
        let upto = words.get(at + 2).and_then(|word| word.text.parse::<u32>().ok());
        let ranges = upto.is_some_and(|upto| {
            words[at + 1].says("range") && counted(at + 2) && (limit..=upto).contains(&number)
        });
        let inside = below && number < limit || above && number >= limit;
        ranges || one && counted(at) && (inside || ask.kinds.is_empty() && (below || above || takes_back))
    })
}

/// What may make a number a limit: the words right before it, and of no number before them.
fn words_before(words: &[Word], at: usize) -> &[Word] {
    let from = words[..at].iter().rposition(Word::number).map_or(0, |number| number + 1);
    &words[from.max(at.saturating_sub(3))..at]
}
