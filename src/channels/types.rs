//! What is known of a channel's account.

use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::words::words;

words! {
    /// How an account stands.
    AccountState {
        Connected = "connected",
        /// Being connected.
        Incomplete = "incomplete",
        /// It was connected, and customers cannot reach the shop over it.
        Broken = "broken",
        /// Ended; its conversations stay.
        Disconnected = "disconnected",
    }
    /// What the channel says of how customers take the shop's messages.
    Quality as AccountQuality { Green = "green", Yellow = "yellow", Red = "red" }
}

/// An account of a channel, as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: ConnectionId,
    pub channel: String,
    /// What the staff calls it.
    pub name: Option<String>,
    /// Where customers write to, such as a phone number.
    pub address: Option<String>,
    /// Where its customers' names mean something.
    pub scope: String,
    pub practice: bool,
    /// It plays the shop's own in the sample shop.
    pub played: bool,
    pub state: AccountState,
    /// Why it is broken, as the channel's stable word; only then.
    pub cause: Option<String>,
    /// Since when it stands like that.
    pub since: Timestamp,
    /// When a customer's message last came, to the minute.
    pub last_inbound_at: Option<Timestamp>,
    pub token_expires_at: Option<Timestamp>,
    pub messages_a_second: Option<u32>,
    /// How many customers a day may be written to first; -1: as many as one likes.
    pub customers_a_day: Option<i64>,
    pub quality: Option<Quality>,
}

impl Account {
    pub fn is_in_use(&self) -> bool {
        self.state != AccountState::Disconnected
    }

    /// Whether messages may leave over it: what is broken may mend while they wait.
    pub(super) fn can_send(&self) -> bool {
        matches!(self.state, AccountState::Connected | AccountState::Broken)
    }

    /// Neither practice nor the sample shop's.
    pub(super) fn is_the_shops_own(&self) -> bool {
        self.is_in_use() && !self.practice && !self.played
    }
}

/// How the shop's accounts stand, in one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// None was ever connected, or each was disconnected by its owner.
    None,
    Connected,
    Incomplete,
    /// Customers cannot reach the shop over one of them; why, as the channel's stable word.
    Broken(String),
}
