//! What customers say that needs no model to be understood, in every language of `languages/phrases/`: stop, a person
//! please, hello, thanks, a complaint, a failed payment, where is my order. Looks things up and decides nothing.
//!
//! A phrase meets whole words only. Greetings, thanks, stop and the shortest ways to ask for a person meet only a message
//! that says nothing else, courtesies and names aside.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::consent::courtesies;
use super::needs::needs_nobody;
use super::needs::words::{Token, clauses, tokens};
use crate::languages::{PHRASES, cover};
use crate::letters;
use crate::words::words;

words! {
    /// What a phrase tells.
    Said {
        Stop = "stop",
        WantsPerson = "wants_person",
        Greets = "greets",
        Thanks = "thanks",
        Complains = "complains",
        PaymentFailed = "payment_failed",
        WhereIsMyOrder = "where_is_my_order",
        BigBasket = "big_basket",
        LegalOrMedical = "legal_or_medical",
        AsksWhoWrites = "asks_who_writes",
    }
}

/// What a phrase is listened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// All that is said, courtesies aside.
    Whole(Said),
    /// Wherever it stands.
    Part(Said),
    /// Ends a conversation as thanks do: a wish, with which many a language greets too, or praise.
    Wish,
    /// Goes with whatever is said.
    Courtesy,
    /// Takes back what is not named.
    Gone,
    /// Asks whether or how something can be done.
    MayI,
    /// Asks why something was done.
    Why,
}

/// The phrases by their first word.
type Table = HashMap<String, Vec<(Kind, Vec<String>)>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::new();
    let mut add = |kind: Kind, list: &[String]| {
        for phrase in list {
            let phrase: Vec<String> = tokens(phrase).into_iter().map(Token::into_text).collect();
            if let Some(first) = phrase.first().cloned() {
                table.entry(first).or_default().push((kind, phrase));
            }
        }
    };
    for (_, file) in PHRASES.iter() {
        for (said, list) in [
            (Said::Stop, &file.stop),
            (Said::WantsPerson, &file.person),
            (Said::Greets, &file.greets),
            (Said::Thanks, &file.thanks),
            (Said::AsksWhoWrites, &file.asks_bot),
        ] {
            add(Kind::Whole(said), list);
        }
        for (said, list) in [
            (Said::WantsPerson, &file.wants_person),
            (Said::Complains, &file.complains),
            (Said::PaymentFailed, &file.payment_failed),
            (Said::WhereIsMyOrder, &file.where_is_my_order),
            (Said::BigBasket, &file.big_basket),
            (Said::LegalOrMedical, &file.legal_or_medical),
        ] {
            add(Kind::Part(said), list);
        }
        add(Kind::Wish, &file.wishes);
        add(Kind::Wish, &file.praise);
        add(Kind::Courtesy, &file.beside);
        add(Kind::Gone, &file.gone);
        add(Kind::MayI, &file.may_i);
        add(Kind::Why, &file.why);
    }
    courtesies().for_each(|list| add(Kind::Courtesy, list));
    table
});

/// The phrases that begin here: what each is listened for, and how many words it has.
fn beginning(words: &[Token]) -> impl Iterator<Item = (Kind, usize)> {
    let firsts = words.first().into_iter().flat_map(Token::texts);
    let known = firsts.filter_map(|first| TABLE.get(first)).flatten();
    known.filter_map(|(kind, phrase)| stands_here(phrase, words).then_some((*kind, phrase.len())))
}

fn stands_here(phrase: &[String], words: &[Token]) -> bool {
    phrase.len() <= words.len()
        && phrase.iter().zip(words).skip(1).all(|(known, word)| word.texts().any(|text| text == known))
}

/// Everything the text is known to say, in the order of [`Said`].
pub(in crate::replies) fn said(text: &str) -> Vec<Said> {
    let words = tokens(text);
    let parts = (0..words.len()).flat_map(|at| beginning(&words[at..]));
    let mut found: Vec<Said> = parts
        .filter_map(|(kind, _)| match kind {
            Kind::Part(said) => Some(said),
            Kind::Whole(_) | Kind::Wish | Kind::Courtesy | Kind::Gone | Kind::MayI | Kind::Why => None,
        })
        .chain(whole(text, &words))
        .collect();
    // "I don't need to speak to someone": who wants a person all the same says it once more, and is heard by its own words.
    if found.contains(&Said::WantsPerson) && clauses(text).iter().any(|clause| needs_nobody(clause)) {
        found.retain(|said| *said != Said::WantsPerson);
    }
    found.sort_by_key(|said| *said as usize);
    found.dedup();
    found
}

/// What a message says that says one thing only.
fn whole(text: &str, words: &[Token]) -> Option<Said> {
    let is_stop = |(kind, length): (Kind, usize)| kind == Kind::Whole(Said::Stop) && length == words.len();
    if beginning(words).any(is_stop) {
        return Some(Said::Stop);
    }
    let kinds = kinds_of_all(text, words)?;
    // A person is wanted whatever is said beside it, and thanks end what a greeting began.
    [Said::WantsPerson, Said::AsksWhoWrites, Said::Thanks, Said::Greets]
        .into_iter()
        .find(|said| kinds.contains(said))
}

/// What the phrases say of which all words are, each as long as possible, a name or two after the first of them aside;
/// nothing when a word is left.
fn kinds_of_all(text: &str, words: &[Token]) -> Option<Vec<Said>> {
    let longest = |rest: &[Token]| {
        let fits = beginning(rest).filter_map(|(kind, length)| match kind {
            Kind::Whole(Said::Stop) | Kind::Part(_) | Kind::Gone | Kind::MayI | Kind::Why => None,
            Kind::Whole(said) => Some((length, 2, Some(said))),
            Kind::Wish => Some((length, 1, Some(Said::Thanks))),
            Kind::Courtesy => Some((length, 0, None)),
        });
        let (length, _, said) = fits.max_by_key(|(length, weight, _)| (*length, *weight))?;
        Some((length, said))
    };
    Some(cover(words, longest, |word| is_name(text, word))?.into_iter().flatten().collect())
}

/// A word with a capital in a message that asks nothing.
fn is_name(text: &str, word: &Token) -> bool {
    let has_capital =
        |written: &&str| written.starts_with(char::is_uppercase) && !written.chars().any(char::is_numeric);
    let is_it = |written: &str| tokens(written).first() == Some(word);
    !letters::asks(text) && text.unicode_words().filter(has_capital).any(is_it)
}

/// Whether a clause takes back what it does not name: "cancel it". Whoever asks whether that can be done takes nothing back.
pub(in crate::replies::question) fn takes_back(clause: &[Token]) -> bool {
    holds(clause, Kind::Gone) && !asks_whether(clause)
}

/// Whether a clause asks whether or how something can be done.
pub(in crate::replies::question) fn asks_whether(clause: &[Token]) -> bool {
    holds(clause, Kind::MayI)
}

/// Whether a clause asks why something was done.
pub(in crate::replies::question) fn asks_why(clause: &[Token]) -> bool {
    holds(clause, Kind::Why)
}

fn holds(words: &[Token], wanted: Kind) -> bool {
    (0..words.len()).any(|at| beginning(&words[at..]).any(|(kind, _)| kind == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_only_greets_may_hold_a_name_and_a_courtesy() {
        for (text, expected) in [
            ("ciaooo", vec![Said::Greets]),
            ("Guten Tag!", vec![Said::Greets]),
            ("hola, buenos días 😊", vec![Said::Greets]),
            ("Hello Anna", vec![Said::Greets]),
            ("你好", vec![Said::Greets]),
            ("operatore per favore", vec![Said::WantsPerson]),
            ("ciao, grazie", vec![Said::Thanks]),
            ("Grazie mille, buonissima!", vec![Said::Thanks]),
            ("War sehr lecker, danke", vec![Said::Thanks]),
            ("美味しかったです！", vec![Said::Thanks]),
            ("Are you a bot?", vec![Said::AsksWhoWrites]),
            ("ciao, sei un robot?", vec![Said::AsksWhoWrites]),
            ("Bist du ein Mensch?", vec![Said::AsksWhoWrites]),
            ("do you sell robots?", vec![]),
            ("is the cake delicious?", vec![]),
            ("hi, how much is the lamb", vec![]),
            ("stop by on Monday", vec![]),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }

    #[test]
    fn what_needs_no_model_is_understood_in_every_language() {
        for (text, expected) in [
            ("STOP", Said::Stop),
            ("Can I talk to a human please?", Said::WantsPerson),
            ("vorrei parlare con una persona", Said::WantsPerson),
            ("Quiero hablar con alguien", Said::WantsPerson),
            ("Quero falar com um atendente!", Said::WantsPerson),
            ("bisa bicara dengan admin?", Said::WantsPerson),
            ("मुझे किसी इंसान से बात करनी है", Said::WantsPerson),
            ("مجھے کسی انسان سے بات کرنی ہے", Said::WantsPerson),
            ("أريد التحدث مع موظف", Said::WantsPerson),
            ("mujhe kisi insaan se baat karni hai", Said::WantsPerson),
            ("Buongiorno!", Said::Greets),
            ("thank you 🙏", Said::Thanks),
            ("The meat was spoiled, I want my money back", Said::Complains),
            ("La mia carta rifiutata", Said::PaymentFailed),
            ("¿Dónde está mi pedido?", Said::WhereIsMyOrder),
        ] {
            assert!(said(text).contains(&expected), "{text}: {:?}", said(text));
        }
    }

    #[test]
    fn ordinary_questions_say_none_of_it() {
        for text in [
            "What time do you close?",
            "Do you have a return policy?",
            "hi, how much is the ribeye?",
            "What is your refund policy",
            "can I stop by on Monday?",
            "is the person at the till Anna?",
            "I don't need to speak to someone, what are your prices?",
            "pas besoin de parler à quelqu'un, je veux juste le prix",
        ] {
            assert_eq!(said(text), Vec::<Said>::new(), "{text}");
        }
    }
}
