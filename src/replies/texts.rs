//! What is said without a model, in every language of `languages/texts/`, read once.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::question::language::Language;
use crate::languages::TEXTS;

/// One language's file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    pub fixed: Fixed,
    pub orders: OrderWords,
    pub facts: FactWords,
    pub shop: ShopLabels,
}

/// Free of claims: none of them promises anything but a person.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fixed {
    pub decline: String,
    pub hand_off: String,
    pub greeting: String,
    /// Something in the message cannot be opened.
    pub unreadable: String,
    pub emergency: String,
    /// Nobody could come yet.
    pub still_waiting: String,
    /// What writes here, and the offer of a person.
    pub assistant: String,
}

/// What is said of a customer's own orders. Blanks are filled in once: what stands in a number or a name is no blank.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OrderWords {
    pub one: String,
    pub follow: String,
    pub none: String,
    pub no_number: String,
    pub unsure: String,
    pub payment_yes: String,
    pub payment_open: String,
    pub payment_failed: String,
    pub payment_back: String,
    pub again: String,
    pub again_person: String,
    pub again_customer: String,
    pub again_none: String,
    pub ordered: String,
    pub not_ordered: String,
    /// What a proposal comes to.
    pub again_price: String,
    /// Neither a yes nor a no.
    pub again_unclear: String,
    /// Somebody wants an order taken back or changed; that a person comes is said after it.
    pub called_off: String,
    /// By the order book's word.
    pub states: BTreeMap<String, String>,
    /// Of those that name since when: the same where nobody said.
    pub undated: BTreeMap<String, String>,
}

/// What is said of something a customer told of themselves.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactWords {
    /// Whether it may be kept; `{fact}` is their own sentence.
    pub ask: String,
    /// The words it names to answer with.
    pub yes: String,
    pub no: String,
    pub kept: String,
    pub refused: String,
}

/// Names of the parts of a shop's profile.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShopLabels {
    pub hours: String,
    pub closed: String,
    pub address: String,
    pub phone: String,
    pub website: String,
    pub special_days: String,
    /// From Monday.
    pub days: [String; 7],
    /// As they stand in a date.
    pub months: [String; 12],
    /// What stands between a label and what it names, between the parts of a list, and between its groups, where a language
    /// writes otherwise than ": ", ", " and "; ".
    pub colon: Option<String>,
    pub comma: Option<String>,
    pub semicolon: Option<String>,
    /// How the language writes a date, of `{day}`, `{month}` and `{year}`.
    pub date: String,
}

static ALL: LazyLock<HashMap<&'static str, Texts>> = LazyLock::new(|| {
    TEXTS.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

/// What a build with a broken file says; a test holds that there is none.
static NONE: LazyLock<Texts> = LazyLock::new(Texts::default);

impl Texts {
    pub fn of(language: Language) -> &'static Self {
        ALL.get(language.tag()).unwrap_or(&NONE)
    }

    pub fn all() -> impl Iterator<Item = &'static Self> {
        ALL.values()
    }

    /// Whether a text of the shop's greets, in whatever language: the owner's own words or ours, a line beneath them aside.
    pub fn greet(text: &str, own: Option<&str>) -> bool {
        let own = own.map(str::trim).filter(|own| !own.is_empty());
        let ours = Self::all().map(|texts| texts.fixed.greeting.as_str());
        own.into_iter().chain(ours).any(|greeting| text.starts_with(greeting))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::spoken;
    use crate::orders::OrderState;

    #[test]
    fn a_greeting_is_known_again_in_every_language_and_with_a_line_beneath() {
        let ours = &Texts::of(Language::nearest("it")).fixed.greeting;
        assert!(Texts::greet(&format!("{ours}\n\nMacelleria Rossi"), None));
        assert!(Texts::greet("Salve!", Some(" Salve! ")) && !Texts::greet("Salve!", Some(" ")));
    }

    #[test]
    fn every_language_says_everything() {
        for (tag, text) in TEXTS {
            if let Err(error) = toml::from_str::<Texts>(text) {
                panic!("{tag}: {error}");
            }
        }
        for language in Language::all() {
            let Texts { fixed, orders, facts, shop } = Texts::of(language);
            assert_eq!(facts.ask.matches("{fact}").count(), 1, "{language:?}");
            let asks = facts.ask.to_lowercase();
            assert!([&facts.yes, &facts.no].iter().all(|word| asks.contains(word.as_str())), "{language:?}");
            assert!(!facts.kept.is_empty() && !facts.refused.is_empty(), "{language:?}");
            for state in OrderState::ALL {
                let said = orders.states.get(state.as_str());
                assert!(said.is_some(), "{language:?} {state}");
                let is_dated = said.is_some_and(|said| said.contains("{since}"));
                assert_eq!(is_dated, orders.undated.contains_key(state.as_str()), "{language:?} {state}");
            }
            let labels = [&shop.hours, &shop.closed, &shop.address, &shop.phone, &shop.website];
            assert!(labels.iter().all(|label| !label.is_empty()), "{language:?}");
            assert!(shop.days.iter().chain(&shop.months).all(|name| !name.is_empty()), "{language:?}");
            let blanks = ["{day}", "{month}", "{year}"];
            assert!(blanks.iter().all(|blank| shop.date.contains(blank)), "{language:?}");
            let marks = ['?', '؟', '？', ';'];
            for asks in [
                &fixed.decline,
                &orders.none,
                &orders.no_number,
                &orders.payment_open,
                &orders.again_customer,
            ] {
                assert!(asks.ends_with(marks), "a yes must answer it: {asks}");
            }
        }
    }

    #[test]
    fn every_text_is_recognised_as_its_own_language() {
        for language in Language::all() {
            // Told by their greetings alone; their sentences have no tables.
            if crate::languages::of_tag(language.tag()).is_none() {
                continue;
            }
            let Texts { fixed, orders, .. } = Texts::of(language);
            for text in [
                &fixed.decline,
                &fixed.hand_off,
                &fixed.unreadable,
                &fixed.emergency,
                &fixed.still_waiting,
                &fixed.assistant,
                &orders.unsure,
            ] {
                // A sentence does not tell Malay from Indonesian.
                let tag = if language.tag() == "ms" { "id" } else { language.tag() };
                assert_eq!(spoken(text, None), Some(tag), "{text}");
            }
        }
    }
}
