//! The nouns of a web shop's catalogue: products with their variants and offers, and the shop's terms.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::money::Amount;
use crate::words::words;

/// Why a shop that is away was not read, and one whose words could not be made text. Both pass by themselves.
pub const SILENT: &str = "shop_silent";
pub const UNREAD: &str = "words_unread";

words! {
    /// Whether a product can be had. Never how many there are.
    Availability {
        InStock = "in_stock",
        SoldOut = "sold_out",
        /// It can be ordered and comes later.
        Backorder = "backorder",
    }
}

/// A product as the shop shows it to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The shop's own words about it, as text.
    pub about: String,
    /// At least one; a product without sizes or colours is its own only variant.
    pub variants: Vec<Variant>,
    /// It has more variants than are kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_more: bool,
}

/// One thing that can be bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// The shop's own id of it.
    pub id: String,
    /// Its size, colour or the like; nothing where there is no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it costs while no offer runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    pub availability: Availability,
}

/// A lower price for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub price: Amount,
    /// Not before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Its last moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// One of the shop's terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub title: String,
    pub text: String,
}

/// What something costs at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub price: Amount,
    /// What it cost before the offer that runs.
    pub old: Option<Amount>,
    /// The last moment of that offer.
    pub until: Option<Timestamp>,
}

impl Offer {
    pub fn runs(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && self.until.is_none_or(|until| now <= until)
    }

    /// The next moment after `now` from which it counts, or no longer counts.
    pub fn turns_at(&self, now: Timestamp) -> Option<Timestamp> {
        let over = self.until.map(|until| until.plus(std::time::Duration::from_secs(1)));
        [self.from, over].into_iter().flatten().filter(|moment| *moment > now).min()
    }
}

impl Variant {
    /// What it costs at this moment. An offer that begins later, or is over, is not told.
    pub fn told(&self, now: Timestamp) -> Option<Told> {
        match self.offer.filter(|offer| offer.runs(now)) {
            Some(offer) => {
                let old = self.price.filter(|price| *price > offer.price);
                Some(Told { price: offer.price, old, until: offer.until })
            }
            None => self.price.map(|price| Told { price, old: None, until: None }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offer_counts_between_its_moments_and_nowhere_else() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let offer = Offer {
            price: "15".parse().unwrap(),
            from: Some(at("2026-12-01T00:00:00Z")),
            until: Some(at("2026-12-10T23:59:59Z")),
        };
        let variant = Variant {
            id: "1".into(),
            name: None,
            price: "20".parse().ok(),
            offer: Some(offer),
            availability: Availability::InStock,
        };
        for (now, price, old, turns) in [
            ("2026-11-30T23:59:59Z", "20", None, Some("2026-12-01T00:00:00Z")),
            ("2026-12-01T00:00:00Z", "15", Some("20"), Some("2026-12-11T00:00:00Z")),
            ("2026-12-10T23:59:59Z", "15", Some("20"), Some("2026-12-11T00:00:00Z")),
            ("2026-12-11T00:00:00Z", "20", None, None),
        ] {
            let told = variant.told(at(now)).unwrap();
            assert_eq!(told.price, price.parse().unwrap(), "{now}");
            assert_eq!(told.old, old.map(|old| old.parse().unwrap()), "{now}");
            assert_eq!(offer.turns_at(at(now)), turns.map(at), "{now}");
        }
    }
}
