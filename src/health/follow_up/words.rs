//! What is written after a purchase: the owner's own text in the customer's language, else ours. Data, one file a language.
//!
//! Names and numbers are filled in as they are and never read again: what stands in them is no blank.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::types::Kind;
use crate::languages;

macro_rules! files {
    ($($tag:literal),+ $(,)?) => { &[$(($tag, include_str!(concat!("words/", $tag, ".toml")))),+] };
}

const FILES: &[(&str, &str)] = files!["en", "it", "es", "pt", "id", "hi", "ur", "ar", "ur-Latn"];

/// What may stand in a text, between braces.
pub(super) const BLANKS: [&str; 6] = ["greeting", "name", "number", "shop", "state", "tracking"];

/// Letters of what is wrong that are shown again.
const LEFTOVER_SHOWN: usize = 20;

#[derive(Debug, Deserialize)]
struct Words {
    greeting: String,
    greeting_unnamed: String,
    tracking: String,
    review: String,
    follow: String,
    states: BTreeMap<String, String>,
}

static ALL: LazyLock<Vec<(&'static str, Words)>> = LazyLock::new(|| {
    FILES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

/// What a text is filled in with.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Blanks<'a> {
    pub name: Option<&'a str>,
    pub number: &'a str,
    pub shop: &'a str,
    /// A word of the order book's.
    pub state: &'a str,
    pub tracking: Option<&'a str>,
}

/// The languages there are texts in.
pub(super) fn tags() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(tag, _)| *tag)
}

/// Our own texts of a kind, by language.
pub(super) fn ours(kind: Kind) -> BTreeMap<String, String> {
    ALL.iter().map(|(tag, words)| ((*tag).to_owned(), words.of(kind).to_owned())).collect()
}

/// The language of ours for a tag such as `pt-BR`; English for one without texts.
pub(super) fn language(tag: &str) -> &'static str {
    let known = |wanted: &str| tags().find(|tag| tag.eq_ignore_ascii_case(wanted));
    known(tag).or_else(|| known(languages::base(tag))).unwrap_or("en")
}

/// The message of a kind for a customer who speaks `tag`.
pub(super) fn text(
    kind: Kind,
    own: &BTreeMap<String, String>,
    tag: &str,
    blanks: &Blanks<'_>,
) -> Option<String> {
    let tag = language(tag);
    let (_, words) = ALL.iter().find(|(known, _)| *known == tag)?;
    let mine = own.get(tag).map(|text| text.trim()).filter(|text| !text.is_empty());
    let text = filled(mine.unwrap_or_else(|| words.of(kind)), words, blanks);
    let is_told = mine.is_some_and(|mine| mine.contains("{tracking}"));
    let follow = blanks.tracking.filter(|_| kind == Kind::Tracking && !is_told);
    Some(follow.map_or(text.clone(), |_| format!("{text}\n{}", filled(&words.follow, words, blanks))))
}

impl Words {
    fn of(&self, kind: Kind) -> &str {
        match kind {
            Kind::Tracking => &self.tracking,
            Kind::Review => &self.review,
        }
    }
}

/// Every blank filled in once, from left to right; what is in no list of ours stays as it is written.
fn filled(text: &str, words: &Words, blanks: &Blanks<'_>) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let named =
            after.split_once('}').and_then(|(name, after)| Some((blank(name, words, blanks)?, after)));
        if let Some((value, after)) = named {
            out.push_str(&value);
            rest = after;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn blank(name: &str, words: &Words, blanks: &Blanks<'_>) -> Option<String> {
    Some(match name {
        "greeting" => match blanks.name {
            Some(name) => words.greeting.replace("{name}", name),
            None => words.greeting_unnamed.clone(),
        },
        "name" => blanks.name.unwrap_or_default().to_owned(),
        "number" => blanks.number.to_owned(),
        "shop" => blanks.shop.to_owned(),
        "state" => words.states.get(blanks.state).cloned().unwrap_or_default(),
        "tracking" => blanks.tracking.unwrap_or_default().to_owned(),
        _ => return None,
    })
}

/// The first thing with a brace that is none of ours: a word between two, or braces that are left over. It would be sent as
/// it is written.
pub(super) fn unknown_blank(text: &str) -> Option<String> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
    let unknown = inside.map(str::to_owned).find(|name| !BLANKS.contains(&name.as_str()));
    let left = BLANKS.iter().fold(text.to_owned(), |left, name| left.replace(&format!("{{{name}}}"), ""));
    let leftover = |at: usize| left[at..].chars().take(LEFTOVER_SHOWN).collect();
    unknown.or_else(|| left.find(['{', '}']).map(leftover))
}

/// A text as it is kept: what customers would not see, or would see in another order, goes.
pub(super) fn tidied(text: &str) -> String {
    let is_hidden = |letter: char| matches!(letter, '\u{200B}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    text.chars()
        .filter(|letter| (*letter == '\n' || !letter.is_control()) && !is_hidden(*letter))
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: Blanks<'_> =
        Blanks { name: Some("Ana"), number: "1042", shop: "Rossi", state: "shipped", tracking: None };

    #[test]
    fn every_language_says_both_messages_in_its_own_words_and_leaves_no_blank() {
        assert_eq!(ALL.len(), FILES.len());
        let none = BTreeMap::new();
        for tag in tags() {
            for kind in [Kind::Tracking, Kind::Review] {
                for name in [Some("Ana"), None] {
                    let tracking = Some("https://carrier.example/1042");
                    let text = text(kind, &none, tag, &Blanks { name, tracking, ..ORDER }).unwrap();
                    assert!(
                        text.contains("1042") && text.contains("Rossi") && !text.contains('{'),
                        "{tag}: {text}"
                    );
                    assert_eq!(text.contains("https://"), kind == Kind::Tracking, "{text}");
                    assert!(text.chars().count() < 400, "{text}");
                }
            }
            let unpaid = text(Kind::Tracking, &none, tag, &Blanks { state: "paid", ..ORDER });
            assert_ne!(unpaid, text(Kind::Tracking, &none, tag, &ORDER), "{tag}");
            assert!(ours(Kind::Review)[tag].contains("STOP"), "{tag}: whoever is asked may say no");
        }
    }

    #[test]
    fn the_owners_words_come_first_in_the_customers_language_only() {
        let own =
            BTreeMap::from([("it".to_owned(), "Ciao {name}, {number}: {tracking} {unknown".to_owned())]);
        let blanks = Blanks { name: Some("{shop}"), tracking: Some("T1"), ..ORDER };
        let text = |tag| text(Kind::Tracking, &own, tag, &blanks).unwrap();
        assert_eq!(text("it-IT"), "Ciao {shop}, 1042: T1 {unknown", "a name is no blank");
        assert!(text("fi").starts_with("Hello {shop}!") && text("fi").ends_with("Follow it here: T1"));
        assert_eq!(unknown_blank("a {name} b {nome} c"), Some("nome".to_owned()));
        assert_eq!(unknown_blank("a { b } {number}"), Some(" b ".to_owned()));
        assert_eq!(unknown_blank("a {{name}} b"), Some("{} b".to_owned()));
        assert_eq!(unknown_blank("a {name b"), Some("{name b".to_owned()));
        assert_eq!(unknown_blank("a name} b"), Some("} b".to_owned()));
        assert_eq!(unknown_blank("{greeting} {name}, {tracking}"), None);
        assert_eq!(tidied(" a\u{202e}b\u{0}c\nd \u{200b}"), "abc\nd");
    }
}
