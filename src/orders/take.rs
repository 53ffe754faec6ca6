//! Taking an order in, however it came: the same source and number again is the same order, told anew.
//!
//! Safe to repeat: what changes nothing leaves no trace. An older telling never replaces a newer one.

use super::change::OrderChange;
use super::matching::{self, Match};
use super::store::{held, orders as store, unconfirmed};
use super::types::{Clues, Item, MatchedBy, NewOrder, Order, OrderState, StateSaid, Taken};
use super::{Customers, phone, search};
use crate::clock::Timestamp;
use crate::ids::OrderId;
use crate::money::Amount;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// What becomes of an order that a file tells.
pub(super) enum FromFile {
    New(OrderId),
    Changed(Box<OrderChange>),
    Unchanged,
    /// It stays as it is: a file may be older than what is known.
    FurtherAlong {
        number: String,
        state: OrderState,
        said: OrderState,
    },
}

impl FromFile {
    /// The order that is written.
    pub fn written(&self) -> Option<OrderId> {
        match self {
            Self::New(id) => Some(*id),
            Self::Changed(change) => Some(change.id),
            Self::Unchanged | Self::FurtherAlong { .. } => None,
        }
    }
}

/// Takes an order in; a contact the source names must be one.
pub(super) fn take(customers: &Customers, tx: &WriteTx, told: NewOrder) -> Result<Taken, StorageError> {
    let before = store::by_origin(tx, &told.origin)?;
    match plan(customers, tx, before, told, tx.now())? {
        Plan::New(order, items) => {
            let order = Order { id: tx.new_id(), ..*order };
            keep(customers, tx, &order, &items)?;
            Ok(Taken::New(order.id))
        }
        Plan::Changed { order, items, .. } => {
            keep(customers, tx, &order, &items)?;
            Ok(Taken::Changed(order.id))
        }
        Plan::Unchanged(id) => Ok(Taken::Unchanged(id)),
    }
}

/// Whether it is left open how much was paid back: it was told before, is not told now, and cannot stay as it was.
pub(super) fn leaves_refund_open(conn: &ReadConn, told: &NewOrder) -> Result<bool, StorageError> {
    if told.refunded.is_some() {
        return Ok(false);
    }
    let before = store::by_origin(conn, &told.origin)?;
    Ok(before.filter(|before| !is_older(before, told)).is_some_and(|before| {
        let fits = told.currency == before.currency && before.refunded <= told.total;
        !before.refunded.is_zero() && !fits
    }))
}

/// Whether more is known already than is told now.
fn is_older(before: &Order, told: &NewOrder) -> bool {
    told.changed_at.zip(before.changed_at).is_some_and(|(told, known)| told < known)
}

/// Whether the state it tells is of an earlier moment and would take the order back, where nobody says when it was changed.
fn is_late_word(before: &Order, told: &NewOrder) -> bool {
    let goes_back = told.state.of_a_new_order().rank() < before.state.rank();
    let is_earlier = told.state_at.is_some_and(|at| at < before.state_at);
    told.changed_at.is_none() && !before.state_undated && goes_back && is_earlier
}

/// The same for an order of a file, which never takes a known one back.
pub(super) fn from_file(
    customers: &Customers,
    tx: &WriteTx,
    told: NewOrder,
) -> Result<FromFile, StorageError> {
    let (what, written) = of_file(customers, tx, told, tx.now())?;
    let Some((order, items)) = written else { return Ok(what) };
    let (order, what) = match what {
        FromFile::New(_) => {
            let id = tx.new_id();
            (Order { id, ..order }, FromFile::New(id))
        }
        FromFile::Changed(_) | FromFile::Unchanged | FromFile::FurtherAlong { .. } => (order, what),
    };
    keep(customers, tx, &order, &items)?;
    Ok(what)
}

/// What would become of an order of a file; nothing is kept.
pub(super) fn would_be(
    customers: &Customers,
    conn: &ReadConn,
    told: NewOrder,
    now: Timestamp,
) -> Result<FromFile, StorageError> {
    of_file(customers, conn, told, now).map(|(what, _)| what)
}

/// An order as it is to be written, with its items; nothing where it stays.
type ToWrite = Option<(Order, Vec<Item>)>;

/// What an order of a file comes to, a trial's and a taken one's alike, and what is to be written then: a new one without its id.
fn of_file(
    customers: &Customers,
    conn: &ReadConn,
    told: NewOrder,
    now: Timestamp,
) -> Result<(FromFile, ToWrite), StorageError> {
    let before = store::by_origin(conn, &told.origin)?;
    if let Some(further) = before.as_ref().and_then(|before| further_along(before, &told)) {
        return Ok((further, None));
    }
    Ok(match plan(customers, conn, before, told, now)? {
        Plan::New(order, items) => (FromFile::New(order.id), Some((*order, items))),
        Plan::Changed { before, known, order, items } => {
            let change = OrderChange::between((&before, &known), (&order, &items));
            (FromFile::Changed(Box::new(change)), Some((*order, items)))
        }
        Plan::Unchanged(_) => (FromFile::Unchanged, None),
    })
}

/// Whether the order is further in its life than the file has it, and the file does not say that its state is newer.
fn further_along(before: &Order, told: &NewOrder) -> Option<FromFile> {
    let StateSaid::Said(said) = told.state else { return None };
    let is_newer = told.state_at.is_some_and(|at| at > before.state_at);
    // The same word again is no news, and takes nothing back.
    let goes_back = said != before.told_state && said.rank() < before.state.rank();
    (goes_back && !is_newer).then(|| FromFile::FurtherAlong {
        number: before.origin.number.clone(),
        state: before.state,
        said,
    })
}

/// What is to be written.
enum Plan {
    /// With an id to come.
    New(Box<Order>, Vec<Item>),
    Changed {
        before: Box<Order>,
        known: Vec<Item>,
        order: Box<Order>,
        items: Vec<Item>,
    },
    Unchanged(OrderId),
}

fn plan(
    customers: &Customers,
    conn: &ReadConn,
    before: Option<Order>,
    told: NewOrder,
    now: Timestamp,
) -> Result<Plan, StorageError> {
    let Some(before) = before else {
        let (order, items) = first(customers, conn, told, now)?;
        return Ok(Plan::New(Box::new(order), items));
    };
    // Shops tell moments in whole seconds: of two changes in one the further along is the later.
    let same_moment = told.changed_at.is_some() && told.changed_at == before.changed_at;
    if is_older(&before, &told)
        || same_moment && told.state.of_a_new_order().rank() < before.told_state.rank()
    {
        return Ok(Plan::Unchanged(before.id));
    }
    let known = store::items(conn, before.id)?;
    let mut items = told.items.clone().unwrap_or_else(|| known.clone());
    let mut order = again(customers, conn, &before, told, now)?;
    // Told again, an order of an erased customer takes no name. Erasing leaves it matched by hand.
    if before.matched_by == MatchedBy::ByHand && held::is_erased(conn, before.id)? {
        order = Order { clues: Clues::default(), contact: None, tracking: None, ..order };
        items.clear();
    }
    if order == before && items == known {
        return Ok(Plan::Unchanged(before.id));
    }
    let order = Box::new(Order { updated_at: now, ..order });
    Ok(Plan::Changed { before: Box::new(before), known, order, items })
}

fn keep(customers: &Customers, tx: &WriteTx, order: &Order, items: &[Item]) -> Result<(), StorageError> {
    search::refresh(customers, tx, order.id);
    let key = order.clues.phone.as_deref().and_then(phone::key);
    store::save(tx, order, key.as_deref())?;
    // Whoever says that it went on has taken it up.
    if order.unconfirmed.is_some() && order.state != OrderState::Placed {
        unconfirmed::confirm(tx, order.id)?;
    }
    store::set_items(tx, order.id, items)
}

/// An order nobody told of before.
fn first(
    customers: &Customers,
    conn: &ReadConn,
    told: NewOrder,
    now: Timestamp,
) -> Result<(Order, Vec<Item>), StorageError> {
    let found = match told.contact {
        Some(contact) => Match { contact: Some(contact), by: MatchedBy::Contact },
        None => matching::find(customers, conn, &told.origin, &told.clues)?,
    };
    let order = Order {
        id: OrderId::new(0),
        origin: told.origin,
        contact: found.contact,
        matched_by: found.by,
        clues: told.clues,
        state: told.state.of_a_new_order(),
        told_state: told.state.of_a_new_order(),
        unconfirmed: None,
        currency: told.currency,
        total: told.total,
        refunded: told.refunded.unwrap_or_default(),
        tracking: told.tracking,
        placed_at: told.placed_at,
        state_at: told.state_at.unwrap_or(now.max(told.placed_at)),
        state_undated: told.state_at.is_none(),
        changed_at: told.changed_at,
        updated_at: now,
    };
    Ok((order, told.items.unwrap_or_default()))
}

/// A known order as it is told now.
fn again(
    customers: &Customers,
    conn: &ReadConn,
    before: &Order,
    told: NewOrder,
    now: Timestamp,
) -> Result<Order, StorageError> {
    let said = if is_late_word(before, &told) { StateSaid::Unsaid(before.state) } else { told.state };
    let clues = told.clues.or(before.clues.clone());
    let found = match (told.contact, before.matched_by) {
        // What a person decided, no source undoes.
        (_, MatchedBy::ByHand) => Match { contact: before.contact, by: MatchedBy::ByHand },
        (Some(contact), _) => Match { contact: Some(contact), by: MatchedBy::Contact },
        (None, MatchedBy::Contact) => Match { contact: before.contact, by: MatchedBy::Contact },
        (None, _) if clues == before.clues && before.contact.is_some() => {
            Match { contact: before.contact, by: before.matched_by }
        }
        (None, _) => matching::find(customers, conn, &before.origin, &clues)?,
    };
    let (state, told_state) = said.after(before);
    // What was paid back of another currency says nothing of this one.
    let paid_back = if told.currency == before.currency { before.refunded } else { Amount::default() };
    let (state_at, state_undated) = match told.state_at {
        None if state == before.state => (before.state_at, before.state_undated),
        Some(at) if state == before.state && before.state_undated => (at, false),
        Some(_) if state == before.state => (before.state_at, false),
        Some(at) => (at, false),
        None => (now, !told.as_it_happens),
    };
    Ok(Order {
        contact: found.contact,
        matched_by: found.by,
        clues,
        state,
        told_state,
        currency: told.currency,
        total: told.total,
        refunded: told.refunded.unwrap_or_else(|| paid_back.min(told.total)),
        // What is not said this time is still so.
        tracking: told.tracking.or_else(|| before.tracking.clone()),
        placed_at: told.placed_at,
        state_at,
        state_undated,
        changed_at: told.changed_at.or(before.changed_at),
        ..before.clone()
    })
}
