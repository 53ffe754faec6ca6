//! Languages without tables, told from their neighbours that have them: by letters no language of ours has, else by their
//! small words.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{ONE_LETTER, of_tag, one_name, shares, weight, words_of};
use crate::languages::{ELSEWHERE, NEEDS, base};

/// What the words of a language without tables are of the text, at least, and how far they are ahead of any of ours.
const LEAST_PART: f32 = 0.34;
const AHEAD: f32 = 0.1;
/// As much of one of ours, and a foreign letter is that of a name.
const OURS: f32 = 0.5;

/// Letters no language of ours has.
const LETTERS: &[char] = &[
    'ə', 'ħ', 'ġ', 'ċ', 'ŵ', 'ŷ', 'ð', 'þ', 'ģ', 'ķ', 'ļ', 'ņ', 'ė', 'į', 'ų', 'ū', 'ī', 'ē', 'ľ', 'ĺ', 'ŕ',
    'љ', 'њ', 'џ', 'ћ', 'ђ', 'ј', 'ѓ', 'ќ', 'ѕ', 'ў', 'ұ', 'қ', 'ғ', 'ң', 'ө', 'ү', 'һ', 'ә', 'ҷ', 'ӯ', 'ӣ',
    'ҳ', 'ټ', 'ډ', 'ړ', 'ښ', 'ځ', 'څ', 'ۍ', 'ې', 'ڵ', 'ێ', 'ۆ', 'ڕ', 'ە',
];

/// The words of what our own languages say when a person is needed: they tell no other.
static IN_OURS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let parts = NEEDS.iter().flat_map(|(_, text)| text.split([' ', '|', '_', '*', '"']));
    parts.flat_map(words_of).collect()
});

/// The languages with words to be told by, each with all of them.
static WORDS: LazyLock<HashMap<&'static str, HashSet<String>>> = LazyLock::new(|| {
    let told = ELSEWHERE.iter().filter(|(_, said)| !said.words.is_empty());
    told.map(|(tag, said)| {
        let in_danger = said.words_in_danger().flat_map(words_of).filter(|word| !IN_OURS.contains(word));
        (tag.as_str(), said.words.iter().flat_map(|word| words_of(word)).chain(in_danger).collect())
    })
    .collect()
});

/// A language without tables.
pub(super) struct Elsewhere {
    /// The one of ours that is the same in other letters.
    pub same: Option<&'static str>,
}

/// Whether a text is in a language without tables.
pub(super) fn heard(text: &str, words: &[String], tags: &'static [&'static str]) -> Option<Elsewhere> {
    let ours = shares(words, tags).into_iter().map(|(_, share)| share).fold(0.0, f32::max);
    if text.to_lowercase().contains(LETTERS) && ours < OURS {
        return Some(Elsewhere { same: None });
    }
    let is_ours = |word: &String| tags.iter().any(|tag| weight(tag, of_tag(tag), word) > ONE_LETTER);
    let part = |own: &HashSet<String>| {
        let known = words.iter().filter(|word| own.contains(*word));
        let (mut sum, mut is_own) = (0.0, false);
        for word in known {
            is_own |= !is_ours(word);
            sum += if word.chars().count() == 1 { ONE_LETTER } else { 1.0 };
        }
        if is_own { sum } else { 0.0 }
    };
    let (sum, tag) = WORDS
        .iter()
        .map(|(tag, own)| (part(own), *tag))
        .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)))?;
    #[expect(clippy::cast_precision_loss, reason = "words of one message")]
    let share = sum / words.len() as f32;
    (share >= LEAST_PART && share >= ours + AHEAD).then(|| {
        let same = tag.ends_with("-Latn").then(|| of_tag(base(tag))).flatten();
        Elsewhere { same: same.map(|words| one_name(words.tag)) }
    })
}
