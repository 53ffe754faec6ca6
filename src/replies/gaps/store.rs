//! SQL of the questions nobody could answer.

use rusqlite::named_params;

use super::{ClosedAs, Unanswered};
use crate::clock::Timestamp;
use crate::ids::RunId;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Runs since a moment that had no answer and that nobody has dealt with, newest first; each message once.
pub(super) fn unanswered(
    conn: &ReadConn,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<Unanswered>, StorageError> {
    conn.all(
        "SELECT max(run.id) AS id, run.conversation_id, run.up_to_message_id, run.language
           FROM reply_run AS run
          WHERE (decision = 'decline' OR reason IN ('failed_twice', 'no_answer', 'unsupported_claim'))
            AND run.state = 'done' AND run.started_at_ms >= :since
            AND NOT EXISTS (SELECT 1 FROM reply_gap_closed AS closed WHERE closed.run_id = run.id)
          GROUP BY run.up_to_message_id ORDER BY id DESC LIMIT :limit",
        named_params! { ":since": since, ":limit": limit },
        |row| {
            Ok(Unanswered {
                id: row.get("id")?,
                conversation: row.get("conversation_id")?,
                up_to: row.get("up_to_message_id")?,
                language: row.get("language")?,
            })
        },
    )
}

/// Notes that these questions need no more looking at; how many were known.
pub(super) fn close(tx: &WriteTx, runs: &[RunId], closed_as: ClosedAs) -> Result<usize, StorageError> {
    tx.execute(
        "INSERT INTO reply_gap_closed (run_id, closed_as, closed_at_ms)
         SELECT run.id, :closed_as, :now FROM reply_run AS run
          WHERE run.id IN (SELECT CAST(value AS INTEGER) FROM json_each(:runs))
         ON CONFLICT (run_id) DO UPDATE SET closed_as = excluded.closed_as, closed_at_ms = excluded.closed_at_ms",
        named_params! {
            ":runs": serde_json::json!(runs).to_string(), ":closed_as": closed_as.as_str(), ":now": tx.now(),
        },
    )
}
