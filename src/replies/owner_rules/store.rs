//! SQL of the owner's rules, and of which turns met them.

use rusqlite::{Row, named_params};

use super::MOST_RULES;
use crate::clock::Timestamp;
use crate::ids::{ConversationId, MessageId, RuleId, RunId, lowest};
use crate::inbox::HandOffReason;
use crate::replies::question::signals::{Fired, Rule};
use crate::replies::types::DecisionKind;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Turns of one conversation and day that met a rule.
const MOST_FIRED: u32 = 200;

/// The rules that stand, the first asked first.
pub(in crate::replies) fn rules(conn: &ReadConn) -> Result<Vec<Rule>, StorageError> {
    conn.all(
        "SELECT id, name, conditions, deed, person_id, label_id, urgent, active FROM reply_rule
          WHERE position IS NOT NULL ORDER BY position LIMIT :limit",
        named_params! { ":limit": MOST_RULES },
        read,
    )
}

/// Whether there is such a rule, or was.
pub(super) fn was(conn: &ReadConn, id: RuleId) -> Result<bool, StorageError> {
    conn.exists("SELECT 1 FROM reply_rule WHERE id = :id", named_params! { ":id": id })
}

/// These rules stand from now on, in this order, and no others.
pub(super) fn replace(tx: &WriteTx, rules: &[Rule]) -> Result<(), StorageError> {
    tx.execute("UPDATE reply_rule SET position = NULL WHERE position IS NOT NULL", [])?;
    for (position, rule) in (1_i64..).zip(rules) {
        tx.execute(
            "INSERT INTO reply_rule (id, position, name, conditions, deed, person_id, label_id, urgent, active, changed_at_ms)
             VALUES (:id, :position, :name, :conditions, :deed, :person, :label, :urgent, :active, :now)
             ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name,
                 conditions = excluded.conditions, deed = excluded.deed, person_id = excluded.person_id,
                 label_id = excluded.label_id, urgent = excluded.urgent, active = excluded.active,
                 changed_at_ms = excluded.changed_at_ms",
            named_params! {
                ":id": rule.id, ":position": position, ":name": rule.name,
                ":conditions": serde_json::to_string(&rule.conditions)?, ":deed": rule.deed,
                ":person": rule.person, ":label": rule.label, ":urgent": rule.urgent, ":active": rule.active,
                ":now": tx.now(),
            },
        )?;
    }
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Rule> {
    Ok(Rule {
        id: row.get("id")?,
        name: row.get("name")?,
        // What cannot be read is met by nothing.
        conditions: serde_json::from_str(&row.get::<_, String>("conditions")?).unwrap_or_default(),
        deed: row.get("deed")?,
        person: row.get("person_id")?,
        label: row.get("label_id")?,
        urgent: row.get("urgent")?,
        active: row.get("active")?,
    })
}

/// Which rules runs of a thread met after the one of this number, also those that were in another thread then.
pub(super) fn fired(
    conn: &ReadConn,
    conversation: ConversationId,
    since: i64,
) -> Result<Vec<(RunId, Fired)>, StorageError> {
    conn.all(
        "SELECT run.id, CAST(met.value ->> 'id' AS INTEGER) AS rule_id, run.up_to_message_id
           FROM reply_run AS run INDEXED BY reply_run_ruled
           JOIN inbox_message_v1 AS message ON message.message_id = run.up_to_message_id, json_each(run.rules) AS met
          WHERE run.rules <> '[]' AND run.id > :since AND run.state = 'done'
            AND message.conversation_id = :conversation
          ORDER BY run.id DESC LIMIT :limit",
        named_params! { ":conversation": conversation, ":since": since, ":limit": MOST_FIRED },
        |row| {
            let fired = Fired { rule: row.get("rule_id")?, up_to: row.get("up_to_message_id")? };
            Ok((row.get("id")?, fired))
        },
    )
}

/// A turn of the past.
#[derive(Debug, Clone)]
pub(in crate::replies) struct PastTurn {
    pub run: RunId,
    pub conversation: ConversationId,
    pub up_to: MessageId,
    pub decision: Option<DecisionKind>,
    pub reason: Option<HandOffReason>,
    pub at: Timestamp,
}

/// Turns since a moment that came to their end, the newest first; none that somebody of the team asked for.
pub(in crate::replies) fn turns(
    conn: &ReadConn,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<PastTurn>, StorageError> {
    conn.all(
        "SELECT id, conversation_id, up_to_message_id, decision, reason, started_at_ms FROM reply_run
          WHERE id > :since AND state = 'done' AND asked_by_person = 0 ORDER BY id DESC LIMIT :limit",
        named_params! { ":since": lowest(since), ":limit": limit },
        past,
    )
}

/// The same of one conversation.
pub(super) fn turns_of(
    conn: &ReadConn,
    conversation: ConversationId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<PastTurn>, StorageError> {
    conn.all(
        "SELECT id, conversation_id, up_to_message_id, decision, reason, started_at_ms FROM reply_run
          WHERE conversation_id = :conversation AND id > :since AND state = 'done' AND asked_by_person = 0
          ORDER BY id DESC LIMIT :limit",
        named_params! { ":conversation": conversation, ":since": lowest(since), ":limit": limit },
        past,
    )
}

/// Runs since a moment in which a rule called a person, the newest first.
pub(in crate::replies) fn called_by(
    conn: &ReadConn,
    rule: RuleId,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<PastTurn>, StorageError> {
    conn.all(
        "SELECT run.id, run.conversation_id, run.up_to_message_id, run.decision, run.reason, run.started_at_ms
           FROM reply_run AS run INDEXED BY reply_run_ruled, json_each(run.rules) AS met
          WHERE run.rules <> '[]' AND run.id > :since AND run.state = 'done' AND run.decision = 'hand_off'
            AND CAST(met.value ->> 'id' AS INTEGER) = :rule AND met.value ->> 'deed' = 'call'
          ORDER BY run.id DESC LIMIT :limit",
        named_params! { ":rule": rule, ":since": lowest(since), ":limit": limit },
        past,
    )
}

fn past(row: &Row<'_>) -> rusqlite::Result<PastTurn> {
    Ok(PastTurn {
        run: row.get("id")?,
        conversation: row.get("conversation_id")?,
        up_to: row.get("up_to_message_id")?,
        decision: row.get("decision")?,
        reason: row.get::<_, Option<String>>("reason")?.and_then(|reason| reason.parse().ok()),
        at: row.get("started_at_ms")?,
    })
}
