//! What a change of the rules does: the rules as they would stand, and the last month replayed with them.

use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use super::{Change, ChangeKind};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, RuleId, RunId};
use crate::orders::Orders;
use crate::replies::owner_rules::{self, BACK, MOST_TURNS, PastTurn};
use crate::replies::past_words::past_words;
use crate::replies::question::signals::{Condition, Rule};
use crate::replies::types::RuleDeed;
use crate::storage::{ReadConn, StorageError};

/// Examples of what is replayed, and characters of one.
const MOST_EXAMPLES: usize = 4;
const LONGEST_EXAMPLE: usize = 200;

/// What a change would have done in the last month.
#[derive(Debug, Default, Serialize, ToSchema)]
#[schema(as = RuleChangeEffect)]
pub(super) struct Effect {
    /// Conversations for which a person would have been called, and was not.
    more: u32,
    /// Conversations for which nobody would have been called by this rule.
    fewer: u32,
    /// Of either, the newest first.
    examples: Vec<Example>,
}

/// A turn that would have gone another way.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleChangeExample)]
pub(super) struct Example {
    pub conversation_id: ConversationId,
    pub run_id: RunId,
    pub text: String,
}

/// The rules with the change; nothing when it fits them no more.
pub(super) fn changed(change: &Change, rules: &[Rule], new_id: impl FnOnce() -> RuleId) -> Option<Vec<Rule>> {
    let mut rules = rules.to_vec();
    match change.kind {
        ChangeKind::AddRule => {
            rules.push(added(change, new_id()));
            Some(rules)
        }
        ChangeKind::DropWords | ChangeKind::SwitchOff => {
            let rule = rules.iter_mut().find(|rule| Some(rule.id) == change.rule && rule.active)?;
            *rule = less(change, rule)?;
            Some(rules)
        }
    }
}

fn added(change: &Change, id: RuleId) -> Rule {
    Rule {
        id,
        name: change.words.join(", "),
        conditions: vec![Condition::Words { words: change.words.clone() }],
        deed: RuleDeed::Call,
        person: None,
        label: None,
        urgent: false,
        active: true,
    }
}

/// The rule as it would be left.
fn less(change: &Change, rule: &Rule) -> Option<Rule> {
    let mut rule = rule.clone();
    if change.kind == ChangeKind::SwitchOff {
        return Some(Rule { active: false, ..rule });
    }
    for condition in &mut rule.conditions {
        if let Condition::Words { words } = condition {
            let before = words.len();
            words.retain(|word| !change.words.contains(word));
            return (!words.is_empty() && words.len() < before).then_some(rule);
        }
    }
    None
}

/// Replays the last month with the change.
pub(super) fn effect(
    conn: &ReadConn,
    orders: &Orders,
    change: &Change,
    now: Timestamp,
) -> Result<Effect, StorageError> {
    let Some(id) = change.rule else {
        let met = owner_rules::replay(conn, orders, added(change, RuleId::new(0)), now)?.met;
        let more: Vec<_> = met.into_iter().filter(|met| !met.handed_over).collect();
        let conversations: BTreeSet<_> = more.iter().map(|met| met.conversation).collect();
        let examples = more.into_iter().rev().take(MOST_EXAMPLES);
        let example = |met: owner_rules::Met| Example {
            conversation_id: met.conversation,
            run_id: met.run,
            text: met.text,
        };
        return Ok(Effect {
            more: count(conversations.len()),
            fewer: 0,
            examples: examples.map(example).collect(),
        });
    };
    let rules = owner_rules::rules(conn)?;
    let left = rules.iter().find(|rule| rule.id == id).and_then(|rule| less(change, rule));
    let still: BTreeSet<RunId> = match left.filter(|rule| rule.active) {
        Some(rule) => {
            owner_rules::replay(conn, orders, rule, now)?.met.into_iter().map(|met| met.run).collect()
        }
        None => BTreeSet::new(),
    };
    let calls = owner_rules::called_by(conn, id, now.minus(BACK), MOST_TURNS)?;
    let fewer: Vec<PastTurn> = calls.into_iter().filter(|call| !still.contains(&call.run)).collect();
    let conversations: BTreeSet<_> = fewer.iter().map(|call| call.conversation).collect();
    let mut examples = Vec::new();
    for call in fewer.iter().take(MOST_EXAMPLES) {
        examples.extend(example(conn, call.run)?);
    }
    Ok(Effect { more: 0, fewer: count(conversations.len()), examples })
}

/// A turn in its customer's words; nothing once it is erased or taken back.
pub(super) fn example(conn: &ReadConn, run: RunId) -> Result<Option<Example>, StorageError> {
    let Some((conversation, up_to)) = store::asked(conn, run)? else { return Ok(None) };
    let short = |text: String| text.chars().take(LONGEST_EXAMPLE).collect();
    Ok(past_words(conn, up_to)?.map(|text| Example {
        conversation_id: conversation,
        run_id: run,
        text: short(text),
    }))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
