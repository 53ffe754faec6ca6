//! The nouns of this room: people, their sessions and tokens, and what each may be.
//!
//! Never holds a password, token or code; those are digests in the store and secrets on their way.

use crate::actor::Role;
use crate::clock::Timestamp;
use crate::ids::{PersonId, SecurityNoticeId, SessionId, TokenId};
use crate::secrets::WrappedKey;
use crate::words::words;

/// One counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    pub failures: u32,
    pub since: Timestamp,
    pub blocked_until: Timestamp,
}

/// Who can open a copy of the data key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The key file beside the database.
    Machine,
    /// The owner's twelve words.
    Phrase,
}

impl Reader {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Machine => "machine",
            Self::Phrase => "phrase",
        }
    }
}

/// One copy of the data key.
#[derive(Debug, Clone)]
pub struct StoredKey {
    pub wrapped: WrappedKey,
    /// The reader's age recipient, so that backups can be locked for it too.
    pub public_key: String,
    /// The reader proved to be able to open it; a machine always can.
    pub confirmed: bool,
}

/// Longest name of a person or a token, in characters.
pub const LONGEST_NAME: usize = 100;
/// Longest e-mail address, in characters.
pub const LONGEST_EMAIL: usize = 254;

words! {
    /// How somebody wants the screens to look.
    #[derive(Default)]
    Theme {
        /// As the device says.
        #[default]
        System = "system",
        Light = "light",
        Dark = "dark",
    }
}

/// Someone of the shop's own staff.
#[derive(Debug, Clone)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub active: bool,
    /// Has no password yet: an invitation waits.
    pub invited: bool,
    pub language: String,
    pub theme: Theme,
    pub second_factor: bool,
    pub last_seen_at: Option<Timestamp>,
}

/// A person to be added.
pub struct NewPerson {
    pub name: String,
    pub email: EmailAddress,
    pub role: Role,
    pub language: String,
    pub password_hash: Option<String>,
}

/// What signing in needs to know of a person.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub person_id: PersonId,
    pub password_hash: Option<String>,
    pub active: bool,
}

/// One signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub device: String,
    pub address: String,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
}

/// A program's own key to the API.
#[derive(Debug, Clone)]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    pub role: Role,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
}

words! {
    /// Why a password link was made.
    LinkKind {
        /// Somebody new chooses a first password.
        Invitation = "invitation",
        /// Somebody who forgot the old one chooses another.
        Reset = "reset",
    }
}

words! {
    /// What somebody is told about their own account.
    NoticeKind as SecurityNoticeKind {
        /// From a device or a network never seen with them.
        SignedIn = "signed_in",
        PasswordChanged = "password_changed",
        /// By a link, or on the machine itself.
        PasswordReset = "password_reset",
        SecondFactorOn = "second_factor_on",
        SecondFactorOff = "second_factor_off",
        RecoveryCodeUsed = "recovery_code_used",
        /// The owner made a link with which a new password can be chosen.
        LinkMade = "link_made",
        RoleChanged = "role_changed",
        /// An API token was made; every owner is told.
        TokenMade = "token_made",
    }
}

/// Something that happened to somebody's account.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: SecurityNoticeId,
    pub kind: NoticeKind,
    pub at: Timestamp,
    pub device: String,
    pub address: String,
    pub seen: bool,
}

/// A password link that still works.
#[derive(Debug, Clone)]
pub struct PasswordLink {
    pub person_id: PersonId,
    pub kind: LinkKind,
    pub name: String,
    pub email: String,
}

/// An e-mail address that looks like one, with the form in which two are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailAddress {
    written: String,
    key: String,
}

impl EmailAddress {
    /// Takes what can be an address at all; only a message sent there would prove it.
    pub fn parse(text: &str) -> Option<Self> {
        let written = text.trim();
        let (local, domain) = written.rsplit_once('@')?;
        let plain =
            |text: &str| !text.is_empty() && !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let fits = written.chars().count() <= LONGEST_EMAIL;
        let is_host = !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains(['@', ',', ';']);
        (fits && is_host && plain(local) && plain(domain))
            .then(|| Self { written: written.to_owned(), key: email_key(written) })
    }

    pub fn as_written(&self) -> &str {
        &self.written
    }

    pub fn key(&self) -> &str {
        &self.key
    }
}

/// The form in which addresses are compared, also for text that is no address.
pub fn email_key(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_case_and_margins() {
        let address = EmailAddress::parse("  Rosa@Macelleria.Example ").unwrap();
        assert_eq!(address.as_written(), "Rosa@Macelleria.Example");
        assert_eq!(address.key(), "rosa@macelleria.example");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "rosa",
            "@x.example",
            "rosa@",
            "ro sa@x.example",
            "rosa@x.example\r\nBcc: y",
            "rosa@.example",
        ] {
            assert_eq!(EmailAddress::parse(text), None, "{text:?}");
        }
        assert_eq!(EmailAddress::parse(&format!("{}@x.example", "a".repeat(250))), None);
    }
}
