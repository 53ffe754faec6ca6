//! Why a signal is not sent, and the code the API says it by.

use super::limits::Limit;
use super::types::{Scope, Signal};
use crate::http::ApiError;
use crate::inbox::{MayNot, Refused};
use crate::storage::StorageError;

/// Why a signal is not sent.
#[derive(Debug)]
pub(super) enum NotSent {
    /// Not open any more: the signal says who and when.
    Decided(Box<Signal>),
    /// What it told is over; that is kept.
    Resolved(Box<Signal>),
    /// Nobody is written to because of it.
    NobodyToWriteTo,
    /// Nobody said whom the site belongs to.
    NoOwner,
    NoDraft,
    /// A blank stands in it that somebody meant to fill in.
    BlankLeft(String),
    /// Somebody changed the draft since it was looked at.
    DraftChanged,
    Limit(Limit),
    MayNot(MayNot),
    BudgetSpent,
    /// The customer has no conversation a message could go to.
    NoConversation,
    Refused(Refused),
}

impl NotSent {
    /// Why there is nobody.
    pub const fn to_nobody(signal: &Signal) -> Self {
        match signal.scope {
            Scope::Fleet => Self::NoOwner,
            Scope::Itself | Scope::Customers => Self::NobodyToWriteTo,
        }
    }

    /// As the API says it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Decided(_) | Self::Resolved(_) => "signal_resolved",
            Self::NobodyToWriteTo => "nobody_to_write_to",
            Self::NoOwner => "no_owner",
            Self::NoDraft => "no_draft",
            Self::BlankLeft(_) => "blank_left",
            Self::DraftChanged => "draft_changed",
            Self::Limit(limit) => limit.told().0,
            Self::MayNot(may_not) => ApiError::from(Refused::MayNot(may_not)).code(),
            Self::BudgetSpent => "budget_spent",
            Self::NoConversation => "no_conversation",
            Self::Refused(refused) => ApiError::from(refused).code(),
        }
    }
}

impl From<StorageError> for NotSent {
    fn from(error: StorageError) -> Self {
        Self::Refused(Refused::Storage(error))
    }
}

impl From<Refused> for NotSent {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
