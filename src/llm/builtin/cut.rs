//! Where the words of a text stand: between blanks, or in letters without blanks where a word of the language's tables
//! begins and ends. Knows no meaning.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::languages::{Words, asked};
use crate::storage::text::{fold, normalise};

/// Chinese, Japanese and Thai put no blanks between words.
pub(super) fn is_run_script(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

/// Words between blanks and marks, and stretches of letters without blanks as a whole.
pub(super) fn pieces(text: &str) -> Vec<(usize, &str)> {
    let mut found: Vec<(usize, &str)> = Vec::new();
    for (at, piece) in text.unicode_word_indices() {
        let runs = |text: &str| text.chars().any(is_run_script);
        match found.last_mut() {
            Some((from, last)) if *from + last.len() == at && runs(last) && runs(piece) => {
                *last = &text[*from..at + piece.len()];
            }
            Some(_) | None => found.push((at, piece)),
        }
    }
    found
}

/// A stretch of letters without blanks, cut by the languages' own words; what no table knows stays one word.
pub(super) fn cut(piece: &str, at: usize, languages: &[&'static Words]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut unknown = 0;
    let mut here = 0;
    while here < piece.len() {
        let rest = &piece[here..];
        if let Some(length) = longest(rest, languages) {
            if here > unknown {
                found.push(at + unknown..at + here);
            }
            found.push(at + here..at + here + length);
            here += length;
            unknown = here;
        } else {
            here += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    if piece.len() > unknown {
        found.push(at + unknown..at + piece.len());
    }
    found
}

/// Letters of a word where there are no blanks.
const LONGEST: usize = 10;

/// How long the longest known word is that a text begins with.
fn longest(rest: &str, languages: &[&'static Words]) -> Option<usize> {
    let forms = languages.iter().flat_map(|words| words.runs.iter());
    let named = forms.filter(|(form, _)| form.len() > 3 && rest.starts_with(form.as_str()));
    let named = named.map(|(form, _)| form.len()).max();
    let ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(LONGEST);
    let ends: Vec<usize> = ends.filter(|end| named.is_none_or(|named| *end > named)).collect();
    let asks = |end: &usize| {
        let folded = fold(&normalise(&rest[..*end]));
        let single = folded.chars().nth(1).is_none();
        languages.iter().any(|words| {
            asked(words.tag).is_some_and(|asked| !asked.lists(&folded).is_empty())
                || (!single && words.is_common(&folded))
        })
    };
    ends.into_iter().rev().find(asks).or(named)
}
