//! One question the assistant asks itself after a start, so that the words of all languages are read by the time a customer
//! writes: reading them takes as long as some answers. In a shop where nobody wrote of late they stay unread, and take no memory.

use std::sync::Once;
use std::time::Duration;

use super::Replies;
use super::answer::claim_check::{self, Context, Passage};
use super::question::language::Heard;
use super::question::needs;
use super::runs::store;
use super::tools::{Overrides, Tools};
use crate::clock::Timestamp;
use crate::inbox;
use crate::llm::Line;
use crate::storage::{ReadConn, StorageError};

/// Nothing in it is any shop's.
const QUESTION: &str = "How much is the delivery on Friday?";
const ANSWER: &str = "On Friday the delivery costs 5 euros.";
const SOURCE: Passage<'static> = Passage {
    id: "1",
    title: "Delivery",
    question: None,
    text: "It costs 5 euros a day, not on Sunday.",
    cited: true,
};
/// Whoever had a turn within this time may have the next at any moment.
const OF_LATE: Duration = Duration::from_hours(7 * 24);

/// Reads the words by which a turn is understood, once: read inside a write they would hold up every other, also those of another
/// program at the same file.
pub(super) fn read_words() {
    static READ: Once = Once::new();
    READ.call_once(|| {
        inbox::sounds_like_a_wish(QUESTION);
        needs::need(QUESTION);
        Heard::in_words(QUESTION, &[], None, "en");
    });
}

impl Replies {
    /// Answers a question of nobody's with the built-in model, from no source, and keeps nothing of it. Says whether it came to an end.
    pub async fn rehearse(&self) -> Result<bool, StorageError> {
        let now = self.clock.now();
        if !self.db.read(move |conn| is_awaited(conn, now)).await? {
            return Ok(false);
        }
        read_words();
        claim_check::check(ANSWER, &[SOURCE], &Context { question: QUESTION, ..Context::default() });
        let set = self.as_set().await?;
        let asked = self.alone(&set, QUESTION.to_owned(), None).await?;
        let overrides =
            Overrides { answers: Some(Line::built_in(self.clock.clone())), sources: Some(Vec::new()) };
        let tools = Tools { overrides, ..self.tools.clone() };
        let (decision, _) = self.answer_alone(&asked, &tools, &self.stopping).await;
        Ok(decision.is_ok())
    }
}

/// Whether a customer may write soon: one waits, or was answered of late.
fn is_awaited(conn: &ReadConn, now: Timestamp) -> Result<bool, StorageError> {
    Ok(store::ran_since(conn, now.minus(OF_LATE))? || !inbox::waiting_for_ai(conn, None, 1)?.is_empty())
}
