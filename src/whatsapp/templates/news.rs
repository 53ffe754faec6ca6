//! Meta's news about templates: status, quality, category, content changed elsewhere.
//!
//! A template we do not know makes us read the list again; news never make up content.

use super::graph_form;
use super::types::{Category, Quality, Status, Template, from_meta};
use super::{TOPIC, reason, store, sync};
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::arrival::Applied;
use crate::whatsapp::numbers::{Connection, told};
use crate::whatsapp::wire::parse::{TemplateChange, TemplateNews};

/// Takes one piece of news in.
pub(in crate::whatsapp) fn on_news(
    tx: &WriteTx,
    connection: &Connection,
    news: &TemplateNews,
) -> Result<Applied, StorageError> {
    let Some(known) = known(tx, connection, news)? else {
        sync::soon(tx, connection.id)?;
        return Ok(Applied::Kept);
    };
    let fact = match &news.change {
        TemplateChange::Status { .. } => "status",
        TemplateChange::Quality(_) => "quality",
        TemplateChange::Category(_) => "category",
        TemplateChange::Components => "components",
    };
    if !told::take(tx, &format!("template:{}", known.id), fact, news.at)? {
        return Ok(Applied::Repeated);
    }
    let mut now = known.clone();
    match &news.change {
        TemplateChange::Status { event, reason, words } => {
            now.status = graph_form::status(event);
            let reason = reason::of_verdict(reason.as_deref(), words.as_deref());
            now.status_reason = reason.filter(|_| now.status != Status::Approved);
        }
        TemplateChange::Quality(score) => {
            now.quality = from_meta::<Quality>(score).unwrap_or(Quality::Unknown);
        }
        TemplateChange::Category(category) => {
            now.category = from_meta::<Category>(category).unwrap_or(Category::Unknown);
        }
        TemplateChange::Components => sync::soon(tx, connection.id)?,
    }
    if now.meta_id.is_none() {
        now.meta_id.clone_from(&news.meta_id);
    }
    if now != known {
        store::update(tx, &now)?;
    }
    tx.announce(TOPIC, now.id);
    Ok(Applied::Kept)
}

fn known(
    tx: &WriteTx,
    connection: &Connection,
    news: &TemplateNews,
) -> Result<Option<Template>, StorageError> {
    if let Some(meta_id) = &news.meta_id
        && let Some(known) = store::by_meta_id(tx, connection.environment, meta_id)?
    {
        return Ok(Some(known));
    }
    let (Some(waba_id), Some(name), Some(language)) = (&connection.waba_id, &news.name, &news.language)
    else {
        return Ok(None);
    };
    store::by_name(tx, connection.environment, waba_id, name, &graph_form::language(language))
}
