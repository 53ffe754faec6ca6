//! Whatever comes as a document: no reader panics, and what it gives is bounded. The first byte says the kind.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shopbell::extract::{Kind, MAX_TEXT_BYTES, MAX_WARNINGS, read_document, recognise, sniff};

fuzz_target!(|bytes: &[u8]| {
    let Some((first, document)) = bytes.split_first() else { return };
    let kind = Kind::ALL[usize::from(*first) % Kind::ALL.len()];
    // PDF has its own target. The crate that reads XLS may panic on a damaged container, or take more memory than it may: in the
    // program either ends the child, and the file is called damaged or too large.
    if matches!(kind, Kind::Pdf | Kind::Xls) {
        return;
    }
    let _ = recognise(Some(&format!("a.{}", kind.as_str())), None, document);
    let _ = sniff(document, None, "/a");
    if let Ok(read) = read_document(kind, document) {
        assert!(read.text.len() <= MAX_TEXT_BYTES && read.warnings.len() <= MAX_WARNINGS);
        assert!(!read.text.contains(['\u{AD}', '\u{200B}', '\u{E0C7}', '\0']));
    }
});
