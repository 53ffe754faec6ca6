//! Takes the text out of documents people upload and pages we fetch, and small pictures out of large ones.
//! Files are hostile until proven otherwise: each is read in a child process of this same program
//! (`shopbell extract <kind>`) that can open no file, reach no network, and dies past its memory or time.
//!
//! The parent never parses a document itself; it checks names and first bytes, feeds the child and
//! believes only bounded UTF-8 that comes back.
//!
//! The text every reader gives: headings `# `, lists `- `; a row of a table is one line with its cells parted by
//! ` | `, empty ones kept; where the header of a table is known it is the first row and a line of `--- | ---`
//! follows it; tables stand between empty lines; a form feed on a line of its own parts pages. What could not
//! be read is a [`Warning`] with its place.

mod alphabets;
mod archive;
mod child;
mod counting;
mod csv;
mod docx;
mod drawing;
mod fault;
mod foreign;
mod glance;
mod grid;
mod html;
mod kind;
mod letters;
mod links;
mod odf;
mod pdf;
mod plain;
mod pptx;
mod rtf;
mod sandbox;
mod seen;
mod sheet;
mod table;
mod tidy;
mod warning;
mod web;
mod western;
mod xml;

use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;

use crate::telemetry::memory_limit_bytes;

pub use child::child_main;
#[cfg(fuzzing)]
pub use child::read_document;
pub use csv::{Csv, CsvRow, kept_as_text};
pub use fault::Fault;
pub use foreign::Foreign;
pub use kind::{Kind, recognise, sniff};
pub use plain::decode as decode_text;
pub use seen::{Glance, GlanceKind};
pub use tidy::tidy;
pub use warning::{MAX_WARNINGS, Place, Warning, WarningCode};
pub use web::{PageSigns, SiteMap, WebPage, language_tag};

/// Bytes of a document.
pub const MAX_DOCUMENT_BYTES: usize = 25 * 1024 * 1024;
/// Bytes of text taken from one document.
pub const MAX_TEXT_BYTES: usize = 2 * 1024 * 1024;
/// Bytes the child may write: the text with JSON's escapes.
const MAX_ANSWER_BYTES: u64 = 6 * MAX_TEXT_BYTES as u64 + 64 * 1024;
/// Wall-clock time for one document; the child's own limit of processor time is lower.
const TIMEOUT: Duration = Duration::from_secs(12);
/// Children at the same time.
const CHILDREN: usize = 2;
/// Bytes of the machine's memory below which there is one child at a time.
const SMALL_MACHINE: u64 = 2 * 1024 * 1024 * 1024;

/// What stands on a line of its own between two pages.
pub const PAGE_BREAK: char = '\u{c}';

/// The text of a document, in the spelling described above.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extracted {
    pub title: Option<String>,
    pub text: String,
    /// What a person should know about it.
    #[serde(default)]
    pub warnings: Vec<Warning>,
    /// Pages of the document, where it has any.
    #[serde(default)]
    pub pages: Option<u32>,
}

impl Extracted {
    pub(crate) fn of(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// Starts the children.
#[derive(Debug, Clone)]
pub struct Extractor {
    program: Arc<PathBuf>,
    places: Arc<Semaphore>,
}

impl Extractor {
    /// `program` is this program's own file.
    pub fn new(program: PathBuf) -> Self {
        let is_small = memory_limit_bytes().is_some_and(|bytes| bytes < SMALL_MACHINE);
        let children = if is_small { 1 } else { CHILDREN };
        Self { program: Arc::new(program), places: Arc::new(Semaphore::new(children)) }
    }

    /// The text of a document, or why there is none.
    pub async fn extract(&self, kind: Kind, document: impl Into<Bytes>) -> Result<Extracted, Fault> {
        let document = document.into();
        if document.len() > MAX_DOCUMENT_BYTES {
            return Err(Fault::TooLarge);
        }
        let document = futures_util::stream::iter([document]);
        believe(&self.run(kind.as_str(), document).await?)
    }

    /// A page of a site: its text, and where it leads.
    pub async fn web_page(&self, page: impl Into<Bytes>) -> Result<WebPage, Fault> {
        match self.read(child::WEB_PAGE, page.into()).await? {
            child::Answer::WebPage(page) => {
                Ok(WebPage { text: page.text.and_then(sound), signs: page.signs }.bounded())
            }
            child::Answer::Fault(fault) => Err(fault),
            child::Answer::Text(_)
            | child::Answer::Glance(_)
            | child::Answer::SiteMap(_)
            | child::Answer::Pieces(_) => Err(Fault::Crashed),
        }
    }

    /// The texts of pieces of pages, such as the descriptions of products, in their order; empty where a piece has none.
    pub async fn web_pieces(&self, pieces: &[String]) -> Result<Vec<String>, Fault> {
        if pieces.iter().all(|piece| piece.trim().is_empty()) {
            return Ok(vec![String::new(); pieces.len()]);
        }
        let asked = serde_json::to_vec(pieces).map_err(|_| Fault::Broken)?;
        match self.read(child::WEB_PIECES, asked.into()).await? {
            child::Answer::Pieces(texts) if texts.len() == pieces.len() => Ok(texts),
            child::Answer::Fault(fault) => Err(fault),
            child::Answer::Text(_)
            | child::Answer::Glance(_)
            | child::Answer::SiteMap(_)
            | child::Answer::WebPage(_)
            | child::Answer::Pieces(_) => Err(Fault::Crashed),
        }
    }

    /// What a site says it consists of.
    pub async fn site_map(&self, map: impl Into<Bytes>) -> Result<SiteMap, Fault> {
        match self.read(child::SITE_MAP, map.into()).await? {
            child::Answer::SiteMap(map) => Ok(map.bounded()),
            child::Answer::Fault(fault) => Err(fault),
            child::Answer::Text(_)
            | child::Answer::Glance(_)
            | child::Answer::WebPage(_)
            | child::Answer::Pieces(_) => Err(Fault::Crashed),
        }
    }

    async fn read(&self, task: &str, document: Bytes) -> Result<child::Answer, Fault> {
        if document.len() > MAX_DOCUMENT_BYTES {
            return Err(Fault::TooLarge);
        }
        let answer = self.run(task, futures_util::stream::iter([document])).await?;
        serde_json::from_slice(&answer).map_err(|_| Fault::Crashed)
    }

    /// A small picture, a size or the first words of a file that comes piece by piece.
    pub async fn glance(
        &self,
        kind: GlanceKind,
        file: impl Stream<Item = Bytes> + Send + Unpin,
    ) -> Result<Glance, Fault> {
        self.look(kind.as_str(), file).await
    }

    /// A page of a document as a picture, counted from 1: of a PDF, or a photo itself.
    pub async fn page(&self, kind: Kind, document: Bytes, number: u32) -> Result<Glance, Fault> {
        let task = if kind == Kind::Pdf {
            format!("{}{number}", child::PDF_PAGE)
        } else if kind == Kind::Photo && number == 1 {
            child::PHOTO.to_owned()
        } else {
            return Err(Fault::NoText);
        };
        self.look(&task, futures_util::stream::iter([document])).await
    }

    async fn look(
        &self,
        task: &str,
        file: impl Stream<Item = Bytes> + Send + Unpin,
    ) -> Result<Glance, Fault> {
        let answer = self.run(task, file).await?;
        match serde_json::from_slice(&answer).map_err(|_| Fault::Crashed)? {
            child::Answer::Glance(glance) => Ok(glance.bounded()),
            child::Answer::Fault(fault) => Err(fault),
            child::Answer::Text(_)
            | child::Answer::WebPage(_)
            | child::Answer::SiteMap(_)
            | child::Answer::Pieces(_) => Err(Fault::Crashed),
        }
    }

    async fn run(
        &self,
        task: &str,
        document: impl Stream<Item = Bytes> + Send + Unpin,
    ) -> Result<Vec<u8>, Fault> {
        let _place = self.places.acquire().await.map_err(|_| Fault::Crashed)?;
        let mut child = self.start(task).map_err(|error| {
            tracing::error!(error = %error, "the document reader could not be started");
            Fault::Crashed
        })?;
        let answer = tokio::time::timeout(TIMEOUT, converse(&mut child, document)).await;
        let silent = matches!(&answer, Ok(Ok(answer)) if answer.is_empty());
        // What died by itself says how; anything else is ended. Waiting leaves no zombie.
        if silent && let Ok(Ok(end)) = tokio::time::timeout(TIMEOUT, child.wait()).await {
            return Err(fault_of_end(task, end.signal()));
        }
        if child.start_kill().is_ok() {
            let _ = child.wait().await;
        }
        answer.map_err(|_| Fault::TimedOut)?.map_err(|_| Fault::Crashed)
    }

    fn start(&self, task: &str) -> std::io::Result<Child> {
        Command::new(self.program.as_path())
            .args(["extract", task])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
    }
}

/// Why a child died before it could say anything.
fn fault_of_end(task: &str, signal: Option<i32>) -> Fault {
    match signal {
        // Out of the memory it may have: parsers are caught when they panic, so nothing else aborts. Nothing is packed in
        // an old workbook: there a length is wrong.
        Some(libc::SIGABRT) if task == Kind::Xls.as_str() => Fault::Crashed,
        Some(libc::SIGABRT) => Fault::Bomb,
        Some(libc::SIGXCPU | libc::SIGKILL) => Fault::TimedOut,
        Some(_) | None => Fault::Crashed,
    }
}

/// Writes the document while reading the answer, so that neither side waits for the other.
async fn converse(
    child: &mut Child,
    mut document: impl Stream<Item = Bytes> + Send + Unpin,
) -> std::io::Result<Vec<u8>> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(std::io::ErrorKind::BrokenPipe.into());
    };
    let write = async move {
        // A child that stops reading early still has something to say.
        while let Some(piece) = document.next().await {
            if stdin.write_all(&piece).await.is_err() {
                break;
            }
        }
        drop(stdin);
    };
    let mut answer = Vec::new();
    let mut stdout = stdout.take(MAX_ANSWER_BYTES);
    let (read, ()) = tokio::join!(stdout.read_to_end(&mut answer), write);
    read.map(|_| answer)
}

/// What the child says, if it is something a healthy child would say.
fn believe(answer: &[u8]) -> Result<Extracted, Fault> {
    let answer: child::Answer = serde_json::from_slice(answer).map_err(|_| Fault::Crashed)?;
    match answer {
        child::Answer::Text(extracted) => sound(extracted),
        child::Answer::Fault(fault) => Err(fault),
        child::Answer::Glance(_)
        | child::Answer::WebPage(_)
        | child::Answer::SiteMap(_)
        | child::Answer::Pieces(_) => Err(Fault::Crashed),
    }
}

/// A text within its bounds.
fn sound(mut extracted: Extracted) -> Result<Extracted, Fault> {
    if extracted.text.len() > MAX_TEXT_BYTES {
        return Err(Fault::TooMuchText);
    }
    if extracted.text.trim().is_empty() {
        return Err(Fault::NoText);
    }
    extracted.warnings = extracted.warnings.into_iter().take(MAX_WARNINGS).map(Warning::bounded).collect();
    Ok(extracted)
}
