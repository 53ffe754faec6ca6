//! What a message costs: by market, category and date, from data that its owner can replace.
//!
//! Meta sends no amounts and offers no price list to programs, so the built-in list is an estimate that names its
//! source and its date. Amounts are exact decimals; nothing is ever computed in floating numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::Deserialize;

use super::types::Category;

/// The rates that come with the program.
pub(in crate::whatsapp) const BUILT_IN: &str = include_str!("rates.toml");
/// Longest rates taken, in bytes.
pub(in crate::whatsapp) const RATES_LIMIT_BYTES: usize = 256 * 1024;
/// The market of every country that stands in none.
const OTHER: &str = "Other";

/// The list read last: it is read anew only when it has changed.
static LAST_READ: Mutex<Option<(String, Arc<Rates>)>> = Mutex::new(None);

/// The same as [`Rates::read`] for a text that is asked for again and again.
pub(super) fn read_once(text: &str) -> Result<Arc<Rates>, RatesError> {
    let known =
        LAST_READ.lock().as_ref().filter(|(known, _)| known == text).map(|(_, rates)| Arc::clone(rates));
    if let Some(rates) = known {
        return Ok(rates);
    }
    let rates = Arc::new(Rates::read(text)?);
    *LAST_READ.lock() = Some((text.to_owned(), Arc::clone(&rates)));
    Ok(rates)
}

/// A list of rates that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rates {
    pub as_of: String,
    pub source: String,
    /// The market of each country.
    markets: BTreeMap<String, String>,
    entries: Vec<Rate>,
}

/// What one market costs from a day on, in micros.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Rate {
    market: String,
    from: jiff::civil::Date,
    marketing: i64,
    utility: i64,
    authentication: i64,
    service: i64,
}

/// Why rates cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RatesError {
    #[error("{0}")]
    Form(String),
    #[error("the currency must be USD")]
    Currency,
    #[error("{0:?} is no amount: write it like \"0.0212\"")]
    Amount(String),
    #[error("the rate names the market {0:?}, which has no list of countries")]
    Market(String),
    #[error("there must be rates for the market \"Other\"")]
    NoOther,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    as_of: jiff::civil::Date,
    source: String,
    currency: String,
    markets: BTreeMap<String, Vec<String>>,
    rate: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    market: String,
    from: jiff::civil::Date,
    marketing: String,
    utility: String,
    authentication: String,
    service: String,
}

impl Rates {
    /// Reads rates, and refuses what could not be computed with.
    pub fn read(text: &str) -> Result<Self, RatesError> {
        let file: File = toml::from_str(text).map_err(|error| RatesError::Form(error.to_string()))?;
        if file.currency != "USD" {
            return Err(RatesError::Currency);
        }
        let mut entries = Vec::with_capacity(file.rate.len());
        for row in file.rate {
            if !file.markets.contains_key(&row.market) {
                return Err(RatesError::Market(row.market));
            }
            entries.push(Rate {
                marketing: micros(&row.marketing)?,
                utility: micros(&row.utility)?,
                authentication: micros(&row.authentication)?,
                service: micros(&row.service)?,
                market: row.market,
                from: row.from,
            });
        }
        entries.sort_by(|a, b| (&a.market, a.from).cmp(&(&b.market, b.from)));
        if !entries.iter().any(|entry| entry.market == OTHER) {
            return Err(RatesError::NoOther);
        }
        let of_market = |(market, countries): (String, Vec<String>)| {
            countries.into_iter().map(move |country| (country, market.clone()))
        };
        Ok(Self {
            as_of: file.as_of.to_string(),
            source: file.source,
            markets: file.markets.into_iter().flat_map(of_market).collect(),
            entries,
        })
    }

    /// How many rates are known.
    pub fn count(&self) -> usize {
        self.entries.len()
    }

    /// What one message costs on a day; nothing before the first rate of its market.
    pub fn price(&self, country: &str, category: Category, day: jiff::civil::Date) -> i64 {
        let market = self.markets.get(country).map_or(OTHER, String::as_str);
        let current = self.entries.iter().rev().find(|entry| entry.market == market && entry.from <= day);
        current.map_or(0, |rate| match category {
            Category::Marketing => rate.marketing,
            Category::Utility => rate.utility,
            Category::Authentication => rate.authentication,
            Category::Service => rate.service,
            Category::ReferralConversion | Category::Other => 0,
        })
    }
}

/// An amount in US dollars, with up to six decimals, in millionths.
fn micros(amount: &str) -> Result<i64, RatesError> {
    let wrong = || RatesError::Amount(amount.to_owned());
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || whole.len() > 6 || fraction.len() > 6 || (amount.contains('.') && !digits(fraction))
    {
        return Err(wrong());
    }
    format!("{whole}{fraction:0<6}").parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_rates_can_be_used_and_say_where_they_come_from() {
        let rates = Rates::read(BUILT_IN).unwrap();
        assert!(rates.source.len() > 20 && rates.count() > 25);
        let autumn = jiff::civil::date(2026, 11, 1);
        assert_eq!(rates.price("FR", Category::Service, autumn), 30_000);
        assert_eq!(rates.price("PL", Category::Utility, autumn), 21_200);
        assert_eq!(rates.price("KE", Category::Service, autumn), 4_000);
        assert_eq!(
            rates.price("FR", Category::Service, jiff::civil::date(2026, 9, 30)),
            0,
            "free until October 2026"
        );
        assert!(rates.price("XX", Category::Marketing, autumn) > 0);
    }

    #[test]
    fn amounts_are_exact_and_nonsense_is_refused() {
        assert_eq!(micros("0.0212"), Ok(21_200));
        assert_eq!(micros("12"), Ok(12_000_000));
        for wrong in ["", ".5", "1.", "-1", "1,5", "0.0000001", "1e3"] {
            assert!(micros(wrong).is_err(), "{wrong}");
        }
        let broken = BUILT_IN.replace("currency = \"USD\"", "currency = \"EUR\"");
        assert_eq!(Rates::read(&broken), Err(RatesError::Currency));
        assert!(matches!(Rates::read("x = 1"), Err(RatesError::Form(_))));
    }
}
