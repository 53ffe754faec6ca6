//! What messages cost: every delivered one counted once, at the rate of its country, category and day.
//!
//! Meta sends categories, never amounts. The first 1,000 service messages a number has delivered in a calendar month,
//! in the account's time zone, are free, whatever order their statuses come in. What left and is not delivered yet
//! counts against the budget already, so the budget is never passed by more than one message.

mod calendar;
mod country;
mod rates;
mod rates_routes;
mod reconcile;
pub mod routes;
mod store;
mod types;

pub use rates::{Rates, RatesError};

pub(in crate::whatsapp) use reconcile::reconcile_now;

use super::free_entry_point;
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, MessageId};
use crate::inbox::{self, OutboundDraft, Outgoing, SpendingStage};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::numbers::Connection;
use crate::whatsapp::templates;
use crate::whatsapp::wire::parse::{Progress, Status};
use store::Counted;
use types::{Category, Charge, Delivered, FREE_SERVICE_MESSAGES};

/// The topic screens hear when money was counted.
pub const TOPIC: &str = "price";

/// What was kept of a message's statuses before this one.
pub(in crate::whatsapp) struct Earlier {
    pub category: Option<String>,
    pub charge: Option<String>,
    /// The earliest status that says it arrived.
    pub delivered_at: Option<Timestamp>,
}

/// A status came: a message that has arrived is counted, one that failed gives its reservation back.
pub(in crate::whatsapp) fn status_came(
    tx: &WriteTx,
    connection: &Connection,
    status: &Status,
    message: Option<MessageId>,
    earlier: &Earlier,
) -> Result<(), StorageError> {
    if status.progress == Progress::Failed {
        if let Some(message) = message {
            forget(tx, message)?;
        }
        return Ok(());
    }
    let (Some(at), Some(category)) = (earlier.delivered_at, earlier.category.as_deref()) else {
        return Ok(());
    };
    if store::is_counted(tx, &status.id)? {
        return Ok(());
    }
    let category = Category::read(category);
    let conversation = match message {
        Some(id) => inbox::message(tx, id)?.map(|message| message.conversation_id),
        None => None,
    };
    let delivered = Delivered {
        wamid: status.id.clone(),
        connection: connection.id,
        message,
        conversation,
        at,
        country: country::of(&status.recipient),
        category,
        charge: match (earlier.charge.as_deref(), conversation) {
            // Meta did not say: our own count of the free days decides.
            (None, Some(id)) if free_entry_point::is_free(tx, id, at)? => Charge::FreeEntryPoint,
            (told, _) => Charge::read(category, told),
        },
    };
    count(tx, &delivered)
}

/// Counts a delivered message.
fn count(tx: &WriteTx, delivered: &Delivered) -> Result<(), StorageError> {
    let day = calendar::of(tx, delivered.connection)?.calendar.day(delivered.at);
    let month = types::month_of(day);
    let rate_micros = rates(tx)?.price(&delivered.country, delivered.category, day);
    let charge = within_allowance(tx, delivered, &month)?;
    let day = day.to_string();
    store::insert(tx, &Counted { message: delivered, month: &month, day: &day, charge, rate_micros })?;
    if let Some(message) = delivered.message {
        store::release(tx, message)?;
        if charge == Charge::Charged {
            inbox::add_cost(tx, message, rate_micros)?;
        }
    }
    push_out(tx, delivered, &month)?;
    tx.announce(TOPIC, &month);
    look_at_budget(tx)
}

/// Whether the allowance covers a service message: the first by Meta's own time are free, in whatever order they are
/// told.
fn within_allowance(tx: &WriteTx, delivered: &Delivered, month: &str) -> Result<Charge, StorageError> {
    if delivered.category != Category::Service || delivered.charge != Charge::Charged {
        return Ok(delivered.charge);
    }
    let before = Some((delivered.at, delivered.wamid.as_str()));
    let used = store::allowance_used(tx, delivered.connection, month, before)?;
    Ok(if used < FREE_SERVICE_MESSAGES { Charge::FreeAllowance } else { Charge::Charged })
}

/// A message that was told late takes a place of the allowance from the last that had one.
fn push_out(tx: &WriteTx, delivered: &Delivered, month: &str) -> Result<(), StorageError> {
    if delivered.category != Category::Service {
        return Ok(());
    }
    let beyond = store::beyond_allowance(tx, delivered.connection, month)?;
    let Some(last) = beyond.filter(|beyond| beyond.free) else { return Ok(()) };
    store::set_charge(tx, &last.wamid, Charge::Charged)?;
    match last.message {
        Some(message) => inbox::add_cost(tx, message, last.rate_micros),
        None => Ok(()),
    }
}

/// Sets aside what a message will cost; `false` when the budget has no room for an answer nobody of the team wrote.
pub(in crate::whatsapp) fn reserve(
    tx: &WriteTx,
    draft: &OutboundDraft,
    by_person: bool,
) -> Result<bool, StorageError> {
    look_at_budget(tx)?;
    if !by_person && inbox::spending_stage(tx)? == SpendingStage::PeopleOnly {
        return Ok(false);
    }
    let day = calendar::of(tx, draft.channel_account)?.calendar.day(tx.now());
    let month = types::month_of(day);
    let micros = expected(tx, draft, day, &month)?;
    store::reserve(tx, draft.message_id, &month, micros)?;
    look_at_budget(tx)?;
    Ok(true)
}

/// What a message will cost, by all that is known before it leaves.
fn expected(
    tx: &WriteTx,
    draft: &OutboundDraft,
    day: jiff::civil::Date,
    month: &str,
) -> Result<i64, StorageError> {
    let category = match &draft.outgoing {
        Outgoing::Template(template) => {
            templates::category(tx, template.template_id)?.map_or(Category::Marketing, Category::read)
        }
        Outgoing::Reaction(_) => return Ok(0),
        _service => Category::Service,
    };
    if free_entry_point::is_free(tx, draft.conversation_id, tx.now())? {
        return Ok(0);
    }
    let free = category == Category::Service
        && store::allowance_used(tx, draft.channel_account, month, None)? < FREE_SERVICE_MESSAGES;
    if free {
        return Ok(0);
    }
    let by_phone = draft.phone.as_deref().and_then(country::of_phone);
    let country = by_phone.or_else(|| draft.user_id.as_deref().and_then(country::of_user_id));
    Ok(rates(tx)?.price(country.unwrap_or(country::UNKNOWN), category, day))
}

/// A message that will not arrive costs nothing.
pub(in crate::whatsapp) fn forget(tx: &WriteTx, message: MessageId) -> Result<(), StorageError> {
    if store::release(tx, message)? { look_at_budget(tx) } else { Ok(()) }
}

/// Brings the inbox's stage in line with what this month's money allows.
pub(in crate::whatsapp) fn look_at_budget(tx: &WriteTx) -> Result<(), StorageError> {
    let stage = stage(tx, tx.now())?;
    if inbox::spending_stage(tx)? != stage {
        inbox::set_spending_stage(tx, stage)?;
        tx.announce(TOPIC, "budget");
    }
    Ok(())
}

fn stage(conn: &ReadConn, now: Timestamp) -> Result<SpendingStage, StorageError> {
    let settings = store::settings(conn)?;
    let Some(limit) = settings.limit_micros else { return Ok(SpendingStage::Open) };
    let spent = store::committed(conn, &calendar::meant(conn, None)?.calendar.month(now))?;
    let first_step = limit.saturating_mul(settings.suggest_only_at_percent) / 100;
    Ok(if spent >= limit {
        SpendingStage::PeopleOnly
    } else if spent >= first_step {
        SpendingStage::SuggestOnly
    } else {
        SpendingStage::Open
    })
}

/// The owner's rates, else the built-in ones.
fn rates(conn: &ReadConn) -> Result<Rates, StorageError> {
    let own = store::settings(conn)?.rates;
    let unreadable = |error: RatesError| StorageError::Corrupt(format!("the rates: {error}"));
    Rates::read(own.as_deref().unwrap_or(rates::BUILT_IN)).map_err(unreadable)
}

/// What one template message to each of these costs, for a preview.
pub(in crate::whatsapp) fn quote(
    conn: &ReadConn,
    from: ConnectionId,
    category: &str,
    phone: Option<&str>,
    user_id: Option<&str>,
    now: Timestamp,
) -> Result<(String, i64), StorageError> {
    let by_phone = phone.and_then(country::of_phone);
    let country = by_phone.or_else(|| user_id.and_then(country::of_user_id)).unwrap_or(country::UNKNOWN);
    let day = calendar::of(conn, from)?.calendar.day(now);
    let price = rates(conn)?.price(country, Category::read(category), day);
    Ok((country.to_owned(), price))
}

/// What the allowance of one number stands at.
fn allowance(conn: &ReadConn, connection: ConnectionId, month: &str) -> Result<i64, StorageError> {
    store::allowance_used(conn, connection, month, None)
}
