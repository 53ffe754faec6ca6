//! The work this room makes, for itself and for whoever tells people. Payloads carry ids and moments only; `app/jobs.rs` says
//! who does it.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::ids::{ConversationId, ExamRunId, FactId, MessageId, RuleId, RunId, WalkId};
use crate::jobs::Job;

/// A customer waits for an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReplyTurn {
    pub conversation_id: ConversationId,
    /// Set when a person asked for it.
    pub asked: Option<RunId>,
}

impl Job for ReplyTurn {
    const KIND: &'static str = "reply_turn";
    const MAX_ATTEMPTS: u32 = 4;

    fn key(&self) -> Option<String> {
        let id = self.conversation_id;
        // What a person asked for is not lost in what comes by itself.
        Some(if self.asked.is_some() { asked_key(id) } else { id.to_string() })
    }

    fn lane(&self) -> Option<String> {
        Some(format!("reply:{}", self.conversation_id))
    }
}

/// By what a reply that a person asked for is found.
pub(super) fn asked_key(id: ConversationId) -> String {
    format!("{id}:asked")
}

/// The file of a message is to be put into words, before an answer to it is made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PutIntoWords {
    pub message_id: MessageId,
}

impl Job for PutIntoWords {
    const KIND: &'static str = "put_into_words";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// Somebody looks every few minutes whether anybody waits unseen.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sweep {}

impl Job for Sweep {
    const KIND: &'static str = "sweep_unanswered";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// A turn met a rule by which the team is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleMet {
    pub conversation_id: ConversationId,
    /// The turn's last message.
    pub message_id: MessageId,
    pub rule_id: RuleId,
}

impl Job for RuleMet {
    const KIND: &'static str = "rule_met";

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.rule_id, self.message_id))
    }
}

/// Somebody looks every few minutes what became of customers' turns.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtTurns {}

impl Job for LookAtTurns {
    const KIND: &'static str = "look_at_turns";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Somebody looks every day whether a week is over whose verdicts speak for other rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtWeek {}

impl Job for LookAtWeek {
    const KIND: &'static str = "look_at_week";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Changes of the rules wait for somebody to decide.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleChangesProposed {
    pub at: Timestamp,
}

impl Job for RuleChangesProposed {
    const KIND: &'static str = "rule_changes_proposed";

    fn key(&self) -> Option<String> {
        Some(self.at.to_string())
    }
}

/// The owner wants others told sooner, later or not: whoever waits already is looked at anew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EscalationChanged {}

impl Job for EscalationChanged {
    const KIND: &'static str = "escalation_changed";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// The questions of the exam are to be asked. A run that was broken off is not taken up again: it is told as interrupted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunExam {
    pub exam_run_id: ExamRunId,
}

impl Job for RunExam {
    const KIND: &'static str = "run_exam";
    const MAX_ATTEMPTS: u32 = 3;

    fn key(&self) -> Option<String> {
        Some(self.exam_run_id.to_string())
    }
}

/// The exam looks whether what the shop knows changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtSources {}

impl Job for LookAtSources {
    const KIND: &'static str = "look_at_sources";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// Answers got worse after what the shop knows changed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExamWorse {
    pub exam_run_id: ExamRunId,
}

impl Job for ExamWorse {
    const KIND: &'static str = "exam_worse";

    fn key(&self) -> Option<String> {
        Some(self.exam_run_id.to_string())
    }
}

/// The next thing of a walk is to be said, or looked for what became of the last.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WalkOn {
    pub walk_id: WalkId,
}

impl Job for WalkOn {
    const KIND: &'static str = "walk_on";
    const MAX_ATTEMPTS: u32 = 3;

    fn key(&self) -> Option<String> {
        Some(self.walk_id.to_string())
    }
}

/// Somebody looks every day whether a month is over since the last walk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtWalk {}

impl Job for LookAtWalk {
    const KIND: &'static str = "look_at_walk";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}

/// A walk found something that is not as it should be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WalkFailed {
    pub walk_id: WalkId,
}

impl Job for WalkFailed {
    const KIND: &'static str = "walk_failed";

    fn key(&self) -> Option<String> {
        Some(self.walk_id.to_string())
    }
}

/// What was deleted of a customer, or waited for their yes in vain, goes for good.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForgetFact {
    pub fact_id: FactId,
}

impl Job for ForgetFact {
    const KIND: &'static str = "forget_fact";

    fn key(&self) -> Option<String> {
        Some(self.fact_id.to_string())
    }
}

/// A conversation is to be summed up.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SumUp {
    pub conversation_id: ConversationId,
    /// What it is written in, as a tag.
    pub language: String,
}

impl Job for SumUp {
    const KIND: &'static str = "sum_up";
    const MAX_ATTEMPTS: u32 = 3;

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// A turn was answered: the customer may have told something of themselves in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookForFacts {
    pub conversation_id: ConversationId,
    pub message_ids: Vec<MessageId>,
}

impl Job for LookForFacts {
    const KIND: &'static str = "look_for_facts";
    const MAX_ATTEMPTS: u32 = 2;

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}
