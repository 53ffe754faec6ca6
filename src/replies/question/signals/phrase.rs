//! Words a shop listens for, as its people type them: folded as every other text is, in scripts with and without blanks.
//! Whatever would be met by nearly every message, or by none, is refused with its reason.

use crate::letters;
use crate::replies::question::needs::words::{Token, tokens};

/// Characters of one phrase.
const LONGEST_CHARACTERS: usize = 60;
/// Letters of the shortest word that is listened for, in scripts whose letters are no words of their own.
const FEWEST_LETTERS: usize = 2;

/// What Arabic writes before a word as one with it: and, so, by, for, as, the.
const ARABIC_BEFORE: [&str; 14] =
    ["ال", "و", "ف", "ب", "ل", "ك", "وال", "فال", "بال", "لل", "كال", "وب", "ول", "ولل"];

/// Why a phrase cannot be listened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::replies) enum Unfit {
    #[error("holds no letters or digits, so no message ever meets it")]
    Empty,
    #[error("is a single letter, which stands in nearly every message")]
    TooShort,
    #[error("is longer than 60 characters")]
    TooLong,
    #[error("holds characters nobody can see; type it anew")]
    Invisible,
    #[error("has a * that is not at the end of a word of two letters or more")]
    Star,
}

/// A word, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::replies) struct Phrase {
    words: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    /// Any ending fits.
    open: bool,
}

impl Phrase {
    pub fn read(typed: &str) -> Result<Self, Unfit> {
        if typed.chars().count() > LONGEST_CHARACTERS {
            return Err(Unfit::TooLong);
        }
        if typed.chars().any(is_invisible) {
            return Err(Unfit::Invisible);
        }
        let mut words = Vec::new();
        for word in typed.split_whitespace() {
            let open = word.ends_with('*');
            let plain = word.strip_suffix('*').unwrap_or(word);
            let parts = tokens(plain);
            let opens_nothing = parts.last().is_none_or(|last| letters(last) < FEWEST_LETTERS);
            if plain.contains('*') || (open && opens_nothing) {
                return Err(Unfit::Star);
            }
            let last = parts.len().saturating_sub(1);
            let part =
                |(at, token): (usize, Token)| Part { open: open && at == last, text: token.into_text() };
            words.extend(parts.into_iter().enumerate().map(part));
        }
        match tokens(typed).as_slice() {
            [] => Err(Unfit::Empty),
            [only] if letters(only) < FEWEST_LETTERS && only.text().chars().all(is_small) => {
                Err(Unfit::TooShort)
            }
            _ => Ok(Self { words }),
        }
    }

    /// Whether a message, cut into its words, holds it.
    pub(super) fn stands_in(&self, said: &[Token]) -> bool {
        said.windows(self.words.len())
            .any(|window| self.words.iter().zip(window).all(|(word, token)| word.is(token.text())))
    }
}

/// The words of a text, as phrases are compared with them; none of scripts without blanks, whose characters are no words.
pub(in crate::replies) fn words_of(text: &str) -> Vec<String> {
    tokens(text).into_iter().filter(|token| !token.is_character()).map(Token::into_text).collect()
}

/// Whether a text holds a phrase as somebody typed it.
pub(in crate::replies) fn holds(text: &str, typed: &str) -> bool {
    Phrase::read(typed).is_ok_and(|phrase| phrase.stands_in(&tokens(text)))
}

impl Part {
    fn is(&self, said: &str) -> bool {
        let fits = |said: &str| if self.open { said.starts_with(&self.text) } else { said == self.text };
        fits(said)
            || (is_arabic(&self.text)
                && ARABIC_BEFORE.iter().any(|before| said.strip_prefix(before).is_some_and(fits)))
    }
}

fn letters(token: &Token) -> usize {
    token.text().chars().filter(|letter| letter.is_alphanumeric()).count()
}

/// Of a script in which one character is a letter and not a word.
fn is_small(letter: char) -> bool {
    !matches!(letter, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

fn is_arabic(word: &str) -> bool {
    word.chars().all(|letter| matches!(letter, '\u{0600}'..='\u{06FF}'))
}

/// What nobody sees in a phrase; what joins letters, as Persian and Hindi need it, is none.
fn is_invisible(letter: char) -> bool {
    letter.is_control() || letters::is_invisible(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meets(phrase: &str, text: &str) -> bool {
        Phrase::read(phrase).unwrap().stands_in(&tokens(text))
    }

    #[test]
    fn words_are_met_however_they_are_written() {
        for (phrase, text) in [
            ("refund", "I want a REFUND!!"),
            ("Refund", "no ｒｅｆｕｎｄ yet"),
            ("perché", "PERCHE' non arriva"),
            ("straße", "in der HAUPTSTRASSE, STRASSE 4"),
            ("iade", "İADE istiyorum"),
            ("IADE", "iade istiyorum"),
            ("ılık", "ILIK geldi"),
            ("ÇALIŞMIYOR", "ürün çalışmıyor"),
            ("ürün bozuk", "Ürün   BOZUK geldi"),
            ("ปวดหัว", "ฉันปวดหัวมาก"),
            ("คืนเงิน", "ขอคืนเงินค่ะ"),
            ("استرجاع", "أريد الاسترجاع الآن"),
            ("إلغاء", "الغاء الطلب"),
            ("الغاء", "اريد إِلْغَاء"),
            ("退款", "我要退款！"),
            ("返金", "返金してください"),
            ("возврат", "ВОЗВРАТ денег"),
            ("παράπονο", "ΠΑΡΑΠΟΝΟ"),
            ("rückgabe", "Rückgabe?"),
            ("refund*", "two refunds"),
            ("rimbors*", "mi rimborsate?"),
            ("money back", "give me my money back."),
            ("واپسی", "مجھے واپسی چاہیے"),
        ] {
            assert!(meets(phrase, text), "{phrase} in {text}");
        }
    }

    #[test]
    fn other_words_do_not_meet_it() {
        for (phrase, text) in [
            ("refund", "refundable"),
            ("art", "start the party"),
            ("money back", "back with the money"),
            ("قرض", "مقرض"),
            ("طلب", "وطلبي"),
            ("退款", "退货款"),
        ] {
            assert!(!meets(phrase, text), "{phrase} in {text}");
        }
    }

    #[test]
    fn what_nothing_or_everything_would_meet_is_refused() {
        for (phrase, why) in [
            ("", Unfit::Empty),
            ("   ", Unfit::Empty),
            ("...", Unfit::Empty),
            ("🙏", Unfit::Empty),
            ("a", Unfit::TooShort),
            ("و", Unfit::TooShort),
            ("ก", Unfit::TooShort),
            ("*", Unfit::Star),
            ("a*", Unfit::Star),
            (".*", Unfit::Star),
            ("re*fund", Unfit::Star),
            ("refund\u{202E}", Unfit::Invisible),
            ("re\u{200B}fund", Unfit::Invisible),
            ("refund\u{0}", Unfit::Invisible),
        ] {
            assert_eq!(Phrase::read(phrase), Err(why), "{phrase:?}");
        }
        assert_eq!(Phrase::read(&"x".repeat(61)), Err(Unfit::TooLong));
        assert!(Phrase::read("货").is_ok(), "one character that is a word");
    }
}
