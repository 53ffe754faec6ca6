//! Parts of a document that stand in files of their own: diagrams, and pieces of other documents put in whole.

use std::collections::HashMap;

use super::super::archive::{Archive, Relations};
use super::super::{Fault, drawing, html, plain, rtf};

/// The words of each part by the id that names it.
pub(super) fn of(archive: &mut Archive<'_>, relations: &Relations) -> Result<HashMap<String, String>, Fault> {
    let mut parts = drawing::diagrams(archive, relations)?;
    for (id, relation) in relations.iter().filter(|(_, relation)| relation.kind == "aFChunk") {
        if let Some(bytes) = archive.bytes(&relation.target)?
            && let Some(text) = inserted(&relation.target, &bytes)
        {
            parts.insert(id.clone(), text);
        }
    }
    Ok(parts)
}

/// The text of a piece Word takes in when it opens the document, in the kinds that are written so.
fn inserted(path: &str, bytes: &[u8]) -> Option<String> {
    let read = match path.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
        "htm" | "html" | "xhtml" => html::read(&plain::decode_html(bytes).0).ok()?.text,
        "rtf" => rtf::read(bytes).ok()?.text,
        "txt" => plain::decode(bytes).ok()?.0,
        _ => return None,
    };
    Some(read)
}
