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

/// What a reranking costs: by the search, or by what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RerankPrice {
    /// Millionths of a US dollar for a search.
    PerSearch(u64),
    /// Millionths of a US dollar per million tokens.
    PerMillionTokens(u64),
}

/// Millionths of a US dollar for a minute of sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricePerMinute(u32);

#[derive(Deserialize)]
struct PriceList {
    model: Vec<Entry>,
    sound: Vec<SoundEntry>,
    rerank: Vec<RerankEntry>,
}

#[derive(Deserialize)]
struct SoundEntry {
    name: String,
    per_minute: u32,
}

#[derive(Deserialize)]
struct RerankEntry {
    name: String,
    price: RerankPrice,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    #[serde(flatten)]
    price: Price,
}

static LIST: LazyLock<PriceList> = LazyLock::new(|| {
    let nothing = PriceList { model: Vec::new(), sound: Vec::new(), rerank: Vec::new() };
    toml::from_str(include_str!("prices.toml")).unwrap_or(nothing)
});

impl Price {
    pub const FREE: Self = Self { input: 0, output: 0, cached_input: 0, cache_write: None };

    pub fn of(model: &str) -> Option<Self> {
        LIST.model.iter().find(|entry| model.contains(&entry.name)).map(|entry| entry.price)
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

impl RerankPrice {
    /// Of the vendor's own models, by their whole names: the same weights run elsewhere at other prices.
    pub fn of(model: &str) -> Option<Self> {
        LIST.rerank.iter().find(|entry| entry.name == model).map(|entry| entry.price)
    }

    /// Rounded up; nothing where the service does not say what is paid for.
    pub fn cost(self, searches: u64, tokens: Option<u64>) -> Option<Micros> {
        let total = match self {
            Self::PerSearch(price) => i128::from(searches) * i128::from(price),
            Self::PerMillionTokens(price) => {
                (i128::from(tokens?) * i128::from(price) + TOKENS_PER_PRICE - 1) / TOKENS_PER_PRICE
            }
        };
        Some(Micros(i64::try_from(total).unwrap_or(i64::MAX)))
    }
}

impl PricePerMinute {
    /// Of the vendor's own models, by their whole names: the same weights run elsewhere at other prices.
    pub fn of(model: &str) -> Option<Self> {
        LIST.sound.iter().find(|entry| entry.name == model).map(|entry| Self(entry.per_minute))
    }

    /// Rounded up; nothing for what is no length.
    pub fn cost(self, seconds: f64) -> Option<Micros> {
        let milliseconds = std::time::Duration::try_from_secs_f64(seconds).ok()?.as_millis();
        let total = milliseconds.checked_mul(u128::from(self.0))?.div_ceil(60_000);
        i64::try_from(total).ok().map(Micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_readable_and_longer_names_come_first() {
        assert!(LIST.model.len() > 10);
        for (at, entry) in LIST.model.iter().enumerate() {
            for later in &LIST.model[at + 1..] {
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

    #[test]
    fn a_reranking_costs_by_the_search_or_by_what_was_read() {
        let bedrock = RerankPrice::of("cohere.rerank-v3-5:0").unwrap();
        assert_eq!(
            (bedrock.cost(1, None), bedrock.cost(2, Some(9))),
            (Some(Micros(2_000)), Some(Micros(4_000)))
        );
        let voyage = RerankPrice::of("rerank-2.5-lite").unwrap();
        assert_eq!(
            (voyage.cost(1, Some(1_000)), voyage.cost(1, Some(1))),
            (Some(Micros(20)), Some(Micros(1)))
        );
        assert_eq!(voyage.cost(1, None), None, "what was read is not known");
        assert_eq!(bedrock.cost(u64::MAX, None), Some(Micros(i64::MAX)));
        assert_eq!(RerankPrice::of("rerank-2.5-lite-at-home"), None);
    }

    #[test]
    fn a_recording_costs_what_its_seconds_cost() {
        let price = PricePerMinute::of("whisper-1").unwrap();
        assert_eq!(price.cost(30.0), Some(Micros(3_000)));
        assert_eq!(price.cost(0.001), Some(Micros(1)), "rounded up");
        assert_eq!((price.cost(f64::NAN), price.cost(-1.0), price.cost(0.0)), (None, None, Some(Micros(0))));
        assert_eq!(PricePerMinute::of("my-whisper-1-at-home"), None);
    }
}
