//! A change of the settings as it arrives, and the rules it must keep. The key never stays when the place it would be sent to
//! changes.

use serde::Deserialize;
use utoipa::ToSchema;

use super::domains::Domain;
use super::types::{Opened, Settings, WebSearchWay};
use crate::http::ApiError;
use crate::http::provider_address::wrong_address;
use crate::secrets::Secret;

/// Sites the owner may name.
const MOST_DOMAINS: usize = 20;
const MOST_A_DAY: u32 = 10_000;
/// A US dollar.
const HIGHEST_PRICE_MICROS: i64 = 1_000_000;
const KEY_LIMIT_CHARACTERS: usize = 4_096;

/// What the owner wants.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WebSearchChange)]
pub(super) struct Change {
    way: WebSearchWay,
    /// Of a SearXNG; for Brave only where another address answers as Brave does.
    base_url: Option<String>,
    /// Write-only. Empty takes the stored one away.
    key: Option<Secret>,
    /// Names of sites such as `example.com`, at most 20; each counts with everything below it.
    domains: Vec<String>,
    /// Searches a day, 1 to 10,000.
    daily_limit: u32,
    /// Of one search, in millionths of a US dollar.
    price_micros: i64,
}

impl Change {
    /// The settings after this change, or everything that is wrong with it.
    pub fn applied_to(self, before: &Opened, model_can_search: bool) -> Result<Opened, ApiError> {
        let mut wrong: Vec<(String, String)> = Vec::new();
        let domains = domains(&self.domains, &mut wrong);
        let base_url = self.base_url.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let stays = self.way == before.settings.way && base_url == before.settings.base_url;
        let key = match self.key {
            Some(key) => {
                Some(Secret::new(key.expose().trim().to_owned())).filter(|key| !key.expose().is_empty())
            }
            None => before.key.clone().filter(|_| stays),
        };
        let settings = Settings {
            way: self.way,
            base_url,
            domains,
            daily_limit: self.daily_limit,
            price_micros: self.price_micros,
        };
        let after = Opened { settings, key };
        check(&after, model_can_search, &mut wrong);
        if wrong.is_empty() {
            return Ok(after);
        }
        let error = ApiError::unprocessable("invalid_settings", "Some of these settings cannot work.");
        Err(wrong.into_iter().fold(error, |error, (field, words)| error.field(&field, words)))
    }
}

/// The names that are names, each once; of the others what is wrong with the first.
fn domains(typed: &[String], wrong: &mut Vec<(String, String)>) -> Vec<Domain> {
    let mut domains = Vec::new();
    for text in typed.iter().filter(|text| !text.trim().is_empty()) {
        match Domain::parse(text) {
            Ok(domain) if domains.contains(&domain) => {}
            Ok(domain) => domains.push(domain),
            Err(fault) => {
                let shown: String = text.trim().chars().take(60).collect();
                wrong.push(("domains".to_owned(), format!("{shown}: {fault}")));
                break;
            }
        }
    }
    if domains.len() > MOST_DOMAINS {
        wrong.push(("domains".to_owned(), "At most 20 sites.".to_owned()));
    }
    domains
}

fn check(after: &Opened, model_can_search: bool, wrong: &mut Vec<(String, String)>) {
    let Settings { way, base_url, domains, daily_limit, price_micros } = &after.settings;
    let mut say = |field: &str, words: &str| wrong.push((field.to_owned(), words.to_owned()));
    if let Some(words) = base_url.as_deref().and_then(|text| wrong_address(text, after.key.is_some())) {
        say("base_url", words);
    }
    match way {
        WebSearchWay::Brave if after.key.is_none() => say("key", "Brave needs a key."),
        WebSearchWay::Searxng if base_url.is_none() => say("base_url", "Where is your SearXNG?"),
        WebSearchWay::Model if !model_can_search => {
            say(
                "way",
                "The model that writes answers cannot search the web. Choose Anthropic's under Model, or another service.",
            );
        }
        WebSearchWay::Off | WebSearchWay::Brave | WebSearchWay::Searxng | WebSearchWay::Model => {}
    }
    if *way != WebSearchWay::Off && domains.is_empty() {
        say("domains", "Name at least one site, such as example.com.");
    }
    if after.key.as_ref().is_some_and(|key| {
        key.expose().chars().count() > KEY_LIMIT_CHARACTERS
            || key.expose().chars().any(|letter| !letter.is_ascii_graphic())
    }) {
        say("key", "This is no key: it is too long, or holds what no key holds.");
    }
    if !(1..=MOST_A_DAY).contains(daily_limit) {
        say("daily_limit", "Between 1 and 10000.");
    }
    if !(0..=HIGHEST_PRICE_MICROS).contains(price_micros) {
        say("price_micros", "Between 0 and 1000000.");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(text: &str, before: &Opened) -> Result<Opened, ApiError> {
        serde_json::from_str::<Change>(text).unwrap().applied_to(before, false)
    }

    const BRAVE: &str = r#"{"way":"brave","key":" k ","domains":["Example.com","https://example.com"],"daily_limit":9,"price_micros":5000}"#;

    #[test]
    fn a_key_stays_only_where_it_was_given() {
        let first = change(BRAVE, &Opened::default()).unwrap();
        assert_eq!(first.key.as_ref().unwrap().expose(), "k");
        assert_eq!(first.settings.domains, [Domain::parse("example.com").unwrap()], "each once");
        let same = r#"{"way":"brave","domains":["a.example"],"daily_limit":9,"price_micros":0}"#;
        assert!(change(same, &first).unwrap().key.is_some());
        let elsewhere = r#"{"way":"searxng","base_url":"https://s.example","domains":["a.example"],"daily_limit":9,"price_micros":0}"#;
        assert!(change(elsewhere, &first).unwrap().key.is_none());
        let gone = r#"{"way":"off","key":"","domains":[],"daily_limit":9,"price_micros":0}"#;
        assert!(change(gone, &first).unwrap().key.is_none());
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let twenty_one: Vec<String> = (0..21).map(|number| format!("\"s{number}.example\"")).collect();
        for text in [
            r#"{"way":"brave","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"brave","key":"a b","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"brave","key":"k","domains":[],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"brave","key":"k","domains":["com"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"brave","key":"k","domains":["a.example"],"daily_limit":0,"price_micros":0}"#.to_owned(),
            r#"{"way":"brave","key":"k","domains":["a.example"],"daily_limit":9,"price_micros":-1}"#.to_owned(),
            r#"{"way":"brave","key":"k","base_url":"http://far.example","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"model","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"searxng","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            r#"{"way":"searxng","base_url":"file:///etc","domains":["a.example"],"daily_limit":9,"price_micros":0}"#.to_owned(),
            format!(r#"{{"way":"brave","key":"k","domains":[{}],"daily_limit":9,"price_micros":0}}"#, twenty_one.join(",")),
        ] {
            assert!(change(&text, &Opened::default()).is_err(), "{text}");
        }
        let near = r#"{"way":"searxng","base_url":"http://127.0.0.1:8080","domains":["a.example"],"daily_limit":9,"price_micros":0}"#;
        assert!(change(near, &Opened::default()).is_ok());
    }
}
