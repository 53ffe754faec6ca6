//! Whatever is uploaded as a PDF: our own steps never panic, and what is told is bounded.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shopbell::extract::{Kind, MAX_TEXT_BYTES, MAX_WARNINGS, read_document};

fuzz_target!(|document: &[u8]| {
    if let Ok(read) = read_document(Kind::Pdf, document) {
        assert!(read.text.len() <= MAX_TEXT_BYTES && !read.text.trim().is_empty());
        assert!(read.warnings.len() <= MAX_WARNINGS);
    }
});
