//! Why an update is not used: a word that screens say in their reader's language, and what it is about.

use std::fmt;

use crate::words::words;

words! {
    /// Why an update of Meta's is not used.
    UnusedReason as LedgerReason {
        /// About: where the JSON breaks off.
        UnreadableJson = "unreadable_json",
        /// About: the product the webhook belongs to.
        NotWhatsApp = "not_whatsapp",
        /// About: the part of the body.
        Missing = "missing",
        /// About: the part of the body.
        Malformed = "malformed",
        UnknownSender = "unknown_sender",
        /// About: the group.
        Group = "group",
        /// About: the kind.
        UnknownKind = "unknown_kind",
        /// About: the field.
        NotUsed = "not_used",
        NoUpdate = "no_update",
        NameRemoved = "name_removed",
        UnknownCustomer = "unknown_customer",
        DashboardTest = "dashboard_test",
        /// About: the number's id.
        ForeignNumber = "foreign_number",
        /// About: the error.
        NotStored = "not_stored",
        /// About: how many were not read.
        BeyondLimit = "beyond_limit",
        /// About: how many of how many.
        SomeFailed = "some_failed",
        /// About somebody who was erased since.
        Erased = "erased",
    }
}

impl UnusedReason {
    /// With what it is about.
    pub fn about(self, about: impl fmt::Display) -> Unused {
        Unused { reason: self, about: Some(about.to_string()) }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::UnreadableJson => "not a JSON object",
            Self::NotWhatsApp => "a webhook that is not about WhatsApp",
            Self::Missing => "something is missing",
            Self::Malformed => "not of the expected form",
            Self::UnknownSender => "it does not say who it is from",
            Self::Group => "group messages are not answered here",
            Self::UnknownKind => "of a kind Shopbell does not know",
            Self::NotUsed => "kept, and not used",
            Self::NoUpdate => "no update in it",
            Self::NameRemoved => "a name was removed from the phone: it stays here",
            Self::UnknownCustomer => "about a customer nobody knows",
            Self::DashboardTest => "a test from Meta's dashboard",
            Self::ForeignNumber => "this number is not connected here",
            Self::NotStored => "it could not be stored",
            Self::BeyondLimit => "more updates than one webhook may bring were not read",
            Self::SomeFailed => "some updates failed",
            Self::Erased => "about somebody who was erased",
        }
    }
}

/// Why an update is not used, with what that is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unused {
    pub reason: UnusedReason,
    pub about: Option<String>,
}

impl From<UnusedReason> for Unused {
    fn from(reason: UnusedReason) -> Self {
        Self { reason, about: None }
    }
}

impl fmt::Display for Unused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.reason.sentence())?;
        match &self.about {
            Some(about) => write!(out, ": {about}"),
            None => Ok(()),
        }
    }
}
