//! Phone numbers behind base64, as the channel's message ids carry them.

use std::ops::Range;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::FEWEST_DIGITS;

/// Letters of the shortest encoded word that can hold a number.
const SHORTEST: usize = 10;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);
const ENGINES: [GeneralPurpose; 2] =
    [GeneralPurpose::new(&STANDARD, LENIENT), GeneralPurpose::new(&URL_SAFE, LENIENT)];

/// Where words stand that are base64 of something with a number in it.
pub(super) fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(skip) = text[start..].find(is_base64) {
        let begin = start + skip;
        let end = text[begin..].find(|letter| !is_base64(letter)).map_or(text.len(), |length| begin + length);
        if end - begin >= SHORTEST && holds_number(&text[begin..end]) {
            found.push(begin..end);
        }
        start = end;
    }
    found
}

fn is_base64(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/' | '-' | '_' | '=')
}

/// Tried from each of the first four letters: the word may have something written before it.
fn holds_number(word: &str) -> bool {
    let word = word.trim_end_matches('=');
    (0..4).any(|skipped| {
        let part = word.get(skipped..).unwrap_or_default();
        // One letter too many says nothing.
        let part = if part.len() % 4 == 1 { &part[..part.len() - 1] } else { part };
        ENGINES.iter().any(|engine| engine.decode(part).is_ok_and(|bytes| has_digits_in_a_row(&bytes)))
    })
}

fn has_digits_in_a_row(bytes: &[u8]) -> bool {
    bytes.split(|byte| !byte.is_ascii_digit()).any(|digits| digits.len() >= FEWEST_DIGITS)
}
