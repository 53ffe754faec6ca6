//! One message goes out: what is still true of it is told, in the reader's language, and how it went is kept.
//!
//! Running twice is harmless: what was sent is not sent again, and what may have been sent takes its own place.

use anyhow::anyhow;
use serde_json::json;

use super::email::letter::{self, Letter};
use super::email::smtp::{self, MailFault, MailFaultCode};
use super::gather::needless;
use super::jobs::{SendMail, SendPush};
use super::push::service::{Push, PushFault};
use super::push::{encrypt, vapid};
use super::quiet;
use super::render::{self, Rendered};
use super::send::{Reach, gather_soon};
use super::store::settings::Stored;
use super::store::{devices, messages, notices, settings};
use super::types::{Channel, Device, Dropped, Kept, Message, MessageState, Phase, Recipient};
use super::{Notify, TOPIC};
use crate::clock::Timestamp;
use crate::ids::{DeviceId, NoticeMessageId};
use crate::jobs::JobError;
use crate::storage::{ReadConn, StorageError, WriteTx};

/// A message that is ready to go.
#[derive(Clone)]
pub(super) struct Prepared {
    pub message: Message,
    pub person: Recipient,
    pub told: Vec<Kept>,
    pub rendered: Rendered,
    pub stored: Stored,
    /// The end of the person's quiet hours, where it may not go before: it is tried, or tried again, within them.
    pub held_until: Option<Timestamp>,
}

impl Prepared {
    /// Whoever is not to be disturbed now is not disturbed by what failed before either.
    fn in_quiet_hours(&self) -> Result<(), JobError> {
        match self.held_until {
            None => Ok(()),
            Some(until) => Err(JobError::RetryAt(
                until,
                anyhow!("message {} waits for quiet hours to end", self.message.id),
            )),
        }
    }
}

impl Notify {
    /// Runs [`SendPush`].
    pub async fn send_push(&self, job: SendPush) -> Result<(), JobError> {
        let (room, id) = (self.clone(), job.message_id);
        let Some(ready) = self.db.write(move |tx| prepare(tx, &room, id)).await? else { return Ok(()) };
        let find = move |conn: &ReadConn| match devices::find(conn, job.device_id)? {
            Some(device) if !messages::has_reached(conn, id, device.id)? => Ok(Some(device)),
            Some(_) | None => Ok::<_, StorageError>(None),
        };
        let Some(device) = self.db.read(find).await?.filter(|device| device.person == ready.person.id) else {
            return Ok(());
        };
        ready.in_quiet_hours()?;
        let outcome = self.push_to(&device, &ready.stored, &ready.rendered, &ready.person.language).await;
        self.settle_push(ready, &device, outcome).await
    }

    /// One push to one device.
    pub(super) async fn push_to(
        &self,
        device: &Device,
        stored: &Stored,
        rendered: &Rendered,
        language: &str,
    ) -> Result<(), PushFault> {
        let refused = PushFault::Refused(reqwest::StatusCode::BAD_REQUEST);
        let key = self.push_key(stored).ok_or(PushFault::Gone)?;
        let endpoint: url::Url = device.endpoint.parse().map_err(|_| PushFault::Gone)?;
        let origin = endpoint.origin().ascii_serialization();
        let contact = self.contact(stored);
        let authorization = vapid::authorization(&key, &origin, contact.as_deref(), self.clock.now());
        let plain = json!({
            "title": rendered.title, "body": rendered.body, "tag": rendered.tag,
            "link": rendered.link, "lang": language, "urgent": rendered.urgency.as_str() == "high",
        });
        let body = encrypt::encrypt(plain.to_string().as_bytes(), &device.public_key, &device.auth);
        let push = Push {
            endpoint: &device.endpoint,
            body: body.map_err(|_| refused)?,
            authorization: authorization.map_err(|_| refused)?,
            topic: &rendered.tag,
            urgency: rendered.urgency,
        };
        self.services.push(push).await
    }

    async fn settle_push(
        &self,
        ready: Prepared,
        device: &Device,
        outcome: Result<(), PushFault>,
    ) -> Result<(), JobError> {
        let (id, device_id) = (ready.message.id, device.id);
        let fault = outcome.err();
        self.db.write(move |tx| keep_push(tx, &ready, device_id, fault)).await?;
        let Some(fault) = fault else { return Ok(()) };
        let words = anyhow!("push {id} to device {device_id}: {}", fault.code());
        match fault {
            PushFault::Gone => Ok(()),
            PushFault::Busy(_, Some(wait)) => Err(JobError::RetryAt(self.clock.now().plus(wait), words)),
            PushFault::Busy(_, None) | PushFault::Unreachable => Err(JobError::Retry(words)),
            PushFault::Refused(status) => {
                Err(JobError::GiveUp(words.context(format!("the push service answered {status}"))))
            }
            PushFault::PrivateAddress => Err(JobError::GiveUp(words)),
        }
    }

    /// Runs [`SendMail`].
    pub async fn send_mail(&self, job: SendMail) -> Result<(), JobError> {
        let (room, id) = (self.clone(), job.message_id);
        let Some(ready) = self.db.write(move |tx| prepare(tx, &room, id)).await? else { return Ok(()) };
        ready.in_quiet_hours()?;
        let outcome =
            self.mail(&ready.stored, &ready.person, &ready.rendered, (id, ready.message.created_at)).await;
        let fault = outcome.as_ref().err().cloned();
        let keep = move |tx: &WriteTx| match &fault {
            None => sent(tx, &ready),
            Some(fault) if fault.may_pass() => messages::set_fault(tx, id, fault.code.as_str()),
            Some(fault) => messages::set_state(tx, id, MessageState::Failed, Some(fault.code.as_str())),
        };
        self.db.write(keep).await?;
        outcome.map_err(|fault| {
            let words = anyhow!("mail {id}: {fault}");
            if fault.may_pass() { JobError::Retry(words) } else { JobError::GiveUp(words) }
        })
    }

    /// One letter to one person.
    pub(super) async fn mail(
        &self,
        stored: &Stored,
        person: &Recipient,
        rendered: &Rendered,
        (id, at): (NoticeMessageId, Timestamp),
    ) -> Result<(), MailFault> {
        let no_server = || MailFault::of(MailFaultCode::NoSuchHost, "no mail server is set");
        let server = self.mail_server(stored).ok_or_else(no_server)?;
        let address = self.public_url.as_ref().and_then(|url| url.join(&rendered.link).ok());
        let body = render::letter(rendered, address.as_ref().map(url::Url::as_str), &person.language);
        let letter = Letter {
            to: &person.email,
            to_name: &person.name,
            subject: &rendered.title,
            body: &body,
            id: format!("notice-{id}"),
            at,
        };
        let letter = letter::write(&server.from, &letter)
            .map_err(|error| MailFault::of(MailFaultCode::NoAddress, error.to_string()))?;
        smtp::send(&server, &letter).await
    }
}

/// What a message says now. Nothing when it was sent, or nothing of it is worth telling any more.
pub(super) fn prepare(
    tx: &WriteTx,
    room: &Notify,
    id: NoticeMessageId,
) -> Result<Option<Prepared>, StorageError> {
    let Some(message) = messages::find(tx, id)? else { return Ok(None) };
    let is_open = match message.state {
        MessageState::Waiting => true,
        // Another of the person's devices has it.
        MessageState::Sent => message.channel == Channel::Push,
        MessageState::Failed | MessageState::Dropped => false,
    };
    let stored = settings::load(tx)?;
    let person = room.person(tx, message.person)?.filter(|_| is_open);
    let mut told = Vec::new();
    if let Some(person) = &person {
        let reach = Reach::of(tx, person, &stored)?;
        for notice in notices::of_message(tx, id)? {
            match needless(tx, room, person, &reach, message.channel, &notice)? {
                Some(why) if message.state == MessageState::Waiting => {
                    notices::drop_owed(tx, notice.id, person.id, message.channel, why)?;
                }
                Some(_) => {}
                None => told.push(notice),
            }
        }
    }
    let rendered = person.as_ref().and_then(|person| render::render(&told, &person.language));
    let (Some(person), Some(rendered)) = (person, rendered) else {
        if message.state == MessageState::Waiting {
            messages::set_state(tx, id, MessageState::Dropped, None)?;
        }
        return Ok(None);
    };
    let preferences = Reach::of(tx, &person, &stored)?.preferences;
    let zone = room.zone(tx, &preferences)?;
    let held_until = quiet::held_until(rendered.urgency, &preferences, &zone, tx.now());
    Ok(Some(Prepared { message, person, told, rendered, stored, held_until }))
}

/// It has arrived. What ended while it was on its way is told to have ended, too.
pub(super) fn sent(tx: &WriteTx, ready: &Prepared) -> Result<(), StorageError> {
    let (person, channel) = (ready.message.person, ready.message.channel);
    messages::set_state(tx, ready.message.id, MessageState::Sent, None)?;
    let begun = ready.told.iter().filter(|notice| notice.phase == Phase::Raised);
    for notice in begun {
        let over = notices::id_of(tx, &notice.kind, &notice.key, Phase::Over)?;
        let went = notices::went(tx, notice.id, person)?;
        let was_dropped =
            went.iter().any(|went| went.channel == channel && went.dropped == Some(Dropped::Over));
        if let Some(over) = over.filter(|_| was_dropped) {
            notices::owe(tx, over, person, channel)?;
            gather_soon(tx, person)?;
        }
    }
    tx.announce(TOPIC, ready.message.id);
    Ok(())
}

fn keep_push(
    tx: &WriteTx,
    ready: &Prepared,
    device: DeviceId,
    fault: Option<PushFault>,
) -> Result<(), StorageError> {
    let id = ready.message.id;
    let Some(fault) = fault else {
        messages::reached(tx, id, device)?;
        devices::told(tx, device, Ok(()))?;
        return sent(tx, ready);
    };
    match fault {
        PushFault::Gone => {
            devices::delete(tx, device)?;
            if devices::of_person(tx, ready.person.id)?.is_empty() {
                messages::set_state(tx, id, MessageState::Failed, Some(fault.code()))?;
            }
        }
        PushFault::Refused(_) | PushFault::PrivateAddress => {
            devices::told(tx, device, Err(fault.code()))?;
            // Another device may still get it.
            if devices::of_person(tx, ready.person.id)?.len() > 1 {
                messages::set_fault(tx, id, fault.code())?;
            } else {
                messages::set_state(tx, id, MessageState::Failed, Some(fault.code()))?;
            }
        }
        PushFault::Busy(..) | PushFault::Unreachable => {
            devices::told(tx, device, Err(fault.code()))?;
            messages::set_fault(tx, id, fault.code())?;
        }
    }
    tx.announce(TOPIC, id);
    Ok(())
}
