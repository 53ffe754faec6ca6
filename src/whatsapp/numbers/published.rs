//! What everybody may know of a number stands with the channel accounts: kept there whenever it changes here.

use super::store::{self, account, heartbeats};
use super::{Cause, Check, CheckId, CheckStatus, Connection, Standing, TOPIC, word};
use crate::channels::{self, Account, AccountState, Quality};
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::storage::{ReadConn, StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::{CHANNEL, Throughput};

/// A connection has changed: the channel accounts know it, and screens hear of it.
pub(in crate::whatsapp) fn changed(tx: &WriteTx, id: ConnectionId) -> Result<(), StorageError> {
    tx.announce(TOPIC, id);
    match store::find(tx, id)? {
        Some(connection) => channels::keep(tx, &facts(tx, &connection, tx.now())?),
        None => Ok(()),
    }
}

impl WhatsApp {
    /// Tells the channel accounts of every number, as when the program starts.
    pub async fn publish_accounts(&self) -> Result<(), StorageError> {
        let publish = |tx: &WriteTx| {
            for connection in store::all(tx)? {
                channels::keep(tx, &facts(tx, &connection, tx.now())?)?;
            }
            Ok(())
        };
        self.db.write(publish).await
    }
}

fn facts(conn: &ReadConn, connection: &Connection, now: Timestamp) -> Result<Account, StorageError> {
    let (state, cause) = match connection.standing() {
        Standing::None => (AccountState::Disconnected, None),
        Standing::Connected => (AccountState::Connected, None),
        Standing::Incomplete => (AccountState::Incomplete, None),
        Standing::Broken(cause) => (AccountState::Broken, Some(word(&cause))),
    };
    let told = account::of(conn, connection.id)?;
    let level = match &told {
        Some(told) if told.coexistence => Throughput::SharedWithPhone,
        Some(told) if told.high_throughput => Throughput::High,
        Some(_) | None => Throughput::Standard,
    };
    let last = heartbeats::seen(conn, connection.id, heartbeats::Sign::Message)?;
    Ok(Account {
        id: connection.id,
        channel: CHANNEL.to_owned(),
        name: Some(connection.called()),
        address: connection.display_phone_number.clone(),
        scope: connection.environment.as_str().to_owned(),
        practice: connection.is_practice(),
        played: connection.sample,
        state,
        cause,
        since: now,
        last_inbound_at: last.map(|seen| seen.last),
        token_expires_at: connection.token.expires_at,
        messages_a_second: Some(level.messages_a_second()),
        customers_a_day: told.and_then(|told| told.messaging_limit),
        quality: connection.checks.iter().find(|check| check.id == CheckId::Quality).and_then(quality),
    })
}

fn quality(check: &Check) -> Option<Quality> {
    match check.cause {
        Some(Cause::QualityRed) => Some(Quality::Red),
        Some(Cause::QualityYellow) => Some(Quality::Yellow),
        Some(_another) => None,
        None => (check.status == CheckStatus::Ok).then_some(Quality::Green),
    }
}
