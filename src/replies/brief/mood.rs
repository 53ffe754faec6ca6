//! How a customer feels, as far as their words say it.

use crate::inbox::HandOffReason;
use crate::replies::question::needs;
use crate::replies::question::signals::Facts;
use crate::words::words;

words! {
    /// How a customer feels, as far as their words say it.
    Mood as CustomerMood {
        /// No word of anger or trouble.
        Calm = "calm",
        /// Something went wrong for them.
        Unhappy = "unhappy",
        Angry = "angry",
    }
}

/// Messages of the customer that count, the last ones.
const MESSAGES: usize = 6;

/// The strongest of what they said lately.
pub(super) fn of(said: &[String], reason: HandOffReason) -> Mood {
    let lately = &said[said.len().saturating_sub(MESSAGES)..];
    if lately.iter().any(|text| needs::is_angry(text)) {
        Mood::Angry
    } else if reason == HandOffReason::Complaint || lately.iter().any(|text| Facts::is_upset(text)) {
        Mood::Unhappy
    } else {
        Mood::Calm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mood(said: &[&str]) -> Mood {
        let said: Vec<String> = said.iter().map(|text| (*text).to_owned()).collect();
        of(&said, HandOffReason::AskedForPerson)
    }

    #[test]
    fn anger_is_heard_in_any_language_also_beside_what_presses_more() {
        for said in [
            &["I am furious"][..],
            &["where is it 😡"],
            &["Sono furioso", "allora?"],
            &["Ich bin stinksauer"],
            &["My lawyer will call you. I am furious!"],
            &["I paid and got nothing. I am furious."],
        ] {
            assert_eq!(mood(said), Mood::Angry, "{said:?}");
        }
        assert_eq!(mood(&["My cake arrived broken"]), Mood::Unhappy);
        assert_eq!(mood(&["Do you sell cakes?", "a person please"]), Mood::Calm);
        let long_ago = ["I am furious", "ok", "so", "well", "then", "and", "thanks"];
        assert_eq!(mood(&long_ago), Mood::Calm, "it is over");
        assert_eq!(of(&[], HandOffReason::Complaint), Mood::Unhappy);
    }
}
