//! Answers that several handlers give: who is signed in, a new session's cookie, and this room's errors over HTTP.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};

use crate::accounts::cookie::Site;
use crate::accounts::error::AccountError;
use crate::accounts::recovery_phrase::{self, PhraseState};
use crate::accounts::session::Opened;
use crate::accounts::store::{notices, people, second_factors};
use crate::accounts::types::Theme;
use crate::accounts::{Accounts, shop};
use crate::actor::{Actor, Permission, Role};
use crate::http::ApiError;
use crate::ids::PersonId;

/// Who is signed in, and what the screens need to begin.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub(super) struct Me {
    person: MePerson,
    permissions: Vec<Permission>,
    shop: MeShop,
    recovery_phrase: PhraseState,
    /// A restored shop sends nothing until its owner says so.
    on_hold: bool,
    /// The role needs a second factor, and there is none yet: until then only one's own account answers.
    second_factor_needed: bool,
    /// What happened to the account and was not looked at yet.
    unseen_notices: u32,
    version: &'static str,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct MePerson {
    id: PersonId,
    name: String,
    email: String,
    role: Role,
    language: String,
    theme: Theme,
    second_factor: bool,
}

#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
struct MeShop {
    name: String,
    language: String,
    time_zone: String,
}

pub(super) async fn me(accounts: &Accounts, id: PersonId) -> Result<Me, AccountError> {
    accounts
        .db
        .read(move |conn| {
            let person = people::find(conn, id)?.ok_or(AccountError::NotFound("person"))?;
            let shop = shop(conn)?;
            Ok(Me {
                permissions: Actor::person_with_role(id, person.role).permissions(),
                person: MePerson {
                    id,
                    name: person.name,
                    email: person.email,
                    role: person.role,
                    language: person.language,
                    theme: person.theme,
                    second_factor: person.second_factor,
                },
                shop: MeShop { name: shop.name, language: shop.language, time_zone: shop.time_zone },
                recovery_phrase: recovery_phrase::state(conn)?,
                on_hold: crate::storage::is_on_hold(conn)?,
                second_factor_needed: second_factors::is_lacking(conn, id)?,
                unseen_notices: notices::unseen(conn, id)?,
                version: env!("CARGO_PKG_VERSION"),
            })
        })
        .await
}

/// Who is signed in now, with the cookie of the session that just began.
pub(super) async fn signed_in(
    accounts: &Accounts,
    site: &Site,
    opened: &Opened,
) -> Result<(HeaderMap, Json<Me>), AccountError> {
    Ok((cookie_of(site, opened), Json(me(accounts, opened.person_id).await?)))
}

pub(super) fn cookie_of(site: &Site, opened: &Opened) -> HeaderMap {
    site.set_cookie(&opened.token).map(|cookie| (header::SET_COOKIE, cookie)).into_iter().collect()
}

impl From<AccountError> for ApiError {
    fn from(error: AccountError) -> Self {
        let words = error.to_string();
        let unauthorized = |code| Self::new(StatusCode::UNAUTHORIZED, code, words.clone());
        match error {
            AccountError::BadCredentials => unauthorized("bad_credentials"),
            AccountError::SecondFactorRequired => unauthorized("second_factor_required"),
            AccountError::SecondFactorWrong => unauthorized("second_factor_wrong"),
            AccountError::TooManyAttempts { wait } => {
                let seconds = wait.as_secs().max(1);
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", words)
                    .hint(format!("Try again in {}.", how_long(seconds)))
                    .retry_after(seconds)
            }
            AccountError::WrongPassword => {
                Self::unprocessable("wrong_password", words.clone()).field("password", words)
            }
            AccountError::AlreadySetUp => Self::conflict("already_set_up", words),
            AccountError::SetupCodeWrong => {
                Self::new(StatusCode::FORBIDDEN, "setup_code_wrong", words.clone())
                    .hint("The code is in the file `setup-code` in the data folder and in the service's log.")
                    .field("setup_code", words)
            }
            AccountError::PasswordRefused(_) => {
                Self::unprocessable("password_refused", words.clone()).field("password", words)
            }
            AccountError::Invalid { field, .. } => {
                Self::unprocessable("invalid_value", words.clone()).field(field, words)
            }
            AccountError::EmailTaken => Self::conflict("email_taken", words.clone()).field("email", words),
            AccountError::LastOwner => {
                Self::conflict("last_owner", words).hint("Make somebody else an owner first.")
            }
            AccountError::NotFound(what) => Self::not_found(what),
            AccountError::LinkGone => {
                Self::new(StatusCode::GONE, "link_gone", words).hint("Ask the owner for a new link.")
            }
            AccountError::PersonOnly => Self::new(StatusCode::FORBIDDEN, "person_only", words),
            AccountError::SecondFactorAlreadyOn => Self::conflict("second_factor_on", words),
            AccountError::OwnSecondFactorFirst => Self::conflict("own_second_factor_first", words),
            AccountError::SecondFactorNotOffered => Self::conflict("second_factor_off", words),
            AccountError::PhraseNotOffered => {
                Self::conflict("phrase_gone", words).hint("Show new words and write them down.")
            }
            AccountError::PhraseWordsWrong { positions } => {
                positions.iter().fold(Self::unprocessable("words_wrong", words), |error, position| {
                    error.field(&position.to_string(), "This is not the word at this place.")
                })
            }
            AccountError::TooMany { .. } => Self::conflict("too_many", words),
            AccountError::Denied(denied) => denied.into(),
            AccountError::Storage(error) => error.into(),
            AccountError::Vault(error) => Self::internal(error),
            AccountError::NoMemory => Self::unavailable("no_memory", words).hint(
                "Try again in a moment. If it stays, give Shopbell more memory, or set a new password on the server with shopbell admin reset-password.",
            ),
            AccountError::Fault(cause) => Self::internal(cause),
        }
    }
}

fn how_long(seconds: u64) -> String {
    match seconds {
        1 => "a second".to_owned(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
