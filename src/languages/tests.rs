//! What each language has and lacks.

use super::{FILES, all, of_tag};
use crate::languages::Meaning;

/// Languages whose number words nobody keeps: none.
const WITHOUT_NUMBERS: &[&str] = &[];

#[test]
fn every_file_is_read_and_names_days_and_numbers() {
    assert_eq!(all().len(), FILES.len(), "a file of languages/data cannot be read");
    for words in all() {
        assert!(words.numbers.are_known() != WITHOUT_NUMBERS.contains(&words.tag), "{}", words.tag);
    }
}

#[test]
fn every_language_can_say_the_subjects_where_a_slip_hurts() {
    let subjects = [
        "neg",
        "open",
        "closed",
        "free",
        "gluten",
        "milk",
        "nut",
        "medicine",
        "pregnant",
        "deliver",
        "return",
        "refund",
        "warranty",
        "book",
        "confirm",
        "discount",
        "stock",
        "pay_means",
        "until",
        "from",
    ];
    let mut lacking = Vec::new();
    for words in all() {
        for subject in subjects {
            if !words.runs.iter().any(|(_, meaning)| *meaning == Meaning::Concept(subject)) {
                lacking.push(format!("{}: {subject}", words.tag));
            }
        }
    }
    // Roman Hindi and Urdu use the English word for these.
    lacking.retain(|gap| !gap.ends_with("-Latn: milk") && !gap.ends_with("-Latn: from"));
    assert!(lacking.is_empty(), "{lacking:?}");
}

#[test]
fn numbers_are_read_as_they_are_spelt() {
    for (tag, spelt, value) in [
        ("en", "ninehundredandseven", 907),
        ("en", "twohundred", 200),
        ("it", "trentacinque", 35),
        ("it", "duecentocinquanta", 250),
        ("de", "achtundneunzig", 98),
        ("de", "zweihundertfünfzig", 250),
        ("fr", "quatrevingtdixneuf", 99),
        ("es", "doscientos", 200),
        ("tr", "onbeş", 15),
        ("hi", "पचास", 50),
        ("ur-Latn", "pandrah", 15),
        ("zh", "十五", 15),
        ("pl", "dwadzieściapięć", 25),
        ("id", "seratuslimapuluh", 150),
    ] {
        let folded = super::key::key(spelt);
        assert_eq!(of_tag(tag).unwrap().numbers.value(&folded), Some(value), "{tag} {spelt}");
    }
}
