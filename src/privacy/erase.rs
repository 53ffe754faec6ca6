//! Erasing, step by step: names first, then what hangs on messages with the messages, then what everything hung on.
//!
//! Every step is a small write of its own that makes way for whoever is urgent, and looks anew for what is left: after a
//! crash the job begins again and finds less to do.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::fold_away::FoldAway;
use super::holding::{Of, When};
use super::who::{Joined, Who, as_i64};
use super::{Privacy, list, store};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::{ContactId, ErasureId, MediaId, MessageId};
use crate::jobs::{self, Job, JobError};
use crate::storage::{StorageError, WriteTx};

/// Rows one statement changes at once.
const SLICE: u32 = 200;
/// Messages that go in one write.
const MESSAGES_AT_ONCE: u32 = 40;
/// How long to wait for what came from outside and is not read yet.
const READ_MEANWHILE: Duration = Duration::from_secs(5);

/// A customer is to be erased.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EraseContact {
    pub erasure_id: ErasureId,
}

impl Job for EraseContact {
    const KIND: &'static str = "erase_contact";
    /// Nobody may be left half erased: it goes on for a day.
    const MAX_ATTEMPTS: u32 = 40;

    fn key(&self) -> Option<String> {
        Some(self.erasure_id.to_string())
    }
}

/// Begins to erase a customer: from this moment nobody finds or reaches them. `None` when there is no such contact; one
/// that is being erased already goes on.
pub fn begin(
    tx: &WriteTx,
    joined: &Joined,
    contact: ContactId,
    actor: &Actor,
) -> Result<Option<ErasureId>, StorageError> {
    let Some(who) = (joined.who)(tx, contact)? else { return Ok(None) };
    let contact = who.contacts.first().copied().unwrap_or(contact);
    if let Some(open) = store::of_contact(tx, contact)?.filter(|known| known.stage == store::Stage::Erasing) {
        return Ok(Some(open.id));
    }
    list::forget(tx, &who.marks, who.stops)?;
    let messages = (joined.count)(tx, who.conversations.clone())?;
    let id = store::insert(tx, contact, &who, messages)?;
    let conversations = who.conversations.clone();
    (joined.unname)(tx, who)?;
    jobs::enqueue(tx, &EraseContact { erasure_id: id })?;
    audit::record(tx, actor, "contact.erased", contact, json!({}))?;
    tx.announce(Topic::Contact, contact);
    for conversation in conversations {
        tx.announce(Topic::Conversation, conversation);
    }
    Ok(Some(id))
}

impl Privacy {
    /// Runs [`EraseContact`].
    pub async fn erase(self, job: EraseContact) -> Result<(), JobError> {
        let id = job.erasure_id;
        let Some(who) = self.db.read(move |conn| store::who(conn, id)).await? else { return Ok(()) };
        let who = Arc::new(who);
        self.write_list().await?;
        let all_read = self.sweep(&who).await?;
        self.erase_tables(&who, When::First).await?;
        self.empty_rows(&who).await?;
        self.erase_messages(id, &who).await?;
        self.erase_files(id).await?;
        self.erase_tables(&who, When::Last).await?;
        if !all_read {
            let later = self.clock.now().plus(READ_MEANWHILE);
            return Err(JobError::RetryAt(later, anyhow::anyhow!("webhooks about them wait to be read")));
        }
        self.db
            .write::<_, StorageError>(move |tx| {
                store::emptied(tx, id)?;
                jobs::enqueue(tx, &FoldAway {})?;
                who.contacts.iter().for_each(|contact| tx.announce(Topic::Contact, contact));
                Ok(())
            })
            .await?;
        Ok(())
    }

    /// Takes the customer out of what came from outside; `false` when some of it waits to be read.
    async fn sweep(&self, who: &Arc<Who>) -> Result<bool, StorageError> {
        let mut all_read = true;
        for source in 0..self.joined.sources.len() {
            let mut after = Some(i64::MIN);
            while let Some(from) = after {
                let (joined, about) = (Arc::clone(&self.joined), Arc::clone(who));
                let found =
                    self.db.read_long(move |conn| (joined.sources[source].find)(conn, (about, from))).await?;
                after = found.next;
                all_read &= !found.waits;
                if !found.ids.is_empty() {
                    let joined = Arc::clone(&self.joined);
                    self.db.write_background(move |tx| (joined.sources[source].erase)(tx, found.ids)).await?;
                }
            }
        }
        Ok(all_read)
    }

    async fn erase_tables(&self, who: &Who, when: When) -> Result<(), StorageError> {
        for holding in self.joined.holdings.iter().filter(|holding| holding.when == when) {
            let ids: Arc<str> = who.ids(holding.of)?.into();
            for sql in holding.erased {
                loop {
                    let ids = Arc::clone(&ids);
                    let changed =
                        self.db.write_background(move |tx| store::erase(tx, sql, &ids, SLICE)).await?;
                    if changed == 0 || !store::is_sliced(sql) {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    async fn empty_rows(&self, who: &Arc<Who>) -> Result<(), StorageError> {
        loop {
            let (joined, about) = (Arc::clone(&self.joined), Arc::clone(who));
            if !self.db.write_background(move |tx| (joined.empty_rows)(tx, about)).await? {
                return Ok(());
            }
        }
    }

    async fn erase_messages(&self, id: ErasureId, who: &Who) -> Result<(), StorageError> {
        for conversation in who.conversations.iter().copied() {
            loop {
                let joined = Arc::clone(&self.joined);
                let some = move |tx: &WriteTx| {
                    let messages = (joined.messages)(tx, (conversation, None, MESSAGES_AT_ONCE))?;
                    forget_messages(tx, &joined, id, &messages)?;
                    Ok::<_, StorageError>(messages.is_empty())
                };
                if self.db.write_background(some).await? {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Files that nothing names any more.
    async fn erase_files(&self, id: ErasureId) -> Result<(), StorageError> {
        loop {
            let joined = Arc::clone(&self.joined);
            let some = move |tx: &WriteTx| {
                let Some(file) = store::next_file(tx, id)? else { return Ok(true) };
                if (joined.file_is_used)(tx, file)? || (joined.drop_file)(tx, file)? {
                    store::remove_file(tx, id, file)?;
                }
                Ok::<_, StorageError>(false)
            };
            if self.db.write_background(some).await? {
                return Ok(());
            }
        }
    }
}

fn forget_messages(
    tx: &WriteTx,
    joined: &Joined,
    id: ErasureId,
    messages: &[MessageId],
) -> Result<(), StorageError> {
    let files: Vec<MediaId> = (joined.files)(tx, messages.to_vec())?;
    files.into_iter().try_for_each(|file| store::add_file(tx, id, file))?;
    let ids = serde_json::to_string(&messages.iter().map(as_i64).collect::<Vec<_>>())?;
    for holding in joined.holdings.iter().filter(|holding| holding.when == When::WithMessages) {
        debug_assert_eq!(holding.of, Of::Message);
        for sql in holding.erased {
            store::erase(tx, sql, &ids, u32::MAX)?;
        }
    }
    store::went(tx, id, messages.len())
}
