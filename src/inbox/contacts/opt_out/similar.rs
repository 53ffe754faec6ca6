//! How near a whole message is to sentences that are wishes, and to sentences that only look like one.

use std::collections::HashMap;

use super::languages::Language;
use super::tokens::tokens;

/// From this nearness on, in thousandths of the cosine of their letters in threes, two sentences say the same.
const SAME_FROM: u32 = 860;
/// So much nearer must a wish be than anything that only looks like one.
const NEARER_BY: u32 = 60;

/// What a message is nearest to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nearest {
    Wish,
    Other,
    Neither,
}

/// Letters in threes, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    counts: HashMap<[char; 3], f64>,
    length: f64,
}

impl Shape {
    pub fn of(text: &str) -> Self {
        let letters: Vec<char> = format!(" {} ", tokens(text).join(" ")).chars().collect();
        let mut counts: HashMap<[char; 3], f64> = HashMap::new();
        for three in letters.windows(3) {
            *counts.entry([three[0], three[1], three[2]]).or_default() += 1.0;
        }
        let length = counts.values().map(|count| count * count).sum::<f64>().sqrt();
        Self { counts, length }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    fn nearness(&self, other: &Self) -> u32 {
        let shared: f64 =
            self.counts.iter().filter_map(|(three, count)| Some(count * other.counts.get(three)?)).sum();
        let longest = self.length * other.length;
        if longest > 0.0 { (shared / longest * 1_000.0) as u32 } else { 0 }
    }
}

/// What this message is nearest to among the sentences of a language.
pub(super) fn nearest(language: &Language, text: &str) -> Nearest {
    let shape = Shape::of(text);
    let best = |sentences: &[Shape]| sentences.iter().map(|known| known.nearness(&shape)).max().unwrap_or(0);
    let (wish, other) = (best(&language.sentences), best(&language.but_not));
    if other >= SAME_FROM && other >= wish {
        Nearest::Other
    } else if wish >= SAME_FROM && wish >= other + NEARER_BY {
        Nearest::Wish
    } else {
        Nearest::Neither
    }
}
