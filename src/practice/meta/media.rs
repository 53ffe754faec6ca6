//! Media: uploads, what is known of them, their bytes for five minutes, and their removal.
//!
//! Kept in memory, within [`MEDIA_LIMIT`] items; never written anywhere.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::clock::Timestamp;

use super::call::{Call, require_bearer};
use super::graph_error::GraphError;
use super::state::medium::{Link, Medium};
use super::{Meta, random};

/// Bytes of one upload, documents being the largest.
pub(super) const UPLOAD_LIMIT_BYTES: usize = 100 * 1024 * 1024;
/// Bytes of the form around it.
pub(super) const FORM_LIMIT_BYTES: usize = 64 * 1024;
/// Items kept; the oldest go first.
const MEDIA_LIMIT: usize = 1_000;
const MEGABYTE: usize = 1024 * 1024;
/// Bytes kept in all; the oldest go first. A larger file is kept alone.
const KEPT_BYTES: usize = 48 * MEGABYTE;

/// How long an upload is kept, and how long a link to its bytes works.
const KEPT_FOR: Duration = Duration::from_hours(30 * 24);
const LINK_LASTS: Duration = Duration::from_mins(5);

/// Numbers in the order in which media came, also within one moment.
static NEXT_NUMBER: AtomicU64 = AtomicU64::new(0);

/// Whether an older medium must go before one of so many bytes is kept.
fn is_full(media: &HashMap<String, Medium>, more: usize) -> bool {
    let kept: usize = media.values().map(|medium| medium.bytes.len()).sum();
    !media.is_empty() && (media.len() >= MEDIA_LIMIT || kept + more > KEPT_BYTES)
}

impl Medium {
    pub(super) fn is_kept(&self, now: Timestamp) -> bool {
        now.since(self.added_at) < KEPT_FOR
    }
}

impl Meta {
    /// A file that is kept: its type and its bytes.
    pub fn medium(&self, id: &str) -> Option<(String, Bytes)> {
        let now = self.now();
        let world = self.world();
        let medium = world.media.get(id).filter(|medium| medium.is_kept(now))?;
        Some((medium.mime.clone(), medium.bytes.clone()))
    }

    /// Keeps bytes as if a customer had sent them; returns the media id for a message.
    pub fn holds_media(&self, mime: &str, bytes: impl Into<Bytes>) -> String {
        let id = random::digits(16);
        let (mime, bytes, added_at) = (mime.to_owned(), bytes.into(), self.now());
        let number = NEXT_NUMBER.fetch_add(1, Ordering::Relaxed);
        let medium = Medium { mime, bytes, number, added_at, link: None, breaks_after: None };
        let media = &mut self.world().media;
        while is_full(media, medium.bytes.len()) {
            let oldest = media.iter().min_by_key(|(_, medium)| medium.number).map(|(id, _)| id.clone());
            oldest.and_then(|id| media.remove(&id));
        }
        media.insert(id.clone(), medium);
        id
    }

    /// From now on the line breaks after so many bytes of this file; `None` mends it.
    pub fn breaks_download(&self, id: &str, after_bytes: Option<usize>) {
        if let Some(medium) = self.world().media.get_mut(id) {
            medium.breaks_after = after_bytes;
        }
    }
}

impl Medium {
    /// The bytes, or as many as come before the line breaks: the length is promised all the same.
    fn serve(&self) -> Response {
        let headers = [(CONTENT_TYPE, self.mime.clone()), (CONTENT_LENGTH, self.bytes.len().to_string())];
        let Some(end) = self.breaks_after else { return (headers, self.bytes.clone()).into_response() };
        let some = self.bytes.slice(..end.min(self.bytes.len()));
        let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        (headers, Body::from_stream(futures_util::stream::iter([Ok(some), Err(broken)]))).into_response()
    }
}

pub(super) async fn upload(meta: &Meta, request: Request) -> Result<Value, GraphError> {
    require_bearer(&request, &meta.world().account, meta.now())?;
    let unreadable = |_| GraphError::of(131_053, "The upload could not be read.");
    let mut form = Multipart::from_request(request, meta)
        .await
        .map_err(|_| GraphError::parameter("The upload must be multipart/form-data."))?;
    let (mut product, mut kind, mut file) = (None, None, None);
    while let Some(field) =
        form.next_field().await.map_err(|_| GraphError::parameter("The form is broken."))?
    {
        match field.name() {
            Some("messaging_product") => product = Some(field.text().await.map_err(unreadable)?),
            Some("type") => kind = Some(field.text().await.map_err(unreadable)?),
            Some("file") => {
                let mime = field.content_type().map(ToOwned::to_owned);
                file = Some((mime, field.bytes().await.map_err(unreadable)?));
            }
            Some(_) | None => {}
        }
    }
    if product.as_deref() != Some("whatsapp") {
        return Err(GraphError::parameter("The parameter messaging_product is required."));
    }
    let Some((mime, bytes)) = file else {
        return Err(GraphError::parameter("The parameter file is required."));
    };
    let mime = kind.or(mime).unwrap_or_default();
    check_size(&mime, bytes.len())?;
    Ok(json!({"id": meta.holds_media(&mime, bytes)}))
}

fn check_size(mime: &str, bytes: usize) -> Result<(), GraphError> {
    let essence = mime.split(';').next().unwrap_or_default().trim();
    let limit = match essence {
        "image/jpeg" | "image/png" => 5 * MEGABYTE,
        "image/webp" => MEGABYTE / 2,
        "audio/aac" | "audio/amr" | "audio/mpeg" | "audio/mp4" | "audio/ogg" | "video/mp4" | "video/3gp" => {
            16 * MEGABYTE
        }
        "text/plain" | "application/pdf" => UPLOAD_LIMIT_BYTES,
        office if office.starts_with("application/vnd.") || office == "application/msword" => {
            UPLOAD_LIMIT_BYTES
        }
        other => {
            let words =
                format!("Param file must be a file with one of the supported types; received '{other}'.");
            return Err(GraphError::parameter(words));
        }
    };
    if bytes <= limit {
        return Ok(());
    }
    Err(GraphError::of(131_053, format!("{essence} may hold at most {limit} bytes.")))
}

/// What Graph tells about a medium: facts and a short-lived link, never the bytes.
pub(super) fn information(meta: &Meta, id: &str) -> Option<Value> {
    let now = meta.now();
    let mut world = meta.world();
    let medium = world.media.get_mut(id).filter(|medium| medium.is_kept(now))?;
    let link = Link { key: random::token(32), until: now.plus(LINK_LASTS) };
    let url = format!("{}/media-bytes/{id}/{}", meta.graph_url(), link.key);
    medium.link = Some(link);
    Some(json!({
        "messaging_product": "whatsapp",
        "url": url,
        "mime_type": medium.mime,
        "sha256": hex::encode(Sha256::digest(&medium.bytes)),
        "file_size": medium.bytes.len(),
        "id": id,
    }))
}

pub(super) async fn bytes(
    State(meta): State<Meta>,
    Path((id, key)): Path<(String, String)>,
    request: Request,
) -> Result<Response, GraphError> {
    let now = meta.now();
    let world = meta.world();
    require_bearer(&request, &world.account, now)?;
    let good = |link: &Link| link.key == key && now < link.until;
    match world.media.get(&id).filter(|medium| medium.link.as_ref().is_some_and(good)) {
        Some(medium) => Ok(medium.serve()),
        None => Ok(StatusCode::NOT_FOUND.into_response()),
    }
}

pub(super) fn delete(meta: &Meta, call: &Call, id: &str) -> Result<Value, GraphError> {
    let mut world = meta.world();
    call.require_token(&world.account, meta.now())?;
    match world.media.remove(id) {
        Some(_) => Ok(json!({"success": true})),
        None => Err(GraphError::unknown_object("delete", id)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::practice::meta::{Keys, MetaOptions};
    use crate::tasks::Tasks;

    #[tokio::test]
    async fn the_oldest_files_make_room_for_new_ones() {
        let (tasks, clock) = (Tasks::new(), Clock::fixed(Timestamp::from_seconds(1_795_000_000)));
        let client = crate::http::outgoing::client(Duration::from_secs(5)).unwrap();
        let options = MetaOptions::healthy(Keys::random(), clock.now());
        let meta = Meta::start(options, clock, &tasks, client).await.unwrap();
        let file = |letter: u8| vec![letter; KEPT_BYTES / 4];
        let ids: Vec<String> = (0..6).map(|letter| meta.holds_media("image/jpeg", file(letter))).collect();
        let kept: Vec<bool> = ids.iter().map(|id| meta.medium(id).is_some()).collect();
        assert_eq!(kept, [false, false, true, true, true, true]);
        let alone = meta.holds_media("video/mp4", vec![0; KEPT_BYTES + 1]);
        assert!(meta.medium(&alone).is_some(), "what is larger than all of it is kept alone");
        assert!(ids.iter().all(|id| meta.medium(id).is_none()));
        tasks.begin_stop();
    }
}
