//! Signing in: e-mail, password and, where one is on, the second factor, all in one call.
//!
//! A try takes its place in the counters first, the password is compared next, and only then one transaction checks
//! the rest and begins the session. There is no half-signed-in state. Never says whether an address is known.

use serde_json::json;

use super::error::AccountError;
use super::second_factor::{self, Check};
use super::session::{self, NETWORK_KNOWN_FOR, Opened, Origin};
use super::store::{limits, people};
use super::throttle::{self, Admission, Attempt};
use super::types::{Credentials, NoticeKind, email_key};
use super::{Accounts, notices, password};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::PersonId;
use crate::secrets::Secret;
use crate::storage::{StorageError, WriteTx};

/// What somebody typed to sign in.
pub struct SignIn {
    pub email: String,
    pub password: Secret,
    pub second_factor: Option<Secret>,
    /// The session this browser held until now.
    pub previous: Option<Secret>,
}

/// How the last step ended; a refusal is kept in the audit trail, so it is no error inside the transaction.
enum Outcome {
    Opened(Opened),
    Refused(AccountError),
}

impl Accounts {
    pub async fn sign_in(&self, typed: SignIn, origin: Origin) -> Result<Opened, AccountError> {
        let email_key = email_key(&typed.email);
        let (attempt, credentials) = self.begin_attempt(email_key, origin.clone()).await?;
        let can_sign_in = credentials.filter(|known| known.active);
        let hash = can_sign_in.as_ref().and_then(|known| known.password_hash.clone());
        let verdict = self.hasher.verify(&typed.password, hash.clone()).await?;
        let known = can_sign_in.filter(|known| verdict.is_right() && known.password_hash.is_some());
        let new_hash = match verdict {
            password::Verdict::RightButOutdated => Some(self.hasher.hash(&typed.password).await?),
            password::Verdict::Right | password::Verdict::Wrong => None,
        };
        let vault = self.vault.clone();
        let outcome = self.db.write(move |tx| {
            let Some(known) = known.filter(|known| is_still(tx, known)) else {
                return refuse(tx, &origin, AccountError::BadCredentials).map_err(AccountError::from);
            };
            match second_factor::check(tx, &vault, known.person_id, typed.second_factor.as_ref())? {
                Check::Required => {
                    attempt.undecided(tx)?;
                    Ok(Outcome::Refused(AccountError::SecondFactorRequired))
                }
                Check::Wrong => Ok(refuse(tx, &origin, AccountError::SecondFactorWrong)?),
                passed @ (Check::Passed | Check::PassedByRecoveryCode) => {
                    attempt.succeeded(tx)?;
                    if let Some(new_hash) = new_hash {
                        people::set_password_hash(tx, known.person_id, &new_hash)?;
                    }
                    begin(tx, known.person_id, &origin, passed, typed.previous.as_ref()).map(Outcome::Opened)
                }
            }
        });
        match outcome.await? {
            Outcome::Opened(opened) => Ok(opened),
            Outcome::Refused(refusal) => Err(refusal),
        }
    }

    /// Compares a signed-in person's own password again, before something that matters.
    pub(super) async fn confirm_password(
        &self,
        person: PersonId,
        password: &Secret,
        origin: &Origin,
    ) -> Result<(), AccountError> {
        let found = self.db.read::<_, StorageError>(move |conn| people::find(conn, person)).await?;
        let email = found.ok_or(AccountError::NotFound("person"))?.email;
        let (attempt, credentials) = self.begin_attempt(email_key(&email), origin.clone()).await?;
        let hash = credentials.and_then(|known| known.password_hash);
        let right = hash.is_some() && self.hasher.verify(password, hash).await?.is_right();
        if !right {
            return Err(AccountError::WrongPassword);
        }
        self.db.write::<_, AccountError>(move |tx| Ok(attempt.succeeded(tx)?)).await
    }

    /// Takes a place in the counters and looks the account up.
    async fn begin_attempt(
        &self,
        email_key: String,
        origin: Origin,
    ) -> Result<(Attempt, Option<Credentials>), AccountError> {
        let begun = self.db.write::<_, AccountError>(move |tx| {
            let credentials = people::credentials(tx, &email_key)?;
            let since = tx.now().minus(NETWORK_KNOWN_FOR);
            let network = throttle::network_of(origin.address);
            let is_known = credentials
                .as_ref()
                .map_or(Ok(false), |known| limits::is_known_network(tx, known.person_id, &network, since))?;
            let attempt = Attempt::on_account(&email_key, origin.address, is_known);
            Ok((attempt.admit(tx)?, attempt, credentials))
        });
        match begun.await? {
            (Admission::Granted, attempt, credentials) => Ok((attempt, credentials)),
            (Admission::Refused { wait }, ..) => Err(AccountError::TooManyAttempts { wait }),
        }
    }
}

/// Whether the account is as it was when the password was compared.
fn is_still(tx: &WriteTx, compared: &Credentials) -> bool {
    matches!(
        people::credentials_of(tx, compared.person_id),
        Ok(Some(now)) if now.active && now.password_hash == compared.password_hash
    )
}

/// Begins the session. The one the same browser held before ends: its cookie is about to be written over.
fn begin(
    tx: &WriteTx,
    person: PersonId,
    origin: &Origin,
    passed: Check,
    previous: Option<&Secret>,
) -> Result<Opened, AccountError> {
    notices::tell_of_sign_in(tx, person, origin)?;
    if passed == Check::PassedByRecoveryCode {
        notices::tell(tx, person, NoticeKind::RecoveryCodeUsed, Some(origin))?;
    }
    if let Some(previous) = previous {
        session::end_previous(tx, person, previous)?;
    }
    let opened = session::open(tx, person, origin)?;
    let found = people::find(tx, person)?.ok_or(AccountError::NotFound("person"))?;
    let by_recovery_code = passed == Check::PassedByRecoveryCode;
    let details =
        json!({ "address": origin.address, "device": origin.device, "by_recovery_code": by_recovery_code });
    audit::record(tx, &Actor::person_with_role(person, found.role), "session.opened", opened.id, details)?;
    tx.announce(Topic::Person, person);
    Ok(opened)
}

fn refuse(tx: &WriteTx, origin: &Origin, refusal: AccountError) -> Result<Outcome, StorageError> {
    let details = json!({ "address": origin.address, "device": origin.device });
    audit::record(tx, &Actor::system(), "session.refused", "", details)?;
    Ok(Outcome::Refused(refusal))
}
