//! Sessions: a signed-in browser holds 256 random bits in a cookie, the database their digest.
//!
//! A session ends after seven days without use, after thirty days in any case, and at once when it is revoked; its
//! live streams hear `session` and close. Every sign-in and every change of rights begins a new one. Never reuses a
//! token.

use std::net::IpAddr;
use std::time::Duration;

use super::error::AccountError;
use super::random_token;
use super::store::{limits, people, sessions};
use super::throttle;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{PersonId, SessionId};
use crate::secrets::Secret;
use crate::storage::{StorageError, WriteTx};

/// A session not used for this long has ended.
pub(super) const IDLE: Duration = Duration::from_hours(7 * 24);
/// A session ends this long after it began, used or not.
pub(super) const ABSOLUTE: Duration = Duration::from_hours(30 * 24);
/// How exactly "last seen" is kept: one write in this time, not one per request.
pub(super) const SEEN_EVERY: Duration = Duration::from_mins(1);
/// Networks somebody signed in from stay known for this long.
pub(super) const NETWORK_KNOWN_FOR: Duration = Duration::from_hours(90 * 24);
/// Sessions one person can have; the one unused for longest makes room.
const MOST_SESSIONS: u32 = 50;
/// The topic on which the end of a session is announced, with the session's id.
pub(super) const TOPIC: Topic = Topic::Session;

/// Where a request comes from, as far as it can be known.
#[derive(Debug, Clone)]
pub struct Origin {
    pub address: IpAddr,
    pub device: String,
}

/// A session just begun; the token is for the cookie and is kept nowhere else.
pub struct Opened {
    pub id: SessionId,
    pub person_id: PersonId,
    pub token: Secret,
}

/// Begins a session.
pub(super) fn open(tx: &WriteTx, person_id: PersonId, origin: &Origin) -> Result<Opened, AccountError> {
    let now = tx.now();
    sessions::delete_expired(tx, now)?;
    let fresh = random_token::fresh("")?;
    let id = sessions::insert(
        tx,
        &sessions::NewSession {
            person_id,
            digest: &fresh.digest,
            device: &origin.device,
            address: &origin.address.to_canonical().to_string(),
            expires_at: now.plus(ABSOLUTE),
        },
    )?;
    announce_ends(tx, &sessions::delete_beyond(tx, person_id, MOST_SESSIONS)?);
    people::set_last_seen(tx, person_id, now)?;
    limits::forget_networks(tx, person_id, now.minus(NETWORK_KNOWN_FOR))?;
    limits::know_network(tx, person_id, &throttle::network_of(origin.address), now)?;
    Ok(Opened { id, person_id, token: fresh.plain })
}

/// Ends the session that this browser held before it signed in anew, if it was this person's.
pub(super) fn end_previous(tx: &WriteTx, person: PersonId, token: &Secret) -> Result<(), StorageError> {
    announce_ends(tx, &sessions::delete_by_digest(tx, person, &random_token::digest(token.expose()))?);
    Ok(())
}

/// Begins a session in place of all others of this person: after a change of password, factor or rights.
pub(super) fn open_instead(
    tx: &WriteTx,
    person_id: PersonId,
    origin: &Origin,
) -> Result<Opened, AccountError> {
    revoke_all(tx, person_id, None)?;
    open(tx, person_id, origin)
}

/// Ends one session of this person; says whether there was one.
pub(super) fn revoke(tx: &WriteTx, person: PersonId, id: SessionId) -> Result<bool, StorageError> {
    let ended = sessions::delete(tx, person, id)?;
    if ended {
        announce_ends(tx, &[id]);
    }
    Ok(ended)
}

/// Ends a person's sessions, or all but one; says how many.
pub(super) fn revoke_all(
    tx: &WriteTx,
    person: PersonId,
    except: Option<SessionId>,
) -> Result<usize, StorageError> {
    let ended = sessions::delete_all(tx, person, except)?;
    announce_ends(tx, &ended);
    Ok(ended.len())
}

fn announce_ends(tx: &WriteTx, ended: &[SessionId]) {
    for id in ended {
        tx.announce(TOPIC, id);
    }
}

/// The moment before which a session must not have been last seen.
pub(super) fn idle_since(now: Timestamp) -> Timestamp {
    now.minus(IDLE)
}
