//! When somebody who holds a live stream open is signed out: the stream must close with the session.
//!
//! Hears it at once from this program; a command line that ended the session beside it is noticed at the next look.

use std::time::Duration;

use super::store::{sessions, tokens};
use super::{Accounts, session};
use crate::actor::Identity;
use crate::events::Bus;
use crate::http::Caller;
use crate::storage::StorageError;

/// How often the database is asked whether the caller is still signed in.
const LOOK_EVERY: Duration = Duration::from_secs(30);

impl Accounts {
    /// Returns when the caller's session or token has ended.
    pub async fn until_signed_out(self, caller: Caller, bus: Bus) {
        let own = match (caller.session, caller.identity) {
            (Some(session), _) => session.to_string(),
            (None, Identity::Token(token)) => token.to_string(),
            (None, Identity::Person(_) | Identity::System) => return,
        };
        let mut changes = bus.changes_of(session::TOPIC, own);
        while self.is_signed_in(caller).await {
            tokio::select! {
                () = self.clock.sleep(LOOK_EVERY) => {}
                () = changes.next() => {}
            }
        }
    }

    /// Whether the caller's proof still holds. A database that cannot be asked signs nobody out.
    async fn is_signed_in(&self, caller: Caller) -> bool {
        let now = self.clock.now();
        let idle_since = session::idle_since(now);
        let still = self.db.read::<_, StorageError>(move |conn| match (caller.session, caller.identity) {
            (Some(id), _) => sessions::is_live(conn, id, idle_since, now),
            (None, Identity::Token(id)) => tokens::is_live(conn, id, now),
            (None, Identity::Person(_) | Identity::System) => Ok(false),
        });
        match still.await {
            Ok(still) => still,
            Err(StorageError::Stopped) => false,
            Err(error) => {
                tracing::warn!(error = %error, "whether a live screen is still signed in could not be checked");
                true
            }
        }
    }
}
