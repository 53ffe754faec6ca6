//! The dictionary as data: read once from `dictionary.toml`, which is part of the program.

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Entry, Remedy, TRIES};

const TEXT: &str = include_str!("dictionary.toml");

/// A language of the screens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ErrorLanguage)]
pub(in crate::whatsapp) enum Language {
    #[default]
    En,
    It,
}

/// Whether it is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppErrorRetried)]
pub(in crate::whatsapp) enum Retried {
    No,
    Yes,
    Once,
    /// After a long wait.
    Later,
    /// Nothing goes out until it is mended.
    StopsChannel,
}

/// Who does something about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppErrorBy)]
pub(in crate::whatsapp) enum By {
    Shopbell,
    Person,
    Meta,
}

/// What people read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::whatsapp) struct Words {
    pub title: String,
    pub meaning: String,
    pub what_to_do: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RemedyWord {
    RetryAfter,
    PairLimit,
    WindowClosed,
    TokenRevoked,
    NotRegistered,
    PaymentNeeded,
    Restricted,
    Undeliverable,
    Refused,
}

/// One entry of the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::whatsapp) struct Line {
    pub name: String,
    #[serde(default)]
    pub codes: Vec<i64>,
    #[serde(default)]
    pub ranges: Vec<(i64, i64)>,
    remedy: RemedyWord,
    #[serde(default)]
    pause_seconds: u64,
    tries: Option<usize>,
    pub retried: Retried,
    pub by: By,
    en: Words,
    it: Words,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    entry: Vec<Line>,
}

// A file that does not read would leave the dictionary empty; a test refuses that.
static LINES: LazyLock<Vec<Line>> =
    LazyLock::new(|| toml::from_str::<File>(TEXT).map(|file| file.entry).unwrap_or_default());

static BY_CODE: LazyLock<HashMap<i64, &'static Line>> = LazyLock::new(|| {
    let lines: &'static Vec<Line> = &LINES;
    lines.iter().flat_map(|line| line.codes().map(move |code| (code, line))).collect()
});

/// Every entry, in the order of the file.
pub(in crate::whatsapp) fn lines() -> &'static [Line] {
    &LINES
}

/// The entry of a code.
pub(in crate::whatsapp) fn known(code: i64) -> Option<Entry> {
    BY_CODE.get(&code).map(|line| line.entry())
}

/// The words of a name.
pub(in crate::whatsapp) fn words(name: &str, language: Language) -> Option<&'static Words> {
    lines().iter().find(|line| line.name == name).map(|line| line.words(language))
}

impl Line {
    /// Every code it stands for.
    pub(in crate::whatsapp) fn codes(&self) -> impl Iterator<Item = i64> {
        self.codes.iter().copied().chain(self.ranges.iter().flat_map(|(first, last)| *first..=*last))
    }

    pub(in crate::whatsapp) fn words(&self, language: Language) -> &Words {
        match language {
            Language::En => &self.en,
            Language::It => &self.it,
        }
    }

    pub(super) fn entry(&'static self) -> Entry {
        Entry {
            name: &self.name,
            remedy: self.remedy(),
            tries: self.tries.unwrap_or(TRIES),
            happened: &self.en.meaning,
            todo: &self.en.what_to_do,
        }
    }

    fn remedy(&self) -> Remedy {
        match self.remedy {
            RemedyWord::RetryAfter => Remedy::RetryAfter(Duration::from_secs(self.pause_seconds.max(1))),
            RemedyWord::PairLimit => Remedy::PairLimit,
            RemedyWord::WindowClosed => Remedy::WindowClosed,
            RemedyWord::TokenRevoked => Remedy::TokenRevoked,
            RemedyWord::NotRegistered => Remedy::NotRegistered,
            RemedyWord::PaymentNeeded => Remedy::PaymentNeeded,
            RemedyWord::Restricted => Remedy::Restricted,
            RemedyWord::Undeliverable => Remedy::Undeliverable,
            RemedyWord::Refused => Remedy::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code Meta documents for the Cloud API, as of October 2026.
    const DOCUMENTED: &[i64] = &[
        0, 1, 2, 3, 4, 10, 33, 100, 190, 200, 299, 368, 613, 80_007, 130_403, 130_429, 130_472, 130_497,
        130_501, 131_000, 131_005, 131_008, 131_009, 131_016, 131_020, 131_021, 131_026, 131_030, 131_031,
        131_035, 131_036, 131_037, 131_041, 131_042, 131_044, 131_045, 131_047, 131_048, 131_049, 131_050,
        131_051, 131_052, 131_053, 131_055, 131_056, 131_057, 131_059, 131_060, 131_062, 131_063, 131_064,
        131_201, 131_215, 132_000, 132_001, 132_005, 132_007, 132_008, 132_012, 132_015, 132_016, 132_018,
        132_068, 132_069, 133_000, 133_004, 133_005, 133_006, 133_008, 133_009, 133_010, 133_015, 133_016,
        134_011, 134_100, 134_101, 134_102, 135_000, 137_000, 138_000, 138_018, 139_000, 139_004, 139_100,
        139_101, 139_102, 139_103, 147_001, 147_002, 147_003, 147_004, 147_005, 2_388_001, 2_388_012,
        2_388_019, 2_388_040, 2_388_047, 2_388_072, 2_388_073, 2_388_103, 2_388_293, 2_388_299, 2_494_100,
        2_494_191, 2_593_107, 2_593_108, 2_593_109,
    ];

    #[test]
    fn every_documented_code_has_words_in_every_language() {
        let file: File = toml::from_str(TEXT).unwrap();
        assert!(file.entry.len() > 50);
        for code in DOCUMENTED {
            assert!(known(*code).is_some(), "{code} is missing");
        }
        for line in lines() {
            for language in [Language::En, Language::It] {
                let words = line.words(language);
                assert!(words.title.len() > 3 && !words.title.ends_with('.'), "{} {language:?}", line.name);
                assert!(
                    words.meaning.ends_with('.') && words.what_to_do.ends_with('.'),
                    "{} {language:?}",
                    line.name
                );
            }
            assert_ne!(line.en.meaning, line.it.meaning, "{} is not translated", line.name);
        }
    }

    #[test]
    fn each_code_and_each_name_stands_once() {
        let mut codes: Vec<i64> = lines().iter().flat_map(Line::codes).collect();
        let mut names: Vec<&str> = lines().iter().map(|line| line.name.as_str()).collect();
        let all = (codes.len(), names.len());
        codes.sort_unstable();
        codes.dedup();
        names.sort_unstable();
        names.dedup();
        assert_eq!((codes.len(), names.len()), all);
    }

    #[test]
    fn what_is_said_to_be_tried_again_is_what_the_program_tries() {
        for line in lines() {
            let tried = matches!(line.remedy(), Remedy::RetryAfter(_) | Remedy::PairLimit);
            assert_eq!(tried, matches!(line.retried, Retried::Yes | Retried::Once), "{}", line.name);
            assert_eq!(tried, line.by == By::Shopbell, "{}", line.name);
        }
    }
}
