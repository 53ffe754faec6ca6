//! In which language a customer writes, told once from their own messages.

use std::collections::HashMap;

use crate::languages::spoken;

/// The language most of these words are in; nothing when they do not tell.
pub(super) fn of(said: &[String]) -> Option<&'static str> {
    // Words, and messages.
    let mut seen: HashMap<&'static str, (usize, usize)> = HashMap::new();
    for text in said {
        if let Some(tag) = spoken(text, None) {
            let (words, messages) = seen.entry(tag).or_default();
            *words += text.split_whitespace().count();
            *messages += 1;
        }
    }
    // Of two with as many of both the first by name, so that the same messages always tell the same.
    seen.into_iter().max_by_key(|(tag, counts)| (*counts, std::cmp::Reverse(*tag))).map(|(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_words_tell_and_a_word_of_another_language_does_not() {
        let said = |texts: &[&str]| of(&texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert_eq!(said(&["Buongiorno, avete ancora il pane di segale?", "ok", "thank you"]), Some("it"));
        assert_eq!(said(&["Bhai kya aap ke paas chawal hain?", "kitne ka hai yeh?"]), Some("ur-Latn"));
        assert_eq!(said(&["کیا آپ کے پاس چاول ہیں؟"]), Some("ur"));
        assert_eq!(said(&["Apakah masih ada nasi gorengnya hari ini?"]), Some("id"));
        let mixed = ["Thank you! Friday is fine for me", "नमस्ते, क्या आज चिकन मिलेगा?", "धन्यवाद 🙏"];
        assert_eq!(said(&mixed), Some("hi"), "as many words of both, and more messages");
        assert_eq!(said(&["👍", "", "123"]), None);
    }
}
