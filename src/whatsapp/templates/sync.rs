//! Brings our list of templates in line with Meta's: read page by page, then written at once.
//!
//! A list that was not read to its end removes nothing. Drafts of ours are never touched.

use serde_json::Value;

use super::graph_form::{self, Remote};
use super::reason::Reason;
use super::types::{Content, Template};
use super::{ManageError, TOPIC, store};
use crate::ids::ConnectionId;
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::{self, Access};
use crate::whatsapp::wire::parse::lenient;

const FIELDS: &str =
    "id,name,language,status,category,quality_score,components,parameter_format,rejected_reason";
/// Templates asked for at once, and pages read at most.
const PAGE: &str = "100";
const PAGES_LIMIT: usize = 100;

/// What became of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[schema(as = TemplatesSynced)]
pub struct Synced {
    pub added: u32,
    pub changed: u32,
    pub removed: u32,
    pub unchanged: u32,
}

/// Reads Meta's list for the account of a connection.
pub(in crate::whatsapp) async fn sync(whatsapp: &WhatsApp, id: ConnectionId) -> Result<Synced, ManageError> {
    let access = super::access_to(whatsapp, Some(id)).await?;
    let remote = read_all(whatsapp, &access).await?;
    Ok(whatsapp.db.write(move |tx| apply(tx, &access, &remote)).await?)
}

async fn read_all(whatsapp: &WhatsApp, access: &Access) -> Result<Vec<Remote>, ManageError> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..PAGES_LIMIT {
        let mut query = vec![("fields", FIELDS), ("limit", PAGE)];
        if let Some(after) = &after {
            query.push(("after", after.as_str()));
        }
        let path = [access.waba_id.as_str(), "message_templates"];
        let answer = whatsapp.graph.get(&access.base, &access.token, &path, &query).await?;
        found.extend(lenient::list(&answer, "data").into_iter().filter_map(graph_form::read));
        after = next(&answer);
        if after.is_none() {
            return Ok(found);
        }
    }
    Err(ManageError::TooMany)
}

/// The cursor of the next page, while Meta names one.
fn next(answer: &Value) -> Option<String> {
    let paging = answer.get("paging")?;
    lenient::text(paging, "next")?;
    lenient::text(paging.get("cursors")?, "after")
}

fn apply(tx: &WriteTx, access: &Access, remote: &[Remote]) -> Result<Synced, StorageError> {
    let mut synced = Synced::default();
    for one in remote {
        let by_id = store::by_meta_id(tx, access.environment, &one.meta_id)?;
        let known = match by_id {
            Some(known) => Some(known),
            None => store::by_name(tx, access.environment, &access.waba_id, &one.name, &one.language)?,
        };
        let Some(known) = known else {
            add(tx, access, one)?;
            synced.added += 1;
            continue;
        };
        let now = merged(&known, one);
        if now == known {
            synced.unchanged += 1;
        } else {
            store::update(tx, &now)?;
            tx.announce(TOPIC, now.id);
            synced.changed += 1;
        }
    }
    for gone in store::of_account(tx, access.environment, &access.waba_id)? {
        let there = remote.iter().any(|one| gone.meta_id.as_deref() == Some(one.meta_id.as_str()));
        if !there {
            store::delete(tx, gone.id)?;
            tx.announce(TOPIC, gone.id);
            synced.removed += 1;
        }
    }
    Ok(synced)
}

fn add(tx: &WriteTx, access: &Access, remote: &Remote) -> Result<(), StorageError> {
    let id = store::insert_remote(tx, access.environment, &access.waba_id, access.connection, remote)?;
    if let Some(new) = store::find(tx, id)? {
        store::update(tx, &merged(&new, remote))?;
    }
    tx.announce(TOPIC, id);
    Ok(())
}

/// What we had with what Meta says; our own sample file and examples stay where Meta tells none.
fn merged(known: &Template, remote: &Remote) -> Template {
    let mut content: Content = remote.content.clone();
    for (name, example) in &known.content.examples {
        content.examples.entry(name.clone()).or_insert_with(|| example.clone());
    }
    let variables = content.variables(remote.parameter_format);
    content.examples.retain(|name, _| variables.iter().any(|variable| variable.name == *name));
    if let (Some(ours), Some(theirs)) = (&known.content.header, &mut content.header)
        && ours.kind == theirs.kind
    {
        theirs.media_id = ours.media_id;
    }
    Template {
        meta_id: Some(remote.meta_id.clone()),
        name: remote.name.clone(),
        language: remote.language.clone(),
        category: remote.category,
        status: remote.status,
        status_reason: reason_of(known, remote),
        quality: remote.quality,
        parameter_format: remote.parameter_format,
        content,
        understood: remote.understood,
        ..known.clone()
    }
}

/// The list tells a reason in a code, and none of a pause: what news told of the same is more.
fn reason_of(known: &Template, remote: &Remote) -> Option<String> {
    let had = known.status_reason.as_deref().filter(|_| known.status == remote.status);
    match (had, remote.status_reason.as_deref()) {
        (Some(had), Some(code)) if Reason::read(had).code != code => Some(code.to_owned()),
        (None, told) => told.map(str::to_owned),
        (Some(had), _) => Some(had.to_owned()),
    }
}

/// Has the list of a connection's account read again, soon.
pub(in crate::whatsapp) fn soon(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    crate::jobs::enqueue(tx, &super::SyncTemplates { connection_id: id }).map(drop)
}

/// Has the lists of all accounts read again, as once a day. One number of each account is enough.
pub(in crate::whatsapp) fn all_soon(tx: &WriteTx) -> Result<(), StorageError> {
    let mut seen = Vec::new();
    for connection in numbers::in_use(tx)? {
        let account = (connection.environment, connection.waba_id.clone());
        if connection.waba_id.is_some() && !seen.contains(&account) {
            seen.push(account);
            soon(tx, connection.id)?;
        }
    }
    Ok(())
}
