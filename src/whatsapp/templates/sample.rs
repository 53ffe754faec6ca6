//! The sample file of a template's header, which Meta's reviewers want to see: checked, and uploaded with the template.
//!
//! The handle Meta gives for it is good for one submission and is not kept. What a customer gets is chosen at each send.

use super::check::Faults;
use super::types::{Content, HeaderKind};
use crate::ids::MediaId;
use crate::inbox::MessageKind;
use crate::media::{self, MediaInfo};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::Access;
use crate::whatsapp::wire::graph::{CallError, NewUpload};
use crate::whatsapp::wire::limits;

/// Types Meta takes as samples; as headers of messages it takes a few more.
const IMAGES: [&str; 2] = ["image/jpeg", "image/png"];
const VIDEOS: [&str; 1] = ["video/mp4"];
const DOCUMENTS: [&str; 1] = ["application/pdf"];

/// What a header of this kind may show, and by which limits; nothing for one without a file.
fn allowed(kind: HeaderKind) -> Option<(MessageKind, &'static [&'static str])> {
    match kind {
        HeaderKind::Image => Some((MessageKind::Image, &IMAGES)),
        HeaderKind::Video => Some((MessageKind::Video, &VIDEOS)),
        HeaderKind::Document => Some((MessageKind::Document, &DOCUMENTS)),
        HeaderKind::Text | HeaderKind::Location => None,
    }
}

/// The sample of a template, if it has one.
fn of(content: &Content) -> Option<(HeaderKind, MediaId)> {
    let header = content.header.as_ref()?;
    Some((header.kind, header.media_id?))
}

/// Says at the field of the file what is wrong with it.
pub(super) fn check(conn: &ReadConn, content: &Content, faults: &mut Faults) -> Result<(), StorageError> {
    let Some((kind, id)) = of(content) else { return Ok(()) };
    let fault = match media::info(conn, id)? {
        Some(info) => fault(kind, &info),
        None => Some("There is no such file.".to_owned()),
    };
    if let Some(words) = fault {
        faults.add("header.media_id", words);
    }
    Ok(())
}

fn fault(kind: HeaderKind, info: &MediaInfo) -> Option<String> {
    let (message, types) = allowed(kind)?;
    if !types.contains(&info.mime_type.as_str()) {
        return Some(format!(
            "Meta takes no {} as a sample here, only {}.",
            info.mime_type,
            types.join(", ")
        ));
    }
    limits::check_file(message, &info.mime_type, info.bytes, info.animated)
}

/// Gives Meta the sample of a template; returns its handle, or nothing when the template needs none.
pub(super) async fn upload(
    whatsapp: &WhatsApp,
    access: &Access,
    content: &Content,
) -> Result<Option<String>, CallError> {
    let Some((_, id)) = of(content) else { return Ok(None) };
    let found = whatsapp.media.open(id).await.map_err(|error| CallError::NotSent(error.to_string()))?;
    let Some((info, pieces)) = found else {
        return Err(CallError::NotSent("the sample file is no longer here".to_owned()));
    };
    let Some(app) = access.app_id.as_deref() else {
        return Err(CallError::NotSent("Meta has not told which app the token belongs to".to_owned()));
    };
    let upload = NewUpload { info: &info, pieces };
    match whatsapp.graph.upload_sample(&access.base, &access.token, app, upload).await {
        // A sample that may have arrived harms nobody: nothing was made with it.
        Err(CallError::Ambiguous(words)) => Err(CallError::NotSent(words)),
        answer => answer.map(Some),
    }
}
