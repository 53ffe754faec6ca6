//! Messages that are phrases and nothing else: each as long as possible, a name or two after the first of them aside.
//!
//! How a phrase is met and what a name is, whoever asks says: a message that only greets does so for everybody alike.

/// Names a message may hold beside its phrases: "Buongiorno Macelleria Rossi".
const MOST_NAMES: usize = 2;

/// What the phrases say of which all these words are; nothing when a word is left.
pub fn cover<W, S>(
    words: &[W],
    longest: impl Fn(&[W]) -> Option<(usize, S)>,
    is_name: impl Fn(&W) -> bool,
) -> Option<Vec<S>> {
    let (mut said, mut at, mut names) = (Vec::new(), 0, 0);
    while let Some(word) = words.get(at) {
        match longest(&words[at..]) {
            Some((length, what)) => {
                said.push(what);
                at += length;
            }
            None if at > 0 && names < MOST_NAMES && is_name(word) => {
                names += 1;
                at += 1;
            }
            None => return None,
        }
    }
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_cover_a_message_but_for_two_names_after_the_first() {
        let longest = |rest: &[&str]| match rest {
            ["good", "morning", ..] => Some((2, "greets")),
            ["good" | "hi", ..] => Some((1, "hi")),
            _ => None,
        };
        let is_name = |word: &&str| word.starts_with(char::is_uppercase);
        let covered = |text: &str| cover(&text.split(' ').collect::<Vec<_>>(), longest, is_name);
        assert_eq!(covered("good morning Anna Rossi"), Some(vec!["greets"]));
        assert_eq!(covered("hi Anna good morning"), Some(vec!["hi", "greets"]));
        for other in ["Anna", "Anna hi", "hi Anna Rossi Bianchi", "hi there"] {
            assert_eq!(covered(other), None, "{other}");
        }
    }
}
