//! What a customer agreed to and what they are not to get, and the one rule about who may be written to first.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{EvidenceId, PersonId};
use crate::inbox::words::{ConsentSource, SuppressionReason, SuppressionScope};

/// Why a message is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Advertising, and everything sent to many: needs evidence of consent.
    Marketing,
    /// About something of the customer's own: nobody is written to who withdrew, or who neither wrote nor agreed.
    Utility,
    /// The customer wrote first.
    Reply,
}

/// Why a message may not be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MayNot {
    #[error("the customer has not agreed to be written to")]
    NoConsent,
    #[error("the customer wants no such messages")]
    Suppressed,
    #[error("the shop has blocked this customer")]
    Blocked,
}

/// When, where and in what words somebody agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub id: EvidenceId,
    pub at: Timestamp,
    pub source: ConsentSource,
    pub words: String,
    pub person: Option<PersonId>,
}

/// What a customer is not to get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suppression {
    pub reason: SuppressionReason,
    pub scope: SuppressionScope,
    pub at: Timestamp,
}

/// How a contact stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConsentState {
    /// The latest evidence, unless it was withdrawn since.
    pub given: Option<Evidence>,
    pub withdrawn_at: Option<Timestamp>,
    pub suppressed: Option<Suppression>,
    pub blocked: bool,
}

/// What the rule goes by.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::inbox) struct Facts {
    pub blocked: bool,
    pub suppressed: Option<SuppressionScope>,
    pub agreed: bool,
    pub withdrew: bool,
    /// Asked only where nothing else decides.
    pub has_written: bool,
}

impl Facts {
    /// The one rule.
    pub fn allow(self, purpose: Purpose) -> Result<(), MayNot> {
        match (purpose, self.suppressed) {
            _ if self.blocked => Err(MayNot::Blocked),
            (Purpose::Reply, _) => Ok(()),
            (_, Some(SuppressionScope::Everything))
            | (Purpose::Marketing, Some(SuppressionScope::Marketing)) => Err(MayNot::Suppressed),
            (Purpose::Marketing, None) if !self.agreed => Err(MayNot::NoConsent),
            (Purpose::Utility, None | Some(SuppressionScope::Marketing))
                if !self.agreed && (self.withdrew || !self.has_written) =>
            {
                Err(MayNot::NoConsent)
            }
            (Purpose::Marketing | Purpose::Utility, _) => Ok(()),
        }
    }
}
