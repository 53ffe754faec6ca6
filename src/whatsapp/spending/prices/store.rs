//! All SQL about prices.

use rusqlite::named_params;
use serde::Serialize;
use utoipa::ToSchema;

use super::types::{Charge, Delivered, Place};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ConversationId, MessageId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Countries and categories one month is told in.
const GROUPS_LIMIT: u32 = 400;

/// What is asked at every send and status, and by the prices page; for the test that pins their plans.
pub(in crate::whatsapp) fn hot_queries() -> Vec<String> {
    let totals = [By::Category, By::Country, By::Day].map(totals_by);
    [IS_COUNTED, COMMITTED, DEAREST].map(str::to_owned).into_iter().chain(totals).collect()
}

const IS_COUNTED: &str = "SELECT 1 FROM whatsapp_price WHERE wamid = :wamid";

/// Whether this message was counted already.
pub(in crate::whatsapp) fn is_counted(conn: &ReadConn, wamid: &str) -> Result<bool, StorageError> {
    conn.exists(IS_COUNTED, named_params! { ":wamid": wamid })
}

/// Where and when a message is counted, and at what rate.
pub(in crate::whatsapp) struct Counted<'a> {
    pub message: &'a Delivered,
    pub month: &'a str,
    pub day: &'a str,
    pub charge: Charge,
    pub rate_micros: i64,
}

pub(in crate::whatsapp) fn insert(tx: &WriteTx, counted: &Counted<'_>) -> Result<(), StorageError> {
    let message = counted.message;
    tx.execute(
        "INSERT INTO whatsapp_price (wamid, connection_id, message_id, conversation_id, at_ms, month, day, country,
             category, charge, rate_micros)
         VALUES (:wamid, :connection_id, :message_id, :conversation_id, :at_ms, :month, :day, :country, :category,
             :charge, :rate_micros)
         ON CONFLICT (wamid) DO NOTHING",
        named_params! {
            ":wamid": message.wamid, ":connection_id": message.connection, ":message_id": message.message,
            ":conversation_id": message.conversation, ":at_ms": message.at, ":month": counted.month,
            ":day": counted.day, ":country": message.country, ":category": message.category.as_str(),
            ":charge": counted.charge.as_str(), ":rate_micros": counted.rate_micros,
        },
    )?;
    Ok(())
}

/// How far a number's free service messages of a month are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::whatsapp) struct FreeService {
    pub used: i64,
    /// The last that is covered.
    pub last: Place,
}

pub(in crate::whatsapp) fn free_service(
    conn: &ReadConn,
    connection: ConnectionId,
    month: &str,
) -> Result<Option<FreeService>, StorageError> {
    conn.optional(
        "SELECT used, last_at_ms, last_wamid FROM whatsapp_price_free_service
          WHERE connection_id = :connection_id AND month = :month",
        named_params! { ":connection_id": connection, ":month": month },
        |row| {
            let last = Place { at: row.get("last_at_ms")?, wamid: row.get("last_wamid")? };
            Ok(FreeService { used: row.get("used")?, last })
        },
    )
}

pub(in crate::whatsapp) fn set_free_service(
    tx: &WriteTx,
    connection: ConnectionId,
    month: &str,
    now: &FreeService,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO whatsapp_price_free_service (connection_id, month, used, last_at_ms, last_wamid)
         VALUES (:connection_id, :month, :used, :at_ms, :wamid)
         ON CONFLICT (connection_id, month) DO UPDATE
            SET used = excluded.used, last_at_ms = excluded.last_at_ms, last_wamid = excluded.last_wamid",
        named_params! {
            ":connection_id": connection, ":month": month, ":used": now.used, ":at_ms": now.last.at,
            ":wamid": now.last.wamid,
        },
    )?;
    Ok(())
}

/// The service message just before one, of the same number and month.
pub(in crate::whatsapp) fn service_before(
    conn: &ReadConn,
    connection: ConnectionId,
    month: &str,
    place: &Place,
) -> Result<Option<Place>, StorageError> {
    conn.optional(
        "SELECT at_ms, wamid FROM whatsapp_price
          WHERE category = 'service' AND charge <> 'free_entry_point' AND connection_id = :connection_id
            AND month = :month AND (at_ms, wamid) < (:at_ms, :wamid)
          ORDER BY at_ms DESC, wamid DESC LIMIT 1",
        named_params! {
            ":connection_id": connection, ":month": month, ":at_ms": place.at, ":wamid": place.wamid,
        },
        |row| Ok(Place { at: row.get("at_ms")?, wamid: row.get("wamid")? }),
    )
}

/// A counted message that the allowance covers.
pub(super) struct Covered {
    pub message: Option<MessageId>,
    pub rate_micros: i64,
}

/// The message of this id, while it is counted as covered by the allowance.
pub(super) fn covered(conn: &ReadConn, wamid: &str) -> Result<Option<Covered>, StorageError> {
    conn.optional(
        "SELECT message_id, rate_micros FROM whatsapp_price WHERE wamid = :wamid AND charge = 'free_allowance'",
        named_params! { ":wamid": wamid },
        |row| Ok(Covered { message: row.get("message_id")?, rate_micros: row.get("rate_micros")? }),
    )
}

pub(in crate::whatsapp) fn set_charge(tx: &WriteTx, wamid: &str, charge: Charge) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_price SET charge = :charge WHERE wamid = :wamid",
        named_params! { ":wamid": wamid, ":charge": charge.as_str() },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn reserve(
    tx: &WriteTx,
    message: MessageId,
    month: &str,
    micros: i64,
) -> Result<(), StorageError> {
    // An earlier try may have set something aside, for another month.
    release(tx, message)?;
    tx.execute(
        "INSERT INTO whatsapp_price_reserved (message_id, month, micros) VALUES (:message_id, :month, :micros)",
        named_params! { ":message_id": message, ":month": month, ":micros": micros },
    )?;
    Ok(())
}

/// Gives a reservation back; `false` when there was none.
pub(in crate::whatsapp) fn release(tx: &WriteTx, message: MessageId) -> Result<bool, StorageError> {
    let released = tx.execute(
        "DELETE FROM whatsapp_price_reserved WHERE message_id = :message_id",
        named_params! { ":message_id": message },
    )?;
    Ok(released > 0)
}

const COMMITTED: &str =
    "SELECT micros + reserved_micros AS micros FROM whatsapp_price_month WHERE month = :month";

/// What a month cost so far, over all numbers, with what is under way.
pub(in crate::whatsapp) fn committed(conn: &ReadConn, month: &str) -> Result<i64, StorageError> {
    let found = conn.optional(COMMITTED, named_params! { ":month": month }, |row| row.get("micros"))?;
    Ok(found.unwrap_or(0))
}

/// The owner's wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::whatsapp) struct Settings {
    pub limit_micros: Option<i64>,
    pub suggest_only_at_percent: i64,
}

pub(in crate::whatsapp) fn settings(conn: &ReadConn) -> Result<Settings, StorageError> {
    conn.one(
        "SELECT limit_micros, suggest_only_at_percent FROM whatsapp_price_settings WHERE id = 1",
        [],
        |row| {
            Ok(Settings {
                limit_micros: row.get("limit_micros")?,
                suggest_only_at_percent: row.get("suggest_only_at_percent")?,
            })
        },
    )
}

/// The owner's own rates, if there are any.
pub(in crate::whatsapp) fn own_rates(conn: &ReadConn) -> Result<Option<String>, StorageError> {
    conn.one("SELECT rates FROM whatsapp_price_settings WHERE id = 1", [], |row| row.get("rates"))
}

pub(in crate::whatsapp) fn set_budget(
    tx: &WriteTx,
    limit_micros: Option<i64>,
    percent: i64,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_price_settings SET limit_micros = :limit, suggest_only_at_percent = :percent WHERE id = 1",
        named_params! { ":limit": limit_micros, ":percent": percent },
    )?;
    Ok(())
}

pub(in crate::whatsapp) fn set_rates(tx: &WriteTx, rates: Option<&str>) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE whatsapp_price_settings SET rates = :rates WHERE id = 1",
        named_params! { ":rates": rates },
    )?;
    Ok(())
}

/// What one group of messages cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PriceGroup)]
pub(in crate::whatsapp) struct Group {
    /// A category, a country or a day.
    pub name: String,
    pub messages: i64,
    pub free: i64,
    pub micros: i64,
}

/// By what a month is told.
#[derive(Debug, Clone, Copy)]
pub(in crate::whatsapp) enum By {
    Category,
    Country,
    Day,
}

fn totals_by(by: By) -> String {
    let column = match by {
        By::Category => "category",
        By::Country => "country",
        By::Day => "day",
    };
    format!(
        "SELECT {column} AS name, sum(messages) AS messages, sum(free) AS free, sum(micros) AS micros
           FROM whatsapp_price_total
          WHERE month = :month AND (:connection_id IS NULL OR connection_id = :connection_id)
          GROUP BY {column} ORDER BY {column} LIMIT {GROUPS_LIMIT}"
    )
}

pub(in crate::whatsapp) fn groups(
    conn: &ReadConn,
    month: &str,
    connection: Option<ConnectionId>,
    by: By,
) -> Result<Vec<Group>, StorageError> {
    conn.all(&totals_by(by), named_params! { ":month": month, ":connection_id": connection }, |row| {
        Ok(Group {
            name: row.get("name")?,
            messages: row.get("messages")?,
            free: row.get("free")?,
            micros: row.get("micros")?,
        })
    })
}

/// What one conversation cost in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) struct OfConversation {
    pub conversation: ConversationId,
    pub messages: i64,
    pub micros: i64,
}

/// A page goes on after the one before: nothing is skipped over.
const DEAREST: &str = "SELECT conversation_id, messages, micros FROM whatsapp_price_conversation
    WHERE month = :month AND (micros, conversation_id) < (:micros, :conversation_id)
    ORDER BY micros DESC, conversation_id DESC LIMIT :limit";

/// What conversations cost in a month, the dearest first, after one of them.
pub(in crate::whatsapp) fn conversations(
    conn: &ReadConn,
    month: &str,
    after: Option<(i64, ConversationId)>,
    limit: u32,
) -> Result<Vec<OfConversation>, StorageError> {
    let (micros, conversation) = after.unwrap_or((i64::MAX, ConversationId::new(i64::MAX)));
    conn.all(
        DEAREST,
        named_params! {
            ":month": month, ":micros": micros, ":conversation_id": conversation, ":limit": limit,
        },
        |row| {
            Ok(OfConversation {
                conversation: row.get("conversation_id")?,
                messages: row.get("messages")?,
                micros: row.get("micros")?,
            })
        },
    )
}

/// What Meta says beside what we counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PriceReconciliation)]
pub(in crate::whatsapp) struct Reconciliation {
    pub checked_at: Timestamp,
    pub ours_micros: i64,
    pub theirs_micros: i64,
    pub ours_messages: i64,
    pub theirs_messages: i64,
}

pub(in crate::whatsapp) fn reconciliation(
    conn: &ReadConn,
    month: &str,
) -> Result<Option<Reconciliation>, StorageError> {
    conn.optional(
        "SELECT checked_at_ms, ours_micros, theirs_micros, ours_messages, theirs_messages FROM whatsapp_price_check
          WHERE month = :month",
        named_params! { ":month": month },
        |row| {
            Ok(Reconciliation {
                checked_at: row.get("checked_at_ms")?,
                ours_micros: row.get("ours_micros")?,
                theirs_micros: row.get("theirs_micros")?,
                ours_messages: row.get("ours_messages")?,
                theirs_messages: row.get("theirs_messages")?,
            })
        },
    )
}

pub(in crate::whatsapp) fn keep_reconciliation(
    tx: &WriteTx,
    month: &str,
    found: &Reconciliation,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT OR REPLACE INTO whatsapp_price_check (month, checked_at_ms, ours_micros, theirs_micros, ours_messages,
             theirs_messages)
         VALUES (:month, :checked_at_ms, :ours_micros, :theirs_micros, :ours_messages, :theirs_messages)",
        named_params! {
            ":month": month, ":checked_at_ms": found.checked_at, ":ours_micros": found.ours_micros,
            ":theirs_micros": found.theirs_micros, ":ours_messages": found.ours_messages,
            ":theirs_messages": found.theirs_messages,
        },
    )?;
    Ok(())
}
