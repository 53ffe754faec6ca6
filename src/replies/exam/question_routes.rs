//! `/replies/exam/questions` and `/replies/exam/facts`: what is asked, and what must happen.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use super::types::{ExamQuestion, Expected, Origin};
use crate::actor::Permission;
use crate::audit;
use crate::events::Topic;
use crate::http::{ApiError, Caller, Json, Page, Path};
use crate::ids::{ConversationId, ExamQuestionId};
use crate::inbox;
use crate::languages;
use crate::replies::Replies;
use crate::replies::answer::claim_check::figures;
use crate::storage::WriteTx;

const QUESTION_LIMIT_CHARACTERS: usize = 1_000;
const ANSWER_LIMIT_CHARACTERS: usize = 4_000;
const FACT_LIMIT_CHARACTERS: usize = 100;
const MOST_FACTS: usize = 10;

pub(in crate::replies) fn routes() -> OpenApiRouter<Replies> {
    OpenApiRouter::new().routes(routes!(list, add)).routes(routes!(save, remove)).routes(routes!(facts))
}

/// A question as it shall stand.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewExamQuestion {
    /// At most 1,000 characters.
    text: String,
    expected: Expected,
    /// At most ten short texts, such as "9,50 €": figures are compared by what they mean, everything else word for word.
    #[serde(default)]
    must_say: Vec<String>,
    #[serde(default)]
    must_not_say: Vec<String>,
    /// As a tag; the question's own words tell it when not given.
    #[serde(default)]
    language: Option<String>,
    /// `typed` when not given. Stays as it is when a question is changed.
    #[serde(default)]
    origin: Option<Origin>,
    /// Whose words it is: it is erased with them. Stays as it is when a question is changed.
    #[serde(default)]
    conversation_id: Option<ConversationId>,
}

impl NewExamQuestion {
    fn checked(self, tx: &WriteTx, id: ExamQuestionId) -> Result<ExamQuestion, ApiError> {
        let error = || ApiError::unprocessable("invalid_exam_question", "This question cannot be asked.");
        let text = self.text.trim().to_owned();
        if text.is_empty() || text.chars().count() > QUESTION_LIMIT_CHARACTERS {
            return Err(error().field("text", "One to 1000 characters."));
        }
        let language = match self.language.as_deref().map(str::trim).filter(|tag| !tag.is_empty()) {
            None => None,
            Some(tag) => match languages::of_tag(tag) {
                Some(known) => Some(known.tag.to_owned()),
                None => return Err(error().field("language", "A tag such as it or pt-BR.")),
            },
        };
        if let Some(id) = self.conversation_id
            && inbox::conversation(tx, id)?.is_none()
        {
            return Err(error().field("conversation_id", "There is no such conversation."));
        }
        let facts = |name: &str, facts: Vec<String>| {
            let trimmed = facts.into_iter().map(|fact| fact.trim().to_owned());
            let facts: Vec<String> = trimmed.filter(|fact| !fact.is_empty()).collect();
            let is_long = |fact: &String| fact.chars().count() > FACT_LIMIT_CHARACTERS;
            if facts.len() > MOST_FACTS || facts.iter().any(is_long) {
                return Err(error().field(name, "At most ten facts of 100 characters."));
            }
            Ok(facts)
        };
        Ok(ExamQuestion {
            id,
            text,
            expected: self.expected,
            must_say: facts("must_say", self.must_say)?,
            must_not_say: facts("must_not_say", self.must_not_say)?,
            language,
            origin: self.origin.unwrap_or(Origin::Typed),
            conversation_id: self.conversation_id,
            changed_at: tx.now(),
        })
    }
}

/// The questions of the exam, the oldest first.
#[utoipa::path(get, path = "/replies/exam/questions", tag = "replies", responses((status = 200, body = Page<ExamQuestion>)))]
async fn list(State(replies): State<Replies>, caller: Caller) -> Result<Json<Page<ExamQuestion>>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    Ok(Json(Page::whole(replies.db.read(store::questions).await?)))
}

/// Adds a question with what must happen.
#[utoipa::path(post, path = "/replies/exam/questions", tag = "replies", request_body = NewExamQuestion,
    responses((status = 201, body = ExamQuestion), (status = 409)))]
async fn add(
    State(replies): State<Replies>,
    caller: Caller,
    Json(new): Json<NewExamQuestion>,
) -> Result<(StatusCode, Json<ExamQuestion>), ApiError> {
    caller.require(Permission::ManageReplies)?;
    let added = replies.db.write(move |tx| {
        may_be_one_more(tx)?;
        let question = new.checked(tx, tx.new_id())?;
        keep(tx, &caller, question)
    });
    Ok((StatusCode::CREATED, Json(added.await?)))
}

/// Saves a question as it shall stand; one that was taken away comes back.
#[utoipa::path(put, path = "/replies/exam/questions/{id}", tag = "replies", params(("id" = ExamQuestionId, Path)),
    request_body = NewExamQuestion, responses((status = 200, body = ExamQuestion), (status = 404)))]
async fn save(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ExamQuestionId>,
    Json(new): Json<NewExamQuestion>,
) -> Result<Json<ExamQuestion>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let saved = replies.db.write(move |tx| {
        let found = store::question(tx, id)?;
        let (before, is_removed) = found.ok_or_else(|| ApiError::not_found("exam question"))?;
        if is_removed {
            may_be_one_more(tx)?;
        }
        let new = NewExamQuestion { conversation_id: None, ..new }.checked(tx, id)?;
        let (origin, conversation_id) = (before.origin, before.conversation_id);
        keep(tx, &caller, ExamQuestion { origin, conversation_id, ..new })
    });
    Ok(Json(saved.await?))
}

/// Takes a question away. Saving it again brings it back.
#[utoipa::path(delete, path = "/replies/exam/questions/{id}", tag = "replies", params(("id" = ExamQuestionId, Path)),
    responses((status = 204), (status = 404)))]
async fn remove(
    State(replies): State<Replies>,
    caller: Caller,
    Path(id): Path<ExamQuestionId>,
) -> Result<StatusCode, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let removed = replies.db.write(move |tx| {
        if !store::remove_question(tx, id)? {
            return Err(ApiError::not_found("exam question"));
        }
        audit::record(tx, &caller, "replies.exam_question_removed", id.to_string(), json!({}))?;
        tx.announce(Topic::Exam, id);
        Ok(())
    });
    removed.await?;
    Ok(StatusCode::NO_CONTENT)
}

fn may_be_one_more(tx: &WriteTx) -> Result<(), ApiError> {
    if store::count_questions(tx)? >= store::MOST_QUESTIONS {
        return Err(ApiError::conflict("exam_full", "The exam has 500 questions, which is the most.")
            .hint("Take some away first."));
    }
    Ok(())
}

fn keep(tx: &WriteTx, caller: &Caller, question: ExamQuestion) -> Result<ExamQuestion, ApiError> {
    store::save_question(tx, &question)?;
    let id = question.id;
    // Not its words: they may be a customer's.
    let details = json!({ "expected": question.expected, "origin": question.origin });
    audit::record(tx, caller, "replies.exam_question_saved", id.to_string(), details)?;
    tx.announce(Topic::Exam, id);
    Ok(question)
}

/// An answer somebody gave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExamAnswerText {
    /// At most 4,000 characters.
    answer: String,
}

/// Its figures.
#[derive(Debug, Serialize, ToSchema)]
struct ExamFacts {
    facts: Vec<String>,
}

/// Proposes what an answer like this one must say: its figures, as they stand there.
#[utoipa::path(post, path = "/replies/exam/facts", tag = "replies", request_body = ExamAnswerText,
    responses((status = 200, body = ExamFacts)))]
async fn facts(caller: Caller, Json(given): Json<ExamAnswerText>) -> Result<Json<ExamFacts>, ApiError> {
    caller.require(Permission::ManageReplies)?;
    let text: String = given.answer.chars().take(ANSWER_LIMIT_CHARACTERS).collect();
    let fits = |fact: &String| fact.chars().count() <= FACT_LIMIT_CHARACTERS;
    let facts = figures(&text, None).into_iter().filter(fits).take(MOST_FACTS).collect();
    Ok(Json(ExamFacts { facts }))
}
