//! Whether a step went as it should. Only what was written down counts: no model judges.

use serde_json::Value;

use super::look::Ended;
use super::types::{Fault, FaultCode, Step, StepKind};
use crate::letters;
use crate::replies::exam::{self, End, ExamFaultCode, Expected};
use crate::replies::question::language::Language;
use crate::replies::texts::Texts;
use crate::replies::types::Tier;

/// What must stand on the card of whoever is called.
const CARD: [&str; 6] = ["who", "wants", "question", "language", "reason", "next"];

/// Everything that was not as it should be; nothing when the step passes.
pub(super) fn faults(step: &Step, ended: &Ended, has_model: bool) -> Vec<Fault> {
    let mut faults = Vec::new();
    if ended.lost {
        faults.push(Fault::of(FaultCode::NotDelivered));
    }
    let read = ended.read.as_deref();
    match step.kind {
        StepKind::Question | StepKind::Second | StepKind::HandedBack | StepKind::Unknown => {
            if let Some(question) = &step.question {
                let no_model = has_model && ended.tier == Some(Tier::BuiltIn);
                let found = exam::faults(question, ended.end, read, no_model).into_iter();
                faults.extend(found.map(|fault| Fault { code: code(fault.code), fact: fault.fact }));
                if question.expected == Expected::Declined && ended.end == End::Declined && !offers(read) {
                    faults.push(Fault::of(FaultCode::NoOffer));
                }
            }
        }
        StepKind::Person if ended.end != End::HandedOver => faults.push(Fault::of(FaultCode::NobodyCalled)),
        // Nothing is known of an order of theirs, so whatever is told of one is somebody else's.
        StepKind::Order if matches!(ended.end, End::Answered | End::Silent) => {
            faults.push(Fault::of(FaultCode::End));
        }
        StepKind::Picture => {
            if !ended.put_into_words {
                faults.push(Fault::of(FaultCode::NotRead));
            }
            if ended.end == End::Silent {
                faults.push(Fault::of(FaultCode::End));
            }
        }
        StepKind::Person | StepKind::Order | StepKind::Card | StepKind::Told => {}
    }
    faults
}

fn code(code: ExamFaultCode) -> FaultCode {
    match code {
        ExamFaultCode::End => FaultCode::End,
        ExamFaultCode::Missing => FaultCode::Missing,
        ExamFaultCode::Said => FaultCode::Said,
        ExamFaultCode::Language => FaultCode::Language,
        ExamFaultCode::NoModel => FaultCode::NoModel,
    }
}

/// Whether it ends in a question a yes answers.
fn offers(read: Option<&str>) -> bool {
    read.is_some_and(letters::ends_in_question)
}

/// What the card of whoever was called lacks.
pub(super) fn of_card(card: Option<&Value>) -> Vec<Fault> {
    let is_there = |name: &&str| match card.and_then(|card| card.get(*name)) {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Null) | None => false,
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => true,
    };
    let lacking = CARD.into_iter().filter(|name| !is_there(name));
    lacking.map(|name| Fault { code: FaultCode::CardLacks, fact: Some(name.to_owned()) }).collect()
}

/// What the customer read when somebody was called.
pub(super) fn of_told(read: Option<&str>) -> Vec<Fault> {
    if read.is_some_and(|read| !read.trim().is_empty()) {
        Vec::new()
    } else {
        vec![Fault::of(FaultCode::NotTold)]
    }
}

/// Whether it names a time: a figure, or a day.
pub(super) fn says_when(read: &str, language: Language) -> bool {
    let lower = read.to_lowercase();
    let days = &Texts::of(language).shop.days;
    read.chars().any(char::is_numeric) || days.iter().any(|day| lower.contains(&day.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_card_is_complete_or_says_what_it_lacks() {
        let whole = json!({"who": "Ana", "wants": "Parking?", "question": "Parking?\nYes", "language": "en",
            "reason": "asked_for_person", "next": "Say hello."});
        assert_eq!(of_card(Some(&whole)), []);
        let half = json!({"who": " ", "wants": null, "question": "Yes", "language": "en", "reason": "x", "next": "y"});
        let lacking: Vec<Option<String>> = of_card(Some(&half)).into_iter().map(|fault| fault.fact).collect();
        assert_eq!(lacking, [Some("who".to_owned()), Some("wants".to_owned())]);
        assert_eq!(of_card(None).len(), CARD.len());
    }

    #[test]
    fn an_offer_is_a_question() {
        assert!(offers(Some("I don't know. Shall I ask a colleague?")));
        assert!(!offers(Some("I don't know.")));
        assert!(!offers(None));
        for language in Language::all() {
            assert!(offers(Some(&Texts::of(language).fixed.decline)), "{}", language.tag());
        }
    }

    #[test]
    fn a_time_is_a_figure_or_a_day() {
        assert!(says_when("Somebody answers by 18:00.", Language::ENGLISH));
        assert!(says_when("Somebody answers on monday.", Language::ENGLISH));
        assert!(!says_when("A colleague will answer you here.", Language::ENGLISH));
        assert_eq!(of_told(Some(" ")), [Fault::of(FaultCode::NotTold)]);
        assert_eq!(of_told(Some("A colleague comes.")), []);
    }
}
