//! Short texts in letters of one byte: which of the European code pages a text can be in, told by the letters languages
//! have. What statistics guess for a few words is given up when no language has those letters together.

use encoding_rs::{
    Encoding, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1257,
    WINDOWS_1258,
};

/// Letters beyond ASCII of each language and of the code page it is written in.
const ALPHABETS: [(&Encoding, &[&str]); 5] = [
    (
        WINDOWS_1252,
        &[
            "äöüß",
            "àâæçèéêëîïôœùûüÿ",
            "àèéìíîòóùú",
            "áéíñóúüªº",
            "àáâãçéêíóôõúü",
            "àçèéíïòóúü",
            "áéëïóöüèê",
            "äöåéü",
            "æøåéäö",
            "áðéíóúýþæö",
            "áéíóú",
            "çë",
        ],
    ),
    (WINDOWS_1250, &["áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźżé", "áéíóöőúüű", "ăâîşţ", "čćđšž"]),
    (WINDOWS_1254, &["çğıöşüâîû"]),
    (WINDOWS_1258, &["ăâđêôơưàáèéìíòóùúýãõ"]),
    (WINDOWS_1257, &["ąčęėįšųūž", "āčēģīķļņŗšūž", "äöüõšž"]),
];
/// Signs that stand right before a word, and right behind one.
const BEFORE: &str = "«„“‘’\"¿¡–—-·€£\u{A0}";
const BEHIND: &str = "»”“’‘…²³°®™–—-·€£\u{A0}";
/// Letters of a text too short for statistics.
const SHORT: usize = 12;

/// The code page a text is in where the guessed one fits no language and one other does.
pub(super) fn settled(bytes: &[u8], guess: &'static Encoding) -> &'static Encoding {
    if guess == WINDOWS_1253 && is_unlike_greek(bytes) {
        return WINDOWS_1251;
    }
    let western = ALPHABETS.iter().any(|(encoding, _)| *encoding == guess);
    if !western || fits(bytes, guess) {
        return guess;
    }
    // Vietnamese is told by its marks, not by what is left.
    let pages = ALPHABETS.iter().map(|(encoding, _)| *encoding);
    let mut others = pages.filter(|other| *other != WINDOWS_1258 && fits(bytes, other));
    match (others.next(), others.next()) {
        (Some(only), None) => only,
        _ => guess,
    }
}

/// Whether one language has all letters of the text, none of them where it cannot stand.
fn fits(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, faulty) = encoding.decode_without_bom_handling(bytes);
    if faulty {
        return false;
    }
    let mut before = ' ';
    let mut letters: Vec<char> = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let behind = rest.peek().copied().unwrap_or(' ');
        if !letter.is_ascii() {
            let within = before.is_lowercase() && behind.is_lowercase();
            let is_mark = ('\u{300}'..='\u{323}').contains(&letter);
            let strange_sign = (behind.is_alphabetic() && !BEFORE.contains(letter))
                || (before.is_alphabetic() && !BEHIND.contains(letter));
            // No word begins with an eth.
            let eth = matches!(letter, 'ð' | 'Ð') && !before.is_alphabetic();
            let sign = !letter.is_alphabetic() && !is_mark && strange_sign;
            if eth || sign || (within && letter.is_uppercase()) {
                return false;
            }
            if letter.is_alphabetic() {
                letters.extend(letter.to_lowercase().filter(|small| small.is_alphabetic()));
            }
        }
        before = letter;
    }
    let of = ALPHABETS.iter().filter(|(own, _)| *own == encoding).flat_map(|(_, languages)| languages.iter());
    of.into_iter()
        .any(|language| letters.iter().all(|letter| letter.is_ascii() || language.contains(*letter)))
}

/// A few small Greek letters, none of them with the accent nearly every word has: Russian.
fn is_unlike_greek(bytes: &[u8]) -> bool {
    let (text, _) = WINDOWS_1253.decode_without_bom_handling(bytes);
    let greek = || text.chars().filter(|letter| ('Ά'..='ώ').contains(letter));
    let small = greek().filter(|letter| letter.is_lowercase()).count();
    let accent = greek().any(|letter| "άέήίόύώϊϋΐΰΆΈΉΊΌΎΏ".contains(letter));
    !accent && small > 4 && greek().count() < SHORT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_no_language_has_together_are_read_anew() {
        for (encoding, guess, words) in [
            (WINDOWS_1257, WINDOWS_1250, "Sekmadienį nedirbame. Šeštadienį iki 15 val."),
            (WINDOWS_1257, WINDOWS_1252, "pühapäeval suletud, šokolaad 3,50 €"),
            (WINDOWS_1250, WINDOWS_1252, "Túrós rétes, kőrözött, sütőtök"),
            (WINDOWS_1251, WINDOWS_1253, "Хлеб 50 руб"),
        ] {
            assert_eq!(settled(&encoding.encode(words).0, guess).name(), encoding.name(), "{words}");
        }
    }

    #[test]
    fn what_fits_or_is_in_doubt_stays() {
        for (encoding, words) in [
            (WINDOWS_1252, "Crème brûlée, pâté — l’été"),
            (WINDOWS_1252, "Það er opið á sunnudögum"),
            (WINDOWS_1252, "Brötchen und Crème brûlée, español"),
            (WINDOWS_1250, "Żurek 14 zł, purée"),
            (WINDOWS_1252, "Schinken à 14 m², “frisch”"),
            (WINDOWS_1253, "Ψωμί 2 €, τυρί"),
            (WINDOWS_1254, "Çarşamba günü açığız, İstanbul"),
        ] {
            assert_eq!(settled(&encoding.encode(words).0, encoding).name(), encoding.name(), "{words}");
        }
    }
}
