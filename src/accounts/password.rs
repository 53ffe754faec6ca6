//! Keeping and checking passwords: argon2id, with its parameters beside every hash.
//!
//! Hashing is meant to be heavy, so at most two run at once, on blocking threads; the webhook never waits for them.
//! Somebody unknown costs exactly as much as somebody known. Never keeps or logs a password.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{Error as HashError, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::error::AccountError;
use crate::secrets::Secret;
use crate::telemetry::{machine_memory_bytes, memory_limit_bytes};

/// Hashes computed at the same time, at most: each takes its strength's memory.
const AT_ONCE: usize = 2;
/// A machine with less memory than this uses [`Strength::SMALL_MACHINE`], in bytes.
const SMALL_MACHINE_BYTES: u64 = 1024 * 1024 * 1024;
/// So does a program whose control group allows it less than this: all hashes at once then take at most a quarter.
const NARROW_WALLS_BYTES: u64 = 512 * 1024 * 1024;
/// One hash may take this share of the memory there is: more could end the whole program.
const LARGEST_SHARE: u64 = 2;
/// Bytes of a hash and of its salt.
const HASH_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// How much work one hash is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Strength {
    memory_kib: u32,
    passes: u32,
}

impl Strength {
    /// 64 MiB, three passes.
    pub const FULL: Self = Self { memory_kib: 64 * 1024, passes: 3 };
    /// 19 MiB, two passes: the least that OWASP accepts.
    pub const SMALL_MACHINE: Self = Self { memory_kib: 19 * 1024, passes: 2 };

    /// Quick enough to run often, slow enough to be measured.
    #[cfg(test)]
    pub(super) const TEST: Self = Self { memory_kib: 8 * 1024, passes: 1 };

    /// What suits the machine we run on, and the walls around the program.
    pub fn for_this_machine() -> Self {
        Self::for_memory(machine_memory_bytes(), memory_limit_bytes())
    }

    fn for_memory(machine: Option<u64>, limit: Option<u64>) -> Self {
        let is_small = machine.is_some_and(|bytes| bytes < SMALL_MACHINE_BYTES)
            || limit.is_some_and(|bytes| bytes < NARROW_WALLS_BYTES);
        if is_small { Self::SMALL_MACHINE } else { Self::FULL }
    }

    fn argon2(self) -> Result<Argon2<'static>, AccountError> {
        let params = Params::new(self.memory_kib, self.passes, 1, Some(HASH_BYTES))
            .map_err(|_| AccountError::Fault("the strength of password hashes is not possible"))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }

    /// A hash of this strength that no password has, for people who do not exist.
    fn nobodys_hash(self) -> String {
        // 16 and 32 zero bytes in the PHC string's base 64.
        let (salt, hash) = ("A".repeat(22), "A".repeat(43));
        format!("$argon2id$v=19$m={},t={},p=1${salt}${hash}", self.memory_kib, self.passes)
    }
}

/// What comparing a password with a hash said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Right, but the hash was made with other parameters than today's: hash anew.
    RightButOutdated,
    Wrong,
}

impl Verdict {
    pub const fn is_right(self) -> bool {
        match self {
            Self::Right | Self::RightButOutdated => true,
            Self::Wrong => false,
        }
    }
}

/// Hashes passwords. Clones share the limit on how many at once.
#[derive(Clone)]
pub struct Hasher {
    strength: Strength,
    /// What the program may take, in bytes; `None` when nobody says.
    memory: Option<u64>,
    places: Arc<Semaphore>,
}

impl Hasher {
    pub fn new(strength: Strength) -> Self {
        Self { strength, memory: memory_limit_bytes(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The text to keep for this password.
    pub async fn hash(&self, password: &Secret) -> Result<String, AccountError> {
        let (strength, password) = (self.strength, Secret::new(password.expose().clone()));
        self.on_a_blocking_thread(move || {
            let salt = super::random_token::random_bytes::<SALT_BYTES>()?;
            strength
                .argon2()?
                .hash_password_with_salt(password.expose().as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|error| match error {
                    HashError::OutOfMemory => AccountError::NoMemory,
                    _ => AccountError::Fault("a password could not be hashed"),
                })
        })
        .await
    }

    /// Compares; with no hash it does the same work and says wrong.
    pub async fn verify(&self, password: &Secret, hash: Option<String>) -> Result<Verdict, AccountError> {
        let (strength, memory) = (self.strength, self.memory);
        let password = Secret::new(password.expose().clone());
        self.on_a_blocking_thread(move || {
            let hash = hash.unwrap_or_else(|| strength.nobodys_hash());
            verify_now(strength, memory, password.expose(), &hash)
        })
        .await
    }

    async fn on_a_blocking_thread<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.map_err(|_| AccountError::Fault("the program is stopping"))?;
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|_| AccountError::Fault("hashing a password failed inside"))?
    }
}

fn verify_now(
    strength: Strength,
    memory: Option<u64>,
    password: &str,
    hash: &str,
) -> Result<Verdict, AccountError> {
    let unreadable = |_| AccountError::Fault("a stored password hash cannot be read");
    let parsed = PasswordHash::new(hash).map_err(unreadable)?;
    let used = Params::try_from(&parsed)
        .map_err(|_| AccountError::Fault("a stored password hash cannot be read"))?;
    // A hash made on a larger machine, checked within narrower walls.
    if memory.is_some_and(|limit| u64::from(used.m_cost()) * 1024 > limit / LARGEST_SHARE) {
        return Err(AccountError::NoMemory);
    }
    if !is_right(strength.argon2()?.verify_password(password.as_bytes(), &parsed))? {
        return Ok(Verdict::Wrong);
    }
    let current =
        used.m_cost() == strength.memory_kib && used.t_cost() == strength.passes && used.p_cost() == 1;
    Ok(if current { Verdict::Right } else { Verdict::RightButOutdated })
}

/// Only a password that was compared is wrong: one that could not be is not.
fn is_right(compared: Result<(), HashError>) -> Result<bool, AccountError> {
    match compared {
        Ok(()) => Ok(true),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(HashError::OutOfMemory) => Err(AccountError::NoMemory),
        Err(_) => Err(AccountError::Fault("a password could not be compared")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_same_password_is_right_and_its_parameters_are_kept() {
        let hasher = Hasher::new(Strength::TEST);
        let hash = hasher.hash(&secret("tre lampioni e un gatto")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=8192,t=1,p=1$"), "{hash}");
        assert_eq!(
            hasher.verify(&secret("tre lampioni e un gatto"), Some(hash.clone())).await.unwrap(),
            Verdict::Right
        );
        assert_eq!(
            hasher.verify(&secret("tre lampioni e un gatto "), Some(hash.clone())).await.unwrap(),
            Verdict::Wrong
        );
        let stronger = Hasher::new(Strength::SMALL_MACHINE);
        let verdict = stronger.verify(&secret("tre lampioni e un gatto"), Some(hash)).await.unwrap();
        assert_eq!(verdict, Verdict::RightButOutdated);
    }

    #[tokio::test]
    async fn somebody_unknown_costs_as_much_as_a_wrong_password() {
        // What a comparison costs follows from the parameters and lengths; a hash that cannot be read would cost nothing.
        let costs = |hash: &str| {
            let parts: Vec<&str> = hash.split('$').collect();
            (parts[..4].join("$"), parts[4].len(), parts[5].len())
        };
        for strength in [Strength::TEST, Strength::SMALL_MACHINE] {
            let hash = Hasher::new(strength).hash(&secret("tre lampioni e un gatto")).await.unwrap();
            assert_eq!(costs(&strength.nobodys_hash()), costs(&hash));
        }
        let unknown = Hasher::new(Strength::TEST).verify(&secret("tre lampioni e un cane"), None).await;
        assert_eq!(unknown.unwrap(), Verdict::Wrong);
    }

    #[test]
    fn the_strength_follows_from_the_memory_there_is() {
        let mib = |count: u64| Some(count * 1024 * 1024);
        assert_eq!(Strength::for_memory(mib(4096), mib(4096)), Strength::FULL);
        assert_eq!(Strength::for_memory(mib(4096), mib(512)), Strength::FULL, "the shipped service's walls");
        assert_eq!(Strength::for_memory(mib(4096), mib(256)), Strength::SMALL_MACHINE);
        assert_eq!(Strength::for_memory(mib(900), mib(512)), Strength::SMALL_MACHINE);
        assert_eq!(Strength::for_memory(None, None), Strength::FULL);
    }

    #[tokio::test]
    async fn a_right_password_is_never_called_wrong_for_want_of_memory() {
        let hasher = Hasher::new(Strength::TEST);
        let hash = hasher.hash(&secret("tre lampioni e un gatto")).await.unwrap();
        let walled_in = Hasher { memory: Some(15 * 1024 * 1024), ..hasher };
        let told = walled_in.verify(&secret("tre lampioni e un gatto"), Some(hash)).await;
        assert!(matches!(told, Err(AccountError::NoMemory)), "{told:?}");
        assert!(matches!(is_right(Err(HashError::OutOfMemory)), Err(AccountError::NoMemory)));
        assert!(matches!(is_right(Err(HashError::Internal)), Err(AccountError::Fault(_))));
        assert!(!is_right(Err(HashError::PasswordInvalid)).unwrap());
    }
}
