//! `/ActualText`: what a producer says a few glyphs stand for, such as a ligature or a hyphen that only ends a line.
//! It never changes a figure that is drawn: what a reader sees counts.

use std::rc::Rc;

use hayro_interpret::hayro_syntax::object::{Dict, String as PdfString};

use super::bidi;
use super::letter::Letter;
use super::names::UNKNOWN;

/// Characters of a replacement.
const MAX_CHARACTERS: usize = 400;

/// A piece of marked content that has begun.
#[derive(Debug)]
pub(super) struct Span {
    text: Option<String>,
    /// Letters drawn before it.
    start: usize,
    /// Its number on the page.
    pub mark: Option<i32>,
}

pub(super) fn begin(properties: Option<&Dict<'_>>, start: usize) -> Span {
    let text = properties
        .and_then(|properties| properties.get::<PdfString<'_>>(b"ActualText".as_slice()))
        .map(|text| text_string(text.as_bytes()))
        .filter(|text| text.chars().count() <= MAX_CHARACTERS);
    let mark = properties.and_then(|properties| properties.get::<i32>(b"MCID".as_slice()));
    Span { text, start, mark }
}

pub(super) fn end(span: &Span, letters: &mut [Letter]) {
    let Some(text) = &span.text else { return };
    let Some(letters) = letters.get_mut(span.start..).filter(|letters| !letters.is_empty()) else { return };
    let drawn: String = letters.iter().map(|letter| &*letter.text).collect();
    let figures = |text: &str| text.chars().any(char::is_numeric);
    let named = !drawn.contains(UNKNOWN);
    // A bracket in words read from the right is drawn as the other one, and turned when its line is.
    let mirrored = drawn != *text && drawn.chars().map(bidi::mirrored).eq(text.chars());
    // Letters with marks above or below them stay together in the order they are written.
    let syllable = text.chars().any(bidi::is_mark_of_syllable);
    let said = drawn.trim() == text.trim() && !(syllable && letters.len() > 1);
    if said || mirrored || (named && (figures(&drawn) || figures(text))) {
        return;
    }
    let level = letters.iter().all(|letter| (letter.y - letters[0].y).abs() < 0.3 * letter.size);
    if text.chars().count() == letters.len() && !syllable {
        for (letter, actual) in letters.iter_mut().zip(text.chars()) {
            letter.text = Rc::from(actual.to_string());
            letter.blank = actual.is_whitespace();
        }
    } else if level && letters[0].angle.abs() < 1.0 {
        let end = letters.iter().map(|letter| letter.x + letter.advance).fold(f64::NEG_INFINITY, f64::max);
        letters[0].advance = end - letters[0].x;
        letters[0].text = Rc::from(text.as_str());
        letters[0].blank = text.chars().all(char::is_whitespace);
        letters[1..].iter_mut().for_each(|letter| {
            letter.text = Rc::from("");
            letter.blank = true;
        });
    }
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, else Latin letters.
pub(super) fn text_string(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        latin => latin.iter().map(|byte| char::from(*byte)).collect(),
    }
}

fn utf16(bytes: &[u8], pair: impl Fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|two| pair([two[0], two[1]])).collect();
    String::from_utf16_lossy(&units)
}
