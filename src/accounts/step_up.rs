//! A fresh proof of who one is: what may not be done with a session that was left open or stolen.
//!
//! The addresses stand here in one table. Whoever may ask one of them, and has not shown password or second factor
//! within the last ten minutes, is asked for it first; the screens ask, and repeat the request. API tokens prove
//! themselves with every request and are not asked. Changing one's own password or second factor asks for the password
//! in the request itself.

use std::time::Duration;

use axum::http::{Method, StatusCode};

use super::Accounts;
use super::error::AccountError;
use super::profile::own_account;
use super::second_factor::{self, Check};
use super::session::Origin;
use super::store::sessions;
use super::throttle::{Admission, Attempt};
use super::types::email_key;
use crate::actor::Permission;
use crate::audit;
use crate::clock::Timestamp;
use crate::http::{ApiError, Caller};
use crate::ids::PersonId;
use crate::secrets::Secret;

/// How long a proof counts.
pub(super) const FRESH: Duration = Duration::from_mins(10);

/// What asks for a fresh proof, and whom: somebody without the right is simply refused.
const GUARDED: [(Method, &str, Permission); 28] = [
    (Method::POST, "/people", Permission::ManageTeam),
    (Method::PATCH, "/people/{id}", Permission::ManageTeam),
    (Method::POST, "/people/{id}/password-link", Permission::ManageTeam),
    (Method::PUT, "/second-factor-rules", Permission::ManageTokens),
    (Method::POST, "/tokens", Permission::ManageTokens),
    (Method::POST, "/fleet/tokens", Permission::ManageFleet),
    (Method::POST, "/backup", Permission::MakeBackup),
    (Method::POST, "/recovery-phrase", Permission::MakeBackup),
    (Method::PUT, "/whatsapp/connection", Permission::ManageConnection),
    (Method::DELETE, "/whatsapp/connection", Permission::ManageConnection),
    (Method::POST, "/whatsapp/connections", Permission::ManageConnection),
    (Method::PATCH, "/whatsapp/connections/{id}", Permission::ManageConnection),
    (Method::DELETE, "/whatsapp/connections/{id}", Permission::ManageConnection),
    (Method::PUT, "/whatsapp/connections/{id}/token", Permission::ManageConnection),
    (Method::PUT, "/whatsapp/connections/{id}/secret", Permission::ManageConnection),
    (Method::POST, "/whatsapp/connections/{id}/code", Permission::ManageConnection),
    (Method::POST, "/whatsapp/connections/{id}/code/verify", Permission::ManageConnection),
    (Method::POST, "/whatsapp/connections/{id}/register", Permission::ManageConnection),
    (Method::GET, "/whatsapp/connections/{id}/pin", Permission::ManageConnection),
    (Method::PUT, "/llm/settings", Permission::ManageModel),
    (Method::PUT, "/web-search/settings", Permission::ManageModel),
    (Method::POST, "/notifications/devices", Permission::ReadInbox),
    (Method::PUT, "/notifications/mail-server", Permission::ManageConnection),
    (Method::DELETE, "/notifications/mail-server", Permission::ManageConnection),
    (Method::PUT, "/notifications/whatsapp-template", Permission::ManageConnection),
    (Method::POST, "/hold/release", Permission::ReleaseHold),
    (Method::POST, "/contacts/{id}/data", Permission::ManagePersonalData),
    (Method::POST, "/contacts/{id}/erasure", Permission::ManagePersonalData),
];

/// Refuses a guarded request of a session that has not proved itself lately. `route` is the address as it is written.
pub(super) fn check(caller: &Caller, method: &Method, route: &str, now: Timestamp) -> Result<(), ApiError> {
    let Some(proven_at) = caller.proven_at else { return Ok(()) };
    let is_guarded = GUARDED.iter().any(|(guarded, address, permission)| {
        guarded == method && *address == route && caller.may(*permission)
    });
    if !is_guarded || (proven_at <= now && now.since(proven_at) <= FRESH) {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "confirm_identity",
        "Confirm that it is you: this needs your password or a code.",
    )
    .hint("Send either to /session/confirm, then ask again."))
}

/// What somebody shows.
pub enum Proof {
    Password(Secret),
    SecondFactor(Secret),
}

impl Accounts {
    /// Takes a fresh proof for this session.
    pub async fn confirm_identity(
        &self,
        caller: Caller,
        proof: Proof,
        origin: Origin,
    ) -> Result<(), AccountError> {
        let person = own_account(&caller)?;
        let session = caller.session.ok_or(AccountError::PersonOnly)?;
        match proof {
            Proof::Password(password) => self.confirm_password(person, &password, &origin).await?,
            Proof::SecondFactor(code) => self.confirm_code(person, code, &origin).await?,
        }
        self.db
            .write(move |tx| {
                sessions::set_proven(tx, session, tx.now())?;
                let details = serde_json::json!({ "address": origin.address });
                Ok(audit::record(tx, &caller, "session.confirmed", session, details)?)
            })
            .await
    }

    async fn confirm_code(
        &self,
        person: PersonId,
        code: Secret,
        origin: &Origin,
    ) -> Result<(), AccountError> {
        let (vault, address) = (self.vault.clone(), origin.address);
        let outcome = self.db.write::<_, AccountError>(move |tx| {
            let email = super::person::found(tx, person)?.email;
            // Its own counter: whoever holds an open session guesses codes no faster than at the door.
            let attempt = Attempt::on_account(&email_key(&email), address, true);
            if let Admission::Refused { wait } = attempt.admit(tx)? {
                return Ok(Err(AccountError::TooManyAttempts { wait }));
            }
            match second_factor::check(tx, &vault, person, Some(&code))? {
                Check::Passed | Check::PassedByRecoveryCode if second_factor::is_on(tx, person)? => {
                    attempt.succeeded(tx)?;
                    Ok(Ok(()))
                }
                Check::Passed | Check::PassedByRecoveryCode | Check::Required | Check::Wrong => {
                    Ok(Err(AccountError::SecondFactorWrong))
                }
            }
        });
        outcome.await?
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::{Actor, Role};

    #[test]
    fn a_proof_counts_for_ten_minutes_and_only_where_it_matters() {
        let proven = Timestamp::from_seconds(1_790_000_000);
        let caller = |role| Caller {
            actor: Actor::person_with_role(PersonId::new(1), role),
            session: None,
            proven_at: Some(proven),
        };
        let asks = |role, method: &Method, route: &str, after: Duration| {
            check(&caller(role), method, route, proven.plus(after)).is_err()
        };
        assert!(!asks(Role::Owner, &Method::POST, "/tokens", FRESH));
        assert!(asks(Role::Owner, &Method::POST, "/tokens", FRESH + Duration::from_millis(1)));
        assert!(!asks(Role::Owner, &Method::GET, "/tokens", Duration::from_hours(9)));
        assert!(
            !asks(Role::Agent, &Method::POST, "/tokens", Duration::from_hours(9)),
            "who may not is refused"
        );
        let token = Caller { proven_at: None, ..caller(Role::Owner) };
        assert!(check(&token, &Method::POST, "/tokens", proven.plus(Duration::from_hours(9))).is_ok());
    }
}
