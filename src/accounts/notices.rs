//! What somebody is told about their own account: a sign-in from somewhere new, a changed password, a factor that is off.
//!
//! Written in the transaction of the deed, shown in the screens until seen. Never says more than the audit trail does.

use super::error::AccountError;
use super::session::Origin;
use super::store::{limits, notices, people, sessions};
use super::types::NoticeKind;
use super::{session, throttle};
use crate::actor::Role;
use crate::events::Topic;
use crate::ids::PersonId;
use crate::storage::WriteTx;

/// People asked for when every owner is told.
const MOST_OWNERS: u32 = 500;

/// Tells one person.
pub(super) fn tell(
    tx: &WriteTx,
    person: PersonId,
    kind: NoticeKind,
    origin: Option<&Origin>,
) -> Result<(), AccountError> {
    let device = origin.map(|origin| origin.device.clone()).unwrap_or_default();
    let address = origin.map(|origin| origin.address.to_canonical().to_string()).unwrap_or_default();
    notices::insert(tx, person, kind, &device, &address)?;
    tx.announce(Topic::Person, person);
    Ok(())
}

/// Tells every owner.
pub(super) fn tell_owners(tx: &WriteTx, kind: NoticeKind) -> Result<(), AccountError> {
    let staff = people::page(tx, None, MOST_OWNERS)?;
    for owner in staff.iter().filter(|person| person.active && person.role == Role::Owner) {
        tell(tx, owner.id, kind, None)?;
    }
    Ok(())
}

/// Tells somebody who signs in from a device or a network never seen with them. Their very first sign-in is no news.
pub(super) fn tell_of_sign_in(tx: &WriteTx, person: PersonId, origin: &Origin) -> Result<(), AccountError> {
    let since = tx.now().minus(session::NETWORK_KNOWN_FOR);
    let is_first = !limits::knows_any_network(tx, person)?;
    let network = throttle::network_of(origin.address);
    let is_known = limits::is_known_network(tx, person, &network, since)?
        && sessions::knows_device(tx, person, &origin.device)?;
    if is_first || is_known { Ok(()) } else { tell(tx, person, NoticeKind::SignedIn, Some(origin)) }
}
