//! Whoever laughs is not angry: "skandal how good it is 🤣", "my ex never sent me any, the bastard, haha".
//!
//! Laughing does not make light of what is wrong with an order or a payment, nor of danger: those are heard all the same.

use super::Need;
use crate::letters;

/// Faces that laugh or beam; a mere smile is also set beside complaints.
const FACES: &[char] = &['😂', '🤣', '😆', '😁', '😄', '😅', '😍', '🥰', '😋', '😹', '😝', '😜', '🤪'];
/// What laughing sounds like when it is written, twice over.
const SOUNDS: &[&str] =
    &["ha", "ah", "ja", "je", "he", "hi", "hu", "xa", "ха", "ах", "хе", "хи", "rs", "ke", "wk", "χα"];
/// What stands for it.
const WORDS: &[&str] = &["lol", "lmao", "rofl", "mdr", "ptdr", "xd", "555"];
/// Letters that laugh when there are at least three of them.
const LETTERS: &[char] = &['k', 'к', 'd'];
/// The same in scripts without blanks.
const WITHIN: &[&str] = &["哈哈", "呵呵", "嘻嘻", "ㅋㅋ", "ㅎㅎ", "ههه", "www", "5555"];

/// What is still meant by a message that laughs.
pub(super) fn is_meant(need: Need, text: &str) -> bool {
    match need {
        Need::Anger | Need::Legal => !laughs(text),
        // "That cake nearly gave me a heart attack 😂 are you open on Sunday?"
        Need::Medical => !(laughs(text) && letters::asks(text)),
        Need::Safety | Need::Payment | Need::Trouble | Need::Person | Need::Delivery | Need::BigOrder => true,
    }
}

pub(super) fn laughs(text: &str) -> bool {
    text.contains(FACES)
        || WITHIN.iter().any(|sound| text.contains(sound))
        || text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).any(is_laugh)
}

/// "haha", "ahahah", "jajaja": one sound again and again.
fn is_laugh(word: &str) -> bool {
    WORDS.contains(&word)
        || LETTERS.iter().any(|letter| {
            word.chars().count() > 2 && word.trim_start_matches('x').chars().all(|one| one == *letter)
        })
        || SOUNDS.iter().any(|sound| {
            let rest = word.strip_prefix(sound).and_then(|rest| rest.strip_prefix(sound));
            rest.is_some_and(|rest| rest.chars().all(|letter| sound.contains(letter)))
        })
}

#[cfg(test)]
mod tests {
    use super::super::need;
    use super::*;

    #[test]
    fn laughing_is_heard_in_many_ways() {
        for text in [
            "haha ok",
            "ahahah no",
            "jajajaja",
            "hehe",
            "ok lol",
            "mdr",
            "xd",
            "kkkkk",
            "ахахах",
            "哈哈哈",
            "😂",
        ] {
            assert!(laughs(text), "{text}");
        }
        for text in ["hah", "Hanna", "jeden", "ja", "he he said", "Jah", "🙂", "👍"] {
            assert!(!laughs(text), "{text}");
        }
    }

    #[test]
    fn who_laughs_is_not_angry_but_wants_their_parcel() {
        for text in [
            "skandal jaka ona dobra 🤣",
            "mio marito fa l'avvocato e ha mille camicie ahaha",
            "esas croquetas casi me da un infarto de lo buenas 😂 ¿abrís el domingo?",
        ] {
            assert_eq!(need(text), None, "{text}");
        }
        assert_eq!(need("you charged me twice lol"), Some(Need::Payment));
        assert_eq!(need("my order came broken haha"), Some(Need::Trouble));
    }
}
