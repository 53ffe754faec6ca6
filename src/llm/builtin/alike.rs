//! When two words are one: the same letters, the same subject in any language, forms of a word, a slip of the finger.

use super::cut::is_run_script;
use super::read::{Key, Word};

/// One word meant by both: the same letters, the same subject in any language, a form of one word, what it is a kind of, a
/// slip where the first is no word that is known.
pub(super) fn same(one: &Word, other: &Word) -> bool {
    without_article(&one.text) == without_article(&other.text)
        || shares_subject(one, other)
        || is_form(&one.text, &other.text)
        || is_kind_of(&other.text, &one.text)
        || (one.keys.is_empty() && is_slip(&one.text, &other.text))
        || is_part_of_run(&one.text, &other.text)
}

/// Subjects that many things have in common: Visa is not PayPal.
const CLASSES: &[&str] = &["pay_means", "other_allergen", "other_card"];

/// One subject of both, in whichever language.
pub(super) fn shares_subject(one: &Word, other: &Word) -> bool {
    let is_class = |key: &Key| matches!(key, Key::Of(name) if CLASSES.contains(name));
    one.keys.iter().any(|key| !is_class(key) && other.keys.contains(key))
}

/// Letters of the shortest word behind an article that is written on it.
const BARE: usize = 3;

/// Arabic and Hebrew write "the" on the word itself.
fn without_article(word: &str) -> &str {
    let bare = word.strip_prefix("ال").or_else(|| word.strip_prefix('ה'));
    bare.filter(|bare| bare.chars().count() >= BARE).unwrap_or(word)
}

/// Letters of a word that others are built on.
const BUILT_ON: usize = 6;

/// "Geschenkgutscheine" are "Gutscheine".
fn is_kind_of(kind: &str, word: &str) -> bool {
    word.chars().count() >= BUILT_ON && kind.len() > word.len() && kind.ends_with(word)
}

/// Where no blanks part words, a word nobody knows may stand within another.
fn is_part_of_run(one: &str, other: &str) -> bool {
    let letters = one.chars().count();
    letters >= 2 && one.chars().all(is_run_script) && other.contains(one)
}

/// Forms of one word, or one slip of the finger apart.
pub(super) fn alike(one: &str, other: &str) -> bool {
    is_form(one, other) || is_slip(one, other)
}

/// Numbers are alike only when equal.
fn letters(one: &str, other: &str) -> Option<(Vec<char>, Vec<char>)> {
    let numbers = one.contains(char::is_numeric) || other.contains(char::is_numeric);
    (!numbers).then(|| (one.chars().collect(), other.chars().collect()))
}

fn is_form(one: &str, other: &str) -> bool {
    if is_plural(one, other) || is_plural(other, one) {
        return true;
    }
    let Some((one, other)) = letters(one, other) else { return false };
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let form = same >= 4 && same * 3 >= longer * 2 && longer - same <= 3;
    form || (shorter >= 3 && same == shorter && longer - shorter == 1)
}

/// "Puppy", "puppies".
fn is_plural(one: &str, many: &str) -> bool {
    one.strip_suffix('y').is_some_and(|stem| many.strip_suffix("ies") == Some(stem))
}

fn is_slip(one: &str, other: &str) -> bool {
    let Some((one, other)) = letters(one, other) else { return false };
    let (shorter, longer) = (one.len().min(other.len()), one.len().max(other.len()));
    shorter >= 5 && longer - shorter <= 1 && one_slip(&one, &other)
}

fn one_slip(one: &[char], other: &[char]) -> bool {
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one[front..].iter().rev().zip(other[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (left, right) = (one.len() - front - back, other.len() - front - back);
    left <= 1 && right <= 1
        || (left == 2 && right == 2 && one[front] == other[front + 1] && one[front + 1] == other[front])
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn forms_and_slips_meet_but_numbers_do_not_bend() {
        for (one, other) in [
            ("deliver", "delivers"),
            ("consegna", "consegnate"),
            ("fiorentnia", "fiorentina"),
            ("egg", "eggs"),
            ("puppy", "puppies"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("cat", "car"),
            ("2024", "2025"),
            ("12345", "12346"),
            ("castagne", "castello"),
            ("cheese", "cheesecake"),
        ] {
            assert!(!alike(one, other), "{one} {other}");
        }
    }
}
