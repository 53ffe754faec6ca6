//! Notices, and whom each is owed to.

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};

use crate::clock::Timestamp;
use crate::ids::{NoticeId, NoticeMessageId, PersonId};
use crate::notify::types::{Channel, Dropped, Kept, Notice, Phase, Words};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Notices one person may be owed, and those of one message.
const MOST: u32 = 1_000;

macro_rules! columns {
    () => {
        "n.id, n.kind, n.key, n.phase, n.urgency, n.words, n.link, n.patient, n.created_at_ms"
    };
}

fn read(row: &Row<'_>) -> rusqlite::Result<Kept> {
    let words: String = row.get("words")?;
    let words: BTreeMap<String, Words> = serde_json::from_str(&words).unwrap_or_default();
    Ok(Kept {
        id: row.get("id")?,
        kind: row.get("kind")?,
        key: row.get("key")?,
        phase: row.get("phase")?,
        urgency: row.get("urgency")?,
        words,
        link: row.get("link")?,
        patient: row.get("patient")?,
        created_at: row.get("created_at_ms")?,
    })
}

/// Keeps a notice; nothing when it was kept before.
pub(in crate::notify) fn insert(tx: &WriteTx, notice: &Notice) -> Result<Option<NoticeId>, StorageError> {
    let id: NoticeId = tx.new_id();
    let kept = tx.execute(
        "INSERT INTO notice (id, kind, key, phase, urgency, words, link, patient, created_at_ms)
         VALUES (:id, :kind, :key, :phase, :urgency, :words, :link, :patient, :now_ms)
         ON CONFLICT (kind, key, phase) DO NOTHING",
        named_params! { ":id": id, ":kind": notice.kind.name, ":key": notice.key, ":phase": notice.phase,
        ":urgency": notice.urgency, ":words": serde_json::to_string(&notice.words)?, ":link": notice.link,
        ":patient": notice.kind.patient, ":now_ms": tx.now() },
    )?;
    Ok((kept > 0).then_some(id))
}

pub(in crate::notify) fn id_of(
    conn: &ReadConn,
    kind: &str,
    key: &str,
    phase: Phase,
) -> Result<Option<NoticeId>, StorageError> {
    conn.optional(
        "SELECT id FROM notice WHERE kind = :kind AND key = :key AND phase = :phase",
        named_params! { ":kind": kind, ":key": key, ":phase": phase },
        |row| row.get("id"),
    )
}

/// It is owed to somebody.
pub(in crate::notify) fn owe(
    tx: &WriteTx,
    notice: NoticeId,
    person: PersonId,
    channel: Channel,
) -> Result<(), StorageError> {
    tx.execute(
        "INSERT INTO notice_delivery (notice_id, person_id, channel) VALUES (:notice_id, :person_id, :channel)
         ON CONFLICT DO NOTHING",
        named_params! { ":notice_id": notice, ":person_id": person, ":channel": channel },
    )
    .map(drop)
}

/// To whom a notice is owed: person, channel, and when it was sent to them, if it was.
pub(in crate::notify) fn owed(
    conn: &ReadConn,
    notice: NoticeId,
) -> Result<Vec<(PersonId, Channel, Option<Timestamp>)>, StorageError> {
    conn.all(
        "SELECT d.person_id, d.channel, m.sent_at_ms FROM notice_delivery d
           LEFT JOIN notice_message m ON m.id = d.message_id
          WHERE d.notice_id = :notice_id AND d.dropped IS NULL LIMIT :limit",
        named_params! { ":notice_id": notice, ":limit": MOST },
        |row| Ok((row.get("person_id")?, row.get("channel")?, row.get("sent_at_ms")?)),
    )
}

/// What one person is owed and has not been put into a message.
pub(in crate::notify) fn waiting(
    conn: &ReadConn,
    person: PersonId,
) -> Result<Vec<(Channel, Kept)>, StorageError> {
    conn.all(
        concat!(
            "SELECT d.channel, ",
            columns!(),
            " FROM notice_delivery d JOIN notice n ON n.id = d.notice_id
               WHERE d.person_id = :person_id AND d.message_id IS NULL AND d.dropped IS NULL
               ORDER BY n.id LIMIT :limit"
        ),
        named_params! { ":person_id": person, ":limit": MOST },
        |row| Ok((row.get("channel")?, read(row)?)),
    )
}

/// The notices of a message that are still to be told.
pub(in crate::notify) fn of_message(
    conn: &ReadConn,
    message: NoticeMessageId,
) -> Result<Vec<Kept>, StorageError> {
    conn.all(
        concat!(
            "SELECT ",
            columns!(),
            " FROM notice_delivery d JOIN notice n ON n.id = d.notice_id
               WHERE d.message_id = :message_id AND d.dropped IS NULL ORDER BY n.id LIMIT :limit"
        ),
        named_params! { ":message_id": message, ":limit": MOST },
        read,
    )
}

/// It never goes to this person over this channel.
pub(in crate::notify) fn drop_owed(
    tx: &WriteTx,
    notice: NoticeId,
    person: PersonId,
    channel: Channel,
    why: Dropped,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE notice_delivery SET dropped = :why
          WHERE notice_id = :notice_id AND person_id = :person_id AND channel = :channel AND dropped IS NULL",
        named_params! { ":notice_id": notice, ":person_id": person, ":channel": channel, ":why": why },
    )
    .map(drop)
}

pub(in crate::notify) fn put_into(
    tx: &WriteTx,
    notice: NoticeId,
    person: PersonId,
    channel: Channel,
    message: NoticeMessageId,
) -> Result<(), StorageError> {
    tx.execute(
        "UPDATE notice_delivery SET message_id = :message_id
          WHERE notice_id = :notice_id AND person_id = :person_id AND channel = :channel",
        named_params! { ":notice_id": notice, ":person_id": person, ":channel": channel, ":message_id": message },
    )
    .map(drop)
}

/// How one notice went to one person over one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::notify) struct Went {
    pub channel: Channel,
    pub sent_at: Option<Timestamp>,
    pub fault: Option<String>,
    pub dropped: Option<Dropped>,
}

/// What one person was told, newest first.
pub(in crate::notify) fn recent(
    conn: &ReadConn,
    person: PersonId,
    before: Option<NoticeId>,
    limit: u32,
) -> Result<Vec<Kept>, StorageError> {
    conn.all(
        concat!(
            "SELECT ",
            columns!(),
            " FROM notice n
               WHERE n.id < :before AND EXISTS
                     (SELECT 1 FROM notice_delivery d WHERE d.notice_id = n.id AND d.person_id = :person_id)
               ORDER BY n.id DESC LIMIT :limit"
        ),
        named_params! { ":person_id": person, ":before": before.unwrap_or(NoticeId::new(i64::MAX)), ":limit": limit },
        read,
    )
}

pub(in crate::notify) fn went(
    conn: &ReadConn,
    notice: NoticeId,
    person: PersonId,
) -> Result<Vec<Went>, StorageError> {
    conn.all(
        "SELECT d.channel, d.dropped, m.sent_at_ms, m.fault FROM notice_delivery d
           LEFT JOIN notice_message m ON m.id = d.message_id
          WHERE d.notice_id = :notice_id AND d.person_id = :person_id LIMIT 10",
        named_params! { ":notice_id": notice, ":person_id": person },
        |row| {
            Ok(Went {
                channel: row.get("channel")?,
                sent_at: row.get("sent_at_ms")?,
                fault: row.get("fault")?,
                dropped: row.get("dropped")?,
            })
        },
    )
}

/// Forgets what was told before a moment, some at a time; says how many.
pub(in crate::notify) fn forget_before(
    tx: &WriteTx,
    moment: Timestamp,
    at_most: u32,
) -> Result<usize, StorageError> {
    tx.execute(
        "DELETE FROM notice WHERE id IN
            (SELECT id FROM notice WHERE created_at_ms < :moment_ms ORDER BY created_at_ms LIMIT :at_most)",
        named_params! { ":moment_ms": moment, ":at_most": at_most },
    )
}
