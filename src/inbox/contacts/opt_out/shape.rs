//! The shape of a sentence: its letters in threes, counted, and how near two shapes are.

use std::collections::HashMap;

use super::tokens::tokens;

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
    pub fn nearness(&self, other: &Self) -> u32 {
        let shared: f64 =
            self.counts.iter().filter_map(|(three, count)| Some(count * other.counts.get(three)?)).sum();
        let longest = self.length * other.length;
        if longest > 0.0 { (shared / longest * 1_000.0) as u32 } else { 0 }
    }
}
