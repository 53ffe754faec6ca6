//! What is written without a model: short and honest, in the languages of the fixed texts. Data, one file a language.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::steps::below;
use crate::health::fleet::SiteFault;
use crate::health::own;
use crate::health::types::Purpose;
use crate::languages;

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
    /// What the reader can do now, a sentence each.
    steps: [String; 2],
    about: String,
}

static ALL: LazyLock<Vec<(&'static str, Words)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

/// The words of a language, or English ones, and which they are.
fn of(language: &str) -> Option<(&'static Words, &'static str)> {
    let known = |wanted: &str| ALL.iter().find(|(tag, _)| *tag == wanted).map(|(tag, words)| (words, *tag));
    known(language).or_else(|| known(languages::base(language))).or_else(|| known("en"))
}

/// By which name the words for a signal stand: with the cause, where one is known; of the shop's own signals only the
/// purpose is known.
pub(super) fn key<'a>(detector: &'a str, evidence: &Map<String, Value>, purpose: Purpose) -> &'a str {
    let told = |name: &str| evidence.get(name).and_then(Value::as_str).unwrap_or_default();
    match (own::id_of(detector), purpose) {
        (None, _) if detector == "fleet_unreachable" => match told("fault").parse() {
            Ok(fault) => of_fault(fault),
            Err(_unknown) => detector,
        },
        (None, _) if detector == "fleet_provider_mismatch" && told("what") == "dimensions" => {
            "fleet_provider_dimensions"
        }
        (None, _) => detector,
        (Some(_), Purpose::Marketing) => "own_marketing",
        (Some(_), Purpose::Utility) => "own_utility",
    }
}

/// What the owner of a site that gives no report can do about it, by why there is none.
const fn of_fault(fault: SiteFault) -> &'static str {
    match fault {
        SiteFault::Unreachable | SiteFault::TooSlow => "fleet_unreachable",
        SiteFault::Refused | SiteFault::Failing => "fleet_unreachable_stopped",
        SiteFault::NoSuchSite
        | SiteFault::Redirected
        | SiteFault::NotShopbell
        | SiteFault::TooLarge
        | SiteFault::Truncated
        | SiteFault::Unreadable => "fleet_unreachable_address",
        SiteFault::Tls => "fleet_unreachable_certificate",
        SiteFault::Revoked | SiteFault::TokenLost => "fleet_unreachable_access",
        SiteFault::TooOld => "fleet_unreachable_version",
        SiteFault::Forged
        | SiteFault::OtherInstall
        | SiteFault::OtherKey
        | SiteFault::Replayed
        | SiteFault::Stale => "fleet_unreachable_identity",
        SiteFault::ClockOff => "fleet_unreachable_clock",
        SiteFault::Private | SiteFault::Busy | SiteFault::TooNew => "fleet_unreachable_ours",
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
    let text = below(&format!("{greeting} {}", said.text), &said.steps);
    (Some(text.replace("{site}", site.unwrap_or_default())), Some(tag.to_owned()))
}

/// What it is about, for the blank of a template in this very language.
pub(super) fn about(detector: &str, language: &str) -> Option<&'static str> {
    let (words, tag) = of(language)?;
    (tag == language || tag == languages::base(language))
        .then(|| words.drafts.get(detector).map(|said| said.about.as_str()))?
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
        let faults = SiteFault::ALL.iter().map(|fault| (of_fault(*fault), Scope::Fleet));
        let what = [("fleet_provider_dimensions", Scope::Fleet)];
        let built_in = built_in.map(|one| (one.name.as_str(), one.scope));
        for (detector, scope) in built_in.chain(own).chain(faults).chain(what) {
            for (tag, _) in FILES {
                let (text, language) = super::text(detector, tag, None, Some("Forno Bianchi"));
                let text = text.unwrap_or_else(|| panic!("{tag} says nothing of {detector}"));
                assert_eq!(language.as_deref(), Some(*tag));
                assert_eq!(text.contains("Forno Bianchi"), scope == Scope::Fleet, "{tag}: {text}");
                let lines: Vec<&str> = text.lines().collect();
                assert!(
                    matches!(lines[..], [said, one, two] if !said.contains("1.")
                        && one.starts_with("1. ") && two.starts_with("2. ") && !one.contains("2.")),
                    "two steps, each on its line: {text}"
                );
                assert!(text.chars().count() < 400 && !text.contains('{'), "{text}");
                assert!(about(detector, tag).is_some_and(|about| about.chars().count() < 60));
            }
        }
    }

    #[test]
    fn what_is_known_of_the_cause_chooses_the_words() {
        let of = |detector, evidence: Value| {
            key(detector, evidence.as_object().unwrap(), Purpose::Utility).to_owned()
        };
        let fault = |fault: &str| of("fleet_unreachable", serde_json::json!({ "fault": fault }));
        assert_eq!(fault("revoked"), "fleet_unreachable_access");
        assert_eq!(fault("unreachable"), "fleet_unreachable");
        assert_eq!(fault("a_fault_of_tomorrow"), "fleet_unreachable");
        let what = |what: &str| of("fleet_provider_mismatch", serde_json::json!({ "what": what }));
        assert_eq!(
            (what("model").as_str(), what("dimensions").as_str()),
            ("fleet_provider_mismatch", "fleet_provider_dimensions")
        );
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
