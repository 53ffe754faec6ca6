//! Which of the owner's rules a turn meets: the first that calls a person, and every one that only tells.
//!
//! A rule that is met only by what was so before rests for a day once it was met in a conversation, so that whoever is handed
//! back to the assistant is not called away again by the next word. No rule is met twice by one turn, also when it is handed back
//! unanswered.

use std::sync::Arc;

use super::facts::{Facts, Met};
use super::rule::Rule;
use crate::ids::{MessageId, RuleId};
use crate::inbox::HandOffReason;
use crate::replies::types::RuleDeed;

/// A rule was met in this conversation within the last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::replies) struct Fired {
    pub rule: RuleId,
    /// The turn's last message.
    pub up_to: MessageId,
}

/// The rules, before one turn.
#[derive(Debug, Clone, Default)]
pub(in crate::replies) struct Judge {
    rules: Arc<[Rule]>,
    facts: Facts,
    fired: Vec<Fired>,
    /// Of this turn.
    messages: Vec<MessageId>,
}

impl Judge {
    pub fn new(rules: Vec<Rule>, facts: Facts, fired: Vec<Fired>, messages: Vec<MessageId>) -> Self {
        Self { rules: rules.into(), facts, fired, messages }
    }

    pub fn has_no_rules(&self) -> bool {
        self.rules.is_empty()
    }

    /// The same with what was met by now.
    pub fn knowing(&self, fired: Vec<Fired>) -> Self {
        Self { fired, ..self.clone() }
    }

    /// The rule by which a person is called before anything is answered.
    pub fn calls(&self) -> Option<&Rule> {
        self.active(RuleDeed::Call).find(|rule| self.is_due(rule, None))
    }

    /// The rule that says who takes over, when a person is called for whatever reason.
    pub fn takes_over(&self, reason: HandOffReason) -> Option<&Rule> {
        self.calls()
            .or_else(|| self.active(RuleDeed::Call).find(|rule| self.met(rule, Some(reason)).is_some()))
    }

    /// The rules by which the team is only told.
    pub fn tells(&self, handed_over: Option<HandOffReason>) -> Vec<&Rule> {
        self.active(RuleDeed::Tell).filter(|rule| self.is_due(rule, handed_over)).collect()
    }

    /// Whether it is met, and neither rests nor was met by this very turn.
    fn is_due(&self, rule: &Rule, handed_over: Option<HandOffReason>) -> bool {
        let mut fired = self.fired.iter().filter(|fired| fired.rule == rule.id);
        match self.met(rule, handed_over) {
            Some(Met::Now) => !fired.any(|fired| self.messages.contains(&fired.up_to)),
            Some(Met::Standing) => fired.next().is_none(),
            None => false,
        }
    }

    fn active(&self, deed: RuleDeed) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.active && rule.deed == deed)
    }

    /// All of it must be so; by what is said now, as soon as one of them is.
    fn met(&self, rule: &Rule, handed_over: Option<HandOffReason>) -> Option<Met> {
        let mut how = None;
        for condition in &rule.conditions {
            match self.facts.meet(condition, handed_over)? {
                Met::Now => how = Some(Met::Now),
                Met::Standing => how = how.or(Some(Met::Standing)),
            }
        }
        how
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id as _;
    use crate::replies::question::signals::Condition;

    fn rule(id: i64, conditions: Vec<Condition>, deed: RuleDeed) -> Rule {
        Rule {
            id: RuleId::new(id),
            name: format!("rule {id}"),
            conditions,
            deed,
            person: None,
            label: None,
            urgent: false,
            active: true,
        }
    }

    fn words(words: &[&str]) -> Condition {
        Condition::Words { words: words.iter().map(|word| (*word).to_owned()).collect() }
    }

    #[test]
    fn the_first_that_is_wholly_met_calls() {
        let rules = vec![
            rule(1, vec![words(&["refund"]), Condition::Orders { at_least: 3 }], RuleDeed::Call),
            rule(2, vec![words(&["refund"])], RuleDeed::Call),
            rule(3, Vec::new(), RuleDeed::Call),
        ];
        let of = |orders| Facts { orders, ..Facts::of_text("a refund please") };
        let called = |facts| {
            Judge::new(rules.clone(), facts, Vec::new(), Vec::new()).calls().map(|rule| rule.id.as_i64())
        };
        assert_eq!(called(of(2)), Some(2));
        assert_eq!(called(of(3)), Some(1));
        assert_eq!(called(Facts::of_text("hello")), None, "a rule without conditions is never met");
    }

    #[test]
    fn what_was_so_before_calls_once_a_day_and_what_is_said_calls_again() {
        let standing = rule(1, vec![Condition::Orders { at_least: 1 }], RuleDeed::Call);
        let both = rule(2, vec![Condition::Orders { at_least: 1 }, words(&["refund"])], RuleDeed::Call);
        let facts = Facts { orders: 2, ..Facts::of_text("a refund please") };
        let fired = |id| vec![Fired { rule: RuleId::new(id), up_to: MessageId::new(1) }];
        let rests = Judge::new(vec![standing.clone()], facts.clone(), fired(1), Vec::new());
        assert_eq!(rests.calls(), None);
        assert_eq!(
            rests.takes_over(HandOffReason::NoAnswer),
            Some(&standing),
            "it still says who takes over"
        );
        assert_eq!(Judge::new(vec![both.clone()], facts, fired(2), Vec::new()).calls(), Some(&both));
    }

    #[test]
    fn one_turn_meets_a_rule_once_also_when_it_is_handed_back_with_more() {
        for deed in [RuleDeed::Tell, RuleDeed::Call] {
            let rule = rule(1, vec![words(&["refund"])], deed);
            let met = |messages: &[i64]| {
                let fired = vec![Fired { rule: rule.id, up_to: MessageId::new(7) }];
                let messages = messages.iter().copied().map(MessageId::new).collect();
                let judge = Judge::new(vec![rule.clone()], Facts::of_text("refund"), fired, messages);
                judge.calls().is_some() || !judge.tells(None).is_empty()
            };
            assert_eq!((met(&[7]), met(&[6, 7, 8]), met(&[8])), (false, false, true));
        }
    }

    #[test]
    fn a_rule_that_is_switched_off_is_never_met() {
        let off = Rule { active: false, ..rule(1, vec![words(&["refund"])], RuleDeed::Call) };
        let judge = Judge::new(vec![off], Facts::of_text("refund"), Vec::new(), Vec::new());
        assert!(judge.calls().is_none() && judge.takes_over(HandOffReason::Complaint).is_none());
    }
}
