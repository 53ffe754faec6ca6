//! The nouns of the fleet: a report, a site, and why a site gave no report.
//!
//! No SQL, no HTTP.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{ContactId, FleetSiteId, FleetTokenId};
use crate::secrets::Sealed;
use crate::words::words;

/// The form reports have now, and the oldest form this program still reads.
pub(super) const SCHEMA: u32 = 1;
pub(super) const OLDEST_READ: u32 = 1;
/// Weeks of messages in a report.
pub(super) const WEEKS: usize = 8;
/// Numbers of one install in a report.
pub(super) const MOST_NUMBERS: usize = 50;

words! {
    /// Why a site gave no report.
    SiteFault as FleetSiteFault {
        /// Its name is not known.
        NoSuchSite = "no_such_site",
        /// It lies in a private network, which is not allowed for it.
        Private = "private_address",
        /// Nothing listens there.
        Refused = "refused",
        Unreachable = "unreachable",
        TooSlow = "too_slow",
        /// Its certificate is not valid for its name.
        Tls = "tls",
        /// It sends on to another address.
        Redirected = "redirected",
        /// The token does not count there any more.
        Revoked = "revoked",
        /// It was asked too often.
        Busy = "busy",
        /// It has a fault of its own.
        Failing = "failing",
        /// Something else answers there.
        NotShopbell = "not_shopbell",
        /// It knows no reports yet, or has a form that is not read any more.
        TooOld = "too_old",
        /// Its reports have a form this program does not know yet.
        TooNew = "too_new",
        TooLarge = "too_large",
        Truncated = "truncated",
        /// A report of another form than it says.
        Unreadable = "unreadable",
        /// The signature is wrong.
        Forged = "forged",
        /// The report of another install.
        OtherInstall = "other_install",
        /// It says it is the same install, and signs with another key.
        OtherKey = "other_key",
        /// A report that was taken already, or an older one.
        Replayed = "replayed",
        /// No answer to the question that was asked now.
        Stale = "stale",
        /// Its clock is more than a day off.
        ClockOff = "clock_off",
        /// What sealed the token here is lost.
        TokenLost = "token_lost",
    }

    /// How a number of a site stands.
    NumberStanding as FleetNumberStanding {
        Connected = "connected",
        /// Customers cannot reach the shop over it.
        Down = "down",
        /// It is being set up.
        Unfinished = "unfinished",
    }
}

/// How an install is: counts and states, no customer's name, number or words. Moments are milliseconds since 1970 by its own
/// clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetReport)]
pub struct Report {
    /// The form of this report, and the oldest program that may read it, by the form it knows.
    pub schema: u32,
    pub readable_from: u32,
    /// Which install it is.
    pub install: String,
    pub version: String,
    pub at_ms: i64,
    /// The question it answers.
    pub nonce: String,
    /// The shop's language, such as `it`.
    pub language: String,
    pub numbers: Vec<NumberReport>,
    pub chat: ModelReport,
    pub embedding: ModelReport,
    pub backup: BackupReport,
    pub queues: QueueReport,
}

/// One of its WhatsApp numbers, without its digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetNumberReport)]
pub struct NumberReport {
    /// The same from report to report.
    pub key: String,
    /// A real number; else the sample shop's.
    pub live: bool,
    pub standing: NumberStanding,
    pub set_up_at_ms: i64,
    /// When a customer first and last wrote.
    pub first_inbound_at_ms: Option<i64>,
    pub last_inbound_at_ms: Option<i64>,
    pub down_since_ms: Option<i64>,
    /// Since when it has been connected without a break, as far as it is known.
    pub connected_since_ms: Option<i64>,
    /// Messages, week by week back from now.
    pub weeks: Vec<WeekReport>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetWeekReport)]
pub struct WeekReport {
    pub inbound: i64,
    pub outbound: i64,
}

/// A model as it is set; empty when there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetModelReport)]
pub struct ModelReport {
    pub provider: String,
    pub model: String,
    pub dimensions: Option<u32>,
    /// At the provider's own address.
    pub at_home: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetBackupReport)]
pub struct BackupReport {
    /// `fresh`, `old`, `unverified`, `missing`.
    pub state: String,
    pub at_ms: Option<i64>,
    pub failing_since_ms: Option<i64>,
}

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FleetQueueReport)]
pub struct QueueReport {
    /// Conversations that wait for a person.
    pub needs_person: i64,
    /// Messages of customers nobody has answered.
    pub unanswered: i64,
    pub jobs_waiting: i64,
    /// Work that could not be done.
    pub jobs_dead: i64,
}

/// What an install signs with, as others know it.
pub(super) type PublicKey = [u8; 32];

/// Somebody who may read this install's report.
#[derive(Debug, Clone)]
pub(super) struct FleetToken {
    pub id: FleetTokenId,
    pub name: String,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
}

/// Another install this one looks after.
#[derive(Debug, Clone)]
pub(super) struct Site {
    pub id: FleetSiteId,
    pub name: String,
    pub address: String,
    pub allows_private: bool,
    pub install: String,
    pub key: PublicKey,
    pub token: Option<Sealed>,
    pub owner: Option<ContactId>,
    pub report: Report,
    pub reported_at: Timestamp,
    pub told_at_ms: i64,
    pub tried_at: Timestamp,
    pub fault: Option<(SiteFault, Timestamp)>,
    pub created_at: Timestamp,
    pub removed_at: Option<Timestamp>,
}

/// A report that was taken, its moments by this install's clock.
#[derive(Debug, Clone)]
pub(super) struct Accepted {
    pub report: Report,
    pub key: PublicKey,
    /// When it was made, by the site's own clock.
    pub told_at_ms: i64,
}

impl SiteFault {
    /// What it means and what to do, for programs that show no words of their own.
    pub const fn told(self) -> &'static str {
        match self {
            Self::NoSuchSite => "There is no site by this name.",
            Self::Private => {
                "It lies in a private network. Allow that for this site if it is meant to be so."
            }
            Self::Refused => "Nothing listens at this address: the machine is up, Shopbell is not.",
            Self::Unreachable => "It could not be reached: the machine may be off, or its network away.",
            Self::TooSlow => "It took longer than 10 seconds.",
            Self::Tls => "Its certificate is not valid for this name.",
            Self::Redirected => "It sends on to another address. Pair it again with that one.",
            Self::Revoked => "The token was revoked there. Ask its owner for a new one.",
            Self::Busy => "It was asked too often. It will be asked again in an hour.",
            Self::Failing => "It has a fault at the moment.",
            Self::NotShopbell => "Something else than Shopbell answers there.",
            Self::TooOld => "That Shopbell is too old to tell how it is. It has to be upgraded.",
            Self::TooNew => "That Shopbell is newer than this one. Upgrade this one.",
            Self::TooLarge => "The answer is too large to be a report.",
            Self::Truncated => "The report broke off in the middle.",
            Self::Unreadable => "The report has another form than it says.",
            Self::Forged => "The report's signature is wrong: it was altered on its way, or made up.",
            Self::OtherInstall => "The report is of another Shopbell than the one that was added.",
            Self::OtherKey => {
                "It signs with another key than when it was added. If its owner set it up anew, pair it again."
            }
            Self::Replayed => "An old report was sent again.",
            Self::Stale => "The answer is not to the question that was asked now.",
            Self::ClockOff => "Its clock is more than a day off.",
            Self::TokenLost => "The token cannot be opened here any more. Pair it again.",
        }
    }
}
