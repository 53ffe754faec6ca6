//! Why a document gave no text, in words that tell its owner what to do.

use serde::{Deserialize, Serialize};

use super::Foreign;

/// Named by what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    #[error(
        "This kind of file cannot be read. Use PDF, DOCX, XLSX, XLS, ODT, ODS, PPTX, RTF, TXT, Markdown, HTML, CSV, or a photo as JPEG, PNG or WebP."
    )]
    UnsupportedKind,
    #[error(
        "This is an old Word document (.doc). Open it in Word or LibreOffice, save it as DOCX or PDF and upload that."
    )]
    OldOffice,
    #[error("{0}")]
    Foreign(Foreign),
    #[error(
        "The file's content does not match its name. Check that it opens on your computer, then upload it again."
    )]
    Mismatch,
    #[error("The file is protected by a password. Save a copy without the password and upload that.")]
    Locked,
    #[error("The file is damaged. Open it on your computer, save it again and upload the new copy.")]
    Broken,
    #[error(
        "The file unpacks to more than 50 MB or to 100 times its size, so it was not read. Save it again or upload a smaller one."
    )]
    Bomb,
    #[error(
        "The file nests its parts more than 200 levels deep, so it was not read. Save it again in another format."
    )]
    TooDeep,
    #[error(
        "There is no text in this file. If it is a scan or a photo, type the important parts in as text."
    )]
    NoText,
    #[error(
        "This page itself says nothing: its words come by JavaScript, from a page inside it, or as pictures. Paste its text instead."
    )]
    EmptyPage,
    #[error(
        "The letters of this file could not be recognised. Save it with the encoding UTF-8 and upload it again."
    )]
    UnknownEncoding,
    #[error("There is too much text in one file (more than 2 MB). Split it and upload the parts.")]
    TooMuchText,
    #[error("The file is larger than 25 MB. Split it or save it without pictures.")]
    TooLarge,
    #[error("Reading this file took too long. Split it, or save it again in a simpler form.")]
    TimedOut,
    #[error("This file could not be read safely. Save it again or in another format and upload that.")]
    Crashed,
    #[error(
        "Documents cannot be read on this machine because the safe reader could not start. Run `shopbell doctor`."
    )]
    NoSandbox,
}

impl Fault {
    /// The word scripts and screens know it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnsupportedKind => "unsupported_kind",
            Self::OldOffice => "old_office",
            Self::Foreign(kind) => kind.code(),
            Self::Mismatch => "content_mismatch",
            Self::Locked => "password_protected",
            Self::Broken => "damaged",
            Self::Bomb => "unpacks_too_large",
            Self::TooDeep => "nested_too_deeply",
            Self::NoText => "no_text",
            Self::EmptyPage => "empty_page",
            Self::UnknownEncoding => "unknown_encoding",
            Self::TooMuchText => "too_much_text",
            Self::TooLarge => "too_large",
            Self::TimedOut => "timed_out",
            Self::Crashed => "unreadable",
            Self::NoSandbox => "no_sandbox",
        }
    }
}
