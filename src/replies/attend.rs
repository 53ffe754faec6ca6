//! Sees to it that every turn ends: whoever waits for the AI has a reply under way, or a person who was called.
//!
//! Everything that may leave a customer waiting comes by here: a message that arrived, a run that ended without a word,
//! a person who stopped typing or handed back, a hold that is over. What none of them noticed, the sweep finds every few
//! minutes. Never answers by itself.

use std::time::Duration;

use super::Replies;
use super::brief::{self, Mood};
use super::danger;
use super::jobs::ReplyTurn;
use super::media_text;
use super::question::burst;
use super::settings::Settings;
use super::turn::{Waits, within_budget, words};
use super::types::Mode;
use crate::clock::Timestamp;
use crate::ids::ConversationId;
use crate::inbox::jobs::{MessageReceived, SaidMore, TakeUp};
use crate::inbox::{self, AiMode, Conversation, HandOff, HandOffReason, SpendingStage};
use crate::jobs::{self, JobError, Ticket};
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// Conversations the sweep looks at in one go.
const AT_ONCE: u32 = 200;
/// A reply that is due later than this is nobody's plan: a clock was put right meanwhile.
const SOON: Duration = Duration::from_mins(1);

/// Why somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// The customer has just written, and may go on.
    MessageCame,
    /// Something may have been left undone.
    SomethingWaits,
}

impl Replies {
    /// Gives whatever waits for the AI in a conversation a reply or a person. Says whether the customer sees an answer
    /// coming.
    pub(super) fn attend(
        &self,
        tx: &WriteTx,
        id: ConversationId,
        because: Because,
    ) -> Result<Option<ConversationId>, StorageError> {
        let Some(conversation) = inbox::conversation(tx, id)? else { return Ok(None) };
        let waiting = inbox::unanswered(tx, conversation.id)?;
        let waiting: Vec<_> =
            waiting.iter().filter(|message| !message.with_person).map(|waiting| waiting.message).collect();
        // While a restored shop is on hold everything waits; its release takes all of it up.
        if waiting.is_empty() || storage::is_on_hold(tx)? {
            return Ok(None);
        }
        let settings = self.settings(tx)?;
        if is_for_people(tx, &conversation, &settings)? {
            return Ok(None);
        }
        let now = tx.now();
        if let Some(until) = conversation.typing_until(now) {
            jobs::postpone(tx, &ReplyTurn { conversation_id: conversation.id, asked: None }, until)?;
            return Ok(None);
        }
        let wait = settings.burst_wait;
        let until = media_text::await_words(tx, &self.tools.llm, &waiting)?;
        let Some(waits) = Waits::read(tx, conversation.id, false, settings.mode, now)? else {
            // What waited is no longer there.
            inbox::needs_no_answer(tx, conversation.id, &waiting)?;
            return Ok(None);
        };
        match until {
            // Whoever puts them into words looks again as soon as that is done.
            Some(until) => {
                jobs::postpone(tx, &ReplyTurn { conversation_id: conversation.id, asked: None }, until)?;
            }
            None => reply_to(tx, &waits, because, wait)?,
        }
        Ok(Some(conversation.id))
    }

    /// Runs [`TakeUp`].
    pub async fn take_up(&self, job: TakeUp, ticket: Ticket) -> Result<(), JobError> {
        let replies = self.clone();
        let taken_up = self.db.write(move |tx| {
            replies.attend(tx, job.conversation_id, Because::SomethingWaits)?;
            ticket.finish(tx)
        });
        taken_up.await.map_err(JobError::from)
    }

    /// Takes up whatever waits for the AI and has nothing under way.
    pub async fn sweep(&self) -> Result<(), JobError> {
        let now = self.clock.now();
        let left = self.db.read(move |conn| unattended(conn, now)).await?;
        if !left.is_empty() {
            tracing::warn!(
                conversations = left.len(),
                "customers waited with nothing under way; they are taken up"
            );
        }
        for id in left {
            let replies = self.clone();
            self.db.write(move |tx| replies.attend(tx, id, Because::SomethingWaits).map(drop)).await?;
        }
        Ok(())
    }

    /// Runs [`SaidMore`].
    pub async fn said_more(&self, job: SaidMore) -> Result<(), JobError> {
        let id = job.conversation_id;
        if self.db.read(move |conn| danger::heard(conn, id)).await?.is_some() {
            self.db.write(move |tx| danger::call(tx, id)).await?;
        }
        let look = move |conn: &ReadConn| -> Result<Option<Mood>, StorageError> {
            let conversation = inbox::conversation(conn, id)?;
            conversation.map_or(Ok(None), |conversation| brief::mood(conn, &conversation))
        };
        let Some(mood) = self.db.read(look).await? else { return Ok(()) };
        Ok(self.db.write(move |tx| inbox::set_angry(tx, id, mood == Mood::Angry)).await?)
    }

    /// Conversations in which a customer waits while nothing is under way and nobody was called. Must be none.
    pub fn unattended(&self, conn: &ReadConn) -> Result<Vec<ConversationId>, StorageError> {
        unattended(conn, self.clock.now())
    }
}

/// Where the AI does not answer, a person does: says whether that is so, and sees to it that they know.
fn is_for_people(
    tx: &WriteTx,
    conversation: &Conversation,
    settings: &Settings,
) -> Result<bool, StorageError> {
    let id = conversation.id;
    let stage = inbox::spending_stage(tx)?;
    match (conversation.ai, within_budget(settings.mode, stage)) {
        (AiMode::Answer, Mode::Off) if danger::call_where_off(tx, conversation)? => {}
        (AiMode::Off, _) | (AiMode::Suggest, Mode::Off) => inbox::leave_to_person(tx, id)?,
        (AiMode::Answer, Mode::Off) if stage == SpendingStage::PeopleOnly => {
            let card = serde_json::json!({});
            inbox::hand_off(tx, id, HandOff { reason: HandOffReason::MessageBudgetSpent, card })?;
        }
        (AiMode::Answer, Mode::Off) => inbox::call_person(tx, id, HandOffReason::AssistantOff)?,
        (AiMode::Answer | AiMode::Suggest, Mode::Answer | Mode::Suggest) => return Ok(false),
    }
    Ok(true)
}

/// A reply comes once the customer has said all of it; one that comes sooner anyway stays as it is.
fn reply_to(tx: &WriteTx, waits: &Waits, because: Because, wait: Duration) -> Result<(), StorageError> {
    let (now, conversation_id) = (tx.now(), waits.conversation.id);
    let last = waits.messages.last().and_then(words).unwrap_or_default();
    let at = burst::answer_at(now, waits.burst_began(now), &last, wait);
    let job = ReplyTurn { conversation_id, asked: None };
    match because {
        Because::MessageCame => jobs::postpone(tx, &job, at).map(drop),
        Because::SomethingWaits => jobs::enqueue_at(tx, &job, at).map(drop),
    }
}

/// Conversations in which something waits for the AI with nothing under way.
fn unattended(conn: &ReadConn, now: Timestamp) -> Result<Vec<ConversationId>, StorageError> {
    let mut left = Vec::new();
    if storage::is_on_hold(conn)? {
        return Ok(left);
    }
    let mut after = None;
    loop {
        let page = inbox::waiting_for_ai(conn, after, AT_ONCE)?;
        for id in &page {
            if !is_under_way(conn, *id, now)? {
                left.push(*id);
            }
        }
        match page.last() {
            Some(last) => after = Some(*last),
            None => return Ok(left),
        }
    }
}

fn is_under_way(conn: &ReadConn, id: ConversationId, now: Timestamp) -> Result<bool, StorageError> {
    let (key, soon) = (id.to_string(), now.plus(SOON));
    if jobs::is_underway::<ReplyTurn>(conn, &key, soon)? || jobs::is_underway::<TakeUp>(conn, &key, soon)? {
        return Ok(true);
    }
    for waiting in inbox::unanswered(conn, id)? {
        if jobs::is_underway::<MessageReceived>(conn, &waiting.message.to_string(), soon)? {
            return Ok(true);
        }
    }
    Ok(false)
}
