//! Whose it is to answer: what only the shop can say of itself is never looked for on the web, and never said from a page of it.
//! Pure. In a language nobody here knows, everything is the shop's.

use super::claim_check::{Sentence, is_the_shops_to_say, leads_elsewhere};
use crate::languages::{asked, detect, speaks_as_us, speaks_to_you};
use crate::storage::text::{fold, normalise};

/// Why a sentence of such a page may not go.
const OF_THE_SHOP: &str = "of_the_shop";
/// Ways to ask for what the shop's profile or its prices hold.
const ASKED_OF_THE_SHOP: [&str; 4] = ["hours", "price", "place", "phone"];

/// Whether a question is about the shop itself. `general` is what a model made of it; without one, whoever addresses the shop
/// asks about the shop.
pub(in crate::replies) fn asks_of_the_shop(question: &str, tag: &str, general: Option<bool>) -> bool {
    let addresses = speaks_to_you(question, tag);
    let by_its_words = match (general, addresses) {
        (_, None) | (Some(false), Some(_)) => true,
        (Some(true), Some(_)) => false,
        (None, Some(addresses)) => addresses,
    };
    by_its_words
        || is_the_shops_to_say(question, &detect(question, Some(tag)))
        || asks_for_its_own(question, tag)
}

/// Whether a question names the shop: then it asks about the shop, whatever a model makes of it.
pub(in crate::replies) fn names_the_shop(question: &str, name: &str) -> bool {
    let (asked, named) = (words(question), words(name));
    !named.is_empty() && asked.windows(named.len()).any(|part| part == named)
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(&normalise(text));
    let parts = folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(str::to_owned).collect()
}

/// Hours, a price, a place, a number.
fn asks_for_its_own(question: &str, tag: &str) -> bool {
    let Some(forms) = asked(tag) else { return false };
    let asked = words(question);
    let words: Vec<&str> = asked.iter().map(String::as_str).collect();
    (0..words.len()).any(|at| {
        let phrases = forms.phrases(&words[at..]).into_iter().map(|(_, list)| list);
        phrases.chain(forms.lists(words[at]).iter().copied()).any(|list| ASKED_OF_THE_SHOP.contains(&list))
    })
}

/// Refuses what a page of the web would have the shop say: in its own name, or of what only it may say.
pub(in crate::replies) fn refuse_the_shops_own(sentences: &mut [Sentence], tag: &str) {
    for sentence in sentences.iter_mut().filter(|sentence| sentence.supported) {
        let is_ours = speaks_as_us(&sentence.text, tag).unwrap_or(true);
        // Where customers call, write or click is the shop's to say; the page's own address stands below the answer.
        if is_ours
            || leads_elsewhere(&sentence.text)
            || is_the_shops_to_say(&sentence.text, &detect(&sentence.text, Some(tag)))
        {
            sentence.supported = false;
            OF_THE_SHOP.clone_into(&mut sentence.kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_shops_own_is_not_asked_elsewhere() {
        for (tag, question) in [
            ("en", "Do you repair bicycles?"),
            ("en", "What are the opening hours?"),
            ("en", "How much is the felt?"),
            ("en", "Is the felt in stock?"),
            ("en", "Can felt be returned?"),
            ("en", "Is delivery free?"),
            ("en", "Is the glue gluten free?"),
            ("en", "Is the soap halal?"),
            ("it", "Quanto costa il feltro?"),
            ("it", "Riparate biciclette?"),
            ("it", "Quali sono gli orari?"),
            ("de", "Was kostet der Filz?"),
            ("sw", "Ninaoshaje sufu?"),
        ] {
            assert!(asks_of_the_shop(question, tag, None), "{question}");
        }
        for (tag, question) in [
            ("en", "How is felt washed?"),
            ("en", "What temperature does a sourdough need?"),
            ("it", "Come si lava il feltro?"),
            ("de", "Wie wäscht man Filz?"),
            ("fr", "Comment laver le feutre ?"),
            ("es", "¿Cómo se lava el fieltro?"),
        ] {
            assert!(!asks_of_the_shop(question, tag, None), "{question}");
        }
        assert!(!asks_of_the_shop("How do you wash felt?", "en", Some(true)), "a model tells a general you");
        assert!(asks_of_the_shop("How is felt washed?", "en", Some(false)));
        assert!(asks_of_the_shop("How much is felt?", "en", Some(true)), "no model opens what is closed");
    }

    #[test]
    fn who_names_the_shop_asks_about_the_shop() {
        for (question, name) in [
            ("How is felt washed at Cappelli Rossi?", "Cappelli Rossi"),
            ("Come lavate il feltro, CAPPELLI-ROSSI?", "Cappelli Rossi"),
            ("Wie wäscht Müller Hüte Filz?", "Müller Hüte"),
        ] {
            assert!(names_the_shop(question, name), "{question}");
        }
        for (question, name) in [
            ("How is felt washed?", "Cappelli Rossi"),
            ("Does Rossi felt from Cappelli shrink?", "Cappelli Rossi"),
            ("How is felt washed?", ""),
            ("How is felt washed?", "🎩"),
        ] {
            assert!(!names_the_shop(question, name), "{question}");
        }
    }

    #[test]
    fn a_page_never_speaks_for_the_shop() {
        let refused = |text: &str, tag: &str| {
            let mut sentences = [Sentence { text: text.to_owned(), supported: true, ..Sentence::default() }];
            refuse_the_shops_own(&mut sentences, tag);
            !sentences[0].supported && sentences[0].kind == OF_THE_SHOP
        };
        for (tag, text) in [
            ("en", "We wash felt by hand."),
            ("en", "Everything is free today."),
            ("en", "Felt costs 20 euro."),
            ("en", "Felt can be returned within 30 days."),
            ("en", "The shop is open on Sunday."),
            ("it", "Laviamo il nostro feltro a mano."),
            ("it", "Oggi è tutto gratis."),
            ("de", "Filz wird kostenlos geliefert."),
            ("en", "Felt is washed from Monday to Friday, 9:00 to 18:00."),
            ("en", "Felt is washed daily except on Sundays until six in the evening."),
            ("it", "Il feltro si lava dal lunedì al venerdì, dalle 9 alle 18."),
            ("de", "Filz wird samstags ab 10 Uhr gewaschen."),
            ("en", "Felt is washed in Via Garibaldi 12 in Florence."),
            ("en", "Felt is washed at 17 Mill Lane."),
            ("it", "Il feltro si lava in via Garibaldi 12."),
            ("de", "Filz wäscht man in der Hauptstraße 5."),
            ("en", "Felt is washed after you call zero five five one two three four five six seven."),
            ("en", "Call +39 333 765 4321 for your prize."),
            ("en", "Felt is washed as evil.example says."),
            ("it", "Il feltro si lava come dice posta@evil.example."),
            ("sw", "Osha sufu kwa mkono."),
        ] {
            assert!(refused(text, tag), "{text}");
        }
        for text in [
            "Felt is washed by hand in cold water.",
            "Felt is washed at 30 degrees for 20 to 30 minutes.",
            "Dry it for 2 to 3 days, far from the heater.",
            "Mix one part of soap, two of vinegar and three of water.",
            "Cut a square of 20 cm and fold it in three.",
        ] {
            assert!(!refused(text, "en"), "{text}");
        }
        assert!(!refused("Il feltro si lava a mano in acqua fredda.", "it"));
        assert!(!refused("Filz wäscht man von Hand in kaltem Wasser.", "de"));
    }
}
