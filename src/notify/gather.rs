//! What one person is owed is put into messages: everything of one road that is due goes together.
//!
//! What is no longer worth telling is dropped here, at the last moment before it would disturb somebody.

use std::time::Duration;

use jiff::tz::TimeZone;

use super::jobs::{ForgetNotices, GatherNotices, SendMail, SendPush, SendTemplate};
use super::quiet::{self, Waiting};
use super::send::Reach;
use super::store::{devices, messages, notices, settings};
use super::types::{Channel, Dropped, Kept, Phase, Preferences, Recipient};
use super::{Notify, TOPIC};
use crate::clock::Timestamp;
use crate::ids::{NoticeMessageId, PersonId};
use crate::jobs::{self, JobError};
use crate::storage::{self, ReadConn, StorageError, WriteTx};

/// A shop that was restored tells nobody anything until its owner releases it.
const LOOK_AGAIN: Duration = Duration::from_mins(15);
/// How long notices are kept.
const KEPT_FOR: Duration = Duration::from_hours(24 * 90);
/// Notices and messages forgotten in one write.
const FORGOTTEN_AT_ONCE: u32 = 500;

impl Notify {
    /// Runs [`GatherNotices`].
    pub async fn gather(&self, job: GatherNotices) -> Result<(), JobError> {
        let room = self.clone();
        Ok(self.db.write(move |tx| gather(tx, &room, &job)).await?)
    }

    /// Runs [`ForgetNotices`].
    pub async fn forget(&self, _job: ForgetNotices) -> Result<(), JobError> {
        let before = self.clock.now().minus(KEPT_FOR);
        let piece = move |tx: &WriteTx| {
            let notices = notices::forget_before(tx, before, FORGOTTEN_AT_ONCE)?;
            let messages = messages::forget_before(tx, before, FORGOTTEN_AT_ONCE)?;
            Ok::<_, StorageError>(notices + messages)
        };
        while self.db.write_background(piece).await? > 0 {}
        Ok(())
    }
}

fn gather(tx: &WriteTx, room: &Notify, job: &GatherNotices) -> Result<(), StorageError> {
    let owed = notices::waiting(tx, job.person_id)?;
    if owed.is_empty() {
        return Ok(());
    }
    if storage::is_on_hold(tx)? {
        return jobs::enqueue_at(tx, job, tx.now().plus(LOOK_AGAIN)).map(drop);
    }
    let person = room.person(tx, job.person_id)?;
    let reach = person.as_ref().map(|person| Reach::of(tx, person, &settings::load(tx)?)).transpose()?;
    let mut due: [Vec<Kept>; Channel::ALL.len()] = Default::default();
    let mut next: Option<Timestamp> = None;
    for (channel, notice) in owed {
        let why = match (&person, &reach) {
            (Some(person), Some(reach)) => needless(tx, room, person, reach, channel, &notice)?,
            _ => Some(Dropped::Unwanted),
        };
        if let Some(why) = why {
            notices::drop_owed(tx, notice.id, job.person_id, channel, why)?;
            continue;
        }
        let preferences = reach.as_ref().map(|reach| reach.preferences.clone()).unwrap_or_default();
        let at = ready_at(tx, room, job.person_id, &preferences, channel, &notice)?;
        if at > tx.now() {
            next = Some(next.map_or(at, |next| next.min(at)));
        } else {
            due[channel as usize].push(notice);
        }
    }
    for (channel, notices) in Channel::ALL.iter().zip(due).filter(|(_, notices)| !notices.is_empty()) {
        put_together(tx, job.person_id, *channel, &notices)?;
    }
    if let Some(next) = next {
        jobs::enqueue_at(tx, job, next)?;
    }
    Ok(())
}

/// Why somebody needs not be told, if they need not.
pub(super) fn needless(
    conn: &ReadConn,
    room: &Notify,
    person: &Recipient,
    reach: &Reach,
    channel: Channel,
    notice: &Kept,
) -> Result<Option<Dropped>, StorageError> {
    let Some(kind) = room.kind(&notice.kind) else { return Ok(Some(Dropped::Unwanted)) };
    if !person.may(kind.permission) || !reach.takes(kind, channel) {
        return Ok(Some(Dropped::Unwanted));
    }
    let is_moot = notice.phase == Phase::Raised && (room.outside.is_moot)(conn, &notice.kind, &notice.key)?;
    Ok(is_moot.then_some(Dropped::Moot))
}

fn ready_at(
    tx: &WriteTx,
    room: &Notify,
    person: PersonId,
    preferences: &Preferences,
    channel: Channel,
    notice: &Kept,
) -> Result<Timestamp, StorageError> {
    let waiting = Waiting {
        since: notice.created_at,
        urgency: notice.urgency,
        patient: notice.patient && notice.phase == Phase::Raised,
        last: messages::last_at(tx, person, channel)?,
    };
    let zone = room.zone(tx, preferences)?;
    Ok(quiet::ready_at(&waiting, preferences, &zone, tx.now()))
}

/// One message of these notices, and the work to send it.
fn put_together(tx: &WriteTx, person: PersonId, channel: Channel, owed: &[Kept]) -> Result<(), StorageError> {
    let message = messages::insert(tx, person, channel)?;
    for notice in owed {
        notices::put_into(tx, notice.id, person, channel, message)?;
    }
    tx.announce(TOPIC, message);
    set_off(tx, person, channel, message)
}

fn set_off(
    tx: &WriteTx,
    person: PersonId,
    channel: Channel,
    message_id: NoticeMessageId,
) -> Result<(), StorageError> {
    match channel {
        Channel::Push => devices::of_person(tx, person)?.into_iter().try_for_each(|device| {
            jobs::enqueue(tx, &SendPush { message_id, device_id: device.id }).map(drop)
        }),
        Channel::Email => jobs::enqueue(tx, &SendMail { message_id }).map(drop),
        Channel::Whatsapp => jobs::enqueue(tx, &SendTemplate { message_id }).map(drop),
    }
}

impl Notify {
    pub(super) fn person(&self, conn: &ReadConn, id: PersonId) -> Result<Option<Recipient>, StorageError> {
        Ok((self.outside.people)(conn)?.into_iter().find(|person| person.id == id))
    }

    /// The zone of a person's clock; a name nobody knows is UTC.
    pub(super) fn zone(&self, conn: &ReadConn, preferences: &Preferences) -> Result<TimeZone, StorageError> {
        let name = match &preferences.time_zone {
            Some(own) => own.clone(),
            None => (self.outside.zone)(conn)?,
        };
        Ok(TimeZone::get(&name).unwrap_or(TimeZone::UTC))
    }
}
