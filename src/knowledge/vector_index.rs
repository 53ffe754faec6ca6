//! Embeddings in memory, one byte a dimension, scanned whole: exact enough to choose candidates,
//! which the caller then scores again with the full vectors from the database.
//!
//! It holds vectors of one model only; another model means another index. It never invents a score
//! for a vector of the wrong length, of zeros or with a number that is not finite: such are refused.

use std::collections::HashMap;
use std::hash::Hash;

use multiversion::multiversion;

use super::lexical_index::keep_best;

/// Rewrite the rows when this share of them is dead: one in five.
const DEAD_SHARE: usize = 5;
const STEPS: f32 = 127.0;

/// The index; `K` names an entry.
#[derive(Debug)]
pub struct VectorIndex<K> {
    dimensions: usize,
    /// `dimensions` bytes for each entry, one after the other.
    rows: Vec<i8>,
    /// What one step of a row's bytes is worth, for vectors of length 1.
    scales: Vec<f32>,
    entries: Vec<Option<K>>,
    slots: HashMap<K, u32>,
}

impl<K: Copy + Eq + Hash> VectorIndex<K> {
    pub fn new(dimensions: usize) -> Self {
        Self { dimensions, rows: Vec::new(), scales: Vec::new(), entries: Vec::new(), slots: HashMap::new() }
    }

    /// Adds an entry's vector, in place of an earlier one. False when the vector is unusable.
    pub fn add(&mut self, key: K, vector: &[f32]) -> bool {
        self.remove(key);
        let Some((row, scale)) = self.quantised(vector) else { return false };
        let Ok(slot) = u32::try_from(self.entries.len()) else { return false };
        self.rows.extend_from_slice(&row);
        self.scales.push(scale);
        self.entries.push(Some(key));
        self.slots.insert(key, slot);
        true
    }

    /// Forgets an entry; unknown keys are no fault.
    pub fn remove(&mut self, key: K) {
        let Some(slot) = self.slots.remove(&key) else { return };
        self.entries[slot as usize] = None;
        if (self.entries.len() - self.slots.len()) * DEAD_SHARE > self.entries.len() {
            self.compact();
        }
    }

    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Gives back memory that growing reserved.
    pub fn shrink(&mut self) {
        self.rows.shrink_to_fit();
        self.scales.shrink_to_fit();
        self.entries.shrink_to_fit();
        self.slots.shrink_to_fit();
    }

    /// Bytes held, counting reserved room.
    pub fn bytes(&self) -> usize {
        self.rows.capacity()
            + self.scales.capacity() * size_of::<f32>()
            + self.entries.capacity() * size_of::<Option<K>>()
            + self.slots.capacity() * (size_of::<(K, u32)>() + 1)
    }

    /// The entries nearest to a question's vector by cosine, roughly; best first.
    pub fn candidates(&self, question: &[f32], limit: usize) -> Vec<(K, f32)> {
        let Some((question, scale)) = self.quantised(question) else { return Vec::new() };
        let mut products = vec![0; self.entries.len()];
        products_with_all(&question, &self.rows, &mut products);
        let mut near: Vec<(u32, f32)> = (0..)
            .zip(products.iter().zip(&self.scales))
            .map(|(slot, (product, row_scale))| (slot, as_float(*product) * row_scale * scale))
            .collect();
        keep_best(&mut near, limit + self.entries.len() - self.slots.len(), |(_, score)| *score);
        near.into_iter()
            .filter_map(|(slot, score)| self.entries[slot as usize].map(|key| (key, score)))
            .take(limit)
            .collect()
    }

    /// A vector as bytes, and what one step is worth once its length is made 1.
    fn quantised(&self, vector: &[f32]) -> Option<(Vec<i8>, f32)> {
        let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
        let largest = vector.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
        let usable = vector.len() == self.dimensions && length.is_finite() && length > 0.0 && largest > 0.0;
        usable.then(|| {
            let row = vector.iter().map(|x| step(x * STEPS / largest)).collect();
            (row, largest / STEPS / length)
        })
    }

    fn compact(&mut self) {
        let mut kept = 0;
        for slot in 0..self.entries.len() {
            let Some(key) = self.entries[slot] else { continue };
            let row = slot * self.dimensions;
            self.rows.copy_within(row..row + self.dimensions, kept * self.dimensions);
            self.scales[kept] = self.scales[slot];
            self.entries[kept] = Some(key);
            self.slots.insert(key, u32::try_from(kept).unwrap_or(u32::MAX));
            kept += 1;
        }
        self.rows.truncate(kept * self.dimensions);
        self.scales.truncate(kept);
        self.entries.truncate(kept);
    }
}

/// The cosine of two vectors in full precision; 0 when either has no direction.
pub fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let (product, lengths) = (dot(a, b), dot(a, a) * dot(b, b));
    if lengths > 0.0 && lengths.is_finite() { product / lengths.sqrt() } else { 0.0 }
}

#[expect(clippy::cast_possible_truncation, reason = "rounded, and within -127 to 127")]
fn step(value: f32) -> i8 {
    value.round() as i8
}

#[expect(clippy::cast_precision_loss, reason = "a ranking of candidates, scored again in full later")]
fn as_float(product: i32) -> f32 {
    product as f32
}

/// Products of the question with every row. Compiled for the wide registers the machine has.
#[multiversion(targets(
    "x86_64+avx512f+avx512bw+avx512vl",
    "x86_64+avx2+fma",
    "x86_64+sse4.1",
    "aarch64+neon"
))]
fn products_with_all(question: &[i8], rows: &[i8], products: &mut [i32]) {
    for (row, product) in rows.chunks_exact(question.len()).zip(products) {
        *product = question.iter().zip(row).map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b))).sum();
    }
}

/// The dot product of two vectors: sixteen running sums, so that the order of adding is fixed and wide
/// registers can be used.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2+fma", "aarch64+neon"))]
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 16];
    let (a_parts, b_parts) = (a.chunks_exact(16), b.chunks_exact(16));
    let rest: f32 = a_parts.remainder().iter().zip(b_parts.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a_parts.zip(b_parts) {
        for lane in 0..16 {
            sums[lane] += x[lane] * y[lane];
        }
    }
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors that differ by entry, without a random generator.
    fn vector(seed: u64) -> Vec<f32> {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        (0..64)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                f32::from(u8::try_from(state >> 56).unwrap()) - 127.5
            })
            .collect()
    }

    fn filled(entries: u64) -> VectorIndex<u64> {
        let mut index = VectorIndex::new(64);
        (0..entries).for_each(|seed| assert!(index.add(seed, &vector(seed))));
        index
    }

    #[test]
    fn candidates_agree_with_exact_cosines() {
        let index = filled(300);
        let question = vector(1_000);
        let near = index.candidates(&question, 30);
        let mut exact: Vec<_> = (0..300).map(|seed| (seed, cosine(&question, &vector(seed)))).collect();
        exact.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert!(exact[..10].iter().all(|(seed, _)| near.iter().any(|(key, _)| key == seed)));
        assert!((near[0].1 - exact[0].1).abs() < 0.01);
        assert_eq!(index.candidates(&vector(42), 1)[0].0, 42);
    }

    #[test]
    fn a_vector_without_direction_or_of_another_length_is_refused() {
        let mut index = filled(3);
        assert!(!index.add(9, &[0.0; 64]));
        assert!(!index.add(9, &[1.0; 63]));
        assert!(!index.add(9, &[f32::NAN; 64]));
        assert!(!index.add(9, &[f32::INFINITY; 64]));
        assert_eq!(index.len(), 3);
        assert!(index.candidates(&[0.0; 64], 5).is_empty());
        assert!(index.candidates(&[1.0; 3], 5).is_empty());
    }

    #[test]
    fn removed_entries_are_gone_before_and_after_the_sweep() {
        let mut index = filled(100);
        for removed in 0..10 {
            index.remove(removed);
        }
        assert_eq!(index.candidates(&vector(3), 100).len(), 90);
        (10..60).for_each(|removed| index.remove(removed));
        index.remove(7_777);
        assert_eq!((index.len(), index.candidates(&vector(3), 100).len()), (40, 40));
        assert!(index.entries.len() <= 50);
        assert_eq!(index.candidates(&vector(77), 1)[0].0, 77);
    }

    #[test]
    fn cosine_of_a_vector_with_itself_is_one() {
        assert!((cosine(&vector(5), &vector(5)) - 1.0).abs() < 1e-5);
        assert!(cosine(&[0.0; 4], &[1.0; 4]).abs() < f32::EPSILON);
    }
}
