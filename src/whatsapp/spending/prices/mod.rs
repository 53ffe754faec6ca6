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

pub use reconcile::ReconcilePrices;
pub(in crate::whatsapp) use store::hot_queries;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::store::{Counted, FreeService};
use self::types::{Category, Charge, Delivered, FREE_SERVICE_MESSAGES};
use super::free_entry_point;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ConnectionId, MessageId};
use crate::inbox::{self, OutboundDraft, Outgoing, SpendingStage};
use crate::jobs::{Job, JobError};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::Connection;
use crate::whatsapp::templates;
use crate::whatsapp::wire::parse::{Progress, Status};

/// The topic screens hear when money was counted.
pub const TOPIC: Topic = Topic::Price;

/// What was kept of a message's statuses before this one.
pub(in crate::whatsapp) struct Earlier {
    pub category: Option<String>,
    pub charge: Option<String>,
    /// The earliest status that says it arrived.
    pub delivered_at: Option<Timestamp>,
}

/// A status came: a message that has arrived is counted, one that failed gives its reservation back.
pub(in crate::whatsapp) fn on_status(
    tx: &WriteTx,
    connection: &Connection,
    status: &Status,
    message: Option<MessageId>,
    earlier: &Earlier,
) -> Result<(), StorageError> {
    if connection.is_practice() {
        return Ok(());
    }
    if status.progress == Progress::Failed {
        if let Some(message) = message {
            forget(tx, message)?;
        }
        return Ok(());
    }
    let Some(at) = earlier.delivered_at else { return Ok(()) };
    let category = match (earlier.category.as_deref(), earlier.charge.as_deref()) {
        (Some(category), _) => Category::read(category),
        // Meta did not say of what kind it is, but what it is charged as.
        (None, Some(_)) => Category::Other,
        (None, None) => return Ok(()),
    };
    if store::is_counted(tx, &status.id)? {
        return Ok(());
    }
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
    take_place(tx, delivered, &month)?;
    tx.announce(TOPIC, &month);
    look_at_budget(tx)
}

/// Whether the allowance covers a service message: the first by Meta's own time are free, in whatever order they are
/// told.
fn within_allowance(tx: &WriteTx, delivered: &Delivered, month: &str) -> Result<Charge, StorageError> {
    if delivered.category != Category::Service || delivered.charge != Charge::Charged {
        return Ok(delivered.charge);
    }
    let known = store::free_service(tx, delivered.connection, month)?;
    let covered =
        known.is_none_or(|known| known.used < FREE_SERVICE_MESSAGES || delivered.place() < known.last);
    Ok(if covered { Charge::FreeAllowance } else { Charge::Charged })
}

/// A service message takes its place of the allowance. When all are taken and it was told late, the last that had one
/// gives it up.
fn take_place(tx: &WriteTx, delivered: &Delivered, month: &str) -> Result<(), StorageError> {
    if delivered.category != Category::Service || delivered.charge == Charge::FreeEntryPoint {
        return Ok(());
    }
    let number = delivered.connection;
    let place = delivered.place();
    let Some(known) = store::free_service(tx, number, month)? else {
        return store::set_free_service(tx, number, month, &FreeService { used: 1, last: place });
    };
    if known.used < FREE_SERVICE_MESSAGES {
        let now = FreeService { used: known.used + 1, last: known.last.max(place) };
        return store::set_free_service(tx, number, month, &now);
    }
    if place > known.last {
        return Ok(());
    }
    if let Some(beyond) = store::covered(tx, &known.last.wamid)? {
        store::set_charge(tx, &known.last.wamid, Charge::Charged)?;
        if let Some(message) = beyond.message {
            inbox::add_cost(tx, message, beyond.rate_micros)?;
        }
    }
    let last = store::service_before(tx, number, month, &known.last)?.unwrap_or(place);
    store::set_free_service(tx, number, month, &FreeService { last, ..known })
}

/// Sets aside what a message will cost; `false` when the budget has no room for an answer nobody of the team wrote.
pub(in crate::whatsapp) fn reserve(
    tx: &WriteTx,
    draft: &OutboundDraft,
    by_person: bool,
) -> Result<bool, StorageError> {
    if draft.practice {
        return Ok(true);
    }
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
    let free =
        category == Category::Service && allowance(tx, draft.channel_account, month)? < FREE_SERVICE_MESSAGES;
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

/// Once an hour the budget is looked at: a new month opens it again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LookAtBudget {}

impl Job for LookAtBudget {
    const KIND: &'static str = "whatsapp_look_at_budget";

    fn key(&self) -> Option<String> {
        Some("all".into())
    }
}

impl WhatsApp {
    /// Runs [`LookAtBudget`].
    pub async fn look_at_budget(&self) -> Result<(), JobError> {
        Ok(self.db.write(look_at_budget).await?)
    }
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
fn rates(conn: &ReadConn) -> Result<Arc<Rates>, StorageError> {
    let own = store::own_rates(conn)?;
    let unreadable = |error: RatesError| StorageError::Corrupt(format!("the rates: {error}"));
    rates::read_once(own.as_deref().unwrap_or(rates::BUILT_IN)).map_err(unreadable)
}

/// What one template message costs today, whoever gets it: read once for many.
pub(in crate::whatsapp) struct Quotes {
    rates: Arc<Rates>,
    category: Category,
    day: jiff::civil::Date,
}

impl Quotes {
    pub fn of(
        conn: &ReadConn,
        from: ConnectionId,
        category: &str,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let day = calendar::of(conn, from)?.calendar.day(now);
        Ok(Self { rates: rates(conn)?, category: Category::read(category), day })
    }

    /// The country of whoever has this number or id, and what a message there costs.
    pub fn to<'a>(&self, phone: Option<&str>, user_id: Option<&'a str>) -> (&'a str, i64) {
        let by_phone = phone.and_then(country::of_phone);
        let country = by_phone.or_else(|| user_id.and_then(country::of_user_id)).unwrap_or(country::UNKNOWN);
        (country, self.rates.price(country, self.category, self.day))
    }
}

/// What the allowance of one number stands at.
fn allowance(conn: &ReadConn, connection: ConnectionId, month: &str) -> Result<i64, StorageError> {
    Ok(store::free_service(conn, connection, month)?.map_or(0, |known| known.used))
}
