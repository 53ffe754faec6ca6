//! SQL of verdicts.

use rusqlite::{Row, named_params};

use super::{Verdict, VerdictKind};
use crate::ids::{ConversationId, PersonId, RunId};
use crate::replies::types::DecisionKind;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Runs of one conversation that are told, the newest ones.
const MOST_RUNS: u32 = 300;

pub(super) fn of_run(conn: &ReadConn, run: RunId) -> Result<Option<Verdict>, StorageError> {
    conn.optional(
        "SELECT run_id, verdict, reason, person_id, at_ms FROM reply_verdict WHERE run_id = :run",
        named_params! { ":run": run },
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Verdict> {
    Ok(Verdict {
        run: row.get("run_id")?,
        kind: row.get("verdict")?,
        reason: row.get("reason")?,
        person: row.get("person_id")?,
        at: row.get("at_ms")?,
    })
}

/// A run that can be judged, and what was said of it.
pub(super) struct Judged {
    pub run: RunId,
    pub decision: DecisionKind,
    pub verdict: Option<Verdict>,
}

/// The runs of a conversation that came to a decision, the newest first.
pub(super) fn of_conversation(
    conn: &ReadConn,
    conversation: ConversationId,
) -> Result<Vec<Judged>, StorageError> {
    conn.all(
        "SELECT r.id, r.decision, v.run_id, v.verdict, v.reason, v.person_id, v.at_ms
           FROM reply_run r LEFT JOIN reply_verdict v ON v.run_id = r.id
          WHERE r.conversation_id = :conversation AND r.state = 'done' AND r.decision IS NOT NULL
          ORDER BY r.id DESC LIMIT :limit",
        named_params! { ":conversation": conversation, ":limit": MOST_RUNS },
        |row| {
            let is_judged = row.get::<_, Option<RunId>>("run_id")?.is_some();
            let verdict = if is_judged { Some(read(row)?) } else { None };
            Ok(Judged { run: row.get("id")?, decision: row.get("decision")?, verdict })
        },
    )
}

/// Which conversation a run is of, and what it decided; nothing for one that came to no decision.
pub(super) fn decided(
    conn: &ReadConn,
    run: RunId,
) -> Result<Option<(ConversationId, DecisionKind)>, StorageError> {
    conn.optional(
        "SELECT conversation_id, decision FROM reply_run WHERE id = :run AND state = 'done' AND decision IS NOT NULL",
        named_params! { ":run": run },
        |row| Ok((row.get("conversation_id")?, row.get("decision")?)),
    )
}

/// Keeps what somebody thinks, in place of what was said before.
pub(super) fn keep(
    tx: &WriteTx,
    run: RunId,
    conversation: ConversationId,
    kind: VerdictKind,
    reason: &str,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO reply_verdict (run_id, conversation_id, verdict, reason, person_id, at_ms)
         VALUES (:run, :conversation, :verdict, :reason, :person, :now)",
        named_params! { ":run": run, ":conversation": conversation, ":verdict": kind, ":reason": reason,
        ":person": person, ":now": tx.now() },
    )
    .map(drop)
}

/// Takes it back; says whether there was anything.
pub(super) fn take_back(tx: &WriteTx, run: RunId) -> Result<bool, StorageError> {
    let gone = tx.execute("DELETE FROM reply_verdict WHERE run_id = :run", named_params! { ":run": run })?;
    Ok(gone > 0)
}
