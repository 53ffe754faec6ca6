//! What can go wrong with accounts, each named by what the caller should do.
//!
//! Words here are read by people who are not engineers. Never carries a password, token or code.

use std::time::Duration;

use super::password_rules::PasswordRefused;
use crate::actor::Denied;
use crate::secrets::VaultError;
use crate::storage::StorageError;

/// A refusal or a fault of this room.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error("The e-mail address or the password is not right.")]
    BadCredentials,
    #[error("Enter the six-digit code from your authenticator app.")]
    SecondFactorRequired,
    #[error("That code is not right, or it has been used already. Wait for the next one.")]
    SecondFactorWrong,
    #[error("Too many attempts.")]
    TooManyAttempts { wait: Duration },
    #[error("The password you entered is not right.")]
    WrongPassword,
    #[error("This shop already has an owner. Sign in instead.")]
    AlreadySetUp,
    #[error("That setup code is not right.")]
    SetupCodeWrong,
    #[error("{0}")]
    PasswordRefused(#[from] PasswordRefused),
    #[error("{words}")]
    Invalid { field: &'static str, words: String },
    #[error("Somebody with this e-mail address is already here.")]
    EmailTaken,
    #[error("A shop needs at least one active owner.")]
    LastOwner,
    #[error("There is no such {0}.")]
    NotFound(&'static str),
    #[error("This link has been used, replaced or is too old.")]
    LinkGone,
    #[error("This belongs to a person's own account; an API token has none.")]
    PersonOnly,
    #[error("A second factor is already switched on.")]
    SecondFactorAlreadyOn,
    #[error("Switch your own second factor on before you ask it of your role.")]
    OwnSecondFactorFirst,
    #[error("No second factor is waiting to be confirmed.")]
    SecondFactorNotOffered,
    #[error("There are no words to confirm any more.")]
    PhraseNotOffered,
    #[error("Not the words of these places: {}.", places(positions))]
    PhraseWordsWrong { positions: Vec<usize> },
    #[error("{what}: at most {most}.")]
    TooMany { what: &'static str, most: u32 },
    #[error(transparent)]
    Denied(#[from] Denied),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("There is not enough memory to check a password. The password may be right.")]
    NoMemory,
    /// Something that does not happen on a healthy machine.
    #[error("{0}")]
    Fault(&'static str),
}

impl AccountError {
    pub(super) fn invalid(field: &'static str, words: impl Into<String>) -> Self {
        Self::Invalid { field, words: words.into() }
    }
}

/// Places as they are said: `2, 7`.
fn places(positions: &[usize]) -> String {
    positions.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")
}
