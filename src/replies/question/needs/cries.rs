//! Cries for help: a word or two and nothing else but who it is about, or a picture. Within a sentence the same words ask for
//! a wine to be recommended.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::words::{Token, tokens};
use super::{File, Need};
use crate::languages::{ELSEWHERE, NEEDS};

/// In no language.
const EVERYWHERE: &[&str] = &["sos", "s.o.s", "mayday"];
/// A picture that says it in whatever words, and one that does unless something is asked.
const SAID_BY_PICTURE: char = '🆘';
const AMBULANCE: char = '🚑';
/// Ends of a question.
const ASKED: &[char] = &['?', '？', '؟', ';'];

/// What may be all of a message, by its first word.
#[derive(Default)]
struct Phrases(HashMap<String, HashSet<Vec<String>>>);

impl Phrases {
    fn add(&mut self, phrase: &str) {
        let words: Vec<String> = tokens(phrase).into_iter().map(Token::into_text).collect();
        if let Some(first) = words.first().cloned() {
            self.0.entry(first).or_default().insert(words);
        }
    }

    /// How many words each takes that begins these.
    fn begin<'a>(&'a self, words: &'a [Token]) -> impl Iterator<Item = usize> + 'a {
        let begins = move |phrase: &&'a Vec<String>| {
            phrase.len() <= words.len()
                && phrase.iter().zip(words).all(|(one, word)| word.texts().any(|text| text == one))
        };
        let firsts = words.first().into_iter().flat_map(Token::texts);
        firsts.filter_map(|text| self.0.get(text)).flatten().filter(begins).map(Vec::len)
    }
}

/// Cries, and what may stand beside one: who it is about.
struct Cries {
    cries: Phrases,
    beside: Phrases,
}

static ALL: LazyLock<Cries> = LazyLock::new(|| {
    let (mut cries, mut beside) = (Phrases::default(), Phrases::default());
    for cry in EVERYWHERE {
        cries.add(cry);
    }
    for file in NEEDS.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok()) {
        file.cries.iter().for_each(|cry| cries.add(cry));
        let kin = file.roles.get("kin").into_iter().flat_map(|kin| kin.split('|'));
        kin.filter(|kin| !kin.ends_with('*')).for_each(|kin| beside.add(kin));
    }
    ELSEWHERE.values().flat_map(|said| &said.cries).for_each(|cry| cries.add(cry));
    Cries { cries, beside }
});

/// What a message cries for.
pub(super) fn heard(text: &str, clauses: &[Vec<Token>]) -> Option<Need> {
    if text.contains(SAID_BY_PICTURE) {
        return Some(Need::Safety);
    }
    if text.contains(AMBULANCE) && !text.contains(ASKED) {
        return Some(Need::Medical);
    }
    let words: Vec<Token> = clauses.iter().flatten().cloned().collect();
    // Up to each word, whether all before it is of cries and who they are about, and whether a cry is among it.
    let mut reached = vec![None; words.len() + 1];
    reached[0] = Some(false);
    for at in 0..words.len() {
        let Some(cried) = reached[at] else { continue };
        let cries = ALL.cries.begin(&words[at..]).map(|length| (length, true));
        let beside = ALL.beside.begin(&words[at..]).map(|length| (length, cried));
        for (length, cried) in cries.chain(beside) {
            reached[at + length] = reached[at + length].max(Some(cried));
        }
    }
    (reached[words.len()] == Some(true)).then_some(Need::Safety)
}
