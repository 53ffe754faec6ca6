//! The shops' own words: all of a document may be said as it stands, however its lines are broken, and no sentence of it
//! once a figure is changed.

use std::collections::BTreeMap;

use shopbell::replies::answer::claim_check::{Context, Known, Passage};

use super::folder;
use super::table::{Shop, ids, passages, read};

const FOLDERS: [&str; 5] = ["first", "trades", "services", "counters", "shopfronts"];

fn shops() -> Vec<Shop> {
    FOLDERS
        .iter()
        .flat_map(|name| read::<BTreeMap<String, Shop>>(&folder(name), "shops.json").into_values())
        .collect()
}

fn context(shop: &Shop) -> Context<'_> {
    Context { language: Some(&shop.lang), shop_language: Some(&shop.lang), ..Context::default() }
}

/// The text with its sentences parted in another way; "22. Juli" is none's end.
fn parted(text: &str, mark: &str) -> String {
    let mut parted = String::new();
    for part in text.split_inclusive(". ") {
        match part.strip_suffix(". ") {
            Some(whole) if !whole.ends_with(|last: char| last.is_ascii_digit()) => {
                parted.push_str(whole);
                parted.push_str(mark);
            }
            _ => parted.push_str(part),
        }
    }
    parted
}

#[test]
fn a_document_may_be_said_as_it_stands() {
    let mut held = Vec::new();
    for shop in shops() {
        let (ids, context) = (ids(&shop), context(&shop));
        let passages = passages(&shop, &ids, None);
        let known = Known::of(&passages, &context);
        for (_, text) in &shop.docs {
            for draft in [text.clone(), parted(text, "\n- "), parted(text, "; ")] {
                let checked = known.check(&draft);
                let refused = checked.sentences.into_iter().filter(|sentence| !sentence.supported);
                held.extend(refused.map(|sentence| format!("{}: {}", sentence.kind, sentence.text)));
            }
        }
    }
    assert!(held.is_empty(), "{}", held.join("\n"));
}

#[test]
fn a_sentence_whose_figure_was_changed_is_never_sent() {
    let (mut tried, mut sent) = (0, Vec::new());
    for shop in shops() {
        let (ids, context) = (ids(&shop), context(&shop));
        let passages = passages(&shop, &ids, None);
        let known = Known::of(&passages, &context);
        for (_, text) in &shop.docs {
            for sentence in text.split(". ") {
                let Some(figure) = sentence.find(|letter: char| letter.is_ascii_digit()) else { continue };
                let changed = format!("{}7{}", &sentence[..figure], &sentence[figure..]);
                tried += 1;
                if !text.contains(&changed) && known.check_before_verifying(&changed).holds() {
                    sent.push(changed);
                }
            }
        }
    }
    assert!(tried > 400, "{tried}");
    assert!(sent.is_empty(), "{} of {tried}\n{}", sent.len(), sent.join("\n"));
}

#[test]
fn a_sentence_broken_over_two_lines_is_one() {
    let text = "The final weight may be up to five percent more or less than ordered: one\npays the real weight. \
                Deliveries of more than thirty kilos are made on Tuesdays and cost 12\neuros in the old town.";
    let passages = [Passage { id: "1", title: "Weights", question: None, text, cited: true }];
    let context = Context { language: Some("en"), shop_language: Some("en"), ..Context::default() };
    let known = Known::of(&passages, &context);
    for draft in [
        "The final weight may be up to five percent more or less than ordered: one pays the real weight.",
        "Deliveries of more than thirty kilos cost 12 euros in the old town.",
    ] {
        assert!(known.check(draft).holds(), "{draft}");
    }
}
