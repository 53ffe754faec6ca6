//! What notices say, by kind and language: data in `words/`, filled in with names that are nobody's numbers.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::notify::Words;
use crate::replies::{Lack, Mood};

/// The texts of one language.
#[derive(Debug, Deserialize)]
struct Texts {
    reasons: BTreeMap<String, String>,
    /// What is said after the reason, by its stable word.
    waiting: BTreeMap<String, String>,
    moods: BTreeMap<String, String>,
    lacks: BTreeMap<String, String>,
    /// By the tag of the language a customer writes.
    languages: BTreeMap<String, String>,
    #[serde(flatten)]
    kinds: BTreeMap<String, OfKind>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfKind {
    #[serde(default)]
    title: String,
    /// The title where no name is known.
    #[serde(default)]
    nameless: String,
    /// Titles by what was found.
    #[serde(default)]
    titles: BTreeMap<String, String>,
    body: String,
    several: String,
}

static TEXTS: LazyLock<Vec<(&'static str, Texts)>> = LazyLock::new(|| {
    [("en", include_str!("words/en.toml")), ("it", include_str!("words/it.toml"))]
        .into_iter()
        .filter_map(|(language, text)| Some((language, toml::from_str(text).ok()?)))
        .collect()
});

/// Longest name that is named, in characters.
const LONGEST_NAME: usize = 60;

/// What a notice is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Subject {
    pub name: Option<String>,
    /// A number of the shop's own.
    pub number: Option<String>,
    /// Why a person is wanted, as a stable word.
    pub reason: Option<String>,
    /// Of somebody who waits for a person.
    pub urgent: bool,
    pub mood: Option<Mood>,
    /// What has to be asked for.
    pub lacks: Vec<Lack>,
    /// What they write, as a tag; said where it is not the reader's own.
    pub language: Option<String>,
    pub detector: Option<String>,
}

/// What a notice of this kind says, in every language there is.
pub(super) fn told(kind: &str, subject: &Subject) -> BTreeMap<&'static str, Words> {
    let words = |(language, texts): &(&'static str, Texts)| {
        let of_kind = texts.kinds.get(kind)?;
        let title = match (&subject.detector, &subject.name) {
            (Some(detector), _) => of_kind.titles.get(detector).or_else(|| of_kind.titles.get("other"))?,
            (None, Some(_)) => &of_kind.title,
            (None, None) => &of_kind.nameless,
        };
        let words = Words {
            title: filled(title, subject, texts),
            body: body(filled(&of_kind.body, subject, texts), subject, texts, language),
            several: of_kind.several.clone(),
        };
        Some((*language, words))
    };
    TEXTS.iter().filter_map(words).collect()
}

/// What is told of somebody who waits, after why a person is wanted.
fn body(why: String, subject: &Subject, texts: &Texts, language: &str) -> String {
    let urgent = texts.waiting.get("urgent").filter(|_| subject.urgent).cloned();
    let mood = subject.mood.and_then(|mood| texts.moods.get(mood.as_str())).cloned();
    let lacks = subject.lacks.iter().filter_map(|lack| texts.lacks.get(lack.as_str())).cloned();
    let spoken = subject.language.as_ref().filter(|spoken| *spoken != language);
    let spoken = spoken.and_then(|spoken| texts.languages.get(spoken)).cloned();
    let parts = urgent.into_iter().chain([why]).chain(mood).chain(lacks).chain(spoken);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A line with its blanks filled; nothing where one stays empty.
fn filled(line: &str, subject: &Subject, texts: &Texts) -> String {
    let name = subject.name.as_ref().map(|name| name.chars().take(LONGEST_NAME).collect::<String>());
    let reason = subject.reason.as_ref().and_then(|reason| texts.reasons.get(reason)).cloned();
    let blanks = [("name}", name), ("number}", subject.number.clone()), ("reason}", reason)];
    // In one pass, so that a name that looks like a blank stays a name.
    let mut parts = line.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let found = blanks.iter().find_map(|(blank, value)| Some((part.strip_prefix(blank)?, value)));
        let Some((rest, value)) = found else { return String::new() };
        let Some(value) = value.as_ref().filter(|value| !value.is_empty()) else { return String::new() };
        filled.push_str(value);
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::notices::KINDS;
    use crate::health::{Scope, detectors};
    use crate::inbox::HandOffReason;

    #[test]
    fn every_kind_detector_and_reason_has_words_in_every_language() {
        assert_eq!(TEXTS.len(), 2, "a file of words cannot be read");
        for (language, texts) in TEXTS.iter() {
            for kind in KINDS {
                assert!(texts.kinds.contains_key(kind.name), "{language}: {}", kind.name);
                assert!(texts.kinds[kind.name].several.contains("{count}"), "{language}: {}", kind.name);
            }
            for reason in HandOffReason::ALL {
                assert!(texts.reasons.contains_key(reason.as_str()), "{language}: {reason}");
            }
            for mood in Mood::ALL.iter().filter(|mood| **mood != Mood::Calm) {
                assert!(texts.moods.contains_key(mood.as_str()), "{language}: {mood}");
            }
            for lack in Lack::ALL {
                assert!(texts.lacks.contains_key(lack.as_str()), "{language}: {lack}");
            }
            for spoken in crate::languages::all().iter().filter(|spoken| spoken.tag != *language) {
                assert!(texts.languages.contains_key(spoken.tag), "{language}: {}", spoken.tag);
            }
            assert!(texts.waiting.contains_key("urgent"), "{language}");
            for detector in detectors::all().iter().filter(|detector| detector.scope == Scope::Itself) {
                let titles = &texts.kinds["install"].titles;
                assert!(titles.contains_key(&detector.name), "{language}: {}", detector.name);
            }
        }
    }

    #[test]
    fn names_fill_blanks_and_blanks_in_names_stay_what_they_are() {
        let said = |subject: &Subject| told("hand_over", subject)["en"].clone();
        let ana =
            Subject { name: Some("{reason}".into()), reason: Some("complaint".into()), ..Subject::default() };
        assert_eq!(
            (said(&ana).title.as_str(), said(&ana).body.as_str()),
            ("{reason} waits for a person", "A complaint.")
        );
        let upset = Subject {
            reason: Some("complaint".into()),
            urgent: true,
            mood: Some(Mood::Angry),
            lacks: vec![Lack::OrderNumber, Lack::Words],
            language: Some("it".into()),
            ..Subject::default()
        };
        assert_eq!(
            said(&upset).body,
            "Urgent. A complaint. Angry. The order number is missing. There is a recording without words. They write in Italian."
        );
        assert_eq!(
            told("hand_over", &upset)["it"].body,
            "Urgente. Un reclamo. Tono arrabbiato. Manca il numero dell'ordine. C'è una registrazione senza parole.",
            "their own language is no news"
        );
        let nobody = Subject { reason: Some("something new".into()), ..Subject::default() };
        assert_eq!(
            (said(&nobody).title.as_str(), said(&nobody).body.as_str()),
            ("A customer waits for a person", "")
        );
        let new = Subject { detector: Some("something_new".into()), ..Subject::default() };
        assert_eq!(told("install", &new)["it"].title, "Qualcosa nel tuo negozio va guardato");
    }
}
