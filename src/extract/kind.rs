//! Which kind of document this is: name, declared type and first bytes must agree. It looks at
//! signatures only and never parses.

use super::{Fault, Foreign};

/// Kinds of documents that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Text,
    Markdown,
    Html,
    Csv,
    Pdf,
    Docx,
    Xlsx,
    Xls,
    Ods,
    Odt,
    Pptx,
    Rtf,
    /// A photo or scan: JPEG, PNG or WebP. There is no text in it before a model or a person reads it.
    Photo,
}

/// The first bytes of the container of old and of encrypted Office files.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// Workbooks of Excel 2003 written as XML name this.
const OLD_XML: &[u8] = b"urn:schemas-microsoft-com:office:spreadsheet";
const ZIP: &[u8] = b"PK\x03\x04";
const DOCX_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Bytes in which a PDF's mark must appear.
const PDF_MARK_WITHIN: usize = 1024;
/// Bytes looked at for signs of a binary file.
const SAMPLE: usize = 8 * 1024;

impl Kind {
    pub const ALL: [Self; 13] = [
        Self::Text,
        Self::Markdown,
        Self::Html,
        Self::Csv,
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Xls,
        Self::Ods,
        Self::Odt,
        Self::Pptx,
        Self::Rtf,
        Self::Photo,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Odt => "odt",
            Self::Pptx => "pptx",
            Self::Rtf => "rtf",
            Self::Photo => "photo",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
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
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Rtf => "application/rtf",
            Self::Photo => "image/jpeg",
        }
    }

    fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "txt" | "text" => Some(Self::Text),
            "md" | "markdown" => Some(Self::Markdown),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "csv" | "tsv" | "tab" => Some(Self::Csv),
            "pdf" => Some(Self::Pdf),
            "docx" | "docm" | "dotx" | "dotm" => Some(Self::Docx),
            "xlsx" | "xlsm" | "xltx" | "xltm" => Some(Self::Xlsx),
            "xls" | "xlt" => Some(Self::Xls),
            "ods" | "ots" => Some(Self::Ods),
            "odt" | "ott" => Some(Self::Odt),
            "pptx" | "pptm" | "ppsx" | "potx" => Some(Self::Pptx),
            "rtf" => Some(Self::Rtf),
            "jpg" | "jpeg" | "png" | "webp" => Some(Self::Photo),
            _ => None,
        }
    }

    /// The kind a declared type means.
    pub fn of_type(media_type: &str) -> Option<Self> {
        match media_type {
            "text/x-markdown" => Some(Self::Markdown),
            "application/xhtml+xml" => Some(Self::Html),
            "text/tab-separated-values" | "application/csv" => Some(Self::Csv),
            "text/rtf" => Some(Self::Rtf),
            "image/png" | "image/webp" => Some(Self::Photo),
            media_type => Self::ALL.into_iter().find(|kind| kind.media_type() == media_type),
        }
    }

    /// Whether it is written letter by letter, so that an encoding says what it reads.
    pub fn is_written_text(self) -> bool {
        match self {
            Self::Text | Self::Markdown | Self::Html | Self::Csv => true,
            Self::Pdf
            | Self::Docx
            | Self::Xlsx
            | Self::Xls
            | Self::Ods
            | Self::Odt
            | Self::Pptx
            | Self::Rtf
            | Self::Photo => false,
        }
    }

    /// Browsers call any written text `text/plain`, any table an Excel file, or whatever the system's table
    /// says; only a PDF is always called one.
    fn agrees_with(self, declared: Self) -> bool {
        let table = |kind: Self| matches!(kind, Self::Csv | Self::Xls | Self::Xlsx | Self::Ods);
        self == declared
            || (self.is_written_text() && declared.is_written_text())
            || (table(self) && table(declared))
            || (declared != Self::Pdf && self != Self::Pdf && !self.is_written_text())
    }
}

/// The kind of a document with this name, declared type and content.
pub fn recognise(name: Option<&str>, declared: Option<&str>, content: &[u8]) -> Result<Kind, Fault> {
    let extension = name.and_then(|name| name.rsplit_once('.')).map(|(_, end)| end.to_ascii_lowercase());
    let declared =
        declared.and_then(|value| value.split(';').next()).map(|value| value.trim().to_ascii_lowercase());
    let by_type = declared.as_deref().and_then(Kind::of_type);
    let kind = match extension.as_deref() {
        Some("doc" | "dot") => old_word(content)?,
        Some(extension) => Kind::of_extension(extension)
            .ok_or_else(|| Foreign::of_extension(extension).map_or(Fault::UnsupportedKind, Fault::Foreign))?,
        None => by_type.ok_or(Fault::UnsupportedKind)?,
    };
    if by_type.is_some_and(|declared| !kind.agrees_with(declared)) {
        return Err(Fault::Mismatch);
    }
    by_content(kind, content)
}

/// The kind of an answer from the web: its bytes count first, then what the site calls it, then the end of its
/// address. Nothing when it is none that can be read.
pub fn sniff(content: &[u8], declared: Option<Kind>, path: &str) -> Option<Kind> {
    let start = &content[..content.len().min(SAMPLE)];
    let marked = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    let lower = marked[..marked.len().min(200)].to_ascii_lowercase();
    let by_address = path.rsplit_once('.').and_then(|(_, end)| Kind::of_extension(&end.to_ascii_lowercase()));
    if start[..start.len().min(8)].windows(5).any(|window| window == b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if start.starts_with(ZIP) || start.starts_with(OLE) {
        return by_content(declared.or(by_address).unwrap_or(Kind::Docx), content).ok();
    }
    if marked.starts_with(b"{\\rtf") {
        return Some(Kind::Rtf);
    }
    if lower.starts_with(b"<!doctype html") || lower.starts_with(b"<html") {
        return Some(Kind::Html);
    }
    let written = declared.into_iter().chain(by_address).find(|kind| kind.is_written_text());
    looks_written(start)
        .then(|| written.unwrap_or(if lower.starts_with(b"<") { Kind::Html } else { Kind::Text }))
}

/// Files called `.doc` are old Word files, or anything a program wrote and called so.
fn old_word(content: &[u8]) -> Result<Kind, Fault> {
    if content.starts_with(OLE) { Err(Fault::OldOffice) } else { Ok(Kind::Docx) }
}

/// The kind by the first bytes, where they and the name may differ without anybody being wrong: programs
/// write RTF and HTML and call it Word, CSV and HTML and call it Excel.
fn by_content(kind: Kind, content: &[u8]) -> Result<Kind, Fault> {
    let start = &content[..content.len().min(SAMPLE)];
    if kind == Kind::Photo {
        return if is_photo(start) { Ok(kind) } else { Err(Fault::Mismatch) };
    }
    if kind == Kind::Pdf {
        return if has_pdf_mark(start) { Ok(kind) } else { Err(Fault::Mismatch) };
    }
    if kind.is_written_text() {
        return if looks_written(start) { Ok(kind) } else { Err(Fault::Mismatch) };
    }
    if start.starts_with(OLE) {
        return in_container(kind, content);
    }
    if start.starts_with(ZIP) {
        return in_archive(kind, content);
    }
    let marked = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
    if marked.starts_with(b"{\\rtf") {
        return Ok(Kind::Rtf);
    }
    let lower = marked[..marked.len().min(200)].to_ascii_lowercase();
    if lower.starts_with(b"<html") || lower.starts_with(b"<!doctype html") || lower.starts_with(b"<table") {
        return Ok(Kind::Html);
    }
    let old_xml = lower.starts_with(b"<?xml") && start.windows(OLD_XML.len()).any(|window| window == OLD_XML);
    match kind {
        Kind::Xls | Kind::Xlsx if old_xml => Ok(Kind::Xls),
        Kind::Xls if looks_written(start) && !lower.starts_with(b"<?xml") => Ok(Kind::Csv),
        _ => Err(Fault::Mismatch),
    }
}

/// The old container holds old files, and new ones behind a password.
fn in_container(kind: Kind, content: &[u8]) -> Result<Kind, Fault> {
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        content.windows(wide.len()).any(|window| window == wide)
    };
    if holds("EncryptedPackage") {
        Err(Fault::Locked)
    } else if holds("Workbook") || holds("Book") {
        Ok(Kind::Xls)
    } else if holds("WordDocument") {
        Err(Fault::OldOffice)
    } else if holds("PowerPoint Document") {
        Err(Fault::Foreign(Foreign::OldPowerpoint))
    } else {
        match kind {
            // What cannot be told apart was, as a rule, encrypted.
            Kind::Docx | Kind::Xlsx | Kind::Pptx => Err(Fault::Locked),
            _ => Err(Fault::Mismatch),
        }
    }
}

/// Archives are told apart by the names of their parts, which stand in them as they are.
fn in_archive(kind: Kind, content: &[u8]) -> Result<Kind, Fault> {
    if let Some(foreign) = Foreign::of_archive(content) {
        return Err(Fault::Foreign(foreign));
    }
    let holds = |name: &[u8]| content.windows(name.len()).any(|window| window == name);
    let told = [
        (Kind::Ods, &b"application/vnd.oasis.opendocument.spreadsheet"[..]),
        (Kind::Odt, b"application/vnd.oasis.opendocument.text"),
        (Kind::Xlsx, b"xl/workbook"),
        (Kind::Pptx, b"ppt/presentation"),
        (Kind::Docx, b"word/"),
    ];
    let told = told.into_iter().find(|(_, mark)| holds(mark)).map(|(kind, _)| kind);
    Ok(told.unwrap_or(if kind == Kind::Xls { Kind::Xlsx } else { kind }))
}

fn is_photo(start: &[u8]) -> bool {
    infer::is_mime(start, "image/jpeg")
        || infer::is_mime(start, "image/png")
        || infer::is_mime(start, "image/webp")
}

fn has_pdf_mark(start: &[u8]) -> bool {
    start[..start.len().min(PDF_MARK_WITHIN)].windows(5).any(|window| window == b"%PDF-")
}

/// No known binary signature, and zero bytes only where UTF-16 says they belong.
fn looks_written(start: &[u8]) -> bool {
    let marked = start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]);
    let zeros = |offset: usize| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let wide = marked || (zeros(0) == 0) != (zeros(1) == 0) && (zeros(0) + zeros(1)) * 4 > start.len();
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
        assert_eq!(recognise(Some("menu.JPG"), Some("image/jpeg"), b"\xFF\xD8\xFF\xE0a"), Ok(Kind::Photo));
    }

    #[test]
    fn disagreement_is_refused() {
        assert_eq!(recognise(Some("a.pdf"), None, b"<html>"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), Some("application/pdf"), b"text"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), None, b"%PDF-1.7"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.txt"), None, b"\x7fELF\x02\x01\x01\0\0\0"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.docx"), None, b"plain"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.jpg"), None, b"PK\x03\x04"), Err(Fault::Mismatch));
        assert_eq!(recognise(Some("a.pdf"), None, b"\xFF\xD8\xFF\xE0a"), Err(Fault::Mismatch));
    }

    #[test]
    fn locked_and_old_office_files_are_told_apart() {
        assert_eq!(recognise(Some("a.docx"), None, OLE), Err(Fault::Locked));
        assert_eq!(recognise(Some("a.doc"), None, OLE), Err(Fault::OldOffice));
        assert_eq!(recognise(Some("a.exe"), None, b"MZ"), Err(Fault::UnsupportedKind));
        assert_eq!(recognise(Some("README"), None, b"text"), Err(Fault::UnsupportedKind));
    }

    #[test]
    fn what_a_program_called_by_another_name_is_read_as_what_it_is() {
        let wide =
            |name: &str| [OLE, &name.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
        assert_eq!(recognise(Some("a.doc"), Some("application/msword"), b"{\\rtf1 a}"), Ok(Kind::Rtf));
        assert_eq!(recognise(Some("a.xls"), None, b"<html><table>"), Ok(Kind::Html));
        assert_eq!(recognise(Some("a.xls"), None, b"a;b\n1;2"), Ok(Kind::Csv));
        assert_eq!(recognise(Some("a.xlsx"), None, &wide("Workbook")), Ok(Kind::Xls));
        assert_eq!(recognise(Some("a.xlsx"), None, &wide("EncryptedPackage")), Err(Fault::Locked));
        assert_eq!(recognise(Some("a.docx"), None, &wide("WordDocument")), Err(Fault::OldOffice));
        assert_eq!(recognise(Some("a.docx"), None, b"PK\x03\x04..xl/workbook.xml"), Ok(Kind::Xlsx));
        assert_eq!(recognise(Some("a.txt"), None, b"a\0b\0c\0d\0"), Ok(Kind::Text));
    }

    #[test]
    fn files_of_other_programs_are_named() {
        for (name, kind) in
            [("a.pages", Foreign::Pages), ("a.ppt", Foreign::OldPowerpoint), ("a.epub", Foreign::Ebook)]
        {
            assert_eq!(recognise(Some(name), None, b"PK\x03\x04"), Err(Fault::Foreign(kind)));
        }
        assert_eq!(
            recognise(Some("a.docx"), None, b"PK\x03\x04..Index/Document.iwa"),
            Err(Fault::Foreign(Foreign::Pages))
        );
        assert!(Fault::Foreign(Foreign::Pages).to_string().starts_with("This is a Pages document."));
    }
}
