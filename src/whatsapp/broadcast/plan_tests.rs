//! A preview asks the same few questions however many customers there are.

use super::*;
use crate::ids::{BroadcastId, ConnectionId, TemplateId};
use crate::inbox::{Alias, AliasKind, ConsentSource, Segment, SuppressionReason, SuppressionScope};
use crate::storage::{Db, WriteTx};
use crate::whatsapp::broadcast::types::{Chosen, State};

const NUMBER: ConnectionId = ConnectionId::new(1);
/// Customers with these numbers: every third agreed to nothing, and every fifth wants no messages.
async fn meet(db: &Db, numbers: std::ops::Range<u32>) {
    db.write::<_, StorageError>(move |tx| numbers.into_iter().try_for_each(|number| meet_one(tx, number)))
        .await
        .unwrap();
}

fn meet_one(tx: &WriteTx, number: u32) -> Result<(), StorageError> {
    let value = format!("39333{:07}", 1_000_000 + number);
    let phone = Alias { kind: AliasKind::Phone, value, scope: "meta".to_owned() };
    let contact = inbox::know_contact(tx, &[phone], "Ana")?;
    inbox::open_conversation(tx, contact, CHANNEL, NUMBER, false)?;
    if !number.is_multiple_of(3) {
        inbox::record_consent(tx, contact, tx.now(), ConsentSource::Form, "Newsletter", None)?;
    }
    if number.is_multiple_of(5) {
        inbox::suppress(tx, contact, SuppressionReason::StopWord, SuppressionScope::Everything)?;
    }
    Ok(())
}

fn broadcast() -> Broadcast {
    Broadcast {
        id: BroadcastId::new(1),
        name: "Salsicce".to_owned(),
        connection: NUMBER,
        template: Chosen {
            id: TemplateId::new(1),
            name: "offerta".to_owned(),
            language: "it".to_owned(),
            category: "marketing".to_owned(),
        },
        variables: BTreeMap::new(),
        header: None,
        segment: Segment::default(),
        state: State::Draft,
        reason: None,
        reason_code: None,
        resumes: None,
        created_at: Timestamp::from_seconds(0),
        started_at: None,
        ended_at: None,
    }
}

/// How many statements a preview asked for, and whom it reaches.
async fn previewed(db: &Db) -> (usize, Preview) {
    db.read::<_, StorageError>(|conn| {
        let before = conn.asked();
        let preview = preview(conn, &broadcast(), Timestamp::from_seconds(1_795_255_200))?;
        Ok((conn.asked() - before, preview))
    })
    .await
    .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_customers_are_previewed_with_as_many_statements_as_few() {
    let (db, _folder) = Db::open_for_test();
    db.write::<_, StorageError>(|tx| {
        tx.execute(
            "INSERT INTO whatsapp_connection (id, environment, status, verify_token, phone_number_id, created_at_ms,
                 updated_at_ms)
             VALUES (?1, 'meta', 'connected', 'token', '100', 0, 0)",
            [NUMBER],
        )
    })
    .await
    .unwrap();
    meet(&db, 1..4).await;
    let (few, preview) = previewed(&db).await;
    assert_eq!((preview.recipients, preview.excluded.no_consent), (2, 1));
    meet(&db, 4..301).await;
    let (many, preview) = previewed(&db).await;
    assert_eq!(preview.recipients, 160);
    assert_eq!(preview.excluded.no_consent + preview.excluded.suppressed, 140);
    assert_eq!(preview.by_country.iter().map(|country| country.messages).sum::<u32>(), 160);
    assert_eq!(many, few, "a statement for each customer, or for some of them");
}
