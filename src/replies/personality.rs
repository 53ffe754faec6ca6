//! How the assistant sounds, as the owner sets it: tone, form of address, emoji, and a line under each answer. The model is told, and what
//! code can hold it to, code does. None of it loosens what an answer must prove.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::words::words;

pub(super) const SIGN_OFF_LIMIT_CHARACTERS: usize = 80;

words! {
    Tone {
        Neutral = "neutral",
        Warm = "warm",
        Brisk = "brisk",
    }

    /// How customers are addressed, in languages that tell.
    Address {
        /// As the customer addresses the shop.
        AsCustomer = "as_customer",
        Formal = "formal",
        Informal = "informal",
    }
}

/// How the assistant sounds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Personality {
    pub tone: Tone,
    pub address: Address,
    /// Whether a picture may stand in an answer.
    pub emoji: bool,
    /// A line under each answer that is written, word for word; at most 80 characters.
    pub sign_off: String,
}

impl Default for Personality {
    fn default() -> Self {
        Self { tone: Tone::Neutral, address: Address::AsCustomer, emoji: false, sign_off: String::new() }
    }
}

impl Personality {
    /// For the model.
    pub fn told(&self) -> String {
        let tone = match self.tone {
            Tone::Neutral => "Write plainly and politely.",
            Tone::Warm => "Write warmly, as to a regular.",
            Tone::Brisk => "Write briefly, without a word too many.",
        };
        let address = match self.address {
            Address::AsCustomer => {
                "Address the customer as they address the shop; formally when it cannot be told."
            }
            Address::Formal => "Address the customer formally.",
            Address::Informal => "Address the customer informally.",
        };
        let emoji = if self.emoji { "One emoji may stand in it." } else { "Use no emoji." };
        format!("- {tone} {address} {emoji}")
    }

    /// The answer as it goes out: pictures only where they are wanted.
    pub fn dressed(&self, text: &str) -> String {
        if self.emoji { text.to_owned() } else { without_pictures(text) }
    }

    /// The answer with the owner's line under it.
    pub fn signed(&self, text: &str) -> String {
        match self.sign_off.trim() {
            "" => text.to_owned(),
            line => format!("{text}\n\n{line}"),
        }
    }
}

/// Without emoji and what joins and colours them; signs that are also used as letters and marks stay.
fn without_pictures(text: &str) -> String {
    let is_picture = |letter: char| matches!(letter, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{2B50}' | '\u{2B55}' | '\u{FE0F}' | '\u{20E3}');
    if !text.contains(is_picture) {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut taken = false;
    for letter in text.chars() {
        if is_picture(letter) || letter == '\u{200D}' {
            taken = true;
            continue;
        }
        // The space before a picture goes with it where nothing else follows.
        if taken && matches!(letter, ' ' | '.' | ',' | '!' | '?' | '\n') && kept.ends_with(' ') {
            kept.pop();
        }
        taken = false;
        kept.push(letter);
    }
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_go_where_they_are_not_wanted_and_letters_stay() {
        let plain = Personality::default();
        for (written, sent) in [
            ("Open at 9 😀.", "Open at 9."),
            ("👨‍👩‍👧 Sì! ☀️\n\nA presto 👋🏽", "Sì!\n\nA presto"),
            ("48 € · 20 °C · ½ kg · नमस्ते", "48 € · 20 °C · ½ kg · नमस्ते"),
        ] {
            assert_eq!(plain.dressed(written), sent);
        }
        let cheerful = Personality { emoji: true, ..Personality::default() };
        assert_eq!(cheerful.dressed("Sì! 😀"), "Sì! 😀");
    }

    #[test]
    fn the_owners_line_stands_under_the_answer() {
        let signed = Personality { sign_off: " Da Anna ".to_owned(), ..Personality::default() };
        assert_eq!(signed.signed("At 9."), "At 9.\n\nDa Anna");
        assert_eq!(Personality::default().signed("At 9."), "At 9.");
    }
}
