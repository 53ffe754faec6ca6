//! What a customer says to "Shall I place the same order again?". An order is money: a sure yes makes it and nothing else
//! does; what is not understood is asked again.

use super::consent::{Phrases, VOICES, Voice, words_one_by_one};
use super::needs::words::{Token, tokens};
use super::offer::NO_PICTURES;
use crate::languages;
use crate::letters;

/// What is said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum Said {
    Yes,
    No,
    /// What it costs, all of it or a part.
    Price,
    /// Yes, and yet not quite; or yes, and something else.
    Otherwise,
    /// A word or two, and nobody can say what they mean.
    Unclear,
}

/// Words of the longest reply, and characters in scripts without blanks.
const MOST_WORDS: usize = 6;
const MOST_CHARACTERS: usize = 16;
/// Of the longest that may be a yes or a no in words nobody knows.
const MOST_UNCLEAR_WORDS: usize = 3;
const MOST_UNCLEAR_CHARACTERS: usize = 6;
/// Of the longest question what it costs.
const MOST_PRICE_WORDS: usize = 14;
const MOST_PRICE_CHARACTERS: usize = 30;
/// Letters of the shortest word a thing is known by.
const LEAST_LETTERS: usize = 2;
/// Pictures that say yes to an order; a smile or folded hands say too little.
const YES_PICTURES: &[char] = &['👍', '👌', '✅', '✔', '☑', '🆗'];

/// What a message says to the proposal of these things; nothing when it is about something else. `tag` is the customer's
/// language, which goes before all others.
pub(in crate::replies) fn said(text: &str, tag: &str, things: &[&str]) -> Option<Said> {
    let words = words_one_by_one(text);
    if words.is_empty() {
        return by_picture(text);
    }
    let is_within = |most_words, most_characters| {
        let has_characters = tokens(text).iter().any(Token::is_character);
        words.len() <= if has_characters { most_characters } else { most_words }
    };
    if is_within(MOST_PRICE_WORDS, MOST_PRICE_CHARACTERS) && asks_price(&words, things) {
        return Some(Said::Price);
    }
    let goes_on = letters::asks(text) || text.chars().any(char::is_numeric);
    if goes_on || !is_within(MOST_WORDS, MOST_CHARACTERS) {
        return VOICES.iter().any(|voice| begins(&voice.clear, &words)).then_some(Said::Otherwise);
    }
    if text.contains(NO_PICTURES) {
        return Some(Said::No);
    }
    let known = own_word(&words, tag).or_else(|| word_of_any(&words));
    let unclear = || is_within(MOST_UNCLEAR_WORDS, MOST_UNCLEAR_CHARACTERS).then_some(Said::Unclear);
    known.or_else(unclear)
}

/// Whether a message that agrees does so with a yes, and not with an "ok" or a "great" only: in the customer's own language or in
/// English, or by a picture.
pub(in crate::replies) fn plainly_agrees(text: &str, tag: &str) -> bool {
    let words = words_one_by_one(text);
    words.is_empty()
        || Voice::of(tag).into_iter().chain(Voice::of("en")).any(|voice| begins(&voice.clear, &words))
}

/// Whether a message refuses for good and says nothing else, in the customer's own language or in English: "no", "please don't",
/// and neither "later" nor "no, yes".
pub(in crate::replies) fn plainly_refuses(text: &str, tag: &str) -> bool {
    let words = words_one_by_one(text);
    let latin = format!("{}-Latn", languages::base(tag));
    let mut voices = [tag, &latin, "en"].into_iter().filter_map(Voice::of);
    let plainly = |voice: &Voice| {
        contains(&voice.no, &words)
            && !contains(&voice.later, &words)
            && is_made_of(&words, &[&voice.no], &[&voice.courtesy, &voice.filler])
    };
    if words.is_empty() { text.contains(NO_PICTURES) } else { voices.any(plainly) }
}

/// Whether a message is this word and nothing else but courtesies of the language.
pub(in crate::replies) fn is_only(text: &str, tag: &str, word: &str) -> bool {
    let (words, word) = (words_one_by_one(text), vec![words_one_by_one(word)]);
    let nothing = Phrases::new();
    let voice = Voice::of(tag);
    let beside = voice.map_or([&nothing, &nothing], |voice| [&voice.courtesy, &voice.filler]);
    !letters::asks(text) && contains(&word, &words) && is_made_of(&words, &[&word], &beside)
}

/// Whether a thing of the basket is named.
pub(in crate::replies) fn names(text: &str, thing: &str) -> bool {
    let words = words_one_by_one(text);
    words_one_by_one(thing).iter().any(|word| is_a_name(word) && words.contains(word))
}

fn is_a_name(word: &str) -> bool {
    word.chars().count() >= LEAST_LETTERS && word.chars().any(char::is_alphabetic)
}

fn by_picture(text: &str) -> Option<Said> {
    if text.contains(NO_PICTURES) {
        return Some(Said::No);
    }
    let mut seen =
        text.chars().filter(|character| !character.is_whitespace() && !is_tint(*character)).peekable();
    seen.peek()?;
    Some(if seen.all(|picture| YES_PICTURES.contains(&picture)) { Said::Yes } else { Said::Unclear })
}

/// The colour of a skin, and what asks for a picture in colours.
const fn is_tint(character: char) -> bool {
    matches!(character, '\u{1F3FB}'..='\u{1F3FF}' | '\u{FE0F}')
}

/// In the customer's own language, and in English, which everybody writes a word of.
fn own_word(words: &[String], tag: &str) -> Option<Said> {
    let mut own = Voice::of(tag).into_iter().chain(Voice::of("en"));
    own.find_map(|voice| word(voice, words, Refuses::Anywhere))
}

/// In whichever language: where one says yes and another no, nobody knows.
fn word_of_any(words: &[String]) -> Option<Said> {
    let mut heard = VOICES.iter().filter_map(|voice| word(voice, words, Refuses::Alone));
    let first = heard.next()?;
    Some(if heard.all(|other| other == first) { first } else { Said::Unclear })
}

/// Where a refusal counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Refuses {
    Anywhere,
    /// Beside words of the same kind only.
    Alone,
}

/// What the words say in one language.
fn word(voice: &Voice, words: &[String], refuses: Refuses) -> Option<Said> {
    let beside = [&voice.courtesy, &voice.filler];
    if contains(&voice.although, words) && is_made_of(words, &[&voice.although, &voice.yes], &beside) {
        return Some(Said::Yes);
    }
    if contains(&voice.no, words) {
        let is_plain = is_made_of(words, &[&voice.no, &voice.yes], &beside);
        if !is_plain && begins(&voice.clear, words) {
            return Some(Said::Otherwise);
        }
        return (is_plain || refuses == Refuses::Anywhere).then_some(Said::No);
    }
    if contains(&voice.yes, words) && is_made_of(words, &[&voice.yes], &beside) {
        return Some(Said::Yes);
    }
    let goes_on = begins(&voice.yes, words) && contains(&voice.but, words) || begins(&voice.clear, words);
    goes_on.then_some(Said::Otherwise)
}

/// Whether the words ask what it costs, and name nothing but what is in the basket.
fn asks_price(words: &[String], things: &[&str]) -> bool {
    let names: Phrases = things
        .iter()
        .flat_map(|thing| words_one_by_one(thing))
        .filter(|word| is_a_name(word))
        .map(|word| vec![word])
        .collect();
    VOICES.iter().any(|voice| {
        let beside = [&voice.around, &voice.yes, &voice.courtesy, &voice.filler, &voice.but, &names];
        contains(&voice.price, words) && is_made_of(words, &[&voice.price], &beside)
    })
}

fn contains(phrases: &Phrases, words: &[String]) -> bool {
    phrases.iter().any(|phrase| words.windows(phrase.len()).any(|window| window == phrase.as_slice()))
}

fn begins(phrases: &Phrases, words: &[String]) -> bool {
    phrases.iter().any(|phrase| words.starts_with(phrase))
}

/// Whether the words are these phrases one after the other, and nothing else.
fn is_made_of(words: &[String], of: &[&Phrases], beside: &[&Phrases]) -> bool {
    let mut reached = vec![false; words.len() + 1];
    reached[0] = true;
    for at in 0..words.len() {
        if !reached[at] {
            continue;
        }
        for phrase in of.iter().chain(beside).flat_map(|phrases| phrases.iter()) {
            if words[at..].starts_with(phrase) {
                reached[at + phrase.len()] = true;
            }
        }
    }
    reached[words.len()]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::languages::REPLIES;

    /// By language: what says yes, no, what it costs, and what is neither.
    type Cases = BTreeMap<String, BTreeMap<String, Vec<String>>>;

    fn name(said: Option<Said>) -> &'static str {
        match said {
            Some(Said::Yes) => "yes",
            Some(Said::No) => "no",
            Some(Said::Price) => "price",
            Some(Said::Otherwise) => "otherwise",
            Some(Said::Unclear) => "unclear",
            None => "nothing",
        }
    }

    #[test]
    fn only_pictures_that_say_yes_and_nothing_else_make_an_order() {
        for (text, expected) in [
            ("👍", Some(Said::Yes)),
            ("👍🏽👍🏽", Some(Said::Yes)),
            ("✔️ ✅", Some(Said::Yes)),
            ("👍?", Some(Said::Unclear)),
            ("🤔👍", Some(Said::Unclear)),
            ("👍 🙏", Some(Said::Unclear)),
            ("🙂", Some(Said::Unclear)),
            ("👎", Some(Said::No)),
            (" ", None),
        ] {
            assert_eq!(said(text, "en", &[]), expected, "{text}");
        }
    }

    #[test]
    fn every_language_says_yes_no_and_how_much_in_its_own_words() {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/orders/proposed.toml"));
        let cases: Cases = toml::from_str(text).unwrap();
        let mut wrong = Vec::new();
        for (language, kinds) in &cases {
            for (kind, texts) in kinds {
                for text in texts {
                    let heard = name(said(text, language, &["Salsiccia di Norcia", "Pane"]));
                    if heard != kind {
                        wrong.push(format!("{language}: {text:?} is {kind}, heard {heard}"));
                    }
                }
            }
        }
        for (tag, _) in REPLIES {
            let kinds = cases.get(*tag).unwrap_or_else(|| panic!("no case of {tag}"));
            assert!(["yes", "no", "price"].iter().all(|kind| kinds.contains_key(*kind)), "{tag}");
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    #[test]
    fn nothing_that_is_not_sure_orders() {
        for (tag, text) in [
            ("en", "thanks"),
            ("en", "tak"),
            ("ka", "არა"),
            ("ka", "კი"),
            ("am", "አይ"),
            ("en", "🙏"),
            ("en", "😊"),
            ("en", "hmm"),
            ("en", "ok later"),
            ("it", "grazie"),
            ("it", "sì ma domani"),
            ("en", "yes but without beer"),
            ("de", "ja, aber ohne Bier"),
            ("en", "ok what time do you close"),
            ("ja", "大丈夫です"),
            ("en", "yes?"),
            ("en", "2"),
            ("en", "..."),
        ] {
            assert_ne!(said(text, tag, &["Beer"]), Some(Said::Yes), "{tag} {text}");
        }
    }

    #[test]
    fn who_refuses_for_good_is_told_from_who_puts_off_or_says_both() {
        for (tag, text) in [
            ("en", "nope"),
            ("en", "please don't"),
            ("en", "of course not"),
            ("en", "never"),
            ("en", "👎"),
            ("it", "meglio di no"),
            ("it", "No, grazie!"),
            ("de", "lieber nicht"),
            ("de", "nicht nötig"),
            ("es", "claro que no"),
            ("fr", "pas question"),
            ("zh", "不要"),
            ("zh", "不用了"),
            ("ko", "아니오"),
            ("ja", "いや"),
            ("ja", "結構です"),
            ("id", "jangan"),
            ("id", "gak usah"),
            ("ru", "не надо"),
            ("tr", "olmaz"),
            ("hi", "nahi"),
            ("pl", "raczej nie"),
        ] {
            assert!(plainly_refuses(text, tag), "{tag}: {text}");
        }
        for (tag, text) in [
            ("en", "later"),
            ("en", "not now"),
            ("en", "wait"),
            ("en", "no yes"),
            ("en", "no, how much is it"),
            ("en", "don't forget my birthday"),
            ("en", "I am not allergic"),
            ("it", "magari dopo"),
            ("de", "jetzt nicht"),
            ("zh", "下次"),
            ("id", "nanti saja"),
            ("en", "yes"),
            ("en", "👍"),
            ("en", ""),
        ] {
            assert!(!plainly_refuses(text, tag), "{tag}: {text}");
        }
    }

    #[test]
    fn a_word_of_two_languages_counts_in_the_customers_own() {
        for (tag, heard) in [("pl", Said::Yes), ("ms", Said::No), ("en", Said::Unclear)] {
            assert_eq!(said("tak", tag, &[]), Some(heard), "{tag}");
        }
    }

    #[test]
    fn the_price_of_what_is_not_proposed_is_another_question() {
        for text in
            ["how much is the lamb?", "quanto costa l'agnello?", "how much is delivery?", "what do you sell?"]
        {
            assert_eq!(said(text, "en", &["Salsiccia"]), None, "{text}");
        }
        assert_eq!(said("quanto costa la salsiccia?", "it", &["Salsiccia"]), Some(Said::Price));
    }
}
