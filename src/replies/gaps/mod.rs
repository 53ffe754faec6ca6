//! What the shop does not know: questions nobody could answer, those that mean the same together, with what a person
//! answered in the end. Only reads what was said; an answer is made of it by a person, in Knowledge.

pub(super) mod group;
pub(super) mod routes;
mod store;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RunId};
use crate::inbox::{self, AuthorKind, Direction};
use crate::replies::past_words::past_message;
use crate::storage::{ReadConn, StorageError};

/// How far back is looked.
const BACK: Duration = Duration::from_hours(90 * 24);
/// Questions looked at, the newest first.
const MOST_QUESTIONS: u32 = 500;
/// Groups told, and examples of one.
const MOST_GROUPS: usize = 50;
const MOST_EXAMPLES: usize = 5;
/// Characters of a question that is grouped, and of an answer that is offered.
const LONGEST_QUESTION: usize = 500;
const LONGEST_ANSWER: usize = 2_000;
/// Messages of a conversation looked at for what a person answered.
const LOOKED_AT: u32 = 60;

/// Questions that mean the same and had no answer.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Gap {
    /// As it was asked last.
    pub question: String,
    /// Customers who asked it, each once.
    pub count: u32,
    pub last_asked_at: Timestamp,
    pub examples: Vec<Asked>,
    /// What a person answered to one of them, newest first found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
    /// The runs behind it, to close it by.
    pub run_ids: Vec<RunId>,
}

/// One time it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = UnansweredQuestion)]
pub struct Asked {
    pub run_id: RunId,
    pub conversation_id: ConversationId,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub at: Timestamp,
}

/// What a person of the shop answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AnswerOfPerson)]
pub struct Answered {
    pub conversation_id: ConversationId,
    pub text: String,
    pub at: Timestamp,
}

/// What became of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClosedAs {
    /// An answer was made of it.
    Answered,
    /// It is none of the shop's business.
    Dismissed,
}

impl ClosedAs {
    fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Dismissed => "dismissed",
        }
    }
}

/// The groups that nobody has dealt with, those asked most often first.
pub(super) fn gaps(conn: &ReadConn, now: Timestamp) -> Result<Vec<Gap>, StorageError> {
    let mut asked = Vec::new();
    for run in store::unanswered(conn, now.minus(BACK), MOST_QUESTIONS)? {
        let Some(message) = past_message(conn, run.up_to)? else { continue };
        let Some(text) = message.said() else { continue };
        let text: String = text.trim().chars().take(LONGEST_QUESTION).collect();
        if !text.is_empty() {
            let (run_id, conversation_id, language) = (run.id, run.conversation, run.language);
            asked.push(Asked { run_id, conversation_id, text, language, at: message.at });
        }
    }
    let mut groups = group::together(asked);
    groups.sort_by_key(|group| std::cmp::Reverse((group.customers(), group.asked[0].at)));
    groups.into_iter().take(MOST_GROUPS).map(|group| told(conn, group)).collect()
}

fn told(conn: &ReadConn, group: group::Group) -> Result<Gap, StorageError> {
    let mut answer = None;
    for asked in &group.asked {
        answer = answered(conn, asked)?;
        if answer.is_some() {
            break;
        }
    }
    let count = group.customers();
    let run_ids = group.asked.iter().map(|asked| asked.run_id).collect();
    let newest = &group.asked[0];
    Ok(Gap {
        question: newest.text.clone(),
        count,
        last_asked_at: newest.at,
        examples: group.asked.iter().take(MOST_EXAMPLES).cloned().collect(),
        answer,
        run_ids,
    })
}

/// The first thing a person said after the question.
fn answered(conn: &ReadConn, asked: &Asked) -> Result<Option<Answered>, StorageError> {
    let said = inbox::recent_messages(conn, asked.conversation_id, LOOKED_AT)?;
    let mut after = said.into_iter().filter(|message| {
        message.at > asked.at && message.direction == Direction::Out && message.author == AuthorKind::Person
    });
    let first = after.find_map(|message| message.text.map(|text| (text, message.at)));
    Ok(first.map(|(text, at)| Answered {
        conversation_id: asked.conversation_id,
        text: text.trim().chars().take(LONGEST_ANSWER).collect(),
        at,
    }))
}

/// A run that ended without an answer.
pub(super) struct Unanswered {
    pub id: RunId,
    pub conversation: ConversationId,
    pub up_to: MessageId,
    pub language: Option<String>,
}
