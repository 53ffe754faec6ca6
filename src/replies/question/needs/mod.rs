//! What a person must see to, heard without a model: somebody is asked for, is angry, is in danger, threatens with the
//! law, paid and got nothing, got the wrong thing or none, or wants more than a shop sells in passing.
//!
//! What the languages say is data, one file each; the rules here know none of them. Two ways lead to a need: ways to say it
//! of one language, and the roles its words play ("broken", "arrived"), which `grammar.toml` puts together the same way for
//! all. A message is heard clause by clause; what only sounds like it ("how many people fit at the table?") stands in the
//! data beside it and wins where it stands.

mod amount;
mod cries;
mod index;
mod laughter;
pub(super) mod pattern;
mod slip;
pub(super) mod words;

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lately::Lately;
use crate::words::words;
use index::Index;
use pattern::{Classes, Pattern, Span};
use words::Token;

words! {
    /// Why a person must see to it, the most urgent first.
    Need {
        /// A danger to life: gas, fire, somebody who wants to end theirs.
        Safety = "safety",
        /// Somebody is ill or hurt.
        Medical = "medical",
        Legal = "legal",
        Payment = "payment",
        /// The order came wrong, broken, or not at all.
        Trouble = "trouble",
        Anger = "anger",
        Person = "person",
        /// An order on its way is asked for.
        Delivery = "delivery",
        /// More than is bought in passing.
        BigOrder = "big_order",
    }
}

/// Longest message looked at, in characters.
const LONGEST_CHARACTERS: usize = 1_500;

/// One language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// How somebody says that they want to order; beside these, whatever says how many of something they want.
    order: Vec<String>,
    /// Cries for help, heard when they are all that is said.
    #[serde(default)]
    cries: Vec<String>,
    /// How somebody says that no person is needed, with words by their roles.
    #[serde(default)]
    no_person: Vec<String>,
    /// Words that mean the same here.
    #[serde(default)]
    words: HashMap<String, Vec<String>>,
    /// Words parted by `|`, by the role they play in the grammar.
    #[serde(default)]
    roles: HashMap<String, String>,
    /// By a need, the ways to say it.
    #[serde(default)]
    said: HashMap<String, Vec<String>>,
    /// By a need, what sounds like it and is something else.
    #[serde(default)]
    but_not: HashMap<String, Vec<String>>,
}

/// How words by their roles say a need, in whatever language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Grammar {
    said: HashMap<String, Vec<String>>,
    but_not: HashMap<String, Vec<String>>,
}

const GRAMMAR: &str = include_str!("grammar.toml");

/// What one language says about one need.
#[derive(Debug)]
struct Voice {
    need: Need,
    said: Vec<Pattern>,
    but_not: Vec<Pattern>,
}

/// All that is listened for.
struct Heard {
    voices: Vec<Voice>,
    /// Of every way to say something, by its number: whose it is, and which of theirs.
    said: Vec<(usize, usize)>,
    index: Index,
}

static ALL: LazyLock<Heard> = LazyLock::new(|| {
    let grammar: Option<Grammar> = toml::from_str(GRAMMAR).ok();
    let files = crate::languages::NEEDS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok());
    let voices: Vec<Voice> =
        files.flat_map(|file| voices(&file, grammar.as_ref())).chain(elsewhere()).collect();
    let mut heard = Heard { voices: Vec::new(), said: Vec::new(), index: Index::default() };
    for (whose, voice) in voices.iter().enumerate() {
        for (which, pattern) in voice.said.iter().enumerate() {
            heard.said.push((whose, which));
            heard.index.add(pattern);
        }
    }
    heard.voices = voices;
    heard
});

type Texts = HashMap<String, Vec<String>>;

/// A language's words by the role they play.
fn roles(file: &File) -> Classes {
    let parted = |words: &String| words.split('|').map(str::to_owned).collect();
    let roles: Texts = file.roles.iter().map(|(role, words)| (role.clone(), parted(words))).collect();
    Classes::read(&roles)
}

fn voices(file: &File, grammar: Option<&Grammar>) -> Vec<Voice> {
    let (roles, words) = (roles(file), Classes::read(&file.words));
    let read = |texts: Option<&Vec<String>>, classes: &Classes| {
        texts.into_iter().flatten().filter_map(|text| Pattern::read(text, classes)).collect::<Vec<_>>()
    };
    let sounds_like = |need: Need| {
        let mut but_not = read(file.but_not.get(need.as_str()), &words);
        if need == Need::Person {
            but_not.extend(read(Some(&file.no_person), &roles));
        }
        but_not
    };
    let own = Need::ALL.iter().map(|need| Voice {
        need: *need,
        said: read(file.said.get(need.as_str()), &words),
        but_not: sounds_like(*need),
    });
    // What the grammar takes for something else does not silence the language's own ways to say it.
    let common = Need::ALL.iter().filter_map(|need| {
        let grammar = grammar?;
        let mut but_not = read(grammar.but_not.get(need.as_str()), &roles);
        but_not.extend(sounds_like(*need));
        Some(Voice { need: *need, said: read(grammar.said.get(need.as_str()), &roles), but_not })
    });
    own.chain(common).filter(|voice| !voice.said.is_empty()).collect()
}

/// What is said in danger in languages without a file of their own.
fn elsewhere() -> impl Iterator<Item = Voice> {
    let classes = Classes::default();
    crate::languages::ELSEWHERE.values().flat_map(move |said| {
        [(Need::Medical, &said.medical), (Need::Safety, &said.safety)].map(|(need, texts)| Voice {
            need,
            said: texts.iter().filter_map(|text| Pattern::read(text, &classes)).collect(),
            but_not: Vec::new(),
        })
    })
}

/// Pictures that say it without a word.
const FURIOUS: &[char] = &['😡', '🤬', '😤', '😠', '🖕'];

/// Ways to say something, of which only those are compared with a message that may stand in it.
struct Ways {
    patterns: Vec<Pattern>,
    index: Index,
}

impl Ways {
    fn any_stands_in(&self, words: &[Token]) -> bool {
        self.index.candidates(words).into_iter().any(|number| self.patterns[number].stands_in(words))
    }
}

impl FromIterator<Pattern> for Ways {
    fn from_iter<T: IntoIterator<Item = Pattern>>(patterns: T) -> Self {
        let patterns: Vec<Pattern> = patterns.into_iter().collect();
        let mut index = Index::default();
        for pattern in &patterns {
            index.add(pattern);
        }
        Self { patterns, index }
    }
}

/// Ways to say that something is wanted: those of orders too large to be bought in passing, with any number in them, and each
/// language's own.
static ORDERS: LazyLock<Ways> = LazyLock::new(|| {
    let files = crate::languages::NEEDS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok());
    let of = |file: File| {
        let large = file.said.get(Need::BigOrder.as_str()).cloned().unwrap_or_default();
        let large = large.into_iter().filter(|text| text.contains("#large"));
        let all = large.map(|text| text.replace("#large", "#number")).chain(file.order);
        let words = Classes::read(&file.words);
        all.filter_map(|text| Pattern::read(&text, &words)).collect::<Vec<_>>()
    };
    files.flat_map(of).collect()
});

/// Whether a message may be an order. In doubt it is: who could not be answered is given to a person then.
pub(in crate::replies) fn may_order(text: &str) -> bool {
    let text: String = text.chars().take(LONGEST_CHARACTERS).collect();
    words::clauses(&text).iter().any(|words| ORDERS.any_stands_in(words))
}

/// Ways to say that no person is needed.
static NO_PERSON: LazyLock<Ways> = LazyLock::new(|| {
    let files = crate::languages::NEEDS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok());
    let of = |file: File| {
        let roles = roles(&file);
        file.no_person.iter().filter_map(|text| Pattern::read(text, &roles)).collect::<Vec<_>>()
    };
    files.flat_map(of).collect()
});

/// Whether a clause says that no person is needed: "no need to talk to anyone".
pub(super) fn needs_nobody(clause: &[Token]) -> bool {
    NO_PERSON.any_stands_in(clause)
}

/// The most urgent thing a message says a person must see to.
pub(in crate::replies) fn need(text: &str) -> Option<Need> {
    static LATELY: LazyLock<Lately<Option<Need>>> = LazyLock::new(Lately::new);
    LATELY.heard(text, hear_need)
}

fn hear_need(text: &str) -> Option<Need> {
    let text: String = text.chars().take(LONGEST_CHARACTERS).collect();
    let clauses = words::clauses(&text);
    let heard = clauses.iter().filter_map(|words| heard(words)).chain(cries::heard(&text, &clauses));
    let furious = text.contains(FURIOUS).then_some(Need::Anger);
    heard.chain(furious).filter(|need| laughter::is_meant(*need, &text)).min_by_key(|need| *need as usize)
}

/// Whether something in a message is angry, also beside what is more urgent.
pub(in crate::replies) fn is_angry(text: &str) -> bool {
    static LATELY: LazyLock<Lately<bool>> = LazyLock::new(Lately::new);
    LATELY.heard(text, hear_anger)
}

fn hear_anger(text: &str) -> bool {
    let text: String = text.chars().take(LONGEST_CHARACTERS).collect();
    let is_anger = |words: &Vec<Token>| meant(words).any(|need| need == Need::Anger);
    !laughter::laughs(&text) && (text.contains(FURIOUS) || words::clauses(&text).iter().any(is_anger))
}

fn heard(words: &[Token]) -> Option<Need> {
    meant(words).min_by_key(|need| *need as usize)
}

/// All that a clause says a person must see to.
fn meant(words: &[Token]) -> impl Iterator<Item = Need> {
    ALL.index.candidates(words).into_iter().filter_map(|number| {
        let (whose, which) = ALL.said[number];
        let voice = &ALL.voices[whose];
        let only_sounds_like_it = |said: Span| {
            voice.but_not.iter().any(|pattern| pattern.spans(words).any(|other| other.meets(said)))
        };
        voice.said[which].spans(words).any(|said| !only_sounds_like_it(said)).then_some(voice.need)
    })
}

#[cfg(test)]
mod tests;
