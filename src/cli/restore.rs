//! `shopbell restore FILE`: a shop from one file, into an empty folder. The restored shop starts on hold.

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read as _};
use std::path::{Path, PathBuf};

use super::Settings;
use super::ask;
use super::outcome::{Failure, Outcome, tell};
use crate::accounts::vault_store::{self, Reader, StoredKey};
use crate::clock::Clock;
use crate::events::Bus;
use crate::secrets::{MachineIdentity, RecoveryPhrase, Vault, VaultError, decrypt_stream};
use crate::storage::{self, Db, OpenOptions, SnapshotKind, StorageError};

/// What every age file begins with.
const AGE_MARK: &[u8] = b"age-encryption.org/";

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A backup, a plain database file, or a database copied after a clean stop.
    file: PathBuf,
}

pub(super) fn run(arguments: Arguments, settings: &Settings) -> Outcome {
    let folder = settings.load()?.data.dir;
    refuse_a_living_shop(&folder)?;
    fs::create_dir_all(&folder).map_err(|error| cannot(&folder, &error))?;
    tell("The twelve words open the secrets in the backup and seal them for this machine.");
    let phrase = ask::recovery_phrase()?;
    let staging = tempfile::tempdir_in(&folder).map_err(|error| cannot(&folder, &error))?;
    let copy = staging.path().join(storage::FILE_NAME);
    unpack(&arguments.file, &copy, &phrase)?;
    let kind = storage::inspect(&copy).map_err(|error| {
        Failure::usage(
            format!("{} cannot be restored: {error}", arguments.file.display()),
            "take another backup",
        )
    })?;
    say_what_it_is(kind);
    let vault = unlock(&copy, &phrase)?;
    super::runtime()?.block_on(settle(staging.path(), &vault))?;
    fs::rename(&copy, folder.join(storage::FILE_NAME)).map_err(|error| cannot(&folder, &error))?;
    fs::rename(staging.path().join("identity.age"), folder.join("identity.age"))
        .map_err(|error| cannot(&folder, &error))?;
    tell(&format!("The shop is restored in {}.", folder.display()));
    tell("It is on hold: nothing that was queued is sent until its owner signs in and releases it.");
    Ok(())
}

fn refuse_a_living_shop(folder: &Path) -> Outcome {
    for name in [storage::FILE_NAME, "identity.age"] {
        if folder.join(name).exists() {
            return Err(Failure::usage(
                format!("there is already a {name} in {}", folder.display()),
                "restore into an empty folder: name one with --data-dir, or move the old files away",
            ));
        }
    }
    Ok(())
}

fn unpack(file: &Path, copy: &Path, phrase: &RecoveryPhrase) -> Outcome {
    let mut start = Vec::new();
    let handle = File::open(file).map_err(|error| cannot(file, &error))?;
    (&handle).take(AGE_MARK.len() as u64).read_to_end(&mut start).map_err(|error| cannot(file, &error))?;
    if start != AGE_MARK {
        return fs::copy(file, copy).map(drop).map_err(|error| cannot(copy, &error));
    }
    let identity = phrase.identity().map_err(|error| wrong_words(&error))?;
    let from = File::open(file).map_err(|error| cannot(file, &error))?;
    let to = File::create(copy).map_err(|error| cannot(copy, &error))?;
    decrypt_stream(&[identity], BufReader::new(from), BufWriter::new(&to))
        .map_err(|error| wrong_words(&error))?;
    to.sync_all().map_err(|error| cannot(copy, &error))
}

fn say_what_it_is(kind: SnapshotKind) {
    match kind {
        SnapshotKind::Snapshot => tell("A whole, verified snapshot."),
        SnapshotKind::CleanCopy => tell("A copy made after a clean stop: whole."),
        SnapshotKind::LiveCopy => {
            tell(
                "WARNING: this file was copied while the shop was running. Its latest messages may be missing,",
            );
            tell("and no check can show which. Use a file made by `shopbell backup` if you have one.");
        }
    }
}

fn unlock(copy: &Path, phrase: &RecoveryPhrase) -> Result<Vault, Failure> {
    let stored = storage::read_file::<_, StorageError>(copy, |conn| vault_store::load(conn, Reader::Phrase))
        .map_err(|error| Failure::ours(error.to_string(), "take another backup"))?
        .ok_or_else(|| {
            Failure::usage(
                "this shop never had a recovery phrase, so its secrets cannot be opened elsewhere",
                "copy identity.age from the old machine beside the database instead of restoring",
            )
        })?;
    let identity = phrase.identity().map_err(|error| wrong_words(&error))?;
    Vault::unlock(&identity, &stored.wrapped).map_err(|error| wrong_words(&error))
}

/// Upgrades the copy, seals the key for this machine and puts the shop on hold.
async fn settle(folder: &Path, vault: &Vault) -> Outcome {
    let ours = |error: &dyn std::fmt::Display| Failure::ours(error.to_string(), "take another backup");
    let machine = MachineIdentity::load_or_create(folder).map_err(|error| ours(&error))?;
    let reader = machine.recipient();
    let wrapped = vault.wrap_for(&reader).map_err(|error| ours(&error))?;
    let key = StoredKey { wrapped, public_key: reader.to_string(), confirmed: true };
    let options = OpenOptions {
        folder: folder.to_owned(),
        clock: Clock::system(),
        bus: Bus::default(),
        exclusive: true,
    };
    let db = Db::open(options).map_err(|error| ours(&error))?;
    let settled = db
        .write::<_, StorageError>(move |tx| {
            vault_store::save(tx, Reader::Machine, &key)?;
            storage::put_on_hold(tx)
        })
        .await;
    db.close().await;
    settled.map_err(|error| ours(&error))
}

fn wrong_words(error: &VaultError) -> Failure {
    Failure::usage(
        format!("the twelve words do not open this file: {error}"),
        "look for a wrong word or another backup",
    )
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::ours(
        format!("{}: {error}", path.display()),
        "look whether the disk is full and this user may write there",
    )
}
