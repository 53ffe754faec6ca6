//! A week of verdicts, turned into changes of the owner's rules that somebody may accept: a rule for a word missed hand-overs
//! share, words or a rule that called in vain. Proposes only: nothing changes before a person says so.

mod effect;
mod propose;
pub(super) mod routes;
mod store;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Replies;
use super::gaps::group;
use super::jobs::{LookAtWeek, RuleChangesProposed};
use super::owner_rules::{self, BACK, MOST_TURNS};
use super::past_words::past_words;
use super::question::signals::{Condition, Facts, Judge, Rule};
use super::types::RuleDeed;
use super::verdicts::VerdictKind;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{Id as _, RuleChangeId, RuleId, RunId};
use crate::jobs::{self, JobError};
use crate::storage::{ReadConn, StorageError};
use crate::words::words;
use propose::{ENOUGH, Flagged};

const WEEK: Duration = Duration::from_hours(7 * 24);
/// A look that comes by the clock may come a little early.
const EARLY: Duration = Duration::from_hours(1);
/// What was dismissed is not proposed again for so long.
const RESTS: Duration = Duration::from_hours(60 * 24);

words! {
    /// What a change does.
    ChangeKind as RuleChangeKind {
        /// A new rule calls a person by a word.
        AddRule = "add_rule",
        /// A rule listens for some words no more.
        DropWords = "drop_words",
        SwitchOff = "switch_off",
    }

    /// What became of a change.
    ChangeState as RuleChangeState {
        Open = "open",
        Accepted = "accepted",
        Dismissed = "dismissed",
    }
}

/// A change of the rules, proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    pub id: RuleChangeId,
    pub kind: ChangeKind,
    /// Nothing for a rule that is new.
    pub rule: Option<RuleId>,
    pub words: Vec<String>,
    /// The runs whose verdicts it rests on.
    pub runs: Vec<RunId>,
    pub state: ChangeState,
    pub made_at: Timestamp,
}

impl Replies {
    /// Runs [`LookAtWeek`].
    pub async fn look_at_week(&self, _: LookAtWeek) -> Result<(), JobError> {
        let now = self.clock.now();
        let found = self.db.read_long(move |conn| changes(conn, now)).await?;
        let Some(found) = found else { return Ok(()) };
        self.db
            .write(move |tx| {
                store::set_looked_at(tx)?;
                for change in &found {
                    store::keep(tx, &Change { id: tx.new_id(), ..change.clone() })?;
                }
                if !found.is_empty() {
                    jobs::enqueue(tx, &RuleChangesProposed { at: tx.now() })?;
                    tx.announce(Topic::Settings, "replies");
                }
                Ok::<_, StorageError>(())
            })
            .await?;
        Ok(())
    }
}

/// What the last week speaks for; nothing while the week is not over.
fn changes(conn: &ReadConn, now: Timestamp) -> Result<Option<Vec<Change>>, StorageError> {
    if store::looked_at(conn)?.is_some_and(|last| now.since(last) + EARLY < WEEK) {
        return Ok(None);
    }
    let judged = store::judged(conn, now.minus(WEEK))?;
    let mut missed = Vec::new();
    let mut needless: BTreeMap<i64, Vec<Flagged>> = BTreeMap::new();
    for one in judged {
        let Some(text) = past_words(conn, one.up_to)? else { continue };
        let flagged = Flagged { run: one.run, conversation: one.conversation, text };
        match one.verdict {
            VerdictKind::Missed => missed.push(flagged),
            VerdictKind::Needless => {
                for rule in one.rules.iter().filter(|rule| rule.deed == RuleDeed::Call) {
                    needless.entry(rule.id.as_i64()).or_default().push(flagged.clone());
                }
            }
            VerdictKind::Good | VerdictKind::Bad | VerdictKind::Late => {}
        }
    }
    let rules = owner_rules::rules(conn)?;
    let mut found = new_rules(conn, &missed, &rules, now)?;
    let in_vain = store::needless(conn, now.minus(BACK))?;
    for rule in rules.iter().filter(|rule| rule.active && rule.deed == RuleDeed::Call) {
        let Some(turns) = needless.get(&rule.id.as_i64()) else { continue };
        if turns.iter().map(|turn| turn.conversation).collect::<BTreeSet<_>>().len() >= ENOUGH {
            found.extend(narrower(conn, rule, turns, &in_vain, now)?);
        }
    }
    let mut fresh = Vec::new();
    for change in found {
        if !store::was_proposed(conn, &change, now.minus(RESTS))? {
            fresh.push(change);
        }
    }
    Ok(Some(fresh))
}

/// A rule for each word that missed hand-overs share.
fn new_rules(
    conn: &ReadConn,
    missed: &[Flagged],
    rules: &[Rule],
    now: Timestamp,
) -> Result<Vec<Change>, StorageError> {
    if missed.len() < ENOUGH {
        return Ok(Vec::new());
    }
    let mut month = Vec::new();
    for turn in owner_rules::turns(conn, now.minus(BACK), MOST_TURNS)? {
        month.extend(past_words(conn, turn.up_to)?);
    }
    let empty: HashSet<String> = group::frame_words().map(str::to_owned).collect();
    let is_known = |word: &str| {
        let judge = Judge::new(rules.to_vec(), Facts::of_text(word), Vec::new(), Vec::new());
        judge.calls().is_some()
    };
    let shared = propose::shared_words(missed, &month, &empty, is_known);
    Ok(shared.into_iter().map(|one| change(ChangeKind::AddRule, None, vec![one.word], one.runs)).collect())
}

/// A rule that called in vain: without the words that did, or switched off where most of its calls were needless.
fn narrower(
    conn: &ReadConn,
    rule: &Rule,
    needless: &[Flagged],
    in_vain: &HashSet<RunId>,
    now: Timestamp,
) -> Result<Option<Change>, StorageError> {
    let calls = owner_rules::called_by(conn, rule.id, now.minus(BACK), MOST_TURNS)?;
    let (vain, wanted): (Vec<_>, Vec<_>) = calls.iter().partition(|call| in_vain.contains(&call.run));
    let mut others = Vec::new();
    for call in &wanted {
        // What is erased or taken back says nothing, but the call was wanted all the same.
        others.extend(past_words(conn, call.up_to)?);
    }
    let words = propose::words_in_vain(words_of(rule), needless, &others);
    let kind = match (words.is_empty(), vain.len() >= wanted.len()) {
        (false, _) => ChangeKind::DropWords,
        (true, true) => ChangeKind::SwitchOff,
        (true, false) => return Ok(None),
    };
    let runs = needless.iter().map(|turn| turn.run).collect();
    Ok(Some(change(kind, Some(rule.id), words, runs)))
}

fn change(kind: ChangeKind, rule: Option<RuleId>, words: Vec<String>, runs: Vec<RunId>) -> Change {
    let (id, made_at) = (RuleChangeId::new(0), Timestamp::default());
    Change { id, kind, rule, words, runs, state: ChangeState::Open, made_at }
}

/// The words a rule listens for.
fn words_of(rule: &Rule) -> &[String] {
    let words = rule.conditions.iter().find_map(|condition| match condition {
        Condition::Words { words } => Some(words.as_slice()),
        Condition::Basket { .. }
        | Condition::Orders { .. }
        | Condition::PaymentFailed {}
        | Condition::Complaint {}
        | Condition::DeliveryAsked {}
        | Condition::NotHelped { .. }
        | Condition::Upset { .. }
        | Condition::Label { .. }
        | Condition::Closed {} => None,
    });
    words.unwrap_or_default()
}
