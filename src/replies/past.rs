//! An answer of the past, written down as its run: the sample shop shows a past that its AI never lived through.
//!
//! What was found is given; the claims are checked here as in any run. Never sends anything.

use super::Replies;
use super::answer::claim_check::{self, Checked, Context, Passage};
use super::runs::store;
use super::runs::trace::{FoundPassage, Trace};
use super::types::{DecisionKind, Intent, RunState, StepName};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, RunId};
use crate::inbox::{self, Direction, SourceRef};
use crate::languages::spoken;
use crate::storage::{StorageError, WriteTx};

/// Messages looked back on for the question.
const LOOK_BACK: u32 = 10;

/// An answer the AI gave, and the passages its search had found, the best first.
pub struct PastAnswer {
    pub conversation_id: ConversationId,
    pub text: String,
    pub found: Vec<(SourceRef, f32)>,
}

/// The run of a past answer, and the sources it cites.
pub struct Remembered {
    pub run: RunId,
    pub sources: Vec<SourceRef>,
}

impl Replies {
    /// Writes the run of a past answer; nothing when no customer had asked.
    pub fn remember(&self, tx: &WriteTx, past: &PastAnswer) -> Result<Option<Remembered>, StorageError> {
        let heard = inbox::recent_messages(tx, past.conversation_id, LOOK_BACK)?;
        let Some(question) = heard.iter().rev().find(|message| message.direction == Direction::In) else {
            return Ok(None);
        };
        let asked = question.text.clone().unwrap_or_default();
        let run = tx.new_id();
        store::begin(tx, run, past.conversation_id, question.id, false)?;
        let sources = cited(past, &asked);
        let trace = self.trace_of(past, run, &asked, &sources, tx.now());
        store::finish(tx, &trace, RunState::Done, Some(DecisionKind::Send))?;
        Ok(Some(Remembered { run, sources }))
    }

    fn trace_of(
        &self,
        past: &PastAnswer,
        run: RunId,
        asked: &str,
        sources: &[SourceRef],
        at: Timestamp,
    ) -> Trace {
        let mut trace = Trace::new(run, self.clock.clone());
        trace.intent = Some(Intent::Knowledge);
        trace.language = spoken(asked, None);
        trace.provider = Some("builtin");
        trace.text = Some(past.text.clone());
        trace.passages =
            past.found.iter().map(|(source, support)| found(source, *support, sources)).collect();
        trace.checks = checked(&past.text, &past.found, sources, asked).sentences;
        let unsupported: Vec<&str> =
            trace.checks.iter().filter(|claim| !claim.supported).map(|claim| claim.text.as_str()).collect();
        let outcome = if unsupported.is_empty() {
            "supported".to_owned()
        } else {
            format!("unsupported: {}", unsupported.join("; "))
        };
        trace.step(StepName::Understand, at, Intent::Knowledge.as_str());
        trace.step(StepName::Search, at, format!("found {}", past.found.len()));
        trace.step(StepName::Write, at, "written");
        trace.step(StepName::Check, at, outcome);
        trace.decided(DecisionKind::Send, None);
        trace
    }
}

/// The fewest passages that support the answer, the best first; a passage that supports nothing new is not cited.
fn cited(past: &PastAnswer, asked: &str) -> Vec<SourceRef> {
    let open = |sources: &[SourceRef]| checked(&past.text, &past.found, sources, asked).refused().len();
    let mut sources: Vec<SourceRef> = Vec::new();
    let mut left = usize::MAX;
    while left > 0 && sources.len() < past.found.len() {
        let with = |source: &SourceRef| [sources.as_slice(), std::slice::from_ref(source)].concat();
        let best = past.found.iter().map(|(source, _)| with(source)).min_by_key(|sources| open(sources));
        let Some(better) = best.filter(|better| open(better) < left) else { break };
        left = open(&better);
        sources = better;
    }
    sources
}

fn checked(text: &str, found: &[(SourceRef, f32)], cited: &[SourceRef], asked: &str) -> Checked {
    let passages: Vec<Passage<'_>> = found
        .iter()
        .map(|(source, _)| Passage {
            id: "",
            title: &source.title,
            question: None,
            text: &source.passage,
            cited: cited.contains(source),
        })
        .collect();
    let language = spoken(text, None);
    claim_check::check_before_verifying(
        text,
        &passages,
        &Context { language, question: asked, ..Context::default() },
    )
}

fn found(source: &SourceRef, support: f32, cited: &[SourceRef]) -> FoundPassage {
    FoundPassage {
        source_id: Some(source.source_id),
        chunk_id: Some(source.chunk_id),
        title: source.title.clone(),
        passage: source.passage.clone(),
        support,
        cited: cited.contains(source),
    }
}
