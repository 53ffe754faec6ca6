//! What is said without a model, in every language: decline, hand over, greet, cannot read.
//! The owner may replace the first two; none of them promises anything but a person.

use crate::replies::question::language::Language;
use crate::replies::settings::OwnTexts;
use crate::replies::texts::Texts;

/// Which fixed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::replies) enum FixedText {
    Decline,
    HandOff,
    Greeting,
    Unreadable,
    Emergency,
    /// Nobody could come yet.
    StillWaiting,
    /// To whoever asks whether a person writes.
    Assistant,
}

impl FixedText {
    pub fn in_language(self, language: Language) -> &'static str {
        let texts = &Texts::of(language).fixed;
        match self {
            Self::Decline => &texts.decline,
            Self::HandOff => &texts.hand_off,
            Self::Greeting => &texts.greeting,
            Self::Unreadable => &texts.unreadable,
            Self::Emergency => &texts.emergency,
            Self::StillWaiting => &texts.still_waiting,
            Self::Assistant => &texts.assistant,
        }
    }

    /// The owner's words when there are some for this language.
    pub fn or_own(self, own: &OwnTexts, language: Language) -> String {
        let own = own.get(language.tag()).map(|text| text.trim()).filter(|text| !text.is_empty());
        own.unwrap_or_else(|| self.in_language(language)).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owners_words_come_first() {
        let own = OwnTexts::from([
            ("it".to_owned(), "Chiedo in negozio.".to_owned()),
            ("en".to_owned(), " ".to_owned()),
        ]);
        assert_eq!(FixedText::Decline.or_own(&own, Language::nearest("it")), "Chiedo in negozio.");
        let ours = FixedText::Decline.in_language(Language::ENGLISH);
        assert_eq!(FixedText::Decline.or_own(&own, Language::ENGLISH), ours);
    }
}
