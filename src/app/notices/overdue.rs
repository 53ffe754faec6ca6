//! A customer waits for a person longer than the owner allows: somebody else is told, once, and the customer reads at most one
//! line. Only the time the shop is open counts, except for what is urgent.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::words::told;
use super::{HAND_OVER_OVERDUE, Waiting, people, urgency_of, waiting_subject};
use crate::accounts::{self, Shop};
use crate::clock::Timestamp;
use crate::ids::{ConversationId, PersonId};
use crate::inbox::{self, Author, Conversation, Direction, NeedsPerson, NewOutbound, Refused, Status};
use crate::jobs::{self, Job};
use crate::notify::{self, Notice, Phase, Recipient};
use crate::replies::{self, Brief, Escalation};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Who types is there: one looks again after so long.
const TYPING: Duration = Duration::from_mins(1);
/// A shop that is closed for longer than anybody waits is looked at again.
const SHUT: Duration = Duration::from_hours(24);
/// Conversations looked at in one write, beside which others wait.
const AT_ONCE: u32 = 100;
/// Messages among which the line is looked for, so that nobody reads it twice in a row.
const LOOK_BACK: u32 = 4;

/// Somebody may have waited too long.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandOverOverdue {
    pub conversation_id: ConversationId,
}

impl Job for HandOverOverdue {
    const KIND: &'static str = "hand_over_overdue";

    fn key(&self) -> Option<String> {
        Some(self.conversation_id.to_string())
    }
}

/// Looks again when the owner's time is over; at nothing where the owner wants nobody told.
pub(super) fn look_later(tx: &WriteTx, conversation: &Conversation) -> Result<(), StorageError> {
    let (Some(escalation), Some(needs)) = (replies::escalation(tx)?, &conversation.needs_person) else {
        return Ok(());
    };
    look_when_due(tx, conversation.id, needs, &accounts::shop(tx)?, &escalation)
}

/// The same for some of those who wait, after a place in the order of work; gives the place of the last.
pub(super) fn look_at_some(tx: &WriteTx, after: Option<i64>) -> Result<Option<i64>, StorageError> {
    let Some(escalation) = replies::escalation(tx)? else { return Ok(None) };
    let shop = accounts::shop(tx)?;
    let page = inbox::called(tx, after, AT_ONCE)?;
    for one in &page {
        look_when_due(tx, one.id, &one.needs, &shop, &escalation)?;
    }
    Ok(page.last().map(|last| last.place))
}

fn look_when_due(
    tx: &WriteTx,
    id: ConversationId,
    needs: &NeedsPerson,
    shop: &Shop,
    escalation: &Escalation,
) -> Result<(), StorageError> {
    if needs.escalated_at.is_some() {
        return Ok(());
    }
    let at = due(shop, needs, escalation).unwrap_or_else(|| tx.now().plus(SHUT));
    jobs::postpone(tx, &HandOverOverdue { conversation_id: id }, at).map(drop)
}

/// When somebody else is told; nothing while the shop is closed for longer than anybody waits.
fn due(shop: &Shop, needs: &NeedsPerson, escalation: &Escalation) -> Option<Timestamp> {
    if needs.urgent {
        return Some(needs.since.plus(escalation.after));
    }
    accounts::after_opening_time(shop, needs.since, escalation.after)
}

/// Whether the same wait still goes on.
pub(super) fn still_waits(conversation: &Conversation, since: Timestamp) -> bool {
    conversation.status == Status::Open
        && conversation.needs_person.as_ref().is_some_and(|needs| needs.since == since)
}

/// Runs [`HandOverOverdue`]: what is so now decides, not what was planned.
pub(super) fn look(
    tx: &WriteTx,
    job: &HandOverOverdue,
    brief: Option<Brief>,
    practice_counts: bool,
) -> Result<(), StorageError> {
    let Some(conversation) = inbox::conversation(tx, job.conversation_id)? else { return Ok(()) };
    let Some(escalation) = replies::escalation(tx)? else { return Ok(()) };
    let Some(needs) = conversation.needs_person.as_ref().filter(|needs| needs.escalated_at.is_none()) else {
        return Ok(());
    };
    if conversation.practice && !practice_counts {
        return Ok(());
    }
    let now = tx.now();
    let again = match (due(&accounts::shop(tx)?, needs, &escalation), conversation.status) {
        (None, _) => Some(now.plus(SHUT)),
        (Some(at), _) if at > now => Some(at),
        (_, Status::Snoozed) => Some(now.plus(escalation.after)),
        (_, Status::Done) => return Ok(()),
        (_, Status::Open) => conversation.typing(now).map(|_| now.plus(TYPING)),
    };
    match again {
        Some(at) => jobs::postpone(tx, job, at).map(drop),
        None => tell(tx, &conversation, needs, &escalation, brief),
    }
}

fn tell(
    tx: &WriteTx,
    conversation: &Conversation,
    needs: &NeedsPerson,
    escalation: &Escalation,
    brief: Option<Brief>,
) -> Result<(), StorageError> {
    inbox::escalate(tx, conversation.id, escalation.after.as_secs() / 60)?;
    if escalation.tells_customer {
        tell_customer(tx, conversation, needs, brief.as_ref())?;
    }
    let notice = Notice {
        kind: &HAND_OVER_OVERDUE,
        key: Waiting { id: conversation.id, since: needs.since, unread: false }.key(),
        phase: Phase::Raised,
        urgency: urgency_of(needs),
        words: told(HAND_OVER_OVERDUE.name, &waiting_subject(tx, conversation, brief)),
        link: format!("/inbox/needs_person/{}", conversation.id),
    };
    notify::send(tx, &notice, &next_ones(tx, escalation.to, conversation.assignee)?)
}

/// One line that promises nothing, while it may be written and was not just read.
fn tell_customer(
    tx: &WriteTx,
    conversation: &Conversation,
    needs: &NeedsPerson,
    brief: Option<&Brief>,
) -> Result<(), StorageError> {
    let line = replies::still_waiting(brief.map_or("en", |brief| brief.language.as_str()));
    let recent = inbox::recent_messages(tx, conversation.id, LOOK_BACK)?;
    let last = recent.iter().rev().find(|message| message.direction == Direction::Out);
    if last.is_some_and(|last| last.text.as_deref() == Some(line)) {
        return Ok(());
    }
    let client_id = format!("overdue:{}:{}", conversation.id, needs.since.as_millis());
    match inbox::queue_outbound(tx, NewOutbound::text(conversation.id, Author::System, client_id, line)) {
        Err(Refused::Storage(error)) => Err(error),
        // What may not be said is not said: the team was told all the same.
        Ok(_)
        | Err(
            Refused::Superseded
            | Refused::UnknownConversation
            | Refused::WrongState
            | Refused::OnHold
            | Refused::WindowClosed
            | Refused::UnknownTarget
            | Refused::TooSoon(_)
            | Refused::NeverAgain
            | Refused::Limits(_)
            | Refused::MayNot(_),
        ) => Ok(()),
    }
}

/// Whom the owner named, if they are not the one who did not come; else everybody.
fn next_ones(
    conn: &ReadConn,
    named: Option<PersonId>,
    assignee: Option<PersonId>,
) -> Result<Vec<Recipient>, StorageError> {
    let all = people(conn)?;
    let named = named.filter(|named| Some(*named) != assignee);
    let one: Vec<Recipient> = all.iter().filter(|person| Some(person.id) == named).cloned().collect();
    Ok(if one.is_empty() { all } else { one })
}
