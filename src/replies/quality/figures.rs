//! Figures of quality, each with how many it is of. Pure: counts turns that are known, and says which turn a figure counts.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use utoipa::ToSchema;

use super::types::{Counted, Dimension, Outcome, TurnFacts};
use crate::ids::RunId;
use crate::replies::verdicts::VerdictKind;

/// Values of one dimension told, those of most turns first.
const MOST_VALUES: usize = 30;

/// How many of how many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QualityShare)]
pub(super) struct Share {
    pub count: u64,
    pub sample: u64,
}

/// How long something took, in milliseconds: for half of them not longer than the median, for nine of ten than the other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QualityTimes)]
pub(super) struct Times {
    pub median_ms: Option<i64>,
    pub nine_of_ten_ms: Option<i64>,
    pub sample: u64,
}

/// What is counted of some turns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QualityFigures)]
pub(super) struct Figures {
    /// Turns that wanted an answer.
    pub turns: u64,
    pub answered: u64,
    pub answered_in_part: u64,
    pub declined: u64,
    pub suggested: u64,
    pub handed_over: u64,
    pub silenced: u64,
    /// Answers, and suggestions somebody dealt with, that a person said in other words or did not want.
    pub corrected: Share,
    /// Answers whose question the same customer asked again within an hour.
    pub asked_twice: Share,
    /// Settled talks that were opened again within a day.
    pub reopened: Share,
    /// Of the answers somebody judged, those they found bad.
    pub bad: Share,
    /// Of the turns that were handed over, those that needed no person, and those handed over too late.
    pub needless: Share,
    pub late: Share,
    /// Of the other turns, those for which a person should have been called.
    pub missed: Share,
    pub first_answer: Times,
    pub resolution: Times,
}

/// The turns of which one value is so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = QualityOf)]
pub(super) struct Of {
    /// Nothing: not known, or none.
    pub value: Option<String>,
    /// What it is called, where that is another word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub figures: Figures,
}

/// The turns of a span, ready to be counted.
pub(super) struct Span {
    turns: Vec<TurnFacts>,
    /// Answers whose question was asked again.
    repeated: HashSet<RunId>,
}

impl Span {
    pub fn new(turns: Vec<TurnFacts>) -> Self {
        let repeated = turns.iter().filter_map(|turn| turn.repeats).collect();
        Self { turns, repeated }
    }

    pub fn figures(&self) -> Figures {
        self.count(self.turns.iter())
    }

    /// The same for each value of a dimension, those of most turns first; of what the assistant took up.
    pub fn by(&self, dimension: Dimension) -> Vec<Of> {
        let mut groups: BTreeMap<Option<String>, Vec<&TurnFacts>> = BTreeMap::new();
        for turn in self.turns.iter().filter(|turn| turn.run.is_some()) {
            for value in turn.values(dimension) {
                groups.entry(value).or_default().push(turn);
            }
        }
        let counted = groups.into_iter().map(|(value, turns)| {
            let figures = self.count(turns.into_iter());
            Of { value, name: None, figures }
        });
        let mut found: Vec<Of> = counted.filter(|of| of.figures.turns > 0).collect();
        found.sort_by_key(|of| std::cmp::Reverse(of.figures.turns));
        found.truncate(MOST_VALUES);
        found
    }

    /// The turns a figure counts; of one value alone where one is named.
    pub fn counted(&self, figure: Counted, only: Option<(Dimension, Option<&str>)>) -> Vec<&TurnFacts> {
        let is_of = |turn: &&TurnFacts| {
            only.is_none_or(|(dimension, value)| {
                turn.run.is_some() && turn.values(dimension).iter().any(|own| own.as_deref() == value)
            })
        };
        self.turns.iter().filter(|turn| self.counts(turn, figure)).filter(is_of).collect()
    }

    /// Whether a figure counts this turn.
    fn counts(&self, turn: &TurnFacts, figure: Counted) -> bool {
        let ended = |outcome: Outcome| turn.outcome == outcome;
        match figure {
            Counted::Turns => !ended(Outcome::NeedsNone),
            Counted::Answered => ended(Outcome::Answered),
            Counted::AnsweredInPart => ended(Outcome::AnsweredInPart),
            Counted::Declined => ended(Outcome::Declined),
            Counted::Suggested => ended(Outcome::Suggested),
            Counted::HandedOver => ended(Outcome::HandedOver),
            Counted::Silenced => ended(Outcome::Silenced),
            Counted::Corrected => turn.corrected == Some(true),
            Counted::AskedTwice => {
                turn.run.is_some_and(|run| turn.outcome.is_answer() && self.repeated.contains(&run))
            }
            Counted::Reopened => turn.reopened == Some(true),
            Counted::Good => turn.verdict == Some(VerdictKind::Good),
            Counted::Bad => turn.verdict == Some(VerdictKind::Bad),
            Counted::Needless => turn.verdict == Some(VerdictKind::Needless),
            Counted::Late => turn.verdict == Some(VerdictKind::Late),
            Counted::Missed => turn.verdict == Some(VerdictKind::Missed),
            Counted::FirstAnswer => turn.first_answer_ms.is_some(),
            Counted::Resolution => turn.resolution_ms.is_some(),
        }
    }

    fn count<'a>(&self, turns: impl Iterator<Item = &'a TurnFacts> + Clone) -> Figures {
        let of = |figure: Counted| number(turns.clone().filter(|turn| self.counts(turn, figure)).count());
        let share = |figure: Counted, of_all: &dyn Fn(&TurnFacts) -> bool| Share {
            count: of(figure),
            sample: number(turns.clone().filter(|turn| of_all(turn)).count()),
        };
        Figures {
            turns: of(Counted::Turns),
            answered: of(Counted::Answered),
            answered_in_part: of(Counted::AnsweredInPart),
            declined: of(Counted::Declined),
            suggested: of(Counted::Suggested),
            handed_over: of(Counted::HandedOver),
            silenced: of(Counted::Silenced),
            corrected: share(Counted::Corrected, &|turn| turn.corrected.is_some()),
            asked_twice: share(Counted::AskedTwice, &|turn| turn.outcome.is_answer()),
            reopened: share(Counted::Reopened, &|turn| turn.reopened.is_some()),
            bad: share(Counted::Bad, &|turn| {
                matches!(turn.verdict, Some(VerdictKind::Good | VerdictKind::Bad))
            }),
            needless: share(Counted::Needless, &|turn| turn.outcome == Outcome::HandedOver),
            late: share(Counted::Late, &|turn| turn.outcome == Outcome::HandedOver),
            missed: share(Counted::Missed, &|turn| turn.run.is_some() && turn.outcome != Outcome::HandedOver),
            first_answer: Times::of(turns.clone().filter_map(|turn| turn.first_answer_ms)),
            resolution: Times::of(turns.clone().filter_map(|turn| turn.resolution_ms)),
        }
    }
}

impl Times {
    fn of(took: impl Iterator<Item = i64>) -> Self {
        let mut sorted: Vec<i64> = took.collect();
        sorted.sort_unstable();
        // The least time that so many hundredths of all do not exceed.
        let at = |hundredths: usize| {
            let rank = (sorted.len() * hundredths).div_ceil(100);
            rank.checked_sub(1).and_then(|place| sorted.get(place)).copied()
        };
        Self { median_ms: at(50), nine_of_ten_ms: at(90), sample: number(sorted.len()) }
    }
}

fn number(count: usize) -> u64 {
    count as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_the_sorted_list_and_of_none_nothing() {
        assert_eq!(Times::of([].into_iter()), Times::default());
        let ten = Times::of((1..=10).rev().map(|ms| ms * 100));
        assert_eq!((ten.median_ms, ten.nine_of_ten_ms, ten.sample), (Some(500), Some(900), 10));
        let one = Times::of([7].into_iter());
        assert_eq!((one.median_ms, one.nine_of_ten_ms), (Some(7), Some(7)));
    }
}
