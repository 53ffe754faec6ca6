//! What got worse and what got better: each question beside what it was answered before, and the shares that passed.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::judge::faults;
use super::types::{Answer, End, ExamQuestion, Expected, FaultCode, Outcome, Side};
use crate::ids::ExamQuestionId;
use crate::words::words;

words! {
    /// How an answer changed.
    Change as ExamChange {
        /// It passed before and does not now.
        Worse = "worse",
        /// It passes now and did not before.
        Better = "better",
        /// It passes or fails as before, in other words.
        OtherWords = "other_words",
        Same = "same",
        /// It was not asked before.
        New = "new",
    }
}

/// A question beside what it was answered before.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ExamComparison)]
pub(super) struct Comparison {
    /// As it was asked now.
    pub question: ExamQuestion,
    pub change: Change,
    pub before: Option<Outcome>,
    pub now: Outcome,
    /// With the model switched off.
    pub built_in: Option<Outcome>,
}

/// How many of some questions passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExamShare)]
pub(super) struct Share {
    pub asked: u32,
    pub passed: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExamLanguageShare)]
pub(super) struct LanguageShare {
    /// As a tag; nothing where nobody could tell.
    language: Option<String>,
    #[serde(flatten)]
    share: Share,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExamEndShare)]
pub(super) struct EndShare {
    expected: Expected,
    #[serde(flatten)]
    share: Share,
}

/// The shares of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ExamShares)]
pub(super) struct Shares {
    by_language: Vec<LanguageShare>,
    by_end: Vec<EndShare>,
    /// With the model switched off: of the questions that must be answered, those answered as they must, word for word.
    word_for_word: Share,
}

impl Share {
    fn count(&mut self, passed: bool) {
        self.asked += 1;
        self.passed += u32::from(passed);
    }
}

/// Each question's answers of one side.
pub(super) fn of_side(answers: &[Answer], side: Side) -> BTreeMap<ExamQuestionId, &Answer> {
    let those = answers.iter().filter(|answer| answer.side == side);
    those.map(|answer| (answer.question.id, answer)).collect()
}

/// Every question that was asked now: what got worse first, then what does not pass, what got better, and the others.
pub(super) fn comparisons(
    before: &BTreeMap<ExamQuestionId, &Answer>,
    now: &BTreeMap<ExamQuestionId, &Answer>,
    built_in: &BTreeMap<ExamQuestionId, &Answer>,
) -> Vec<Comparison> {
    let outcome = |answers: &BTreeMap<ExamQuestionId, &Answer>, id: &ExamQuestionId| {
        answers.get(id).map(|answer| answer.outcome.clone())
    };
    let mut all: Vec<Comparison> = now
        .iter()
        .map(|(id, answer)| {
            let before = outcome(before, id).map(|before| judged_anew(&answer.question, before));
            Comparison {
                question: answer.question.clone(),
                change: change(before.as_ref(), &answer.outcome),
                before,
                now: answer.outcome.clone(),
                built_in: outcome(built_in, id),
            }
        })
        .collect();
    all.sort_by_key(|one| match (one.change, one.now.passed) {
        (Change::Worse, _) => 0,
        (_, false) => 1,
        (Change::Better, true) => 2,
        (Change::OtherWords, true) => 3,
        (Change::New | Change::Same, true) => 4,
    });
    all
}

/// What was answered before, held to what must happen now: only answers get worse, never demands.
fn judged_anew(question: &ExamQuestion, before: Outcome) -> Outcome {
    let no_model = before.faults.iter().any(|fault| fault.code == FaultCode::NoModel);
    let faults = faults(question, before.end, before.said.as_deref(), no_model);
    Outcome { passed: faults.is_empty(), faults, ..before }
}

fn change(before: Option<&Outcome>, now: &Outcome) -> Change {
    match before {
        None => Change::New,
        Some(before) if before.passed && !now.passed => Change::Worse,
        Some(before) if !before.passed && now.passed => Change::Better,
        Some(before) if before.said != now.said || before.end != now.end => Change::OtherWords,
        Some(_) => Change::Same,
    }
}

pub(super) fn shares(
    now: &BTreeMap<ExamQuestionId, &Answer>,
    built_in: &BTreeMap<ExamQuestionId, &Answer>,
) -> Shares {
    let mut languages: BTreeMap<Option<String>, Share> = BTreeMap::new();
    let mut ends: Vec<EndShare> = Vec::new();
    for answer in now.values() {
        let Answer { question, outcome, .. } = answer;
        let language = question.language.clone().or_else(|| outcome.language.clone());
        languages.entry(language).or_default().count(outcome.passed);
        if ends.iter().all(|end| end.expected != question.expected) {
            ends.push(EndShare { expected: question.expected, share: Share::default() });
        }
        for end in ends.iter_mut().filter(|end| end.expected == question.expected) {
            end.share.count(outcome.passed);
        }
    }
    ends.sort_by_key(|end| end.expected.as_str());
    let mut word_for_word = Share::default();
    for answer in built_in.values().filter(|answer| answer.question.expected == Expected::Answered) {
        let Outcome { passed, end, word_for_word: is_so, .. } = answer.outcome;
        word_for_word.count(passed && is_so && end == End::Answered);
    }
    let by_language = languages.into_iter().map(|(language, share)| LanguageShare { language, share });
    Shares { by_language: by_language.collect(), by_end: ends, word_for_word }
}
