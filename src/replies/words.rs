//! What a customer reads of a decision. Only the words; whether they are said is decided where the deed is done.

use super::decide::fixed_texts::FixedText;
use super::question::language::Language;
use super::settings::Settings;
use super::types::{Answer, Decision, Told};

/// What is said when a person is called.
pub(super) fn of_hand_off(told: &Told, settings: &Settings, language: Language) -> Option<String> {
    match told {
        Told::Nothing => None,
        Told::ThatSomebodyComes => Some(FixedText::HandOff.or_own(&settings.hand_off_text, language)),
        Told::ThatItCannotBeOpened => Some(FixedText::Unreadable.in_language(language).to_owned()),
        Told::Words(text) => Some(text.clone()),
        Told::After(first) => {
            let comes = FixedText::HandOff.or_own(&settings.hand_off_text, language);
            Some(format!("{first}\n\n{comes}"))
        }
        Told::ToCallForHelp => Some(FixedText::Emergency.in_language(language).to_owned()),
    }
}

pub(super) fn of_decline(settings: &Settings, language: Language) -> String {
    FixedText::Decline.or_own(&settings.decline_text, language)
}

/// What was asked first, and a person offered for the rest.
pub(super) fn of_decline_after(first: &str, settings: &Settings, language: Language) -> String {
    format!("{first}\n\n{}", of_decline(settings, language))
}

/// A part of the answer, and a person offered for the rest.
pub(super) fn of_part(answer: &Answer, settings: &Settings, language: Language) -> String {
    of_decline_after(&answer.text, settings, language)
}

/// All that would be read of a decision.
pub(super) fn of(decision: &Decision, settings: &Settings, language: Language) -> Option<String> {
    match decision {
        Decision::Send(answer) => Some(answer.text.clone()),
        Decision::SendPartly(answer) => Some(of_part(answer, settings, language)),
        Decision::Decline => Some(of_decline(settings, language)),
        Decision::DeclineAfter(first) => Some(of_decline_after(first, settings, language)),
        Decision::DeclineSaying(text)
        | Decision::Settle { text, .. }
        | Decision::Remember { text, .. }
        | Decision::Repeat { text, .. } => Some(text.clone()),
        Decision::HandOff { told, .. } => of_hand_off(told, settings, language),
        Decision::Silent => None,
    }
}
