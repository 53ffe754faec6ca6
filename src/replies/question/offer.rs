//! What a customer says to "Shall I ask a colleague?": yes, no, or something else altogether.
//!
//! Only a short message without a question of its own is a reply to the offer; anything longer is looked at as ever. In
//! doubt a person is called: that costs somebody a look, and silence would cost a customer.

use super::consent::{Phrases, TOGETHER, beside, words_of};
use crate::letters;

/// What is replied to the offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum Reply {
    Yes,
    No,
}

/// Words of the longest reply.
const MOST_WORDS: usize = 6;
/// Words of a reply in a language that is not in the tables.
const MOST_UNKNOWN_WORDS: usize = 2;
/// Words beside a refusal that only dress it up.
const MOST_OTHER_WORDS: usize = 1;
/// Letters of the shortest word that is known although one letter differs.
const LETTERS_TO_FORGIVE: usize = 5;

/// Pictures that say yes, and such that say no.
const YES_PICTURES: &[char] =
    &['👍', '👌', '🙏', '✅', '✔', '☑', '🆗', '❤', '🙂', '😊', '😀', '😃', '🤝', '💯', '🫡', '👏'];
pub(super) const NO_PICTURES: &[char] = &['👎', '❌', '🚫', '✖', '🙅'];

/// What a message says to the offer; nothing when it says something else.
pub(in crate::replies) fn reply_to_offer(text: &str) -> Option<Reply> {
    let words = words_of(text);
    if words.is_empty() {
        return by_picture(text);
    }
    if words.len() > MOST_WORDS || letters::asks(text) || text.chars().any(char::is_numeric) {
        return None;
    }
    let has = |phrases: &Phrases| phrases.iter().any(|phrase| stands_in(phrase, &words));
    if has(&TOGETHER.although) {
        return Some(Reply::Yes);
    }
    if text.contains(NO_PICTURES) {
        return Some(Reply::No);
    }
    if refuses(&words) {
        // Whoever says no and goes on wants something else: "no, you sent the wrong meat".
        let others = beside(&words, &[&TOGETHER.refusals, &TOGETHER.consents, &TOGETHER.small]);
        return (others <= MOST_OTHER_WORDS).then_some(Reply::No);
    }
    // Every word belongs to a consent, or the message is one word longer: "ok perfect, thanks Ana".
    let known = words.iter().filter(|word| belongs(&TOGETHER.consents, word)).count();
    let is_consent = has(&TOGETHER.consents) && known + 1 >= words.len();
    (is_consent || is_unknown_and_short(text, &words)).then_some(Reply::Yes)
}

/// Whether a message takes the offer and goes on with something else: "yes, but how much is the lamb?"
pub(in crate::replies) fn agrees_and_asks(text: &str) -> bool {
    if words_of(text).is_empty() || reply_to_offer(text).is_some() {
        return false;
    }
    // A line of its own is a reply of its own.
    let mut lines = text.lines();
    let own_line = lines.next().is_some_and(|first| reply_to_offer(first) == Some(Reply::Yes));
    if own_line && lines.next().is_some() {
        return true;
    }
    let first =
        text.split([',', '.', '!', ';', ':', '،', '。', '，', '！', '、', '\n']).next().unwrap_or(text);
    let clear = |words: &[String]| TOGETHER.clear.iter().any(|phrase| stands_in(phrase, words));
    if first.len() < text.len() && reply_to_offer(first) == Some(Reply::Yes) && clear(&words_of(first)) {
        return true;
    }
    let words = words_of(text);
    let begins = |phrases: &Phrases, words: &[String]| {
        phrases.iter().filter(|phrase| words.starts_with(phrase)).map(Vec::len).max()
    };
    let goes_on = begins(&TOGETHER.consents, &words)
        .is_some_and(|after| begins(&TOGETHER.further, &words[after..]).is_some());
    let clear = begins(&TOGETHER.clear, &words).is_some_and(|after| words.len() > after + MOST_UNKNOWN_WORDS);
    goes_on || clear && !begins_with_plain_si(text)
}

/// "si può pagare?": another word than "sì", which words without their accents no longer tell.
fn begins_with_plain_si(text: &str) -> bool {
    let first = text.split(|letter: char| !letter.is_alphabetic()).find(|word| !word.is_empty());
    first.is_some_and(|word| word.eq_ignore_ascii_case("si"))
}

fn by_picture(text: &str) -> Option<Reply> {
    if text.contains(NO_PICTURES) {
        Some(Reply::No)
    } else {
        text.contains(YES_PICTURES).then_some(Reply::Yes)
    }
}

fn stands_in(phrase: &[String], words: &[String]) -> bool {
    words.windows(phrase.len()).any(|window| is_near(window, phrase))
}

/// Whether a refusal stands there. A word that is like one and is itself a consent refuses nothing: Spanish "espero" waits,
/// "espera" says wait. Nor does a refusal within a longer consent.
fn refuses(words: &[String]) -> bool {
    let consents_at = |from: usize, to: usize| {
        let around = |phrase: &&Vec<String>| phrase.len() > to - from;
        let mut longer = TOGETHER.consents.iter().filter(around);
        longer.any(|phrase| {
            let holds =
                |(at, window): (usize, &[String])| window == phrase && at <= from && to <= at + phrase.len();
            words.windows(phrase.len()).enumerate().any(holds)
        })
    };
    TOGETHER.refusals.iter().any(|refusal| {
        words.windows(refusal.len()).enumerate().any(|(at, window)| {
            let agrees = |word: &String| TOGETHER.consents.iter().flatten().any(|known| known == word);
            let is_meant = window == refusal || (is_near(window, refusal) && !window.iter().any(agrees));
            is_meant && !consents_at(at, at + refusal.len())
        })
    })
}

fn is_near(window: &[String], phrase: &[String]) -> bool {
    window.iter().zip(phrase).all(|(word, known)| is_like(word, known))
}

fn belongs(phrases: &Phrases, word: &str) -> bool {
    phrases.iter().flatten().any(|known| is_like(word, known))
}

/// The same word, or one letter away from it when it is long enough to be meant.
fn is_like(word: &str, known: &str) -> bool {
    word == known
        || (known.chars().count() >= LETTERS_TO_FORGIVE
            && word.chars().next() == known.chars().next()
            && one_letter_apart(word, known))
}

fn one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let start = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let rest = one.len().min(other.len()) - start;
    let end = one.iter().rev().zip(other.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    one.len().max(other.len()) - start - end <= 1
}

/// A word or two that no table knows and that greet nobody are most likely a consent in the customer's own language.
fn is_unknown_and_short(text: &str, words: &[String]) -> bool {
    let foreign = text.chars().filter(|letter| letter.is_alphabetic()).all(|letter| !letter.is_ascii());
    foreign && words.len() <= MOST_UNKNOWN_WORDS && super::phrases::said(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_consent_in_any_language_is_a_yes() {
        for text in [
            "ok",
            "OK!",
            "okkk",
            "Okay",
            "yes please",
            "sure, thanks",
            "va bene",
            "Va bene grazie",
            "Sì grazie",
            "siii",
            "vale",
            "sí, por favor",
            "Claro",
            "theek hai",
            "thik hai ji",
            "haan ji",
            "ٹھیک ہے",
            "جی ہاں",
            "ठीक है",
            "हाँ",
            "تمام",
            "نعم",
            "boleh",
            "iya kak",
            "oke",
            "sim",
            "pode ser",
            "tá bom",
            "👍",
            "👍🏽",
            "🙏",
            "ja gerne",
            "oui merci",
            "好的",
            "да",
            "tamam",
            "d'accord",
            "perfeto",
            "grazie",
            "gracias, espero",
            "aspetto grazie",
            "ok I'll wait",
            "danke, ich warte",
            "tamam bekliyorum",
            "жду",
            "in attesa, grazie",
            "ok perfect thanks Ana",
            "Alright",
            "はい",
        ] {
            assert_eq!(reply_to_offer(text), Some(Reply::Yes), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_a_no() {
        for text in [
            "no",
            "No grazie",
            "no thanks",
            "nein danke",
            "nahi",
            "nahi shukriya",
            "नहीं",
            "نہیں شکریہ",
            "لا شكرا",
            "tidak usah",
            "gak usah",
            "não obrigado",
            "no hace falta",
            "non importa",
            "ok no",
            "👎",
            "non merci",
            "нет, спасибо",
            "不用",
        ] {
            assert_eq!(reply_to_offer(text), Some(Reply::No), "{text}");
        }
    }

    #[test]
    fn a_no_that_goes_on_is_not_only_a_no() {
        for text in [
            "no that is wrong",
            "No, voglio ordinare",
            "No, you delivered the wrong meat",
            "Nein, ich will mein Geld zurück",
            "cancel please",
            "annulla",
            "stornieren",
        ] {
            assert_ne!(reply_to_offer(text), Some(Reply::No), "{text}");
        }
    }

    #[test]
    fn a_question_back_is_a_consent_although_it_says_no() {
        for text in
            ["Why not", "perché no", "cómo no", "warum nicht?", "kyun nahi", "क्यों नहीं", "لم لا", "no problem"]
        {
            assert_eq!(reply_to_offer(text.trim_end_matches('?')), Some(Reply::Yes), "{text}");
        }
    }

    #[test]
    fn a_consent_that_goes_on_is_heard_as_both() {
        for text in [
            "yes but how much is the lamb?",
            "Yes please, and do you have chicken?",
            "Sì, ma quanto costa l'agnello?",
            "va bene ma quanto costa l'agnello?",
            "vale, pero ¿cuánto cuesta el cordero?",
            "ok\nhow much is the lamb?",
            "haan lekin gosht kitne ka hai?",
            "ja, aber was kostet das Lamm?",
            "да, но сколько стоит баранина?",
            "نعم ولكن كم سعر اللحم؟",
            "はい、でも羊肉はいくらですか？",
        ] {
            assert!(agrees_and_asks(text), "{text}");
        }
        for text in [
            "Ok, and what time do you close?",
            "si può pagare con carta?",
            "yes",
            "no, how much is it?",
            "ja",
            "👍",
        ] {
            assert!(!agrees_and_asks(text), "{text}");
        }
    }

    #[test]
    fn a_new_question_is_neither() {
        for text in [
            "Ok, and what time do you close?",
            "How much is the lamb",
            "vendete pane",
            "Do you deliver on Sunday",
            "quanto costa la fiorentina",
            "ok I want 3 kg of lamb for Saturday",
            "2",
            "a domicilio consegnate",
        ] {
            assert_eq!(reply_to_offer(text), None, "{text}");
        }
    }
}
