//! Which kind of document this is: name, declared type and first bytes must agree. It looks at
//! signatures only and never parses.

use super::Fault;

/// Kinds of documents that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Markdown,
    Html,
    Csv,
    Pdf,
    Docx,
}

/// The first bytes of the container of old and of encrypted Office files.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
const DOCX_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Bytes in which a PDF's mark must appear.
const PDF_MARK_WITHIN: usize = 1024;
/// Bytes looked at for signs of a binary file.
const SAMPLE: usize = 8 * 1024;

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Text, Self::Markdown, Self::Html, Self::Csv, Self::Pdf, Self::Docx]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }

    /// The type to store and to show.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
            Self::Html => "text/html",
            Self::Csv => "text/csv",
            Self::Pdf => "application/pdf",
            Self::Docx => DOCX_TYPE,
        }
    }

    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "txt" | "text" => Some(Self::Text),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "csv" | "tsv" => Some(Self::Csv),
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            _ => None,
        }
    }

    fn of_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/plain" => Some(Self::Text),
            "text/markdown" | "text/x-markdown" => Some(Self::Markdown),
            "text/html" | "application/xhtml+xml" => Some(Self::Html),
            "text/csv" | "text/tab-separated-values" => Some(Self::Csv),
            "application/pdf" => Some(Self::Pdf),
            DOCX_TYPE => Some(Self::Docx),
            _ => None,
        }
    }

    fn is_written_text(self) -> bool {
        match self {
            Self::Text | Self::Markdown | Self::Html | Self::Csv => true,
            Self::Pdf | Self::Docx => false,
        }
    }

    /// Browsers call any written text `text/plain` or whatever the system's table says.
    fn agrees_with(self, declared: Self) -> bool {
        self == declared || (self.is_written_text() && declared.is_written_text())
    }
}

/// The kind of a document with this name, declared type and content.
pub fn recognise(name: Option<&str>, declared: Option<&str>, content: &[u8]) -> Result<Kind, Fault> {
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    let declared =
        declared.and_then(|value| value.split(';').next()).map(|value| value.trim().to_ascii_lowercase());
    let by_type = declared.as_deref().and_then(Kind::of_type);
    let kind = match extension.as_deref() {
        Some("doc" | "dot" | "xls" | "ppt") if content.starts_with(OLE) => return Err(Fault::OldOffice),
        Some(extension) => Kind::of_extension(extension).ok_or(Fault::UnsupportedKind)?,
        None => by_type.ok_or(Fault::UnsupportedKind)?,
    };
    if by_type.is_some_and(|declared| !kind.agrees_with(declared)) {
        return Err(Fault::Mismatch);
    }
    content_agrees(kind, content).map(|()| kind)
}

fn content_agrees(kind: Kind, content: &[u8]) -> Result<(), Fault> {
    let start = &content[..content.len().min(SAMPLE)];
    let agrees = match kind {
        Kind::Pdf => has_pdf_mark(start),
        // An encrypted DOCX is an OLE container with the real one inside.
        Kind::Docx if start.starts_with(OLE) => return Err(Fault::Locked),
        Kind::Docx => start.starts_with(b"PK\x03\x04"),
        Kind::Text | Kind::Markdown | Kind::Html | Kind::Csv => looks_written(start),
    };
    if agrees { Ok(()) } else { Err(Fault::Mismatch) }
}

fn has_pdf_mark(start: &[u8]) -> bool {
    start[..start.len().min(PDF_MARK_WITHIN)].windows(5).any(|window| window == b"%PDF-")
}

/// No known binary signature, and zero bytes only where UTF-16 says they belong.
fn looks_written(start: &[u8]) -> bool {
    let wide = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let known = infer::get(start).is_some_and(|found| found.matcher_type() != infer::MatcherType::Text);
    wide || (!known && !has_pdf_mark(&start[..start.len().min(8)]) && !start.contains(&0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_type_and_content_that_agree_are_accepted() {
        assert_eq!(
            recognise(Some("Prices.TXT"), Some("text/plain; charset=utf-8"), b"bread 2"),
            Ok(Kind::Text)
        );
        assert_eq!(recognise(Some("a.md"), Some("application/octet-stream"), b"# a"), Ok(Kind::Markdown));
        assert_eq!(recognise(Some("a.csv"), Some("application/vnd.ms-excel"), b"a;b"), Ok(Kind::Csv));
        assert_eq!(recognise(Some("a.pdf"), None, b"%PDF-1.7 ..."), Ok(Kind::Pdf));
        assert_eq!(recognise(None, Some("text/html"), b"<p>a"), Ok(Kind::Html));
        assert_eq!(recognise(Some("a.txt"), None, b"\xFF\xFEa\0"), Ok(Kind::Text));
    }

    #[test]
    fn disagreement_is_refused() {
        assert_eq!(recognise(Some("a.pdf"), None, b"<html>"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), Some("application/pdf"), b"text"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), None, b"%PDF-1.7"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), None, b"\x7fELF\x02\x01\x01\0\0\0"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.docx"), None, b"plain"), Err(Fault::Mismatch));
    }

    #[test]
    fn locked_and_old_office_files_are_told_apart() {
        assert_eq!(recognise(Some("a.docx"), None, OLE), Err(Fault::Locked));
        assert_eq!(recognise(Some("a.doc"), None, OLE), Err(Fault::OldOffice));
        assert_eq!(recognise(Some("a.exe"), None, b"MZ"), Err(Fault::UnsupportedKind));
        assert_eq!(recognise(Some("README"), None, b"text"), Err(Fault::UnsupportedKind));
    }
}
