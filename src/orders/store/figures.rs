//! SQL of figures: what was bought and by whom, and what was said in the same time, read from the inbox's views.

use rusqlite::named_params;

use crate::clock::Timestamp;
use crate::ids::{ContactId, ConversationId, lowest};
use crate::money::Currency;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// An order that counts as bought: neither called off nor unpaid, nor a basket that was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::orders) struct Bought {
    pub contact: Option<ContactId>,
    pub placed_at: Timestamp,
    pub currency: Currency,
    /// What was paid, less what was paid back, in millionths.
    pub net_micros: i64,
}

/// What was said in one conversation between two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::orders) struct Talk {
    pub contact: ContactId,
    pub conversation: ConversationId,
    /// The customer's first and last message.
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// Somebody of the team wrote, or it was handed to them.
    pub with_person: bool,
    pub by_ai: bool,
    /// What the shop's messages cost, in millionths of a US dollar: writing and sending them.
    pub cost_micros: i64,
    /// Messages somebody of the team wrote, and the time they spent, in milliseconds.
    pub staff_messages: i64,
    pub staff_ms: i64,
}

const BOUGHT: &str = "
    SELECT contact_id, placed_at_ms, currency, total_micros - refunded_micros AS net_micros
      FROM orders_order
     WHERE placed_at_ms >= :from_ms AND placed_at_ms < :to_ms AND state IN ('placed', 'paid', 'shipped', 'delivered')
       AND unconfirmed IS NOT 'left'
     ORDER BY placed_at_ms, id";

const OF_CONTACT: &str = "
    SELECT contact_id, placed_at_ms, currency, total_micros - refunded_micros AS net_micros
      FROM orders_order
     WHERE contact_id = :contact_id AND state IN ('placed', 'paid', 'shipped', 'delivered')
       AND unconfirmed IS NOT 'left'
     ORDER BY placed_at_ms DESC, id DESC LIMIT :most";

const FIRST: &str = "
    SELECT contact_id, min(placed_at_ms) AS first_ms FROM orders_order
     WHERE contact_id IS NOT NULL AND state IN ('placed', 'paid', 'shipped', 'delivered') AND placed_at_ms < :to_ms
       AND unconfirmed IS NOT 'left'
     GROUP BY contact_id";

const TALKS: &str = "
    SELECT c.contact_id, c.conversation_id,
           min(m.sent_at_ms) FILTER (WHERE m.direction = 'in') AS first_ms,
           max(m.sent_at_ms) FILTER (WHERE m.direction = 'in') AS last_ms,
           max(m.author = 'person') AS by_person, max(m.author = 'ai') AS by_ai,
           sum(ifnull(m.cost_micros, 0)) AS cost_micros, sum(m.author = 'person') AS staff_messages
      FROM inbox_message_v1 m JOIN inbox_conversation_v1 c ON c.conversation_id = m.conversation_id
     WHERE m.message_id >= :low_id AND m.message_id < :high_id AND c.practice = 0
     GROUP BY c.conversation_id
    HAVING first_ms IS NOT NULL";

const HANDED_OVER: &str = "
    SELECT DISTINCT conversation_id FROM inbox_hand_over_v1
     WHERE hand_over_id >= :low_id AND hand_over_id < :high_id";

const STAFF_TIME: &str = "
    SELECT conversation_id, sum(spent_ms) AS spent_ms FROM inbox_staff_time_v1
     WHERE began_at_ms >= :from_ms AND began_at_ms < :to_ms GROUP BY conversation_id";

fn bought(row: &rusqlite::Row<'_>) -> rusqlite::Result<Bought> {
    Ok(Bought {
        contact: row.get("contact_id")?,
        placed_at: row.get("placed_at_ms")?,
        currency: row.get("currency")?,
        net_micros: row.get("net_micros")?,
    })
}

/// What was bought from one moment to another, which is not included, the earliest first.
pub(in crate::orders) fn bought_between(
    conn: &ReadConn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Bought>, StorageError> {
    conn.all(BOUGHT, named_params! { ":from_ms": from, ":to_ms": to }, bought)
}

/// What one customer bought, the last first.
pub(in crate::orders) fn bought_by(
    conn: &ReadConn,
    contact: ContactId,
    most: u32,
) -> Result<Vec<Bought>, StorageError> {
    conn.all(OF_CONTACT, named_params! { ":contact_id": contact, ":most": most }, bought)
}

/// When each customer first bought, of those who did before a moment.
pub(in crate::orders) fn first_bought(
    conn: &ReadConn,
    to: Timestamp,
) -> Result<Vec<(ContactId, Timestamp)>, StorageError> {
    conn.all(FIRST, named_params! { ":to_ms": to }, |row| Ok((row.get("contact_id")?, row.get("first_ms")?)))
}

/// Conversations in which a customer wrote from one moment to another, which is not included.
pub(in crate::orders) fn talks(
    conn: &ReadConn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Talk>, StorageError> {
    let handed: std::collections::HashSet<i64> = conn
        .all(HANDED_OVER, named_params! { ":low_id": lowest(from), ":high_id": lowest(to) }, |row| {
            row.get("conversation_id")
        })?
        .into_iter()
        .collect();
    let spent: std::collections::HashMap<i64, i64> = conn
        .all(STAFF_TIME, named_params! { ":from_ms": from, ":to_ms": to }, |row| {
            Ok((row.get("conversation_id")?, row.get("spent_ms")?))
        })?
        .into_iter()
        .collect();
    conn.all(TALKS, named_params! { ":low_id": lowest(from), ":high_id": lowest(to) }, |row| {
        let conversation: i64 = row.get("conversation_id")?;
        Ok(Talk {
            contact: row.get("contact_id")?,
            conversation: row.get("conversation_id")?,
            first_at: row.get("first_ms")?,
            last_at: row.get("last_ms")?,
            with_person: row.get::<_, bool>("by_person")? || handed.contains(&conversation),
            by_ai: row.get("by_ai")?,
            cost_micros: row.get("cost_micros")?,
            staff_messages: row.get("staff_messages")?,
            staff_ms: spent.get(&conversation).copied().unwrap_or_default(),
        })
    })
}

/// What an hour of somebody of the team costs, in millionths of a US dollar; nothing until the owner says.
pub(in crate::orders) fn hourly_cost(conn: &ReadConn) -> Result<Option<i64>, StorageError> {
    conn.one("SELECT hourly_cost_micros FROM orders_setting WHERE id = 1", [], |row| {
        row.get("hourly_cost_micros")
    })
}

pub(in crate::orders) fn set_hourly_cost(tx: &WriteTx, micros: Option<i64>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE orders_setting SET hourly_cost_micros = :micros WHERE id = 1",
        named_params! { ":micros": micros },
    )?;
    Ok(())
}
