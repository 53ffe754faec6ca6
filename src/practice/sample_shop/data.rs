//! The embedded files, read into their shapes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::orders::Habit;
use super::{BadSample, Customer, Knowledge, Pair, Shop};

const SHOP: &str = include_str!("data/shop.toml");
const KNOWLEDGE: [(&str, &str); 2] = [
    ("Domande frequenti", include_str!("data/knowledge_it.toml")),
    ("Frequent questions", include_str!("data/knowledge_en.toml")),
];
const CUSTOMERS: &str = include_str!("data/customers.toml");
const ORDERS: &str = include_str!("data/orders.toml");
const LAST_STORIES: &str = include_str!("data/stories_last.toml");
const EARLIER_STORIES: &str = include_str!("data/stories_before.toml");

pub(super) struct Files {
    pub(super) shop: Shop,
    pub(super) knowledge: Vec<Knowledge>,
    pub(super) customers: Vec<Customer>,
    pub(super) habits: Vec<Habit>,
    pub(super) last: Vec<Story>,
    pub(super) earlier: Vec<Story>,
    /// What stands for each word in braces.
    pub(super) words: BTreeMap<String, Vec<String>>,
}

/// A conversation as written in the files.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Story {
    pub(super) key: String,
    #[serde(default)]
    pub(super) language: String,
    #[serde(default)]
    pub(super) ends: String,
    pub(super) lines: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KnowledgeFile {
    texts: Vec<Text>,
    faq: Vec<Pair>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    title: String,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CustomersFile {
    customers: Vec<Customer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrdersFile {
    orders: Vec<Habit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoriesFile {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    stories: Vec<Story>,
}

pub(super) fn read() -> Result<Files, BadSample> {
    let earlier: StoriesFile = parse(EARLIER_STORIES)?;
    Ok(Files {
        shop: parse(SHOP)?,
        knowledge: knowledge()?,
        customers: parse::<CustomersFile>(CUSTOMERS)?.customers,
        habits: parse::<OrdersFile>(ORDERS)?.orders,
        last: parse::<StoriesFile>(LAST_STORIES)?.stories,
        earlier: earlier.stories,
        words: earlier.words,
    })
}

fn knowledge() -> Result<Vec<Knowledge>, BadSample> {
    let mut sources = Vec::new();
    for (title, file) in KNOWLEDGE {
        let file: KnowledgeFile = parse(file)?;
        let texts = file.texts.into_iter();
        sources.extend(
            texts.map(|text| Knowledge::Text { title: text.title, text: text.text.trim().to_owned() }),
        );
        sources.push(Knowledge::Faq { title: title.to_owned(), pairs: file.faq });
    }
    Ok(sources)
}

fn parse<T: DeserializeOwned>(file: &str) -> Result<T, BadSample> {
    toml::from_str(file).map_err(|error| BadSample(error.to_string()))
}
