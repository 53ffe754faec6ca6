//! Finds numbers that were dictated: groups of digits with a comma or a line's end between them, as transcripts of voice notes
//! and hurried thumbs write them. Lists of prices, years and sizes look much the same, so this is the stricter of the finders.

use std::ops::{Range, RangeInclusive};

use super::digits::value;

/// Groups a dictated number has at least.
const FEWEST_GROUPS: usize = 3;
/// Digits of one group.
const GROUP: RangeInclusive<usize> = 2..=4;
/// Digits of all groups.
const WHOLE: RangeInclusive<usize> = 8..=15;
/// Characters between two groups, at most.
const LONGEST_GAP: usize = 4;

/// Where each stands in the text.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut together: Vec<Range<usize>> = Vec::new();
    for group in groups(text) {
        let goes_on = together.last().is_some_and(|last| parts(&text[last.end..group.start]));
        if !goes_on {
            found.extend(number(text, &together));
            together.clear();
        }
        together.push(group);
    }
    found.extend(number(text, &together));
    found.into_iter()
}

/// Every stretch of nothing but digits.
fn groups(text: &str) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| value(*letter).is_some()) {
        let end = at + letter.len_utf8();
        match groups.last_mut() {
            Some(last) if last.end == at => last.end = end,
            Some(_) | None => groups.push(at..end),
        }
    }
    groups
}

/// A comma before a blank, or a line's end: what parts thousands has no blank behind it.
fn parts(between: &str) -> bool {
    let is_mark = |letter: char| matches!(letter, ',' | ';' | '\u{060C}' | '\u{3001}' | '\u{FF0C}');
    between.chars().count() <= LONGEST_GAP
        && between.chars().any(char::is_whitespace)
        && between.chars().all(|letter| is_mark(letter) || letter.is_whitespace())
        && between.contains(|letter: char| is_mark(letter) || letter == '\n')
}

/// Prices, sizes and years of one list are of one length and begin with no zero.
fn number(text: &str, groups: &[Range<usize>]) -> Option<Range<usize>> {
    let lengths: Vec<usize> = groups.iter().map(|group| text[group.clone()].chars().count()).collect();
    let differ = lengths.windows(2).any(|pair| pair[0] != pair[1]);
    let zero = |group: &Range<usize>| text[group.clone()].chars().next().and_then(value) == Some('0');
    let is_number = groups.len() >= FEWEST_GROUPS
        && lengths.iter().all(|length| GROUP.contains(length))
        && WHOLE.contains(&lengths.iter().sum())
        && (differ || groups.iter().any(zero));
    is_number.then(|| groups[0].start..groups[groups.len() - 1].end)
}
