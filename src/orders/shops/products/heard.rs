//! What a shop is asked next, and what its answer came to, whichever shop it is.

use super::types::{Policy, Product, Variant};
use crate::money::Currency;
use crate::orders::types::Stage;

/// One question of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// What the stage of the run asks; its cursor says where.
    Run(Stage, Option<String>),
    /// A page of the variants of a product.
    Variants { external_id: String, page: u32 },
    /// A product the shop told of, which is to be known anew; the cursor says where its next variants begin.
    One { external_id: String, cursor: Option<String> },
}

/// An address with what is posted there, and whether the key goes along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub path: String,
    pub body: Option<String>,
    pub with_key: bool,
}

/// A product that came.
#[derive(Debug, Clone)]
pub struct Came {
    pub external_id: String,
    /// Nothing where the shop does not show it to everybody.
    pub product: Option<Product>,
    /// Its variants are asked for one page after the other, from the first.
    pub wants_variants: bool,
}

/// What an answer came to.
#[derive(Debug, Default)]
pub struct Heard {
    pub currency: Option<Currency>,
    /// Whether prices are without tax.
    pub untaxed: Option<bool>,
    pub products: Vec<Came>,
    pub variants: Vec<Variant>,
    /// There is another page of these variants.
    pub more_variants: bool,
    /// Where the next variants begin, of a product that is asked for alone.
    pub rest_of_it: Option<String>,
    pub policies: Vec<(String, Policy)>,
    /// What its terms are could not be heard: those that are known stay.
    pub keeps_policies: bool,
    /// Products that changed.
    pub changed: Vec<String>,
    /// More changed than could be listed.
    pub too_many: bool,
    /// What the run asks next; nothing ends it.
    pub next: Option<(Stage, Option<String>)>,
}

/// Why an answer tells nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotHeard {
    /// The shop asks for patience, for so many seconds where it says so.
    Busy(Option<u64>),
    KeyRefused,
    /// What answers is no such shop.
    NoShop,
}

impl Heard {
    pub fn next(stage: Stage, cursor: Option<String>) -> Self {
        Self { next: Some((stage, cursor)), ..Self::default() }
    }
}
