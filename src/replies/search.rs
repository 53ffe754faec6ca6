//! Finds what an answer may rest on, and keeps in the trace what was found, who put it into order and what that moved.

use super::answer::intent::Understood;
use super::answer::retrieve::{self, LookedFor, Shown};
use super::question::Question;
use super::question::language::Language;
use super::runs::trace::{Call, FoundPassage, Trace};
use super::tools::Tools;
use super::types::{CallTask, StepName};
use crate::clock::Timestamp;
use crate::llm::{LlmError, Reranking};
use crate::storage::StorageError;

/// Who reads what is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// For nothing, so many passages, and none of them is paid for to be put into order.
    BuiltIn,
    /// Where money is saved.
    Small,
    Large,
}

/// `profile_in` is the language of the shop's own facts, where not the shop's.
pub(super) async fn search(
    tools: &Tools,
    asked: &Question,
    understood: &Understood,
    reader: Reader,
    profile_in: Option<Language>,
    trace: &mut Trace,
) -> Result<Vec<Shown>, StorageError> {
    let (began, now) = (trace.now(), tools.clock.now());
    let built_in = reader == Reader::BuiltIn;
    let reranker = tools.llm.reranker().filter(|_| reader == Reader::Large);
    let looked_for = LookedFor {
        question: &understood.question,
        several: if built_in { &[] } else { &understood.several },
        built_in,
        reranker: reranker.as_ref(),
        profile_in,
        only: tools.overrides.sources.as_deref(),
    };
    let candidates = retrieve::look(&tools.knowledge, &looked_for, asked).await?;
    trace.step(StepName::Search, began, format!("found {}", candidates.count()));
    let began = trace.now();
    let (shown, reranking) = candidates.shown(&looked_for, asked, now).await;
    trace.passages = shown.iter().map(found).collect();
    if let Some(reranking) = reranking {
        note(reranking, began, trace);
    }
    Ok(shown)
}

fn note(reranking: Reranking, began: Timestamp, trace: &mut Trace) {
    let Reranking { order, provider, model, usage, cost } = reranking;
    let fault = order.err();
    trace.step(
        StepName::Search,
        began,
        match &fault {
            None => format!("reranked {} by {model}", moved(&trace.passages)),
            Some(error) => format!("{provider}: {}", error.code()),
        },
    );
    if let Some(error) = &fault {
        tracing::warn!(run.id = %trace.run, provider, model, error = %error, "passages were not put into order");
    }
    // Whoever is left alone was not called.
    if fault != Some(LlmError::CircuitOpen) {
        trace.called(Call {
            task: CallTask::Rerank,
            provider: provider.to_owned(),
            model,
            usage,
            cost: cost.map(|cost| cost.0),
            fault: fault.map(|error| error.fault()),
        });
    }
}

/// How many of the passages that are shown stood elsewhere before.
fn moved(passages: &[FoundPassage]) -> usize {
    let placed = (1_u32..).zip(passages);
    placed.filter(|(place, passage)| passage.place_before.is_some_and(|before| before != *place)).count()
}

/// A passage as the trace keeps it.
pub(super) fn found(shown: &Shown) -> FoundPassage {
    let source = shown.source.as_ref();
    FoundPassage {
        source_id: source.and_then(|source| source.source_id),
        chunk_id: source.and_then(|source| source.chunk_id),
        title: shown.document.title.clone(),
        passage: shown.document.text.clone(),
        support: shown.document.support,
        cited: false,
        url: source.filter(|_| shown.is_of_the_web()).and_then(|source| source.url.clone()),
        place_before: shown.place_before,
    }
}
