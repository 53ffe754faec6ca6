//! A message to somebody's own number: this room says what it tells and when it may go, the room that has that channel queues it.

use super::deliver::{prepare, sent};
use super::render;
use super::send::Reach;
use super::store::{messages, notices, people};
use super::types::{MessageState, urgency};
use super::{Notify, quiet};
use crate::clock::Timestamp;
use crate::ids::{MessageId, NoticeMessageId, TemplateId};
use crate::storage::{ReadConn, StorageError, WriteTx};

/// Characters of a template's blank; Meta allows 1,024 in the whole body.
const LONGEST_BLANK: usize = 600;

/// A message for somebody's own number.
#[derive(Debug, Clone)]
pub struct TemplateMessage {
    pub id: NoticeMessageId,
    pub phone: String,
    pub template: TemplateId,
    /// Goes into the template's one blank.
    pub line: String,
}

/// What is to go to somebody's own number.
#[derive(Debug, Clone)]
pub enum ForOwnNumber {
    /// Nothing, any more.
    Nothing,
    /// Their quiet hours end then.
    Later(Timestamp),
    Now(TemplateMessage),
}

impl Notify {
    /// What is to go to somebody's own number, if it still is; for the room that has that channel.
    pub fn for_own_number(&self, tx: &WriteTx, id: NoticeMessageId) -> Result<ForOwnNumber, StorageError> {
        let Some(ready) = prepare(tx, self, id)? else { return Ok(ForOwnNumber::Nothing) };
        if let Some(until) = ready.held_until {
            return Ok(ForOwnNumber::Later(until));
        }
        let reach = Reach::of(tx, &ready.person, &ready.stored)?;
        let (Some(template), Some(phone)) = (ready.stored.template, reach.preferences.whatsapp_phone) else {
            return Ok(ForOwnNumber::Nothing);
        };
        let line = render::line(&ready.rendered, LONGEST_BLANK);
        Ok(ForOwnNumber::Now(TemplateMessage { id, phone, template, line }))
    }

    /// That room has queued it as a message of its own, or says why it cannot.
    pub fn template_settled(
        &self,
        tx: &WriteTx,
        id: NoticeMessageId,
        outcome: Result<MessageId, &str>,
    ) -> Result<(), StorageError> {
        match outcome {
            Ok(outbound) => {
                messages::set_outbound(tx, id, outbound)?;
                prepare(tx, self, id)?.map_or(Ok(()), |ready| sent(tx, &ready))
            }
            Err(fault) => messages::set_state(tx, id, MessageState::Failed, Some(fault)),
        }
    }

    /// Until when a message of that room's may not go now, because it rings where somebody is not to be disturbed: asked at
    /// each of its tries. Nothing for every message that tells no notice.
    pub fn held_back(&self, conn: &ReadConn, outbound: MessageId) -> Result<Option<Timestamp>, StorageError> {
        let Some(message) = messages::of_outbound(conn, outbound)? else { return Ok(None) };
        let told = notices::of_message(conn, message.id)?;
        let preferences = people::preferences(conn, message.person)?;
        let zone = self.zone(conn, &preferences)?;
        Ok(quiet::held_until(urgency(&told), &preferences, &zone, self.clock.now()))
    }
}
