//! A told shop made real in a database file, through the rooms' tables and, where two contacts turn out to be one, the
//! inbox's own door.

use std::sync::Arc;

use serde_json::json;
use shopbell::clock::Timestamp;
use shopbell::ids::ConnectionId;
use shopbell::inbox::{self, Alias, AliasKind, MessageKind, NewFile, NewInbound};
use shopbell::storage::{Db, StorageError, WriteTx};

use super::Shop;
use super::plant::{Joint, Planting};
use super::story::DAY;

/// The number that plays the shop's own; most customers write to it.
pub async fn first_number(db: &Db) -> i64 {
    let sql = "SELECT id FROM whatsapp_connection WHERE sample = 1";
    let asked = db.read::<_, StorageError>(move |conn| conn.one(sql, [], |row| row.get(0)));
    asked.await.unwrap()
}

/// Puts the shop there. Work that follows from it waits as jobs.
pub async fn put(shop: &Shop, db: &Db) {
    let planting = Arc::new(Planting::of(shop, first_number(db).await));
    for slice in planting.slices() {
        let planting = Arc::clone(&planting);
        db.write(move |tx| planting.put(tx, slice)).await.unwrap();
    }
    let settled = Arc::clone(&planting);
    db.write(move |tx| settled.settle(tx)).await.unwrap();
    db.write(move |tx| planting.joints.iter().try_for_each(|joint| join(tx, joint))).await.unwrap();
}

/// The message by which a number and a user id turn out to be one customer's.
fn join(tx: &WriteTx, joint: &Joint) -> Result<(), StorageError> {
    let alias =
        |kind, value: &str, scope: &str| Alias { kind, value: value.to_owned(), scope: scope.to_owned() };
    let aliases =
        vec![alias(AliasKind::Phone, &joint.phone, ""), alias(AliasKind::UserId, &joint.user_id, "years")];
    let said =
        said(aliases, joint.number, &format!("wamid.{}", joint.user_id), Timestamp::from_millis(joint.at));
    inbox::receive(tx, said).map(drop)
}

/// A few words of a customer.
pub fn said(aliases: Vec<Alias>, number: i64, id: &str, at: Timestamp) -> NewInbound {
    NewInbound {
        channel: "whatsapp",
        channel_account: ConnectionId::new(number),
        practice: false,
        aliases,
        name: None,
        channel_message_id: id.to_owned(),
        kind: MessageKind::Text,
        text: Some(format!("I have another number now {id}")),
        content: json!({ "type": "text" }),
        raw: "{}".into(),
        quoted: None,
        file: NewFile::None,
        sent_at: at,
        stamped_at: at,
        window_expires_at: Some(Timestamp::from_millis(at.as_millis() + DAY)),
        answerable: false,
        from_phone_app: false,
    }
}
