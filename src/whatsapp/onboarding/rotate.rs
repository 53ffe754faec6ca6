//! A new token or app secret for a number that is connected: proved at Meta first, and no message is lost meanwhile.

use serde_json::json;

use super::connect::{ROTATION, unreachable, wrong};
use crate::audit;
use crate::http::{ApiError, Caller};
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::token_check;
use crate::whatsapp::numbers::checks::CheckStatus;
use crate::whatsapp::numbers::meta::Meta;
use crate::whatsapp::numbers::{self, Connection, Place, open, place, store, vault_failed};
use crate::whatsapp::types::Environment;
use crate::whatsapp::wire::graph::CallError;

/// Takes a new access token, which must see the same number.
pub(in crate::whatsapp) async fn token(
    whatsapp: &WhatsApp,
    caller: &Caller,
    connection: &Connection,
    token: Secret,
) -> Result<(), ApiError> {
    let meta = Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token };
    let refused = |words: String| wrong("access_token", words);
    let facts = match meta.token().await {
        Ok(facts) => facts,
        Err(CallError::Refused(refusal)) => {
            return Err(refused(format!("Meta does not accept this token ({refusal}).")));
        }
        Err(error) => return Err(unreachable(&error)),
    };
    let check = token_check(&facts, whatsapp.clock.now());
    if check.status == CheckStatus::Fail {
        return Err(refused(check.detail));
    }
    if let Some(missing) = facts.missing_scopes().first() {
        return Err(refused(format!("The token lacks the permission {missing}.")));
    }
    if facts.app_id != connection.app_id {
        return Err(refused(
            "The token belongs to another app: make it for the app whose secret Shopbell has.".into(),
        ));
    }
    let number = connection.phone_number_id.clone().unwrap_or_default();
    match meta.number(&number).await {
        Ok(_) => {}
        Err(CallError::Refused(refusal)) => {
            return Err(refused(format!("The token does not see the number ({refusal}).")));
        }
        Err(error) => return Err(unreachable(&error)),
    }
    let (id, actor, vault, token) = (connection.id, caller.actor, whatsapp.vault.clone(), meta.token);
    let keep = move |tx: &crate::storage::WriteTx| {
        let sealed = vault
            .seal(&place(Place::AccessToken, id), token.expose())
            .map_err(|error| vault_failed(&error))?;
        store::set_token(tx, id, &sealed)?;
        audit::record(tx, &actor, "whatsapp.token_changed", id, json!({}))?;
        numbers::changed(tx, id)?;
        Ok::<_, StorageError>(())
    };
    whatsapp.db.write(keep).await?;
    Ok(())
}

/// Takes a new app secret for every number of the app; the old one counts until the rotation is through.
pub(in crate::whatsapp) async fn secret(
    whatsapp: &WhatsApp,
    caller: &Caller,
    connection: &Connection,
    secret: Secret,
) -> Result<(), ApiError> {
    let token = open(whatsapp, connection, Place::AccessToken)?;
    let (Some(app), Some(token)) = (connection.app_id.clone(), token) else {
        return Err(ApiError::not_found("WhatsApp connection"));
    };
    let meta = Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token };
    if !meta.secret_belongs(&app, &secret).await.map_err(|error| unreachable(&error))? {
        return Err(wrong(
            "app_secret",
            format!("This is not the secret of app {app}: copy it from App settings, Basic."),
        ));
    }
    let (actor, room) = (caller.actor, whatsapp.clone());
    let keep = move |tx: &crate::storage::WriteTx| {
        let of_app = store::of_environment(tx, Environment::Meta)?;
        for sister in of_app.into_iter().filter(|sister| sister.app_id.as_ref() == Some(&app)) {
            let known = open(&room, &sister, Place::AppSecret)?;
            if known.is_some_and(|known| known.expose() == secret.expose()) {
                continue;
            }
            let sealed = room
                .vault
                .seal(&place(Place::AppSecret, sister.id), secret.expose())
                .map_err(|error| vault_failed(&error))?;
            store::set_app_secret(tx, sister.id, &sealed, tx.now().plus(ROTATION))?;
            audit::record(tx, &actor, "whatsapp.secret_changed", sister.id, json!({}))?;
            numbers::changed(tx, sister.id)?;
        }
        Ok::<_, StorageError>(())
    };
    whatsapp.db.write(keep).await?;
    whatsapp.keys.forget();
    Ok(())
}
