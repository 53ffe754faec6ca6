//! What the wizard learns from the two pasted values before anything is kept: whose token it is, what it may do, which
//! accounts and numbers it sees, and what will go wrong later.
//!
//! Keeps nothing and changes nothing at Meta.

use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::http::ApiError;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::doctor::token_check;
use crate::whatsapp::numbers::checks::{Check, CheckStatus};
use crate::whatsapp::numbers::meta::{Meta, NumberSeen, TokenFacts};
use crate::whatsapp::numbers::store;
use crate::whatsapp::types::{Environment, TokenKind};
use crate::whatsapp::wire::graph::CallError;

/// What the pasted values are worth.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppInspection)]
pub(in crate::whatsapp) struct Inspection {
    token: TokenView,
    accounts: Vec<AccountView>,
    secret: SecretVerdict,
    problems: Vec<Problem>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppInspectedToken)]
struct TokenView {
    kind: TokenKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    app_id: Option<String>,
    /// The app's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    scopes: Vec<String>,
    missing_scopes: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppInspectedAccount)]
struct AccountView {
    waba_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    numbers: Vec<NumberView>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppInspectedNumber)]
struct NumberView {
    id: String,
    display_phone_number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_status: Option<String>,
    registered: bool,
    /// Whether it is connected to this Shopbell already.
    connected: bool,
}

/// Whether the app secret is the one of the token's app.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = WhatsAppSecretVerdict)]
enum SecretVerdict {
    Right,
    Wrong,
    Untested,
}

/// Something that stands in the way, or will.
#[derive(Serialize, ToSchema)]
#[schema(as = WhatsAppProblem)]
struct Problem {
    /// A cause of the doctor's, or `token_not_accepted`, `account_unknown`, `no_numbers`, `secret_wrong`.
    code: String,
    words: String,
    what_to_do: &'static str,
    /// The wizard cannot go on before it is mended.
    blocking: bool,
}

/// Looks at a token, and at an app secret when there is one.
pub(in crate::whatsapp) async fn inspect(
    whatsapp: &WhatsApp,
    token: Secret,
    secret: Option<Secret>,
) -> Result<Inspection, ApiError> {
    let meta = Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token };
    let facts = match meta.token().await {
        Ok(facts) => facts,
        Err(CallError::Refused(refusal)) => return Ok(not_accepted(&refusal.to_string())),
        Err(error) => return Err(unreachable(&error)),
    };
    let mut problems = of_token(&facts, whatsapp.clock.now());
    let secret = match (&secret, &facts.app_id) {
        (Some(secret), Some(app)) => verdict(&meta, app, secret, &mut problems).await?,
        (None, _) | (_, None) => SecretVerdict::Untested,
    };
    let accounts = accounts(whatsapp, &meta, &facts, &mut problems).await?;
    Ok(Inspection { token: view(facts), accounts, secret, problems })
}

fn view(facts: TokenFacts) -> TokenView {
    TokenView {
        missing_scopes: facts.missing_scopes(),
        kind: facts.kind,
        app_id: facts.app_id,
        application: facts.application,
        expires_at: facts.expires_at,
        scopes: facts.scopes,
    }
}

fn not_accepted(words: &str) -> Inspection {
    let token = TokenView {
        kind: TokenKind::Unknown,
        app_id: None,
        application: None,
        expires_at: None,
        scopes: Vec::new(),
        missing_scopes: Vec::new(),
    };
    let problem = Problem {
        code: "token_not_accepted".into(),
        words: format!("Meta does not accept this token ({words})."),
        what_to_do: "Copy the whole token again, or make a new one for the system user.",
        blocking: true,
    };
    Inspection { token, accounts: Vec::new(), secret: SecretVerdict::Untested, problems: vec![problem] }
}

fn of_token(facts: &TokenFacts, now: Timestamp) -> Vec<Problem> {
    let Check { status, cause, detail, .. } = token_check(facts, now);
    let mut problems = Vec::new();
    if let Some(cause) = cause {
        problems.push(Problem {
            code: crate::whatsapp::numbers::word(&cause),
            words: detail,
            what_to_do: "In Business settings, System users, make a token that never expires and paste that one.",
            blocking: status == CheckStatus::Fail,
        });
    }
    let missing = facts.missing_scopes();
    if !missing.is_empty() {
        problems.push(Problem {
            code: "scope_missing".into(),
            words: format!("The token lacks {}.", missing.join(" and ")),
            what_to_do: "Tick both WhatsApp permissions when you make the token for the system user.",
            blocking: true,
        });
    }
    problems
}

async fn verdict(
    meta: &Meta<'_>,
    app: &str,
    secret: &Secret,
    problems: &mut Vec<Problem>,
) -> Result<SecretVerdict, ApiError> {
    if meta.secret_belongs(app, secret).await.map_err(|error| unreachable(&error))? {
        return Ok(SecretVerdict::Right);
    }
    problems.push(Problem {
        code: "secret_wrong".into(),
        words: format!("This is not the secret of app {app}."),
        what_to_do: "Copy the app secret from App settings, Basic, of the same app.",
        blocking: true,
    });
    Ok(SecretVerdict::Wrong)
}

/// The granted accounts with their numbers.
async fn accounts(
    whatsapp: &WhatsApp,
    meta: &Meta<'_>,
    facts: &TokenFacts,
    problems: &mut Vec<Problem>,
) -> Result<Vec<AccountView>, ApiError> {
    let mut accounts = Vec::new();
    for account in &facts.accounts {
        match meta.numbers_seen(account).await {
            Ok(numbers) => {
                let name = meta.account_name(account).await.map_err(|error| unreachable(&error))?;
                let numbers = known(whatsapp, numbers).await?;
                accounts.push(AccountView { waba_id: account.clone(), name, numbers });
            }
            Err(CallError::Refused(refusal)) => problems.push(Problem {
                code: "asset_missing".into(),
                words: format!("The token may not see account {account} ({refusal})."),
                what_to_do: "In Business settings, assign the WhatsApp account to the system user with full control.",
                blocking: false,
            }),
            Err(error) => return Err(unreachable(&error)),
        }
    }
    if facts.accounts.is_empty() && facts.missing_scopes().is_empty() {
        problems.push(Problem {
            code: "account_unknown".into(),
            words: "The token is not limited to one WhatsApp account, so Meta does not say which are yours."
                .into(),
            what_to_do: "Copy the WhatsApp account's id from WhatsApp Manager.",
            blocking: false,
        });
    } else if !accounts.is_empty() && accounts.iter().all(|account| account.numbers.is_empty()) {
        problems.push(Problem {
            code: "no_numbers".into(),
            words: "There is no number in this WhatsApp account yet.".into(),
            what_to_do: "Add the shop's number in WhatsApp Manager, then look again.",
            blocking: true,
        });
    }
    Ok(accounts)
}

async fn known(whatsapp: &WhatsApp, numbers: Vec<NumberSeen>) -> Result<Vec<NumberView>, StorageError> {
    let connected = whatsapp.db.read(|conn| store::of_environment(conn, Environment::Meta)).await?;
    let view = |seen: NumberSeen| NumberView {
        connected: connected.iter().any(|known| known.phone_number_id.as_ref() == Some(&seen.number.id)),
        registered: seen.is_registered(),
        id: seen.number.id,
        display_phone_number: seen.number.display_phone_number,
        verified_name: seen.number.verified_name,
        status: seen.status,
        quality: seen.quality,
        name_status: seen.name_status,
    };
    Ok(numbers.into_iter().map(view).collect())
}

fn unreachable(error: &CallError) -> ApiError {
    ApiError::unavailable("meta_unreachable", "Meta did not answer.")
        .hint("Check this server's internet connection and try again.")
        .cause(error)
}
