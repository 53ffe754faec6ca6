//! Figures and days of a draft that stand in what was found, in the words of its language: `days: 20` is "20 days", and
//! `last message: 2026-11-11` "11 November". They are taken out before the rest is held against records, which are sentences.
//! A figure of another thing, or a day of another year, stays.

use serde_json::{Map, Value};

use crate::clock::Timestamp;
use crate::languages::{self, Meaning, Words};
use crate::storage::text::{fold, normalise};

/// What stands between a day, its month and its year.
const BETWEEN: [&str; 3] = ["de", "del", "of"];
/// Letters behind a day that counts in order: "11th".
const LONGEST_ENDING: usize = 3;

/// Words a day with its year has at most, and one more.
const LONGEST_DAY: usize = 6;

/// A draft without what stands in the evidence.
pub(super) fn without_held(text: &str, evidence: &Map<String, Value>, language: &str) -> String {
    let held = Held::of(evidence, language);
    text.lines().map(|line| held.taken_out(line)).collect::<Vec<_>>().join("\n")
}

struct Held {
    /// Units, each with a figure as it is written.
    counts: Vec<(&'static str, String)>,
    days: Vec<Day>,
    languages: Vec<&'static Words>,
}

struct Day {
    year: String,
    month: u8,
    day: String,
    /// As figures alone.
    written: Vec<String>,
}

impl Held {
    fn of(evidence: &Map<String, Value>, language: &str) -> Self {
        let mut held = Self {
            counts: Vec::new(),
            days: Vec::new(),
            languages: [languages::of_tag(language), languages::of_tag("en")].into_iter().flatten().collect(),
        };
        for (name, value) in evidence {
            match (value.as_i64().filter(|_| name.ends_with("_ms")), unit_of(name)) {
                (Some(at), _) => held.days.extend(Day::of(Timestamp::from_millis(at))),
                (None, Some(unit)) if value.is_number() => {
                    let figure = value.to_string();
                    held.counts.push((unit, figure.strip_suffix(".0").unwrap_or(&figure).to_owned()));
                }
                (None, _) => {}
            }
        }
        held
    }

    fn taken_out(&self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut kept = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let length = self.length(&words[at..]);
            if length == 0 {
                kept.push(words[at]);
                at += 1;
                continue;
            }
            at += length;
            // What closes the sentence stays.
            let last = words[at - 1];
            let bare = last.trim_end_matches(|letter: char| !letter.is_alphanumeric());
            kept.extend(Some(&last[bare.len()..]).filter(|closes| !closes.is_empty()));
        }
        kept.join(" ")
    }

    /// How many words at the beginning say something that stands in the evidence.
    fn length(&self, words: &[&str]) -> usize {
        let plain: Vec<String> = words.iter().take(LONGEST_DAY).map(|word| plain(word)).collect();
        let Some(first) = plain.first() else { return 0 };
        let is_count = |second: &String| {
            self.counts.iter().any(|count| count.1 == *first && self.is_unit(second, count.0))
        };
        if plain.get(1).is_some_and(is_count) {
            return 2;
        }
        self.days.iter().map(|day| self.length_of_day(day, &plain)).max().unwrap_or(0)
    }

    fn length_of_day(&self, day: &Day, plain: &[String]) -> usize {
        let word = |at: usize| plain.get(at).map_or("", String::as_str);
        if day.written.iter().any(|written| written == word(0)) {
            return 1;
        }
        let is_between = |at: usize| BETWEEN.contains(&word(at));
        let length = if day.is_day(word(0)) && self.is_month(word(1), day.month) {
            2
        } else if day.is_day(word(0)) && is_between(1) && self.is_month(word(2), day.month) {
            3
        } else if self.is_month(word(0), day.month) && day.is_day(word(1)) {
            2
        } else {
            return 0;
        };
        let at = length + usize::from(is_between(length));
        let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        match word(at) {
            year if year == day.year => at + 1,
            year if is_year(year) => 0,
            _ => length,
        }
    }

    fn is_month(&self, word: &str, month: u8) -> bool {
        self.languages.iter().any(|words| words.meanings(word).contains(&Meaning::Month(month)))
    }

    fn is_unit(&self, word: &str, unit: &'static str) -> bool {
        self.languages.iter().any(|words| words.meanings(word).contains(&Meaning::Unit(unit)))
    }
}

impl Day {
    fn of(at: Timestamp) -> Option<Self> {
        let text = at.to_string();
        let mut parts = text.get(..10)?.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let short = day.trim_start_matches('0');
        Some(Self {
            written: vec![
                format!("{year}-{month}-{day}"),
                format!("{day}/{month}/{year}"),
                format!("{day}.{month}.{year}"),
            ],
            year: year.to_owned(),
            month: month.parse().ok()?,
            day: short.to_owned(),
        })
    }

    /// "11", "11th", "1er".
    fn is_day(&self, word: &str) -> bool {
        let digits = word.trim_end_matches(|letter: char| !letter.is_ascii_digit());
        let ending = word[digits.len()..].chars().count();
        digits.trim_start_matches('0') == self.day && ending <= LONGEST_ENDING
    }
}

/// Which unit the name of a figure counts: `days`, `usual_days`, `days_late`.
fn unit_of(name: &str) -> Option<&'static str> {
    name.split('_').find_map(|part| match part {
        "days" => Some("day"),
        "hours" => Some("hour"),
        "weeks" => Some("week"),
        _ => None,
    })
}

/// A word as the tables have it, without marks around it.
fn plain(word: &str) -> String {
    fold(&normalise(word.trim_matches(|letter: char| !letter.is_alphanumeric())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn left(text: &str, language: &str) -> String {
        // 2026-11-11.
        let evidence = json!({ "days": 19, "usual_days": 7.0, "messages": 12, "last_message_at_ms": 1_794_355_200_000_i64 });
        without_held(text, evidence.as_object().unwrap(), language)
    }

    #[test]
    fn what_was_found_may_be_said_in_the_words_of_the_language() {
        for (language, text, rest) in [
            ("en", "We have not heard from you for 19 days.", "We have not heard from you for ."),
            ("en", "Not since 11 November, Ana!", "Not since , Ana!"),
            ("en", "Not since November 11th, 2026.", "Not since ."),
            ("en", "Not since 2026-11-11.", "Not since ."),
            ("it", "Non ci sentiamo da 19 giorni.", "Non ci sentiamo da ."),
            ("it", "Non ci sentiamo dal 11 novembre.\n1. Scriva.", "Non ci sentiamo dal .\n1. Scriva."),
            ("es", "Desde el 11 de noviembre de 2026", "Desde el"),
            ("pt", "Desde 11 de novembro.", "Desde ."),
            ("id", "Sudah 19 hari, sejak 11 November.", "Sudah , sejak ."),
            ("hi", "11 नवंबर", ""),
            ("hi", "१९ दिन", ""),
            ("ur", "11 نومبر", ""),
            ("ur", "۱۹ دن", ""),
            ("ar", "11 نوفمبر", ""),
            ("ur-Latn", "19 din se, 11 November", "se,"),
        ] {
            assert_eq!(left(text, language), rest, "{language}: {text}");
        }
    }

    #[test]
    fn a_figure_of_another_thing_stays() {
        for text in [
            "19 euro",
            "19 %",
            "19%",
            "18 days",
            "19 hours",
            "12 days",
            "12 November",
            "11 October",
            "11 November 2025",
            "11:00",
            "19",
            "at 11",
        ] {
            assert_eq!(left(text, "en"), text);
        }
    }
}
