//! The sample shop: a butcher's in Florence with ninety days behind it, as plain data.
//!
//! Knows nobody: it says what the shop is and what happened when; `app` lets it happen through the rooms' own doors.
//! Every name, number and address in it is invented.

mod data;
mod files;
mod lines;
mod orders;
mod timeline;

use serde::Deserialize;

use crate::clock::Timestamp;

pub use files::File;
pub use lines::{Content, Item, Line, Speaker};
pub use orders::{Bought, BoughtItem};
pub use timeline::{Ending, Happened, Moment};

/// Everything that is to be planted.
#[derive(Debug, Clone)]
pub struct Plan {
    pub shop: Shop,
    pub knowledge: Vec<Knowledge>,
    pub customers: Vec<Customer>,
    /// What happened, oldest first.
    pub moments: Vec<Moment>,
    /// What customers bought, oldest first.
    pub orders: Vec<Bought>,
}

/// The sample shop as it stands at `now`. The same moment gives the same plan.
pub fn plan(now: Timestamp) -> Result<Plan, BadSample> {
    let files = data::read()?;
    let moments = timeline::lay_out(&files, now)?;
    let orders = orders::lay_out(&files.habits, &files.customers, now)?;
    Ok(Plan { shop: files.shop, knowledge: files.knowledge, customers: files.customers, moments, orders })
}

/// A fault in the embedded files; a test keeps it from ever leaving the house.
#[derive(Debug, thiserror::Error)]
#[error("the sample shop's files are faulty: {0}")]
pub struct BadSample(pub String);

/// The business, its people and its labels.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    pub name: String,
    pub language: String,
    pub time_zone: String,
    pub address: String,
    pub phone: String,
    pub website: String,
    pub email: String,
    pub greeting: String,
    pub rules: String,
    pub hours: Vec<Hours>,
    pub staff: Vec<Staff>,
    pub labels: Vec<Label>,
}

/// Days (1 is Monday) with the same opening hours.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    pub days: Vec<u8>,
    pub opens: String,
    pub closes: String,
}

/// Somebody of the shop; stories call them by `key`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    pub key: String,
    pub name: String,
    pub email: String,
    pub role: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    pub name: String,
    pub color: String,
}

/// One source of knowledge.
#[derive(Debug, Clone)]
pub enum Knowledge {
    Text { title: String, text: String },
    Faq { title: String, pairs: Vec<Pair> },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub question: String,
    pub answer: String,
    #[serde(default)]
    pub phrasings: Vec<String>,
}

/// A customer and what the business can see of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Customer {
    pub name: String,
    pub identity: IdentityShape,
    /// Digits only.
    pub phone: Option<String>,
    pub username: Option<String>,
    pub language: String,
    /// How often they wrote before.
    visits: u32,
    /// The story their conversation ends with, and how long ago.
    last: String,
    hours_ago: f64,
    #[serde(default)]
    pub labels: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityShape {
    Phone,
    Both,
    UserId,
    Username,
}

#[cfg(test)]
mod tests;
