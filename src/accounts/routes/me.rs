//! One's own account: profile, password, second factor.

use axum::extract::State;
use axum::http::HeaderMap;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answers::{Me, cookie_of, me, signed_in};
use super::origin::From;
use crate::accounts::profile::{NewPassword, ProfileChanges, own_account};
use crate::accounts::types::Theme;
use crate::accounts::{AccountError, Accounts};
use crate::http::{ApiError, Caller, Json};
use crate::secrets::Secret;

pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(offer_second_factor, remove_second_factor))
        .routes(routes!(confirm_second_factor))
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct MeChanges {
    name: Option<String>,
    language: Option<String>,
    theme: Option<Theme>,
    /// Needed with `new_password`.
    current_password: Option<Secret>,
    /// Ends every other session.
    new_password: Option<Secret>,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct OwnPassword {
    password: Secret,
}

#[derive(serde::Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
struct SecondFactorCode {
    code: Secret,
}

/// What an authenticator app needs, as a text and as the address a QR code shows.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct SecondFactorOffer {
    secret: String,
    otpauth_url: String,
}

/// Codes for the day the phone is lost; each works once, and they are not shown again.
#[derive(serde::Serialize, utoipa::ToSchema)]
struct RecoveryCodes {
    recovery_codes: Vec<String>,
}

/// Who is signed in.
#[utoipa::path(get, path = "/me", tag = "accounts", responses((status = 200, body = Me)))]
async fn show(State(accounts): State<Accounts>, caller: Caller) -> Result<Json<Me>, ApiError> {
    Ok(Json(me(&accounts, own_account(&caller)?).await?))
}

/// Changes one's own account.
#[utoipa::path(patch, path = "/me", tag = "accounts", request_body = MeChanges, responses((status = 200, body = Me)))]
async fn change(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(changes): Json<MeChanges>,
) -> Result<(HeaderMap, axum::Json<Me>), ApiError> {
    let person = own_account(&caller)?;
    let MeChanges { name, language, theme, current_password, new_password } = changes;
    let profile = ProfileChanges { name, language, theme };
    Accounts::check_profile(&profile)?;
    let opened = match (current_password, new_password) {
        (Some(current), Some(new)) => {
            let passwords = NewPassword { current, new };
            Some(
                accounts
                    .change_password(caller.actor, passwords, from.origin)
                    .await
                    .map_err(in_own_fields)?,
            )
        }
        (None, Some(_)) => {
            return Err(ApiError::unprocessable("invalid_value", "Enter your current password too.")
                .field("current_password", "Enter your current password too."));
        }
        (Some(_) | None, None) => None,
    };
    accounts.change_profile(&caller, profile).await?;
    let cookie = opened.map(|opened| cookie_of(&from.site, &opened)).unwrap_or_default();
    Ok((cookie, axum::Json(me(&accounts, person).await?)))
}

/// Offers a second factor; it counts once a code has confirmed it.
#[utoipa::path(post, path = "/me/second-factor", tag = "accounts", request_body = OwnPassword,
    responses((status = 200, body = SecondFactorOffer)))]
async fn offer_second_factor(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(typed): Json<OwnPassword>,
) -> Result<Json<SecondFactorOffer>, ApiError> {
    let offer = accounts.offer_second_factor(&caller, &typed.password, &from.origin).await?;
    Ok(Json(SecondFactorOffer {
        secret: offer.secret.expose().clone(),
        otpauth_url: offer.otpauth_url.expose().clone(),
    }))
}

/// Switches the offered second factor on; every other session ends.
#[utoipa::path(post, path = "/me/second-factor/confirm", tag = "accounts", request_body = SecondFactorCode,
    responses((status = 200, body = RecoveryCodes)))]
async fn confirm_second_factor(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(typed): Json<SecondFactorCode>,
) -> Result<(HeaderMap, Json<RecoveryCodes>), ApiError> {
    let confirmed = accounts.confirm_second_factor(caller.actor, typed.code, from.origin).await;
    let (codes, opened) = confirmed.map_err(in_own_fields)?;
    let recovery_codes = codes.iter().map(|code| code.expose().clone()).collect();
    Ok((cookie_of(&from.site, &opened), Json(RecoveryCodes { recovery_codes })))
}

/// Switches the second factor off; every other session ends.
#[utoipa::path(delete, path = "/me/second-factor", tag = "accounts", request_body = OwnPassword,
    responses((status = 200, body = Me)))]
async fn remove_second_factor(
    State(accounts): State<Accounts>,
    caller: Caller,
    from: From,
    Json(typed): Json<OwnPassword>,
) -> Result<(HeaderMap, axum::Json<Me>), ApiError> {
    let opened = accounts.remove_second_factor(caller.actor, &typed.password, from.origin).await?;
    Ok(signed_in(&accounts, &from.site, &opened).await?)
}

/// A signed-in person mistyped: said beside the field, and no reason to ask who they are.
fn in_own_fields(error: AccountError) -> ApiError {
    let words = error.to_string();
    let beside = |code, field| ApiError::unprocessable(code, words.clone()).field(field, words.clone());
    match error {
        AccountError::WrongPassword => beside("wrong_password", "current_password"),
        AccountError::PasswordRefused(_) => beside("password_refused", "new_password"),
        AccountError::SecondFactorWrong => beside("second_factor_wrong", "code"),
        other => other.into(),
    }
}
