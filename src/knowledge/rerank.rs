//! Found passages in the order another model puts them. It loses none, and where that model fails they stand as they stood.

use super::types::{Passage, PassageKind};
use crate::llm::{Document, Reranker, Reranking};

/// Passages a reranker is shown at most.
pub const CANDIDATES: usize = 20;

/// The passages, each with its place before, and what came of asking; nothing was asked where there is nothing to order.
pub async fn rerank(
    by: &Reranker,
    question: &str,
    passages: Vec<Passage>,
) -> (Vec<(usize, Passage)>, Option<Reranking>) {
    let shown: Vec<Document> = passages.iter().take(CANDIDATES).map(document).collect();
    if shown.len() < 2 || question.trim().is_empty() {
        return (passages.into_iter().enumerate().collect(), None);
    }
    let reranking = by.rerank(question, &shown).await;
    let mut before: Vec<Option<Passage>> = passages.into_iter().map(Some).collect();
    let named = reranking.order.as_deref().unwrap_or_default().iter().copied();
    let order: Vec<usize> = named.chain(0..before.len()).collect();
    let mut after = Vec::with_capacity(before.len());
    for place in order {
        // Each is taken once; whoever was not named comes last.
        let passage = before.get_mut(place).and_then(Option::take);
        after.extend(passage.map(|passage| (place, passage)));
    }
    (after, Some(reranking))
}

fn document(passage: &Passage) -> Document {
    let question = match &passage.kind {
        PassageKind::Text => None,
        PassageKind::Faq { question, .. } => Some(question.clone()),
    };
    Document { title: passage.title.clone(), text: passage.passage.clone(), question, ..Document::default() }
}
