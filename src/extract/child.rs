//! The child's side: locks itself in, reads one document from standard input, writes one JSON answer
//! to standard output. It never opens a file, and runs before any thread or runtime exists.

use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::Warning;
use super::tidy::tidy;
use super::web::{self, SiteMap, WebPage};
use super::{Extracted, Fault, Kind, MAX_DOCUMENT_BYTES, MAX_TEXT_BYTES, MAX_WARNINGS};
use super::{Glance, GlanceKind, docx, glance, html, odf, pdf, plain, pptx, rtf, sandbox, sheet, table};

/// Before the number of a page that is to be shown.
pub(super) const PDF_PAGE: &str = "pdf-page-";
/// A photo that is to be read.
pub(super) const PHOTO: &str = "photo-page";
/// A page of a site, with where it leads.
pub(super) const WEB_PAGE: &str = "web-page";
/// Pieces of pages, each by itself.
pub(super) const WEB_PIECES: &str = "web-pieces";
/// A site's own list of its pages.
pub(super) const SITE_MAP: &str = "site-map";

/// What the child tells its parent.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Text(Extracted),
    Glance(Glance),
    WebPage(WebPage),
    SiteMap(SiteMap),
    Pieces(Vec<String>),
    Fault(Fault),
}

/// The hidden command `shopbell extract <kind>`.
pub fn child_main(kind: &str) -> ExitCode {
    let Some(task) = Task::parse(kind) else { return ExitCode::from(2) };
    // A parser that panics has nothing to tell that its parent would print.
    std::panic::set_hook(Box::new(|_| {}));
    let answer = match sandbox::enter() {
        Ok(()) => catch_unwind(AssertUnwindSafe(|| task.run())).unwrap_or(Err(Fault::Broken)),
        Err(_) => Err(Fault::NoSandbox),
    };
    let answer = answer.unwrap_or_else(Answer::Fault);
    let written =
        serde_json::to_vec(&answer).ok().and_then(|bytes| std::io::stdout().lock().write_all(&bytes).ok());
    match (answer, written) {
        (
            Answer::Text(_) | Answer::Glance(_) | Answer::WebPage(_) | Answer::SiteMap(_) | Answer::Pieces(_),
            Some(()),
        ) => ExitCode::SUCCESS,
        (Answer::Fault(_), _) | (_, None) => ExitCode::FAILURE,
    }
}

/// What the child is started for.
enum Task {
    Text(Kind),
    Glance(GlanceKind),
    /// A page of a PDF as a picture.
    Page(u32),
    /// A photo in the size a person and a model read it.
    Photo,
    WebPage,
    WebPieces,
    SiteMap,
}

impl Task {
    fn parse(word: &str) -> Option<Self> {
        let page = || word.strip_prefix(PDF_PAGE)?.parse().ok().map(Self::Page);
        match word {
            PHOTO => return Some(Self::Photo),
            WEB_PAGE => return Some(Self::WebPage),
            WEB_PIECES => return Some(Self::WebPieces),
            SITE_MAP => return Some(Self::SiteMap),
            _ => {}
        }
        Kind::parse(word).map(Self::Text).or_else(|| GlanceKind::parse(word).map(Self::Glance)).or_else(page)
    }

    fn run(&self) -> Result<Answer, Fault> {
        let document = read_input()?;
        match self {
            Self::Text(kind) => read_document(*kind, &document).map(Answer::Text),
            Self::Page(number) => pdf::picture::page(&document, *number).map(Answer::Glance),
            Self::Photo => glance::photo(&document).map(Answer::Glance),
            Self::Glance(kind) => glance::at(*kind, &document).map(Answer::Glance),
            Self::WebPage => {
                let signs = html::signs(&plain::decode_html(&document).0);
                Ok(Answer::WebPage(WebPage { text: read_document(Kind::Html, &document), signs }))
            }
            Self::WebPieces => pieces(&document).map(Answer::Pieces),
            Self::SiteMap => web::site_map(&document).map(Answer::SiteMap),
        }
    }
}

/// The text of each piece; what has none, or cannot be read, is empty.
fn pieces(document: &[u8]) -> Result<Vec<String>, Fault> {
    let pieces: Vec<String> = serde_json::from_slice(document).map_err(|_| Fault::Broken)?;
    let text = |piece: &String| {
        read_document(Kind::Html, piece.as_bytes()).map_or_else(|_| String::new(), |read| read.text)
    };
    Ok(pieces.iter().map(text).collect())
}

fn read_input() -> Result<Vec<u8>, Fault> {
    let mut document = Vec::new();
    let limit = MAX_DOCUMENT_BYTES as u64 + 1;
    std::io::stdin().lock().take(limit).read_to_end(&mut document).map_err(|_| Fault::Broken)?;
    if document.len() > MAX_DOCUMENT_BYTES {
        return Err(Fault::TooLarge);
    }
    Ok(document)
}

/// Reads a document in this very process: the child does, and fuzzing.
pub fn read_document(kind: Kind, document: &[u8]) -> Result<Extracted, Fault> {
    let mut extracted = parse(kind, document)?;
    let text = tidy(&extracted.text);
    if text.len() > MAX_TEXT_BYTES {
        return Err(Fault::TooMuchText);
    }
    if text.trim().is_empty() {
        return Err(Fault::NoText);
    }
    extracted.warnings.truncate(MAX_WARNINGS);
    let title =
        extracted.title.take().map(|title| tidy(&title).replace('\n', " ")).filter(|title| !title.is_empty());
    Ok(Extracted { title, text, ..extracted })
}

fn parse(kind: Kind, document: &[u8]) -> Result<Extracted, Fault> {
    match kind {
        Kind::Text => plain::decode(document)
            .map(|(text, warnings)| warned(warnings, Extracted::of(pdf::typed::laid_out(&text)))),
        Kind::Markdown => {
            plain::decode(document).map(|(text, warnings)| warned(warnings, Extracted::of(text)))
        }
        Kind::Html => {
            let (page, warnings) = plain::decode_html(document);
            html::read(&page).map(|read| warned(warnings, read))
        }
        Kind::Csv => {
            let (rows, warnings) = plain::decode(document)?;
            Ok(warned(warnings, table::read(&rows)))
        }
        Kind::Pdf => pdf::read(document),
        Kind::Docx => docx::read(document),
        Kind::Xlsx => sheet::read_xlsx(document),
        Kind::Xls => sheet::read_xls(document),
        Kind::Ods => odf::read_sheets(document),
        Kind::Odt => odf::read_text(document),
        Kind::Pptx => pptx::read(document),
        Kind::Rtf => rtf::read(document),
        Kind::Photo => Err(Fault::NoText),
    }
}

/// What was noticed about the letters stands before what was noticed about their meaning.
fn warned(mut warnings: Vec<Warning>, mut read: Extracted) -> Extracted {
    warnings.append(&mut read.warnings);
    Extracted { warnings, ..read }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_reader() {
        assert_eq!(parse(Kind::Text, b"plain").unwrap().text, "plain");
        assert_eq!(
            parse(Kind::Csv, b"name,price\nbread,2\n").unwrap().text,
            "name | price\n--- | ---\nbread | 2\n"
        );
        assert_eq!(parse(Kind::Pdf, b"%PDF-1.7 nothing"), Err(Fault::Broken));
        assert_eq!(parse(Kind::Docx, b"PK\x03\x04"), Err(Fault::Broken));
    }
}
