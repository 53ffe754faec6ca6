//! The connection to the built-in stand-in for Meta, made by the program itself and never by a person.

use url::Url;

use super::published::changed;
use super::{Connection, Place, account, place, store, vault_failed};
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::{Environment, Status};

/// What the stand-in says about itself.
#[derive(Debug, Clone)]
pub struct PracticeKeys {
    pub base: Url,
    pub app_id: String,
    pub app_secret: Secret,
    pub access_token: Secret,
    pub verify_token: String,
    pub waba_id: String,
    pub phone_number_id: String,
    pub display_phone_number: String,
    pub verified_name: String,
    /// It plays the shop's own number, as in the sample shop.
    pub sample: bool,
}

/// Makes or renews the practice connection. Safe to call at every start: the same number keeps its id.
pub async fn ensure_practice_connection(
    whatsapp: &WhatsApp,
    keys: PracticeKeys,
) -> Result<ConnectionId, StorageError> {
    whatsapp.set_practice_base(keys.base.clone());
    let vault = whatsapp.vault.clone();
    let id = whatsapp
        .db
        .write(move |tx| {
            let id = store::claim(
                tx,
                Environment::Practice,
                Some(&keys.phone_number_id),
                &keys.verify_token,
                true,
            )?;
            let seal = |which, secret: &Secret| {
                vault.seal(&place(which, id), secret.expose()).map_err(|error| vault_failed(&error))
            };
            store::set_token(tx, id, &seal(Place::AccessToken, &keys.access_token)?)?;
            store::set_app_secret(tx, id, &seal(Place::AppSecret, &keys.app_secret)?, tx.now())?;
            store::set_verify_token(tx, id, &keys.verify_token)?;
            store::set_sample(tx, id, keys.sample)?;
            let known = store::find(tx, id)?
                .ok_or_else(|| StorageError::Corrupt("the practice connection".into()))?;
            let described = Connection {
                status: Status::Connected,
                app_id: Some(keys.app_id),
                waba_id: Some(keys.waba_id),
                phone_number_id: Some(keys.phone_number_id),
                display_phone_number: Some(keys.display_phone_number),
                verified_name: Some(keys.verified_name),
                ..known
            };
            store::describe(tx, &described)?;
            changed(tx, id)?;
            Ok::<_, StorageError>(id)
        })
        .await?;
    whatsapp.keys.forget();
    account::learn(whatsapp, id).await?;
    Ok(id)
}
