//! A notice is kept, and written down for whom: in the transaction of what it tells, so that neither is without the other.

use super::TOPIC;
use super::jobs::GatherNotices;
use super::store::people::Choices;
use super::store::settings::Stored;
use super::store::{devices, notices, people, settings};
use super::types::{Channel, Dropped, Kind, Notice, Phase, Preferences, Recipient};
use crate::actor::Role;
use crate::ids::PersonId;
use crate::jobs;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Tells these people, over the roads each chose. Told before, it is told no more; the end of something is told to
/// those who were told of its beginning.
pub fn send(tx: &WriteTx, notice: &Notice, recipients: &[Recipient]) -> Result<(), StorageError> {
    match notice.phase {
        Phase::Raised => raise(tx, notice, recipients),
        Phase::Over => end(tx, notice),
    }
}

fn raise(tx: &WriteTx, notice: &Notice, recipients: &[Recipient]) -> Result<(), StorageError> {
    let Some(id) = notices::insert(tx, notice)? else { return Ok(()) };
    let stored = settings::load(tx)?;
    for person in recipients.iter().filter(|person| person.may(notice.kind.permission)) {
        let reach = Reach::of(tx, person, &stored)?;
        let mut owed = false;
        for channel in Channel::ALL.iter().copied().filter(|channel| reach.takes(notice.kind, *channel)) {
            notices::owe(tx, id, person.id, channel)?;
            owed = true;
        }
        if owed {
            gather_soon(tx, person.id)?;
        }
    }
    tx.announce(TOPIC, id);
    Ok(())
}

/// Those who were told hear of the end; those who were not yet told are told neither.
fn end(tx: &WriteTx, notice: &Notice) -> Result<(), StorageError> {
    let Some(begun) = notices::id_of(tx, notice.kind.name, &notice.key, Phase::Raised)? else {
        return Ok(());
    };
    let Some(id) = notices::insert(tx, notice)? else { return Ok(()) };
    for (person, channel, sent_at) in notices::owed(tx, begun)? {
        if sent_at.is_some() {
            notices::owe(tx, id, person, channel)?;
            gather_soon(tx, person)?;
        } else {
            notices::drop_owed(tx, begun, person, channel, Dropped::Over)?;
        }
    }
    tx.announce(TOPIC, id);
    Ok(())
}

/// What this person is owed is looked through.
pub(super) fn gather_soon(tx: &WriteTx, person: PersonId) -> Result<(), StorageError> {
    jobs::enqueue(tx, &GatherNotices { person_id: person }).map(drop)
}

/// The roads that lead to one person.
pub(super) struct Reach {
    pub preferences: Preferences,
    pub choices: Choices,
    pub has_device: bool,
    pub has_mail: bool,
    pub has_whatsapp: bool,
}

impl Reach {
    pub fn of(conn: &ReadConn, person: &Recipient, stored: &Stored) -> Result<Self, StorageError> {
        let preferences = people::preferences(conn, person.id)?;
        Ok(Self {
            choices: people::choices(conn, person.id)?,
            has_device: !devices::of_person(conn, person.id)?.is_empty(),
            has_mail: stored.mail.is_some(),
            has_whatsapp: person.role == Role::Owner
                && stored.template.is_some()
                && preferences.whatsapp_phone.is_some(),
            preferences,
        })
    }

    /// Whether this person wants this kind over this road: as they chose, else as the kind usually goes.
    pub fn wants(&self, kind: &Kind, channel: Channel) -> bool {
        let chosen = self.choices.get(&(kind.name.to_owned(), channel.as_str()));
        chosen.copied().unwrap_or_else(|| kind.usual.contains(&channel))
    }

    /// Whether it goes to them over this road.
    pub fn takes(&self, kind: &Kind, channel: Channel) -> bool {
        let is_open = match channel {
            Channel::Push => self.has_device,
            Channel::Email => self.has_mail,
            Channel::Whatsapp => self.has_whatsapp,
        };
        is_open && self.wants(kind, channel)
    }
}
