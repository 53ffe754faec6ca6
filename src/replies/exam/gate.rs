//! Whether a change may go live: where the owner wants it, only once the exam tried it and nothing got worse. With a reason it may
//! all the same, and the reason is kept.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::store::{self, Trial};
use super::types::{Candidate, ExamQuestion};
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller};
use crate::llm::Proposed;
use crate::replies::Replies;
use crate::replies::prompts::Prompt;
use crate::replies::runs::store as runs;
use crate::storage::{ReadConn, StorageError, WriteTx};

const REASON_LIMIT_CHARACTERS: usize = 300;
/// Questions a refusal names.
const NAMED: usize = 3;
const NAMED_LIMIT_CHARACTERS: usize = 80;

impl Replies {
    /// The models in use, as a choice of them is known again.
    pub(in crate::replies) fn model_of_answers(&self) -> Value {
        self.tools.llm.settings().of_answers()
    }
}

/// By what questions, prompts and models are known again: what was tried beside others says nothing of these.
pub(super) fn stood(conn: &ReadConn, model: &Value) -> Result<String, StorageError> {
    let moment = Timestamp::from_millis(0);
    let questions: Vec<ExamQuestion> = store::questions(conn)?
        .into_iter()
        .map(|question| ExamQuestion { changed_at: moment, ..question })
        .collect();
    let prompts = runs::prompts(conn)?;
    let texts: Vec<&str> = Prompt::ALL.iter().map(|prompt| prompts.text(*prompt).trim()).collect();
    let all = json!({ "questions": questions, "prompts": texts, "model": model }).to_string();
    Ok(STANDARD.encode(Sha256::digest(all.as_bytes())))
}

/// Refuses a change that makes answers worse or was not examined, unless a reason is given. `model` is the one in use.
pub(in crate::replies) fn may_go_live(
    tx: &WriteTx,
    caller: &Caller,
    candidate: &Candidate,
    model: &Value,
    despite: Option<&str>,
) -> Result<(), ApiError> {
    if !store::must_not_get_worse(tx)? || is_live(tx, candidate, model)? || store::count_questions(tx)? == 0 {
        return Ok(());
    }
    let trial = store::trial(tx, candidate, &stood(tx, model)?)?;
    if trial.as_ref().is_some_and(|trial| trial.worse.is_empty()) {
        return Ok(());
    }
    let Some(reason) = despite.map(str::trim).filter(|reason| !reason.is_empty()) else {
        return Err(refusal(tx, trial)?);
    };
    if reason.chars().count() > REASON_LIMIT_CHARACTERS {
        return Err(ApiError::unprocessable("invalid_reason", "This reason is too long.")
            .field("despite_exam", "At most 300 characters."));
    }
    let worse = trial.as_ref().map_or(0, |trial| trial.worse.len());
    let details = json!({ "reason": reason, "examined": trial.is_some(), "worse": worse });
    let what = match candidate {
        Candidate::Prompt { name, .. } => name.as_str(),
        Candidate::Model { .. } => "model",
    };
    audit::record(tx, caller, "replies.exam_overridden", what, details)?;
    Ok(())
}

/// The same for the models, whose settings are saved by their own room.
pub(in crate::replies) fn models_may_go_live(tx: &WriteTx, proposed: &Proposed<'_>) -> Result<(), ApiError> {
    let (candidate, model) = (Candidate::models(proposed.after), proposed.before.of_answers());
    may_go_live(tx, proposed.by, &candidate, &model, proposed.despite_exam)
}

/// Whether nothing would change.
fn is_live(conn: &ReadConn, candidate: &Candidate, model: &Value) -> Result<bool, StorageError> {
    Ok(match candidate {
        Candidate::Prompt { name, text } => runs::prompts(conn)?.text(*name).trim() == text,
        Candidate::Model { choice, .. } => {
            serde_json::from_str::<Value>(choice).is_ok_and(|choice| choice == *model)
        }
    })
}

fn refusal(conn: &ReadConn, trial: Option<Trial>) -> Result<ApiError, StorageError> {
    let Some(Trial { run, worse }) = trial else {
        let missing = ApiError::conflict("exam_missing", "This change was not tried in the exam.");
        return Ok(missing.hint("Try the exam first, or give a reason to save it all the same."));
    };
    let shown = |text: &str| format!("“{}”", text.chars().take(NAMED_LIMIT_CHARACTERS).collect::<String>());
    let mut named = Vec::new();
    for question in worse.iter().take(NAMED) {
        named.extend(store::question(conn, *question)?.map(|(question, _)| shown(&question.text)));
    }
    if worse.len() > NAMED {
        named.push(format!("+{}", worse.len() - NAMED));
    }
    let named = named.join(", ");
    Ok(ApiError::conflict("exam_worse", format!("Answers get worse with this change: {named}."))
        .hint("Look at the exam, change it, or give a reason to save it all the same.")
        .param("questions", named)
        .param("run_id", run))
}
