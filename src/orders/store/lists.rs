//! SQL of lists of orders, newest first: each is one walk of an index.

use rusqlite::{ToSql, named_params};

use super::orders::read;
use super::search::{ids, numbers};
use crate::clock::Timestamp;
use crate::ids::{ContactId, Id as _, OrderId};
use crate::orders::types::{MatchedBy, Order, OrderState};
use crate::storage::{ReadConn, StorageError};

/// Which orders are wanted.
#[derive(Debug, Clone, Default)]
pub(in crate::orders) struct Wanted {
    pub contact: Option<ContactId>,
    pub state: Option<OrderState>,
    pub matched_by: Option<MatchedBy>,
    pub source: Option<String>,
    pub from: Option<Timestamp>,
    /// Not included.
    pub to: Option<Timestamp>,
    /// What somebody typed, as the index is asked for it.
    pub sought: Option<String>,
    /// The last order of the page before.
    pub after: Option<(Timestamp, OrderId)>,
}

/// What every list reads and keeps to; the index is named by each.
macro_rules! list {
    ($walk:literal) => {
        concat!(
            "SELECT id, source, shop, number, matched_by, contact_id, customer_name, phone, email, customer_id, state,
                    told_state, currency, total_micros, refunded_micros, tracking, placed_at_ms, state_at_ms, state_undated, changed_at_ms, updated_at_ms, unconfirmed
               FROM orders_order ",
            $walk,
            " AND (placed_at_ms, id) < (:before_ms, :before_id) AND placed_at_ms >= :from_ms
              AND (:contact_id IS NULL OR contact_id = :contact_id) AND (:state IS NULL OR state = :state)
              AND (:matched_by IS NULL OR matched_by = :matched_by) AND (:source IS NULL OR source = :source)
             ORDER BY placed_at_ms DESC, id DESC LIMIT :limit"
        )
    };
}

const OF_CONTACT: &str = list!("INDEXED BY orders_order_of_contact WHERE contact_id = :contact_id");
const TO_MATCH: &str = list!(
    "INDEXED BY orders_order_to_match WHERE matched_by = :matched_by AND matched_by IN ('nobody', 'unsure')"
);
const IN_STATE: &str = list!("INDEXED BY orders_order_in_state WHERE state = :state");
/// What somebody looks for is mostly a few orders: those are gathered and put in order.
const FEW: &str = list!("NOT INDEXED WHERE id IN (SELECT value FROM json_each(:ids))");
/// Where it is many, the walk meets enough of them soon.
const MANY: &str = list!(
    "INDEXED BY orders_order_placed
     WHERE id IN (SELECT rowid FROM orders_search WHERE orders_search MATCH :expression)"
);
/// So many are few.
const MOST_FEW: u32 = 2_000;
const ALL: &str = list!("INDEXED BY orders_order_placed WHERE 1 = 1");

/// For the test that looks at their plans: those that walk an index in its order, and the one that gathers a few and sorts
/// them.
pub(in crate::orders) const WALKS: [&str; 5] = [ALL, IN_STATE, OF_CONTACT, TO_MATCH, MANY];
pub(in crate::orders) const GATHERS: &str = FEW;

/// Orders, the last placed first.
pub(in crate::orders) fn list(
    conn: &ReadConn,
    wanted: &Wanted,
    limit: u32,
) -> Result<Vec<Order>, StorageError> {
    let asks = wanted.matched_by.is_some_and(|by| matches!(by, MatchedBy::Nobody | MatchedBy::Unsure));
    let sql = match (wanted.contact, asks, wanted.state) {
        (Some(_), _, _) => OF_CONTACT,
        (None, true, _) => TO_MATCH,
        (None, false, Some(_)) => IN_STATE,
        (None, false, None) => ALL,
    };
    // One bound for the page and the days: ids end where the moments do.
    let end = wanted.to.map(|to| (to, OrderId::new(0)));
    let before = match (wanted.after, end) {
        (Some(after), Some(end)) => Some(after.min(end)),
        (after, end) => after.or(end),
    };
    let (before_at, before_id) = before.unwrap_or((Timestamp::from_millis(i64::MAX), OrderId::new(i64::MAX)));
    let from = wanted.from.unwrap_or(Timestamp::from_millis(i64::MIN));
    let common: &[(&str, &dyn ToSql)] = named_params! {
        ":contact_id": wanted.contact, ":state": wanted.state, ":matched_by": wanted.matched_by,
        ":source": wanted.source, ":from_ms": from,
        ":before_ms": before_at, ":before_id": before_id, ":limit": limit,
    };
    let Some(expression) = &wanted.sought else { return conn.all(sql, common, read) };
    let found = ids(conn, expression, MOST_FEW + 1)?;
    if found.len() <= MOST_FEW as usize {
        let ids = numbers(found.iter().map(|id| id.as_i64()))?;
        return conn.all(FEW, &*[common, named_params! { ":ids": ids }].concat(), read);
    }
    let more = named_params! { ":expression": expression };
    conn.all(MANY, &*[common, more].concat(), read)
}
