//! Connecting with two pastes: the token and the app secret. Everything else is found through Meta's API.
//!
//! Each pasted value is judged by itself, so that the screen can speak beside the right field.

use serde_json::json;

use crate::actor::Actor;
use crate::audit;
use crate::http::ApiError;
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::{StorageError, WriteTx};
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::{Repair, examine, token_check};
use crate::whatsapp::numbers::checks::CheckStatus;
use crate::whatsapp::numbers::meta::{Meta, Number, TokenFacts};
use crate::whatsapp::numbers::{self, Connection, Place, open, place, store, vault_failed};
use crate::whatsapp::types::{Environment, Status};
use crate::whatsapp::wire::graph::CallError;

/// How long webhooks signed with the app secret before the new one still count.
pub(in crate::whatsapp) const ROTATION: std::time::Duration = std::time::Duration::from_hours(7 * 24);

/// Numbers one shop may connect.
const NUMBERS_LIMIT: usize = 20;

/// What the owner pasted.
pub(in crate::whatsapp) struct Pasted {
    pub access_token: Secret,
    pub app_secret: Secret,
    pub phone_number_id: Option<String>,
    pub waba_id: Option<String>,
}

/// What was found by it.
struct Found {
    app_id: String,
    waba_id: Option<String>,
    number: Option<Number>,
    numbers: Vec<Number>,
}

/// Which connection the pasted values are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::whatsapp) enum Claim {
    /// The first one: another number takes its place.
    First,
    /// One more.
    Another,
}

/// Connects, subscribes and registers; the connection's checks say how it went.
pub(in crate::whatsapp) async fn connect(
    whatsapp: &WhatsApp,
    actor: &Actor,
    pasted: Pasted,
    claim: Claim,
) -> Result<ConnectionId, ApiError> {
    let meta =
        Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token: pasted.access_token.clone() };
    let found = find(whatsapp, &meta, &pasted).await?;
    let id = keep(whatsapp, *actor, pasted, found, claim).await?;
    whatsapp.keys.forget();
    examine(whatsapp, id, Repair::Setup).await?;
    Ok(id)
}

async fn find(whatsapp: &WhatsApp, meta: &Meta<'_>, pasted: &Pasted) -> Result<Found, ApiError> {
    let token = match meta.token().await {
        Ok(token) => token,
        Err(CallError::Refused(refusal)) => {
            return Err(wrong("access_token", format!("Meta does not accept this token ({refusal}).")));
        }
        Err(error) => return Err(unreachable(&error)),
    };
    let app_id = judge_token(whatsapp, &token)?;
    if !meta.secret_belongs(&app_id, &pasted.app_secret).await.map_err(|error| unreachable(&error))? {
        return Err(wrong(
            "app_secret",
            format!("This is not the secret of app {app_id}: copy it from App settings, Basic."),
        ));
    }
    let numbers = numbers(meta, &token, pasted).await?;
    let number = match (&pasted.phone_number_id, numbers.as_slice()) {
        (Some(id), _) => Some(numbers.iter().find(|number| number.id == *id).cloned().ok_or_else(|| {
            wrong(
                "phone_number_id",
                "The token does not see this number: choose one of the account's numbers.".into(),
            )
        })?),
        (None, [only]) => Some(only.clone()),
        (None, _) => None,
    };
    let account = number.as_ref().map(|number| number.waba_id.clone());
    let waba_id = account.or_else(|| numbers.first().map(|number| number.waba_id.clone()));
    Ok(Found { app_id, waba_id, number, numbers })
}

fn judge_token(whatsapp: &WhatsApp, token: &TokenFacts) -> Result<String, ApiError> {
    let check = token_check(token, whatsapp.clock.now());
    if check.status == CheckStatus::Fail {
        return Err(wrong("access_token", check.detail));
    }
    if let Some(missing) = token.missing_scopes().first() {
        return Err(wrong(
            "access_token",
            format!("The token lacks the permission {missing}: tick it when you make the token."),
        ));
    }
    token
        .app_id
        .clone()
        .ok_or_else(|| wrong("access_token", "Meta does not say which app this token belongs to.".into()))
}

async fn numbers(meta: &Meta<'_>, token: &TokenFacts, pasted: &Pasted) -> Result<Vec<Number>, ApiError> {
    let accounts = pasted.waba_id.as_ref().map_or_else(|| token.accounts.clone(), |id| vec![id.clone()]);
    if accounts.is_empty() {
        return Err(wrong(
            "waba_id",
            "The token is not limited to one WhatsApp account: paste the account's id from WhatsApp Manager."
                .into(),
        ));
    }
    let mut numbers = Vec::new();
    for account in &accounts {
        match meta.numbers(account).await {
            Ok(found) => numbers.extend(found),
            Err(CallError::Refused(refusal)) if pasted.waba_id.is_some() => {
                return Err(wrong("waba_id", format!("The token does not see this account ({refusal}).")));
            }
            // One of several accounts the token was granted and that is gone: the others count.
            Err(CallError::Refused(_)) => {}
            Err(error) => return Err(unreachable(&error)),
        }
    }
    if numbers.is_empty() {
        return Err(wrong(
            "access_token",
            "There is no number in this WhatsApp account yet: add one in WhatsApp Manager.".into(),
        ));
    }
    Ok(numbers)
}

async fn keep(
    whatsapp: &WhatsApp,
    actor: Actor,
    pasted: Pasted,
    found: Found,
    claim: Claim,
) -> Result<ConnectionId, ApiError> {
    let room = whatsapp.clone();
    let fresh = verify_token()?;
    whatsapp
        .db
        .write(move |tx| {
            let number_id = found.number.as_ref().map(|number| number.id.as_str());
            if claim == Claim::Another {
                may_add(tx, number_id)?;
            }
            let id = store::claim(tx, Environment::Meta, number_id, &fresh, claim == Claim::First)?;
            let known = store::find(tx, id)?
                .ok_or_else(|| StorageError::Corrupt("the connection just made".into()))?;
            let seal = |which, secret: &Secret| {
                room.vault.seal(&place(which, id), secret.expose()).map_err(|error| vault_failed(&error))
            };
            store::set_token(tx, id, &seal(Place::AccessToken, &pasted.access_token)?)?;
            let before = open(&room, &known, Place::AppSecret)?;
            if before.is_none_or(|before| before.expose() != pasted.app_secret.expose()) {
                store::set_app_secret(
                    tx,
                    id,
                    &seal(Place::AppSecret, &pasted.app_secret)?,
                    tx.now().plus(ROTATION),
                )?;
            }
            let status = if found.number.is_some() { Status::Incomplete } else { Status::ChooseNumber };
            let described = Connection {
                status,
                app_id: Some(found.app_id),
                waba_id: found.waba_id,
                phone_number_id: found.number.as_ref().map(|number| number.id.clone()),
                display_phone_number: found.number.as_ref().map(|number| number.display_phone_number.clone()),
                verified_name: found.number.and_then(|number| number.verified_name),
                numbers: found.numbers,
                ..known
            };
            store::describe(tx, &described)?;
            audit::record(
                tx,
                &actor,
                "whatsapp.connected",
                id,
                json!({ "phone_number_id": described.phone_number_id }),
            )?;
            numbers::changed(tx, id)?;
            Ok::<_, ApiError>(id)
        })
        .await
}

/// One more number: not one that is connected, and not without end.
fn may_add(tx: &WriteTx, number_id: Option<&str>) -> Result<(), ApiError> {
    if let Some(number) = number_id
        && store::by_number(tx, Environment::Meta, number)?.is_some()
    {
        return Err(ApiError::conflict("already_connected", "This number is connected already.")
            .hint("Change its token or app secret there."));
    }
    let connected = store::of_environment(tx, Environment::Meta)?.len();
    if connected >= NUMBERS_LIMIT {
        let words = format!("A shop has at most {NUMBERS_LIMIT} numbers.");
        return Err(ApiError::conflict("too_many", words));
    }
    Ok(())
}

fn verify_token() -> Result<String, StorageError> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| StorageError::Corrupt(format!("no randomness: {error}")))?;
    Ok(hex::encode(bytes))
}

pub(in crate::whatsapp) fn wrong(field: &str, words: String) -> ApiError {
    ApiError::unprocessable("cannot_connect", words.clone()).field(field, words)
}

pub(in crate::whatsapp) fn unreachable(error: &CallError) -> ApiError {
    ApiError::unavailable("meta_unreachable", "Meta did not answer.")
        .hint("Check this server's internet connection and try again.")
        .cause(error)
}
