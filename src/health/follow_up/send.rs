//! A message after a purchase is due: whether it may go is asked in the one transaction that queues it.
//!
//! Whatever stands against it ends it for good, with the reason; only the shop's closing hours, and another message of the
//! same day, make it wait.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::store;
use super::types::{Bought, Fill, FollowUp, Kind, Reason, Rule, State};
use super::words::{self, Blanks};
use crate::accounts;
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::health::Health;
use crate::health::conversation::conversation_of;
use crate::health::jobs::SendFollowUp;
use crate::health::limits::{self, SIGNAL_REST};
use crate::ids::ContactId;
use crate::inbox::outgoing::{self, Outgoing};
use crate::inbox::{
    self, Author, Contact, Conversation, MayNot, NewOutbound, Prepared, Refused, SpendingStage,
};
use crate::jobs::{self, JobError};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// The topic screens hear when a message moves: it is shown at its order.
pub(super) const TOPIC: Topic = Topic::Order;
/// A message later than this speaks of something long over: the shop was closed, or Shopbell did not run.
pub(super) const LATEST: Duration = Duration::from_hours(7 * 24);
/// So long after the last word a conversation is still going on.
const TALK_LASTS: Duration = Duration::from_hours(2);

/// Between two looks at a shop that was restored and not released.
const HOLD_PAUSE: Duration = Duration::from_hours(1);

/// What is to be done with a message that is due.
enum Verdict {
    Wait(Timestamp),
    Not(Option<ContactId>, Reason),
    Send(Box<Ready>),
}

/// A message that may go.
struct Ready {
    contact: ContactId,
    conversation: Conversation,
    prepared: Prepared,
    text: String,
}

impl Health {
    /// Runs [`SendFollowUp`].
    pub async fn send_follow_up(&self, job: SendFollowUp) -> Result<(), JobError> {
        let health = self.clone();
        Ok(self.db.write(move |tx| send(tx, &health, &job)).await?)
    }
}

fn send(tx: &WriteTx, health: &Health, job: &SendFollowUp) -> Result<(), StorageError> {
    let Some(one) = store::find(tx, job.follow_up_id)?.filter(|one| one.state == State::Due) else {
        return Ok(());
    };
    match judge(tx, health, &one)? {
        Verdict::Wait(until) => {
            store::postpone(tx, one.id, until)?;
            wait(tx, &one, until)?;
        }
        Verdict::Not(contact, reason) => {
            store::set_not_sent(tx, one.id, contact, reason)?;
            let details = json!({ "kind": one.kind, "order": one.order, "reason": reason });
            audit::record(tx, &Actor::system(), "follow_up.not_sent", one.id, details)?;
        }
        Verdict::Send(ready) => queue(tx, &one, *ready)?,
    }
    tx.announce(TOPIC, one.order);
    Ok(())
}

fn queue(tx: &WriteTx, one: &FollowUp, ready: Ready) -> Result<(), StorageError> {
    let Ready { contact, conversation, prepared, text } = ready;
    let new = NewOutbound {
        outgoing: prepared.outgoing,
        rendered: prepared.rendered,
        ..NewOutbound::text(conversation.id, Author::System, format!("follow_up:{}", one.id), "")
    };
    match inbox::queue_outbound(tx, new) {
        Ok(queued) => {
            store::set_sent(tx, one.id, contact, conversation.id, queued.id(), &text)?;
            let details = json!({ "kind": one.kind, "order": one.order, "message_id": queued.id() });
            audit::record(tx, &Actor::system(), "follow_up.sent", one.id, details)
        }
        Err(Refused::Storage(error)) => Err(error),
        // A restored shop waits for its owner, and its messages with it.
        Err(Refused::OnHold) => wait(tx, one, tx.now().plus(HOLD_PAUSE)),
        Err(refused) => store::set_not_sent(tx, one.id, Some(contact), refusal(&refused)),
    }
}

fn wait(tx: &WriteTx, one: &FollowUp, until: Timestamp) -> Result<(), StorageError> {
    jobs::enqueue_at(tx, &SendFollowUp { follow_up_id: one.id }, until).map(drop)
}

/// Every question, in the order in which its answer says most to the owner.
fn judge(tx: &WriteTx, health: &Health, one: &FollowUp) -> Result<Verdict, StorageError> {
    let now = tx.now();
    let (rule, order) = (store::rule(tx, one.kind)?, store::order(tx, one.order)?);
    let Some(order) = order else { return Ok(Verdict::Not(None, Reason::OrderGone)) };
    if let Some(reason) = of_order(&rule, &order).or_else(|| late(one, now)) {
        return Ok(Verdict::Not(order.contact, reason));
    }
    let Some(contact) = order.contact.map(|id| inbox::contact(tx, id)).transpose()?.flatten() else {
        return Ok(Verdict::Not(None, Reason::NobodyKnown));
    };
    let shop = accounts::shop(tx)?;
    match accounts::next_open(&shop, now) {
        Some(open) if open > now => return Ok(Verdict::Wait(open)),
        Some(_) => {}
        None => return Ok(Verdict::Not(Some(contact.id), Reason::TooLate)),
    }
    let not = |reason| Ok(Verdict::Not(Some(contact.id), reason));
    let Some(conversation) = conversation_of(tx, contact.id)? else { return not(Reason::NoConversation) };
    if let Some(reason) = of_customer(tx, &rule, &order, &contact, now)? {
        return not(reason);
    }
    if let Some(today) = limits::of_day(tx, contact.id, now)? {
        return Ok(Verdict::Wait(today.until()));
    }
    let tag = contact.language.clone().unwrap_or_else(|| shop.language.clone());
    let blanks = Blanks {
        name: contact.name.as_deref().map(str::trim).filter(|name| !name.is_empty()),
        number: &order.number,
        shop: &shop.name,
        state: &order.state,
        tracking: order.tracking.as_deref(),
    };
    let outgoing = match outgoing(tx, health, &rule, &conversation, &tag, &blanks, now)? {
        Ok(outgoing) => outgoing,
        Err(reason) => return not(reason),
    };
    let written = if let Outgoing::Text(text) = &outgoing { text.text.clone() } else { String::new() };
    match (health.outside.rules)(tx, &conversation, outgoing) {
        Ok(prepared) => {
            let text = prepared.rendered.as_ref().map_or(written, |rendered| rendered.words.clone());
            Ok(Verdict::Send(Box::new(Ready { contact: contact.id, conversation, prepared, text })))
        }
        Err(Refused::Storage(error)) => Err(error),
        Err(refused) => not(refusal(&refused)),
    }
}

/// What of the order itself stands against it.
fn of_order(rule: &Rule, order: &Bought) -> Option<Reason> {
    let Some(since) = rule.on_since else { return Some(Reason::SwitchedOff) };
    if order.placed_at < since {
        return Some(Reason::OlderThanRule);
    }
    match order.state.as_str() {
        "cancelled" | "refunded" => Some(Reason::CalledOff),
        "payment_failed" => Some(Reason::PaymentFailed),
        _ if order.has_refund => Some(Reason::CalledOff),
        "delivered" if rule.kind == Kind::Tracking => Some(Reason::DeliveredAlready),
        state if !rule.counts_from.is_reached_by(state) => Some(Reason::NotThatFar),
        _ => None,
    }
}

fn late(one: &FollowUp, now: Timestamp) -> Option<Reason> {
    (one.due_at.plus(LATEST) < now).then_some(Reason::TooLate)
}

/// What of the customer stands against it: a complaint, a talk, the limits, their wishes, the month's money.
fn of_customer(
    tx: &WriteTx,
    rule: &Rule,
    order: &Bought,
    contact: &Contact,
    now: Timestamp,
) -> Result<Option<Reason>, StorageError> {
    if store::complained(tx, contact.id, order.placed_at)? {
        return Ok(Some(Reason::Complaint));
    }
    for (id, _, _) in inbox::conversations_of(tx, contact.id)? {
        if let Some(one) = inbox::conversation(tx, id)?.filter(|one| !one.practice)
            && is_talking(tx, &one, now)?
        {
            return Ok(Some(Reason::InConversation));
        }
    }
    if store::last_sent(tx, rule.kind, contact.id, now.minus(SIGNAL_REST))?.is_some() {
        return Ok(Some(Reason::LimitOfKind));
    }
    if limits::of_contact(tx, contact.id, now)?.is_some() {
        return Ok(Some(Reason::LimitOfCustomer));
    }
    if let Err(may_not) = inbox::may_start(tx, contact.id, rule.kind.purpose().of_inbox())? {
        return Ok(Some(match may_not {
            MayNot::NoConsent => Reason::NoConsent,
            MayNot::Suppressed => Reason::Suppressed,
            MayNot::Blocked => Reason::Blocked,
        }));
    }
    Ok((inbox::spending_stage(tx)? == SpendingStage::PeopleOnly).then_some(Reason::BudgetSpent))
}

/// Somebody owes the customer an answer, was called for them, types, or wrote a short while ago.
fn is_talking(conn: &ReadConn, one: &Conversation, now: Timestamp) -> Result<bool, StorageError> {
    let waits = one.needs_person.is_some()
        || one.typing(now).is_some()
        || !inbox::unanswered(conn, one.id)?.is_empty();
    Ok(waits || store::last_said(conn, one.id, now.minus(TALK_LASTS))?.is_some())
}

/// The text inside the 24 hours, else the template the owner chose, in the customer's language.
fn outgoing(
    conn: &ReadConn,
    health: &Health,
    rule: &Rule,
    conversation: &Conversation,
    tag: &str,
    blanks: &Blanks<'_>,
    now: Timestamp,
) -> Result<Result<Outgoing, Reason>, StorageError> {
    if conversation.window_is_open(now) {
        let text = words::text(rule.kind, &rule.texts, tag, blanks);
        return Ok(text.map(Outgoing::text).ok_or(Reason::NoTemplate));
    }
    let Some(name) = &rule.template else { return Ok(Err(Reason::NoTemplate)) };
    let found = (health.outside.templates)(conn, conversation)?;
    let mut named = found.into_iter().filter(|one| one.name == *name && !one.needs_header);
    let Some(template) = named.find(|one| one.speaks(tag)) else {
        return Ok(Err(Reason::NoTemplateInLanguage));
    };
    let mut variables = BTreeMap::new();
    for blank in template.variables {
        let value = match rule.fills.get(&blank) {
            Some(Fill::Name) => blanks.name,
            Some(Fill::Number) => Some(blanks.number),
            Some(Fill::Shop) => Some(blanks.shop),
            None => None,
        };
        let Some(value) = value else { return Ok(Err(Reason::BlankUnknown)) };
        variables.insert(blank, value.to_owned());
    }
    Ok(Ok(Outgoing::Template(outgoing::Template { template_id: template.id, header: None, variables })))
}

/// The reason in our words for what the inbox or the channel refused.
const fn refusal(refused: &Refused) -> Reason {
    match refused {
        Refused::WindowClosed => Reason::NoTemplate,
        Refused::MayNot(MayNot::NoConsent) => Reason::NoConsent,
        Refused::MayNot(MayNot::Suppressed) => Reason::Suppressed,
        Refused::MayNot(MayNot::Blocked) => Reason::Blocked,
        Refused::Superseded => Reason::InConversation,
        Refused::UnknownConversation => Reason::NoConversation,
        Refused::OnHold
        | Refused::WrongState
        | Refused::TooSoon(_)
        | Refused::NeverAgain
        | Refused::UnknownTarget
        | Refused::Limits(_)
        | Refused::Storage(_) => Reason::Refused,
    }
}
