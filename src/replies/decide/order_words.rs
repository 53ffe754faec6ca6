//! What is said of a customer's own orders, in the languages of the fixed texts. Data, one file a language.
//!
//! Blanks are filled in once: what stands in a number or a name is no blank.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::replies::question::language::Language;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("order_words/", $tag, ".toml")))),+] };
}

const FILES: &[(&str, &str)] = files!["en", "it", "es", "pt", "id", "hi", "ur", "ar", "ur-Latn"];

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::replies) struct OrderWords {
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
}

static ALL: LazyLock<Vec<(&'static str, OrderWords)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

static NONE: LazyLock<OrderWords> = LazyLock::new(OrderWords::default);

impl OrderWords {
    pub fn of(language: Language) -> &'static Self {
        ALL.iter().find(|(tag, _)| *tag == language.tag()).map_or(&*NONE, |(_, words)| words)
    }
}

/// Whether a text of ours asks if a basket is to be ordered again, in whichever language.
pub(in crate::replies) fn asks_again(text: &str) -> bool {
    ALL.iter().any(|(_, words)| text.contains(&words.again_customer))
}

/// Whether it asks so because the answer before was not understood.
pub(in crate::replies) fn asks_once_more(text: &str) -> bool {
    ALL.iter().any(|(_, words)| text.contains(&words.again_unclear))
}

/// Every blank filled in once, from left to right.
pub(in crate::replies) fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let blank = after.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value, after))
        });
        let (said, after) = blank.unwrap_or(("{", after));
        out.push_str(said);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::orders::OrderState;

    #[test]
    fn every_language_says_everything_in_its_own_words() {
        assert_eq!(ALL.len(), FILES.len());
        for language in Language::ALL {
            let words = OrderWords::of(language);
            for state in OrderState::ALL {
                assert!(words.states.contains_key(state.as_str()), "{language:?} {state}");
            }
            for asks in [&words.none, &words.no_number, &words.payment_open, &words.again_customer] {
                assert!(asks.ends_with(['?', '؟']), "a yes must answer it: {asks}");
            }
            assert!(
                asks_again(&format!("{}\n{}", words.again_price, words.again_customer))
                    && !words.again_customer.is_empty()
            );
            assert!(
                asks_once_more(&words.again_unclear) && !asks_again(&words.again_unclear),
                "{language:?}"
            );
            assert!(words.called_off.contains("{number}") && words.again_price.contains("{total}"));
            let heard = crate::languages::spoken(&words.unsure, None);
            assert_eq!(heard.and_then(Language::of_tag), Some(language), "{}", words.unsure);
        }
    }

    #[test]
    fn what_is_filled_in_is_no_blank() {
        let text = filled("{number}: {state} {odd", &[("number", "{state}"), ("state", "paid")]);
        assert_eq!(text, "{state}: paid {odd");
    }
}
