//! Customers with a past, put straight into the shop's file: what they wrote when, and what they did not want.

use std::time::Duration;

use shopbell::clock::Timestamp;
use shopbell::ids::{ConnectionId, ContactId, ConversationId, Id as _};
use shopbell::storage::{StorageError, WriteTx};

use crate::support::TestApp;

pub const MINUTE: Duration = Duration::from_mins(1);
pub const HOUR: Duration = Duration::from_hours(1);
pub const DAY: Duration = Duration::from_hours(24);

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Customer,
    Person,
}

/// One customer and their past, told from now backwards.
#[derive(Debug, Clone, Default)]
pub struct Planted {
    name: String,
    lines: Vec<(Duration, From, &'static str)>,
    hand_overs: Vec<(Duration, &'static str)>,
    unanswered: bool,
    standing: Option<(&'static str, bool)>,
    practice: bool,
    done: bool,
}

impl Planted {
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// So many messages, the last of them `ago`, each `apart` from the next.
    pub fn wrote(mut self, times: u32, ago: Duration, apart: Duration) -> Self {
        self.lines.extend((0..times).map(|time| (ago + apart * time, From::Customer, "text")));
        self
    }

    /// A message of another kind.
    pub fn did(mut self, kind: &'static str, times: u32, ago: Duration) -> Self {
        self.lines.extend((0..times).map(|time| (ago + MINUTE * time, From::Customer, kind)));
        self
    }

    pub fn was_answered(mut self, ago: Duration) -> Self {
        self.lines.push((ago, From::Person, "text"));
        self
    }

    pub fn was_given_to_a_person(mut self, reason: &'static str, ago: Duration) -> Self {
        self.hand_overs.push((ago, reason));
        self
    }

    /// Nobody has answered what they wrote.
    pub fn still_waits(self) -> Self {
        Self { unanswered: true, ..self }
    }

    /// Wants no messages of this scope, such as `marketing`.
    pub fn wants_no(self, scope: &'static str) -> Self {
        Self { standing: Some((scope, false)), ..self }
    }

    pub fn and_blocked(self) -> Self {
        Self { standing: Some(("", true)), ..self }
    }

    pub fn on_the_practice_phone(self) -> Self {
        Self { practice: true, ..self }
    }

    pub fn settled(self) -> Self {
        Self { done: true, ..self }
    }
}

/// The number that plays the shop's own.
pub fn number(tx: &WriteTx) -> Result<ConnectionId, StorageError> {
    tx.one("SELECT id FROM whatsapp_connection WHERE sample = 1", [], |row| row.get(0))
}

/// Puts customers into the shop, as if all this had happened.
pub async fn plant(test: &TestApp, people: Vec<Planted>) -> Vec<ContactId> {
    let write = move |tx: &WriteTx| people.iter().map(|person| plant_one(tx, person)).collect();
    test.app.db.write::<_, StorageError>(write).await.unwrap()
}

fn plant_one(tx: &WriteTx, person: &Planted) -> Result<ContactId, StorageError> {
    let (contact, conversation): (ContactId, ConversationId) = (tx.new_id(), tx.new_id());
    let (now, number) = (tx.now(), number(tx)?);
    tx.execute(
        "INSERT INTO contact (id, name, created_at_ms) VALUES (?1, ?2, ?3)",
        (contact, &person.name, now.minus(DAY * 400)),
    )?;
    tx.execute(
        "INSERT INTO contact_alias (id, contact_id, kind, value, scope, first_seen_at_ms, last_seen_at_ms)
         VALUES (?1, ?2, 'phone', ?3, '', ?4, ?4)",
        (tx.new_id::<ContactId>(), contact, format!("+39{}", contact.as_i64() % 10_000_000_000), now),
    )?;
    let last = person.lines.iter().filter(|line| line.1 == From::Customer).map(|line| line.0).min();
    let window = last.map(|ago| now.minus(ago).plus(DAY));
    tx.execute(
        "INSERT INTO conversation (id, contact_id, channel, channel_account, practice, status, sort_key,
                                   window_expires_at_ms, last_from, created_at_ms)
         VALUES (?1, ?2, 'whatsapp', ?3, ?4, ?5, ?1, ?6, 'customer', ?7)",
        (
            conversation,
            contact,
            number,
            person.practice,
            if person.done { "done" } else { "open" },
            window,
            now.minus(DAY * 400),
        ),
    )?;
    if let Some((scope, blocked)) = person.standing {
        let scope = (!scope.is_empty()).then_some(scope);
        tx.execute(
            "INSERT INTO contact_standing (contact_id, suppressed_reason, suppressed_scope, suppressed_at_ms, blocked)
             VALUES (?1, iif(?2 IS NULL, NULL, 'opted_out'), ?2, iif(?2 IS NULL, NULL, ?3), ?4)",
            (contact, scope, now, blocked),
        )?;
    }
    let mut lines = person.lines.clone();
    lines.sort_by_key(|line| std::cmp::Reverse(line.0));
    for (place, (ago, from, kind)) in lines.into_iter().enumerate() {
        line(tx, conversation, now.minus(ago), place, from, kind, person.unanswered)?;
    }
    for (ago, reason) in &person.hand_overs {
        let at = now.minus(*ago);
        tx.execute(
            "INSERT INTO message (id, conversation_id, direction, author, kind, content, sent_at_ms, stored_at_ms)
             VALUES (?1, ?2, 'out', 'system', 'event', json_object('event', 'handed_over', 'reason', ?3), ?4, ?4)",
            (free_id(tx, at)?, conversation, reason, at),
        )?;
    }
    Ok(contact)
}

fn line(
    tx: &WriteTx,
    conversation: ConversationId,
    at: Timestamp,
    place: usize,
    from: From,
    kind: &str,
    unanswered: bool,
) -> Result<(), StorageError> {
    let id = free_id(tx, at)?;
    let (direction, author, state) = match from {
        From::Customer => ("in", "customer", "received"),
        From::Person => ("out", "person", "read"),
    };
    tx.execute(
        "INSERT INTO message (id, conversation_id, direction, author, kind, text, state, sent_at_ms, stored_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        (id, conversation, direction, author, kind, format!("line {place}"), state, at),
    )?;
    if unanswered && from == From::Customer {
        tx.execute(
            "INSERT INTO unanswered_message (conversation_id, message_id, with_person) VALUES (?1, ?2, 1)",
            (conversation, id),
        )?;
    }
    Ok(())
}

/// An id that sorts at a moment and nobody has.
pub fn free_id(tx: &WriteTx, at: Timestamp) -> Result<i64, StorageError> {
    let low = at.as_millis() << 12;
    let taken: Option<i64> =
        tx.one("SELECT max(id) FROM message WHERE id >= ?1 AND id < ?1 + 4096", [low], |row| row.get(0))?;
    Ok(taken.map_or(low, |taken| taken + 1))
}
