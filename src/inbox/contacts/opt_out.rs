//! Words by which a customer ends messages, or wants them again: the whole message must be one of them.
//!
//! "Stop by at noon" ends nothing. Words that also answer a question ("basta", "cancel") are not on the list.

use unicode_normalization::UnicodeNormalization as _;

/// What a customer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::inbox) enum Wish {
    Stop,
    Start,
}

/// Longest message looked at, in characters.
const LONGEST: usize = 40;

const STOP: &[&str] = &[
    "stop",
    "stop all",
    "stopall",
    "stop messages",
    "stop it",
    "unsubscribe",
    "opt out",
    "optout",
    "opt-out",
    "remove me",
    "no more messages",
    "please stop", // English
    "stop messaggi",
    "basta messaggi",
    "disiscrivimi",
    "disiscrivi",
    "disiscrizione",
    "cancellami",
    "rimuovimi",
    "annulla iscrizione",
    "non scrivermi piu",
    "non scrivetemi piu",
    "non voglio piu messaggi",
    "ferma messaggi", // Italian
    "baja",
    "darme de baja",
    "parar",
    "sair",
    "descadastrar",
    "arret",
    "desabonner",
    "desinscrire",
    "stopp",
    "abmelden",
    "abbestellen",
    "afmelden",
];

const START: &[&str] = &[
    "start",
    "unstop",
    "subscribe",
    "opt in",
    "optin",
    "opt-in",
    "resume messages", // English
    "inizia",
    "riprendi",
    "riprendete",
    "iscrivimi",
    "iscrivi",
    "riattiva",
    "riattiva messaggi", // Italian
    "alta",
    "darme de alta",
    "demarrer",
    "anmelden",
];

/// What this message wishes, if it is nothing but a wish.
pub(in crate::inbox) fn heard(text: &str) -> Option<Wish> {
    if text.chars().count() > LONGEST {
        return None;
    }
    let said = plain(text);
    if STOP.contains(&said.as_str()) {
        return Some(Wish::Stop);
    }
    START.contains(&said.as_str()).then_some(Wish::Start)
}

/// Small letters without accents; signs around the words and runs of blanks are dropped.
fn plain(text: &str) -> String {
    let letters: String = text
        .nfd()
        .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() || letter == '-' { letter } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the customer is told once, in their language.
pub(in crate::inbox) fn confirmation(wish: Wish, language: Option<&str>) -> &'static str {
    let italian = language.is_some_and(|tag| tag.starts_with("it"));
    match (wish, italian) {
        (Wish::Stop, true) => {
            "Va bene: non ti scriveremo più per primi. Se ci scrivi tu, ti rispondiamo. Scrivi INIZIA per tornare a ricevere messaggi."
        }
        (Wish::Stop, false) => {
            "All right: we will not write to you first any more. When you write, we answer. Write START to get messages again."
        }
        (Wish::Start, true) => {
            "Bentornato: puoi di nuovo ricevere i nostri messaggi. Scrivi STOP per non riceverne più."
        }
        (Wish::Start, false) => "Welcome back: you can get our messages again. Write STOP to end them.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_message_ends_anything() {
        for stop in
            ["STOP", "Stop!", " stop. ", "Non scrivetemi più", "UNSUBSCRIBE", "disiscrivimi 🙏", "Arrêt"]
        {
            assert_eq!(heard(stop), Some(Wish::Stop), "{stop}");
        }
        for not in ["stop by at noon", "basta", "cancel", "non-stop", "dove vi trovo?", "stopover", ""] {
            assert_eq!(heard(not), None, "{not}");
        }
        assert_eq!(heard("Start"), Some(Wish::Start));
        assert_eq!(heard("INIZIA"), Some(Wish::Start));
    }
}
