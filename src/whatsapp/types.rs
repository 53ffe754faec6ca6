//! The room's nouns: environments, connection states, and what a connected number is.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

/// Which Meta a connection speaks to. Secrets of one never count for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Environment {
    Meta,
    /// The built-in stand-in behind the practice phone.
    Practice,
}

impl Environment {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Practice => "practice",
        }
    }
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppConnectionStatus)]
pub enum Status {
    /// Messages come in and go out.
    Connected,
    /// The account has several numbers: one must be chosen.
    ChooseNumber,
    /// Something is missing; the checks say what.
    Incomplete,
    Disconnected,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::ChooseNumber => "choose_number",
            Self::Incomplete => "incomplete",
            Self::Disconnected => "disconnected",
        }
    }
}

/// Whose token it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = WhatsAppTokenKind)]
pub enum TokenKind {
    SystemUser,
    /// A person's: it ends with their password.
    User,
    /// From the dashboard's API Setup page: it dies within a day.
    Temporary,
    Unknown,
}

impl TokenKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SystemUser => "system_user",
            Self::User => "user",
            Self::Temporary => "temporary",
            Self::Unknown => "unknown",
        }
    }
}

/// What became of a raw event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LedgerState)]
pub enum EventState {
    /// Kept and acknowledged; not read yet.
    Stored,
    Parsed,
    /// The same bytes, or only updates we already had.
    Duplicate,
    Ignored,
    Failed,
}

impl EventState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Parsed => "parsed",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
            Self::Failed => "failed",
        }
    }
}

/// Where one try to deliver stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptState {
    Sending,
    /// Meta gave the message an id.
    Accepted,
    /// It surely was not sent.
    Rejected,
    /// Meta's answer was lost.
    Unsure,
}

impl AttemptState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unsure => "unsure",
        }
    }
}

/// Stores a word enum as its word and reads it back.
macro_rules! stored_as_word {
    ($($name:ident: $($variant:ident)+;)+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                Ok(self.as_str().into())
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                let word = value.as_str()?;
                [$(Self::$variant),+].into_iter().find(|known| known.as_str() == word).ok_or(FromSqlError::InvalidType)
            }
        }
    )+};
}

stored_as_word! {
    Environment: Meta Practice;
    TokenKind: SystemUser User Temporary Unknown;
    Status: Connected ChooseNumber Incomplete Disconnected;
    EventState: Stored Parsed Duplicate Ignored Failed;
    AttemptState: Sending Accepted Rejected Unsure;
}
