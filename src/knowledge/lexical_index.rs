//! Postings in memory with BM25 over two groups of terms: words as typed weigh 0.5, folded grams
//! 1.0. Scores come with `coverage`, 0..1, the share of the best possible score for this question,
//! which does not depend on how much the shop has written.
//!
//! It never holds text. Postings are delta-coded bytes (about 2 bytes each); removed entries are
//! tombstones until a fifth of the index is dead, then the postings are rewritten without them.

use std::collections::HashMap;
use std::hash::Hash;

use super::analyse::{self, Term, Terms};
use super::postings::{ByTerm, Postings};

const WORD_WEIGHT: f32 = 0.5;
const GRAM_WEIGHT: f32 = 1.0;
/// BM25's saturation of repeated terms.
const K1: f32 = 1.2;
/// BM25's strength of the length correction.
const B: f32 = 0.75;
/// Fewer entries are counted as so many: what both of two lists hold says something of them all the same.
const FEWEST: f32 = 10.0;
/// Rewrite the postings when this share of the entries is dead: one in five.
const DEAD_SHARE: usize = 5;

/// An entry found: which, how strongly, and how much of the question it supports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LexicalHit<K> {
    pub key: K,
    pub score: f32,
    pub coverage: f32,
}

/// The index; `K` names an entry.
#[derive(Debug)]
pub struct LexicalIndex<K> {
    /// The entry in each slot; `None` is a tombstone.
    entries: Vec<Option<K>>,
    slots: HashMap<K, u32>,
    words: Group,
    grams: Group,
}

impl<K: Copy + Eq + Hash> Default for LexicalIndex<K> {
    fn default() -> Self {
        Self { entries: Vec::new(), slots: HashMap::new(), words: Group::default(), grams: Group::default() }
    }
}

impl<K: Copy + Eq + Hash> LexicalIndex<K> {
    /// Adds an entry, in place of an earlier one with the same key.
    pub fn add(&mut self, key: K, text: &str) {
        self.add_terms(key, &analyse::analyse(text));
    }

    /// The same for a text analysed before, so that analysing need not hold a lock.
    pub fn add_terms(&mut self, key: K, terms: &Terms) {
        self.remove(key);
        let Ok(slot) = u32::try_from(self.entries.len()) else { return };
        self.entries.push(Some(key));
        self.slots.insert(key, slot);
        self.words.add(slot, &terms.words);
        self.grams.add(slot, &terms.grams);
    }

    /// Forgets an entry; unknown keys are no fault.
    pub fn remove(&mut self, key: K) {
        let Some(slot) = self.slots.remove(&key) else { return };
        self.entries[slot as usize] = None;
        if (self.entries.len() - self.slots.len()) * DEAD_SHARE > self.entries.len() {
            self.compact();
        }
    }

    /// Entries that can be found.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Gives back memory that growing reserved; worth calling after a bulk load.
    pub fn shrink(&mut self) {
        self.entries.shrink_to_fit();
        self.slots.shrink_to_fit();
        self.words.shrink();
        self.grams.shrink();
    }

    /// Bytes held, counting reserved room.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Option<K>>()
            + self.slots.capacity() * (size_of::<(K, u32)>() + 1)
            + self.words.bytes()
            + self.grams.bytes()
    }

    /// The best entries for a question, best first.
    pub fn search(&self, question: &str, limit: usize) -> Vec<LexicalHit<K>> {
        let terms = analyse::analyse_query(question);
        let mut scores = vec![0.0_f32; self.entries.len()];
        let best = self.words.score(&terms.words, WORD_WEIGHT, &mut scores)
            + self.grams.score(&terms.grams, GRAM_WEIGHT, &mut scores);
        let mut hits: Vec<_> = self
            .entries
            .iter()
            .zip(scores)
            .filter(|(_, score)| *score > 0.0)
            .filter_map(|(entry, score)| {
                entry.map(|key| LexicalHit { key, score, coverage: (score / best).clamp(0.0, 1.0) })
            })
            .collect();
        keep_best(&mut hits, limit, |hit| hit.score);
        hits
    }

    fn compact(&mut self) {
        let mut next = 0;
        let moved: Vec<Option<u32>> = self
            .entries
            .iter()
            .map(|entry| {
                entry.map(|_| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        self.entries.retain(Option::is_some);
        for slot in self.slots.values_mut() {
            if let Some(new) = moved[*slot as usize] {
                *slot = new;
            }
        }
        self.words.compact(&moved);
        self.grams.compact(&moved);
    }
}

/// Keeps the `limit` best, best first.
pub(super) fn keep_best<T>(items: &mut Vec<T>, limit: usize, score: impl Fn(&T) -> f32) {
    if limit == 0 {
        items.clear();
        return;
    }
    if items.len() > limit * 4 {
        items.select_nth_unstable_by(limit - 1, |a, b| score(b).total_cmp(&score(a)));
        items.truncate(limit);
    }
    items.sort_by(|a, b| score(b).total_cmp(&score(a)));
    items.truncate(limit);
}

/// One group of terms with its own lengths.
#[derive(Debug, Default)]
struct Group {
    postings: ByTerm,
    /// Terms in each slot, repetitions included.
    lengths: Vec<u32>,
    total_length: u64,
}

impl Group {
    fn add(&mut self, slot: u32, terms: &[Term]) {
        let length = u32::try_from(terms.len()).unwrap_or(u32::MAX);
        self.lengths.push(length);
        self.total_length += u64::from(length);
        let mut sorted = terms.to_vec();
        sorted.sort_unstable();
        for repeated in sorted.chunk_by(|a, b| a == b) {
            let count = u32::try_from(repeated.len()).unwrap_or(u32::MAX);
            self.postings.entry(repeated[0]).or_default().push(slot, count);
        }
    }

    /// Adds each slot's score; returns the best score these terms could give.
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^24 where a score could notice")]
    fn score(&self, terms: &[Term], weight: f32, scores: &mut [f32]) -> f32 {
        let entries = self.lengths.len() as f32;
        let average = self.total_length as f32 / entries.max(1.0);
        let flat = K1 * (1.0 - B);
        let slope = if average > 0.0 { K1 * B / average } else { 0.0 };
        let entries = entries.max(FEWEST);
        let rarest = (1.0 + (entries - 0.5) / 1.5).ln();
        let mut best = 0.0;
        for term in terms {
            let found = self.postings.get(term);
            let holders = found.map_or(0.0, |postings| postings.holders() as f32);
            let rarity = (1.0 + (entries - holders + 0.5) / (holders + 0.5)).ln();
            let gain = weight * rarity * (K1 + 1.0);
            // A term nobody holds counts as one that a single entry holds: in a small shop most words
            // of a question are unknown, and they must not drown those that are known.
            best += if holders > 0.0 { gain } else { weight * rarest * (K1 + 1.0) };
            for (slot, count) in found.into_iter().flat_map(Postings::iter) {
                let slot = slot as usize;
                let count = count as f32;
                scores[slot] += gain * count / (count + flat + slope * self.lengths[slot] as f32);
            }
        }
        best
    }

    fn compact(&mut self, moved: &[Option<u32>]) {
        self.postings.retain(|_, postings| {
            let mut kept = Postings::default();
            for (slot, count) in postings.iter() {
                if let Some(new) = moved[slot as usize] {
                    kept.push(new, count);
                }
            }
            kept.shrink();
            *postings = kept;
            postings.holders() > 0
        });
        let mut slot = 0;
        self.lengths.retain(|_| {
            slot += 1;
            moved[slot - 1].is_some()
        });
        self.total_length = self.lengths.iter().copied().map(u64::from).sum();
    }

    fn shrink(&mut self) {
        self.postings.values_mut().for_each(Postings::shrink);
        self.postings.shrink_to_fit();
        self.lengths.shrink_to_fit();
    }

    fn bytes(&self) -> usize {
        let lists: usize = self.postings.values().map(Postings::bytes).sum();
        lists + self.postings.capacity() * (size_of::<(Term, Postings)>() + 1) + self.lengths.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> LexicalIndex<u32> {
        let mut index = LexicalIndex::default();
        index.add(1, "We are open Monday to Friday from 9 to 18");
        index.add(2, "Delivery costs 5 euro and takes two days");
        index.add(3, "Returns are free within thirty days");
        index
    }

    fn first(index: &LexicalIndex<u32>, question: &str) -> Option<u32> {
        index.search(question, 5).first().map(|hit| hit.key)
    }

    #[test]
    fn finds_by_word_typing_error_and_inflection() {
        let index = shop();
        assert_eq!(first(&index, "delivery"), Some(2));
        assert_eq!(first(&index, "delivry"), Some(2));
        assert_eq!(first(&index, "can I return it"), Some(3));
        assert_eq!(first(&index, "zzzz"), None);
    }

    #[test]
    fn coverage_is_one_for_all_and_small_for_little() {
        let index = shop();
        let hits = index.search("Delivery costs 5 euro and takes two days", 1);
        assert!(hits[0].coverage > 0.35 && hits[0].coverage <= 1.0, "{hits:?}");
        let weak = index.search("do you repair bicycles made of carbon in days", 1);
        assert!(weak[0].coverage < 0.15, "{weak:?}");
    }

    #[test]
    fn what_both_of_two_lists_hold_still_supports_an_answer() {
        let mut index = LexicalIndex::default();
        index.add(1, "Chianti 11,00 €\nBarolo 39,00 €");
        let alone = index.search("Quanto costa il Chianti?", 1)[0].coverage;
        index.add(2, "Chianti 11,00 €\nBarolo 39,00 €");
        let both = index.search("Quanto costa il Chianti?", 2);
        assert!(both.iter().all(|hit| hit.coverage > alone * 0.6 && hit.coverage > 0.1), "{alone} {both:?}");
    }

    #[test]
    fn an_entry_changed_or_removed_is_found_as_it_is_now() {
        let mut index = shop();
        index.add(2, "Parking is behind the house");
        assert_eq!(first(&index, "delivery"), None);
        assert_eq!(first(&index, "parking"), Some(2));
        index.remove(2);
        index.remove(99);
        assert_eq!(first(&index, "parking"), None);
        assert_eq!(index.len(), 2);
    }

    #[test]
    fn rewriting_the_postings_changes_nothing_but_the_size() {
        let mut index = LexicalIndex::default();
        for number in 0..500_u32 {
            index.add(number, &format!("article {number} costs {} euro euro", number * 7));
        }
        let before = index.bytes();
        for number in 0..450 {
            index.remove(number);
        }
        assert_eq!(index.len(), 50);
        assert!(index.entries.len() < 65, "tombstones are swept");
        index.shrink();
        assert!(index.bytes() < before / 3);
        assert_eq!(first(&index, "article 477"), Some(477));
        let mut fresh = LexicalIndex::default();
        for number in 450..500 {
            fresh.add(number, &format!("article {number} costs {} euro euro", number * 7));
        }
        index.compact();
        assert_eq!(index.search("article 477 euro", 3), fresh.search("article 477 euro", 3));
    }
}
