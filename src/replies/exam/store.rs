//! SQL of the exam: its questions, its runs, and what would have been answered.

use rusqlite::{Row, named_params};

use super::types::{
    Answer, Candidate, Cause, ExamQuestion, ExamRun, Outcome, Side, SourceChange, SourceDeed,
};
use crate::clock::Timestamp;
use crate::ids::{ExamQuestionId, ExamRunId, PersonId, SourceId};
use crate::llm::ModelFault;
use crate::replies::long_run::LongRunState;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Questions a shop may have, runs kept, and answers of one run.
pub(super) const MOST_QUESTIONS: u32 = 500;
const MOST_RUNS: u32 = 30;
const MOST_ANSWERS: u32 = 3 * MOST_QUESTIONS;

pub(super) fn questions(conn: &ReadConn) -> Result<Vec<ExamQuestion>, StorageError> {
    conn.all(
        "SELECT id, text, expected, must_say, must_not_say, language, origin, conversation_id, changed_at_ms
           FROM reply_exam_question WHERE removed_at_ms IS NULL ORDER BY id LIMIT :limit",
        named_params! { ":limit": MOST_QUESTIONS },
        read_question,
    )
}

/// One question, also one that was taken away.
pub(super) fn question(
    conn: &ReadConn,
    id: ExamQuestionId,
) -> Result<Option<(ExamQuestion, bool)>, StorageError> {
    conn.optional(
        "SELECT id, text, expected, must_say, must_not_say, language, origin, conversation_id, changed_at_ms,
                removed_at_ms IS NOT NULL AS removed
           FROM reply_exam_question WHERE id = :id",
        named_params! { ":id": id },
        |row| Ok((read_question(row)?, row.get("removed")?)),
    )
}

fn read_question(row: &Row<'_>) -> rusqlite::Result<ExamQuestion> {
    let facts = |column: &str| -> rusqlite::Result<Vec<String>> {
        Ok(serde_json::from_str(&row.get::<_, String>(column)?).unwrap_or_default())
    };
    Ok(ExamQuestion {
        id: row.get("id")?,
        text: row.get("text")?,
        expected: row.get("expected")?,
        must_say: facts("must_say")?,
        must_not_say: facts("must_not_say")?,
        language: row.get("language")?,
        origin: row.get("origin")?,
        conversation_id: row.get("conversation_id")?,
        changed_at: row.get("changed_at_ms")?,
    })
}

pub(super) fn count_questions(conn: &ReadConn) -> Result<u32, StorageError> {
    conn.one("SELECT count(*) AS n FROM reply_exam_question WHERE removed_at_ms IS NULL", [], |row| {
        row.get("n")
    })
}

/// Keeps a question as it shall stand; one that was taken away comes back.
pub(super) fn save_question(tx: &WriteTx, question: &ExamQuestion) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_exam_question
             (id, text, expected, must_say, must_not_say, language, origin, conversation_id, made_at_ms, changed_at_ms)
         VALUES (:id, :text, :expected, :must_say, :must_not_say, :language, :origin, :conversation, :now, :now)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text, expected = excluded.expected, must_say = excluded.must_say,
             must_not_say = excluded.must_not_say, language = excluded.language, changed_at_ms = excluded.changed_at_ms,
             removed_at_ms = NULL",
        named_params! {
            ":id": question.id, ":text": question.text, ":expected": question.expected,
            ":must_say": serde_json::to_string(&question.must_say)?,
            ":must_not_say": serde_json::to_string(&question.must_not_say)?,
            ":language": question.language, ":origin": question.origin, ":conversation": question.conversation_id,
            ":now": tx.now(),
        },
    )
    .map(drop)
}

pub(super) fn remove_question(tx: &WriteTx, id: ExamQuestionId) -> Result<bool, StorageError> {
    let removed = tx.execute(
        "UPDATE reply_exam_question SET removed_at_ms = :now, changed_at_ms = :now WHERE id = :id AND removed_at_ms IS NULL",
        named_params! { ":id": id, ":now": tx.now() },
    )?;
    Ok(removed > 0)
}

/// Forgets what nobody looks at any more: runs but the newest and the last whole one, with which the next is compared; and
/// questions taken away that no run asked.
pub(super) fn tidy(tx: &WriteTx, taken_away_before: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "DELETE FROM reply_exam_run WHERE ended_at_ms IS NOT NULL
            AND id NOT IN (SELECT id FROM reply_exam_run ORDER BY id DESC LIMIT :keep)
            AND id IS NOT (SELECT max(id) FROM reply_exam_run WHERE state = 'done' AND cause <> 'candidate')",
        named_params! { ":keep": MOST_RUNS },
    )?;
    tx.execute(
        "DELETE FROM reply_exam_question WHERE removed_at_ms < :before
            AND NOT EXISTS (SELECT 1 FROM reply_exam_answer AS answer WHERE answer.question_id = reply_exam_question.id)",
        named_params! { ":before": taken_away_before },
    )
    .map(drop)
}

/// Whether one waits or is under way.
pub(super) fn is_one_open(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM reply_exam_run WHERE ended_at_ms IS NULL", [])
}

/// Whether a run that began by itself since a moment spent what could be spared.
pub(super) fn ran_out_of_money(conn: &ReadConn, since: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM reply_exam_run WHERE cause = 'sources' AND state = 'out_of_money' AND ended_at_ms > :since",
        named_params! { ":since": since },
    )
}

pub(super) fn begin(
    tx: &WriteTx,
    id: ExamRunId,
    candidate: Option<&Candidate>,
    cause: Cause,
    questions: u32,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_exam_run (id, state, cause, questions, person_id, candidate, made_at_ms)
         VALUES (:id, 'waiting', :cause, :questions, :person, :candidate, :now)",
        named_params! {
            ":candidate": candidate.map(serde_json::to_string).transpose()?,
            ":id": id, ":cause": cause, ":questions": questions,
            ":person": person, ":now": tx.now(),
        },
    )
    .map(drop)
}

/// Notes beside which questions, prompts and models something is tried.
pub(super) fn set_stood(tx: &WriteTx, id: ExamRunId, stood: &str) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_exam_run SET stood = :stood WHERE id = :id",
        named_params! { ":id": id, ":stood": stood },
    )
    .map(drop)
}

/// Notes why what was to be tried could not be.
pub(super) fn set_fault(tx: &WriteTx, id: ExamRunId, fault: Option<ModelFault>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_exam_run SET fault = :fault WHERE id = :id",
        named_params! { ":id": id, ":fault": fault },
    )
    .map(drop)
}

/// Notes which questions what was tried answers worse.
pub(super) fn set_worse(tx: &WriteTx, id: ExamRunId, worse: &[ExamQuestionId]) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_exam_run SET worse = :worse WHERE id = :id",
        named_params! { ":id": id, ":worse": serde_json::to_string(worse)? },
    )
    .map(drop)
}

/// Moves a run on; one that is over stays as it ended.
pub(super) fn set_state(tx: &WriteTx, id: ExamRunId, state: LongRunState) -> Result<bool, StorageError> {
    let ended = state.is_over().then(|| tx.now());
    let moved = tx.execute(
        "UPDATE reply_exam_run SET state = :state, ended_at_ms = :ended WHERE id = :id AND ended_at_ms IS NULL",
        named_params! { ":id": id, ":state": state, ":ended": ended },
    )?;
    Ok(moved > 0)
}

pub(super) fn end_interrupted(tx: &WriteTx) -> Result<usize, StorageError> {
    tx.execute(
        "UPDATE reply_exam_run SET state = 'interrupted', ended_at_ms = :now WHERE ended_at_ms IS NULL",
        named_params! { ":now": tx.now() },
    )
}

const RUN: &str = "SELECT run.id, run.state, run.cause, run.questions, run.person_id, run.made_at_ms, run.ended_at_ms,
        run.candidate, run.changes, run.fault,
        (SELECT count(*) FROM reply_exam_answer AS answer WHERE answer.run_id = run.id
            AND answer.side = iif(run.cause = 'candidate', 'candidate', 'live')) AS asked,
        (SELECT count(*) FROM reply_exam_answer AS answer WHERE answer.run_id = run.id
            AND answer.side = iif(run.cause = 'candidate', 'candidate', 'live') AND answer.passed = 1) AS passed
   FROM reply_exam_run AS run";

/// The newest first.
pub(super) fn runs(conn: &ReadConn) -> Result<Vec<ExamRun>, StorageError> {
    let sql = format!("{RUN} ORDER BY run.id DESC LIMIT :limit");
    conn.all(&sql, named_params! { ":limit": MOST_RUNS }, read_run)
}

pub(super) fn run(conn: &ReadConn, id: ExamRunId) -> Result<Option<ExamRun>, StorageError> {
    conn.optional(&format!("{RUN} WHERE run.id = :id"), named_params! { ":id": id }, read_run)
}

/// The last run before this one that asked everything.
pub(super) fn whole_run_before(conn: &ReadConn, id: ExamRunId) -> Result<Option<ExamRun>, StorageError> {
    let sql = format!(
        "{RUN} WHERE run.id < :id AND run.state = 'done' AND run.cause <> 'candidate' ORDER BY run.id DESC LIMIT 1"
    );
    conn.optional(&sql, named_params! { ":id": id }, read_run)
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<ExamRun> {
    let candidate: Option<String> = row.get("candidate")?;
    Ok(ExamRun {
        id: row.get("id")?,
        state: row.get("state")?,
        cause: row.get("cause")?,
        candidate: candidate.and_then(|candidate| serde_json::from_str(&candidate).ok()),
        changes: serde_json::from_str(&row.get::<_, String>("changes")?).unwrap_or_default(),
        fault: row.get("fault")?,
        questions: row.get("questions")?,
        asked: row.get("asked")?,
        passed: row.get("passed")?,
        person_id: row.get("person_id")?,
        made_at: row.get("made_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
    })
}

/// Keeps an answer, unless its question was erased meanwhile.
pub(super) fn keep_answer(tx: &WriteTx, run: ExamRunId, answer: &Answer) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO reply_exam_answer (run_id, question_id, side, passed, question, outcome)
         SELECT :run, question.id, :side, :passed, :question, :outcome
           FROM reply_exam_question AS question WHERE question.id = :id",
        named_params! {
            ":run": run, ":id": answer.question.id, ":side": answer.side, ":passed": answer.outcome.passed,
            ":question": serde_json::to_string(&answer.question)?, ":outcome": serde_json::to_string(&answer.outcome)?,
        },
    )
    .map(drop)
}

/// All answers of a run, by question. One that cannot be read is left out.
pub(super) fn answers(conn: &ReadConn, run: ExamRunId) -> Result<Vec<Answer>, StorageError> {
    let rows = conn.all(
        "SELECT side, question, outcome FROM reply_exam_answer WHERE run_id = :run ORDER BY question_id, side LIMIT :limit",
        named_params! { ":run": run, ":limit": MOST_ANSWERS },
        |row| Ok((row.get::<_, Side>("side")?, row.get::<_, String>("question")?, row.get::<_, String>("outcome")?)),
    )?;
    let read = |(side, question, outcome): (Side, String, String)| {
        let question = serde_json::from_str::<ExamQuestion>(&question).ok()?;
        Some(Answer { side, question, outcome: serde_json::from_str::<Outcome>(&outcome).ok()? })
    };
    Ok(rows.into_iter().filter_map(read).collect())
}

/// The last whole run that tried something, and the questions it answers worse.
pub(super) struct Trial {
    pub run: ExamRunId,
    pub worse: Vec<ExamQuestionId>,
}

/// The one that tried this beside the same questions, prompts and models.
pub(super) fn trial(
    conn: &ReadConn,
    candidate: &Candidate,
    stood: &str,
) -> Result<Option<Trial>, StorageError> {
    let found = conn.optional(
        "SELECT id, worse FROM reply_exam_run
          WHERE candidate = :candidate AND stood = :stood AND state = 'done' AND worse IS NOT NULL
          ORDER BY id DESC LIMIT 1",
        named_params! { ":candidate": serde_json::to_string(candidate)?, ":stood": stood },
        |row| Ok((row.get("id")?, row.get::<_, String>("worse")?)),
    )?;
    found.map(|(run, worse)| Ok(Trial { run, worse: serde_json::from_str(&worse)? })).transpose()
}

pub(super) fn must_not_get_worse(conn: &ReadConn) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM reply_exam_setting WHERE must_not_get_worse = 1", [])
}

pub(super) fn set_must_not_get_worse(tx: &WriteTx, wanted: bool) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_exam_setting (id, must_not_get_worse) VALUES (1, :wanted)
         ON CONFLICT (id) DO UPDATE SET must_not_get_worse = excluded.must_not_get_worse",
        named_params! { ":wanted": wanted },
    )
    .map(drop)
}

/// A source as it stood.
pub(super) struct Seen {
    pub id: SourceId,
    pub title: String,
    pub said: i64,
    pub seen_at: Option<Timestamp>,
}

pub(super) fn seen(conn: &ReadConn) -> Result<Vec<Seen>, StorageError> {
    conn.all(
        "SELECT source_id, title, said, seen_at_ms FROM reply_exam_source ORDER BY source_id",
        [],
        |row| {
            Ok(Seen {
                id: row.get("source_id")?,
                title: row.get("title")?,
                said: row.get("said")?,
                seen_at: row.get("seen_at_ms")?,
            })
        },
    )
}

/// Notes that a source was seen as it stands after this change.
pub(super) fn see(tx: &WriteTx, change: &SourceChange, said: i64) -> Result<(), StorageError> {
    match change.change {
        SourceDeed::Removed => tx.execute(
            "DELETE FROM reply_exam_source WHERE source_id = :id",
            named_params! { ":id": change.source_id },
        ),
        SourceDeed::Added | SourceDeed::Changed => tx.execute(
            "INSERT INTO reply_exam_source (source_id, title, said, seen_at_ms) VALUES (:id, :title, :said, :now)
             ON CONFLICT (source_id) DO UPDATE SET title = excluded.title, said = excluded.said,
                 seen_at_ms = excluded.seen_at_ms",
            named_params! { ":id": change.source_id, ":title": change.title, ":said": said, ":now": tx.now() },
        ),
    }
    .map(drop)
}

pub(super) fn name_changes(
    tx: &WriteTx,
    run: ExamRunId,
    changes: &[&SourceChange],
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_exam_run SET changes = :changes WHERE id = :run",
        named_params! { ":run": run, ":changes": serde_json::to_string(changes)? },
    )
    .map(drop)
}
