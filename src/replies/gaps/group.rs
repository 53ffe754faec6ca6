//! Questions that mean the same together, by the words and letters they share. Pure.

use std::collections::{BTreeSet, HashMap};

use super::Asked;
use crate::knowledge::lexical_index::LexicalIndex;

/// How questions begin in many shops and languages, one frame a line: words that say nothing of what is asked for.
const FRAMES: &str = include_str!("frames.txt");
/// How often each frame is counted: among so many, its words weigh next to nothing.
const FRAME_WEIGHT: usize = 20;
/// The share of each other's weight two questions must have in common; chosen on questions of shops in nine languages.
const ALIKE: f32 = 0.55;

/// Questions that mean the same, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub asked: Vec<Asked>,
}

impl Group {
    /// Customers who asked it: one who asks three times is one.
    pub fn customers(&self) -> u32 {
        let conversations: BTreeSet<_> = self.asked.iter().map(|asked| asked.conversation_id).collect();
        u32::try_from(conversations.len()).unwrap_or(u32::MAX)
    }
}

/// Puts questions together; they come newest first, and stay so within a group.
pub fn together(asked: Vec<Asked>) -> Vec<Group> {
    let shared = shared(&asked.iter().map(|one| one.text.as_str()).collect::<Vec<_>>());
    let mut groups: Vec<Group> = Vec::new();
    // Which group each question came to.
    let mut of: Vec<usize> = Vec::new();
    for (place, one) in asked.into_iter().enumerate() {
        let nearest = (0..place).map(|other| (other, alike(&shared, place, other)));
        let nearest = nearest.max_by(|a, b| a.1.total_cmp(&b.1)).filter(|(_, alike)| *alike >= ALIKE);
        let group = nearest.map_or(groups.len(), |(other, _)| of[other]);
        if group == groups.len() {
            groups.push(Group { asked: Vec::new() });
        }
        groups[group].asked.push(one);
        of.push(group);
    }
    groups
}

/// Words that say nothing of what is asked for.
pub(in crate::replies) fn frame_words() -> impl Iterator<Item = &'static str> {
    FRAMES.lines().flat_map(str::split_whitespace)
}

/// Whether two questions mean the same.
pub(in crate::replies) fn is_alike(one: &str, other: &str) -> bool {
    alike(&shared(&[one, other]), 0, 1) >= ALIKE
}

/// How much of each question every other one holds, as the index counts it.
fn shared(asked: &[&str]) -> Vec<HashMap<usize, f32>> {
    let mut index = LexicalIndex::default();
    for (place, one) in asked.iter().enumerate() {
        index.add(place, one);
    }
    let frames = FRAMES.lines().flat_map(|frame| std::iter::repeat_n(frame, FRAME_WEIGHT));
    for (place, frame) in (asked.len()..).zip(frames) {
        index.add(place, frame);
    }
    let found = |one: &&str| {
        let hits = index.search(one, index.len()).into_iter().filter(|hit| hit.key < asked.len());
        hits.map(|hit| (hit.key, hit.coverage)).collect()
    };
    asked.iter().map(found).collect()
}

/// 1 for the same question, 0 for one that shares nothing: what each holds of the other, as the mean of the two.
fn alike(shared: &[HashMap<usize, f32>], one: usize, other: usize) -> f32 {
    let held = |of: usize, by: usize| {
        let whole = shared[of].get(&of).copied().unwrap_or(0.0);
        let part = shared[of].get(&by).copied().unwrap_or(0.0);
        if whole > 0.0 { part / whole } else { 0.0 }
    };
    (held(one, other) * held(other, one)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::{ConversationId, RunId};

    fn groups(questions: &[&str]) -> Vec<Vec<String>> {
        let asked = (1_i64..).zip(questions).map(|(number, text)| Asked {
            run_id: RunId::new(number),
            conversation_id: ConversationId::new(number),
            text: (*text).to_owned(),
            language: None,
            at: Timestamp::from_seconds(1_000 - number),
        });
        together(asked.collect())
            .into_iter()
            .map(|group| group.asked.into_iter().map(|asked| asked.text).collect())
            .collect()
    }

    #[test]
    fn the_same_question_in_other_words_and_letters_is_one() {
        let found = groups(&[
            "Do you have gluten free bread?",
            "Where can I park?",
            "is the bread gluten-free",
            "Can I bring my dog?",
            "where can i park the car",
            "Avete pane senza glutine?",
            "avete il pane senza glutine",
            "bhai delivery hoti hai kya",
            "kya delivery hoti hai aap ki",
            "quanto costa la consegna a Casalecchio",
            "costo consegna casalecchio?",
        ]);
        let with =
            |word: &str| found.iter().filter(|group| group.iter().any(|text| text.contains(word))).count();
        for word in ["park", "gluten", "glutine", "dog", "hoti", "asalecchio"] {
            assert_eq!(with(word), 1, "{word}: {found:#?}");
        }
        let park = found.iter().find(|group| group[0].contains("park")).unwrap();
        assert_eq!(park, &["Where can I park?", "where can i park the car"]);
        assert_eq!(found.len(), 6, "{found:#?}");
    }

    #[test]
    fn questions_that_only_begin_alike_stay_apart() {
        let found = groups(&[
            "Do you have parking?",
            "Do you have oat milk?",
            "Do you repair bicycles?",
            "Do you have a toilet?",
            "Do you have vouchers?",
            "How much is the delivery?",
            "How much is the ham?",
        ]);
        assert_eq!(found.len(), 7, "{found:#?}");
    }

    #[test]
    fn one_customer_counts_once() {
        let mut group = Group { asked: Vec::new() };
        for run in 1..=3 {
            group.asked.push(Asked {
                run_id: RunId::new(run),
                conversation_id: ConversationId::new(run / 3),
                text: "a".to_owned(),
                language: None,
                at: Timestamp::from_seconds(run),
            });
        }
        assert_eq!(group.customers(), 2);
        assert!(together(Vec::new()).is_empty());
    }
}
