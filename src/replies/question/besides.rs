//! What else a message asks beside an order of the customer's own: "where is my order? and are you open on Sunday?" asks two
//! things, and both are answered.
//!
//! Only what is plainly a question of its own: a greeting, a word of thanks or "when will it arrive?" is none.

use super::about_order::{about_order, goes_on};
use super::needs::words::tokens;
use super::needs::{self, Need};
use crate::languages::AND;
use crate::storage::text::fold;

/// Words of a question that can stand alone.
const FEWEST_WORDS: usize = 3;
/// What ends a question, and any other sentence.
const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];
const SENTENCE_ENDS: [char; 7] = ['.', '!', '！', '。', '।', '۔', '\n'];

/// The questions of a message that are not about the customer's order, as one text; nothing when there is none, or when
/// nothing else is left of the message: it was answered as it stands.
pub(in crate::replies) fn besides(text: &str) -> Option<String> {
    let pieces: Vec<&str> = sentences(text).into_iter().flat_map(parts).collect();
    let found: Vec<&str> = pieces.iter().copied().filter(|piece| asks_something_else(piece)).collect();
    (!found.is_empty() && found.len() < pieces.len()).then(|| found.join(" "))
}

/// A question mark ends a sentence and stays with it; a point within a number or an address ends none.
fn sentences(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let next = text[end..].chars().next();
        let ends = QUESTION_MARKS.contains(&letter)
            || SENTENCE_ENDS.contains(&letter)
                && (letter != '.' || next.is_none_or(|next| !next.is_alphanumeric()));
        if ends {
            found.push(text[from..end].trim());
            from = end;
        }
    }
    found.push(text[from..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// A sentence whose beginning asks for the order and whose end asks something else: parted at a comma or at "and".
fn parts(sentence: &str) -> Vec<&str> {
    let whole = vec![sentence];
    if !sentence.ends_with(QUESTION_MARKS) {
        return whole;
    }
    let splits = sentence.char_indices().filter_map(|(at, letter)| {
        let rest = &sentence[at + letter.len_utf8()..];
        match letter {
            ',' | '،' | '、' | ';' => Some((at, rest)),
            _ if letter.is_whitespace() => after_and(rest).map(|rest| (at, rest)),
            _ => None,
        }
    });
    for (at, rest) in splits {
        let (before, rest) = (&sentence[..at], rest.trim());
        let rest = after_and(rest).map_or(rest, str::trim);
        let asked_before = about_order(&format!("{before}?")).is_some();
        if asked_before && about_order(rest).is_none() && tokens(rest).len() >= FEWEST_WORDS {
            return vec![before, rest];
        }
    }
    whole
}

/// What follows an "and" at the beginning of a text.
fn after_and(text: &str) -> Option<&str> {
    let (first, rest) = text.trim_start().split_once(char::is_whitespace)?;
    let first = fold(first);
    AND.iter().any(|and| fold(and) == first).then_some(rest)
}

fn asks_something_else(piece: &str) -> bool {
    let about_delivery = matches!(needs::need(piece), Some(Need::Delivery));
    piece.ends_with(QUESTION_MARKS)
        && tokens(piece).len() >= FEWEST_WORDS
        && about_order(piece).is_none()
        && !goes_on(piece)
        && !about_delivery
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_question_is_heard_whichever_way_it_is_joined() {
        for (text, rest) in [
            ("Where is my order? Are you open on Sunday?", "Are you open on Sunday?"),
            ("Are you open on Sunday? And where is my order?", "Are you open on Sunday?"),
            ("Dov'è il mio ordine? E siete aperti domenica?", "E siete aperti domenica?"),
            ("Dov'è il mio ordine, e siete aperti domenica?", "siete aperti domenica?"),
            ("Where is my order and do you have rye bread?", "do you have rye bread?"),
            ("Hi! Where is my order 1042?\nDo you sell gift cards?", "Do you sell gift cards?"),
            ("¿Dónde está mi pedido? ¿Abren ustedes el domingo?", "¿Abren ustedes el domingo?"),
            ("أين طلبي؟ هل أنتم مفتوحون يوم الأحد؟", "هل أنتم مفتوحون يوم الأحد؟"),
            ("mera order kahan hai? aur kya aap itwar ko khule hain?", "aur kya aap itwar ko khule hain?"),
        ] {
            assert_eq!(besides(text).as_deref(), Some(rest), "{text}");
        }
    }

    #[test]
    fn one_question_stays_one() {
        for text in [
            "Where is my order?",
            "Hello! Where is my order? Thanks a lot",
            "dov'è il mio ordine 1.042? grazie mille!",
            "where is my order, please?",
            "Where is my order? When will it arrive?",
            "where is my order and when will it arrive?",
            "Where is my order? ok?",
            "Where is my order?? Really??",
            "how much is it?",
            "do you have rye bread? are you open on Sunday?",
            "أين طلبي؟",
            "Meine Bestellung 1042, wo ist sie?",
            "my order 1042, where is it?",
            "Il mio ordine 1042, quando arriva?",
            "mi pedido 1042, dónde está este?",
            "Ma commande 1042, où est elle ?",
            "mijn bestelling 1042, waar blijft die?",
            "мой заказ 1042, где он сейчас?",
            "min ordre 1042, hvor er den nu?",
        ] {
            assert_eq!(besides(text), None, "{text}");
        }
    }
}
