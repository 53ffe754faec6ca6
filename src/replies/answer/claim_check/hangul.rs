//! Korean words with what is glued to them: "3,500원이고" is money, "사천오백엔" a number and money, "100g에" grams.

use crate::languages::{Meaning, Rate, Words};
use crate::storage::text::{fold, normalise};

fn is_hangul(letter: char) -> bool {
    matches!(letter, '\u{ac00}'..='\u{d7a3}')
}

pub(super) fn is_only(word: &str) -> bool {
    word.chars().all(is_hangul)
}

/// The parts of a word, each with its place; one when nothing is glued. `counted` where a figure stands right before it.
pub(super) fn parts<'t>(word: &'t str, counted: bool, languages: &[&'static Words]) -> Vec<(usize, &'t str)> {
    let Some(first) = word.find(is_hangul) else { return vec![(0, word)] };
    if first > 0 {
        return vec![(0, &word[..first]), (first, &word[first..])];
    }
    let Some(korean) = languages.iter().find(|words| words.tag == "ko") else { return vec![(0, word)] };
    let number = if counted { 0 } else { number(word, korean) };
    let length = measure(&word[number..], korean);
    if length == 0 || (number == 0 && !counted) {
        return vec![(0, word)];
    }
    let cuts = [0, number, number + length, word.len()];
    cuts.windows(2).filter(|cut| cut[0] < cut[1]).map(|cut| (cut[0], &word[cut[0]..cut[1]])).collect()
}

/// Where the letters of a word end, the longest beginnings first.
fn ends(word: &str) -> impl Iterator<Item = usize> {
    let ends: Vec<usize> = word.char_indices().map(|(at, letter)| at + letter.len_utf8()).collect();
    ends.into_iter().rev()
}

/// The length of the number a word begins with, where money or a unit stands behind it.
fn number(word: &str, korean: &Words) -> usize {
    let is_number = |end: &usize| {
        korean.numbers.value(&folded(&word[..*end])).is_some_and(|value| value > 1)
            && measure(&word[*end..], korean) > 0
    };
    ends(word).find(is_number).unwrap_or(0)
}

/// The length of the money, the unit or the thing counted a word begins with.
fn measure(word: &str, korean: &Words) -> usize {
    let measures = |text: &str| {
        let means = |meaning: &Meaning| matches!(meaning, Meaning::Currency(_) | Meaning::Unit(_));
        let counts = |rate: Rate| matches!(rate, Rate::Count(_));
        let scaled = korean.glued_scale(text).is_some_and(|(_, rest)| korean.exactly(rest).iter().any(means));
        scaled || korean.exactly(text).iter().any(means) || korean.rates(text).any(counts)
    };
    ends(word).find(|end| measures(&folded(&word[..*end]))).unwrap_or(0)
}

/// As the tables are.
fn folded(text: &str) -> String {
    fold(&normalise(text))
}

/// What Korean writes on the end of a word: "of", "to", "only", the mark of the subject. The longest first.
const PARTICLES: &[&str] = &[
    "에서만",
    "에서는",
    "으로만",
    "이라도",
    "에서",
    "에는",
    "에만",
    "에게",
    "까지",
    "부터",
    "으로",
    "이나",
    "이랑",
    "하고",
    "은",
    "는",
    "이",
    "가",
    "을",
    "를",
    "에",
    "의",
    "도",
    "로",
    "와",
    "과",
    "만",
];

/// A word of two letters or more without its particle.
pub(super) fn without_particle(word: &str) -> &str {
    if !word.ends_with(is_hangul) {
        return word;
    }
    let bare = PARTICLES.iter().find_map(|particle| word.strip_suffix(particle));
    bare.filter(|bare| bare.chars().count() > 1).unwrap_or(word)
}
