//! What the shop's own people are told: joins the rooms that notice something with the one that reaches people.
//!
//! Kinds and words stand here; what is told, and to whom, follows from rows of the rooms. A notice may light up a phone
//! on a counter: it names a customer at most, and no telephone number but the shop's own.

mod exam;
mod kinds;
mod overdue;
mod own_number;
mod words;

use std::sync::Arc;

use anyhow::anyhow;
use kinds::{
    AUTO_SEND, DRAFT_WAITING, FLEET, HAND_OVER, HAND_OVER_OVERDUE, INSTALL, KINDS, RULE_CHANGES, RULE_MET,
};
pub use overdue::HandOverOverdue;
use words::{Subject, told};

use crate::accounts;
use crate::channels;
use crate::clock::{Clock, Timestamp};
use crate::config::Config;
use crate::health::jobs::{AutoSendNoticed, DraftWaiting, SignalOver, SignalRaised};
use crate::health::{self, Scope, Signal};
use crate::ids::{ConversationId, PersonId, SignalId};
use crate::inbox;
use crate::inbox::jobs::PersonWanted;
use crate::jobs::JobError;
use crate::notify::jobs::SendTemplate;
use crate::notify::{self, Kind, Notice, Notify, Outside, Phase, Recipient, Urgency};
use crate::orders::Orders;
use crate::redaction::NumberHider;
use crate::replies::jobs::{RuleChangesProposed, RuleMet};
use crate::replies::{self, Brief, Mood};
use crate::secrets::Vault;
use crate::storage::{Db, ReadConn, StorageError, WriteTx};

/// A signal of the install this pressing is told at once.
const PRESSING: i64 = 80;

/// The room that reaches people, with what it must be told.
pub(super) async fn open(
    db: &Db,
    clock: &Clock,
    vault: &Vault,
    config: &Config,
) -> Result<Notify, notify::OpenError> {
    let outside = Outside {
        kinds: &KINDS,
        people: Arc::new(people),
        zone: Arc::new(|conn| Ok(accounts::shop(conn)?.time_zone)),
        is_moot: Arc::new(is_moot),
        template_fault: Arc::new(own_number::template_fault),
        is_own_number: Arc::new(own_number::is_of_the_shop),
    };
    Notify::open(notify::Parts {
        db: db.clone(),
        clock: clock.clone(),
        vault: vault.clone(),
        config: config.notify.clone(),
        public_url: config.server.public_url.clone(),
        outside,
    })
    .await
}

/// What tells people, beside the room itself.
#[derive(Clone)]
pub struct Notices {
    pub db: Db,
    pub notify: Notify,
    /// Shared: this room is held by value in many places.
    pub orders: Arc<Orders>,
    /// The practice number plays the shop's own.
    pub practice_counts: bool,
}

impl Notices {
    /// Runs [`SignalRaised`].
    pub async fn signal_raised(&self, job: SignalRaised) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| signal(tx, job.signal_id, job.again, Phase::Raised)).await?)
    }

    /// Runs [`SignalOver`].
    pub async fn signal_over(&self, job: SignalOver) -> Result<(), JobError> {
        let id = job.signal_id;
        let over = move |tx: &WriteTx| {
            signal(tx, id, false, Phase::Over)?;
            signal(tx, id, true, Phase::Over)
        };
        Ok(self.db.write(over).await?)
    }

    /// Runs [`DraftWaiting`].
    pub async fn draft_waiting(&self, job: DraftWaiting) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| draft(tx, &DRAFT_WAITING, job.signal_id)).await?)
    }

    /// Runs [`AutoSendNoticed`].
    pub async fn auto_send_noticed(&self, job: AutoSendNoticed) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| draft(tx, &AUTO_SEND, job.signal_id)).await?)
    }

    /// Runs [`PersonWanted`].
    pub async fn person_wanted(&self, job: PersonWanted) -> Result<(), JobError> {
        let (practice_counts, id) = (self.practice_counts, job.conversation_id);
        let brief = self.brief(id).await?;
        Ok(self.db.write(move |tx| hand_over(tx, id, brief, practice_counts)).await?)
    }

    /// Runs [`HandOverOverdue`].
    pub async fn hand_over_overdue(&self, job: HandOverOverdue) -> Result<(), JobError> {
        let practice_counts = self.practice_counts;
        let brief = self.brief(job.conversation_id).await?;
        Ok(self.db.write(move |tx| overdue::look(tx, &job, brief, practice_counts)).await?)
    }

    /// Whoever waits already is looked at anew.
    pub async fn escalation_changed(&self) -> Result<(), JobError> {
        let mut after = None;
        while let Some(last) = self.db.write_background(move |tx| overdue::look_at_some(tx, after)).await? {
            after = Some(last);
        }
        Ok(())
    }

    /// Runs [`RuleMet`].
    pub async fn rule_met(&self, job: RuleMet) -> Result<(), JobError> {
        let practice_counts = self.practice_counts;
        Ok(self.db.write(move |tx| rule_met(tx, &job, practice_counts)).await?)
    }

    /// Runs [`RuleChangesProposed`].
    pub async fn rule_changes_proposed(&self, job: RuleChangesProposed) -> Result<(), JobError> {
        Ok(self.db.write(move |tx| rule_changes(tx, job.at)).await?)
    }

    /// What is known of a customer who waits. Read beside the writer, which has others to serve.
    async fn brief(&self, id: ConversationId) -> Result<Option<Brief>, StorageError> {
        let orders = Arc::clone(&self.orders);
        let read = move |conn: &ReadConn| {
            let conversation = inbox::conversation(conn, id)?;
            conversation.map_or(Ok(None), |conversation| Brief::read(conn, &orders, &conversation))
        };
        self.db.read(read).await
    }

    /// Runs [`SendTemplate`].
    pub async fn send_template(&self, job: SendTemplate) -> Result<(), JobError> {
        let (room, id) = (self.clone(), job.message_id);
        match self.db.write(move |tx| own_number::send(tx, &room, id)).await? {
            None => Ok(()),
            Some(until) => Err(JobError::RetryAt(until, anyhow!("notice {id} waits for quiet hours to end"))),
        }
    }
}

/// Everybody who works here now.
fn people(conn: &ReadConn) -> Result<Vec<Recipient>, StorageError> {
    let staff = accounts::staff(conn)?.into_iter().filter(|person| person.active && !person.invited);
    let recipients = staff.map(|person| Recipient {
        id: person.id,
        name: person.name,
        email: person.email,
        language: person.language,
        role: person.role,
    });
    Ok(recipients.collect())
}

/// A signal of the install or of the fleet began, or is over.
/// Of one that came back after a moment it is told once more, under a key of its own, if it still lasts.
fn signal(tx: &WriteTx, id: SignalId, again: bool, phase: Phase) -> Result<(), StorageError> {
    let Some(signal) = health::signal(tx, id)? else { return Ok(()) };
    if again && phase == Phase::Raised && signal.status != health::Status::Pending {
        return Ok(());
    }
    let kind = match signal.scope {
        Scope::Itself => &INSTALL,
        Scope::Fleet => &FLEET,
        Scope::Customers => return Ok(()),
    };
    let subject = Subject {
        detector: Some(signal.detector.clone()),
        number: text_of(&signal, "number"),
        name: text_of(&signal, "name"),
        ..Subject::default()
    };
    let notice = Notice {
        kind,
        key: signal_key(id, again),
        phase,
        urgency: if signal.pressing >= PRESSING { Urgency::High } else { Urgency::Normal },
        words: told(kind.name, &subject),
        link: format!("/health/{id}"),
    };
    notify::send(tx, &notice, &people(tx)?)
}

fn text_of(signal: &Signal, name: &str) -> Option<String> {
    signal.evidence.get(name).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// By what a notice of a signal is known; one that came back has a key of its own.
fn signal_key(id: SignalId, again: bool) -> String {
    if again { format!("{id}:again") } else { id.to_string() }
}

fn signal_of(key: &str) -> Option<SignalId> {
    key.split(':').next()?.parse().ok()
}

/// A draft waits for whoever looks after the queue, or goes by itself soon.
fn draft(tx: &WriteTx, kind: &'static Kind, id: SignalId) -> Result<(), StorageError> {
    let Some(signal) = health::signal(tx, id)?.filter(|signal| signal.status.is_open()) else {
        return Ok(());
    };
    let contact = signal.contact.map(|id| inbox::contact(tx, id)).transpose()?.flatten();
    let notice = Notice {
        kind,
        key: signal_key(id, false),
        phase: Phase::Raised,
        urgency: Urgency::Normal,
        words: told(
            kind.name,
            &Subject { name: contact.and_then(|contact| shown(tx, &contact)), ..Subject::default() },
        ),
        link: format!("/health/{id}"),
    };
    notify::send(tx, &notice, &people(tx)?)
}

/// A customer waits for a person: whose the conversation is, else everybody who answers.
fn hand_over(
    tx: &WriteTx,
    id: ConversationId,
    brief: Option<Brief>,
    practice_counts: bool,
) -> Result<(), StorageError> {
    let Some(conversation) = inbox::conversation(tx, id)? else { return Ok(()) };
    let Some(needs) = &conversation.needs_person else { return Ok(()) };
    if let Some(brief) = &brief {
        inbox::set_angry(tx, id, brief.mood == Mood::Angry)?;
    }
    if conversation.practice && !practice_counts {
        return Ok(());
    }
    overdue::look_later(tx, &conversation)?;
    let subject = waiting_subject(tx, &conversation, brief);
    let notice = Notice {
        kind: &HAND_OVER,
        key: Waiting { id: conversation.id, since: needs.at, unread: conversation.unread > 0 }.key(),
        phase: Phase::Raised,
        urgency: urgency_of(needs),
        words: told(HAND_OVER.name, &subject),
        link: format!("/inbox/needs_person/{}", conversation.id),
    };
    notify::send(tx, &notice, &of_team(tx, conversation.assignee)?)
}

fn urgency_of(needs: &inbox::NeedsPerson) -> Urgency {
    if needs.urgent { Urgency::High } else { Urgency::Normal }
}

/// What is told of a customer who waits: never a word of theirs.
fn waiting_subject(conn: &ReadConn, conversation: &inbox::Conversation, brief: Option<Brief>) -> Subject {
    let needs = conversation.needs_person.as_ref();
    Subject {
        name: shown(conn, &conversation.contact),
        reason: needs.map(|needs| needs.reason.as_str().to_owned()),
        urgent: needs.is_some_and(|needs| needs.urgent),
        mood: brief.as_ref().map(|brief| brief.mood),
        lacks: brief.as_ref().map(|brief| brief.lacks.clone()).unwrap_or_default(),
        language: brief.map(|brief| brief.language),
        ..Subject::default()
    }
}

/// A rule of the owner's was met: whom it names is told, else everybody who answers.
fn rule_met(tx: &WriteTx, job: &RuleMet, practice_counts: bool) -> Result<(), StorageError> {
    let Some(conversation) = inbox::conversation(tx, job.conversation_id)? else { return Ok(()) };
    if conversation.practice && !practice_counts {
        return Ok(());
    }
    let subject = Subject { name: shown(tx, &conversation.contact), ..Subject::default() };
    let notice = Notice {
        kind: &RULE_MET,
        key: format!("{}:{}", job.rule_id, job.message_id),
        phase: Phase::Raised,
        urgency: Urgency::Normal,
        words: told(RULE_MET.name, &subject),
        link: format!("/inbox/all/{}", conversation.id),
    };
    notify::send(tx, &notice, &of_team(tx, replies::told_by(tx, job.rule_id)?)?)
}

/// A week of verdicts speaks for other rules: whoever may change them is told.
fn rule_changes(tx: &WriteTx, at: Timestamp) -> Result<(), StorageError> {
    let notice = Notice {
        kind: &RULE_CHANGES,
        key: format!("week:{at}"),
        phase: Phase::Raised,
        urgency: Urgency::Normal,
        words: told(RULE_CHANGES.name, &Subject::default()),
        link: "/quality".to_owned(),
    };
    notify::send(tx, &notice, &people(tx)?)
}

/// One of the team; everybody, when nobody is named or whoever is works here no more.
fn of_team(conn: &ReadConn, named: Option<PersonId>) -> Result<Vec<Recipient>, StorageError> {
    let all = people(conn)?;
    let own: Vec<Recipient> = all.iter().filter(|person| Some(person.id) == named).cloned().collect();
    Ok(if own.is_empty() { all } else { own })
}

/// What somebody is called on a lock screen: never by a telephone number.
fn shown(conn: &ReadConn, contact: &inbox::Contact) -> Option<String> {
    let own = channels::own_addresses(conn).unwrap_or_default();
    let name = contact.name.as_deref().map(str::trim).filter(|name| !name.is_empty())?;
    let hidden = NumberHider::new(own.iter().map(String::as_str)).text(name).into_owned();
    (hidden == name).then_some(hidden)
}

/// What a notice of somebody who waits is about.
struct Waiting {
    id: ConversationId,
    since: Timestamp,
    /// Something there was unread: once it is read, somebody looked.
    unread: bool,
}

impl Waiting {
    fn key(&self) -> String {
        format!("{}:{}:{}", self.id, self.since.as_millis(), u8::from(self.unread))
    }

    fn of(key: &str) -> Option<Self> {
        let mut parts = key.split(':');
        Some(Self {
            id: parts.next()?.parse().ok()?,
            since: Timestamp::from_millis(parts.next()?.parse().ok()?),
            unread: parts.next()? == "1",
        })
    }
}

/// Whether somebody saw to it before anybody was told.
fn is_moot(conn: &ReadConn, kind: &str, key: &str) -> Result<bool, StorageError> {
    if kind == HAND_OVER_OVERDUE.name {
        let Some(waiting) = Waiting::of(key) else { return Ok(true) };
        let now = inbox::conversation(conn, waiting.id)?;
        return Ok(now.is_none_or(|now| !overdue::still_waits(&now, waiting.since)));
    }
    if kind == HAND_OVER.name {
        let Some(waiting) = Waiting::of(key) else { return Ok(true) };
        let now = inbox::conversation(conn, waiting.id)?;
        return Ok(now.is_none_or(|now| {
            let still = now.needs_person.as_ref().is_some_and(|needs| needs.at == waiting.since);
            !still || (waiting.unread && now.unread == 0)
        }));
    }
    if [&INSTALL, &FLEET, &DRAFT_WAITING, &AUTO_SEND].iter().any(|of_signal| kind == of_signal.name) {
        let Some(id) = signal_of(key) else { return Ok(false) };
        let signal = health::signal(conn, id)?;
        return Ok(signal.is_none_or(|signal| {
            let is_stopped = kind == AUTO_SEND.name && signal.send_at.is_none();
            is_stopped || signal.status != health::Status::Pending
        }));
    }
    // What a rule, a week or the exam found was found.
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signal_of_a_notice_is_read_from_its_key() {
        let id = SignalId::new(7_432_100_000_000_001);
        for again in [false, true] {
            assert_eq!(signal_of(&signal_key(id, again)), Some(id));
        }
        assert_eq!(signal_of("week:2026-11-30"), None);
    }
}
