//! The nouns of this room: what people are told, whom it tells, and by which roads.
//!
//! No SQL, no HTTP, and not a word of what a notice is about: kinds are named by the rooms above.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::actor::{Permission, Role};
use crate::clock::Timestamp;
use crate::ids::{DeviceId, NoticeId, NoticeMessageId, PersonId, TemplateId};
use crate::storage::{ReadConn, StorageError};
use crate::words::words;

words! {
    /// The roads a notice takes beside the screens.
    Channel as NoticeChannel {
        Push = "push",
        Email = "email",
        Whatsapp = "whatsapp",
    }

    /// How soon somebody should know.
    Urgency as NoticeUrgency {
        Normal = "normal",
        /// It may break the quiet hours, where the person says so.
        High = "high",
    }

    /// Whether a notice tells that something began, or that it is over.
    Phase as NoticePhase {
        Raised = "raised",
        Over = "over",
    }

    /// Where a message of notices stands.
    MessageState as NoticeMessageState {
        Waiting = "waiting",
        Sent = "sent",
        Failed = "failed",
        /// Nothing of it was worth telling any more.
        Dropped = "dropped",
    }

    /// Why somebody is not told after all.
    Dropped as NoticeDropped {
        /// It was over before they were told.
        Over = "over",
        /// Somebody saw to it before they were told.
        Moot = "moot",
        /// They may not, or no longer want to know.
        Unwanted = "unwanted",
    }
}

/// A kind of notice, named by the room above that sends it.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    pub name: &'static str,
    /// Who may be told.
    pub permission: Permission,
    /// The roads it takes for whoever chose none.
    pub usual: &'static [Channel],
    /// It waits as long as the person's patience lasts, in case somebody sees to it by then.
    pub patient: bool,
}

/// What a notice says, in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    pub title: String,
    pub body: String,
    /// The title of several of this kind together, with `{count}` in it.
    pub several: String,
}

/// Something people are to be told.
#[derive(Debug, Clone)]
pub struct Notice {
    pub kind: &'static Kind,
    /// What it is about: of one kind and key people are told once that it began, and once that it is over.
    pub key: String,
    pub phase: Phase,
    pub urgency: Urgency,
    /// By language, such as `it`; without `en` nobody of another language is told.
    pub words: BTreeMap<&'static str, Words>,
    /// A place of the screens, such as `/health`.
    pub link: String,
}

/// Somebody of the shop's own, as far as this room must know them.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    /// A tag such as `it`.
    pub language: String,
    pub role: Role,
}

impl Recipient {
    pub fn may(&self, permission: Permission) -> bool {
        self.role >= permission.lowest_role()
    }
}

/// Everybody who works here now.
pub type People = Arc<dyn Fn(&ReadConn) -> Result<Vec<Recipient>, StorageError> + Send + Sync>;
/// The shop's time zone, by its name.
pub type DefaultZone = Arc<dyn Fn(&ReadConn) -> Result<String, StorageError> + Send + Sync>;
/// Why a template cannot carry notices, in words; nothing when it can.
pub type TemplateFault =
    Arc<dyn Fn(&ReadConn, TemplateId) -> Result<Option<&'static str>, StorageError> + Send + Sync>;
/// Whether these digits are a number the shop itself writes from.
pub type IsOwnNumber = Arc<dyn Fn(&ReadConn, &str) -> Result<bool, StorageError> + Send + Sync>;
/// Whether a notice of this kind and key is worth telling no more.
pub type IsMoot = Arc<dyn Fn(&ReadConn, &str, &str) -> Result<bool, StorageError> + Send + Sync>;

/// A notice as it was kept.
#[derive(Debug, Clone)]
pub struct Kept {
    pub id: NoticeId,
    pub kind: String,
    pub key: String,
    pub phase: Phase,
    pub urgency: Urgency,
    pub words: BTreeMap<String, Words>,
    pub link: String,
    pub patient: bool,
    pub created_at: Timestamp,
}

/// Of what is told together the most urgent counts.
pub(super) fn urgency(told: &[Kept]) -> Urgency {
    let is_high = |notice: &Kept| notice.urgency == Urgency::High;
    if told.iter().any(is_high) { Urgency::High } else { Urgency::Normal }
}

/// Notices that go out together.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: NoticeMessageId,
    pub person: PersonId,
    pub channel: Channel,
    pub state: MessageState,
    pub created_at: Timestamp,
}

/// A browser that may be pushed to.
#[derive(Debug, Clone)]
pub struct Device {
    pub id: DeviceId,
    pub person: PersonId,
    pub name: String,
    pub endpoint: String,
    /// On P-256, uncompressed.
    pub public_key: Vec<u8>,
    pub auth: Vec<u8>,
    pub created_at: Timestamp,
    pub reached_at: Option<Timestamp>,
    pub fault: Option<String>,
}

/// How one person wants to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Minutes after midnight on their clock, from and to.
    pub quiet: Option<(u16, u16)>,
    /// None: the shop's.
    pub time_zone: Option<String>,
    pub urgent_passes: bool,
    /// What comes within this time of the last message waits for the next one.
    pub bundle_minutes: u16,
    /// How long a patient kind waits in case somebody sees to it.
    pub patience_minutes: u16,
    pub whatsapp_phone: Option<String>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            quiet: None,
            time_zone: None,
            urgent_passes: false,
            bundle_minutes: 15,
            patience_minutes: 5,
            whatsapp_phone: None,
        }
    }
}
