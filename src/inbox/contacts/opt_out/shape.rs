//! The shapes of sentences: their letters in threes, counted, and how near a message's are to those of all that is known.

use std::collections::HashMap;

use super::tokens::tokens;

/// Sentences of all languages, found by their letters in threes.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    /// Which sentences hold three letters, and how often.
    threes: HashMap<[char; 3], Vec<(usize, f64)>>,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    language: usize,
    is_wish: bool,
    length: f64,
}

/// The nearest of a language's sentences, in thousandths of the cosine.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nearness {
    /// Of those that are a wish.
    pub wish: u32,
    /// Of those that only look like one.
    pub other: u32,
}

impl Sentences {
    pub fn add(&mut self, language: usize, is_wish: bool, sentence: &str) {
        let (counts, length) = counted(sentence);
        for (three, count) in counts {
            self.threes.entry(three).or_default().push((self.known.len(), count));
        }
        self.known.push(Known { language, is_wish, length });
    }

    /// How near a message is to each language's sentences.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    pub fn nearness(&self, text: &str, languages: usize) -> Vec<Nearness> {
        let (counts, length) = counted(text);
        let mut shared = vec![0.0; self.known.len()];
        for (three, count) in counts {
            for (sentence, known) in self.threes.get(&three).into_iter().flatten() {
                shared[*sentence] += count * known;
            }
        }
        let mut nearest = vec![Nearness::default(); languages];
        for (known, shared) in self.known.iter().zip(shared) {
            let longest = known.length * length;
            let near = if longest > 0.0 { (shared / longest * 1_000.0) as u32 } else { 0 };
            let of_language = &mut nearest[known.language];
            let best = if known.is_wish { &mut of_language.wish } else { &mut of_language.other };
            *best = near.max(*best);
        }
        nearest
    }
}

/// A text's letters in threes, and how long they are as a vector.
fn counted(text: &str) -> (HashMap<[char; 3], f64>, f64) {
    let letters: Vec<char> = format!(" {} ", tokens(text).join(" ")).chars().collect();
    let mut counts: HashMap<[char; 3], f64> = HashMap::new();
    for three in letters.windows(3) {
        *counts.entry([three[0], three[1], three[2]]).or_default() += 1.0;
    }
    let length = counts.values().map(|count| count * count).sum::<f64>().sqrt();
    (counts, length)
}
