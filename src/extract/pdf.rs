//! PDF to text. The parser may panic, run away or exhaust its stack: this runs only in the child.

use pdf_extract::{Document, OutputError};

use super::Fault;

pub(super) fn read(document: &[u8]) -> Result<String, Fault> {
    let parsed = open(document)?;
    let mut text = String::new();
    let mut output = pdf_extract::PlainTextOutput::new(&mut text);
    pdf_extract::output_doc(&parsed, &mut output).map_err(|error| match error {
        OutputError::PdfError(error) => fault_of(&error),
        OutputError::FormatError(_) | OutputError::IoError(_) => Fault::Broken,
    })?;
    Ok(text)
}

/// How many pages there are, and the words of the first one.
pub(super) fn first_page(document: &[u8]) -> Result<(u32, String), Fault> {
    let parsed = open(document)?;
    let pages = u32::try_from(parsed.get_pages().len()).unwrap_or(u32::MAX);
    let mut text = String::new();
    let mut output = pdf_extract::PlainTextOutput::new(&mut text);
    // A first page without readable words is a page all the same.
    let read = pdf_extract::output_doc_page(&parsed, &mut output, 1);
    Ok((pages, if read.is_ok() { text } else { String::new() }))
}

fn open(document: &[u8]) -> Result<Document, Fault> {
    let mut parsed = Document::load_mem(document).map_err(|error| fault_of(&error))?;
    // Many shop PDFs are encrypted with an empty password, only to forbid printing.
    if parsed.is_encrypted() {
        parsed.decrypt("").map_err(|_| Fault::Locked)?;
    }
    Ok(parsed)
}

fn fault_of(error: &pdf_extract::Error) -> Fault {
    match error {
        pdf_extract::Error::Decryption(_) | pdf_extract::Error::InvalidPassword => Fault::Locked,
        _ => Fault::Broken,
    }
}
