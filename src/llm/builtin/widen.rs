//! The words of a question in other languages: what a search by letters needs to find what is written in another one.

use super::concepts::group_words;
use super::read::{Key, languages_of, words};
use crate::languages::of_tag;

/// Words of one subject in one language at most: the commonest come first.
const MOST_FORMS: usize = 6;
/// Words in all.
const MOST_WORDS: usize = 60;

/// What the question's subjects are called in these languages; empty when no table knows them.
pub fn other_words(question: &str, spoken: Option<&str>, languages: &[&str]) -> String {
    let mut other: Vec<String> = Vec::new();
    for word in words(question, &languages_of(question, spoken, None)) {
        let groups = word
            .keys
            .iter()
            .filter_map(|key| if let Key::Of(name) = key { Some(group_words(name)) } else { None });
        let mut found: Vec<String> = groups.flatten().map(str::to_owned).collect();
        for tag in languages {
            let Some(language) = of_tag(tag) else { continue };
            for meaning in &word.meanings {
                found.extend(language.forms(*meaning).take(MOST_FORMS).map(str::to_owned));
            }
        }
        for form in found {
            if !other.contains(&form) {
                other.push(form);
            }
        }
    }
    other.truncate(MOST_WORDS);
    other.join(" ")
}
