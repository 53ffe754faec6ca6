//! Who may be written to first: evidence of consent, suppression, and the one question every starter of messages asks.
//!
//! A customer who writes is always answered. Suppression is lifted only by the customer, by the channel's word, or by
//! a person by hand; evidence is kept for good.

use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::identity;
use super::opt_out::{self, Heard, Reach, Wish};
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::{ContactId, EvidenceId, MessageId, PersonId};
use crate::inbox::conversations::{ai_mode, timeline};
use crate::inbox::store::consent as store;
use crate::inbox::store::{contacts, conversations};
use crate::inbox::types::{Author, Conversation, EventKind, HandOff, HandOffReason, NewOutbound};
use crate::inbox::words::{ConsentSource, SuppressionReason, SuppressionScope};
use crate::inbox::{Refused, queue_outbound};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Why a message is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Advertising, and everything sent to many: needs evidence of consent.
    Marketing,
    /// About something of the customer's own: nobody is written to who withdrew, or who neither wrote nor agreed.
    Utility,
    /// The customer wrote first.
    Reply,
}

/// Why a message may not be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MayNot {
    #[error("the customer has not agreed to be written to")]
    NoConsent,
    #[error("the customer wants no such messages")]
    Suppressed,
    #[error("the shop has blocked this customer")]
    Blocked,
}

/// When, where and in what words somebody agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub at: Timestamp,
    pub source: ConsentSource,
    pub words: String,
    pub person: Option<PersonId>,
}

/// What a customer is not to get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suppression {
    pub reason: SuppressionReason,
    pub scope: SuppressionScope,
    pub at: Timestamp,
}

/// How a contact stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentState {
    /// The latest evidence, unless it was withdrawn since.
    pub given: Option<Evidence>,
    pub withdrawn_at: Option<Timestamp>,
    pub suppressed: Option<Suppression>,
    pub blocked: bool,
}

/// How a contact stands.
pub fn consent(conn: &ReadConn, contact: ContactId) -> Result<ConsentState, StorageError> {
    let standing = store::standing(conn, contact)?;
    let latest = store::evidence(conn, contact, 1)?.into_iter().next();
    let counts = |evidence: &Evidence| standing.withdrawn_at.is_none_or(|withdrawn| evidence.at > withdrawn);
    Ok(ConsentState {
        given: latest.filter(counts),
        withdrawn_at: standing.withdrawn_at,
        suppressed: standing.suppressed,
        blocked: standing.blocked,
    })
}

/// The one question before a message is started. `Ok(Err(…))` says why not.
pub fn may_start(
    conn: &ReadConn,
    contact: ContactId,
    purpose: Purpose,
) -> Result<Result<(), MayNot>, StorageError> {
    let state = consent(conn, contact)?;
    let agreed = state.given.is_some();
    Ok(Facts {
        blocked: state.blocked,
        suppressed: state.suppressed.as_ref().map(|suppression| suppression.scope),
        agreed,
        withdrew: !agreed && state.withdrawn_at.is_some(),
        has_written: purpose == Purpose::Utility && !agreed && store::has_written(conn, contact)?,
    }
    .allow(purpose))
}

/// What the rule goes by.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::inbox) struct Facts {
    pub blocked: bool,
    pub suppressed: Option<SuppressionScope>,
    pub agreed: bool,
    pub withdrew: bool,
    /// Asked only where nothing else decides.
    pub has_written: bool,
}

impl Facts {
    /// The one rule.
    pub fn allow(self, purpose: Purpose) -> Result<(), MayNot> {
        match (purpose, self.suppressed) {
            _ if self.blocked => Err(MayNot::Blocked),
            (Purpose::Reply, _) => Ok(()),
            (_, Some(SuppressionScope::Everything))
            | (Purpose::Marketing, Some(SuppressionScope::Marketing)) => Err(MayNot::Suppressed),
            (Purpose::Marketing, None) if !self.agreed => Err(MayNot::NoConsent),
            (Purpose::Utility, None | Some(SuppressionScope::Marketing))
                if !self.agreed && (self.withdrew || !self.has_written) =>
            {
                Err(MayNot::NoConsent)
            }
            (Purpose::Marketing | Purpose::Utility, _) => Ok(()),
        }
    }
}

/// Keeps evidence.
pub fn record_consent(
    tx: &WriteTx,
    contact: ContactId,
    at: Timestamp,
    source: ConsentSource,
    words: &str,
    person: Option<PersonId>,
) -> Result<EvidenceId, StorageError> {
    let id = store::add_evidence(tx, contact, at, source, words, person)?;
    // What is written down now outweighs a withdrawal of before, whenever it was said.
    store::set_withdrawn(tx, contact, None)?;
    tell(tx, contact, person, EventKind::ConsentGiven, &json!({ "source": source }))?;
    Ok(id)
}

pub(in crate::inbox) fn withdraw(
    tx: &WriteTx,
    contact: ContactId,
    person: Option<PersonId>,
) -> Result<(), StorageError> {
    store::set_withdrawn(tx, contact, Some(tx.now()))?;
    tell(tx, contact, person, EventKind::ConsentWithdrawn, &json!({}))
}

/// Nothing of this kind is started from now on. What is wider stays; `false` when nothing changed.
pub fn suppress(
    tx: &WriteTx,
    contact: ContactId,
    reason: SuppressionReason,
    scope: SuppressionScope,
) -> Result<bool, StorageError> {
    let before = store::standing(tx, contact)?.suppressed;
    let covered =
        before.is_some_and(|before| before.scope == SuppressionScope::Everything || before.scope == scope);
    if covered {
        return Ok(false);
    }
    store::set_suppression(tx, contact, Some((reason, scope, tx.now())))?;
    tell(tx, contact, None, EventKind::OptedOut, &json!({ "reason": reason, "scope": scope }))?;
    Ok(true)
}

/// The customer may be written to again, as far as this scope goes; `false` when nothing was suppressed.
pub fn lift(tx: &WriteTx, contact: ContactId, scope: SuppressionScope) -> Result<bool, StorageError> {
    let Some(before) = store::standing(tx, contact)?.suppressed else { return Ok(false) };
    if before.scope == SuppressionScope::Everything && scope == SuppressionScope::Marketing {
        return Ok(false);
    }
    store::set_suppression(tx, contact, None)?;
    tell(tx, contact, None, EventKind::OptedIn, &json!({ "scope": before.scope }))?;
    Ok(true)
}

/// The customer's own setting in the channel, by the channel's time: an older one never replaces a newer. `false` when
/// this one is older than what is known.
pub fn prefer(tx: &WriteTx, contact: ContactId, stops: bool, at: Timestamp) -> Result<bool, StorageError> {
    let standing = store::standing(tx, contact)?;
    let said_since = standing.suppressed.is_some_and(|suppressed| {
        suppressed.reason != SuppressionReason::UserPreference && suppressed.at > at
    });
    if !store::take_preference(tx, contact, at)? || (!stops && said_since) {
        return Ok(false);
    }
    if stops {
        suppress(tx, contact, SuppressionReason::UserPreference, SuppressionScope::Marketing)?;
    } else {
        lift(tx, contact, SuppressionScope::Marketing)?;
    }
    Ok(true)
}

/// The channel blocks this contact for us, or does no longer.
pub fn set_blocked(tx: &WriteTx, contact: ContactId, blocked: bool) -> Result<(), StorageError> {
    if store::standing(tx, contact)?.blocked == blocked {
        return Ok(());
    }
    store::set_blocked(tx, contact, blocked)?;
    let kind = if blocked { EventKind::Blocked } else { EventKind::Unblocked };
    tell(tx, contact, None, kind, &json!({}))
}

/// Two contacts are one person: the stricter rule counts, all evidence stays.
pub(in crate::inbox) fn merge(
    tx: &WriteTx,
    survivor: ContactId,
    absorbed: ContactId,
) -> Result<(), StorageError> {
    let theirs = store::standing(tx, absorbed)?;
    let ours = store::standing(tx, survivor)?;
    store::give_evidence(tx, absorbed, survivor)?;
    if let Some(suppression) = theirs.suppressed {
        let stricter = ours.suppressed.is_none_or(|ours| ours.scope == SuppressionScope::Marketing);
        if stricter {
            store::set_suppression(
                tx,
                survivor,
                Some((suppression.reason, suppression.scope, suppression.at)),
            )?;
        }
    }
    if theirs.withdrawn_at > ours.withdrawn_at {
        store::set_withdrawn(tx, survivor, theirs.withdrawn_at)?;
    }
    if theirs.blocked {
        store::set_blocked(tx, survivor, true)?;
    }
    Ok(())
}

/// A customer's message may be a wish to get no more; `true` when nobody else has to answer it. A wish is obeyed
/// whenever and however it comes; it is confirmed, and a doubt shown to a person, where the AI may answer.
pub(in crate::inbox) fn heard(
    tx: &WriteTx,
    conversation: &Conversation,
    message: MessageId,
    said: &[&str],
    may_answer: bool,
) -> Result<bool, StorageError> {
    let contact = conversation.contact_id;
    let opted_out = store::standing(tx, contact)?.suppressed.is_some();
    for text in said {
        match opt_out::heard(text, opted_out) {
            Heard::Nothing => {}
            Heard::Doubt if may_answer => {
                let hand_off =
                    HandOff { reason: HandOffReason::OptOutUnclear, card: json!({ "message_id": message }) };
                ai_mode::hand_off(tx, conversation.id, hand_off)?;
                return Ok(true);
            }
            Heard::Doubt => return Ok(false),
            Heard::Wish { wish, whole, language } => {
                if obey(tx, contact, wish)? && may_answer {
                    confirm(tx, conversation, message, wish, language)?;
                }
                return Ok(whole);
            }
        }
    }
    Ok(false)
}

/// `true` when something changed.
fn obey(tx: &WriteTx, contact: ContactId, wish: Wish) -> Result<bool, StorageError> {
    match wish {
        Wish::Stop(reach) => {
            let scope = match reach {
                Reach::Offers => SuppressionScope::Marketing,
                Reach::Everything => SuppressionScope::Everything,
            };
            suppress(tx, contact, SuppressionReason::StopWord, scope)
        }
        Wish::Start => lift(tx, contact, SuppressionScope::Everything),
    }
}

/// Said once, in the language of the wish, else in the customer's. Where nothing may be said, the wish counts all the
/// same.
fn confirm(
    tx: &WriteTx,
    conversation: &Conversation,
    message: MessageId,
    wish: Wish,
    language: Option<&str>,
) -> Result<(), StorageError> {
    let words = opt_out::confirmation(wish, &[language, conversation.contact.language.as_deref()]);
    let confirmation = NewOutbound::text(conversation.id, Author::System, format!("wish:{message}"), words);
    match queue_outbound(tx, confirmation) {
        Err(Refused::Storage(error)) => Err(error),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// A line in each of the contact's threads, and a word to the screens.
fn tell(
    tx: &WriteTx,
    contact: ContactId,
    person: Option<PersonId>,
    kind: EventKind,
    details: &serde_json::Value,
) -> Result<(), StorageError> {
    for (conversation, _, _) in conversations::all_of_contact(tx, contact)? {
        timeline::event_by(tx, conversation, person, kind, details.clone())?;
    }
    tx.announce(Topic::Contact, contact);
    Ok(())
}

/// The contact these names belong to, if any.
pub fn contact_of(
    conn: &ReadConn,
    aliases: &[crate::inbox::Alias],
) -> Result<Option<ContactId>, StorageError> {
    let Some(contact) = identity::known(conn, aliases)?.into_iter().next() else { return Ok(None) };
    Ok(contacts::by_id(conn, contact)?.map(|contact| contact.id))
}

/// A contact's conversations, each with its channel and account.
pub fn conversations_of(
    conn: &ReadConn,
    contact: ContactId,
) -> Result<Vec<(crate::ids::ConversationId, String, crate::ids::ConnectionId)>, StorageError> {
    conversations::all_of_contact(conn, contact)
}
