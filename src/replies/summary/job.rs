//! The job that writes one summary: one call, paid from the models' money, kept with the message it reaches to. What a
//! crash broke off is begun again; what cannot be written says why, and what stood before stays.

use std::slice;

use super::types::{SummaryFault, Written};
use super::write::{Heard, heard, write};
use super::{is_worth_it, store};
use crate::accounts;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ConversationId, MessageId};
use crate::inbox::{self, HandOffReason};
use crate::jobs::{JobError, Ticket};
use crate::replies::Replies;
use crate::replies::budget::{BudgetStep, day};
use crate::replies::jobs::SumUp;
use crate::replies::runs::store as runs;
use crate::replies::runs::trace::{Call, calls};
use crate::replies::types::CallTask;
use crate::storage::{ReadConn, StorageError};

/// Messages a summary looks back on.
const LOOK_BACK: u32 = 200;

/// What is summed up.
struct Task {
    /// By when it was asked the row is known that waits for it.
    asked_at: Timestamp,
    conversation: ConversationId,
    heard: Vec<Heard>,
    named: Vec<String>,
    up_to: MessageId,
}

impl Replies {
    /// Runs [`SumUp`].
    pub async fn sum_up(self, job: SumUp, ticket: Ticket) -> Result<(), JobError> {
        let id = job.conversation_id;
        // Nobody waits for it any more, or nothing was said in words.
        let Some(task) = self.db.read(move |conn| task(conn, id)).await? else {
            let forgotten = self.db.write::<_, StorageError>(move |tx| {
                store::forget_unwritten(tx, id)?;
                tx.announce(Topic::Reply, id);
                ticket.finish(tx)
            });
            return Ok(forgotten.await?);
        };
        let now = self.clock.now();
        let (limits, spent) = self
            .db
            .read::<_, StorageError>(move |conn| {
                Ok((runs::settings(conn)?.unwrap_or_default().budget, runs::spent(conn, now)?))
            })
            .await?;
        let Some((step, _reserved)) = self.tools.budget.reserve(limits, spent) else {
            return self.end_summary(&task, Err(SummaryFault::BudgetSpent), Vec::new(), ticket).await;
        };
        let llm = &self.tools.llm;
        let line = if step == BudgetStep::Large { llm.answers() } else { llm.intent() };
        let (lines, asked) = write(&task.heard, &task.named, &job.language, &line).await;
        let model = asked.answer.as_ref().map(|answered| answered.by.model().to_owned()).unwrap_or_default();
        let came_to = match lines {
            None => Err(SummaryFault::Unreachable),
            Some(lines) if lines.is_empty() => Err(SummaryFault::NothingHeld),
            Some(lines) => {
                Ok(Written { lines, language: job.language, up_to: task.up_to, model, made_at: now })
            }
        };
        self.end_summary(&task, came_to, calls(&asked, CallTask::Summarise), ticket).await
    }

    /// Keeps what came of it and what it cost.
    async fn end_summary(
        &self,
        task: &Task,
        came_to: Result<Written, SummaryFault>,
        calls: Vec<Call>,
        ticket: Ticket,
    ) -> Result<(), JobError> {
        let (id, asked_at) = (task.conversation, task.asked_at);
        let kept = self.db.write::<_, StorageError>(move |tx| {
            for call in &calls {
                runs::add_spending(tx, call.cost.unwrap_or(0), 0)?;
                runs::count_calls(tx, &day(tx.now()), slice::from_ref(call))?;
            }
            match &came_to {
                Ok(written) => store::keep(tx, id, asked_at, written)?,
                Err(fault) => store::fail(tx, id, asked_at, *fault)?,
            }
            tx.announce(Topic::Reply, id);
            ticket.finish(tx)
        });
        Ok(kept.await?)
    }

    /// A person was called: they find the conversation summed up, where it is long and a model is configured.
    pub async fn sum_up_for_person(self, id: ConversationId) -> Result<(), JobError> {
        if !self.tools.llm.has_vendor() {
            return Ok(());
        }
        let begun = self.db.write::<_, StorageError>(move |tx| {
            let Some(conversation) = inbox::conversation(tx, id)? else { return Ok(()) };
            let handed_over = conversation.needs_person.as_ref().is_some_and(|needs| is_new(needs.reason));
            if !handed_over || !is_worth_it(tx, conversation.id)? {
                return Ok(());
            }
            let reader = match conversation.assignee {
                Some(assignee) => accounts::staff(tx)?.into_iter().find(|person| person.id == assignee),
                None => None,
            };
            let language = match reader {
                Some(person) => person.language,
                None => accounts::shop(tx)?.language,
            };
            super::begin(tx, conversation.id, language)
        });
        Ok(begun.await?)
    }
}

/// Whether somebody else had the conversation until now. Whoever answers all of it themselves has read it.
const fn is_new(reason: HandOffReason) -> bool {
    !matches!(
        reason,
        HandOffReason::AssistantOff | HandOffReason::SuggestionReady | HandOffReason::AnswerStopped
    )
}

/// What was said, and who may be named; nothing when nobody waits for it, or nothing was said in words.
fn task(conn: &ReadConn, id: ConversationId) -> Result<Option<Task>, StorageError> {
    let Some(asked_at) = store::of_conversation(conn, id)?.asked_at else { return Ok(None) };
    let Some(conversation) = inbox::conversation(conn, id)? else { return Ok(None) };
    let messages = inbox::recent_messages(conn, conversation.id, LOOK_BACK)?;
    let heard = heard(&messages);
    let Some(up_to) = messages.iter().map(|message| message.id).max().filter(|_| !heard.is_empty()) else {
        return Ok(None);
    };
    let contact = &conversation.contact;
    let mut named = vec![accounts::shop(conn)?.name];
    named.extend(contact.name.clone().into_iter().chain(contact.username.clone()));
    named.extend(accounts::staff(conn)?.into_iter().map(|person| person.name));
    Ok(Some(Task { asked_at, conversation: conversation.id, heard, named, up_to }))
}
