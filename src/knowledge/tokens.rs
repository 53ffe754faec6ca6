//! Tokens are estimated, not counted by a vendor's tokenizer (there is none for all of them): four
//! characters of an alphabetic word, two of an Indic or South-East Asian one, one Han, Kana or Hangul
//! character, and each punctuation mark make one token. Measured against usual tokenizers this errs
//! on the high side, so a piece never outgrows what was planned for it.

use text_splitter::{ChunkConfig, ChunkSizer, TextSplitter};
use unicode_segmentation::UnicodeSegmentation;

/// The estimated number of tokens of a text.
pub fn tokens(text: &str) -> usize {
    text.split_word_bounds().map(word_tokens).sum()
}

/// Rows with what stands over them, in pieces of at most `max` tokens.
pub(super) fn fitting(top: &str, rows: &str, max: usize) -> Vec<String> {
    let whole = format!("{top}{rows}");
    if tokens(&whole) <= max {
        return vec![whole.trim_end().to_owned()];
    }
    // One row larger than a piece: its parts carry the top as far as there is room.
    let room = max.saturating_sub(tokens(top)).max(max / 2);
    let splitter = TextSplitter::new(ChunkConfig::new(room).with_sizer(Tokens));
    splitter
        .chunks(rows)
        .map(|part| if tokens(top) + tokens(part) <= max { format!("{top}{part}") } else { part.to_owned() })
        .collect()
}

pub(super) struct Tokens;

impl ChunkSizer for Tokens {
    fn size(&self, chunk: &str) -> usize {
        tokens(chunk)
    }
}

fn word_tokens(word: &str) -> usize {
    if word.chars().all(char::is_whitespace) {
        return 0;
    }
    // In quarters of a token.
    let quarters: usize = word.chars().map(|letter| letter_quarters(u32::from(letter))).sum();
    quarters.div_ceil(4)
}

fn letter_quarters(letter: u32) -> usize {
    match letter {
        0x0900..=0x10FF | 0x1780..=0x17FF => 2,
        0x1100..=0x11FF | 0x2E80..=0xD7AF | 0xF900..=0xFAFF | 0x1_F000..=0x3_FFFF => 4,
        _ => 1,
    }
}
