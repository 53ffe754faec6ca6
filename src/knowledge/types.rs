//! The nouns of this room: sources with their states, pairs, chunks, what a search asks and finds.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::statement::Disputed;
use crate::clock::Timestamp;
use crate::extract::Warning;
use crate::ids::{ChunkId, SourceId, VersionId};

/// Where a piece of knowledge came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Typed or pasted.
    Text,
    /// Questions with their answers.
    Faq,
    /// Uploaded.
    File,
    /// Fetched from the web.
    Page,
    /// Every page of one host.
    Site,
    /// What a connected web shop sells, and on which terms.
    Shop,
}

impl SourceKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Faq => "faq",
            Self::File => "file",
            Self::Page => "page",
            Self::Site => "site",
            Self::Shop => "shop",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Text, Self::Faq, Self::File, Self::Page, Self::Site, Self::Shop]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// How far a source has come on its way into search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceState {
    Queued,
    Working,
    Ready,
    Failed,
}

impl SourceState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Working => "working",
            Self::Ready => "ready",
            Self::Failed => "failed",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Queued, Self::Working, Self::Ready, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// Why a source failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    pub code: String,
    /// Says what to do.
    pub message: String,
}

/// A source as lists show it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Source {
    pub id: SourceId,
    pub kind: SourceKind,
    pub title: String,
    pub state: SourceState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// Bytes as they were given.
    pub bytes: u32,
    pub chunks: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Of a page of a site: the site's own source.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_id: Option<SourceId>,
    /// As a page says it of itself: `it`, `pt-BR`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What could not be read, or is in doubt, with its place.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// Pages of the original, where it has any; a form feed parts them in the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<u32>,
    /// Pages read by the model from a picture; they count once a person confirms them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub to_confirm: Vec<u32>,
    /// A person corrected the text that was taken out.
    pub corrected: bool,
    pub validity: Validity,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Percent done, while `working`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u8>,
}

/// When a source counts. Asked by the clock at every question, so nothing has to run for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// False: it is kept, and nothing is answered from it.
    pub enabled: bool,
    /// Not before this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Not from this moment on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What a source said before.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SourceVersion)]
pub struct Version {
    pub id: VersionId,
    /// A person had corrected what was read.
    pub corrected: bool,
    pub bytes: u32,
    pub replaced_by: ReplacedBy,
    pub replaced_at: Timestamp,
}

/// Who put something else in the place of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReplacedBy {
    Person,
    /// The source itself said something else when it was read again.
    Reading,
}

impl ReplacedBy {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Reading => "reading",
        }
    }

    pub(super) fn parse(word: &str) -> Option<Self> {
        [Self::Person, Self::Reading].into_iter().find(|by| by.as_str() == word)
    }
}

/// A question with its answer, and other ways to ask it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    pub question: String,
    pub answer: String,
    #[serde(default)]
    pub phrasings: Vec<String>,
}

/// One findable piece, before it has an id.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ChunkDraft {
    pub heading: String,
    pub text: String,
    pub question: Option<String>,
    /// Ways to ask for it, the question itself first; empty for plain text.
    pub phrasings: Vec<String>,
}

/// One findable piece, as the page of its source shows it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Chunk {
    pub id: ChunkId,
    pub heading: String,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// Estimated, see `chunk.rs`.
    pub tokens: u32,
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    pub text: String,
    /// Passages wanted.
    pub limit: usize,
}

/// What was found, best first.
#[derive(Debug, Clone)]
pub struct Found {
    pub passages: Vec<Passage>,
    pub mode: SearchMode,
}

/// How a search was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchMode {
    /// By letters alone: no embedder, or it did not answer in time.
    Lexical,
    /// By letters and by meaning.
    Hybrid,
}

/// A passage that may answer.
#[derive(Debug, Clone)]
pub struct Passage {
    pub source_id: SourceId,
    pub chunk_id: ChunkId,
    /// The source's title, with the headings the passage stands under.
    pub title: String,
    pub passage: String,
    /// Comparable within one search only.
    pub score: f32,
    /// The share of the question's letters this passage supports, 0..1; comparable between searches.
    pub coverage: f32,
    pub kind: PassageKind,
    pub url: Option<String>,
    /// What of it another source contradicts.
    pub disputed: Vec<Disputed>,
}

/// What kind of passage it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PassageKind {
    Text,
    /// The passage is the shop's own answer to this question.
    Faq {
        question: String,
        /// Other ways to ask it.
        phrasings: Vec<String>,
    },
}

/// What a search finds: a chunk by its own words, or by one of the ways to ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    pub chunk: ChunkId,
    /// The chunk's own id, or a phrasing's.
    pub id: i64,
}

impl fmt::Display for SourceState {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
