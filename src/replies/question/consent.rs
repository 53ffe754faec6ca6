//! Words that consent and refuse, in every language of `languages/replies/`, and which of them are sure.
//!
//! A word that refuses in one language and is another in the next refuses in its own alone: Malay "tak" is Polish for yes.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::needs::words::{Token, tokens};
use crate::languages::{self, REPLIES};
use crate::letters;
use crate::storage::text::query_tokens;

/// One language's file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    yes: Vec<String>,
    clear: Vec<String>,
    although: Vec<String>,
    no: Vec<String>,
    later: Vec<String>,
    cancel: Vec<String>,
    but: Vec<String>,
    courtesy: Vec<String>,
    waits: Vec<String>,
    filler: Vec<String>,
    price: Vec<String>,
    around: Vec<String>,
}

/// Words one after the other.
pub(super) type Phrase = Vec<String>;
pub(super) type Phrases = Vec<Phrase>;

/// One language's words, cut as [`words_one_by_one`] cuts.
#[derive(Debug)]
pub(super) struct Voice {
    pub tag: &'static str,
    pub yes: Phrases,
    pub clear: Phrases,
    pub although: Phrases,
    /// Also what calls off: it refuses an order that is proposed.
    pub no: Phrases,
    /// Of these what puts it off.
    pub later: Phrases,
    pub but: Phrases,
    pub courtesy: Phrases,
    pub filler: Phrases,
    pub price: Phrases,
    pub around: Phrases,
}

static FILES: LazyLock<Vec<(&'static str, File)>> = LazyLock::new(|| {
    REPLIES.iter().filter_map(|(tag, text)| Some((*tag, toml::from_str(text).ok()?))).collect()
});

/// What is said out of courtesy beside an answer, as it is written, by language.
pub(super) fn courtesies() -> impl Iterator<Item = &'static [String]> {
    FILES.iter().map(|(_, file)| file.courtesy.as_slice())
}

pub(super) static VOICES: LazyLock<Vec<Voice>> = LazyLock::new(|| {
    let read = |list: &[String]| list.iter().map(|phrase| words_one_by_one(phrase)).collect();
    let voice = |(tag, file): &(&'static str, File)| Voice {
        tag,
        yes: read(&file.yes),
        clear: read(&file.clear),
        although: read(&file.although),
        no: read(&[&file.no[..], &file.cancel].concat()),
        later: read(&file.later),
        but: read(&file.but),
        courtesy: read(&file.courtesy),
        filler: read(&file.filler),
        price: read(&file.price),
        around: read(&file.around),
    };
    FILES.iter().map(voice).collect()
});

impl Voice {
    /// The language of a tag such as `pt-BR`. Norwegian is read with Danish.
    pub fn of(tag: &str) -> Option<&'static Self> {
        let base = match languages::base(tag) {
            "no" | "nb" | "nn" => "da",
            base => base,
        };
        let exact = VOICES.iter().find(|voice| voice.tag.eq_ignore_ascii_case(tag));
        exact.or_else(|| VOICES.iter().find(|voice| voice.tag == base))
    }
}

/// A text's words; in scripts without blanks its characters.
pub(super) fn words_one_by_one(text: &str) -> Phrase {
    tokens(text).into_iter().map(Token::into_text).collect()
}

/// The words of all languages together, cut as [`words_of`] cuts.
pub(super) struct Together {
    pub consents: Phrases,
    pub refusals: Phrases,
    pub although: Phrases,
    pub clear: Phrases,
    pub further: Phrases,
    /// Consents and refusals of any language that are no courtesy.
    plain: Phrases,
    /// Words that may stand beside any of them and say nothing.
    pub small: Phrases,
    cancels: Phrases,
}

pub(super) static TOGETHER: LazyLock<Together> = LazyLock::new(|| {
    let all = |lists: fn(&File) -> [&[String]; 2]| -> Phrases {
        let phrases = FILES.iter().flat_map(|(_, file)| lists(file).concat());
        phrases.map(|phrase| words_of(&phrase)).filter(|words| !words.is_empty()).collect()
    };
    let mut consents = all(|file| [&file.yes, &file.courtesy]);
    consents.extend(all(|file| [&file.waits, &[]]));
    let elsewhere: HashSet<Phrase> =
        all(|file| [&file.filler, &file.around]).into_iter().chain(consents.iter().cloned()).collect();
    let mut refusals = all(|file| [&file.no, &[]]);
    refusals.retain(|refusal| !elsewhere.contains(refusal));
    Together {
        consents,
        refusals,
        although: all(|file| [&file.although, &[]]),
        clear: all(|file| [&file.clear, &[]]),
        plain: all(|file| [&file.yes, &file.no]),
        further: all(|file| [&file.but, &[]]),
        small: all(|file| [&file.filler, &file.courtesy]),
        cancels: all(|file| [&file.cancel, &[]]),
    }
});

/// Whether a message calls something off and says nothing else: "cancel, please". What, only a person can tell.
pub(super) fn only_cancels(text: &str) -> bool {
    let words = words_of(text);
    let all = [&TOGETHER.cancels, &TOGETHER.consents, &TOGETHER.small];
    let cancels =
        TOGETHER.cancels.iter().any(|phrase| words.windows(phrase.len()).any(|here| here == phrase));
    cancels && !letters::asks(text) && beside(&words, &all) == 0
}

/// Whether a yes or a no stands in a sentence, in any language: "Certo, sì!"
pub(in crate::replies) fn says_yes_or_no(sentence: &str) -> bool {
    let words = words_of(sentence);
    let stands = |phrase: &Phrase| words.windows(phrase.len()).any(|here| here == phrase);
    TOGETHER.plain.iter().any(stands)
}

/// How many words are in none of these phrases.
pub(super) fn beside(words: &[String], all: &[&Phrases]) -> usize {
    let (mut at, mut others) = (0, 0);
    while at < words.len() {
        let here =
            all.iter().flat_map(|phrases| phrases.iter()).filter(|phrase| words[at..].starts_with(phrase));
        let longest = here.map(Vec::len).max();
        others += usize::from(longest.is_none());
        at += longest.unwrap_or(1);
    }
    others
}

/// The words, with letters that were held down written once or twice: "siiii", "okkkk".
pub(super) fn words_of(text: &str) -> Phrase {
    query_tokens(&text.replace(['\'', '’'], "")).iter().map(|word| without_runs(word)).collect()
}

fn without_runs(word: &str) -> String {
    let mut shortened = String::with_capacity(word.len());
    for letter in word.chars() {
        if !(letter.is_alphabetic() && shortened.ends_with(letter)) {
            shortened.push(letter);
        }
    }
    shortened
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read_and_says_everything() {
        assert_eq!(VOICES.len(), REPLIES.len());
        for voice in VOICES.iter() {
            for list in [&voice.yes, &voice.clear, &voice.no, &voice.but, &voice.courtesy, &voice.price] {
                assert!(!list.is_empty() && list.iter().all(|words| !words.is_empty()), "{}", voice.tag);
            }
            let lost: Vec<_> = voice.yes.iter().filter(|yes| voice.no.contains(yes)).collect();
            assert!(lost.is_empty(), "{}: consents that refuse: {lost:?}", voice.tag);
            let alone: Vec<_> = voice.later.iter().filter(|later| !voice.no.contains(later)).collect();
            assert!(alone.is_empty(), "{}: puts off and does not refuse: {alone:?}", voice.tag);
        }
    }

    #[test]
    fn who_only_calls_off_is_told_from_who_asks_or_says_what() {
        for text in [
            "Cancel",
            "cancel please",
            "Annulla per favore",
            "Stornieren bitte",
            "annuler svp",
            "取消",
            "iptal lütfen",
        ] {
            assert!(only_cancels(text), "{text}");
        }
        for text in ["cancel?", "can I cancel", "cancel the meeting with Bob", "no", "please", ""] {
            assert!(!only_cancels(text), "{text}");
        }
    }

    #[test]
    fn a_word_of_two_languages_refuses_in_its_own_alone() {
        let refuses = |word: &str| TOGETHER.refusals.contains(&words_of(word));
        assert!(refuses("no") && refuses("hapana") && refuses("hindi") && refuses("nahi"));
        assert!(!refuses("tak"), "Polish for yes");
    }
}
