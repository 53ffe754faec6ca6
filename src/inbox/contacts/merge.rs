//! Two contacts turn out to be one person: one survives, the other points at it for ever.
//!
//! Nothing said is lost: conversations over the same account become one thread, sorted by time; of a long one the older
//! lines follow in the background. Ids that were handed out before still lead to the survivor.

use serde_json::json;

use super::{consent, move_thread};
use crate::events::Topic;
use crate::ids::{ContactId, ConversationId};
use crate::inbox::conversations::{timeline, unanswered};
use crate::inbox::jobs::ContactsMerged;
use crate::inbox::search::contact_index;
use crate::inbox::store::{
    aliases, contacts as contact_store, conversations, labels, search, staff_time, suggestions,
    unanswered as waiting, waits,
};
use crate::inbox::types::{AiMode, EventKind, Status};
use crate::jobs;
use crate::storage::{StorageError, WriteTx};

/// Makes `absorbed` the same contact as `survivor`.
pub(in crate::inbox) fn contacts(
    tx: &WriteTx,
    survivor: ContactId,
    absorbed: ContactId,
) -> Result<(), StorageError> {
    aliases::move_all(tx, absorbed, survivor)?;
    for (theirs, channel, account) in conversations::all_of_contact(tx, absorbed)? {
        match conversations::of_contact(tx, survivor, &channel, account)? {
            Some(ours) => threads_into_one(tx, ours, theirs)?,
            None => conversations::give_to_contact(tx, theirs, survivor)?,
        }
        tx.announce(Topic::Conversation, theirs);
    }
    consent::merge(tx, survivor, absorbed)?;
    contact_store::merge(tx, survivor, absorbed)?;
    search::forget_contact(tx, absorbed)?;
    contact_index::refresh(tx, survivor)?;
    for (conversation, _, _) in conversations::all_of_contact(tx, survivor)? {
        timeline::event(tx, conversation, EventKind::ContactsMerged, json!({}))?;
    }
    jobs::enqueue(tx, &ContactsMerged { survivor, absorbed })?;
    tx.announce(Topic::Contact, absorbed);
    tx.announce(Topic::Contact, survivor);
    Ok(())
}

fn threads_into_one(tx: &WriteTx, kept: ConversationId, gone: ConversationId) -> Result<(), StorageError> {
    let (Some(ours), Some(theirs)) = (conversations::by_id(tx, kept)?, conversations::by_id(tx, gone)?)
    else {
        return Ok(());
    };
    move_thread::begin(tx, gone, kept)?;
    for label in labels::of_conversation(tx, gone)? {
        labels::add(tx, kept, label)?;
        labels::remove(tx, gone, label)?;
    }
    suggestions::delete(tx, gone)?;
    waiting::move_all(tx, gone, kept)?;
    staff_time::move_all(tx, gone, kept)?;
    // Whoever was more careful is right: an open conversation stays open, a silent AI stays silent.
    if ours.status != Status::Open && theirs.status == Status::Open {
        conversations::set_status(tx, kept, Status::Open, None)?;
    }
    if ours.ai != AiMode::Off && (theirs.ai == AiMode::Off || theirs.ai == AiMode::Suggest) {
        conversations::set_ai(tx, kept, theirs.ai, theirs.ai_off.map(|off| (off.reason, off.by)))?;
    }
    waits::merge(tx, kept, gone)?;
    conversations::merge(tx, kept, gone)?;
    // Whatever was being answered in either is answered in the one they are now.
    if ours.ai != AiMode::Off && theirs.ai != AiMode::Off {
        unanswered::take_up(tx, kept)?;
    } else {
        waiting::give(tx, kept, true)?;
    }
    conversations::last_changed(tx, kept)?;
    tx.announce(Topic::Conversation, kept);
    Ok(())
}
