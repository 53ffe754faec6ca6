//! What a model call costs, from the price list that ships beside this file.
//! Never guesses: a model that is not listed has no price.

use std::sync::LazyLock;

use serde::Deserialize;

use super::types::{Micros, Usage};

const TOKENS_PER_PRICE: i128 = 1_000_000;

/// Millionths of a US dollar per million tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Price {
    pub input: u64,
    pub output: u64,
    pub cached_input: u64,
    /// What is kept in the vendor's cache; the same as `input` where nothing else is listed.
    pub cache_write: Option<u64>,
}

#[derive(Deserialize)]
struct PriceList {
    model: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(flatten)]
    price: Price,
}

static LIST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    toml::from_str::<PriceList>(include_str!("prices.toml")).map_or_else(|_| Vec::new(), |list| list.model)
});

impl Price {
    pub const FREE: Self = Self { input: 0, output: 0, cached_input: 0, cache_write: None };

    pub fn of(model: &str) -> Option<Self> {
        LIST.iter().find(|entry| model.contains(&entry.name)).map(|entry| entry.price)
    }

    /// Rounded up, so that a cap is never passed by roundings.
    pub fn cost(self, usage: &Usage) -> Micros {
        let part = |tokens: u64, price: u64| i128::from(tokens) * i128::from(price);
        let total = part(usage.input_tokens, self.input)
            + part(usage.output_tokens, self.output)
            + part(usage.cached_input_tokens, self.cached_input)
            + part(usage.cache_write_tokens, self.cache_write.unwrap_or(self.input));
        Micros(i64::try_from((total + TOKENS_PER_PRICE - 1) / TOKENS_PER_PRICE).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_readable_and_longer_names_come_first() {
        assert!(LIST.len() > 10);
        for (at, entry) in LIST.iter().enumerate() {
            for later in &LIST[at + 1..] {
                assert!(!later.name.contains(&entry.name), "{} hides {}", entry.name, later.name);
            }
        }
    }

    #[test]
    fn a_call_costs_what_its_tokens_cost() {
        let price = Price::of("eu.anthropic.claude-haiku-4-5-20251001-v1:0").unwrap();
        let usage = Usage {
            input_tokens: 2_000,
            output_tokens: 100,
            cached_input_tokens: 1_000,
            cache_write_tokens: 400,
        };
        assert_eq!(price.cost(&usage), Micros(2_000 + 500 + 100 + 500));
        let nova = Price::of("eu.amazon.nova-lite-v1:0").unwrap();
        assert_eq!(
            nova.cost(&usage),
            Micros(120 + 24 + 15 + 24),
            "without a price of its own it costs as input"
        );
        assert_eq!(price.cost(&Usage { output_tokens: 1, ..Usage::default() }), Micros(5));
        assert_eq!(Price::FREE.cost(&usage), Micros(0));
        assert_eq!(Price::of("llama3.2"), None);
    }
}
