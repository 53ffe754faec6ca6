//! The sample file of a template's header: Meta's reviewers want to see one.

use super::check::Faults;
use super::types::Content;

/// Adds a fault when the file a header names is not there.
pub(super) fn is_there(content: &Content, faults: &mut Faults) {
    if content.header.as_ref().is_some_and(|header| header.media_id.is_some()) {
        faults.add("header.media_id", "There is no such file.");
    }
}
