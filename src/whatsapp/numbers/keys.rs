//! The secrets webhooks are checked with, opened once and kept at hand.
//!
//! Read again after every change of a connection. Kept in memory only, never logged.

use std::sync::Arc;

use parking_lot::RwLock;

use super::{Connection, Place, open, store};
use crate::clock::Timestamp;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::wire::signature::SigningKey;

/// Keys and verify tokens of the connections in use.
#[derive(Default)]
pub struct Keys {
    known: RwLock<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    signing: Arc<[SigningKey]>,
    verify_tokens: Arc<[String]>,
    /// When a former secret stops to count.
    good_until: Option<Timestamp>,
}

impl Keys {
    /// Every secret that may sign a webhook now.
    pub(in crate::whatsapp) async fn signing(
        &self,
        whatsapp: &WhatsApp,
    ) -> Result<Arc<[SigningKey]>, StorageError> {
        Ok(self.known(whatsapp).await?.signing)
    }

    /// Every verify token we gave to Meta.
    pub(in crate::whatsapp) async fn verify_tokens(
        &self,
        whatsapp: &WhatsApp,
    ) -> Result<Arc<[String]>, StorageError> {
        Ok(self.known(whatsapp).await?.verify_tokens)
    }

    /// Forgets what it knows, after a change.
    pub(in crate::whatsapp) fn forget(&self) {
        *self.known.write() = None;
    }

    async fn known(&self, whatsapp: &WhatsApp) -> Result<Known, StorageError> {
        let now = whatsapp.clock.now();
        let current = self.known.read().clone();
        if let Some(known) = current.filter(|known| known.good_until.is_none_or(|end| now < end)) {
            return Ok(known);
        }
        let connections = whatsapp.db.read(store::all_in_use).await?;
        let known = read(whatsapp, &connections, now)?;
        *self.known.write() = Some(known.clone());
        Ok(known)
    }
}

fn read(whatsapp: &WhatsApp, connections: &[Connection], now: Timestamp) -> Result<Known, StorageError> {
    let mut signing = Vec::new();
    let mut good_until: Option<Timestamp> = None;
    for connection in connections {
        let current = open(whatsapp, connection, Place::AppSecret)?;
        signing.extend(current.and_then(|secret| SigningKey::new(connection.id, &secret)));
        if let Some(end) = connection.former_secret_until.filter(|end| now < *end) {
            let former = open(whatsapp, connection, Place::FormerAppSecret)?;
            signing.extend(former.and_then(|secret| SigningKey::new(connection.id, &secret)));
            good_until = Some(good_until.map_or(end, |known| known.min(end)));
        }
    }
    let verify_tokens = connections.iter().map(|connection| connection.verify_token.clone()).collect();
    Ok(Known { signing: signing.into(), verify_tokens, good_until })
}
