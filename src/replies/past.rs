//! An answer of the past, written down as its run: the sample shop shows a past that its AI never lived through.
//!
//! What was found is given; the claims are checked here as in any run. Never sends anything.

use super::Replies;
use super::answer::claim_check::{Checked, Context, Known, Passage};
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
        let (sources, checked) = earned(past, &asked);
        let trace = self.trace_of(past, run, &asked, &sources, checked, tx.now());
        store::finish(tx, &trace, RunState::Done, Some(DecisionKind::Send))?;
        Ok(Some(Remembered { run, sources }))
    }

    fn trace_of(
        &self,
        past: &PastAnswer,
        run: RunId,
        asked: &str,
        sources: &[SourceRef],
        checked: Checked,
        at: Timestamp,
    ) -> Trace {
        let mut trace = Trace::new(run, self.clock.clone());
        trace.intent = Some(Intent::Knowledge);
        trace.language = spoken(asked, None);
        trace.provider = Some("builtin");
        trace.text = Some(past.text.clone());
        trace.passages =
            past.found.iter().map(|(source, support)| found(source, *support, sources)).collect();
        trace.checks = checked.sentences;
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

/// The fewest passages that support the answer, the best first, and what they support; a passage that supports nothing
/// new is not cited.
fn earned(past: &PastAnswer, asked: &str) -> (Vec<SourceRef>, Checked) {
    let passages: Vec<Passage<'_>> = past.found.iter().map(|(source, _)| passage(source)).collect();
    let context = Context { language: spoken(&past.text, None), question: asked, ..Context::default() };
    let known = Known::of(&passages, &context);
    let mut cited: Vec<usize> = Vec::new();
    let mut checked = known.check_citing(&past.text, &cited);
    while !checked.holds() && cited.len() < passages.len() {
        let with = (0..passages.len()).map(|one| {
            let more = [cited.as_slice(), &[one]].concat();
            let checked = known.check_citing(&past.text, &more);
            (more, checked)
        });
        let best = with.min_by_key(|(_, checked)| checked.refused().len());
        let better = best.filter(|(_, better)| better.refused().len() < checked.refused().len());
        let Some((more, better)) = better else { break };
        (cited, checked) = (more, better);
    }
    (cited.iter().map(|at| past.found[*at].0.clone()).collect(), checked)
}

fn passage(source: &SourceRef) -> Passage<'_> {
    Passage { id: "", title: &source.title, question: None, text: &source.passage, cited: false }
}

fn found(source: &SourceRef, support: f32, cited: &[SourceRef]) -> FoundPassage {
    FoundPassage {
        source_id: source.source_id,
        chunk_id: source.chunk_id,
        title: source.title.clone(),
        passage: source.passage.clone(),
        support,
        url: None,
        cited: cited.contains(source),
        place_before: None,
    }
}
