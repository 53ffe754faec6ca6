//! Reads off a thread how its turns ended and what came after. Pure: words are given by whoever knows them.
//!
//! A wait begins with a customer's message and ends with the next thing a person or the assistant says to it; that somebody
//! will come is no answer, and that the shop does not know ends the wait without one. A talk begins with a customer's message
//! after the conversation was settled, or after three days of silence. A question counts as asked again within an hour, an
//! answer as corrected within ten minutes.

use std::collections::HashMap;
use std::time::Duration;

use super::types::{Ended, Known, Line, Outcome, Told, TurnFacts, Who};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RunId};
use crate::replies::gaps::group;
use crate::replies::types::{DecisionKind, RunState};
use crate::storage::StorageError;

/// A person who writes so soon after an answer, with no word of the customer between, corrects it.
pub(super) const CORRECTED_WITHIN: Duration = Duration::from_mins(10);
pub(super) const ASKED_AGAIN_WITHIN: Duration = Duration::from_hours(1);
pub(super) const REOPENED_WITHIN: Duration = Duration::from_hours(24);
/// After so long a silence the next message begins another talk.
pub(super) const SILENCE: Duration = Duration::from_hours(72);
/// Answers of the last hour a question is compared with.
const MOST_COMPARED: usize = 3;

/// Gives words that are kept elsewhere.
pub(super) trait Words {
    fn of_message(&self, id: MessageId) -> Result<Option<String>, StorageError>;
    /// What a run offered.
    fn of_run(&self, id: RunId) -> Result<Option<String>, StorageError>;
}

/// A customer's messages until somebody answers.
#[derive(Debug, Clone, Copy)]
struct Wait {
    from: Timestamp,
    first: MessageId,
    last: MessageId,
    last_at: Timestamp,
    answer: Option<Line>,
}

/// What was said about one matter, from the customer's first message of it.
#[derive(Debug, Clone, Copy)]
struct Talk {
    first: MessageId,
    from: Timestamp,
    settled: Option<Timestamp>,
    reopened: bool,
}

/// The turns of a thread; its lines and runs come in their order.
pub(super) fn turns(
    conversation: ConversationId,
    lines: &[Line],
    runs: &[Ended],
    words: &impl Words,
) -> Result<Vec<TurnFacts>, StorageError> {
    let (waits, talks) = (waits(lines, runs), talks(lines));
    let waits_of: Vec<Option<usize>> = runs.iter().map(|run| wait_of(&waits, run.up_to)).collect();
    let last_run: HashMap<usize, usize> =
        waits_of.iter().enumerate().filter_map(|(at, wait)| wait.map(|wait| (wait, at))).collect();
    let mut found: Vec<(TurnFacts, &Ended, Option<usize>)> = Vec::new();
    for (at, (run, wait)) in runs.iter().zip(waits_of).enumerate() {
        let is_last = wait.is_some_and(|wait| last_run[&wait] == at);
        let by_person =
            wait.and_then(|wait| waits[wait].answer).is_some_and(|answer| answer.who == Who::Person);
        let Some(outcome) = outcome(run, is_last && by_person) else { continue };
        let line = lines.binary_search_by_key(&run.up_to, |line| line.id);
        let asked_at = line.map_or(run.ended_at, |place| lines[place].at);
        let facts = TurnFacts {
            told: run.told.clone(),
            run: Some(run.id),
            ..turn(conversation, run.up_to, asked_at, outcome)
        };
        found.push((facts, run, wait));
    }
    let last_of: HashMap<usize, RunId> =
        found.iter().filter_map(|(_, run, wait)| wait.map(|wait| (wait, run.id))).collect();
    for at in 0..found.len() {
        let repeats = repeats(&found[..=at], words)?;
        let (facts, run, wait) = &mut found[at];
        facts.repeats = repeats;
        let wait = wait.filter(|wait| last_of.get(wait) == Some(&run.id)).map(|wait| waits[wait]);
        facts.corrected = corrected(facts.outcome, run, wait, lines, words)?;
        if !matches!(facts.outcome, Outcome::NeedsNone | Outcome::Declined) {
            let took = wait.and_then(|wait| wait.answer.map(|answer| between(wait.from, answer.at)));
            facts.first_answer_ms = took;
        }
    }
    let mut turns: Vec<TurnFacts> = found.into_iter().map(|(facts, ..)| facts).collect();
    let not_taken_up = waits.iter().enumerate().filter(|(place, _)| !last_run.contains_key(place));
    turns.extend(not_taken_up.filter_map(|(_, wait)| without_a_run(conversation, wait)));
    turns.sort_by_key(|turn| (turn.up_to, turn.run));
    settle(&mut turns, &talks);
    Ok(turns)
}

/// Which of the waits, in their order, holds a message.
fn wait_of(waits: &[Wait], message: MessageId) -> Option<usize> {
    let place = waits.partition_point(|wait| wait.last < message);
    waits.get(place).filter(|wait| wait.first <= message).map(|_| place)
}

fn turn(conversation: ConversationId, up_to: MessageId, asked_at: Timestamp, outcome: Outcome) -> TurnFacts {
    TurnFacts {
        up_to,
        run: None,
        conversation,
        asked_at,
        outcome,
        told: Told::default(),
        repeats: None,
        corrected: None,
        first_answer_ms: None,
        resolution_ms: None,
        reopened: None,
        verdict: None,
    }
}

/// A wait that a person ended before the assistant took it up.
fn without_a_run(conversation: ConversationId, wait: &Wait) -> Option<TurnFacts> {
    let answer = wait.answer.filter(|answer| answer.who == Who::Person)?;
    let took = Some(between(wait.from, answer.at));
    Some(TurnFacts {
        first_answer_ms: took,
        ..turn(conversation, wait.last, wait.last_at, Outcome::Silenced)
    })
}

/// Nothing for a run after which another one went on, or that failed.
fn outcome(run: &Ended, a_person_spoke_first: bool) -> Option<Outcome> {
    match (run.state, run.decision) {
        (RunState::Done, Some(DecisionKind::Send)) => Some(Outcome::Answered),
        (RunState::Done, Some(DecisionKind::Decline)) if run.partly => Some(Outcome::AnsweredInPart),
        (RunState::Done, Some(DecisionKind::Decline)) => Some(Outcome::Declined),
        (RunState::Done, Some(DecisionKind::Suggest)) => Some(Outcome::Suggested),
        (RunState::Done, Some(DecisionKind::HandOff)) => Some(Outcome::HandedOver),
        (RunState::Done, Some(DecisionKind::Silent)) => Some(Outcome::NeedsNone),
        (RunState::Superseded | RunState::Stopped, _) if a_person_spoke_first => Some(Outcome::Silenced),
        (
            RunState::Done | RunState::Superseded | RunState::Stopped | RunState::Failed | RunState::Running,
            _,
        ) => None,
    }
}

fn waits(lines: &[Line], runs: &[Ended]) -> Vec<Wait> {
    let calls_a_person = |line: &Line| {
        let run = line.run.and_then(|run| runs.binary_search_by_key(&run, |one| one.id).ok());
        run.is_some_and(|place| runs[place].decision == Some(DecisionKind::HandOff))
    };
    let mut waits: Vec<Wait> = Vec::new();
    let mut open: Option<Wait> = None;
    for line in lines {
        match line.who {
            Who::Customer => {
                let (from, first) = open.map_or((line.at, line.id), |wait| (wait.from, wait.first));
                open = Some(Wait { from, first, last: line.id, last_at: line.at, answer: None });
            }
            Who::Assistant if calls_a_person(line) => {}
            Who::Assistant | Who::Person => {
                waits.extend(open.take().map(|wait| Wait { answer: Some(*line), ..wait }));
            }
            Who::Done => waits.extend(open.take()),
            Who::Dismissed | Who::Reopened => {}
        }
    }
    waits.extend(open);
    waits
}

fn talks(lines: &[Line]) -> Vec<Talk> {
    let mut talks: Vec<Talk> = Vec::new();
    let mut spoken: Option<Timestamp> = None;
    for line in lines {
        match line.who {
            Who::Customer => {
                let goes_on = talks.last().is_some_and(|talk| talk.settled.is_none())
                    && spoken.is_some_and(|last| line.at.since(last) <= SILENCE);
                if !goes_on {
                    talks.push(Talk { first: line.id, from: line.at, settled: None, reopened: false });
                }
                spoken = Some(line.at);
            }
            Who::Assistant | Who::Person => spoken = Some(line.at),
            Who::Dismissed => {}
            Who::Done => {
                if let Some(talk) = talks.last_mut() {
                    talk.settled = Some(line.at);
                }
            }
            Who::Reopened => {
                // The message that opens it again stands before this line: the talk it ended may be the last but one.
                let settled = talks.iter_mut().rev().find(|talk| talk.settled.is_some());
                if let Some(talk) = settled {
                    talk.reopened |=
                        talk.settled.is_some_and(|settled| line.at.since(settled) <= REOPENED_WITHIN);
                }
            }
        }
    }
    talks
}

/// The answer whose question the last of these turns asks again.
fn repeats(
    turns: &[(TurnFacts, &Ended, Option<usize>)],
    words: &impl Words,
) -> Result<Option<RunId>, StorageError> {
    let Some(((facts, run, _), earlier)) = turns.split_last() else { return Ok(None) };
    if let Some(known) = run.known {
        return Ok(known.repeats);
    }
    let is_recent = |one: &&(TurnFacts, &Ended, Option<usize>)| {
        one.0.outcome.is_answer()
            && facts.asked_at > one.0.asked_at
            && facts.asked_at.since(one.1.ended_at) <= ASKED_AGAIN_WITHIN
    };
    let recent: Vec<_> = earlier.iter().rev().filter(is_recent).take(MOST_COMPARED).collect();
    if recent.is_empty() || facts.outcome == Outcome::NeedsNone {
        return Ok(None);
    }
    let Some(asked) = words.of_message(run.up_to)? else { return Ok(None) };
    for (before, answered, _) in recent {
        if words.of_message(answered.up_to)?.is_some_and(|other| group::is_alike(&asked, &other)) {
            return Ok(before.run);
        }
    }
    Ok(None)
}

fn corrected(
    outcome: Outcome,
    run: &Ended,
    wait: Option<Wait>,
    lines: &[Line],
    words: &impl Words,
) -> Result<Option<bool>, StorageError> {
    match outcome {
        Outcome::Answered | Outcome::AnsweredInPart => {
            let said = lines.iter().position(|line| line.run == Some(run.id));
            let Some(said) = said else { return Ok(Some(false)) };
            let next = lines[said + 1..]
                .iter()
                .find(|line| matches!(line.who, Who::Customer | Who::Person | Who::Assistant));
            let soon =
                |next: &Line| next.who == Who::Person && next.at.since(lines[said].at) <= CORRECTED_WITHIN;
            Ok(Some(next.is_some_and(soon)))
        }
        Outcome::Suggested => {
            if let Some(Known { corrected: Some(known), .. }) = run.known {
                return Ok(Some(known));
            }
            let answer = wait.and_then(|wait| wait.answer).filter(|answer| answer.who == Who::Person);
            let Some(answer) = answer else {
                // Not wanted, and nothing said in its place so far.
                let is_dismissal = |line: &Line| line.who == Who::Dismissed && line.run == Some(run.id);
                return Ok(lines.iter().any(is_dismissal).then_some(true));
            };
            let (offered, said) = (words.of_run(run.id)?, words.of_message(answer.id)?);
            let differs = offered.as_deref().map(str::trim) != said.as_deref().map(str::trim);
            Ok(Some(differs))
        }
        Outcome::Declined | Outcome::HandedOver | Outcome::Silenced | Outcome::NeedsNone => Ok(None),
    }
}

/// Writes at the last turn of each settled talk how long it took, and whether it came back.
fn settle(turns: &mut [TurnFacts], talks: &[Talk]) {
    for (at, talk) in talks.iter().enumerate() {
        let Some(settled) = talk.settled else { continue };
        let next = talks.get(at + 1).map(|next| next.first);
        let end = next.map_or(turns.len(), |next| turns.partition_point(|turn| turn.up_to < next));
        if let Some(last) = turns[..end].last_mut().filter(|last| last.up_to >= talk.first) {
            last.resolution_ms = Some(between(talk.from, settled));
            last.reopened = Some(talk.reopened);
        }
    }
}

fn between(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_millis() - from.as_millis()).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct NoWords;

    impl Words for NoWords {
        fn of_message(&self, _: MessageId) -> Result<Option<String>, StorageError> {
            Ok(None)
        }

        fn of_run(&self, _: RunId) -> Result<Option<String>, StorageError> {
            Ok(None)
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(second * 1000)
    }

    fn line(second: i64, who: Who, run: Option<i64>) -> Line {
        Line { id: MessageId::new(second), who, run: run.map(RunId::new), at: at(second) }
    }

    fn run(number: i64, up_to: i64, decision: Option<DecisionKind>) -> Ended {
        Ended {
            id: RunId::new(number),
            up_to: MessageId::new(up_to),
            state: if decision.is_some() { RunState::Done } else { RunState::Superseded },
            decision,
            partly: false,
            ended_at: at(up_to),
            told: Told::default(),
            known: None,
        }
    }

    fn read(lines: &[Line], runs: &[Ended]) -> Vec<(i64, Outcome, Option<i64>)> {
        let turns = turns(ConversationId::new(1), lines, runs, &NoWords).unwrap();
        let shown = |turn: TurnFacts| (turn.asked_at.as_millis() / 1000, turn.outcome, turn.first_answer_ms);
        turns.into_iter().map(shown).collect()
    }

    #[test]
    fn each_run_belongs_to_the_wait_that_holds_its_message() {
        let lines = [
            line(10, Who::Customer, None),
            line(20, Who::Customer, None),
            line(30, Who::Assistant, Some(22)),
            line(40, Who::Customer, None),
            line(50, Who::Person, None),
            line(60, Who::Customer, None),
            line(70, Who::Person, None),
        ];
        let answered = Some(DecisionKind::Send);
        // The first was overtaken by the second, and a person spoke before the third was done; nothing took up the last.
        let runs = [run(11, 10, None), run(22, 20, answered), run(44, 40, None)];
        assert_eq!(
            read(&lines, &runs),
            [
                (20, Outcome::Answered, Some(20_000)),
                (40, Outcome::Silenced, Some(10_000)),
                (60, Outcome::Silenced, Some(10_000)),
            ]
        );
    }

    #[test]
    fn a_thread_of_thousands_of_lines_is_read_as_a_short_one_is() {
        let (mut lines, mut runs) = (Vec::new(), Vec::new());
        for turn in 1..=2_000 {
            lines.extend([
                line(turn * 10, Who::Customer, None),
                line(turn * 10 + 3, Who::Assistant, Some(turn)),
            ]);
            runs.push(run(turn, turn * 10, Some(DecisionKind::Send)));
        }
        let turns = read(&lines, &runs);
        assert_eq!(turns.len(), 2_000);
        assert!(turns.iter().all(|turn| (turn.1, turn.2) == (Outcome::Answered, Some(3_000))), "{turns:?}");
    }
}
