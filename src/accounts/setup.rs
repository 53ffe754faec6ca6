//! First run: whoever holds the setup code becomes the owner, once.
//!
//! The code is 128 random bits, made at start while nobody owns the shop, printed, and written to `setup-code` in the
//! data folder (mode 0600). It ends after a day or twenty wrong tries, and another takes its place in the file. There is no default account. Never takes a code once an owner exists, however many ask at
//! the same time.

use std::io::Write as _;
use std::ops::RangeInclusive;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::json;
use subtle::ConstantTimeEq as _;

use super::error::AccountError;
use super::session::{self, Opened, Origin};
use super::shop::{self, ShopChanges};
use super::store::people;
use super::throttle::{Admission, Attempt};
use super::types::{EmailAddress, NewPerson};
use super::{Accounts, password_rules, random_token};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::clock::Timestamp;
use crate::ids::PersonId;
use crate::secrets::Secret;
use crate::storage::{StorageError, WriteTx};

/// The file that holds the code, in the data folder.
pub const FILE_NAME: &str = "setup-code";
/// Ids of people among the users of a Linux system; the others are the system's own, whose files an administrator reads.
const PEOPLE: RangeInclusive<u32> = 1_000..=60_000;
const CODE_BYTES: usize = 16;
/// Characters of the code between two dashes.
const CODE_GROUP: usize = 5;

/// How long a code is good; then a new one lies in the file.
const GOOD_FOR: Duration = Duration::from_hours(24);
/// Wrong tries a code survives.
const MOST_TRIES: u32 = 20;

/// The code that is good now.
#[derive(Clone, Copy)]
struct Waiting {
    digest: random_token::Digest,
    made_at: Timestamp,
    wrong_tries: u32,
}

/// The code of this run, if the shop still needs an owner. Clones share it.
#[derive(Clone, Default)]
pub(super) struct SetupCode(Arc<Mutex<Option<Waiting>>>);

impl SetupCode {
    /// A wrong try counts.
    fn is(&self, typed: &Secret) -> bool {
        let typed = random_token::digest(&random_token::as_typed(typed.expose()));
        let mut waiting = self.0.lock();
        let Some(waiting) = waiting.as_mut() else { return false };
        let right = bool::from(waiting.digest.ct_eq(&typed));
        waiting.wrong_tries = waiting.wrong_tries.saturating_add(u32::from(!right));
        right
    }

    /// Whether its time is over or it was tried too often.
    fn has_ended(&self, now: Timestamp) -> bool {
        self.0.lock().is_some_and(|waiting| {
            now.since(waiting.made_at) >= GOOD_FOR || waiting.wrong_tries >= MOST_TRIES
        })
    }
}

/// What the first owner typed.
pub struct FirstRun {
    pub setup_code: Secret,
    pub email: String,
    pub password: Secret,
    pub business_name: String,
    pub language: String,
}

impl Accounts {
    pub async fn needs_setup(&self) -> Result<bool, AccountError> {
        let exists = self.db.read::<_, StorageError>(people::an_owner_exists).await?;
        Ok(!exists)
    }

    /// At start: while nobody owns the shop, makes a new code, writes its file and gives it back to be printed.
    pub async fn prepare_first_run(&self) -> Result<Option<Secret>, AccountError> {
        let file = self.setup_code_file();
        if !self.needs_setup().await? {
            remove_file(&file);
            return Ok(None);
        }
        let code = random_token::readable::<CODE_BYTES>(CODE_GROUP)?;
        write_file(&file, code.expose()).map_err(|error| {
            tracing::error!(error = %error, "the setup code could not be written to the data folder");
            AccountError::Fault("the setup code could not be written to the data folder")
        })?;
        let digest = random_token::digest(&random_token::as_typed(code.expose()));
        *self.setup_code.0.lock() = Some(Waiting { digest, made_at: self.clock.now(), wrong_tries: 0 });
        Ok(Some(code))
    }

    /// Puts a new code into the file when the old one has ended. It is not printed: whoever reads the file has it.
    pub(super) async fn renew_setup_code(&self) -> Result<(), AccountError> {
        if self.setup_code.has_ended(self.clock.now()) && self.prepare_first_run().await?.is_some() {
            tracing::info!(file = %self.setup_code_file().display(), "the setup code has ended; a new one is in its file");
        }
        Ok(())
    }

    pub fn setup_code_file(&self) -> PathBuf {
        self.db.folder().join(FILE_NAME)
    }

    /// The command that prints the code, wherever its reader stands on the machine.
    pub(super) fn setup_code_command(&self) -> String {
        let file = self.setup_code_file();
        let owner = std::fs::metadata(&file).ok().map(|about| about.uid());
        printing(&std::path::absolute(&file).unwrap_or(file), owner)
    }

    /// Makes the first owner and signs them in.
    pub async fn set_up(&self, typed: FirstRun, origin: Origin) -> Result<Opened, AccountError> {
        if !self.needs_setup().await? {
            return Err(AccountError::AlreadySetUp);
        }
        let attempt = Attempt::from_address(origin.address);
        let taken = attempt.clone();
        if let Admission::Refused { wait } =
            self.db.write::<_, StorageError>(move |tx| taken.admit(tx)).await?
        {
            return Err(AccountError::TooManyAttempts { wait });
        }
        self.renew_setup_code().await?;
        if !self.setup_code.is(&typed.setup_code) {
            return Err(AccountError::SetupCodeWrong);
        }
        let new = new_owner(&typed.email, &typed.password, &typed.business_name, &typed.language)?;
        let hash = self.hasher.hash(&typed.password).await?;
        let opened = self.db.write(move |tx| {
            attempt.succeeded(tx)?;
            let person = make_owner(tx, new, hash)?;
            let profile = ShopChanges {
                name: Some(typed.business_name),
                language: Some(typed.language),
                ..ShopChanges::default()
            };
            shop::change(tx, profile)?;
            session::open(tx, person, &origin)
        });
        let opened: Opened = opened.await?;
        *self.setup_code.0.lock() = None;
        remove_file(&self.setup_code_file());
        Ok(opened)
    }
}

/// Checks what the first owner typed.
pub(super) fn new_owner(
    email: &str,
    password: &Secret,
    business_name: &str,
    language: &str,
) -> Result<NewPerson, AccountError> {
    let email = EmailAddress::parse(email)
        .ok_or_else(|| AccountError::invalid("email", "Enter an e-mail address such as rosa@example.com."))?;
    password_rules::check(password.expose(), email.as_written(), business_name)?;
    let name = email.as_written().split('@').next().unwrap_or_default().chars().take(100).collect();
    let language = shop::checked_language("language", language)?;
    if !business_name.is_empty() {
        shop::checked_name(business_name)
            .map_err(|_| AccountError::invalid("business_name", "Use 1 to 100 characters."))?;
    }
    Ok(NewPerson { name, email, role: Role::Owner, language, password_hash: None })
}

/// Makes the owner unless there is one: the only place that does, inside the writer's one transaction.
pub(super) fn make_owner(
    tx: &WriteTx,
    new: NewPerson,
    password_hash: String,
) -> Result<PersonId, AccountError> {
    if people::an_owner_exists(tx)? {
        return Err(AccountError::AlreadySetUp);
    }
    let person = people::insert(tx, &NewPerson { password_hash: Some(password_hash), ..new })?;
    audit::record(tx, &Actor::person_with_role(person, Role::Owner), "shop.set_up", person, json!({}))?;
    Ok(person)
}

fn write_file(file: &Path, code: &str) -> std::io::Result<()> {
    remove_file(file);
    let mut written = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    writeln!(written, "{code}")?;
    written.sync_all()
}

/// What prints a file in a shell, whoever its owner is.
fn printing(file: &Path, owner: Option<u32>) -> String {
    let file = file.display().to_string();
    let is_plain = file.chars().all(|letter| letter.is_ascii_alphanumeric() || "/._-".contains(letter));
    let file = if is_plain { file } else { format!("'{}'", file.replace('\'', r"'\''")) };
    let as_whom = if owner.is_some_and(|owner| PEOPLE.contains(&owner)) { "" } else { "sudo " };
    format!("{as_whom}cat {file}")
}

/// A file that is not there, or cannot go, does no harm: the code in it is worth nothing any more.
fn remove_file(file: &Path) {
    if let Err(error) = std::fs::remove_file(file)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(error = %error, "an old setup code could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_prints_the_file_of_whoever_it_is() {
        let of = |file: &str, owner| printing(Path::new(file), owner);
        assert_eq!(of("/var/lib/shopbell/setup-code", Some(998)), "sudo cat /var/lib/shopbell/setup-code");
        assert_eq!(of("/var/lib/shopbell/setup-code", Some(61_184)), "sudo cat /var/lib/shopbell/setup-code");
        assert_eq!(of("/home/ada/setup-code", Some(1_000)), "cat /home/ada/setup-code");
        assert_eq!(of("/srv/Ada's shop/setup-code", None), r"sudo cat '/srv/Ada'\''s shop/setup-code'");
    }
}
