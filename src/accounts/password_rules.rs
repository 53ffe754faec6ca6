//! Which passwords are taken: 12 to 128 characters of any kind, except those everybody tries first.
//!
//! No composition rules and no expiry; length is what counts. A long password is still refused when it is made of
//! common password words, of the person's or the shop's own names, or of a pattern a finger draws on the keyboard.
//! Never changes a password: what was typed is what is kept.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Shortest password, in characters.
pub const SHORTEST: usize = 12;
/// Longest password, in characters.
pub const LONGEST: usize = 128;
/// A password made of this many common words or fewer is one that attackers' lists hold.
const FEW_WORDS: usize = 3;
/// Fewer characters than this that could not be guessed from the ones before them: a pattern, not a password.
const LEAST_SURPRISES: usize = 5;
/// Shortest piece of a name that counts as that name, in characters.
const SHORTEST_NAME: usize = 4;

/// The least zxcvbn must think of it: more than a hundred million guesses.
const LEAST_SCORE: zxcvbn::Score = zxcvbn::Score::Three;

const PRODUCT: &str = "shopbell";

/// Paths fingers take over a keyboard.
const KEYBOARD_PATHS: [&str; 11] = [
    "1234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "qazwsxedcrfvtgbyhnujmik",
    "zaq12wsxcde34rfvbgt5",
    "q1w2e3r4t5y6u7i8o9p0",
];

static COMMON_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("common_passwords.txt").lines().collect());

/// Why a password is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefused {
    #[error("Use at least {SHORTEST} characters: three or four unrelated words make a good password.")]
    TooShort,
    #[error("Use at most {LONGEST} characters.")]
    TooLong,
    #[error("This is one of the first passwords an attacker tries. Use three or four unrelated words.")]
    Common,
    #[error(
        "This is made of your own or the shop's name, which is easy to guess. Use three or four unrelated words."
    )]
    OwnName,
}

/// Judges `password` for somebody with this e-mail address in a shop of this name.
pub fn check(password: &str, email: &str, shop_name: &str) -> Result<(), PasswordRefused> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(PasswordRefused::TooShort);
    }
    if length > LONGEST {
        return Err(PasswordRefused::TooLong);
    }
    if surprises(password) < LEAST_SURPRISES {
        return Err(PasswordRefused::Common);
    }
    let names = names(email, shop_name);
    let core = password.trim_end_matches(|character: char| !character.is_alphabetic());
    for letters in [password, &without_look_alikes(password), &without_look_alikes(core)].map(letters_of) {
        if is_made_of(&letters, &HashSet::new()) {
            return Err(PasswordRefused::Common);
        }
        if is_made_of(&letters, &names) {
            return Err(PasswordRefused::OwnName);
        }
    }
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    if zxcvbn::zxcvbn(password, &known).score() < LEAST_SCORE {
        return Err(PasswordRefused::Common);
    }
    Ok(())
}

/// How many characters do not follow from the ones before: repeats, neighbours and keyboard paths do.
fn surprises(password: &str) -> usize {
    let characters: Vec<char> = password.to_lowercase().chars().collect();
    (0..characters.len()).filter(|&at| !follows(&characters, at)).count()
}

fn follows(characters: &[char], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let (previous, this) = (characters[before], characters[at]);
    let neighbours = this.is_alphanumeric() && u32::from(previous).abs_diff(u32::from(this)) <= 1;
    neighbours || previous == this || repeats_a_stretch(characters, at) || is_on_a_path(previous, this)
}

/// Whether the three characters ending here stood in the password before.
fn repeats_a_stretch(characters: &[char], at: usize) -> bool {
    const STRETCH: usize = 3;
    at + 1 >= 2 * STRETCH
        && characters[..=at - STRETCH]
            .windows(STRETCH)
            .any(|earlier| earlier == &characters[at + 1 - STRETCH..=at])
}

fn is_on_a_path(previous: char, this: char) -> bool {
    KEYBOARD_PATHS.iter().any(|path| {
        path.chars()
            .zip(path.chars().skip(1))
            .any(|(a, b)| (a, b) == (previous, this) || (b, a) == (previous, this))
    })
}

fn letters_of(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|character| character.is_alphabetic()).collect()
}

fn without_look_alikes(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '0' => 'o',
            '1' | '!' | '|' => 'i',
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' | '+' => 't',
            other => other,
        })
        .collect()
}

fn names(email: &str, shop_name: &str) -> HashSet<String> {
    let pieces =
        |text: &str| -> Vec<String> { text.split(|c: char| !c.is_alphabetic()).map(letters_of).collect() };
    let mut names: HashSet<String> = pieces(email).into_iter().chain(pieces(shop_name)).collect();
    names.extend([letters_of(email), letters_of(shop_name), PRODUCT.to_owned()]);
    names.extend(email.split('@').map(letters_of));
    names.retain(|name| name.chars().count() >= SHORTEST_NAME);
    names
}

/// Whether `letters` is wholly made of at most [`FEW_WORDS`] different common words and names.
fn is_made_of(letters: &str, names: &HashSet<String>) -> bool {
    if letters.is_empty() {
        return false;
    }
    let characters: Vec<char> = letters.chars().collect();
    // `reached[end]`: the fewest different words that cover the first `end` characters.
    let mut reached: Vec<Option<Vec<String>>> = vec![None; characters.len() + 1];
    reached[0] = Some(Vec::new());
    for start in 0..characters.len() {
        let Some(so_far) = reached[start].clone() else { continue };
        for end in start + 1..=characters.len() {
            let word: String = characters[start..end].iter().collect();
            if COMMON_WORDS.contains(word.as_str()) || names.contains(&word) {
                let mut words = so_far.clone();
                if !words.contains(&word) {
                    words.push(word);
                }
                if reached[end].as_ref().is_none_or(|known| words.len() < known.len()) {
                    reached[end] = Some(words);
                }
            }
        }
    }
    reached[characters.len()].as_ref().is_some_and(|words| words.len() <= FEW_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(password: &str) -> Result<(), PasswordRefused> {
        check(password, "rosa.bianchi@macelleria.example", "Macelleria Verdi")
    }

    #[test]
    fn length_is_counted_in_characters_and_nothing_else_is_demanded() {
        assert_eq!(judge("eleven char"), Err(PasswordRefused::TooShort));
        assert_eq!(judge("tortellini al sugo"), Ok(()));
        assert_eq!(judge("ふじさんとさくらのきせつ"), Ok(()));
        assert_eq!(judge("गुलाब की खुशबू बहुत"), Ok(()));
        assert_eq!(judge(&"lamp river onion ".repeat(7)), Ok(()));
        assert_eq!(judge(&"x9".repeat(65)), Err(PasswordRefused::TooLong));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "password1234",
            "Password1234!",
            "P@ssw0rd2026!",
            "passwordpassword",
            "iloveyou2024!",
            "welcome123456",
            "qwertyuiop123",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "123456789012",
            "987654321098",
            "aaaaaaaaaaaa",
            "abcabcabcabc",
            "121212121212",
            "abcdefghijklm",
            "adminadmin123",
            "forzajuve1897",
            "dragonmonkey12",
        ] {
            assert_eq!(judge(password), Err(PasswordRefused::Common), "{password}");
        }
    }

    #[test]
    fn own_names_with_a_few_digits_are_refused() {
        for password in
            ["rosabianchi1970", "MacelleriaVerdi1", "shopbell-2026!", "macelleria.verdi", "Shopbell Verdi 99"]
        {
            assert_eq!(judge(password), Err(PasswordRefused::OwnName), "{password}");
        }
        assert_eq!(judge("macelleria quaranta lampioni"), Ok(()));
    }
}
