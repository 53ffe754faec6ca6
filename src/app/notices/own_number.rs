//! A notice to an owner's own number: a template as any other, through the inbox and WhatsApp's rules.
//!
//! The number must have written to the shop once: that is where the conversation is, and the owner's agreement. Queued in the
//! transaction that notes it, so never twice.

use std::collections::BTreeMap;

use super::Notices;
use crate::clock::Timestamp;
use crate::ids::{ContactId, MessageId, NoticeMessageId, TemplateId};
use crate::inbox::outgoing::Template;
use crate::inbox::{
    self, Alias, AliasKind, Author, Conversation, NewOutbound, Outgoing, Refused, SpendingStage,
};
use crate::notify::{ForOwnNumber, TemplateMessage};
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::{self, Environment};

/// The message in the inbox, or why there is none.
type Outcome = Result<MessageId, &'static str>;

/// Sends it, or keeps why it cannot go. The moment before which it may not.
pub(super) fn send(
    tx: &WriteTx,
    room: &Notices,
    id: NoticeMessageId,
) -> Result<Option<Timestamp>, StorageError> {
    let message = match room.notify.for_own_number(tx, id)? {
        ForOwnNumber::Nothing => return Ok(None),
        ForOwnNumber::Later(until) => return Ok(Some(until)),
        ForOwnNumber::Now(message) => message,
    };
    let outcome = queue(tx, room, &message)?;
    if let Err(fault) = outcome {
        tracing::warn!(message.id = %id, fault, "a notice could not go to the owner's own number");
    }
    room.notify.template_settled(tx, id, outcome)?;
    Ok(None)
}

fn queue(tx: &WriteTx, room: &Notices, message: &TemplateMessage) -> Result<Outcome, StorageError> {
    if inbox::spending_stage(tx)? == SpendingStage::PeopleOnly {
        return Ok(Err("whatsapp_budget_spent"));
    }
    for contact in owners_contacts(tx, room, &message.phone)? {
        for (id, _, _) in inbox::conversations_of(tx, contact)? {
            let Some(conversation) = inbox::conversation(tx, id)?.filter(|one| is_ours(room, one)) else {
                continue;
            };
            let Some(outgoing) = filled(tx, &conversation, message)? else { continue };
            return queue_in(tx, &conversation, outgoing, message.id);
        }
    }
    Ok(Err("whatsapp_no_conversation"))
}

fn is_ours(room: &Notices, conversation: &Conversation) -> bool {
    conversation.channel == whatsapp::CHANNEL && (!conversation.practice || room.practice_counts)
}

/// Whoever bears the number.
fn owners_contacts(conn: &ReadConn, room: &Notices, phone: &str) -> Result<Vec<ContactId>, StorageError> {
    let worlds: &[Environment] =
        if room.practice_counts { &[Environment::Meta, Environment::Practice] } else { &[Environment::Meta] };
    let alias = |world: &Environment| Alias {
        kind: AliasKind::Phone,
        value: format!("+{phone}"),
        scope: world.as_str().to_owned(),
    };
    inbox::contacts_of(conn, &worlds.iter().map(alias).collect::<Vec<_>>())
}

/// The template with its one blank filled, where this conversation's number has it.
fn filled(
    conn: &ReadConn,
    conversation: &Conversation,
    message: &TemplateMessage,
) -> Result<Option<Outgoing>, StorageError> {
    let found = whatsapp::templates::sendable(conn, conversation.channel_account)?;
    let Some(template) = found.into_iter().find(|template| template.id == message.template) else {
        return Ok(None);
    };
    let blanks = template.content.variables(template.parameter_format);
    let variables: BTreeMap<String, String> =
        blanks.into_iter().map(|blank| (blank.name, message.line.clone())).collect();
    Ok(Some(Outgoing::Template(Template { template_id: template.id, header: None, variables })))
}

/// Whether the digits are a number of the shop: nobody can be told anything at the number that tells it.
pub(super) fn is_of_the_shop(conn: &ReadConn, digits: &str) -> Result<bool, StorageError> {
    let phone = format!("+{digits}");
    for world in [Environment::Meta, Environment::Practice] {
        if whatsapp::numbers::is_number_of_ours(conn, world, Some(&phone))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why a template cannot carry a notice: it is told when it is chosen, not when the first notice does not arrive.
pub(super) fn template_fault(conn: &ReadConn, id: TemplateId) -> Result<Option<&'static str>, StorageError> {
    let Some(template) = whatsapp::templates::find(conn, id)? else {
        return Ok(Some("There is no such template."));
    };
    if !template.is_sendable() {
        return Ok(Some("Meta has not approved this template, or it is paused."));
    }
    let blanks = template.content.variables(template.parameter_format).len();
    Ok((blanks != 1).then_some("Choose one with exactly one blank: the notice fills it."))
}

fn queue_in(
    tx: &WriteTx,
    conversation: &Conversation,
    outgoing: Outgoing,
    id: NoticeMessageId,
) -> Result<Outcome, StorageError> {
    let prepared = match whatsapp::outbound::rules::prepare(tx, conversation, outgoing) {
        Ok(prepared) => prepared,
        Err(refused) => return of(refused),
    };
    let new = NewOutbound {
        outgoing: prepared.outgoing,
        rendered: prepared.rendered,
        ..NewOutbound::text(conversation.id, Author::System, format!("notice:{id}"), "")
    };
    match inbox::queue_outbound(tx, new) {
        Ok(queued) => Ok(Ok(queued.id())),
        Err(refused) => of(refused),
    }
}

/// The fault a refusal is told by.
fn of(refused: Refused) -> Result<Outcome, StorageError> {
    match refused {
        Refused::Storage(error) => Err(error),
        Refused::Limits(_) => Ok(Err("whatsapp_template_unfit")),
        other => {
            tracing::info!(refused = %other, "the inbox does not take a notice to the owner's own number");
            Ok(Err("whatsapp_refused"))
        }
    }
}
