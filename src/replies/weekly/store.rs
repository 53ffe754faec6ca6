//! SQL of proposed changes of the rules, and of the verdicts of a week.

use std::collections::HashSet;

use rusqlite::{Row, named_params};

use super::{Change, ChangeKind, ChangeState};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, Id as _, MessageId, PersonId, RuleChangeId, RuleId, RunId, lowest};
use crate::replies::types::MetRule;
use crate::replies::verdicts::VerdictKind;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Verdicts of one week that are looked at, and proposals that are told.
const MOST_VERDICTS: u32 = 500;
const MOST_OPEN: u32 = 20;

/// A run somebody judged.
pub(super) struct Judged {
    pub run: RunId,
    pub conversation: ConversationId,
    pub up_to: MessageId,
    pub verdict: VerdictKind,
    /// The owner's rules it met.
    pub rules: Vec<MetRule>,
}

/// What was judged since a moment, the newest first.
pub(super) fn judged(conn: &ReadConn, since: Timestamp) -> Result<Vec<Judged>, StorageError> {
    conn.all(
        "SELECT r.id, r.conversation_id, r.up_to_message_id, r.rules, v.verdict
           FROM reply_verdict v JOIN reply_run r ON r.id = v.run_id
          WHERE v.at_ms >= :since ORDER BY v.at_ms DESC LIMIT :limit",
        named_params! { ":since": since, ":limit": MOST_VERDICTS },
        |row| {
            Ok(Judged {
                run: row.get("id")?,
                conversation: row.get("conversation_id")?,
                up_to: row.get("up_to_message_id")?,
                verdict: row.get("verdict")?,
                rules: serde_json::from_str(&row.get::<_, String>("rules")?).unwrap_or_default(),
            })
        },
    )
}

/// The runs since a moment whose hand-over somebody found needless: as many as people marked, so all of them.
pub(super) fn needless(conn: &ReadConn, since: Timestamp) -> Result<HashSet<RunId>, StorageError> {
    let runs = conn.all(
        "SELECT run_id FROM reply_verdict WHERE run_id > :since AND verdict = 'needless'",
        named_params! { ":since": lowest(since) },
        |row| row.get("run_id"),
    )?;
    Ok(runs.into_iter().collect())
}

/// When a week was last looked at.
pub(super) fn looked_at(conn: &ReadConn) -> Result<Option<Timestamp>, StorageError> {
    conn.optional("SELECT looked_at_ms FROM reply_week WHERE id = 1", [], |row| row.get("looked_at_ms"))
}

pub(super) fn set_looked_at(tx: &WriteTx) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO reply_week (id, looked_at_ms) VALUES (1, :now)",
        named_params! { ":now": tx.now() },
    )
    .map(drop)
}

/// Whether the same is open, or was decided since a moment.
pub(super) fn was_proposed(conn: &ReadConn, change: &Change, since: Timestamp) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM reply_rule_change
          WHERE kind = :kind AND rule_id IS :rule AND words = :words AND (state = 'open' OR decided_at_ms >= :since)",
        named_params! { ":kind": change.kind, ":rule": change.rule, ":words": serde_json::to_string(&change.words)?,
            ":since": since },
    )
}

pub(super) fn keep(tx: &WriteTx, change: &Change) -> Result<(), StorageError> {
    let runs: Vec<i64> = change.runs.iter().map(|run| run.as_i64()).collect();
    tx.execute(
        "INSERT INTO reply_rule_change (id, kind, rule_id, words, run_ids, state, made_at_ms)
         VALUES (:id, :kind, :rule, :words, :runs, 'open', :now)",
        named_params! {
            ":id": change.id, ":kind": change.kind, ":rule": change.rule,
            ":words": serde_json::to_string(&change.words)?, ":runs": serde_json::to_string(&runs)?, ":now": tx.now(),
        },
    )
    .map(drop)
}

/// What waits for somebody to decide, the newest first.
pub(super) fn open(conn: &ReadConn) -> Result<Vec<Change>, StorageError> {
    conn.all(
        "SELECT id, kind, rule_id, words, run_ids, state, made_at_ms FROM reply_rule_change
          WHERE state = 'open' ORDER BY id DESC LIMIT :limit",
        named_params! { ":limit": MOST_OPEN },
        read,
    )
}

pub(super) fn one(conn: &ReadConn, id: RuleChangeId) -> Result<Option<Change>, StorageError> {
    conn.optional(
        "SELECT id, kind, rule_id, words, run_ids, state, made_at_ms FROM reply_rule_change WHERE id = :id",
        named_params! { ":id": id },
        read,
    )
}

fn read(row: &Row<'_>) -> rusqlite::Result<Change> {
    let runs: Vec<i64> = serde_json::from_str(&row.get::<_, String>("run_ids")?).unwrap_or_default();
    Ok(Change {
        id: row.get("id")?,
        kind: row.get::<_, ChangeKind>("kind")?,
        rule: row.get::<_, Option<RuleId>>("rule_id")?,
        words: serde_json::from_str(&row.get::<_, String>("words")?).unwrap_or_default(),
        runs: runs.into_iter().map(RunId::new).collect(),
        state: row.get("state")?,
        made_at: row.get("made_at_ms")?,
    })
}

pub(super) fn decide(
    tx: &WriteTx,
    id: RuleChangeId,
    state: ChangeState,
    by: Option<PersonId>,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE reply_rule_change SET state = :state, decided_by = :by, decided_at_ms = :now WHERE id = :id",
        named_params! { ":id": id, ":state": state, ":by": by, ":now": tx.now() },
    )
    .map(drop)
}

/// The last message a run answers, and its conversation; nothing once it is erased.
pub(super) fn asked(
    conn: &ReadConn,
    run: RunId,
) -> Result<Option<(ConversationId, MessageId)>, StorageError> {
    conn.optional(
        "SELECT conversation_id, up_to_message_id FROM reply_run WHERE id = :run",
        named_params! { ":run": run },
        |row| Ok((row.get("conversation_id")?, row.get("up_to_message_id")?)),
    )
}
