//! Whether an answer is as its question says it must be. Only what was written down counts: no model judges.

use super::types::{End, ExamQuestion, Expected, Fault, FaultCode};
use crate::languages::spoken;
use crate::replies::answer::claim_check::says;

/// Everything an answer lacks; nothing when it passes.
pub(in crate::replies) fn faults(
    question: &ExamQuestion,
    end: End,
    said: Option<&str>,
    no_model: bool,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if no_model {
        faults.push(Fault { code: FaultCode::NoModel, fact: None });
    }
    let ended_so = end.is(question.expected);
    if !ended_so {
        faults.push(Fault { code: FaultCode::End, fact: None });
    }
    let text = said.unwrap_or_default();
    let language = question.language.as_deref();
    // Of something that ended otherwise nobody need read which facts it lacks as well.
    let must = question.must_say.iter().filter(|_| ended_so);
    let missing = must.filter(|fact| !says(text, fact, language));
    faults.extend(missing.map(|fact| Fault { code: FaultCode::Missing, fact: Some(fact.clone()) }));
    let forbidden = question.must_not_say.iter().filter(|fact| says(text, fact, language));
    faults.extend(forbidden.map(|fact| Fault { code: FaultCode::Said, fact: Some(fact.clone()) }));
    if ended_so && question.expected == Expected::Answered && is_in_another_language(text, language) {
        faults.push(Fault { code: FaultCode::Language, fact: None });
    }
    faults
}

/// Only when the words are sure: a short answer of names and figures is in any language.
fn is_in_another_language(text: &str, language: Option<&str>) -> bool {
    let Some(wanted) = language else { return false };
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    spoken(text, Some(wanted)).is_some_and(|heard| primary(heard) != primary(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::ids::ExamQuestionId;
    use crate::replies::exam::types::Origin;

    fn question(expected: Expected, must_say: &[&str], must_not_say: &[&str]) -> ExamQuestion {
        let owned = |facts: &[&str]| facts.iter().map(|fact| (*fact).to_owned()).collect();
        ExamQuestion {
            id: ExamQuestionId::new(1),
            text: "How much is the ham?".to_owned(),
            expected,
            must_say: owned(must_say),
            must_not_say: owned(must_not_say),
            language: Some("it".to_owned()),
            origin: Origin::Typed,
            conversation_id: None,
            changed_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn an_answer_is_held_to_its_end_its_facts_and_its_language() {
        let codes = |question: &ExamQuestion, end, said| -> Vec<FaultCode> {
            faults(question, end, said, false).into_iter().map(|fault| fault.code).collect()
        };
        let price = question(Expected::Answered, &["9,50 €"], &["12 €"]);
        assert_eq!(codes(&price, End::Answered, Some("Il prosciutto costa 9,50 € al kg.")), []);
        assert_eq!(
            codes(&price, End::Answered, Some("Il prosciutto costa 12 € al kg.")),
            [FaultCode::Missing, FaultCode::Said]
        );
        assert_eq!(codes(&price, End::Declined, Some("Qui non lo so.")), [FaultCode::End]);
        assert_eq!(
            codes(&price, End::Answered, Some("The ham that we sell here costs 9.50 euro.")),
            [FaultCode::Language]
        );
        let person = question(Expected::HandedOver, &[], &[]);
        assert_eq!(codes(&person, End::HandedOver, None), []);
        assert_eq!(codes(&person, End::Silent, None), [FaultCode::End]);
        assert_eq!(faults(&person, End::HandedOver, None, true)[0].code, FaultCode::NoModel);
    }
}
