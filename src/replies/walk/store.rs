//! SQL of the walk: its walks, their steps, and the owner's choice.

use rusqlite::{Row, named_params};

use super::phone::Walker;
use super::plan::Planned;
use super::types::{Outcome, Step, StepState, Walk, WalkCause};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, PersonId, WalkId};
use crate::replies::long_run::LongRunState;
use crate::replies::types::{DecisionKind, RunState, Tier};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Walks kept: a year of months.
const MOST_WALKS: u32 = 12;
const MOST_STEPS: u32 = 30;

const WALK: &str = "SELECT walk.id, walk.state, walk.cause, walk.language, walk.person_id, walk.customer_id, walk.contact_id,
        walk.conversation_id, walk.made_at_ms, walk.ended_at_ms,
        (SELECT count(*) FROM reply_walk_step AS step WHERE step.walk_id = walk.id AND step.state <> 'left_out') AS steps,
        (SELECT count(*) FROM reply_walk_step AS step WHERE step.walk_id = walk.id AND step.state = 'done') AS tried,
        (SELECT count(*) FROM reply_walk_step AS step WHERE step.walk_id = walk.id AND step.passed = 1) AS passed
   FROM reply_walk AS walk";

/// The newest first.
pub(super) fn walks(conn: &ReadConn) -> Result<Vec<Walk>, StorageError> {
    let sql = format!("{WALK} ORDER BY walk.id DESC LIMIT :limit");
    conn.all(&sql, named_params! { ":limit": MOST_WALKS }, read_walk)
}

pub(super) fn walk(conn: &ReadConn, id: WalkId) -> Result<Option<Walk>, StorageError> {
    conn.optional(&format!("{WALK} WHERE walk.id = :id"), named_params! { ":id": id }, read_walk)
}

/// The one that waits or is under way.
pub(super) fn open_walk(conn: &ReadConn) -> Result<Option<Walk>, StorageError> {
    conn.optional(&format!("{WALK} WHERE walk.ended_at_ms IS NULL"), [], read_walk)
}

/// The last walk before this one that went the whole way.
pub(super) fn whole_walk_before(conn: &ReadConn, id: WalkId) -> Result<Option<Walk>, StorageError> {
    let sql = format!("{WALK} WHERE walk.id < :id AND walk.state = 'done' ORDER BY walk.id DESC LIMIT 1");
    conn.optional(&sql, named_params! { ":id": id }, read_walk)
}

/// Whether one was made since a moment that went the whole way, or that somebody stopped.
pub(super) fn any_since(conn: &ReadConn, since: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM reply_walk WHERE state IN ('done', 'stopped') AND made_at_ms > :since",
        named_params! { ":since": since },
    )
}

fn read_walk(row: &Row<'_>) -> rusqlite::Result<Walk> {
    Ok(Walk {
        id: row.get("id")?,
        state: row.get("state")?,
        cause: row.get("cause")?,
        language: row.get("language")?,
        steps: row.get("steps")?,
        tried: row.get("tried")?,
        passed: row.get("passed")?,
        person_id: row.get("person_id")?,
        made_at: row.get("made_at_ms")?,
        ended_at: row.get("ended_at_ms")?,
        customer: row.get("customer_id")?,
        contact: row.get("contact_id")?,
        conversation: row.get("conversation_id")?,
    })
}

/// A walk that is to be gone. Those before the last twelve go.
pub(super) fn insert(
    tx: &WriteTx,
    id: WalkId,
    cause: WalkCause,
    language: &str,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_walk (id, state, cause, language, person_id, made_at_ms)
         VALUES (:id, 'waiting', :cause, :language, :person, :now)",
        named_params! { ":id": id, ":cause": cause, ":language": language, ":person": person, ":now": tx.now() },
    )?;
    tx.execute(
        "DELETE FROM reply_walk WHERE ended_at_ms IS NOT NULL
            AND id NOT IN (SELECT id FROM reply_walk ORDER BY id DESC LIMIT :keep)",
        named_params! { ":keep": MOST_WALKS },
    )
    .map(drop)
}

/// Its customer is there: it begins, with these steps.
pub(super) fn set_out(
    tx: &WriteTx,
    id: WalkId,
    walker: &Walker,
    steps: &[Planned],
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_walk SET state = 'running', customer_id = :customer, contact_id = :contact,
                conversation_id = :conversation
          WHERE id = :id AND state = 'waiting'",
        named_params! {
            ":id": id, ":customer": walker.customer, ":contact": walker.contact, ":conversation": walker.conversation,
        },
    )?;
    for (position, step) in (1_u32..).zip(steps) {
        let state = if step.left_out.is_some() { StepState::LeftOut } else { StepState::Waiting };
        let outcome = Outcome { left_out: step.left_out, ..Outcome::default() };
        tx.execute(
            "INSERT INTO reply_walk_step (walk_id, position, kind, state, question, conversation_id, outcome)
             VALUES (:walk, :position, :kind, :state, :question, :conversation, :outcome)",
            named_params! {
                ":walk": id, ":position": position, ":kind": step.kind, ":state": state,
                ":question": step.question.as_ref().map(serde_json::to_string).transpose()?,
                ":conversation": step.question.as_ref().and_then(|question| question.conversation_id),
                ":outcome": serde_json::to_string(&outcome)?,
            },
        )?;
    }
    Ok(())
}

/// Moves a walk on; one that is over stays as it ended.
pub(super) fn set_state(tx: &WriteTx, id: WalkId, state: LongRunState) -> Result<bool, StorageError> {
    let ended = state.is_over().then(|| tx.now());
    let moved = tx.execute(
        "UPDATE reply_walk SET state = :state, ended_at_ms = :ended WHERE id = :id AND ended_at_ms IS NULL",
        named_params! { ":id": id, ":state": state, ":ended": ended },
    )?;
    Ok(moved > 0)
}

/// In the order of the way.
pub(super) fn steps(conn: &ReadConn, id: WalkId) -> Result<Vec<Step>, StorageError> {
    conn.all(
        "SELECT position, kind, state, question, asked_after, asked_at_ms, passed, outcome
           FROM reply_walk_step WHERE walk_id = :walk ORDER BY position LIMIT :limit",
        named_params! { ":walk": id, ":limit": MOST_STEPS },
        |row| {
            let question: Option<String> = row.get("question")?;
            Ok(Step {
                position: row.get("position")?,
                kind: row.get("kind")?,
                state: row.get("state")?,
                question: question.and_then(|question| serde_json::from_str(&question).ok()),
                asked_after: row.get("asked_after")?,
                asked_at: row.get("asked_at_ms")?,
                passed: row.get("passed")?,
                outcome: serde_json::from_str(&row.get::<_, String>("outcome")?).unwrap_or_default(),
            })
        },
    )
}

/// Keeps a step as it stands.
pub(super) fn keep(tx: &WriteTx, id: WalkId, step: &Step) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_walk_step SET state = :state, asked_after = :asked_after, asked_at_ms = :asked_at,
                passed = :passed, outcome = :outcome
          WHERE walk_id = :walk AND position = :position",
        named_params! {
            ":walk": id, ":position": step.position, ":state": step.state, ":asked_after": step.asked_after,
            ":asked_at": step.asked_at, ":passed": step.passed, ":outcome": serde_json::to_string(&step.outcome)?,
        },
    )
    .map(drop)
}

/// What a run made of a message.
pub(super) struct Ran {
    pub decision: Option<DecisionKind>,
    pub reason: Option<String>,
    pub tier: Option<Tier>,
    pub ended_at: Option<Timestamp>,
}

/// The last run that came to its end and answers this message.
pub(super) fn ran(
    conn: &ReadConn,
    conversation: ConversationId,
    message: MessageId,
) -> Result<Option<Ran>, StorageError> {
    conn.optional(
        "SELECT decision, reason, tier, ended_at_ms FROM reply_run
          WHERE conversation_id = :conversation AND up_to_message_id >= :message AND state = :done
          ORDER BY id DESC LIMIT 1",
        named_params! { ":conversation": conversation, ":message": message, ":done": RunState::Done },
        |row| {
            Ok(Ran {
                decision: row.get("decision")?,
                reason: row.get("reason")?,
                tier: row.get("tier")?,
                ended_at: row.get("ended_at_ms")?,
            })
        },
    )
}

pub(super) fn is_monthly(conn: &ReadConn) -> Result<bool, StorageError> {
    Ok(!conn.exists("SELECT 1 FROM reply_walk_setting WHERE monthly = 0", [])?)
}

pub(super) fn set_monthly(tx: &WriteTx, wanted: bool) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO reply_walk_setting (id, monthly) VALUES (1, :wanted)
         ON CONFLICT (id) DO UPDATE SET monthly = excluded.monthly",
        named_params! { ":wanted": wanted },
    )
    .map(drop)
}
