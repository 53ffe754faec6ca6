//! How often search finds the right passage, on public data sets in many scripts. The bars are the
//! goals of the product, not what the code happens to reach; nothing may be tuned to these sets alone.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use serde::Deserialize;
use shopbell::knowledge::fuse::add_up_phrasings;
use shopbell::knowledge::lexical_index::LexicalIndex;

#[derive(Deserialize)]
struct DataSet {
    docs: Vec<Labelled>,
    queries: Vec<Labelled>,
}

#[derive(Deserialize)]
struct Labelled {
    text: String,
    label: serde_json::Value,
}

impl DataSet {
    fn load(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/retrieval").join(format!("{name}.json"));
        serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
    }

    fn index(&self) -> LexicalIndex<usize> {
        let mut index = LexicalIndex::default();
        for (number, doc) in self.docs.iter().enumerate() {
            index.add(number, &doc.text);
        }
        index
    }

    /// The share of questions, in percent, with a right passage among the first `k`.
    fn recall(&self, k: usize) -> f64 {
        let index = self.index();
        let found = self.queries.iter().filter(|query| {
            index.search(&query.text, k).iter().any(|hit| self.docs[hit.key].label == query.label)
        });
        percent(found.count(), self.queries.len())
    }

    /// The same where the entries with one label are the phrasings of one answer.
    fn recall_of_answers(&self) -> f64 {
        let index = self.index();
        let found = self.queries.iter().filter(|query| {
            let hits = index.search(&query.text, 50);
            let scored = hits.iter().map(|hit| (&self.docs[hit.key].label, hit.score));
            add_up_phrasings(scored).first().is_some_and(|(label, _)| **label == query.label)
        });
        percent(found.count(), self.queries.len())
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few thousand questions")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole as f64
}

#[test]
fn the_right_paragraph_comes_first_in_every_script() {
    let languages = ["en", "es", "ar", "hi", "th", "zh", "tr"];
    let recalls: HashMap<_, _> = languages
        .into_iter()
        .map(|language| (language, DataSet::load(&format!("xquad-{language}")).recall(1)))
        .collect();
    assert!(recalls.values().all(|recall| *recall >= 89.5), "{recalls:?}");
    let average = recalls.values().sum::<f64>() / 7.0;
    assert!(average >= 92.5, "{average} {recalls:?}");
}

#[test]
fn the_right_paragraph_is_among_five() {
    for language in ["en", "th", "ar"] {
        let recall = DataSet::load(&format!("xquad-{language}")).recall(5);
        println!("{recall:?}");
        assert!(recall >= 97.5, "{language}: {recall}");
    }
}

#[test]
fn typing_errors_and_missing_accents_cost_little() {
    let typing = DataSet::load("xquad-en-typo15").recall(1);
    let accents = DataSet::load("xquad-es-noacc").recall(1);
    assert!(typing >= 90.5, "{typing}");
    assert!(accents >= 91.0, "{accents}");
}

#[test]
fn a_shop_chat_finds_its_answer_when_phrasings_add_up() {
    let set = DataSet::load("hint3-curekart");
    let alone = set.recall(1);
    let added = set.recall_of_answers();
    assert!(added >= 70.5, "{added}");
    assert!(added > alone, "{added} against {alone}");
}

/// Coverage must tell questions the shop can answer from those it cannot, better than a coin by far:
/// the share of pairs (answerable, not) in which the answerable one has the higher coverage.
#[test]
fn coverage_is_lower_for_questions_the_shop_cannot_answer() {
    let inside = DataSet::load("hint3-curekart");
    let outside = DataSet::load("hint3oos-curekart");
    let index = inside.index();
    let coverage = |query: &Labelled| index.search(&query.text, 1).first().map_or(0.0, |hit| hit.coverage);
    let known: HashSet<_> = inside.docs.iter().map(|doc| doc.label.to_string()).collect();
    let answerable: Vec<f32> = inside.queries.iter().map(coverage).collect();
    let foreign: Vec<f32> = outside
        .queries
        .iter()
        .filter(|query| !known.contains(&query.label.to_string()))
        .map(coverage)
        .collect();
    let won = answerable.iter().flat_map(|a| foreign.iter().filter(move |f| a > *f)).count();
    let share = percent(won, answerable.len() * foreign.len());
    assert!(share >= 70.0, "{share}");
}
