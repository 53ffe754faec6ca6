//! Tokens are estimated, not counted by a vendor's tokenizer (there is none for all of them): four
//! characters of an alphabetic word, two of an Indic or South-East Asian one, one Han, Kana or Hangul
//! character, and each punctuation mark make one token. Measured against usual tokenizers this errs
//! on the high side, so a piece never outgrows what was planned for it.

use text_splitter::{ChunkCapacity, ChunkConfig, ChunkSizer, TextSplitter};
use unicode_segmentation::UnicodeSegmentation;

/// The estimated number of tokens of a text.
pub fn tokens(text: &str) -> usize {
    text.split_word_bounds().map(word_tokens).sum()
}

/// Bytes cut at once at most. The splitter looks at all of a text for each of its pieces.
const STRETCH_BYTES: usize = 16 * 1024;
/// The same where nothing parts the letters, as in Chinese without paragraphs or in a file that is no text.
const WALL_BYTES: usize = 2 * 1024;
/// Bytes without a blank from which on letters are such a wall.
const UNPARTED_BYTES: usize = 1024;

/// Pieces of about `full` tokens, never more than `max`, in time that grows with the text and no faster.
pub(super) fn pieces(text: &str, full: usize, max: usize) -> Vec<String> {
    let capacity = ChunkCapacity::new(full).with_max(max).unwrap_or_else(|_| max.into());
    let splitter = TextSplitter::new(ChunkConfig::new(capacity).with_sizer(Tokens));
    stretches(text).into_iter().flat_map(|stretch| splitter.chunks(stretch)).map(str::to_owned).collect()
}

/// The text in stretches, parted between paragraphs, lines, sentences or words, whichever comes first.
fn stretches(text: &str) -> Vec<&str> {
    let mut stretches = Vec::new();
    let mut rest = text;
    while rest.len() > WALL_BYTES {
        let mut window = &rest[..rest.floor_char_boundary(STRETCH_BYTES)];
        if window.split(char::is_whitespace).any(|word| word.len() > UNPARTED_BYTES) {
            window = &rest[..rest.floor_char_boundary(WALL_BYTES)];
        }
        if window.len() == rest.len() {
            break;
        }
        let (now, later) = rest.split_at(parting(window));
        stretches.push(now);
        rest = later;
    }
    stretches.push(rest);
    stretches
}

/// Where a stretch ends best: in its second half, so that stretches stay long.
fn parting(window: &str) -> usize {
    let half = window.floor_char_boundary(window.len() / 2);
    let late = &window[half..];
    let after = |mark: &str| late.rfind(mark).map(|at| half + at + mark.len());
    let sentence = late
        .rfind(['。', '！', '？', '।', '۔', '؟'])
        .and_then(|at| late[at..].chars().next().map(|end| half + at + end.len_utf8()));
    let word = late
        .rfind(char::is_whitespace)
        .and_then(|at| late[at..].chars().next().map(|blank| half + at + blank.len_utf8()));
    after("\n\n")
        .or_else(|| after("\n"))
        .or_else(|| after(". "))
        .or(sentence)
        .or(word)
        .unwrap_or(window.len())
}

/// Rows with what stands over them, in pieces of at most `max` tokens.
pub(super) fn fitting(top: &str, rows: &str, max: usize) -> Vec<String> {
    let whole = format!("{top}{rows}");
    if tokens(&whole) <= max {
        return vec![whole.trim_end().to_owned()];
    }
    // One row larger than a piece: its parts carry the top as far as there is room.
    let room = max.saturating_sub(tokens(top)).max(max / 2);
    pieces(rows, room, room)
        .into_iter()
        .map(|part| if tokens(top) + tokens(&part) <= max { format!("{top}{part}") } else { part })
        .collect()
}

struct Tokens;

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
