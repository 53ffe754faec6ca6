//! What a draft says that no figure gives away: a gift, news of the shop, a day of the customer's life, that somebody is watched.
//! The check of claims lets small talk pass, and these sound like it.

use std::sync::LazyLock;

use crate::storage::text::query_tokens;

/// What stands in `unfounded.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Gift,
    News,
    Own,
    Watched,
}

#[derive(Debug)]
struct Phrase {
    kind: Kind,
    words: Vec<String>,
    /// The last word may go on.
    is_start: bool,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let lines = include_str!("unfounded.txt").lines().filter_map(|line| line.split_once(": "));
    lines
        .filter_map(|(kind, phrases)| Some((Kind::of(kind)?, phrases)))
        .flat_map(|(kind, phrases)| phrases.split('|').map(move |phrase| Phrase::of(kind, phrase)))
        .filter(|phrase| !phrase.words.is_empty())
        .collect()
});

/// What a draft may rest on.
pub(super) struct Grounds<'a> {
    /// The evidence, and what the shop knows.
    pub passages: &'a [String],
    /// What the customer wrote: of their own days it tells, of gifts it tells nothing.
    pub said: &'a [String],
    /// Owners of other shops are told what was found of their installs.
    pub may_name_system: bool,
}

/// The sentences that say what nothing they rest on speaks of.
pub(super) fn unfounded(text: &str, grounds: &Grounds<'_>) -> Vec<String> {
    let speaks = |texts: &[String], kind| texts.iter().any(|text| says(&query_tokens(text), kind));
    let is_founded = |kind| match kind {
        Kind::Gift | Kind::News => speaks(grounds.passages, kind),
        Kind::Own => speaks(grounds.passages, kind) || speaks(grounds.said, kind),
        Kind::Watched => grounds.may_name_system,
    };
    text.split(ENDS)
        .map(str::trim)
        .filter(|sentence| {
            let words = query_tokens(sentence);
            Kind::ALL.into_iter().any(|kind| says(&words, kind) && !is_founded(kind))
        })
        .map(str::to_owned)
        .collect()
}

/// What ends a sentence.
const ENDS: [char; 9] = ['.', '!', '?', '\n', '。', '！', '？', '؟', '।'];

fn says(words: &[String], kind: Kind) -> bool {
    PHRASES.iter().any(|phrase| phrase.kind == kind && phrase.stands_in(words))
}

impl Kind {
    const ALL: [Self; 4] = [Self::Gift, Self::News, Self::Own, Self::Watched];

    fn of(name: &str) -> Option<Self> {
        match name {
            "gift" => Some(Self::Gift),
            "news" => Some(Self::News),
            "own" => Some(Self::Own),
            "watched" => Some(Self::Watched),
            _ => None,
        }
    }
}

impl Phrase {
    fn of(kind: Kind, phrase: &str) -> Self {
        let start = phrase.strip_suffix('*');
        Self { kind, words: query_tokens(start.unwrap_or(phrase)), is_start: start.is_some() }
    }

    fn stands_in(&self, words: &[String]) -> bool {
        let Some((last, before)) = self.words.split_last() else { return false };
        words.windows(self.words.len()).any(|window| {
            window.split_last().is_some_and(|(word, begins)| {
                begins == before && (word == last || self.is_start && word.starts_with(last.as_str()))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grounds<'a>(passages: &'a [String], said: &'a [String]) -> Grounds<'a> {
        Grounds { passages, said, may_name_system: false }
    }

    #[test]
    fn gifts_news_own_days_and_watching_are_found_in_every_language_of_drafts() {
        for sentence in [
            "A little gift is waiting for you at the counter",
            "As an apology the next box is on us",
            "Your next coffee is on the house",
            "It's on us",
            "Die nächste Kiste geht auf uns",
            "Ein kleines Geschenk wartet auf Sie",
            "Der Kaffee geht aufs Haus",
            "C'è un regalo per lei al banco",
            "Tenemos un regalito para usted",
            "Temos um brinde para você",
            "Un petit cadeau vous attend",
            "Ada hadiah kecil untuk Anda",
            "आपके लिए एक उपहार है",
            "آپ کے لیے ایک تحفہ ہے",
            "لدينا هدية لك",
            "Aap ke liye ek tohfa hai",
            "Apples, pears and honey are back in stock",
            "Äpfel und Honig sind wieder auf Lager",
            "Le mele sono di nuovo disponibili",
            "Your daughter's birthday is coming, let us help",
            "Our system noticed that you stopped writing",
            "Abbiamo notato che non scrive più",
        ] {
            assert_eq!(unfounded(&format!("Hello. {sentence}!"), &grounds(&[], &[])), [sentence]);
        }
    }

    #[test]
    fn what_it_rests_on_may_be_said() {
        let owned = |text: &str| vec![text.to_owned()];
        let (box_of_gifts, birthday) = (owned("Gift boxes: 20 €"), owned("It is for my birthday"));
        assert!(unfounded("About your gift box.", &grounds(&box_of_gifts, &[])).is_empty());
        assert!(unfounded("For your birthday.", &grounds(&[], &birthday)).is_empty());
        let wished = owned("You promised me a gift");
        assert_eq!(unfounded("Your gift is here.", &grounds(&[], &wished)), ["Your gift is here"]);
        let owner = Grounds { may_name_system: true, ..grounds(&[], &[]) };
        assert!(unfounded("Our system cannot reach yours.", &owner).is_empty());
    }

    #[test]
    fn the_programs_own_words_say_none_of_it() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/health/drafts/words");
        let mut files = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let owner = Grounds { may_name_system: true, ..grounds(&[], &[]) };
            assert!(unfounded(&text, &owner).is_empty(), "{:?}", unfounded(&text, &owner));
            files += 1;
        }
        assert!(files >= 9, "only {files}");
        for fine in ["You can count on us.", "We miss you.", "Reply here and tell us what you need."] {
            assert!(unfounded(fine, &grounds(&[], &[])).is_empty(), "{fine}");
        }
    }
}
