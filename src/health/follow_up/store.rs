//! SQL of the messages after a purchase: how each kind is set, which orders have come far enough, and what became of each.

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};

use super::types::{Bought, CountsFrom, Fill, FollowUp, Kind, Reason, Rule, State};
use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, FollowUpId, MessageId, OrderId, PersonId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Languages of customers that are told to the owner.
const MOST_LANGUAGES: u32 = 30;

const RULE: &str = "
    SELECT kind, on_since_ms, after_days, counts_from, texts, template, fills
      FROM health_follow_up_rule WHERE kind = :kind";

const ORDER: &str = "
    SELECT order_id, contact_id, number, state, refunded_micros, tracking, placed_at_ms, state_at_ms
      FROM orders_order_v2 WHERE order_id = :id";

// Walked by the day they were placed: an order that has its message already is looked up and left.
const REACHED: &str = "
    SELECT o.order_id, o.contact_id, o.number, o.state, o.refunded_micros, o.tracking, o.placed_at_ms, o.state_at_ms
      FROM orders_order_v2 o
     WHERE o.placed_at_ms >= :from_ms AND o.placed_at_ms <= :now_ms AND o.contact_id IS NOT NULL
       AND o.state IN ('paid', 'shipped', 'delivered') AND (:kind = 'review' OR o.state <> 'delivered')
       AND (:counts_from = 'paid' OR :counts_from = 'shipped' AND o.state <> 'paid' OR o.state = 'delivered')
       AND NOT EXISTS (SELECT 1 FROM health_follow_up f WHERE f.order_id = o.order_id AND f.kind = :kind)
     ORDER BY o.placed_at_ms LIMIT :most";

macro_rules! columns {
    () => {
        "id, order_id, kind, state, reason, due_at_ms, state_at_ms, contact_id, person_id, conversation_id, message_id,
         sent_text"
    };
}

pub(super) fn rule(conn: &ReadConn, kind: Kind) -> Result<Rule, StorageError> {
    conn.one(RULE, named_params! { ":kind": kind }, |row| {
        let (texts, fills): (String, String) = (row.get("texts")?, row.get("fills")?);
        Ok(Rule {
            kind: row.get("kind")?,
            on_since: row.get("on_since_ms")?,
            after_days: row.get("after_days")?,
            counts_from: row.get("counts_from")?,
            texts: read_json(&texts)?,
            template: row.get("template")?,
            fills: read_json::<BTreeMap<String, Fill>>(&fills)?,
        })
    })
}

pub(super) fn save_rule(tx: &WriteTx, rule: &Rule) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_follow_up_rule
            SET on_since_ms = :on_since_ms, after_days = :after_days, counts_from = :counts_from, texts = :texts,
                template = :template, fills = :fills
          WHERE kind = :kind",
        named_params! { ":kind": rule.kind, ":on_since_ms": rule.on_since, ":after_days": rule.after_days,
            ":counts_from": rule.counts_from, ":texts": serde_json::to_string(&rule.texts)?,
            ":template": rule.template, ":fills": serde_json::to_string(&rule.fills)? },
    )?;
    Ok(())
}

pub(super) fn order(conn: &ReadConn, id: OrderId) -> Result<Option<Bought>, StorageError> {
    conn.optional(ORDER, named_params! { ":id": id }, bought)
}

/// Orders that have come far enough and have no message of this kind yet, the first placed first.
pub(super) fn reached(
    conn: &ReadConn,
    kind: Kind,
    counts_from: CountsFrom,
    from: Timestamp,
    now: Timestamp,
    most: u32,
) -> Result<Vec<Bought>, StorageError> {
    conn.all(
        REACHED,
        named_params! { ":kind": kind, ":counts_from": counts_from, ":from_ms": from, ":now_ms": now, ":most": most },
        bought,
    )
}

/// The languages customers with orders write in.
pub(super) fn languages(conn: &ReadConn, since: Timestamp) -> Result<Vec<String>, StorageError> {
    conn.all(
        "SELECT DISTINCT c.language AS language FROM orders_order_v2 o JOIN inbox_contact_v1 c ON c.contact_id = o.contact_id
          WHERE o.placed_at_ms >= :since_ms AND c.language IS NOT NULL ORDER BY 1 LIMIT :most",
        named_params! { ":since_ms": since, ":most": MOST_LANGUAGES },
        |row| row.get("language"),
    )
}

/// It will be due then. `false` when this order has one of this kind already.
pub(super) fn plan(tx: &WriteTx, id: FollowUpId, of: &FollowUp) -> Result<bool, StorageError> {
    let made = tx.execute(
        "INSERT INTO health_follow_up (id, order_id, kind, state, reason, due_at_ms, state_at_ms, contact_id)
         VALUES (:id, :order_id, :kind, :state, :reason, :due_at_ms, :now_ms, :contact_id)
         ON CONFLICT (order_id, kind) DO NOTHING",
        named_params! { ":id": id, ":order_id": of.order, ":kind": of.kind, ":state": of.state, ":reason": of.reason,
            ":due_at_ms": of.due_at, ":contact_id": of.contact, ":now_ms": tx.now() },
    )?;
    Ok(made > 0)
}

pub(super) fn find(conn: &ReadConn, id: FollowUpId) -> Result<Option<FollowUp>, StorageError> {
    conn.optional(
        concat!("SELECT ", columns!(), " FROM health_follow_up WHERE id = :id"),
        named_params! { ":id": id },
        follow_up,
    )
}

/// The messages of one order, in the order of their kinds.
pub(super) fn of_order(conn: &ReadConn, order: OrderId) -> Result<Vec<FollowUp>, StorageError> {
    conn.all(
        concat!("SELECT ", columns!(), " FROM health_follow_up WHERE order_id = :id ORDER BY due_at_ms, id"),
        named_params! { ":id": order },
        follow_up,
    )
}

/// Messages in one state after a place in the list, the next due first; of those that are over the last first.
pub(super) fn in_state(
    conn: &ReadConn,
    state: State,
    after: Option<(Timestamp, FollowUpId)>,
    limit: u32,
) -> Result<Vec<FollowUp>, StorageError> {
    let sql = match state {
        State::Due => concat!(
            "SELECT ",
            columns!(),
            " FROM health_follow_up WHERE state = :state AND (due_at_ms, id) > (:at_ms, :id)
               ORDER BY due_at_ms, id LIMIT :limit"
        ),
        State::Sent | State::NotSent | State::Cancelled => concat!(
            "SELECT ",
            columns!(),
            " FROM health_follow_up WHERE state = :state AND (due_at_ms, id) < (:at_ms, :id)
               ORDER BY due_at_ms DESC, id DESC LIMIT :limit"
        ),
    };
    let first = match state {
        State::Due => (i64::MIN, i64::MIN),
        State::Sent | State::NotSent | State::Cancelled => (i64::MAX, i64::MAX),
    };
    let (at, id) = after.unwrap_or((Timestamp::from_millis(first.0), FollowUpId::new(first.1)));
    conn.all(sql, named_params! { ":state": state, ":at_ms": at, ":id": id, ":limit": limit }, follow_up)
}

/// When a customer was last sent a message of this kind, after a moment.
pub(super) fn last_sent(
    conn: &ReadConn,
    kind: Kind,
    contact: ContactId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.optional(
        "SELECT state_at_ms FROM health_follow_up
          WHERE contact_id = :contact_id AND state = 'sent' AND kind = :kind AND state_at_ms > :after_ms
          ORDER BY state_at_ms DESC LIMIT 1",
        named_params! { ":contact_id": contact, ":kind": kind, ":after_ms": after },
        |row| row.get("state_at_ms"),
    )
}

/// Whether a customer complained since a moment.
pub(super) fn complained(
    conn: &ReadConn,
    contact: ContactId,
    since: Timestamp,
) -> Result<bool, StorageError> {
    conn.exists(
        "SELECT 1 FROM inbox_conversation_v1 c JOIN inbox_hand_over_v1 h ON h.conversation_id = c.conversation_id
          WHERE c.contact_id = :contact_id AND h.hand_over_id >= :since_ms << 12
            AND h.reason IN ('complaint', 'emergency', 'legal_matter', 'failed_payment')",
        named_params! { ":contact_id": contact, ":since_ms": since },
    )
}

/// When customer and shop last wrote to each other, the program's own messages aside.
pub(super) fn last_said(
    conn: &ReadConn,
    conversation: ConversationId,
    after: Timestamp,
) -> Result<Option<Timestamp>, StorageError> {
    conn.one(
        "SELECT max(m.sent_at_ms) AS at_ms FROM inbox_message_v1 m
          WHERE m.conversation_id = :id AND m.message_id > :after_ms << 12 AND m.author <> 'system'",
        named_params! { ":id": conversation, ":after_ms": after },
        |row| row.get("at_ms"),
    )
}

/// A later moment, such as the next opening.
pub(super) fn postpone(tx: &WriteTx, id: FollowUpId, due_at: Timestamp) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_follow_up SET due_at_ms = :due_at_ms WHERE id = :id AND state = 'due'",
        named_params! { ":id": id, ":due_at_ms": due_at },
    )?;
    Ok(())
}

pub(super) fn set_not_sent(
    tx: &WriteTx,
    id: FollowUpId,
    contact: Option<ContactId>,
    reason: Reason,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_follow_up
            SET state = 'not_sent', reason = :reason, contact_id = :contact_id, state_at_ms = :now_ms
          WHERE id = :id AND state = 'due'",
        named_params! { ":id": id, ":reason": reason, ":contact_id": contact, ":now_ms": tx.now() },
    )?;
    Ok(())
}

pub(super) fn set_sent(
    tx: &WriteTx,
    id: FollowUpId,
    contact: ContactId,
    conversation: ConversationId,
    message: MessageId,
    text: &str,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE health_follow_up
            SET state = 'sent', contact_id = :contact_id, conversation_id = :conversation_id,
                message_id = :message_id, sent_text = :text, state_at_ms = :now_ms
          WHERE id = :id AND state = 'due'",
        named_params! { ":id": id, ":contact_id": contact, ":conversation_id": conversation,
        ":message_id": message, ":text": text, ":now_ms": tx.now() },
    )?;
    Ok(())
}

/// `false` when it is not due any more.
pub(super) fn cancel(tx: &WriteTx, id: FollowUpId, person: Option<PersonId>) -> Result<bool, StorageError> {
    let changed = tx.execute(
        "UPDATE health_follow_up SET state = 'cancelled', person_id = :person_id, state_at_ms = :now_ms
          WHERE id = :id AND state = 'due'",
        named_params! { ":id": id, ":person_id": person, ":now_ms": tx.now() },
    )?;
    Ok(changed > 0)
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    Ok(serde_json::from_str(text).map_err(rusqlite::types::FromSqlError::other)?)
}

fn bought(row: &Row<'_>) -> rusqlite::Result<Bought> {
    let refunded: i64 = row.get("refunded_micros")?;
    Ok(Bought {
        id: row.get("order_id")?,
        contact: row.get("contact_id")?,
        number: row.get("number")?,
        state: row.get("state")?,
        has_refund: refunded > 0,
        tracking: row.get("tracking")?,
        placed_at: row.get("placed_at_ms")?,
        state_at: row.get("state_at_ms")?,
    })
}

fn follow_up(row: &Row<'_>) -> rusqlite::Result<FollowUp> {
    Ok(FollowUp {
        id: row.get("id")?,
        order: row.get("order_id")?,
        kind: row.get("kind")?,
        state: row.get("state")?,
        reason: row.get("reason")?,
        due_at: row.get("due_at_ms")?,
        state_at: row.get("state_at_ms")?,
        contact: row.get("contact_id")?,
        person: row.get("person_id")?,
        conversation: row.get("conversation_id")?,
        message: row.get("message_id")?,
        sent_text: row.get("sent_text")?,
    })
}
