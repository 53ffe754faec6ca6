//! The sample file of a template's header, which Meta's reviewers want to see.
//!
//! Such a template is made in WhatsApp Manager, where its sample is uploaded; here it is read and sent like any other.

use super::check::Faults;
use super::types::Content;

/// Says so at the field of the file.
pub(super) fn is_there(content: &Content, faults: &mut Faults) {
    if content.header.as_ref().is_some_and(|header| header.media_id.is_some()) {
        let words = "A template with a file as header is made in WhatsApp Manager; Shopbell reads it from there and sends it.";
        faults.add("header.media_id", words);
    }
}
