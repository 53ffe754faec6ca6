//! SQL of the conversation list and of the queues' counts.
//!
//! Each list is one walk of one index, newest first, and where work is looked for those who wait for a person before all others,
//! by urgency and then whoever waits longest; what the index does not hold is checked on the way.

use rusqlite::named_params;

use super::conversations::{read, select_conversation};
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ContactId, Id as _, LabelId, PersonId};
use crate::inbox::types::{Addressee, Conversation, Facts, Purpose, Queue};
use crate::storage::{ReadConn, StorageError};

/// Whose conversations a segment holds.
pub(crate) struct Wanted<'a> {
    pub channel: &'a str,
    pub account: ConnectionId,
    pub labels: &'a [LabelId],
    pub seen_since: Option<Timestamp>,
    pub seen_before: Option<Timestamp>,
    pub language: Option<&'a str>,
    pub purpose: Purpose,
    pub limit: u32,
}

/// The customers of a segment, and all that decides whether and where they may be written to. Runs when a person asks
/// for one, never all day.
pub(crate) fn segment(conn: &ReadConn, wanted: &Wanted<'_>) -> Result<Vec<Addressee>, StorageError> {
    let labels = wanted.labels.iter().map(|label| label.as_i64()).collect::<Vec<_>>();
    let labels = if labels.is_empty() { None } else { Some(serde_json::to_string(&labels)?) };
    conn.all(
        "SELECT c.id, c.contact_id, p.name,
                (SELECT value FROM contact_alias WHERE contact_id = c.contact_id AND kind = 'phone'
                    AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS phone,
                (SELECT value FROM contact_alias WHERE contact_id = c.contact_id AND kind = 'user_id'
                    AND retired_at_ms IS NULL ORDER BY last_seen_at_ms DESC LIMIT 1) AS user_id,
                ifnull(s.blocked, 0) AS blocked, s.suppressed_scope, s.withdrawn_at_ms,
                (SELECT at_ms FROM consent_evidence WHERE contact_id = c.contact_id ORDER BY id DESC LIMIT 1) AS agreed_at_ms,
                (SELECT nullif(max(last_seen_at_ms), 0) FROM contact_alias WHERE contact_id = c.contact_id) AS seen_at_ms
           FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id
           LEFT JOIN contact_standing s ON s.contact_id = c.contact_id
          WHERE c.channel = :channel AND c.channel_account = :account AND c.merged_into IS NULL
            AND (:labels IS NULL OR EXISTS (SELECT 1 FROM conversation_label has
                  WHERE has.conversation_id = c.id AND has.label_id IN (SELECT value FROM json_each(:labels))))
            AND (:language IS NULL OR p.language = :language OR p.language LIKE :language || '-%')
            AND (:since IS NULL OR seen_at_ms >= :since) AND (:before IS NULL OR seen_at_ms < :before)
          ORDER BY c.id LIMIT :limit",
        named_params! {
            ":channel": wanted.channel, ":account": wanted.account, ":labels": labels, ":language": wanted.language,
            ":since": wanted.seen_since, ":before": wanted.seen_before, ":limit": wanted.limit,
        },
        |row| {
            let agreed_at: Option<Timestamp> = row.get("agreed_at_ms")?;
            let withdrawn_at: Option<Timestamp> = row.get("withdrawn_at_ms")?;
            let agreed = agreed_at.is_some_and(|agreed| withdrawn_at.is_none_or(|withdrawn| agreed > withdrawn));
            let facts = Facts {
                blocked: row.get("blocked")?,
                suppressed: row.get("suppressed_scope")?,
                agreed,
                withdrew: !agreed && withdrawn_at.is_some(),
                has_written: true,
            };
            Ok(Addressee {
                conversation: row.get("id")?,
                contact: row.get("contact_id")?,
                name: row.get("name")?,
                phone: row.get("phone")?,
                user_id: row.get("user_id")?,
                may_be_written_to: facts.allow(wanted.purpose),
            })
        },
    )
}

/// Which conversations a list shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// One of the stored queues; none is all of them.
    pub queue: Option<Queue>,
    /// Only practice, or only the shop's own work; nothing is both.
    pub practice: Option<bool>,
    pub open_only: bool,
    pub unassigned: bool,
    pub assignee: Option<PersonId>,
    pub label: Option<LabelId>,
    /// Only these customers'.
    pub contacts: Option<Vec<ContactId>>,
    pub before: i64,
    pub limit: u32,
}

/// What every walk checks of the conversations it meets.
macro_rules! walk {
    ($from_and_where:literal, $order:literal) => {
        select_conversation!(
            $from_and_where,
            "
       AND (:queue IS NULL OR c.queue = :queue)
       AND (:practice IS NULL OR c.practice = :practice)
       AND (:open_only = 0 OR c.status = 'open')
       AND (:unassigned = 0 OR c.assignee_id IS NULL)
       AND (:assignee IS NULL OR c.assignee_id = :assignee)
       AND (:label IS NULL OR EXISTS (SELECT 1 FROM conversation_label has
                                       WHERE has.conversation_id = c.id AND has.label_id = :label))
       AND (:contacts IS NULL OR c.contact_id IN (SELECT value FROM json_each(:contacts)))
     ORDER BY ",
            $order,
            " DESC LIMIT :limit"
        )
    };
}

const BY_QUEUE: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.queue = :queue AND c.work_key < :before",
    "c.work_key"
);

const BY_ASSIGNEE: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.assignee_id IS :assignee AND c.status = 'open' AND c.merged_into IS NULL AND c.work_key < :before",
    "c.work_key"
);

const OF_PERSON: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.assignee_id = :assignee AND c.merged_into IS NULL AND c.sort_key < :before",
    "c.sort_key"
);

const OF_PERSON_IN_QUEUE: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.assignee_id = :assignee AND c.queue = :queue AND c.merged_into IS NULL AND c.work_key < :before",
    "c.work_key"
);

const BY_LABEL: &str = walk!(
    "FROM conversation_label w CROSS JOIN conversation c ON c.id = w.conversation_id
      CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE w.label_id = :label AND w.sort_key < :before AND c.merged_into IS NULL",
    "w.sort_key"
);

const BY_CONTACTS: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.contact_id IN (SELECT value FROM json_each(:contacts)) AND c.merged_into IS NULL AND c.sort_key < :before",
    "+c.sort_key"
);

const NEWEST: &str = walk!(
    "FROM conversation c CROSS JOIN contact p ON p.id = c.contact_id LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.merged_into IS NULL AND c.sort_key < :before",
    "c.sort_key"
);

/// Practice customers are few, so theirs are sorted as they are found.
const PRACTICE: &str = walk!(
    "FROM conversation c INDEXED BY conversation_practice CROSS JOIN contact p ON p.id = c.contact_id
       LEFT JOIN message m ON m.id = c.last_message_id
     WHERE c.practice = 1 AND c.id > 0 AND c.merged_into IS NULL AND +c.sort_key < :before",
    "+c.sort_key"
);

const OPEN_PRACTICE: &str =
    "SELECT count(*) AS conversations FROM conversation INDEXED BY conversation_practice
    WHERE practice = 1 AND id > 0 AND merged_into IS NULL AND status = 'open'";

const COUNTS: &str =
    "SELECT queue, assignee_id, conversations, unread FROM conversation_count WHERE conversations > 0";

pub(super) const HOT: &[&str] = &[
    BY_QUEUE,
    BY_ASSIGNEE,
    OF_PERSON,
    OF_PERSON_IN_QUEUE,
    BY_LABEL,
    BY_CONTACTS,
    NEWEST,
    PRACTICE,
    OPEN_PRACTICE,
];

impl Filter {
    /// The narrowest index for this list.
    fn walk(&self) -> &'static str {
        if self.contacts.is_some() {
            BY_CONTACTS
        } else if self.label.is_some() {
            BY_LABEL
        } else if self.practice == Some(true) {
            PRACTICE
        } else if self.open_only && (self.unassigned || self.assignee.is_some()) {
            BY_ASSIGNEE
        } else if self.assignee.is_some() && self.queue.is_some() {
            OF_PERSON_IN_QUEUE
        } else if self.assignee.is_some() {
            OF_PERSON
        } else if self.queue.is_some() {
            BY_QUEUE
        } else {
            NEWEST
        }
    }
}

/// Where a conversation stands in a list: the place its next page goes on from.
pub(crate) fn place(filter: &Filter, conversation: &Conversation) -> i64 {
    if [BY_QUEUE, BY_ASSIGNEE, OF_PERSON_IN_QUEUE].contains(&filter.walk()) {
        conversation.work_key
    } else {
        conversation.sort_key
    }
}

/// How many steps SQLite takes for a list: what it costs, however it is found.
#[cfg(test)]
pub(crate) fn steps(conn: &ReadConn, filter: &Filter) -> Result<i32, StorageError> {
    conn.steps(
        filter.walk(),
        named_params! {
            ":queue": filter.queue, ":practice": filter.practice, ":open_only": filter.open_only, ":unassigned": filter.unassigned,
            ":assignee": filter.assignee, ":label": filter.label, ":contacts": None::<String>,
            ":before": filter.before, ":limit": filter.limit,
        },
    )
}

/// The conversations of a list, in its order.
pub(crate) fn page(conn: &ReadConn, filter: &Filter) -> Result<Vec<Conversation>, StorageError> {
    let ids = |contacts: &Vec<ContactId>| contacts.iter().map(|id| id.as_i64()).collect::<Vec<_>>();
    let contacts = filter.contacts.as_ref().map(ids).map(|ids| serde_json::to_string(&ids)).transpose()?;
    conn.all(
        filter.walk(),
        named_params! {
            ":queue": filter.queue, ":practice": filter.practice, ":open_only": filter.open_only, ":unassigned": filter.unassigned,
            ":assignee": filter.assignee, ":label": filter.label, ":contacts": contacts, ":before": filter.before,
            ":limit": filter.limit,
        },
        read,
    )
}

/// One counter: conversations of one stored queue with one assignee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Count {
    pub queue: String,
    pub assignee: Option<PersonId>,
    pub conversations: i64,
    pub unread: i64,
}

/// Open conversations with the practice phone.
pub(crate) fn open_practice(conn: &ReadConn) -> Result<i64, StorageError> {
    conn.one(OPEN_PRACTICE, [], |row| row.get("conversations"))
}

/// The counters of the shop's own work: at most one row per queue and member of the team.
pub(crate) fn counts(conn: &ReadConn) -> Result<Vec<Count>, StorageError> {
    conn.all(COUNTS, [], |row| {
        let assignee: i64 = row.get("assignee_id")?;
        Ok(Count {
            queue: row.get("queue")?,
            assignee: (assignee != 0).then(|| PersonId::new(assignee)),
            conversations: row.get("conversations")?,
            unread: row.get("unread")?,
        })
    })
}
