//! Where sentences end, and what a line is: a heading, or an entry behind its label. Knows no language.

use unicode_segmentation::UnicodeSegmentation;

/// Words before a colon that name what stands behind it.
const LABEL_WORDS: usize = 8;
/// Words of a heading.
const HEADING_WORDS: usize = 8;

/// "8 December (holiday): 9–13" begins anew, however full the line before is.
pub(super) fn is_labelled(line: &str) -> bool {
    let label = line.split_once(": ").map(|(label, _)| label);
    label.is_some_and(|label| {
        !label.starts_with(char::is_lowercase) && label.unicode_words().count() <= LABEL_WORDS
    })
}

pub(super) fn is_heading(block: &str) -> bool {
    let bare = block.trim();
    bare.starts_with('#')
        || bare.ends_with(':') && bare.unicode_words().count() <= HEADING_WORDS
        || (!bare.contains(|letter: char| letter.is_numeric())
            && !bare.starts_with(['-', '*', '•'])
            && !bare.ends_with(['.', '!', '?', '…', '।', '۔', '؟', '。', '！', '？'])
            && bare.unicode_words().count() <= 4
            && !bare.contains([',', ':']))
}

/// Byte ranges of sentences, cut where UAX #29 ends one, but not after an abbreviation.
pub(super) fn sentences(block: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut joins = false;
    let pieces =
        block.split_sentence_bound_indices().flat_map(|(start, piece)| cut_before_figures(start, piece));
    for (start, piece) in pieces {
        let end = start + piece.len();
        match found.last_mut() {
            Some(last) if joins || piece.trim().is_empty() => last.1 = end,
            Some(_) | None => found.push((start, end)),
        }
        joins = piece.ends_with('\n') || ends_in_abbreviation(piece);
    }
    found
}

/// "Over 40 euros. 2 years of warranty": the standard sees no end before a figure.
fn cut_before_figures(start: usize, piece: &str) -> Vec<(usize, &str)> {
    let mut cuts = Vec::new();
    let mut from = 0;
    for (at, _) in piece.match_indices(". ") {
        let word = piece[from..at].split_whitespace().next_back().unwrap_or_default();
        let next = piece[at + 2..].chars().next();
        let long = word.chars().count() > 3 || word.chars().any(char::is_numeric) && word.chars().count() > 2;
        if next.is_some_and(char::is_numeric) && long {
            cuts.push((start + from, &piece[from..at + 2]));
            from = at + 2;
        }
    }
    cuts.push((start + from, &piece[from..]));
    cuts
}

/// "St.", "Dr.", "Via.": a short last word before the full stop that begins with a capital.
fn ends_in_abbreviation(piece: &str) -> bool {
    let Some(before) = piece.trim_end().strip_suffix('.') else { return false };
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '.').next().unwrap_or_default();
    (1..=3).contains(&last.chars().count()) && last.chars().next().is_some_and(char::is_uppercase)
}
