//! Nobody finds by digits they may not see: a word with digits counts only where it stands in what is shown of a text.
//!
//! Otherwise a number could be guessed one digit after the other.

use crate::redaction::hide_numbers;
use crate::storage::text::{index_tokens, query_tokens};

/// The words of a question that hold digits.
pub(in crate::inbox) struct HiddenDigits(Vec<String>);

impl HiddenDigits {
    pub fn of(words: &[String]) -> Self {
        Self(words.iter().filter(|word| word.chars().any(char::is_numeric)).cloned().collect())
    }

    pub fn are_asked_for(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether each of them begins a word of what is shown of these texts.
    pub fn stand_in(&self, texts: impl IntoIterator<Item = impl AsRef<str>>) -> bool {
        let mut shown: Vec<String> = Vec::new();
        for text in texts {
            let text = hide_numbers(text.as_ref());
            shown.extend(index_tokens(&text));
            shown.extend(query_tokens(&text));
        }
        self.0.iter().all(|word| shown.iter().any(|token| token.starts_with(word.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_found_and_a_number_is_not() {
        let asked = |typed: &str| HiddenDigits::of(&query_tokens(typed));
        let text = ["Order 4471, call me on 333 1234567"];
        for seen in ["order 4471", "order 44", "ciao"] {
            assert!(asked(seen).stand_in(text), "{seen}");
        }
        for hidden in ["333", "3", "1234567", "123", "order 333", "4471 1234"] {
            assert!(!asked(hidden).stand_in(text), "{hidden}");
        }
        assert!(!asked("order").are_asked_for());
    }
}
