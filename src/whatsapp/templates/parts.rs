//! The parts of a template filled in for one customer: each within Meta's limit, each file of the kind its header shows.
//!
//! Refuses here what Meta would refuse at the send with 132012 or 132005. Faults are told by the path of their field.

use super::placeholders;
use super::types::{ButtonKind, Content, HeaderKind, ParameterFormat, button_variable, header_variable};
use crate::ids::MediaId;
use crate::inbox::MessageKind;
use crate::inbox::outgoing;
use crate::media::{self, MediaKind};
use crate::storage::{ReadConn, StorageError};
use crate::whatsapp::wire::limits;

/// Faults as path and words.
pub(in crate::whatsapp) type Faults = Vec<(String, String)>;

/// Characters of each part once it is filled in.
const HEADER_LIMIT: usize = 60;
const URL_LIMIT: usize = 2_000;
const CODE_LIMIT: usize = 15;

/// What is wrong with the parts of a filled-in template, beside its body.
pub(super) fn faults(
    conn: &ReadConn,
    content: &Content,
    format: ParameterFormat,
    message: &outgoing::Template,
) -> Result<Faults, StorageError> {
    let mut faults = Faults::new();
    faults.extend(long_header(content, format, message));
    faults.extend(long_buttons(content, message));
    if let Some(fault) = file(conn, content, message)? {
        faults.push(fault);
    }
    Ok(faults)
}

fn long_header(
    content: &Content,
    format: ParameterFormat,
    message: &outgoing::Template,
) -> Option<(String, String)> {
    let text = content.header.as_ref()?.text.as_deref()?;
    let value = |name: &str| message.variables.get(&header_variable(format, name)).cloned();
    let characters = placeholders::filled(text, value).chars().count();
    let name = placeholders::names(text).into_iter().next();
    let path =
        name.map_or("header".to_owned(), |name| format!("variables.{}", header_variable(format, &name)));
    (characters > HEADER_LIMIT).then(|| {
        let words =
            format!("Filled in, the header has {characters} characters; at most {HEADER_LIMIT} are allowed.");
        (path, words)
    })
}

fn long_buttons(content: &Content, message: &outgoing::Template) -> Faults {
    let mut faults = Faults::new();
    for (index, button) in content.buttons.iter().enumerate() {
        let name = button_variable(index);
        let Some(value) = message.variables.get(&name) else { continue };
        let (whole, limit) = match button.kind {
            ButtonKind::CopyCode => (value.clone(), CODE_LIMIT),
            ButtonKind::Url => {
                let url = button.url.as_deref().unwrap_or_default();
                (placeholders::filled(url, |_| Some(value.clone())), URL_LIMIT)
            }
            ButtonKind::QuickReply | ButtonKind::PhoneNumber => continue,
        };
        if whole.chars().count() > limit {
            faults.push((format!("variables.{name}"), format!("Filled in, at most {limit} characters.")));
        } else if button.kind == ButtonKind::Url && value.contains(char::is_whitespace) {
            faults.push((format!("variables.{name}"), "An address has no blanks.".to_owned()));
        }
    }
    faults
}

/// The header's file must be of the kind the template shows, and one Meta takes.
fn file(
    conn: &ReadConn,
    content: &Content,
    message: &outgoing::Template,
) -> Result<Option<(String, String)>, StorageError> {
    let Some(header) = content.header.as_ref() else { return Ok(None) };
    let (kind, place, words) = match header.kind {
        HeaderKind::Image => {
            (MediaKind::Image, MessageKind::Image, "This template shows a picture: JPEG or PNG.")
        }
        HeaderKind::Video => {
            (MediaKind::Video, MessageKind::Video, "This template shows a video: MP4 or 3GP.")
        }
        HeaderKind::Document => {
            (MediaKind::Document, MessageKind::Document, "This template shows a document, such as a PDF.")
        }
        HeaderKind::Text | HeaderKind::Location => return Ok(None),
    };
    let Some(id) = message.header.as_ref().and_then(|header| header.media_id) else { return Ok(None) };
    Ok(wrong_file(conn, id, kind, place, words)?.map(|words| ("header.media_id".to_owned(), words)))
}

fn wrong_file(
    conn: &ReadConn,
    id: MediaId,
    kind: MediaKind,
    place: MessageKind,
    words: &str,
) -> Result<Option<String>, StorageError> {
    let Some(file) = media::info(conn, id)? else { return Ok(Some("There is no such file.".to_owned())) };
    if file.kind != kind {
        return Ok(Some(words.to_owned()));
    }
    Ok(limits::check_file(place, &file.mime_type, file.bytes, file.animated))
}
