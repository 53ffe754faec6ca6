//! What the owner may choose: which model answers, which one embeds, and how much it may say.
//! Holds no key: keys live sealed in the table and travel as [`Secret`].

use std::str::FromStr;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChatProvider {
    #[default]
    Builtin,
    Bedrock,
    Anthropic,
    Openai,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EmbeddingProvider {
    #[default]
    None,
    Bedrock,
    Openai,
    Voyage,
}

/// Which chat model, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChatChoice {
    pub provider: ChatProvider,
    pub model: String,
    pub base_url: Option<String>,
    pub region: Option<String>,
}

/// Which embedder, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmbeddingChoice {
    pub provider: EmbeddingProvider,
    pub model: String,
    pub base_url: Option<String>,
    pub region: Option<String>,
    pub dimensions: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 64 to 4,096.
    pub max_output_tokens: u32,
    /// 5 to 300.
    pub timeout_seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_output_tokens: 700, timeout_seconds: 60 }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    pub chat: ChatChoice,
    pub embedding: EmbeddingChoice,
    pub limits: Limits,
}

impl ChatProvider {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::Bedrock => "bedrock",
            Self::Anthropic => "anthropic",
            Self::Openai => "openai",
        }
    }

    /// The model used when the owner names none.
    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::Builtin => "",
            Self::Bedrock => "us.anthropic.claude-haiku-4-5-20251001-v1:0",
            Self::Anthropic => "claude-haiku-4-5",
            Self::Openai => "gpt-4.1-mini",
        }
    }
}

impl EmbeddingProvider {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Bedrock => "bedrock",
            Self::Openai => "openai",
            Self::Voyage => "voyage",
        }
    }

    pub const fn usual_model(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Bedrock => "amazon.titan-embed-text-v2:0",
            Self::Openai => "text-embedding-3-small",
            Self::Voyage => "voyage-3.5-lite",
        }
    }
}

/// A name that no provider has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such provider")]
pub struct NoSuchProvider;

impl FromStr for ChatProvider {
    type Err = NoSuchProvider;
    fn from_str(text: &str) -> Result<Self, NoSuchProvider> {
        [Self::Builtin, Self::Bedrock, Self::Anthropic, Self::Openai]
            .into_iter()
            .find(|provider| provider.as_str() == text)
            .ok_or(NoSuchProvider)
    }
}

impl FromStr for EmbeddingProvider {
    type Err = NoSuchProvider;
    fn from_str(text: &str) -> Result<Self, NoSuchProvider> {
        [Self::None, Self::Bedrock, Self::Openai, Self::Voyage]
            .into_iter()
            .find(|provider| provider.as_str() == text)
            .ok_or(NoSuchProvider)
    }
}

macro_rules! stored_as_text {
    ($($name:ident),+) => {$(
        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> { self.as_str().to_sql() }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                value.as_str()?.parse().map_err(FromSqlError::other)
            }
        }
    )+};
}

stored_as_text!(ChatProvider, EmbeddingProvider);
