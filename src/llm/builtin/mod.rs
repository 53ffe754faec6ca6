//! The built-in model: no key, no network, no weights. It quotes what the shop knows word for word, or declines.
//!
//! A question is read into what it wants and what it is about, the documents into what can be quoted: sentences, items,
//! rows, known answers. A record is quoted when it meets everything that was asked; nothing is quoted for half of it.

mod alike;
mod ask;
mod concepts;
mod figures;
mod fit;
mod kinds;
mod known;
mod read;
mod records;
mod say;
mod score;
mod widen;
#[cfg(test)]
mod tests;

pub use widen::other_words;

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
    if let Some(known) = known::exactly_known(&message, &records) {
        return Some(say::quotes(&[known], &documents));
    }
    let asks = ask::asks(&message, request.language.as_deref());
    if asks.is_empty() {
        return known::repeated(&message, &records).map(|known| say::quotes(&[known], &documents));
    }
    if asks.len() > MOST_ASKS {
        return None;
    }
    let mut chosen: Vec<say::Quote> = Vec::new();
    for ask in &asks {
        for quote in fit::best(ask, &records)? {
            if !chosen.contains(&quote) {
                chosen.push(quote);
            }
        }
    }
    Some(say::quotes(&chosen, &documents))
}

/// What the user wrote since the last answer.
fn message(request: &ChatRequest) -> String {
    let unanswered = request.turns.iter().rev().take_while(|turn| turn.role == TurnRole::User);
    let mut texts: Vec<&str> = unanswered.map(|turn| turn.text.as_str()).collect();
    texts.reverse();
    texts.join("\n")
}
