//! The detectors, each one readable `.sql` file: what it looks for, over which views, with which numbers.
//!
//! A file opens with what it finds, then `-- scope:`, `-- pressing:` and a line for each number it is asked with
//! (`-- :silent_days = 7`); `-- purpose: utility` where a message is about the customer's own affair. Adding a detector is adding a file and its name. Asks nobody.

use std::sync::LazyLock;

use super::types::{Purpose, Scope};
use crate::ids::LabelId;

macro_rules! files {
    ($($name:literal),+ $(,)?) => { &[$(($name, include_str!(concat!($name, ".sql")))),+] };
}

/// Every detector there is, by its file.
const FILES: &[(&str, &str)] = files![
    "wa_disconnected",
    "never_connected",
    "provider_mismatch",
    "token_expiring",
    "webhook_silent",
    "backup_failing",
    "disk_filling",
    "clock_off",
    "jobs_dead",
    "model_failing",
    "budget_near",
    "template_paused",
    "quality_dropping",
    "silent_after_activity",
    "order_overdue",
    "no_order",
    "basket_abandoned",
    "complaint_open",
    "question_unanswered",
    "payment_failed",
    "traffic_without_orders",
    "fleet_wa_disconnected",
    "fleet_never_connected",
    "fleet_provider_mismatch",
    "fleet_silent_after_activity",
    "fleet_unreachable",
];

/// Those that find a link that is down: what somebody was told of may be mended.
pub(super) const LINKS: [&str; 6] = [
    "wa_disconnected",
    "webhook_silent",
    "never_connected",
    "fleet_wa_disconnected",
    "fleet_never_connected",
    "fleet_unreachable",
];

/// Which models a provider has.
const MODELS: &str = include_str!("models.toml");

/// A question that finds what went quiet or wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detector {
    pub name: String,
    /// What it finds, in English.
    pub about: String,
    pub scope: Scope,
    /// The greater, the sooner somebody should look at what it finds.
    pub pressing: i64,
    /// What a message because of it is for; only customers are written to.
    pub purpose: Purpose,
    /// The numbers it is asked with, by name.
    pub numbers: Vec<(String, i64)>,
    /// What it is called, where a person gave it its name.
    pub(super) title: Option<String>,
    /// What else it is asked with: a person's choices.
    pub(super) bound: Vec<(String, Bound)>,
    /// Labels it cannot do without.
    pub(super) needs_labels: Vec<LabelId>,
    /// Its text is a person's, and is asked under guard.
    pub(super) written_by_hand: bool,
    pub(super) sql: String,
}

/// A value a question is asked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bound {
    Nothing,
    Number(i64),
    Text(String),
}

/// Why a file is no detector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: its head does not say {missing}")]
pub struct NoDetector {
    pub name: String,
    pub missing: &'static str,
}

impl Detector {
    /// Reads a file with its head.
    pub fn read(name: &str, text: &str) -> Result<Self, NoDetector> {
        let missing = |missing| NoDetector { name: name.to_owned(), missing };
        let head = text.lines().map_while(|line| line.strip_prefix("--")).map(str::trim);
        let (mut about, mut numbers) = (Vec::new(), Vec::new());
        let (mut scope, mut pressing, mut purpose) = (None, None, Purpose::Marketing);
        for line in head {
            if let Some(word) = line.strip_prefix("scope:") {
                scope = word.trim().parse().ok();
            } else if let Some(number) = line.strip_prefix("pressing:") {
                pressing = number.trim().parse().ok();
            } else if let Some(word) = line.strip_prefix("purpose:") {
                purpose = word.trim().parse().map_err(|_| missing("a known purpose"))?;
            } else if let Some(number) = line.strip_prefix(':') {
                numbers.push(read_number(number).ok_or_else(|| missing("a number's value"))?);
            } else {
                about.push(line);
            }
        }
        if about.is_empty() {
            return Err(missing("what it finds"));
        }
        Ok(Self {
            name: name.to_owned(),
            about: about.join(" "),
            scope: scope.ok_or_else(|| missing("its scope"))?,
            pressing: pressing.ok_or_else(|| missing("how pressing it is"))?,
            purpose,
            numbers,
            title: None,
            bound: Vec::new(),
            needs_labels: Vec::new(),
            written_by_hand: false,
            sql: text.to_owned(),
        })
    }

    /// The question, for whoever wants to see how it is answered.
    pub fn sql(&self) -> &str {
        &self.sql
    }

    /// Every parameter the question names, each once.
    pub(super) fn parameters(&self) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let code = self.sql.lines().map(|line| line.split("--").next().unwrap_or_default());
        for line in code {
            for part in line.split(':').skip(1) {
                let end = part.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_');
                let name = &part[..end.unwrap_or(part.len())];
                if !name.is_empty() && !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found
    }
}

/// `silent_days = 7   what it means`
fn read_number(line: &str) -> Option<(String, i64)> {
    let (name, rest) = line.split_once('=')?;
    let value = rest.split_whitespace().next()?.parse().ok()?;
    Some((name.trim().to_owned(), value))
}

static ALL: LazyLock<Vec<Detector>> =
    LazyLock::new(|| FILES.iter().filter_map(|(name, text)| Detector::read(name, text).ok()).collect());

/// Every detector, as it is asked.
pub fn all() -> &'static [Detector] {
    &ALL
}

/// Which models a provider has, as JSON.
pub(super) static KNOWN_MODELS: LazyLock<String> = LazyLock::new(|| {
    let known: toml::Table = toml::from_str(MODELS).unwrap_or_default();
    known
        .get("model")
        .and_then(|models| serde_json::to_string(models).ok())
        .unwrap_or_else(|| "[]".to_owned())
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::ask::GIVEN;

    #[test]
    fn every_file_is_a_detector_whose_numbers_are_all_asked_for_and_all_known() {
        assert_eq!(all().len(), FILES.len());
        for (name, text) in FILES {
            let detector = Detector::read(name, text).unwrap();
            let parameters = detector.parameters();
            for (number, _) in &detector.numbers {
                assert!(parameters.contains(&number.as_str()), "{name}: {number} is not asked for");
            }
            for parameter in parameters {
                let is_known =
                    GIVEN.contains(&parameter) || detector.numbers.iter().any(|(own, _)| own == parameter);
                assert!(is_known, "{name}: nobody gives {parameter}");
            }
            assert!(!text.trim_end().ends_with(';'), "{name} is put into another statement");
        }
        let models: serde_json::Value = serde_json::from_str(&KNOWN_MODELS).unwrap();
        assert!(models.as_array().is_some_and(|models| models.len() > 20), "{models}");
    }

    #[test]
    fn a_head_that_lacks_something_is_told() {
        assert!(Detector::read("x", "-- Finds.\n-- scope: self\n-- pressing: 1\nSELECT 1").is_ok());
        for (text, missing) in [
            ("-- scope: self\n-- pressing: 1", "what it finds"),
            ("-- Finds.\n-- scope: all\n-- pressing: 1", "its scope"),
            ("-- Finds.\n-- scope: self", "how pressing it is"),
            ("-- Finds.\n-- scope: self\n-- pressing: 1\n-- :days = many", "a number's value"),
        ] {
            assert_eq!(Detector::read("x", text).unwrap_err().missing, missing);
        }
    }
}
