//! What a walk is gone with: a customer of nobody's on the practice number, in a conversation that is practice whatever that
//! number is, so that nothing of it counts even where the practice phone plays the shop.

use std::sync::Arc;

use anyhow::Context as _;

use super::{channels as carried, privacy as joined};
use crate::actor::Actor;
use crate::channels::{self, Account};
use crate::inbox::{self, Alias, AliasKind};
use crate::practice::Practice;
use crate::privacy;
use crate::replies::{WalkPhone, WalkSays, Walker};
use crate::storage::{Db, StorageError, WriteTx};

/// What the customer is called.
const NAME: &str = "Practice walk";

pub(super) fn phone(db: &Db, practice: &Practice) -> WalkPhone {
    let (ground, phone) = ((db.clone(), practice.clone()), practice.clone());
    WalkPhone {
        begin: Arc::new(move || {
            let (db, practice) = ground.clone();
            Box::pin(async move { begin(&db, &practice).await })
        }),
        say: Arc::new(move |customer, says| {
            let phone = phone.clone();
            Box::pin(async move {
                let said = match says {
                    WalkSays::Text(text) => phone.walker_says(customer, text).await?,
                    WalkSays::Picture => phone.walker_shows(customer).await?,
                };
                anyhow::ensure!(said, "the customer of the walk is gone");
                Ok(())
            })
        }),
        take_away: Arc::new(|tx, contact| {
            privacy::begin(tx, &joined::joined(), contact, &Actor::system()).map(drop)
        }),
    }
}

async fn begin(db: &Db, practice: &Practice) -> anyhow::Result<Walker> {
    let (customer, phone) = practice.add_walker(NAME).await?;
    let opened = move |tx: &WriteTx| {
        let in_use = channels::all(tx)?.into_iter().filter(Account::is_in_use);
        let mut practice = in_use.filter(|account| account.practice || account.played);
        let number = practice.find_map(|account| Some((carried::named(&account.channel)?, account)));
        let Some((channel, number)) = number else { return Ok(None) };
        let alias = Alias { kind: AliasKind::Phone, value: phone, scope: number.scope };
        let contact = inbox::know_contact(tx, &[alias], NAME)?;
        let conversation = inbox::open_conversation(tx, contact, channel, number.id, true)?;
        Ok::<_, StorageError>(Some(Walker { customer, contact, conversation }))
    };
    db.write(opened).await?.context("there is no practice number")
}
