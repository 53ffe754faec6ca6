//! What somebody writes first, in 40 languages: heard in its own language, greeted, given to a person, or taken for an order
//! that is called off. Written by people who had not read how it is heard.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::about_order;
use super::language::{Heard, Language};
use super::needs::{self, Need};
use super::phrases::{self, Said};

#[derive(Deserialize)]
struct Case {
    /// Any of these is right.
    languages: Vec<String>,
    kind: String,
    text: String,
}

/// What must be reached, in percent: of the language its answer is written in, and of what each kind is taken for.
const LANGUAGE_PERCENT: usize = 96;
const PERCENT: &[(&str, usize)] = &[
    ("greeting", 88),
    ("thanks", 86),
    ("person", 82),
    ("cancel", 78),
    ("ask_cancel", 94),
    ("not_cancel", 79),
];
/// Not heard without a model yet.
const UNHEARD: &[&str] = &["bg", "ca", "gl", "hr", "sk", "sq", "sr", "ta"];

fn is_taken_right(case: &Case) -> Option<bool> {
    let said = phrases::said(&case.text);
    let need = needs::need(&case.text);
    let calls_off = about_order::calls_off(&case.text);
    Some(match case.kind.as_str() {
        "greeting" => said == [Said::Greets] && need.is_none() && !calls_off,
        "thanks" => said == [Said::Thanks] && need.is_none() && !calls_off,
        "person" => said.contains(&Said::WantsPerson) || need.is_some(),
        // Trouble and anger call a person as well.
        "cancel" => calls_off || need.is_some_and(|need| need != Need::Delivery),
        "ask_cancel" | "not_cancel" => !calls_off,
        _ => return None,
    })
}

#[test]
fn the_first_message_is_heard_in_its_own_language_and_for_what_it_is() {
    let cases: Vec<Case> =
        serde_json::from_str(include_str!("../../../tests/data/languages/first_contact.json")).unwrap();
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut languages = (0, 0);
    let mut missed = Vec::new();
    let is_heard = |case: &&Case| case.languages.iter().any(|tag| !UNHEARD.contains(&tag.as_str()));
    for case in cases.iter().filter(is_heard) {
        if let Some(right) = is_taken_right(case) {
            let count = kinds.entry(&case.kind).or_default();
            *count = (count.0 + usize::from(right), count.1 + 1);
            if !right {
                missed.push(format!("{} {:?} {:?}", case.kind, case.languages, case.text));
            }
        }
        // Where no fixed text is in the language, English is right.
        let known: Vec<Language> = case.languages.iter().filter_map(|tag| Language::of_tag(tag)).collect();
        if known.is_empty() {
            continue;
        }
        let heard = Heard::in_words(&case.text, &[], None, "bg");
        let answered = heard.tag.map(Language::nearest);
        // Malay and Indonesian read each other.
        let is_right = answered.is_some_and(|answered| {
            known.contains(&answered)
                || answered.tag() == "id" && known.iter().any(|known| known.tag() == "ms")
        });
        languages = (languages.0 + usize::from(is_right), languages.1 + 1);
        if !is_right {
            missed.push(format!("language {:?} {:?} heard {:?}", case.languages, case.text, heard.tag));
        }
    }
    let missed = missed.join("\n");
    assert!(languages.0 * 100 >= languages.1 * LANGUAGE_PERCENT, "{languages:?} {kinds:?}\n{missed}");
    for (kind, percent) in PERCENT {
        let (right, all) = kinds[kind];
        assert!(all > 100 && right * 100 >= all * percent, "{kind}: {languages:?} {kinds:?}\n{missed}");
    }
}
