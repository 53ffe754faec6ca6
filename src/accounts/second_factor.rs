//! The second factor: six-digit codes from an app (TOTP), and ten recovery codes for the day the phone is lost.
//!
//! Every code works once. The seed is sealed in the database; recovery codes are kept as digests and deleted when
//! used. Never decides by the wall clock: the moment is an argument.

use totp_rs::{Algorithm, Builder, Secret as Seed, Totp};

use super::error::AccountError;
use super::random_token;
use super::store::second_factors;
use crate::ids::PersonId;
use crate::secrets::{Secret, Vault};
use crate::storage::{ReadConn, WriteTx};

/// Recovery codes made at once.
const RECOVERY_CODES: usize = 10;
/// Random bytes of a recovery code: 80 bits, 16 characters in groups of four.
const RECOVERY_CODE_BYTES: usize = 10;
const RECOVERY_CODE_GROUP: usize = 4;
const SEED_BYTES: usize = 20;
const DIGITS: usize = 6;
const STEP_SECONDS: u64 = 30;
/// Steps a phone's clock may be off, either way.
const SKEW: u16 = 1;
const ISSUER: &str = "Shopbell";

/// What somebody needs to put the account into an authenticator app.
pub struct Offer {
    pub secret: Secret,
    pub otpauth_url: Secret,
}

/// Whether a person has a confirmed second factor.
pub fn is_on(conn: &ReadConn, person: PersonId) -> Result<bool, AccountError> {
    Ok(second_factors::find(conn, person)?.is_some_and(|factor| factor.confirmed))
}

/// Makes a new seed that counts only once [`confirm`] has seen a code made from it.
pub fn offer(tx: &WriteTx, vault: &Vault, person: PersonId, email: &str) -> Result<Offer, AccountError> {
    if is_on(tx, person)? {
        return Err(AccountError::SecondFactorAlreadyOn);
    }
    let seed = Seed::from(random_token::random_bytes::<SEED_BYTES>()?);
    let text = seed.to_base32();
    second_factors::offer(tx, person, &vault.seal(&seed_context(person), &text)?)?;
    let url = totp(&text, email)?
        .to_url()
        .map_err(|_| AccountError::Fault("no address for the app could be made"))?;
    Ok(Offer { secret: Secret::new(text), otpauth_url: Secret::new(url) })
}

/// Switches the offered factor on, given a first code; gives back the recovery codes, which are not shown again.
pub fn confirm(
    tx: &WriteTx,
    vault: &Vault,
    person: PersonId,
    code: &str,
) -> Result<Vec<Secret>, AccountError> {
    let factor = second_factors::find(tx, person)?.ok_or(AccountError::SecondFactorNotOffered)?;
    if factor.confirmed {
        return Err(AccountError::SecondFactorAlreadyOn);
    }
    if !use_app_code(tx, vault, person, &factor, code)? {
        return Err(AccountError::SecondFactorWrong);
    }
    second_factors::confirm(tx, person)?;
    let codes: Result<Vec<Secret>, AccountError> = std::iter::repeat_with(|| {
        let code = random_token::readable::<RECOVERY_CODE_BYTES>(RECOVERY_CODE_GROUP)?;
        second_factors::insert_recovery_code(tx, person, &recovery_digest(code.expose()))?;
        Ok(code)
    })
    .take(RECOVERY_CODES)
    .collect();
    codes
}

/// What a code, or its absence, means at sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// No second factor, or a right code.
    Passed,
    /// A recovery code was right and is used up.
    PassedByRecoveryCode,
    Required,
    Wrong,
}

/// Checks what was typed; a right code is used up.
pub fn check(
    tx: &WriteTx,
    vault: &Vault,
    person: PersonId,
    typed: Option<&Secret>,
) -> Result<Check, AccountError> {
    let Some(factor) = second_factors::find(tx, person)?.filter(|factor| factor.confirmed) else {
        return Ok(Check::Passed);
    };
    let Some(typed) = typed.map(|typed| typed.expose().trim()).filter(|typed| !typed.is_empty()) else {
        return Ok(Check::Required);
    };
    if use_app_code(tx, vault, person, &factor, typed)? {
        return Ok(Check::Passed);
    }
    let by_recovery_code = second_factors::use_recovery_code(tx, person, &recovery_digest(typed))?;
    Ok(if by_recovery_code { Check::PassedByRecoveryCode } else { Check::Wrong })
}

fn use_app_code(
    tx: &WriteTx,
    vault: &Vault,
    person: PersonId,
    factor: &second_factors::StoredFactor,
    typed: &str,
) -> Result<bool, AccountError> {
    let code: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    if code.len() != DIGITS {
        return Ok(false);
    }
    let seed = vault.open(&seed_context(person), &factor.seed)?;
    let now = u64::try_from(tx.now().as_seconds()).unwrap_or(0);
    let Some(step) = totp(seed.expose(), "account")?.check(&code, now) else { return Ok(false) };
    let step = i64::try_from(step).unwrap_or(i64::MAX);
    Ok(second_factors::use_step(tx, person, step)?)
}

fn totp(seed: &str, email: &str) -> Result<Totp, AccountError> {
    let broken = |_| AccountError::Fault("a stored second factor cannot be read");
    let seed = Seed::try_from_base32(seed)
        .map_err(|_| AccountError::Fault("a stored second factor cannot be read"))?;
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(SKEW)
        .with_step_duration(STEP_SECONDS)
        .with_secret(seed)
        .with_account_name(email.replace(':', " "))
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(broken)
}

fn seed_context(person: PersonId) -> String {
    format!("second_factor.seed:{person}")
}

fn recovery_digest(typed: &str) -> random_token::Digest {
    random_token::digest(&random_token::as_typed(typed))
}
