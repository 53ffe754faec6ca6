//! The job that looks whether a customer told something worth keeping, after their turn was answered: one small call that
//! names one of their own sentences, and one question to them. It holds up no answer, and asks nobody who said no, who was
//! asked a short while ago, who waits for somebody or whose shop did not switch it on.

use std::time::Duration;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::candidates::candidates;
use super::consent::question;
use super::store;
use super::types::{Asking, NewFact};
use super::{LAPSES_AFTER, MOST};
use crate::accounts;
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, MessageId};
use crate::inbox::{self, AiMode, Author, Conversation, Direction, Message, NewOutbound, Refused};
use crate::jobs::{self, JobError, Ticket};
use crate::llm::{Asked, ChatRequest, Document, ForcedTool, Line, Turn, TurnRole};
use crate::replies::Replies;
use crate::replies::budget::{Limits, SpentSoFar, day};
use crate::replies::jobs::{ForgetFact, LookForFacts};
use crate::replies::question::language::Language;
use crate::replies::runs::store as runs;
use crate::replies::runs::trace::calls;
use crate::replies::types::{CallTask, Mode};
use crate::storage::{ReadConn, StorageError, WriteTx};

const PROMPT: &str = include_str!("../prompts/facts.md");
const MOST_TOKENS: u32 = 60;
/// Between two questions to one customer.
const PAUSE: Duration = Duration::from_hours(7 * 24);
/// Questions a customer leaves unanswered, after which none is asked any more.
const MOST_UNANSWERED: u32 = 2;

/// What is looked through.
struct Task {
    conversation: ConversationId,
    contact: ContactId,
    /// The customer's sentences, each with the message it stands in.
    told: Vec<(String, MessageId)>,
    version: i64,
    language: Language,
    limits: Limits,
    spent: SpentSoFar,
}

impl Replies {
    /// Runs [`LookForFacts`].
    pub async fn look_for_facts(self, job: LookForFacts, ticket: Ticket) -> Result<(), JobError> {
        if !self.tools.llm.has_vendor() {
            return Ok(());
        }
        let reader = self.clone();
        let task = self.db.read(move |conn| reader.fact_task(conn, &job)).await?;
        let Some(task) = task else { return Ok(()) };
        let Some((_, _reserved)) = self.tools.budget.reserve(task.limits, task.spent) else { return Ok(()) };
        let (told, asked) = choose(&task.told, &self.tools.llm.intent()).await;
        let found = told.cloned();
        let kept = self.db.write::<_, StorageError>(move |tx| {
            for call in calls(&asked, CallTask::Remember) {
                runs::add_spending(tx, call.cost.unwrap_or(0), 0)?;
                runs::count_calls(tx, &day(tx.now()), std::slice::from_ref(&call))?;
            }
            if let Some((text, message)) = found {
                ask(tx, &task, text, message)?;
            }
            ticket.finish(tx)
        });
        Ok(kept.await?)
    }

    /// Nothing where nothing is to be looked for.
    fn fact_task(&self, conn: &ReadConn, job: &LookForFacts) -> Result<Option<Task>, StorageError> {
        let now = self.clock.now();
        let settings = self.settings(conn)?;
        let Some(conversation) = inbox::conversation(conn, job.conversation_id)? else { return Ok(None) };
        let contact = conversation.contact.id;
        let is_wanted = settings.remembers && settings.mode == Mode::Answer;
        if !is_wanted
            || !may_be_asked(&store::asking(conn, contact)?, now)
            || !is_quiet(conn, &conversation, now)?
        {
            return Ok(None);
        }
        if self.tools.orders.open_proposal(conn, conversation.id)?.is_some() {
            return Ok(None);
        }
        let known = store::of_contact(conn, contact, MOST)?;
        let mut told = Vec::new();
        for id in &job.message_ids {
            let Some(message) = inbox::message(conn, *id)?.filter(is_own) else { continue };
            let texts: Vec<String> = message.text.into_iter().collect();
            told.extend(candidates(&texts).into_iter().map(|text| (text, *id)));
        }
        told.retain(|(text, _)| known.iter().all(|fact| fact.text != *text));
        if told.is_empty() || known.len() >= MOST as usize {
            return Ok(None);
        }
        let shop = accounts::shop(conn)?;
        let language = conversation.contact.language.as_deref().unwrap_or(&shop.language);
        Ok(Some(Task {
            conversation: conversation.id,
            contact,
            told,
            version: conversation.version,
            language: Language::nearest(language),
            limits: settings.budget,
            spent: runs::spent(conn, now)?,
        }))
    }
}

/// Written by the customer here, and not taken back.
fn is_own(message: &Message) -> bool {
    message.direction == Direction::In && message.is_in_own_words() && message.revoked_at.is_none()
}

fn may_be_asked(asking: &Asking, now: Timestamp) -> bool {
    let is_rested = asking.asked_at.is_none_or(|at| now.since(at) >= PAUSE);
    asking.refused_at.is_none() && asking.unanswered < MOST_UNANSWERED && is_rested
}

/// Whether the assistant has the conversation and nothing waits in it.
fn is_quiet(conn: &ReadConn, conversation: &Conversation, now: Timestamp) -> Result<bool, StorageError> {
    Ok(conversation.ai == AiMode::Answer
        && conversation.needs_person.is_none()
        && conversation.ai_may_answer(now)
        && inbox::unanswered(conn, conversation.id)?.is_empty())
}

/// Has the small model name one sentence. Whatever else it says counts for nothing.
async fn choose<'a>(
    told: &'a [(String, MessageId)],
    line: &Line,
) -> (Option<&'a (String, MessageId)>, Asked) {
    let answer = line.ask(&request(told), &CancellationToken::new(), |_| {}).await;
    let form = answer.answer.as_ref().ok().and_then(|answered| answered.completion.tool.as_ref());
    let number = form.and_then(|form| form.get("sentence")).and_then(Value::as_u64);
    let at = number.and_then(|number| usize::try_from(number).ok()?.checked_sub(1));
    (at.and_then(|at| told.get(at)), answer)
}

fn request(told: &[(String, MessageId)]) -> ChatRequest {
    let documents = (1..).zip(told).map(|(number, (text, _))| Document {
        id: number.to_string(),
        title: "Sentence".to_owned(),
        text: text.clone(),
        ..Document::default()
    });
    ChatRequest {
        instructions: PROMPT.trim().to_owned(),
        documents: documents.collect(),
        turns: vec![Turn { role: TurnRole::User, text: "Which sentence, if any?".to_owned() }],
        reminder: "Call the tool. In doubt: none.".to_owned(),
        tool: Some(ForcedTool {
            name: "remember".to_owned(),
            description: "The sentence that tells something lasting about the customer.".to_owned(),
            schema: json!({
                "type": "object",
                "properties": {"sentence": {"type": ["integer", "null"], "description": "Its number; null for none."}},
                "required": ["sentence"],
            }),
        }),
        max_output_tokens: MOST_TOKENS,
        temperature: 0.0,
        ..ChatRequest::default()
    }
}

/// Asks the customer, unless somebody spoke meanwhile.
fn ask(tx: &WriteTx, task: &Task, text: String, message: MessageId) -> Result<(), StorageError> {
    let Some(now) = inbox::conversation(tx, task.conversation)? else { return Ok(()) };
    if now.version != task.version || !is_quiet(tx, &now, tx.now())? {
        return Ok(());
    }
    let words = question(task.language, &text);
    let line = NewOutbound {
        expected_version: Some(task.version),
        ..NewOutbound::text(now.id, Author::System, format!("fact:{message}"), words)
    };
    let asked = match inbox::queue_outbound(tx, line) {
        Ok(queued) => queued.id(),
        Err(Refused::Storage(error)) => return Err(error),
        Err(_) => return Ok(()),
    };
    let fact = store::ask(
        tx,
        &NewFact { contact: task.contact, text, message: Some(message), person: None },
        asked,
    )?;
    jobs::enqueue_at(tx, &ForgetFact { fact_id: fact }, tx.now().plus(LAPSES_AFTER))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_asked_again_who_said_no_or_nothing() {
        let now = Timestamp::from_seconds(10_000_000);
        let asking = |hours: u64, unanswered, refused: bool| Asking {
            asked_at: Some(now.minus(Duration::from_hours(hours))),
            unanswered,
            refused_at: refused.then_some(now),
        };
        assert!(may_be_asked(&Asking::default(), now));
        assert!(may_be_asked(&asking(169, 1, false), now));
        assert!(!may_be_asked(&asking(167, 0, false), now), "asked this week");
        assert!(!may_be_asked(&asking(10_000, 2, false), now), "never answered");
        assert!(!may_be_asked(&asking(10_000, 0, true), now), "said no");
    }
}
