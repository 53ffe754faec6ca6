//! The price of a bundle is not the price of what lies in it.

use super::alike::same;
use super::ask::{Ask, Kind};
use super::read::Word;
use super::records::Record;

/// Whether the record prices a box, a set or a menu that what was asked for only lies in.
pub(super) fn is_part_of_bundle(ask: &Ask, record: &Record) -> bool {
    if !ask.wants(Kind::Price) || ask.subjects.is_empty() {
        return false;
    }
    let asked = |word: &Word| ask.subjects.iter().any(|subject| same(subject, word));
    if ask.subjects.iter().any(|subject| subject.stands_in("bundle")) {
        return false;
    }
    if let Some(first) = record.cells.first() {
        let inside = record.cells.iter().skip(1).find(|cell| cell.words.iter().any(asked));
        let bundles = |words: &[Word]| words.iter().any(|word| word.stands_in("bundle"));
        let named = first.words.iter().any(asked);
        return inside.is_some_and(|cell| !named && (bundles(&first.words) || bundles(&cell.column)))
            || named && is_name_of_bundle(&first.words, asked);
    }
    let Some(at) = record.words.iter().position(asked) else { return false };
    let here = record.words[at].place.start;
    let bundle = record.words[..at].iter().rposition(|word| word.stands_in("bundle"));
    let opened = record.text[..here].rfind(['(']).is_some_and(|open| !record.text[open..here].contains(')'));
    let leads = record.words[..at].iter().any(|word| word.stands_in("with"))
        && record.words[..at].iter().any(|word| !word.common && !word.aside && !word.number());
    bundle.is_some_and(|bundle| bundle + 1 < at) || opened || leads || is_name_of_bundle(&record.words, asked)
}

/// "Burger box": the bundle is called after what lies in it.
fn is_name_of_bundle(words: &[Word], asked: impl Fn(&Word) -> bool) -> bool {
    words.windows(2).any(|pair| asked(&pair[0]) && pair[1].stands_in("bundle"))
}
