//! Where a text's sentences begin and end.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use crate::languages::Meaning;
use crate::storage::text::{fold, normalise};

/// Most letters of a unit that is written short.
const SHORT: usize = 4;

/// Most bytes of the rest of a bracket behind a word cut short in it.
const ASIDE: usize = 24;

/// The words of a text as sentences are told apart: where each begins and ends.
pub(super) fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut cuts = Vec::new();
    let mut start = 0;
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (place, (at, letter)) in letters.iter().enumerate() {
        let next = letters.get(place + 1).map(|(_, next)| *next);
        let before = place.checked_sub(1).map(|before| letters[before].1);
        let ends = match letter {
            '\n' | ';' | '؛' | '。' | '！' | '？' | '；' | '•' | '|' | '।' | '۔' | '؟' => true,
            '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            // The Greek semicolon leans on its word.
            '·' | '\u{387}' => {
                before.is_some_and(|before| !before.is_whitespace())
                    && goes_on_in_greek(&text[at + letter.len_utf8()..])
            }
            '.' => {
                let is_day = before.is_some_and(|before| before.is_ascii_digit())
                    && !ends_span(&text[start..*at])
                    && next_is_month(text, at + 1);
                next.is_none_or(char::is_whitespace)
                    && !is_day
                    && !is_ordinal(&text[start..*at], &text[at + 1..])
                    && !is_abbreviation(text, start, *at)
                    && !is_inside(&text[start..*at], &text[at + 1..])
            }
            ' ' => {
                [before, next].into_iter().all(|letter| letter.is_some_and(is_thai))
                    && !goes_on_in_thai(&text[at + 1..])
            }
            _ => false,
        };
        if ends {
            let end = at + letter.len_utf8();
            cuts.push((start, end));
            start = end;
        }
    }
    cuts.push((start, text.len()));
    cuts.retain(|(start, end)| text[*start..*end].chars().any(char::is_alphanumeric));
    cuts
}

/// "(2 ad. + 2 children)", "1–2 pcs. – 320": a full stop in a bracket, or before a sign, is that of a word cut short.
fn is_inside(before: &str, behind: &str) -> bool {
    let depth = before.chars().fold(0_i32, |depth, letter| match letter {
        '(' => depth + 1,
        ')' => depth - 1,
        _ => depth,
    });
    let line = behind.lines().next().unwrap_or_default();
    let closes = line.find(')').is_some_and(|at| !line[..at].contains('(') && at <= ASIDE);
    let next = behind.trim_start_matches(' ').chars().next();
    let word = before.chars().rev().take_while(|letter| letter.is_alphabetic()).count();
    (depth > 0 && closes && word <= SHORT)
        || ((1..=SHORT).contains(&word)
            && next.is_some_and(|next| matches!(next, '+' | '–' | '—' | '=' | '|')))
}

/// "Except", "but", "and": what stands behind the blank belongs to what stands before it.
fn goes_on_in_thai(rest: &str) -> bool {
    ["ยกเว้น", "แต่", "และ", "หรือ", "โดย", "ซึ่ง"].iter().any(|word| rest.starts_with(word))
}

/// Behind the one blank of a semicolon.
fn goes_on_in_greek(behind: &str) -> bool {
    behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(is_greek))
}

pub(super) fn is_greek(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')
}

/// Thai has no full stop: a blank between two of its letters ends what is said.
fn is_thai(letter: char) -> bool {
    matches!(letter, '\u{e00}'..='\u{e7f}')
}

fn is_abbreviation(text: &str, start: usize, dot: usize) -> bool {
    let before = &text[start..dot];
    let word = before.unicode_words().next_back().unwrap_or_default();
    let known = [
        "dr", "mr", "mrs", "ms", "st", "nr", "no", "n", "tel", "ca", "dott", "sig", "sra", "sr", "av", "c",
        "art", "inc", "approx", "str", "bzw", "z", "b", "p", "es", "ecc", "etc", "u", "ul", "ул", "пр",
        "тел", "sok", "cad", "mah", "jl", "jln", "tlf", "incl", "inkl", "excl", "zzgl", "rs", "rp", "prof",
        "ing", "avv", "οδ", "τηλ", "cca", "tř", "nám", "kl", "godz",
    ];
    let next = text[dot + 1..].trim_start().chars().next();
    before.ends_with(word)
        && next.is_some_and(|next| {
            known.contains(&word.to_lowercase().as_str()) || (next.is_lowercase() && is_measure(word))
        })
}

/// "руб." and "Std.", short for money or a unit.
fn is_measure(word: &str) -> bool {
    let folded = fold(&normalise(word));
    let measures = |meaning: &Meaning| matches!(meaning, Meaning::Currency(_) | Meaning::Unit(_));
    folded.chars().count() <= SHORT
        && crate::languages::all().iter().any(|words| words.exactly(&folded).iter().any(measures))
}

/// "Sunday 10–4." ends there, whatever month the next sentence begins with.
fn ends_span(before: &str) -> bool {
    let rest = before.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ':');
    let Some(rest) = rest.strip_suffix(['-', '–']) else { return false };
    rest.trim_end().ends_with(|letter: char| letter.is_ascii_digit())
}

/// "25. Dezember"
fn next_is_month(text: &str, at: usize) -> bool {
    let word = text[at..].trim_start().unicode_words().next().unwrap_or_default();
    let folded = fold(&normalise(word));
    crate::languages::all()
        .iter()
        .any(|words| words.exactly(&folded).iter().any(|meaning| matches!(meaning, Meaning::Month(_))))
}

/// Most figures of a number that counts in order.
const ORDINAL: usize = 2;

/// "od 8. tygodnia", "im 3. Stock", "3. kat": a short number with a full stop before a small letter counts in order.
fn is_ordinal(before: &str, behind: &str) -> bool {
    let plain = before.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let figures = before.len() - plain.len();
    let alone = plain.is_empty() || plain.ends_with([' ', '(']);
    (1..=ORDINAL).contains(&figures)
        && alone
        && !before_money(plain)
        && behind.strip_prefix(' ').is_some_and(|next| next.starts_with(char::is_lowercase))
}

/// "€ 15. call us"
fn before_money(plain: &str) -> bool {
    plain.trim_end().ends_with(['€', '£', '$', '₹', '₺', '₽'])
}

/// Fewest characters of a line that was broken because it was full.
const FULL_LINE: usize = 40;

/// Whether a paragraph does: its lines were broken where they were full, however narrow.
fn ends_like_a_sentence(rest: &str) -> bool {
    let paragraph = rest.split("\n\n").next().unwrap_or_default().trim_end();
    paragraph.ends_with(['.', '!', '。', '।', '۔'])
}

/// The text with the ends of full lines as blanks where a sentence goes on in small letters; every byte keeps its place.
pub(super) fn unwrapped(text: &str) -> Cow<'_, str> {
    let goes_on = |at: &usize| {
        let before = text[..*at].rsplit('\n').next().unwrap_or_default();
        let ends = before.trim_end().ends_with(['.', '!', '?', ':', ';', '…', '|', '。', '।', '۔']);
        let small = text[at + 1..].chars().next().is_some_and(char::is_lowercase);
        small && !ends && (before.chars().count() >= FULL_LINE || ends_like_a_sentence(&text[at + 1..]))
    };
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).filter(goes_on).collect();
    if ends.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut whole = text.to_owned();
    for at in ends {
        whole.replace_range(at..=at, " ");
    }
    Cow::Owned(whole)
}
