//! PDF to text. The parser may panic, run away or exhaust its stack: this runs only in the child.

use pdf_extract::{Document, OutputError};

use super::Fault;

pub(super) fn read(document: &[u8]) -> Result<String, Fault> {
    let mut parsed = Document::load_mem(document).map_err(|error| fault_of(&error))?;
    // Many shop PDFs are encrypted with an empty password, only to forbid printing.
    if parsed.is_encrypted() {
        parsed.decrypt("").map_err(|_| Fault::Locked)?;
    }
    let mut text = String::new();
    let mut output = pdf_extract::PlainTextOutput::new(&mut text);
    pdf_extract::output_doc(&parsed, &mut output).map_err(|error| match error {
        OutputError::PdfError(error) => fault_of(&error),
        OutputError::FormatError(_) | OutputError::IoError(_) => Fault::Broken,
    })?;
    Ok(text)
}

fn fault_of(error: &pdf_extract::Error) -> Fault {
    match error {
        pdf_extract::Error::Decryption(_) | pdf_extract::Error::InvalidPassword => Fault::Locked,
        _ => Fault::Broken,
    }
}
