//! What stands in this install's report, from the views: numbers, messages by week, what waits.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::storage::{ReadConn, StorageError};

/// A number and how it stands.
#[derive(Debug)]
pub(in crate::health::fleet) struct NumberRow {
    pub account: i64,
    pub live: bool,
    pub status: String,
    pub created: Timestamp,
    pub first_inbound: Option<Timestamp>,
    pub last_inbound: Option<Timestamp>,
    pub down_since: Option<Timestamp>,
    pub connected_since: Option<Timestamp>,
}

pub(in crate::health::fleet) fn numbers(
    conn: &ReadConn,
    limit: usize,
) -> Result<Vec<NumberRow>, StorageError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    conn.all(
        "SELECT s.account_id, s.environment = 'meta' AS live, s.status, s.created_at_ms, s.first_inbound_at_ms,
                s.last_inbound_at_ms, s.down_since_ms,
                (SELECT c.connected_since_ms FROM whatsapp_connected_v1 c WHERE c.account_id = s.account_id)
                    AS connected_since_ms
           FROM whatsapp_standing_v1 s WHERE s.status <> 'disconnected' ORDER BY s.account_id LIMIT :limit",
        named_params! { ":limit": limit },
        |row| {
            Ok(NumberRow {
                account: row.get("account_id")?,
                live: row.get("live")?,
                status: row.get("status")?,
                created: row.get("created_at_ms")?,
                first_inbound: row.get("first_inbound_at_ms")?,
                last_inbound: row.get("last_inbound_at_ms")?,
                down_since: row.get("down_since_ms")?,
                connected_since: row.get("connected_since_ms")?,
            })
        },
    )
}

/// The messages of one number in one week, so many weeks back from now.
#[derive(Debug)]
pub(in crate::health::fleet) struct WeekRow {
    pub account: i64,
    pub back: i64,
    pub inbound: i64,
    pub outbound: i64,
}

pub(in crate::health::fleet) fn weeks(
    conn: &ReadConn,
    now: Timestamp,
    weeks: usize,
) -> Result<Vec<WeekRow>, StorageError> {
    let weeks = i64::try_from(weeks).unwrap_or(i64::MAX);
    conn.all(
        "SELECT c.channel_account AS account_id, max(0, (:now_ms - m.sent_at_ms) / 604800000) AS back,
                sum(m.direction = 'in') AS inbound, sum(m.direction = 'out') AS outbound
           FROM inbox_message_v1 m
          CROSS JOIN inbox_conversation_v1 c ON c.conversation_id = m.conversation_id
          WHERE m.message_id >= (:now_ms - :weeks * 604800000) << 12 AND c.practice = 0
          GROUP BY 1, 2 LIMIT 10000",
        named_params! { ":now_ms": now, ":weeks": weeks },
        |row| {
            Ok(WeekRow {
                account: row.get("account_id")?,
                back: row.get("back")?,
                inbound: row.get("inbound")?,
                outbound: row.get("outbound")?,
            })
        },
    )
}

/// Conversations that wait for a person.
pub(in crate::health::fleet) fn needs_person(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one(
        "SELECT count(*) AS number FROM inbox_conversation_v1 WHERE queue = 'needs_person' AND practice = 0",
        [],
        |row| row.get("number"),
    )
}

/// Messages of customers that nobody has answered.
pub(in crate::health::fleet) fn unanswered(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one(
        "SELECT count(*) AS number FROM inbox_unanswered_v1 u
           JOIN inbox_conversation_v1 c ON c.conversation_id = u.conversation_id WHERE c.practice = 0",
        [],
        |row| row.get("number"),
    )
}
