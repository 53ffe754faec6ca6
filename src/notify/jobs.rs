//! The work this room makes. Payloads carry ids only; [`SendTemplate`] is done by a room above.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, NoticeMessageId, PersonId};
use crate::jobs::Job;

/// Tries of a message before it is dead: about four hours, in which mail servers and push services mend themselves.
const TRIES: u32 = 24;

/// What one person is owed is to be looked through, and what is due put into messages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GatherNotices {
    pub person_id: PersonId,
}

impl Job for GatherNotices {
    const KIND: &'static str = "gather_notices";

    fn key(&self) -> Option<String> {
        Some(self.person_id.to_string())
    }
}

/// A message is to be pushed to one device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendPush {
    pub message_id: NoticeMessageId,
    pub device_id: DeviceId,
}

impl Job for SendPush {
    const KIND: &'static str = "send_push";
    const MAX_ATTEMPTS: u32 = TRIES;

    fn key(&self) -> Option<String> {
        Some(format!("{}:{}", self.message_id, self.device_id))
    }
}

/// A message is to be mailed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendMail {
    pub message_id: NoticeMessageId,
}

impl Job for SendMail {
    const KIND: &'static str = "send_mail";
    const MAX_ATTEMPTS: u32 = TRIES;

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }

    /// One letter after the other: mail servers count connections.
    fn lane(&self) -> Option<String> {
        Some("notify:mail".to_owned())
    }
}

/// A message is to go to somebody's own number, by the template the owner chose.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SendTemplate {
    pub message_id: NoticeMessageId,
}

impl Job for SendTemplate {
    const KIND: &'static str = "send_notice_template";

    fn key(&self) -> Option<String> {
        Some(self.message_id.to_string())
    }
}

/// Old notices are to be forgotten.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ForgetNotices {}

impl Job for ForgetNotices {
    const KIND: &'static str = "forget_notices";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }
}
