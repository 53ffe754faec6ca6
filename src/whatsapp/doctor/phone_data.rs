//! Asks once for what a number on a phone has to send over: its address book and its past. Meta gives each once, within a
//! day of connecting.
//!
//! Never asks twice for what Meta may have understood.

use serde_json::json;

use crate::ids::ConnectionId;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::numbers::store::phone_data::{self as store, PhoneData};
use crate::whatsapp::numbers::{self, history};
use crate::whatsapp::wire::graph::CallError;

/// Meta says: this was asked for before.
const ASKED_BEFORE: i64 = 2_593_107;
/// Meta says: the owner did not allow the past to be sent over.
const DECLINED: i64 = 2_593_109;

/// Asks for whatever was not asked for yet.
pub(super) async fn ask(whatsapp: &WhatsApp, id: ConnectionId) -> Result<(), StorageError> {
    let room = whatsapp.clone();
    let Some(line) = whatsapp.db.read(move |conn| numbers::line(&room, conn, id)).await? else {
        return Ok(());
    };
    for kind in PhoneData::ALL.iter().copied() {
        if !whatsapp.db.write(move |tx| store::begin(tx, id, kind)).await? {
            continue;
        }
        let body = json!({ "messaging_product": "whatsapp", "sync_type": kind.as_str() });
        let answer = whatsapp.graph.post_to_number(&line, "smb_app_data", &body).await;
        whatsapp
            .db
            .write(move |tx| {
                match &answer {
                    // An answer that was lost may have been a yes.
                    Ok(_) | Err(CallError::Ambiguous(_)) => store::asked(tx, id, kind)?,
                    Err(CallError::Refused(refusal)) if refusal.code == ASKED_BEFORE => {
                        store::asked(tx, id, kind)?;
                    }
                    Err(CallError::Refused(refusal)) if refusal.transient => store::take_back(tx, id, kind)?,
                    Err(CallError::NotSent(_)) => store::take_back(tx, id, kind)?,
                    Err(CallError::Refused(refusal)) => {
                        tracing::warn!(connection.id = %id, meta.code = refusal.code, data = kind.as_str(),
                            "Meta does not send over what is on the phone");
                        store::refused(tx, id, kind, refusal.code)?;
                        if kind == PhoneData::History {
                            let end = if refusal.code == DECLINED { "declined" } else { "failed" };
                            history::end(tx, id, end)?;
                        }
                    }
                }
                if kind == PhoneData::History && answer.is_ok() {
                    history::advance(tx, id, 0, 0)?;
                }
                tx.announce(numbers::TOPIC, id);
                Ok::<_, StorageError>(())
            })
            .await?;
    }
    Ok(())
}
