//! How an address of a site may end: left out, failed, or the whole site with it; each with a code and words that say what to do.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fetch::FetchFault;
use super::types::Reason;

/// How far the reading of a site has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    Reading,
    /// By a person; it goes on when asked.
    Stopped,
    Done,
    Failed,
}

impl SiteState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Reading, Self::Stopped, Self::Done, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

/// Where one address of a site stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    Waiting,
    Read,
    /// It says what it said the last time.
    Unchanged,
    Skipped,
    Failed,
    /// The site says that it is no more; its passages are gone too.
    Gone,
}

impl PageState {
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Read, Self::Unchanged, Self::Skipped, Self::Failed, Self::Gone];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Read => "read",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Gone => "gone",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Why an address is no document of the shop's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Skip {
    #[error(
        "The site's robots.txt asks programs to leave this page out. Paste its text if your assistant needs it."
    )]
    Robots,
    #[error("The page asks to be left out of searches. Add it as a single page if your assistant needs it.")]
    NoIndex,
    #[error("This address only sends on to another page.")]
    SendsOn,
    #[error("The page names another address as its own, which is read instead.")]
    Canonical,
    #[error("Another page of the site says the same.")]
    Duplicate,
    #[error("There are no words on this page.")]
    NoWords,
    #[error("This is a picture or a program, not a page.")]
    NotAPage,
    #[error(
        "It lies more than 10 links away from the first page. Add it as a single page if your assistant needs it."
    )]
    TooDeep,
    #[error("1,000 pages of this site are read already. Add it as a single page if your assistant needs it.")]
    PageLimit,
    #[error("200 MB of this site have come already. Add it as a single page if your assistant needs it.")]
    ByteLimit,
    #[error("This address leads to another site.")]
    Outside,
    #[error("You have removed this page.")]
    Removed,
}

impl Skip {
    /// What a word stands for.
    pub fn of_code(code: &str) -> Option<Self> {
        [
            Self::Robots,
            Self::NoIndex,
            Self::SendsOn,
            Self::Canonical,
            Self::Duplicate,
            Self::NoWords,
            Self::NotAPage,
            Self::TooDeep,
            Self::PageLimit,
            Self::ByteLimit,
            Self::Outside,
            Self::Removed,
        ]
        .into_iter()
        .find(|skip| skip.code() == code)
    }

    /// The word scripts and screens know it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Robots => "robots",
            Self::NoIndex => "no_index",
            Self::SendsOn => "sends_on",
            Self::Canonical => "canonical",
            Self::Duplicate => "duplicate",
            Self::NoWords => "no_words",
            Self::NotAPage => "picture_or_program",
            Self::TooDeep => "too_deep",
            Self::PageLimit => "page_limit",
            Self::ByteLimit => "byte_limit",
            Self::Outside => "outside",
            Self::Removed => "removed",
        }
    }
}

/// Why an address was left out or could not be read, in words.
pub fn why(code: String) -> Reason {
    let skip = Skip::of_code(&code).map(|skip| skip.to_string());
    let words = skip.or_else(|| FetchFault::of_code(&code).map(|fault| fault.to_string()));
    let message = words.unwrap_or_else(|| "This page could not be read. Paste its text instead.".to_owned());
    Reason { code, message }
}

/// Why a whole site could not be read. What was read of it before stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SiteFault {
    #[error(
        "The site's robots.txt asks programs to stay away. Allow \"Shopbell\" there, or paste the texts."
    )]
    Forbidden,
    #[error("The site's robots.txt could not be read, so nothing else was. It is tried again tomorrow.")]
    RobotsUnreadable,
    #[error(
        "This address leads to another site. Add that one instead: open the address in your browser to see it."
    )]
    Moved,
    #[error("The site does not answer at the moment. What was read stays; it is tried again tomorrow.")]
    Silent,
    #[error(
        "No page of this site could be read. Open it in your browser; if it shows words there, paste them as text."
    )]
    NothingRead,
}

impl SiteFault {
    /// The word scripts and screens know it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Forbidden => "site_forbids",
            Self::RobotsUnreadable => "robots_unreadable",
            Self::Moved => "site_moved",
            Self::Silent => "site_silent",
            Self::NothingRead => "nothing_read",
        }
    }

    pub fn reason(self) -> Reason {
        Reason { code: self.code().to_owned(), message: self.to_string() }
    }
}
