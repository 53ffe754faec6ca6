//! What of a draft claims nothing: thanks, greetings, a question back; and what nobody may ask for.

use super::against::Against;
use super::fact::Fact;
use super::fit::{has_thing, is_foreign, is_known};
use super::hours::Hours;
use super::piece::{Piece, Thing};
use super::record::Record;
use super::sentences::is_greek;
use super::subjects::is_closed;
use super::token::{Kind, Token};
use crate::languages::Meaning;

/// Card numbers, codes and passwords are asked for by nobody honest, whatever a document says.
pub(super) fn asks_for_secrets(read: &[Token]) -> bool {
    read.iter().any(|token| token.is("secret"))
}

pub(super) fn is_question(text: &str, read: &[Token]) -> bool {
    let is_greek = |token: &Token| token.raw.chars().all(is_greek);
    let asks_in_greek = text.trim_end().ends_with([';', '\u{37e}']) && read.iter().any(is_greek);
    if !asks_in_greek && !text.trim_end().ends_with(['?', '؟', '？']) {
        return false;
    }
    let first = read.iter().find(|token| token.mark().is_none());
    let second = read.iter().filter(|token| token.mark().is_none()).nth(1);
    let opens = first.is_some_and(|token| token.is("question"))
        || first.is_some_and(|token| PREPOSITIONS.contains(&token.folded.as_str()))
            && second.is_some_and(|token| token.is("question"));
    let spaceless = read.iter().any(|token| token.is("question")) && !text.is_ascii();
    let asks_you = first.is_some_and(|token| YOU.contains(&token.folded.as_str()))
        && !read.iter().any(|token| token.mark() == Some(',') || touches_a_closed_subject(token));
    text.trim_start().starts_with('¿') || opens || spaceless || asks_you
}

fn touches_a_closed_subject(token: &Token) -> bool {
    token.meanings.iter().any(|meaning| matches!(meaning, Meaning::Concept(name) if is_closed(name)))
}

/// "Vous venez avec une tente ?": what begins with the customer asks of the customer.
const YOU: &[&str] = &[
    "vous", "tu", "sie", "du", "ihr", "u", "jij", "jullie", "lei", "voi", "usted", "ustedes", "voce",
    "voces", "вы", "ты", "ви", "ти", "siz", "sen", "anda", "kamu", "kalian", "आप", "آپ", "您", "你", "aap",
];

/// What may stand before the word that asks: "for which day", "pour quelles dates".
const PREPOSITIONS: &[&str] = &[
    "for", "at", "on", "in", "from", "with", "to", "per", "a", "da", "di", "con", "su", "para", "en", "de",
    "por", "com", "pour", "à", "avec", "sur", "fur", "mit", "an", "um", "zu", "bei", "von", "auf", "voor",
    "met", "op", "na", "o", "dla", "w", "z", "do", "для", "на", "в", "с", "о", "pentru", "cu", "la", "για",
    "σε", "med", "for", "till", "til", "pro",
];

/// Asking back claims nothing, as long as what it names is known and it offers nothing.
pub(super) fn asks_only(question: &Piece, against: &Against<'_>) -> bool {
    let known = |fact: &Fact| {
        matches!(fact, Fact::Per(_) | Fact::PerWord(_))
            || against
                .records
                .iter()
                .any(|record| record.piece.facts.iter().any(|k| fact.is_said_by(k, against.prefix)))
    };
    let bare_promise = question.things.iter().any(|thing| {
        thing.concept.is_some_and(|name| matches!(name, "refund" | "book" | "confirm" | "secret" | "replace"))
    });
    question.facts.iter().all(known) && !question.hours.has_times() && !bare_promise
}

/// How one says one's own name.
const SELF: &[&[&str]] = &[
    &["i"],
    &["i", "am"],
    &["my", "name", "is"],
    &["this", "is"],
    &["io", "sono"],
    &["mi", "chiamo"],
    &["yo", "soy"],
    &["soy"],
    &["me", "llamo"],
    &["je", "suis"],
    &["je", "m'", "appelle"],
    &["ich", "bin"],
    &["ich", "heisse"],
    &["ik", "ben"],
    &["ik", "heet"],
    &["eu", "sou"],
    &["sou", "a"],
    &["sou", "o"],
    &["sou"],
    &["chamo", "-", "me"],
    &["jestem"],
    &["nazywam", "sie"],
    &["eu", "sunt"],
    &["ma", "numesc"],
    &["ειμαι", "ο"],
    &["ειμαι", "η"],
    &["меня", "зовут"],
    &["jag", "ar"],
    &["jag", "heter"],
    &["jeg", "er"],
    &["jeg", "hedder"],
    &["benim", "adim"],
    &["nama", "saya"],
    &["toi", "la"],
];

/// "I'm Nadia": an assistant has no name of the shop's people.
pub(super) fn presents_itself(read: &[Token]) -> bool {
    (0..read.len()).any(|here| {
        SELF.iter().any(|words| {
            let said = words.iter().enumerate().all(|(at, word)| {
                read.get(here + at)
                    .is_some_and(|token| token.folded.trim_end_matches('\'') == word.trim_end_matches('\''))
            });
            let name = read.get(here + words.len());
            // Small, it is "in" and "the" elsewhere: "i Malmö".
            let is_small = words == &["i"] && read[here].raw == "i";
            said && !is_small
                && name.is_some_and(|name| {
                    name.kind == Kind::Word
                        && name.raw.chars().next().is_some_and(char::is_uppercase)
                        && name.meanings.is_empty()
                        && !name.common
                })
        })
    })
}

/// A greeting with a name in it is no longer than this.
const MOST_WORDS_OF_A_GREETING: usize = 4;

/// Words of thanks and greetings.
const TALK: &[&str] = &[
    "hello",
    "hi",
    "thanks",
    "thank",
    "welcome",
    "pleasure",
    "sure",
    "certainly",
    "course",
    "glad",
    "happy",
    "ciao",
    "grazie",
    "prego",
    "certo",
    "buongiorno",
    "buonasera",
    "salve",
    "gracias",
    "hola",
    "claro",
    "gusto",
    "encantados",
    "obrigado",
    "obrigada",
    "ola",
    "merci",
    "bonjour",
    "bonsoir",
    "danke",
    "gerne",
    "hallo",
    "bitte",
    "guten",
    "शुक्रिया",
    "धन्यवाद",
    "नमस्ते",
    "shukriya",
    "salam",
    "terima",
    "kasih",
    "halo",
    "شكرا",
    "مرحبا",
    "شکریہ",
    "سلام",
    "谢谢",
    "您好",
    "你好",
    "yes",
    "no",
    "si",
    "sim",
    "oui",
    "ja",
    "nein",
    "sorry",
    "dank",
    "bedankt",
    "dziekuje",
    "спасибо",
    "здравствуите",
    "tesekkurler",
    "merhaba",
    "good",
    "morning",
    "dear",
    "piacere",
    "scusi",
    "perdon",
    "desole",
    "leider",
];

/// Thanks and greetings: a few words that name nothing.
pub(super) fn is_talk(piece: &Piece, read: &[Token]) -> bool {
    let bare = piece.facts.is_empty()
        && !piece.hours.has_times()
        && piece.hours.days.is_empty()
        && !piece.hours.open
        && !piece.hours.closed;
    let words: Vec<&Token> = read.iter().filter(|token| token.kind == Kind::Word).collect();
    let talk = words.iter().filter(|token| TALK.contains(&token.folded.as_str())).count();
    // "Hi Emma!" names whom it greets, and nothing else.
    let others = words.iter().filter(|token| !TALK.contains(&token.folded.as_str()) && !token.name).count();
    let is_greeted = |token: &Token| token.name && others == 0 && words.len() <= MOST_WORDS_OF_A_GREETING;
    let strange = words
        .iter()
        .filter(|token| !TALK.contains(&token.folded.as_str()) && !token.common && !is_greeted(token))
        .count();
    bare && talk > 0
        && strange == 0
        && words.len() <= 6
        && !piece.things.iter().any(|thing| thing.concept.is_some())
        && !piece.denied
}

/// "Is there anything else you need?", "just let me know": what it holds is no figure, no time and no closed subject.
pub(super) fn may_offer_help(piece: &Piece) -> bool {
    // "Feel free to ask", "a few more questions".
    let free = |fact: &Fact| matches!(fact, Fact::Free { .. } | Fact::Unreadable(_));
    let open = |thing: &Thing| thing.concept.is_none_or(|name| !is_closed(name)) && !thing.country;
    piece.facts.iter().all(free) && piece.hours == Hours::default() && piece.things.iter().all(open)
}

/// "Our rooms:" names what follows and says nothing of it.
pub(super) fn leads_to_a_list(text: &str, piece: &Piece, against: &Against<'_>) -> bool {
    let is_said = |thing: &Thing| {
        let said =
            |record: &&Record| has_thing(record, thing, is_foreign(piece, record)) == Some((false, true));
        against.records.iter().any(said)
    };
    let harmless = |thing: &Thing| {
        !thing.denied
            && (!thing.concept.is_some_and(is_closed) || is_said(thing))
            && !thing.country
            && (!thing.name || is_known(thing, piece, against))
    };
    let of_each = |fact: &Fact| matches!(fact, Fact::Per(_) | Fact::PerWord(_));
    if text.trim_end().ends_with('|')
        && piece.price
        && piece.things.is_empty()
        && piece.facts.iter().all(of_each)
    {
        return true;
    }
    text.trim_end().ends_with([':', '：'])
        && piece.facts.iter().all(of_each)
        && piece.hours == Hours::default()
        && !piece.denied
        && piece.things.iter().all(harmless)
}
