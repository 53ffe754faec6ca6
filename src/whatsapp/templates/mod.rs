//! Message templates: the only messages that may be sent while the customer's window is closed.
//!
//! Owns our list of them, keeps it in line with Meta's, and checks Meta's rules before Meta has to. Never sends one:
//! the inbox queues it like any message and delivery carries it.

mod check;
mod fill;
mod graph_form;
pub(super) mod news;
mod parts;
mod placeholders;
mod reason;
pub mod routes;
mod sample;
mod starters;
mod store;
mod submit;
mod sync;
mod types;

pub use types::{Category, Content, HeaderKind, NotEditable, Template};

use types::Status;

pub(super) use fill::{HeaderFile, fill};
pub(super) use sync::{all_soon, soon, sync};

use serde::{Deserialize, Serialize};

use super::WhatsApp;
use super::numbers::{self, Access};
use super::wire::graph::CallError;
use crate::events::Topic;
use crate::ids::{ConnectionId, TemplateId};
use crate::jobs::{Job, JobError};
use crate::storage::{ReadConn, StorageError};

/// Templates that are looked through for one that fits.
const MOST_SENDABLE: u32 = 100;

/// The topic screens hear when a template changes.
pub const TOPIC: Topic = Topic::Template;

/// Why a template could not be made, changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error("no number of this account is connected")]
    NotConnected,
    #[error("there is no such template")]
    Unknown,
    #[error("the template breaks rules of Meta's")]
    Faults(Vec<(String, String)>),
    #[error(transparent)]
    NotEditable(#[from] NotEditable),
    #[error("only a draft can be submitted")]
    NotADraft,
    #[error("Meta lists more templates than any account has")]
    TooMany,
    #[error(transparent)]
    Call(#[from] CallError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Meta's list of templates is to be read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SyncTemplates {
    pub connection_id: ConnectionId,
}

impl Job for SyncTemplates {
    const KIND: &'static str = "whatsapp_sync_templates";
    const MAX_ATTEMPTS: u32 = 4;

    fn key(&self) -> Option<String> {
        Some(self.connection_id.to_string())
    }
}

impl WhatsApp {
    /// Runs [`SyncTemplates`]. A number that is not connected any more has no list.
    pub async fn sync_templates(&self, job: SyncTemplates) -> Result<(), JobError> {
        match sync(self, job.connection_id).await {
            Ok(_) | Err(ManageError::NotConnected) => Ok(()),
            Err(error) => Err(JobError::Retry(error.into())),
        }
    }
}

/// Access to the account of a connection, or of the first one in use.
async fn access_to(whatsapp: &WhatsApp, named: Option<ConnectionId>) -> Result<Access, ManageError> {
    let room = whatsapp.clone();
    let found = whatsapp
        .db
        .read(move |conn| match numbers::meant(conn, named)? {
            Some(connection) => numbers::access(&room, &connection),
            None => Ok::<_, StorageError>(None),
        })
        .await?;
    found.ok_or(ManageError::NotConnected)
}

async fn existing(whatsapp: &WhatsApp, id: TemplateId) -> Result<Template, ManageError> {
    let found = whatsapp.db.read(move |conn| store::find(conn, id)).await?;
    found.ok_or(ManageError::Unknown)
}

/// A template by its id.
pub fn find(conn: &ReadConn, id: TemplateId) -> Result<Option<Template>, StorageError> {
    store::find(conn, id)
}

/// Templates a number may send now, newest first.
pub fn sendable(conn: &ReadConn, connection: ConnectionId) -> Result<Vec<Template>, StorageError> {
    let Some(account) = numbers::by_id(conn, connection)? else { return Ok(Vec::new()) };
    let Some(waba_id) = account.waba_id else { return Ok(Vec::new()) };
    let wanted = store::Wanted {
        account: Some((account.environment, waba_id)),
        status: Some(Status::Approved),
        words: None,
        before: None,
        limit: MOST_SENDABLE,
    };
    let mut found = store::list(conn, &wanted)?;
    found.retain(Template::is_sendable);
    Ok(found)
}

/// What Meta charges a template as.
pub(super) fn category(conn: &ReadConn, id: TemplateId) -> Result<Option<&'static str>, StorageError> {
    Ok(store::find(conn, id)?.map(|template| template.category.as_str()))
}
