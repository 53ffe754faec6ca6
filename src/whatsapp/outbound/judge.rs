//! Judged at the send itself: whether a message may still go, in the transaction that begins its attempt.
//!
//! Hours may lie between queueing and sending, and a try may follow another: meanwhile the customer may have said stop,
//! the shop may have blocked them, a broadcast may have been stopped, Meta may have restricted the account.

use super::rules;
use crate::clock::Timestamp;
use crate::ids::{ConnectionId, ContactId, MessageId};
use crate::inbox::{self, MayNot, OutboundDraft, Outgoing, Purpose};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::broadcast::{self, AtTheSend};
use crate::whatsapp::numbers::notices::{self, Restriction};
use crate::whatsapp::templates::{self, Category};
use crate::whatsapp::wire::errors::{self, Entry};
use crate::whatsapp::wire::service_window;

/// What became of a message whose turn has come.
pub(super) enum Verdict {
    May,
    /// It is refused, and people are told why.
    Not(Entry),
}

/// Asked before a message is claimed: whether its broadcast still wants it sent.
pub(super) fn wanted(tx: &WriteTx, message: MessageId) -> Result<bool, StorageError> {
    Ok(match broadcast::at_the_send(tx, message)? {
        AtTheSend::Goes => true,
        AtTheSend::TakenBack => false,
    })
}

/// Asked of a message that is claimed.
pub(super) fn judge(tx: &WriteTx, draft: &OutboundDraft) -> Result<Verdict, StorageError> {
    let open = draft.window_expires_at.is_some_and(|closes| service_window::is_open(closes, tx.now()));
    if draft.outgoing.needs_open_window() && !open {
        return Ok(Verdict::Not(errors::WINDOW_CLOSED));
    }
    if let Err(may_not) = permission(tx, draft.contact_id, &draft.outgoing)? {
        return Ok(Verdict::Not(match may_not {
            MayNot::NoConsent => errors::NO_CONSENT,
            MayNot::Suppressed => errors::SUPPRESSED,
            MayNot::Blocked => errors::BLOCKED,
        }));
    }
    let restricted = restricted(tx, draft.channel_account, open, tx.now())?;
    Ok(restricted.map_or(Verdict::May, Verdict::Not))
}

fn permission(
    tx: &WriteTx,
    contact: ContactId,
    outgoing: &Outgoing,
) -> Result<Result<(), MayNot>, StorageError> {
    let purpose = match outgoing {
        Outgoing::Template(template) => {
            let known = templates::find(tx, template.template_id)?;
            rules::purpose(known.map_or(Category::Marketing, |template| template.category))
        }
        _anything_else => Purpose::Reply,
    };
    inbox::may_start(tx, contact, purpose)
}

/// What Meta has announced that this account may not do now.
fn restricted(
    tx: &WriteTx,
    number: ConnectionId,
    window_is_open: bool,
    now: Timestamp,
) -> Result<Option<Entry>, StorageError> {
    Ok(match notices::restriction_of_sending(tx, number, now)? {
        Some(Restriction::OfEverything) => Some(errors::ACCOUNT_RESTRICTED),
        Some(Restriction::OfBeginning) if !window_is_open => Some(errors::ANSWERS_ONLY),
        Some(Restriction::OfBeginning) | None => None,
    })
}
