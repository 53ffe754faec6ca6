//! Links with which somebody chooses a password: the first one (invitation) or a new one (reset).
//!
//! 256 random bits, kept as a digest, good once and for 72 hours. A reset never goes around the second factor, and it
//! ends every session. Never sent by us: the owner hands it over.

use std::time::Duration;

use serde_json::json;

use super::error::AccountError;
use super::second_factor::{self, Check};
use super::session::{self, Opened, Origin};
use super::store::{links, people};
use super::throttle::{Admission, Attempt};
use super::types::{LinkKind, NoticeKind, PasswordLink, email_key};
use super::{Accounts, notices, password_rules, random_token};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Timestamp;
use crate::events::Topic;
use crate::ids::PersonId;
use crate::secrets::Secret;
use crate::storage::WriteTx;

const GOOD_FOR: Duration = Duration::from_hours(72);

/// A link just made; its token is shown once.
pub struct FreshLink {
    pub token: Secret,
    pub expires_at: Timestamp,
}

/// Makes the person's link; an older one stops working.
pub(super) fn make(tx: &WriteTx, person: PersonId, kind: LinkKind) -> Result<FreshLink, AccountError> {
    let fresh = random_token::fresh("")?;
    let expires_at = tx.now().plus(GOOD_FOR);
    links::replace(tx, person, kind, &fresh.digest, expires_at)?;
    Ok(FreshLink { token: fresh.plain, expires_at })
}

/// How the use of a link ended.
enum Outcome {
    Opened(Opened),
    Refused(AccountError),
}

impl Accounts {
    /// Whose link this is.
    pub async fn password_link(&self, token: &Secret) -> Result<PasswordLink, AccountError> {
        let (digest, now) = (random_token::digest(token.expose()), self.clock.now());
        let found =
            self.db.read::<_, AccountError>(move |conn| Ok(links::find_live(conn, &digest, now)?)).await?;
        found.ok_or(AccountError::LinkGone)
    }

    /// Sets the password and signs the person in.
    pub async fn use_password_link(
        &self,
        token: Secret,
        password: Secret,
        second_factor: Option<Secret>,
        origin: Origin,
    ) -> Result<Opened, AccountError> {
        let link = self.password_link(&token).await?;
        let shop = self.db.read::<_, AccountError>(|conn| Ok(super::shop(conn)?)).await?;
        password_rules::check(password.expose(), &link.email, &shop.name)?;
        let hash = self.hasher.hash(&password).await?;
        let (digest, vault) = (random_token::digest(token.expose()), self.vault.clone());
        let outcome = self.db.write::<_, AccountError>(move |tx| {
            let link = links::find_live(tx, &digest, tx.now())?.ok_or(AccountError::LinkGone)?;
            let attempt = Attempt::with_link(&email_key(&link.email), origin.address);
            if let Admission::Refused { wait } = attempt.admit(tx)? {
                return Ok(Outcome::Refused(AccountError::TooManyAttempts { wait }));
            }
            match second_factor::check(tx, &vault, link.person_id, second_factor.as_ref())? {
                Check::Required => {
                    attempt.undecided(tx)?;
                    Ok(Outcome::Refused(AccountError::SecondFactorRequired))
                }
                Check::Wrong => Ok(Outcome::Refused(AccountError::SecondFactorWrong)),
                Check::Passed | Check::PassedByRecoveryCode => {
                    attempt.succeeded(tx)?;
                    redeem(tx, &link, &hash, &origin).map(Outcome::Opened)
                }
            }
        });
        match outcome.await? {
            Outcome::Opened(opened) => Ok(opened),
            Outcome::Refused(refusal) => Err(refusal),
        }
    }
}

fn redeem(tx: &WriteTx, link: &PasswordLink, hash: &str, origin: &Origin) -> Result<Opened, AccountError> {
    links::delete(tx, link.person_id)?;
    people::set_password_hash(tx, link.person_id, hash)?;
    let person = super::person::found(tx, link.person_id)?;
    let deed = match link.kind {
        LinkKind::Invitation => "person.joined",
        LinkKind::Reset => "person.password_reset",
    };
    let details = json!({ "address": origin.address, "device": origin.device });
    audit::record(tx, &Actor::person_with_role(person.id, person.role), deed, person.id, details)?;
    if link.kind == LinkKind::Reset {
        notices::tell(tx, person.id, NoticeKind::PasswordReset, Some(origin))?;
    }
    tx.announce(Topic::Person, person.id);
    session::open_instead(tx, person.id, origin)
}
