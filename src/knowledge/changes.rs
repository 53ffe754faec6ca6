//! What people do to sources: add, change, remove, try again. Each is one write with its audit record
//! and the job that follows from it; the index is told after the commit.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::checked::{
    MAX_TITLE, checked_pairs, checked_text, checked_title, checked_validity, first_words, title_or,
};
use super::compare::CompareSource;
use super::embed::Embed;
use super::fetch::parse_address;
use super::ingest::Ingest;
use super::pictures;
use super::shop;
use super::site;
use super::store::{self, Content};
use super::types::{Pair, Source, SourceKind, Validity};
use super::upload::Upload;
use super::{Knowledge, TOPIC};
use crate::actor::Actor;
use crate::audit;
use crate::extract::{WarningCode, recognise};
use crate::http::ApiError;
use crate::ids::SourceId;
use crate::jobs;
use crate::storage::{ReadConn, WriteTx};

/// A source to be made, by its kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum NewSource {
    /// A text as typed or pasted; `# ` begins a heading.
    Text { title: Option<String>, text: String },
    /// Questions with their answers.
    Faq { title: Option<String>, pairs: Vec<Pair> },
    /// One page of the web.
    Page { title: Option<String>, url: String },
    /// Every page of a site, beginning at this one.
    Site { title: Option<String>, url: String },
}

/// Sources a shop may have.
const MAX_SOURCES: u32 = 5_000;

/// What to change of a source; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    title: Option<String>,
    /// The text of a text; of a file or page the corrected text, which stands until the original is read again.
    text: Option<String>,
    /// Of sources of the kind `faq`.
    pairs: Option<Vec<Pair>>,
    /// When it counts, as a whole.
    validity: Option<Validity>,
}

/// A source from a JSON request.
pub(super) fn from_request(asked: NewSource) -> Result<store::NewSource, ApiError> {
    match asked {
        NewSource::Text { title, text } => {
            let content = checked_text(&text)?;
            let title = title_or(title, || first_words(&content))?;
            Ok(store::NewSource { title, content: Content::Text(content) })
        }
        NewSource::Faq { title, pairs } => {
            let pairs = checked_pairs(pairs)?;
            let title = title_or(title, || first_words(&pairs[0].question))?;
            Ok(store::NewSource { title, content: Content::Pairs(pairs) })
        }
        NewSource::Page { title, url } => {
            let (title, url) = checked_address(title, &url)?;
            Ok(store::NewSource { title, content: Content::Page { url } })
        }
        NewSource::Site { title, url } => {
            let (title, url) = checked_address(title, &url)?;
            Ok(store::NewSource { title, content: Content::Site { url } })
        }
    }
}

/// A title and an address that can be asked.
fn checked_address(title: Option<String>, url: &str) -> Result<(String, String), ApiError> {
    let url = parse_address(url).map_err(|fault| {
        ApiError::unprocessable(fault.code(), fault.to_string()).field("url", "is not a web address")
    })?;
    let title = title_or(title, || url.to_string())?;
    Ok((title, url.into()))
}

/// A source from an uploaded file: what can be refused at once is refused at once.
pub(super) fn from_upload(upload: Upload) -> Result<store::NewSource, ApiError> {
    let name = upload.name;
    let kind = recognise(name.as_deref(), upload.declared.as_deref(), &upload.bytes).map_err(|fault| {
        ApiError::unprocessable(fault.code(), fault.to_string()).field("file", fault.code())
    })?;
    let title = title_or(upload.title, || name.unwrap_or_default().chars().take(MAX_TITLE).collect())?;
    Ok(store::NewSource { title, content: Content::File { kind, bytes: upload.bytes } })
}

/// Adds a source. It goes on when whoever asked for it leaves meanwhile, so that no half of a file stays.
pub(super) async fn add(
    knowledge: &Knowledge,
    actor: Actor,
    new: store::NewSource,
) -> Result<Source, ApiError> {
    let room = knowledge.clone();
    let added = knowledge.tasks.spawn("adding a source", async move {
        let id = room
            .db
            .write_background::<_, ApiError>(|tx| may_be_one_more(tx).map(|()| store::reserve(tx)))
            .await?;
        let added = add_under(&room, actor, id, new).await;
        if added.is_err() {
            room.forget_original(id).await?;
        }
        added
    });
    added.await.map_err(ApiError::internal)?
}

/// A file goes ahead of its source in pieces; the source counts from the last write on.
async fn add_under(
    knowledge: &Knowledge,
    actor: Actor,
    id: SourceId,
    mut new: store::NewSource,
) -> Result<Source, ApiError> {
    let bytes = match &mut new.content {
        Content::File { bytes, .. } => std::mem::take(bytes),
        Content::Text(_)
        | Content::Pairs(_)
        | Content::Page { .. }
        | Content::Site { .. }
        | Content::Shop(_) => Vec::new(),
    };
    let length = bytes.len();
    knowledge.keep_original(id, bytes).await?;
    knowledge
        .db
        .write_background(move |tx| {
            may_be_one_more(tx)?;
            store::insert(tx, id, &new, length)?;
            match &new.content {
                Content::Site { url } => site::begin(tx, id, url)?,
                Content::Text(_)
                | Content::Pairs(_)
                | Content::File { .. }
                | Content::Page { .. }
                | Content::Shop(_) => {
                    jobs::enqueue(tx, &Ingest { source_id: id })?;
                }
            }
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            let details = json!({ "kind": source.kind, "title": source.title });
            audit::record(tx, &actor, "knowledge.added", id, details)?;
            tx.announce(TOPIC, id);
            Ok(source)
        })
        .await
}

fn may_be_one_more(conn: &ReadConn) -> Result<(), ApiError> {
    if store::count(conn)? < MAX_SOURCES {
        return Ok(());
    }
    Err(ApiError::conflict("too_many_sources", format!("There are {MAX_SOURCES} sources already."))
        .hint("Remove some, or join small ones into one."))
}

pub(super) async fn change(
    knowledge: &Knowledge,
    actor: Actor,
    id: SourceId,
    change: Change,
) -> Result<Source, ApiError> {
    let title = change.title.as_deref().map(checked_title).transpose()?;
    let validity = change.validity.map(checked_validity).transpose()?;
    let content = match (change.text, change.pairs) {
        (Some(text), None) => Some(Content::Text(checked_text(&text)?)),
        (None, Some(pairs)) => Some(Content::Pairs(checked_pairs(pairs)?)),
        (None, None) => None,
        (Some(_), Some(_)) => return Err(wrong_kind()),
    };
    let retitled = title.is_some();
    let embed = knowledge.llm.embedder().is_some();
    let source = knowledge
        .db
        .write(move |tx| {
            let before = store::find(tx, id)?.ok_or_else(no_source)?;
            if let Some(title) = &title {
                store::change_title(tx, id, title)?;
                reword(tx, &before, embed)?;
            }
            if let Some(content) = &content {
                replace(tx, &before, content)?;
            }
            if let Some(validity) = &validity {
                store::set_validity(tx, id, validity)?;
                for source_id in store::site::page_sources(tx, id)?.into_iter().chain([id]) {
                    jobs::enqueue(tx, &CompareSource { source_id })?;
                }
            }
            let details = json!({ "title": title, "content": content.is_some(), "validity": validity });
            audit::record(tx, &actor, "knowledge.changed", id, details)?;
            tx.announce(TOPIC, id);
            store::find(tx, id)?.ok_or_else(no_source)
        })
        .await?;
    if retitled {
        knowledge.index.refresh(id).await?;
    }
    Ok(source)
}

/// A title is part of what its chunks mean, so a new one needs new vectors.
fn reword(tx: &WriteTx, source: &Source, embed: bool) -> Result<(), ApiError> {
    // It may name the branch or the season that its statements are of.
    jobs::enqueue(tx, &CompareSource { source_id: source.id })?;
    if source.kind != SourceKind::Faq {
        store::forget_source(tx, source.id)?;
        if embed {
            jobs::enqueue(tx, &Embed { source_id: source.id })?;
        }
    }
    Ok(())
}

fn replace(tx: &WriteTx, source: &Source, content: &Content) -> Result<(), ApiError> {
    match (source.kind, content) {
        (SourceKind::Text, Content::Text(_)) | (SourceKind::Faq, Content::Pairs(_)) => {
            store::change_content(tx, source.id, content)?;
            jobs::enqueue(tx, &Ingest { source_id: source.id })?;
            Ok(())
        }
        (SourceKind::File | SourceKind::Page, Content::Text(text)) => {
            store::correct(tx, source.id, text)?;
            jobs::enqueue(tx, &Ingest { source_id: source.id })?;
            Ok(())
        }
        (
            SourceKind::Text
            | SourceKind::Faq
            | SourceKind::File
            | SourceKind::Page
            | SourceKind::Site
            | SourceKind::Shop,
            _,
        ) => Err(wrong_kind()),
    }
}

pub(super) async fn remove(knowledge: &Knowledge, actor: Actor, id: SourceId) -> Result<(), ApiError> {
    let removed = knowledge
        .db
        .write(move |tx| {
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            let removed = site::remove(tx, &source)?;
            shop::leave(tx, id)?;
            store::forget_source(tx, id)?;
            store::delete(tx, id)?;
            audit::record(tx, &actor, "knowledge.removed", id, json!({ "title": source.title }))?;
            tx.announce(TOPIC, id);
            Ok::<_, ApiError>(removed)
        })
        .await?;
    for source in removed.into_iter().chain([id]) {
        knowledge.index.refresh(source).await?;
        knowledge.forget_original(source).await?;
    }
    Ok(())
}

pub(super) async fn retry(knowledge: &Knowledge, actor: Actor, id: SourceId) -> Result<Source, ApiError> {
    knowledge
        .db
        .write(move |tx| {
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            match source.kind {
                SourceKind::Site => site::read_again(tx, id)?,
                SourceKind::Shop => shop::read_again(tx, id)?,
                SourceKind::Text | SourceKind::Faq | SourceKind::File | SourceKind::Page => {
                    store::requeue(tx, id)?;
                    store::drop_correction(tx, id)?;
                    jobs::enqueue(tx, &Ingest { source_id: id })?;
                }
            }
            audit::record(tx, &actor, "knowledge.retried", id, json!({}))?;
            tx.announce(TOPIC, id);
            store::find(tx, id)?.ok_or_else(no_source)
        })
        .await
}

/// A person compared a page read by the model with its picture; from now on its text is a person's.
pub(super) async fn confirm(
    knowledge: &Knowledge,
    actor: Actor,
    id: SourceId,
    page: u32,
    text: Option<String>,
) -> Result<Source, ApiError> {
    let text = text.map(|text| checked_text(&text)).transpose()?;
    knowledge
        .db
        .write(move |tx| {
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            let mut waiting = source.to_confirm;
            if !waiting.contains(&page) {
                return Err(ApiError::conflict("nothing_to_confirm", "This page waits for no confirmation."));
            }
            waiting.retain(|other| *other != page);
            let mut warnings = source.warnings;
            warnings.retain(|own| own.code != WarningCode::ReadByModel || own.place.page != Some(page));
            let (read, _) = store::content(tx, id)?.unwrap_or_default();
            let read = read.unwrap_or_default();
            let whole =
                text.as_deref().map_or_else(|| read.clone(), |text| pictures::with_page(&read, page, text));
            store::confirm(tx, id, &waiting, &warnings)?;
            store::correct(tx, id, &checked_text(&whole)?)?;
            jobs::enqueue(tx, &Ingest { source_id: id })?;
            let details = json!({ "page": page, "corrected": text.is_some() });
            audit::record(tx, &actor, "knowledge.page_confirmed", id, details)?;
            tx.announce(TOPIC, id);
            store::find(tx, id)?.ok_or_else(no_source)
        })
        .await
}

/// Stops the reading of a site. What was read stays; no run begins by itself any more.
pub(super) async fn stop(knowledge: &Knowledge, actor: Actor, id: SourceId) -> Result<Source, ApiError> {
    knowledge
        .db
        .write(move |tx| {
            let source = store::find(tx, id)?.ok_or_else(no_source)?;
            if source.kind != SourceKind::Site || !store::site::stop_site(tx, id)? {
                return Err(ApiError::conflict("nothing_to_stop", "This source is not being read."));
            }
            audit::record(tx, &actor, "knowledge.stopped", id, json!({ "title": source.title }))?;
            tx.announce(TOPIC, id);
            store::find(tx, id)?.ok_or_else(no_source)
        })
        .await
}

fn wrong_kind() -> ApiError {
    ApiError::unprocessable(
        "wrong_kind",
        "Questions and answers have pairs, every other source has a text; only what a source has can be changed.",
    )
    .hint("To use a new file, remove this one and upload the new one. To read the original again, use retry.")
}

pub(super) fn no_source() -> ApiError {
    ApiError::not_found("source")
}
