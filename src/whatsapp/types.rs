//! The room's nouns: environments, connection states, and what a connected number is.

use crate::words::words;

/// The channel's name in the inbox.
pub const CHANNEL: &str = "whatsapp";

words! {
    /// Which Meta a connection speaks to. Secrets of one never count for the other.
    Environment {
        Meta = "meta",
        /// The built-in stand-in behind the practice phone.
        Practice = "practice",
    }

    /// How far a connection has come.
    Status as WhatsAppConnectionStatus {
        /// Messages come in and go out.
        Connected = "connected",
        /// The account has several numbers: one must be chosen.
        ChooseNumber = "choose_number",
        /// Something is missing; the checks say what.
        Incomplete = "incomplete",
        Disconnected = "disconnected",
    }

    /// Whose token it is.
    TokenKind as WhatsAppTokenKind {
        SystemUser = "system_user",
        /// A person's: it ends with their password.
        User = "user",
        /// From the dashboard's API Setup page: it dies within a day.
        Temporary = "temporary",
        Unknown = "unknown",
    }

    /// What became of a raw event.
    EventState as LedgerState {
        /// Kept and acknowledged; not read yet.
        Stored = "stored",
        Parsed = "parsed",
        /// The same bytes, or only updates we already had.
        Duplicate = "duplicate",
        Ignored = "ignored",
        Failed = "failed",
    }

    /// Where one try to deliver stands.
    AttemptState {
        Sending = "sending",
        /// Meta gave the message an id.
        Accepted = "accepted",
        /// It surely was not sent.
        Rejected = "rejected",
        /// Meta's answer was lost.
        Unsure = "unsure",
    }
}

/// How many messages a second Meta takes from a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Throughput {
    #[default]
    Standard,
    High,
    /// In the WhatsApp Business app on a phone as well, which comes before any level.
    SharedWithPhone,
}

impl Throughput {
    /// As many as Meta takes in one second.
    pub const fn messages_a_second(self) -> u32 {
        match self {
            Self::Standard => 80,
            Self::High => 1_000,
            Self::SharedWithPhone => 20,
        }
    }
}
