//! What is written without a model: short and honest, in the languages of the fixed texts. Data, one file a language.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::health::own;
use crate::health::types::Purpose;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("words/", $tag, ".toml")))),+] };
}

const FILES: &[(&str, &str)] = files!["en", "it", "es", "pt", "id", "hi", "ur", "ar", "ur-Latn"];

#[derive(Debug, Deserialize)]
struct Words {
    greeting: String,
    greeting_unnamed: String,
    drafts: HashMap<String, Said>,
}

#[derive(Debug, Deserialize)]
struct Said {
    text: String,
    about: String,
}

static ALL: LazyLock<Vec<(&'static str, Words)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

/// The words of a language, or English ones, and which they are.
fn of(language: &str) -> Option<(&'static Words, &'static str)> {
    let base = language.split(['-', '_']).next().unwrap_or(language);
    let known = |wanted: &str| ALL.iter().find(|(tag, _)| *tag == wanted).map(|(tag, words)| (words, *tag));
    known(language).or_else(|| known(base)).or_else(|| known("en"))
}

/// By which name the words for a signal stand: of the shop's own signals only the purpose is known.
pub(super) fn key(detector: &str, purpose: Purpose) -> &str {
    match (own::id_of(detector), purpose) {
        (None, _) => detector,
        (Some(_), Purpose::Marketing) => "own_marketing",
        (Some(_), Purpose::Utility) => "own_utility",
    }
}

/// A draft for what a detector found, and the language it is in.
pub(super) fn text(
    detector: &str,
    language: &str,
    name: Option<&str>,
    site: Option<&str>,
) -> (Option<String>, Option<String>) {
    let Some((words, tag)) = of(language) else { return (None, None) };
    let Some(said) = words.drafts.get(detector) else { return (None, None) };
    let greeting = match name {
        Some(name) => words.greeting.replace("{name}", name),
        None => words.greeting_unnamed.clone(),
    };
    let text = said.text.replace("{site}", site.unwrap_or_default());
    (Some(format!("{greeting} {text}")), Some(tag.to_owned()))
}

/// What it is about, for the blank of a template in this very language.
pub(super) fn about(detector: &str, language: &str) -> Option<&'static str> {
    let (words, tag) = of(language)?;
    let base = language.split(['-', '_']).next().unwrap_or(language);
    (tag == language || tag == base).then(|| words.drafts.get(detector).map(|said| said.about.as_str()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::detectors;
    use crate::health::types::Scope;

    #[test]
    fn every_language_says_every_detector_somebody_is_written_to_about_in_its_own_words() {
        assert_eq!(ALL.len(), FILES.len());
        let built_in = detectors::all().iter().filter(|one| one.scope != Scope::Itself);
        let own = [("own_marketing", Scope::Customers), ("own_utility", Scope::Customers)];
        for (detector, scope) in built_in.map(|one| (one.name.as_str(), one.scope)).chain(own) {
            for (tag, _) in FILES {
                let (text, language) = super::text(detector, tag, None, Some("Forno Bianchi"));
                let text = text.unwrap_or_else(|| panic!("{tag} says nothing of {detector}"));
                assert_eq!(language.as_deref(), Some(*tag));
                assert_eq!(text.contains("Forno Bianchi"), scope == Scope::Fleet, "{tag}: {text}");
                assert!(text.contains("1.") && text.contains("2."), "two steps: {text}");
                assert!(text.chars().count() < 400 && !text.contains('{'), "{text}");
                assert!(about(detector, tag).is_some_and(|about| about.chars().count() < 60));
            }
        }
    }

    #[test]
    fn a_language_without_words_gets_english_ones_and_a_region_its_languages() {
        let of = |tag: &str| text("no_order", tag, Some("Ana"), None).1.unwrap();
        assert_eq!(
            (of("pt-BR").as_str(), of("fi").as_str(), of("ur-Latn").as_str()),
            ("pt", "en", "ur-Latn")
        );
        assert_eq!(about("no_order", "fi"), None, "a template is never half in another language");
        let (named, _) = text("no_order", "it", Some("Ana"), None);
        assert!(named.unwrap().starts_with("Buongiorno Ana!"));
    }
}
