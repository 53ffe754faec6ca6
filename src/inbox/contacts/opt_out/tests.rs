//! Sentences that are a wish, and sentences that only look like one.

use super::languages::{languages, unreadable};
use super::{Heard, Reach, Wish, confirmation, heard};

const CASES: &str = include_str!("cases.txt");

fn word(heard: Heard) -> &'static str {
    match heard {
        Heard::Nothing => "nothing",
        Heard::Doubt => "doubt",
        Heard::Wish { wish: Wish::Stop(Reach::Everything), .. } => "everything",
        Heard::Wish { wish: Wish::Stop(Reach::Offers), .. } => "offers",
        Heard::Wish { wish: Wish::Start, .. } => "start",
    }
}

#[test]
fn every_language_can_be_read_and_says_what_the_customer_is_told() {
    assert!(unreadable().is_empty(), "{:?}", unreadable());
    for tag in [
        "en", "it", "es", "pt", "fr", "de", "nl", "pl", "ru", "uk", "tr", "ar", "he", "fa", "hi", "ur",
        "ur-Latn", "bn", "id", "ms", "vi", "th", "zh", "ja", "ko", "ro", "el", "cs", "sv",
    ] {
        let language = languages().all.iter().find(|language| language.tag == tag).unwrap();
        assert!(language.words.texts().iter().all(|text| text.len() > 20), "{tag} lacks a text");
        assert!(
            language.words.sentences.len() >= 7 && language.words.but_not.len() >= 6,
            "{tag} lacks sentences"
        );
    }
}

#[test]
fn what_is_a_wish_and_what_only_looks_like_one() {
    let mut wrong = Vec::new();
    for line in CASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (wanted, said) = line.split_once('\t').unwrap();
        let found = word(heard(said, false));
        if found != wanted {
            wrong.push(format!("{said}: {found}, not {wanted}"));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_sentences_of_every_language_are_heard_and_their_look_alikes_are_not() {
    let mut wrong = Vec::new();
    for language in &languages().all {
        let words = &language.words;
        for said in words.alone().iter().chain(&words.sentences) {
            if !matches!(heard(said, false), Heard::Wish { wish: Wish::Stop(_), whole: true, .. }) {
                wrong.push(format!("{}: not heard: {said} ({})", language.tag, word(heard(said, false))));
            }
        }
        for said in &words.but_not {
            if heard(said, false) != Heard::Nothing {
                wrong.push(format!("{}: heard: {said} ({})", language.tag, word(heard(said, false))));
            }
        }
        for said in &words.start {
            if !matches!(heard(said, true), Heard::Wish { wish: Wish::Start, .. }) {
                wrong.push(format!("{}: not again: {said} ({})", language.tag, word(heard(said, true))));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_wish_among_other_things_is_heard_and_the_rest_is_still_to_be_answered() {
    let said = heard("Stop sending me offers. Where is my parcel 4711?", false);
    assert!(matches!(said, Heard::Wish { wish: Wish::Stop(Reach::Offers), whole: false, .. }), "{said:?}");
    let said = heard("Non mandatemi più messaggi. Grazie!", false);
    assert!(matches!(said, Heard::Wish { whole: true, .. }), "{said:?}");
}

#[test]
fn again_means_something_only_to_whoever_gets_nothing() {
    assert_eq!(heard("Start", false), Heard::Nothing);
    assert!(matches!(heard("START please", true), Heard::Wish { wish: Wish::Start, .. }));
    assert_eq!(heard("When does the film start?", true), Heard::Nothing);
}

#[test]
fn the_confirmation_is_in_the_nearest_language() {
    let stop = Wish::Stop(Reach::Everything);
    assert!(confirmation(stop, &[None, Some("de-AT")]).contains("Ihnen"));
    assert!(confirmation(stop, &[Some("ur-Latn")]).contains("SHURU"));
    assert!(confirmation(stop, &[Some("sw")]).contains("START"));
    assert_ne!(confirmation(stop, &[]), confirmation(Wish::Stop(Reach::Offers), &[]));
}
