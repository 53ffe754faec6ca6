//! A/B tests of the instructions: the one that runs, those that ended, and what came of the conversations.

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::{AbTestId, ConversationId, PersonId, lowest};
use crate::replies::prompts::{AbTest, End, Own, Prompt, Prompts, Side};
use crate::storage::{ReadConn, StorageError, WriteTx};

use super::prompts::{prompts, version_text};

/// Ended tests that are listed, the newest.
const LISTED: u32 = 10;

/// A conversation with turns that one side of a test answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::replies) struct Answered {
    pub turns: u32,
    pub answered: u32,
    pub declined: u32,
    pub handed_over: u32,
    /// Answers a person said in other words.
    pub corrected: u32,
    /// Answers somebody found bad.
    pub bad: u32,
    /// Millionths of a US dollar, as far as prices are known.
    pub cost_micros: i64,
}

// Turns no model was to answer or did, and those a person answered first, are of neither side.
const CONVERSATIONS: &str = "
    SELECT t.conversation_id, count(*) AS turns,
           sum(t.outcome IN ('answered', 'answered_in_part', 'suggested')) AS answered, sum(t.outcome = 'declined') AS declined,
           sum(t.outcome = 'handed_over') AS handed_over, sum(ifnull(t.corrected, 0)) AS corrected,
           sum(ifnull(v.verdict = 'bad', 0)) AS bad, sum(ifnull(r.cost_micros, 0)) AS cost_micros
      FROM reply_turn t JOIN reply_run r ON r.id = t.run_id LEFT JOIN reply_verdict v ON v.run_id = t.run_id
     WHERE t.up_to_message_id >= :low AND t.up_to_message_id < :high AND r.handler = 'knowledge' AND r.tier IN ('small', 'large')
       AND t.outcome NOT IN ('needs_none', 'silenced') AND t.conversation_id NOT IN
           (SELECT conversation_id FROM inbox_conversation_v1 WHERE practice = 1 AND conversation_id > 0)
     GROUP BY t.conversation_id";

/// The test that runs.
pub(in crate::replies) fn running_ab_test(conn: &ReadConn) -> Result<Option<AbTest>, StorageError> {
    conn.optional(
        "SELECT id, a_version, b_version, started_at_ms, started_by, ended_at_ms, ended_by, chosen, result
           FROM reply_ab_test WHERE ended_at_ms IS NULL",
        [],
        ab_test,
    )
}

/// Those that ended, the newest first.
pub(in crate::replies) fn ended_ab_tests(conn: &ReadConn) -> Result<Vec<AbTest>, StorageError> {
    conn.all(
        "SELECT id, a_version, b_version, started_at_ms, started_by, ended_at_ms, ended_by, chosen, result
           FROM reply_ab_test WHERE ended_at_ms IS NOT NULL ORDER BY id DESC LIMIT :listed",
        named_params! { ":listed": LISTED },
        ab_test,
    )
}

/// What models are told in this conversation.
pub(in crate::replies) fn prompts_in(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Prompts, StorageError> {
    let usual = prompts(conn)?;
    let Some(test) = running_ab_test(conn)? else { return Ok(usual) };
    let version = test.version(test.side(conversation));
    let own = match version {
        None => None,
        Some(version) => {
            version_text(conn, Prompt::Knowledge, version)?.map(|text| Own { version: Some(version), text })
        }
    };
    Ok(usual.using(Prompt::Knowledge, own))
}

pub(in crate::replies) fn start_ab_test(
    tx: &WriteTx,
    a: Option<u32>,
    b: Option<u32>,
    by: Option<PersonId>,
) -> Result<AbTestId, StorageError> {
    let id: AbTestId = tx.new_id();
    tx.execute(
        "INSERT INTO reply_ab_test (id, a_version, b_version, started_at_ms, started_by) VALUES (:id, :a, :b, :now, :by)",
        named_params! { ":id": id, ":a": a, ":b": b, ":now": tx.now(), ":by": by },
    )?;
    Ok(id)
}

pub(in crate::replies) fn end_ab_test(tx: &WriteTx, id: AbTestId, end: &End) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_ab_test SET ended_at_ms = :at, ended_by = :by, chosen = :chosen, result = :result
          WHERE id = :id AND ended_at_ms IS NULL",
        named_params! { ":id": id, ":at": end.at, ":by": end.by, ":chosen": end.chosen, ":result": end.result },
    )
    .map(drop)
}

/// What came of each conversation between two moments.
pub(in crate::replies) fn answered_between(
    conn: &ReadConn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(ConversationId, Answered)>, StorageError> {
    conn.all(CONVERSATIONS, named_params! { ":low": lowest(from), ":high": lowest(to) }, |row| {
        let answered = Answered {
            turns: row.get("turns")?,
            answered: row.get("answered")?,
            declined: row.get("declined")?,
            handed_over: row.get("handed_over")?,
            corrected: row.get("corrected")?,
            bad: row.get("bad")?,
            cost_micros: row.get("cost_micros")?,
        };
        Ok((row.get("conversation_id")?, answered))
    })
}

fn ab_test(row: &Row<'_>) -> rusqlite::Result<AbTest> {
    let end = match row.get("ended_at_ms")? {
        None => None,
        Some(at) => Some(End {
            at,
            by: row.get("ended_by")?,
            chosen: row.get::<_, Side>("chosen")?,
            result: row.get("result")?,
        }),
    };
    Ok(AbTest {
        id: row.get("id")?,
        a: row.get("a_version")?,
        b: row.get("b_version")?,
        started_at: row.get("started_at_ms")?,
        started_by: row.get("started_by")?,
        end,
    })
}
