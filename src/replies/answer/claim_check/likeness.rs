//! When two words are one: inflected, cognate, or a name written in another script.

use std::borrow::Cow;

use deunicode::deunicode;

/// Letters two inflected forms share at least.
const STEM: usize = 4;

/// Forms of one word of one language.
pub(super) fn same_word(one: &str, other: &str) -> bool {
    one == other || inflects(one, other) || {
        let (plain, known) = (single(one), single(other));
        (*plain != *one || *known != *other) && inflects(&plain, &known)
    }
}

/// A word and the same with another ending.
fn inflects(one: &str, other: &str) -> bool {
    let (a, b) = (one.chars().count(), other.chars().count());
    let shared = one.chars().zip(other.chars()).take_while(|(x, y)| x == y).count();
    let short = a.min(b);
    if short < STEM {
        // Indic words are short, and end in a sign or two: पैर, पैरों.
        if short >= 3 && shared == short && one.chars().all(is_indic) {
            return a.abs_diff(b) <= 2;
        }
        // "dog" and "dogs", nothing looser.
        return short >= 3 && shared == short && a.abs_diff(b) == 1;
    }
    // "Mittel" and "mittelgroß", "Krallen" and "Krallenschere": a word that begins another, whole.
    if shared == short && short > STEM {
        return true;
    }
    shared >= STEM && shared + 2 >= short && a.max(b) <= shared + 6 && (shared * 10 >= short * 7)
}

/// Dutch "groot" and "grote", "middel" and "midden": a letter that is doubled counts once.
fn single(word: &str) -> Cow<'_, str> {
    let twice = |(one, other): (char, char)| one == other && one.is_ascii_alphabetic();
    if !word.chars().zip(word.chars().skip(1)).any(twice) {
        return Cow::Borrowed(word);
    }
    let mut plain = String::new();
    for letter in word.chars() {
        if !letter.is_ascii_alphabetic() || !plain.ends_with(letter) {
            plain.push(letter);
        }
    }
    Cow::Owned(plain)
}

fn is_indic(letter: char) -> bool {
    matches!(letter, '\u{900}'..='\u{dff}')
}

/// Words of two languages that look like one, or one name in two scripts.
pub(super) fn cognate(one: &str, other: &str) -> bool {
    if same_word(one, other) {
        return true;
    }
    if one.is_ascii() != other.is_ascii() {
        let (a, b) = (skeleton(without_and(one)), skeleton(without_and(other)));
        return a.len() >= 3
            && b.len() >= 3
            && (a == b || (a.len() >= 4 && b.len() >= 4 && a[..3] == b[..3] && distance(&a, &b) <= 1));
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let longest = a.len().max(b.len());
    if longest <= 4 {
        // Roma, Rome.
        return a.len() == 4 && b.len() == 4 && a[..3] == b[..3];
    }
    a.first() == b.first() && (distance(one, other) * 10 <= longest * 3 || same_bones(one, other))
}

/// "دير" is "Deir": a short name in another script, of two consonants.
pub(super) fn short_name(one: &str, other: &str) -> bool {
    let (a, b) = (skeleton(without_and(one)), skeleton(without_and(other)));
    let letters = |word: &str| without_and(word).chars().count();
    one.is_ascii() != other.is_ascii() && a == b && a.len() == 2 && letters(one).abs_diff(letters(other)) <= 1
}

/// Letters of words whose consonants alone may tell that they are one.
const LONG: usize = 7;

/// "Drainage lymphatique" is "drenagem linfática": long words of two languages that have the same consonants but one.
fn same_bones(one: &str, other: &str) -> bool {
    let long = |word: &str| word.chars().count() >= LONG;
    let (a, b) = (skeleton(&one.replace("ph", "f")), skeleton(&other.replace("ph", "f")));
    long(one)
        && long(other)
        && one.chars().count().abs_diff(other.chars().count()) <= 3
        && a.len() >= 4
        && b.len() >= 4
        && a[..2] == b[..2]
        && distance(&a, &b) <= 1
}

/// "ودير": Arabic writes "and" on the word.
fn without_and(word: &str) -> &str {
    word.strip_prefix('و').filter(|rest| rest.chars().count() > 2).unwrap_or(word)
}

/// The consonants, those that scripts confuse made equal.
fn skeleton(word: &str) -> String {
    let plain = deunicode(word).to_lowercase();
    let mut bones = String::new();
    for (at, letter) in plain.chars().enumerate() {
        let bone = match letter {
            // A vowel in the middle of an Arabic name: "Abdoun".
            'w' if at > 0 && !word.is_ascii() => continue,
            'b' | 'p' | 'v' | 'f' | 'w' => 'p',
            'c' | 'k' | 'q' | 'g' | 'j' => 'k',
            's' | 'z' => 's',
            'd' | 't' => 't',
            'x' => {
                bones.push('k');
                's'
            }
            'l' | 'm' | 'n' | 'r' => letter,
            _ => continue,
        };
        if !bones.ends_with(bone) {
            bones.push(bone);
        }
    }
    bones
}

fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let cost = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
