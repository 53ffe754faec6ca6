//! In which language a customer writes, told once from their own messages.

use std::collections::HashMap;

use crate::languages::spoken;

/// The language most of these words are in; nothing when they do not tell.
pub(super) fn of(said: &[String]) -> Option<&'static str> {
    let mut words: HashMap<&'static str, usize> = HashMap::new();
    for text in said {
        if let Some(tag) = spoken(text, None) {
            *words.entry(tag).or_default() += text.split_whitespace().count();
        }
    }
    // Of two with as many words the first by name, so that the same messages always tell the same.
    words.into_iter().max_by_key(|(tag, count)| (*count, std::cmp::Reverse(*tag))).map(|(tag, _)| tag)
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
        assert_eq!(said(&["👍", "", "123"]), None);
    }
}
