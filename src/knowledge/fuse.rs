//! Makes one ranking of two: lexical scores and vector similarities, each stretched to 0..1 over its
//! own list and added 1 : 1.5 (min-max; ranks alone, as in RRF, lose two points of recall). Then the
//! phrasings of one answer are added up. It never mixes vectors of two models: that is the index's duty.

use std::collections::HashMap;
use std::hash::Hash;

/// Entries taken from each list.
pub const LIST: usize = 50;
const LEXICAL_WEIGHT: f32 = 1.0;
const VECTOR_WEIGHT: f32 = 1.5;
/// What the best, second and third phrasing of one answer count.
const PHRASING_WEIGHTS: [f32; 3] = [1.0, 0.5, 0.25];

/// Fuses two lists of (entry, score), each best first. An entry missing from a list scores 0 there.
pub fn fuse<K: Copy + Ord + Hash>(lexical: &[(K, f32)], vector: &[(K, f32)]) -> Vec<(K, f32)> {
    // Fewer lexical hits than asked for means that all others score 0; a short vector list is just short.
    let lexical_floor = lexical.get(LIST - 1).map_or(0.0, |(_, score)| *score);
    let vector_floor = vector.iter().take(LIST).last().map_or(0.0, |(_, score)| *score);
    let mut fused: HashMap<K, f32> = HashMap::new();
    for (list, floor, weight) in
        [(lexical, lexical_floor, LEXICAL_WEIGHT), (vector, vector_floor, VECTOR_WEIGHT)]
    {
        for (key, score) in stretched(list, floor) {
            *fused.entry(key).or_default() += weight * score;
        }
    }
    let mut fused: Vec<_> = fused.into_iter().collect();
    fused.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    fused
}

/// Scores relative to the floor and the best of the list; a list of equals is all ones.
fn stretched<K: Copy>(list: &[(K, f32)], floor: f32) -> impl Iterator<Item = (K, f32)> + '_ {
    let span = list.first().map_or(0.0, |(_, best)| best - floor);
    list.iter()
        .take(LIST)
        .map(move |(key, score)| (*key, if span > 0.0 { (score - floor) / span } else { 1.0 }))
}

/// One score for each answer from those of its phrasings: the best, half the second, a quarter of
/// the third. Best answer first.
pub fn add_up_phrasings<A: Eq + Hash>(scores: impl Iterator<Item = (A, f32)>) -> Vec<(A, f32)> {
    let mut answers: HashMap<A, (usize, Vec<f32>)> = HashMap::new();
    for (order, (answer, score)) in scores.enumerate() {
        answers.entry(answer).or_insert((order, Vec::new())).1.push(score);
    }
    let mut added: Vec<_> = answers
        .into_iter()
        .map(|(answer, (order, mut scores))| {
            scores.sort_by(|a, b| b.total_cmp(a));
            let score =
                scores.iter().zip(PHRASING_WEIGHTS).map(|(score, weight)| score * weight).sum::<f32>();
            (order, answer, score)
        })
        .collect();
    added.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    added.into_iter().map(|(_, answer, score)| (answer, score)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_both_lists_like_wins_over_either_favourite() {
        let lexical = [(1, 9.0), (2, 8.0), (4, 1.0)];
        let vector = [(3, 0.80), (2, 0.78), (5, 0.40)];
        let fused = fuse(&lexical, &vector);
        assert_eq!(fused[0].0, 2);
        assert_eq!(fused[1].0, 3, "the vector list weighs more");
    }

    #[test]
    fn a_model_with_high_cosines_everywhere_changes_nothing() {
        let lexical = [(1, 9.0), (2, 3.0), (3, 1.0)];
        let low = fuse(&lexical, &[(2, 0.30), (3, 0.20), (1, 0.10)]);
        let high = fuse(&lexical, &[(2, 0.95), (3, 0.90), (1, 0.85)]);
        let order = |list: &[(i32, f32)]| list.iter().map(|(key, _)| *key).collect::<Vec<_>>();
        assert_eq!(order(&low), order(&high));
    }

    #[test]
    fn lists_of_one_and_of_none_are_no_trouble() {
        assert_eq!(fuse::<i32>(&[], &[]), vec![]);
        assert_eq!(fuse(&[(7, 2.0)], &[]), vec![(7, 1.0)]);
    }

    #[test]
    fn phrasings_of_one_answer_add_up_to_three() {
        let added =
            add_up_phrasings([("a", 4.0), ("b", 3.0), ("b", 2.0), ("b", 2.0), ("b", 2.0)].into_iter());
        assert_eq!(added, vec![("b", 4.5), ("a", 4.0)]);
    }
}
