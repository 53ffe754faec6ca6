//! The sample file of a template's header: Meta's reviewers want to see one.
//!
//! Uploaded anew with each submission; Meta's handle of it is good for that one submission only.

use super::ManageError;
use super::check::Faults;
use super::types::Content;
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::connection::Access;

/// Adds a fault when the file a header names is not there.
pub(super) fn is_there(_conn: &ReadConn, content: &Content, faults: &mut Faults) -> Result<(), StorageError> {
    if content.header.as_ref().is_some_and(|header| header.media_id.is_some()) {
        faults.add("header.media_id", "There is no such file.");
    }
    Ok(())
}

/// Uploads the sample; `None` when the header wants none.
pub(super) async fn upload(
    _whatsapp: &WhatsApp,
    _access: &Access,
    _content: &Content,
) -> Result<Option<String>, ManageError> {
    Ok(None)
}
