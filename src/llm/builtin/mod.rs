//! The built-in model: no key, no network, no weights. It quotes what the shop knows word for word, or declines.
//!
//! A question is read into what it wants and what it is about, the documents into what can be quoted: sentences, items,
//! rows, known answers. A record is quoted when it meets everything that was asked; nothing is quoted for half of it.

mod alike;
mod ask;
mod bundle;
mod bygone;
mod concepts;
mod cut;
mod days;
mod exception;
mod figures;
mod fit;
mod hours;
mod kinds;
mod known;
mod limit;
mod lines;
mod means;
mod polarity;
mod read;
mod records;
mod say;
mod score;
mod twins;
mod widen;
#[cfg(test)]
mod kinds_tests;
#[cfg(test)]
mod sample_shop_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_tests;

pub use widen::other_words;

use std::collections::BTreeMap;

use async_stream::try_stream;
use futures_util::Stream;

use super::error::LlmError;
use super::types::{ChatEvent, ChatRequest, StopReason, TurnRole, Usage};

pub(super) const NAME: &str = "builtin";

/// Below this the finder itself did not believe in the document. Low, because small words weigh in its measure too.
const SUPPORT_FLOOR: f32 = 0.08;
/// Questions of one message that are answered together.
const MOST_ASKS: usize = 4;

pub(super) fn stream(request: ChatRequest) -> impl Stream<Item = Result<ChatEvent, LlmError>> + Send {
    try_stream! {
        if request.tool.is_some() {
            Err(LlmError::Unsupported("the built-in model only quotes".to_owned()))?;
        }
        let stop = match answer(&request) {
            Some(text) => {
                yield ChatEvent::Text(text);
                StopReason::Finished
            }
            None => StopReason::Declined,
        };
        yield ChatEvent::Done { usage: Usage::default(), stop };
    }
}

/// Every question of the message is answered, or none: whoever asked would take a part for the whole.
fn answer(request: &ChatRequest) -> Option<String> {
    let message = message(request);
    let documents: Vec<_> =
        request.documents.iter().filter(|document| document.support >= SUPPORT_FLOOR).cloned().collect();
    let records = records::records(&documents);
    let asks = ask::asks(&message, request.language.as_deref(), home(&records));
    let is_order = asks.iter().flatten().any(|ask| ask.orders);
    if let Some(known) = known::exactly_known(&message, is_order, &records) {
        return Some(say::quotes(&[known], &documents));
    }
    let asks = asks.filter(|_| !is_order)?;
    if asks.is_empty() {
        return known::repeated(&message, &records).map(|known| say::quotes(&[known], &documents));
    }
    if asks.len() > MOST_ASKS {
        return None;
    }
    let mut chosen: Vec<say::Quote> = Vec::new();
    for ask in &asks {
        for quote in found(ask, &records)? {
            if !chosen.contains(&quote) {
                chosen.push(quote);
            }
        }
    }
    Some(say::quotes(&chosen, &documents))
}

/// The language most of what the shop knows is in.
fn home(records: &[records::Record]) -> Option<&'static str> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for record in records.iter().filter(|record| !record.language.is_empty()) {
        *counts.entry(record.language).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(tag, _)| tag)
}

/// What answers a question whole; else what answers each half of one that asks the same of two things.
fn found(ask: &ask::Ask, records: &[records::Record]) -> Option<Vec<say::Quote>> {
    fit::best(ask, records).or_else(|| {
        let halves: Vec<Vec<say::Quote>> =
            ask.halves.iter().map(|half| fit::best(half, records)).collect::<Option<_>>()?;
        (!halves.is_empty()).then(|| halves.concat())
    })
}

/// What the user wrote since the last answer.
fn message(request: &ChatRequest) -> String {
    let unanswered = request.turns.iter().rev().take_while(|turn| turn.role == TurnRole::User);
    let mut texts: Vec<&str> = unanswered.map(|turn| turn.text.as_str()).collect();
    texts.reverse();
    texts.join("\n")
}
