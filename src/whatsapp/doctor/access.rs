//! What the two pasted values allow: the token, its permissions, the app secret, and the account behind them.

use super::{Fault, Round, call};
use crate::clock::Timestamp;
use crate::whatsapp::numbers::TokenSeen;
use crate::whatsapp::numbers::causes::Cause;
use crate::whatsapp::numbers::checks::{Check, CheckId, FactName};
use crate::whatsapp::numbers::meta::TokenFacts;
use crate::whatsapp::numbers::store::heartbeats;
use crate::whatsapp::types::TokenKind;
use crate::whatsapp::wire::graph::{CallError, Refusal};

/// A token that ends sooner than this many days is warned about.
const TOKEN_WARNING_DAYS: i64 = 14;
/// Subcodes by which Meta says that a session has expired.
const EXPIRED_SUBCODE: i64 = 463;

impl Round<'_> {
    pub(super) async fn access(&mut self) -> Result<(), Fault> {
        let token = match self.meta.token().await {
            Ok(token) => token,
            Err(CallError::Refused(refusal)) if refusal.code == 190 => {
                return self.push(refused_token(&refusal));
            }
            Err(error) => return Err(Fault::Call(CheckId::Token, error)),
        };
        self.connection.token =
            TokenSeen { kind: Some(token.kind), expires_at: token.expires_at, scopes: token.scopes.clone() };
        self.push(token_check(&token, self.whatsapp.clock.now()))?;
        self.permissions(&token)?;
        self.app_secret(&token).await?;
        self.account(&token).await
    }

    fn permissions(&mut self, token: &TokenFacts) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let mut missing = token.missing_scopes();
        missing.extend(token.missing_for(&account));
        self.push(if missing.is_empty() {
            Check::ok(CheckId::Permissions, "The token may send messages and manage the account.")
        } else {
            let words = format!(
                "The token lacks {}: tick it when you make the token for the system user.",
                missing.join(" and ")
            );
            Check::fail(CheckId::Permissions, Cause::ScopeMissing, words)
                .naming(FactName::Permissions, missing.join(", "))
        })
    }

    async fn app_secret(&mut self, token: &TokenFacts) -> Result<(), Fault> {
        let app_id = token.app_id.clone().unwrap_or_default();
        let proven = self.meta.secret_belongs(&app_id, &self.secret).await;
        let belongs = call(CheckId::AppSecret, proven)?;
        self.connection.app_id = Some(app_id.clone());
        if belongs {
            let app = token.application.as_deref().map_or_else(String::new, |name| format!(" “{name}”"));
            return self.push(Check::ok(
                CheckId::AppSecret,
                format!("The app secret belongs to the token's app{app}."),
            ));
        }
        let refused = self.whatsapp.db.read(heartbeats::refusals).await?;
        let heard = refused.map_or_else(String::new, |(count, at)| {
            format!(" {count} webhooks were refused for their signature, the last at {at}.")
        });
        let words = format!(
            "The secret of app {app_id} is not the one Shopbell has; was it changed? Copy it from App settings, Basic.{heard}"
        );
        let check = Check::fail(CheckId::AppSecret, Cause::AppSecretChanged, words);
        self.push(match refused {
            Some((count, at)) => check.naming(FactName::RefusedSignatures, count).naming(FactName::At, at),
            None => check,
        })
    }

    async fn account(&mut self, token: &TokenFacts) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        self.accounts.clone_from(&token.accounts);
        let missing = || {
            let words = format!(
                "The token's system user may not use WhatsApp account {account}: assign the account to it in Business settings, with full control."
            );
            Check::fail(CheckId::Account, Cause::AssetMissing, words).naming(FactName::Account, &account)
        };
        // A token limited to other accounts than ours; the number may have moved to one of them.
        let granted = token.accounts.is_empty() || token.accounts.contains(&account);
        match self.meta.numbers(&account).await {
            Ok(numbers) if granted => {
                self.facts.listed = numbers;
                let words = format!("The token sees WhatsApp account {account}.");
                self.push(Check::ok(CheckId::Account, words).naming(FactName::Account, &account))
            }
            Ok(_) => self.push(missing()),
            Err(CallError::Refused(refusal)) if is_hidden(&refusal) => self.push(missing()),
            Err(error) => Err(Fault::Call(CheckId::Account, error)),
        }
    }
}

/// Meta's ways to say: there is no such thing, or you may not see it.
fn is_hidden(refusal: &Refusal) -> bool {
    matches!(refusal.code, 10 | 33 | 200..=299) || (refusal.code == 100 && refusal.subcode == Some(33))
}

fn refused_token(refusal: &Refusal) -> Check {
    if refusal.subcode == Some(EXPIRED_SUBCODE) {
        let words =
            "The access token has expired: make one that never expires, for a system user, and paste it.";
        return Check::fail(CheckId::Token, Cause::TokenExpired, words);
    }
    let words =
        format!("Meta no longer accepts the access token: make a new one and paste it. Meta says: {refusal}");
    Check::fail(CheckId::Token, Cause::TokenWithdrawn, words).naming(FactName::MetaSays, refusal)
}

/// Whether a token will last.
pub(in crate::whatsapp) fn token_check(token: &TokenFacts, now: Timestamp) -> Check {
    let id = CheckId::Token;
    if token.expires_at.is_some_and(|end| end <= now) {
        let words =
            "The access token has expired: make one that never expires, for a system user, and paste it.";
        return Check::fail(id, Cause::TokenExpired, words);
    }
    if token.data_access_expires_at.is_some_and(|end| end <= now) {
        let words = "The app may no longer see the account's data: allow it again, or better make a token for a system user, and paste it.";
        return Check::fail(id, Cause::DataAccessExpired, words);
    }
    if !token.valid {
        let why = token.problem.clone().unwrap_or_else(|| "it has been withdrawn".into());
        let words = format!("Meta no longer accepts the access token ({why}): make a new one and paste it.");
        return Check::fail(id, Cause::TokenWithdrawn, words).naming(FactName::MetaSays, why);
    }
    let hours = token.expires_at.map(|end| (end.as_seconds() - now.as_seconds()).div_euclid(60 * 60));
    let check = match (token.kind, hours) {
        (TokenKind::Temporary, hours) => Check::warn(
            id,
            Cause::TokenTemporary,
            format!(
                "This is a temporary token that dies in {} hours: make one that never expires, for a system user.",
                hours.unwrap_or_default()
            ),
        ),
        (_, Some(hours)) if hours < TOKEN_WARNING_DAYS * 24 => Check::warn(
            id,
            Cause::TokenExpiring,
            format!("The token ends in {} days: make one that never expires, for a system user.", hours / 24),
        ),
        (TokenKind::User, _) => Check::warn(
            id,
            Cause::TokenPersonal,
            "The token belongs to a person: make one for a system user, so that it does not end with a password.",
        ),
        (TokenKind::SystemUser | TokenKind::Unknown, Some(hours)) => {
            Check::ok(id, format!("The token is good for {} days.", hours / 24))
        }
        (TokenKind::SystemUser | TokenKind::Unknown, None) => {
            Check::ok(id, "The token is good and never expires.")
        }
    };
    match token.expires_at {
        Some(end) => check.naming(FactName::EndsAt, end),
        None => check,
    }
}
