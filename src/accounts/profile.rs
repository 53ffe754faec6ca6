//! What people change about themselves: name, language, look, password and second factor.
//!
//! A new password or factor ends every session and begins a new one for whoever changed it. Never changes one without
//! the password that stands.

use serde_json::json;

use super::error::AccountError;
use super::second_factor::{self, Offer};
use super::session::{self, Opened, Origin};
use super::store::{links, people, second_factors};
use super::types::{NoticeKind, Theme};
use super::{Accounts, notices, password_rules, shop};
use crate::actor::Actor;
use crate::audit;
use crate::events::Topic;
use crate::ids::PersonId;
use crate::secrets::Secret;

/// Changes somebody makes to their own account; what is absent stays.
#[derive(Debug, Default)]
pub struct ProfileChanges {
    pub name: Option<String>,
    pub language: Option<String>,
    pub theme: Option<Theme>,
}

/// A changed password.
pub struct NewPassword {
    pub current: Secret,
    pub new: Secret,
}

/// Who asks, as a person with an account of their own.
pub(super) fn own_account(actor: &Actor) -> Result<PersonId, AccountError> {
    actor.person().ok_or(AccountError::PersonOnly)
}

impl Accounts {
    /// Whether these changes can be made; asked before a password is changed with them.
    pub fn check_profile(changes: &ProfileChanges) -> Result<(), AccountError> {
        if let Some(name) = &changes.name {
            super::person::checked_name(name)?;
        }
        if let Some(language) = &changes.language {
            shop::checked_language("language", language)?;
        }
        Ok(())
    }

    pub async fn change_profile(&self, actor: &Actor, changes: ProfileChanges) -> Result<(), AccountError> {
        let person = own_account(actor)?;
        self.db
            .write(move |tx| {
                if let Some(name) = changes.name {
                    people::set_name(tx, person, &super::person::checked_name(&name)?)?;
                }
                if let Some(language) = changes.language {
                    people::set_language(tx, person, &shop::checked_language("language", &language)?)?;
                }
                if let Some(theme) = changes.theme {
                    people::set_theme(tx, person, theme)?;
                }
                tx.announce(Topic::Person, person);
                Ok(())
            })
            .await
    }

    pub async fn change_password(
        &self,
        actor: Actor,
        passwords: NewPassword,
        origin: Origin,
    ) -> Result<Opened, AccountError> {
        let person = own_account(&actor)?;
        let (email, shop_name) = self
            .db
            .read::<_, AccountError>(move |conn| {
                let found = people::find(conn, person)?.ok_or(AccountError::NotFound("person"))?;
                Ok((found.email, shop::shop(conn)?.name))
            })
            .await?;
        self.confirm_password(person, &passwords.current, &origin).await?;
        password_rules::check(passwords.new.expose(), &email, &shop_name)?;
        let hash = self.hasher.hash(&passwords.new).await?;
        self.db
            .write(move |tx| {
                people::set_password_hash(tx, person, &hash)?;
                // A link from before would set the password once more.
                links::delete(tx, person)?;
                audit::record(
                    tx,
                    &actor,
                    "person.password_changed",
                    person,
                    json!({ "address": origin.address }),
                )?;
                notices::tell(tx, person, NoticeKind::PasswordChanged, Some(&origin))?;
                session::open_instead(tx, person, &origin)
            })
            .await
    }

    /// Makes a seed for an authenticator app; nothing changes until [`Self::confirm_second_factor`].
    pub async fn offer_second_factor(
        &self,
        actor: &Actor,
        password: &Secret,
        origin: &Origin,
    ) -> Result<Offer, AccountError> {
        let person = own_account(actor)?;
        self.confirm_password(person, password, origin).await?;
        let vault = self.vault.clone();
        self.db
            .write(move |tx| {
                let email = super::person::found(tx, person)?.email;
                second_factor::offer(tx, &vault, person, &email)
            })
            .await
    }

    /// Switches the second factor on and gives the recovery codes, which are not shown again.
    pub async fn confirm_second_factor(
        &self,
        actor: Actor,
        code: Secret,
        origin: Origin,
    ) -> Result<(Vec<Secret>, Opened), AccountError> {
        let person = own_account(&actor)?;
        let vault = self.vault.clone();
        self.db
            .write(move |tx| {
                let codes = second_factor::confirm(tx, &vault, person, code.expose())?;
                audit::record(
                    tx,
                    &actor,
                    "person.second_factor_on",
                    person,
                    json!({ "address": origin.address }),
                )?;
                notices::tell(tx, person, NoticeKind::SecondFactorOn, Some(&origin))?;
                Ok((codes, session::open_instead(tx, person, &origin)?))
            })
            .await
    }

    pub async fn remove_second_factor(
        &self,
        actor: Actor,
        password: &Secret,
        origin: Origin,
    ) -> Result<Opened, AccountError> {
        let person = own_account(&actor)?;
        self.confirm_password(person, password, &origin).await?;
        self.db
            .write(move |tx| {
                if !second_factors::delete(tx, person)? {
                    return Err(AccountError::SecondFactorNotOffered);
                }
                audit::record(
                    tx,
                    &actor,
                    "person.second_factor_off",
                    person,
                    json!({ "address": origin.address }),
                )?;
                notices::tell(tx, person, NoticeKind::SecondFactorOff, Some(&origin))?;
                session::open_instead(tx, person, &origin)
            })
            .await
    }
}
