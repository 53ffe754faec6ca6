//! How each language asks, one file a language in `asked/`; adding a language is adding a file and its tag to the list.
//! Words alone: what they mean together is read by whoever answers.
//!
//! `hours`, `price`, `place`, `phone`, `colours` and `weight` say what is wanted, and `colour` names one. `made` asks where a thing comes from. `beside` are
//! words of a question that its answer need not hold: "please", "what happens if". `bring` asks whether somebody or something
//! may come along, and `allow` says so. `bygone` speaks of a price of another time, `bygone_last` where it ends the question. The others stand in answers: `bundle` names what is sold with things in it, `with` leads to them, `otherwise` goes on with what was said before,
//! and `condition` takes a part of it back or narrows it: "not in August", "except on Sundays".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::key::key;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("asked/", $tag, ".toml")))),+] };
}

const FILES: &[(&str, &str)] = files![
    "ar", "bn", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hi-Latn", "hu", "id",
    "it", "ja", "ko", "ms", "nl", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "ur", "ur-Latn", "vi",
    "zh",
];

/// The names of the lists, and no others.
const NAMES: &[&str] = &[
    "hours",
    "price",
    "place",
    "phone",
    "colours",
    "weight",
    "colour",
    "made",
    "beside",
    "bring",
    "allow",
    "bundle",
    "with",
    "otherwise",
    "condition",
    "bygone",
    "bygone_last",
];

/// One language's words, folded.
#[derive(Debug, Default)]
pub struct Asked {
    words: HashMap<String, Vec<&'static str>>,
    phrases: HashMap<String, Vec<(Vec<String>, &'static str)>>,
}

static ALL: LazyLock<HashMap<&'static str, Asked>> = LazyLock::new(|| {
    let read = |text| toml::from_str::<HashMap<String, Vec<String>>>(text).ok();
    FILES.iter().filter_map(|(tag, text)| Some((*tag, Asked::of(&read(text)?)))).collect()
});

/// How the language of this tag asks.
pub fn asked(tag: &str) -> Option<&'static Asked> {
    ALL.get(tag)
}

impl Asked {
    fn of(lists: &HashMap<String, Vec<String>>) -> Self {
        let mut asked = Self::default();
        for name in NAMES {
            for form in lists.get(*name).into_iter().flatten() {
                asked.add(name, form);
            }
        }
        asked
    }

    fn add(&mut self, name: &'static str, form: &str) {
        let folded = key(form);
        let parts: Vec<String> = folded
            .split([' ', '-', '\'', '’', '\u{200c}'])
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        match parts.as_slice() {
            [first, _, ..] => {
                self.phrases.entry(first.clone()).or_default().push((parts, name));
            }
            _ => self.words.entry(folded).or_default().push(name),
        }
    }

    /// The lists a folded word stands in.
    pub fn lists(&self, folded: &str) -> &[&'static str] {
        self.words.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The phrases that begin with these folded words: how many words they are, and their list.
    pub fn phrases(&self, folded: &[&str]) -> Vec<(usize, &'static str)> {
        let Some(known) = folded.first().and_then(|first| self.phrases.get(*first)) else {
            return Vec::new();
        };
        let stands = |phrase: &[String]| {
            phrase.len() <= folded.len() && phrase.iter().zip(folded).all(|(known, word)| known == word)
        };
        known
            .iter()
            .filter(|(phrase, _)| stands(phrase))
            .map(|(phrase, name)| (phrase.len(), *name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::all;

    #[test]
    fn every_language_asks_for_hours_and_prices_and_no_list_is_misnamed() {
        for (tag, text) in FILES {
            let lists: HashMap<String, Vec<String>> = toml::from_str(text).unwrap();
            assert!(lists.keys().all(|name| NAMES.contains(&name.as_str())), "{tag}");
            assert!(lists.contains_key("hours") && lists.contains_key("beside"), "{tag}");
        }
        assert!(all().iter().all(|words| asked(words.tag).is_some()));
    }
}
