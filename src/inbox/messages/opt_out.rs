//! A customer's message may be a wish to get no more, or to get messages again: it is obeyed, and confirmed once.

use serde_json::json;

use super::outbound::queue_outbound;
use crate::ids::{ContactId, ConversationId, MessageId};
use crate::inbox::contacts::consent::{is_suppressed, lift, suppress};
use crate::inbox::contacts::opt_out::{self, Heard, Reach, Wish};
use crate::inbox::conversations::ai_mode;
use crate::inbox::store::conversations;
use crate::inbox::types::{Author, Conversation, HandOff, HandOffReason, NewOutbound, Refused};
use crate::inbox::words::{SuppressionReason, SuppressionScope};
use crate::storage::{StorageError, WriteTx};

/// A customer's message may be a wish to get no more; `true` when nobody else has to answer it. A wish is obeyed
/// whenever and however it comes; it is confirmed, and a doubt shown to a person, where the AI may answer.
pub(super) fn heard(
    tx: &WriteTx,
    contact: ContactId,
    conversation: ConversationId,
    message: MessageId,
    said: &[&str],
    may_answer: impl FnOnce(&Conversation) -> bool,
) -> Result<bool, StorageError> {
    let opted_out = is_suppressed(tx, contact)?;
    let mut heard = said.iter().map(|text| opt_out::heard(text, opted_out));
    let Some(heard) = heard.find(|heard| *heard != Heard::Nothing) else { return Ok(false) };
    let Some(conversation) = conversations::by_id(tx, conversation)? else { return Ok(false) };
    let may_answer = may_answer(&conversation);
    match heard {
        Heard::Nothing => Ok(false),
        Heard::Doubt => {
            if may_answer {
                let card = json!({ "message_id": message });
                ai_mode::hand_off(
                    tx,
                    conversation.id,
                    HandOff { reason: HandOffReason::OptOutUnclear, card },
                )?;
            }
            // It waits for that person, who may be needed for more: "stop, my son cannot breathe".
            Ok(false)
        }
        Heard::Wish { wish, whole, language } => {
            if obey(tx, contact, wish)? && may_answer {
                confirm(tx, &conversation, message, wish, language)?;
            }
            Ok(whole)
        }
    }
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
