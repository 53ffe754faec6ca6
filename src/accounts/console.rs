//! What the command line can do to accounts: make the first owner, let somebody in again, make a token.
//!
//! Whoever can run commands on the machine is trusted with this; every deed of theirs stands in the audit trail and ends the
//! sessions of the person it touches. Never skips the password rules.

use std::time::Duration;

use serde_json::json;

use super::error::AccountError;
use super::password::{Hasher, Strength};
use super::store::{limits, links, notices as news, people, second_factors};
use super::types::{ApiToken, Credentials, NoticeKind, email_key};
use super::{api_tokens, notices, password_rules, session, setup, shop};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::ids::PersonId;
use crate::secrets::Secret;
use crate::storage::{Db, ReadConn};

/// Makes the first owner; refused once there is one.
pub async fn create_owner(db: &Db, email: &str, password: Secret) -> Result<PersonId, AccountError> {
    let profile = db.read::<_, AccountError>(|conn| Ok(shop(conn)?)).await?;
    let new = setup::new_owner(email, &password, &profile.name, &profile.language)?;
    let hash = Hasher::new(Strength::for_this_machine()).hash(&password).await?;
    db.write(move |tx| setup::make_owner(tx, new, hash)).await
}

/// Sets somebody's password. The second factor stays.
pub async fn reset_password(db: &Db, email: &str, password: Secret) -> Result<(), AccountError> {
    let (key, email) = (email_key(email), email.to_owned());
    let (person, shop_name) =
        db.read::<_, AccountError>(move |conn| Ok((found(conn, &key)?.person_id, shop(conn)?.name))).await?;
    password_rules::check(password.expose(), &email, &shop_name)?;
    let hash = Hasher::new(Strength::for_this_machine()).hash(&password).await?;
    db.write(move |tx| {
        people::set_password_hash(tx, person, &hash)?;
        links::delete(tx, person)?;
        session::revoke_all(tx, person, None)?;
        notices::tell(tx, person, NoticeKind::PasswordReset, None)?;
        Ok(audit::record(
            tx,
            &Actor::system(),
            "person.password_reset",
            person,
            json!({ "by": "command line" }),
        )?)
    })
    .await
}

/// Takes somebody's second factor away. The password stays.
pub async fn reset_second_factor(db: &Db, email: &str) -> Result<(), AccountError> {
    let key = email_key(email);
    db.write(move |tx| {
        let person = found(tx, &key)?.person_id;
        if !second_factors::delete(tx, person)? {
            return Err(AccountError::NotFound("second factor for this person"));
        }
        session::revoke_all(tx, person, None)?;
        notices::tell(tx, person, NoticeKind::SecondFactorOff, None)?;
        Ok(audit::record(
            tx,
            &Actor::system(),
            "person.second_factor_off",
            person,
            json!({ "by": "command line" }),
        )?)
    })
    .await
}

/// Makes an API token; the text is shown this once.
pub async fn create_token(db: &Db, name: &str, role: Role) -> Result<(Secret, ApiToken), AccountError> {
    let new = api_tokens::NewToken { name: name.to_owned(), role, expires_in_days: None };
    db.write(move |tx| api_tokens::make(tx, &Actor::system(), &new)).await
}

/// Of what was done as somebody to fill a sample shop they hear nothing, and their own first sign-in is their first.
pub async fn forget_sign_ins(db: &Db, person: PersonId) -> Result<(), AccountError> {
    db.write(move |tx| {
        limits::forget_networks(tx, person, tx.now().plus(Duration::from_secs(1)))?;
        Ok(news::set_seen(tx, person)?)
    })
    .await
}

fn found(conn: &ReadConn, key: &str) -> Result<Credentials, AccountError> {
    people::credentials(conn, key)?.ok_or(AccountError::NotFound("person with this e-mail address"))
}
