//! The way that is gone: which steps, and what is asked at each. Pure.
//!
//! The same questions are asked every time, so that one walk says something beside another.

use super::types::{LeftOut, StepKind};
use super::words::Words;
use crate::accounts::Shop;
use crate::clock::Timestamp;
use crate::ids::ExamQuestionId;
use crate::replies::exam::{ExamQuestion, Expected, Origin};

/// A step that is to be tried, or why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planned {
    pub kind: StepKind,
    pub question: Option<ExamQuestion>,
    pub left_out: Option<LeftOut>,
}

/// What the shop has to try.
pub(super) struct Given<'a> {
    pub questions: &'a [ExamQuestion],
    pub shop: &'a Shop,
    /// What the customer writes, as a tag.
    pub language: &'a str,
    pub words: &'a Words,
    pub keeps_orders: bool,
    pub reads_pictures: bool,
}

pub(super) fn plan(given: &Given<'_>) -> Vec<Planned> {
    let answered = answerable(given);
    let at = |place: usize| answered.get(place).cloned();
    let asks = |kind, question: Option<ExamQuestion>| Planned {
        kind,
        left_out: question.is_none().then_some(LeftOut::NoQuestion),
        question,
    };
    let own = |kind, missing: Option<LeftOut>| Planned { kind, question: None, left_out: missing };
    vec![
        asks(StepKind::Question, at(0)),
        asks(StepKind::Second, at(1)),
        asks(StepKind::Unknown, Some(unknown(given))),
        own(StepKind::Person, None),
        own(StepKind::Card, None),
        own(StepKind::Told, None),
        asks(StepKind::HandedBack, at(2).or_else(|| at(0))),
        own(StepKind::Order, (!given.keeps_orders).then_some(LeftOut::NoOrders)),
        own(StepKind::Picture, (!given.reads_pictures).then_some(LeftOut::NoReader)),
    ]
}

/// What must be answered: first what says which facts the answer must hold, the shop's hours among it.
fn answerable(given: &Given<'_>) -> Vec<ExamQuestion> {
    let must: Vec<&ExamQuestion> =
        given.questions.iter().filter(|question| question.expected == Expected::Answered).collect();
    let (sure, vague): (Vec<&ExamQuestion>, Vec<&ExamQuestion>) =
        must.into_iter().partition(|question| !question.must_say.is_empty());
    sure.into_iter().cloned().chain(hours(given)).chain(vague.into_iter().cloned()).collect()
}

/// The hours, as the profile has them.
fn hours(given: &Given<'_>) -> Option<ExamQuestion> {
    let first = given.shop.hours.first()?;
    let must_say = vec![first.opens.to_string(), first.closes.to_string()];
    Some(ExamQuestion { must_say, ..written(given, &given.words.hours, Expected::Answered) })
}

/// What must be declined, as the exam has it, else something no shop's knowledge holds.
fn unknown(given: &Given<'_>) -> ExamQuestion {
    let declined = given.questions.iter().find(|question| question.expected == Expected::Declined);
    declined.cloned().unwrap_or_else(|| written(given, &given.words.unknown, Expected::Declined))
}

fn written(given: &Given<'_>, text: &str, expected: Expected) -> ExamQuestion {
    ExamQuestion {
        id: ExamQuestionId::new(0),
        text: text.to_owned(),
        expected,
        must_say: Vec::new(),
        must_not_say: Vec::new(),
        language: Some(given.language.to_owned()),
        origin: Origin::Typed,
        conversation_id: None,
        changed_at: Timestamp::from_millis(0),
    }
}
