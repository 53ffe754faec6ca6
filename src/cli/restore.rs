//! `shopbell restore FILE`: a shop from one file, into an empty folder. The restored shop starts on hold.
//!
//! A plain file needs no words, this machine's key opens its own backups, the twelve words open the rest. Nothing is in
//! its place before everything went well.

use std::fs;
use std::path::{Path, PathBuf};

use super::Settings;
use super::ask;
use super::outcome::{Failure, Outcome, tell};
use crate::accounts::vault_store::{self, Reader, StoredKey};
use crate::app::backup_file::{self, FileError, Wrapping};
use crate::clock::Clock;
use crate::events::Bus;
use crate::privacy::{self, Listed};
use crate::secrets::{MachineIdentity, RecoveryPhrase, Vault};
use crate::storage::{self, Db, OpenOptions, SnapshotKind, StorageError};
use crate::{accounts, app, health, knowledge, llm, notify, orders, practice, whatsapp};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A backup, a plain database file, or a database copied after a clean stop.
    file: PathBuf,
    /// Leave everybody signed in and API tokens valid; otherwise they end.
    #[arg(long)]
    keep_sessions: bool,
}

pub(super) fn run(arguments: Arguments, settings: &Settings) -> Outcome {
    let folder = settings.load()?.data.dir;
    refuse_a_living_shop(&folder)?;
    let wrapping =
        backup_file::wrapping(&arguments.file).map_err(|error| refused(&arguments.file, &error))?;
    fs::create_dir_all(&folder).map_err(|error| cannot(&folder, &error))?;
    let staging = tempfile::tempdir_in(&folder).map_err(|error| cannot(&folder, &error))?;
    let copy = staging.path().join(storage::FILE_NAME);
    let mut keys = Keys { machine: machine_key(&folder)?, phrase: None };
    open_file(&arguments.file, wrapping, &mut keys, &copy)?;
    let kind = backup_file::examine(&copy).map_err(|error| refused(&arguments.file, &error))?;
    say_what_it_is(kind, wrapping);
    let vault = unlock(&copy, &mut keys)?;
    let machine = machine_of(&keys, staging.path())?;
    let lists = lists_of_erased(&arguments.file, &folder)?;
    let settling = Settling { machine, vault, keep_sessions: arguments.keep_sessions, lists };
    super::runtime()?.block_on(settle(staging.path(), settling))?;
    put_in_place(staging.path(), &folder)?;
    tell(&format!("The shop is restored in {}.", folder.display()));
    tell("It is on hold: nothing that was queued is sent until its owner signs in and releases it.");
    if !arguments.keep_sessions {
        tell("Everybody signs in again; API tokens and links ended.");
    }
    Ok(())
}

/// What may open the file and its secrets.
struct Keys {
    machine: Option<MachineIdentity>,
    phrase: Option<RecoveryPhrase>,
}

impl Keys {
    fn ask_for_words(&mut self) -> Result<&RecoveryPhrase, Failure> {
        let phrase = ask::recovery_phrase()?;
        Ok(self.phrase.insert(phrase))
    }
}

fn refuse_a_living_shop(folder: &Path) -> Outcome {
    if !folder.join(storage::FILE_NAME).exists() {
        return Ok(());
    }
    Err(Failure::usage(
        format!("there is already a {} in {}", storage::FILE_NAME, folder.display()),
        "restore into an empty folder: name one with --data-dir, or move the old file away; identity.age may stay",
    ))
}

fn machine_key(folder: &Path) -> Result<Option<MachineIdentity>, Failure> {
    MachineIdentity::load(folder).map_err(|error| {
        Failure::usage(
            error.to_string(),
            "move the damaged identity.age away; then the twelve words are asked for",
        )
    })
}

/// Opens the file with this machine's key when that fits, else with the words.
fn open_file(file: &Path, wrapping: Wrapping, keys: &mut Keys, copy: &Path) -> Outcome {
    let own: Vec<_> = keys.machine.iter().map(|machine| machine.identity().clone()).collect();
    let opened = match (wrapping, own.is_empty()) {
        (Wrapping::Encrypted, true) => Err(FileError::WrongKey),
        (Wrapping::Encrypted | Wrapping::Plain | Wrapping::PlainWithLog, _) => {
            backup_file::unpack(file, wrapping, &own, copy)
        }
    };
    match opened {
        Ok(()) => return Ok(()),
        Err(FileError::WrongKey) => {}
        Err(error) => return Err(refused(file, &error)),
    }
    tell("This backup was made by another machine: the twelve words open it.");
    let identity = keys.ask_for_words()?.identity().map_err(|error| wrong_words(&error))?;
    match backup_file::unpack(file, wrapping, &[identity], copy) {
        Ok(()) => Ok(()),
        Err(FileError::WrongKey) => Err(wrong_words(&"another shop's words, or a word is wrong")),
        Err(error) => Err(refused(file, &error)),
    }
}

fn say_what_it_is(kind: SnapshotKind, wrapping: Wrapping) {
    match kind {
        SnapshotKind::Snapshot => tell("A whole snapshot."),
        SnapshotKind::CleanCopy => tell("A copy made after a clean stop: whole."),
        SnapshotKind::LiveCopy => {
            tell(
                "WARNING: this file was copied while the shop was running. Its latest messages may be missing,",
            );
            tell("and no check can show which. Use a file made by `shopbell backup` if you have one.");
        }
    }
    match wrapping {
        Wrapping::Encrypted => {}
        Wrapping::Plain => tell(
            "A plain file is not authenticated: whoever could write to it could have changed what it says.",
        ),
        Wrapping::PlainWithLog => {
            tell(
                "Its log (-wal) lay beside it and was taken along. A plain file is not authenticated: whoever could write to it could have changed what it says.",
            );
        }
    }
}

/// The vault with the shop's secrets; nothing when no key at hand opens it and its owner goes on without.
fn unlock(copy: &Path, keys: &mut Keys) -> Result<Option<Vault>, Failure> {
    let unreadable = |error: StorageError| Failure::usage(error.to_string(), "take another backup");
    let stored = |reader| {
        storage::read_file::<_, StorageError>(copy, |conn| vault_store::load(conn, reader))
            .map_err(unreadable)
    };
    if let (Some(machine), Some(stored)) = (&keys.machine, stored(Reader::Machine)?)
        && let Ok(vault) = Vault::unlock(machine.identity(), &stored.wrapped)
    {
        return Ok(Some(vault));
    }
    let Some(stored) = stored(Reader::Phrase)? else {
        tell(
            "This shop never had a recovery phrase, so its keys and tokens open only on the machine they were made on:",
        );
        tell("copy its identity.age into the data folder first, or paste them again after the restore.");
        return Ok(None);
    };
    if keys.phrase.is_none() {
        tell("The twelve words open the keys and tokens in it; an empty line goes on without them.");
        keys.phrase = ask::recovery_phrase_or_none()?;
    }
    let Some(phrase) = &keys.phrase else { return Ok(None) };
    let identity = phrase.identity().map_err(|error| wrong_words(&error))?;
    Vault::unlock(&identity, &stored.wrapped).map(Some).map_err(|error| wrong_words(&error))
}

/// This machine's key; a new one lies with the copy until everything went well.
fn machine_of(keys: &Keys, staging: &Path) -> Result<MachineIdentity, Failure> {
    match &keys.machine {
        Some(machine) => Ok(machine.clone()),
        None => MachineIdentity::load_or_create(staging).map_err(|error| ours(&error)),
    }
}

/// What a copy is settled with.
struct Settling {
    machine: MachineIdentity,
    vault: Option<Vault>,
    keep_sessions: bool,
    lists: Vec<Listed>,
}

/// The lists of erased names beside the copy and in the data folder.
fn lists_of_erased(file: &Path, folder: &Path) -> Result<Vec<Listed>, Failure> {
    let beside = file.parent().filter(|place| !place.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let places = [beside.to_owned(), folder.to_owned(), folder.join("backups")];
    let mut lists = Vec::new();
    for place in places {
        let damaged = |error: std::io::Error| {
            Failure::usage(
                format!("{}: {error}", place.join(privacy::LIST_NAME).display()),
                "this list names who was erased since; take a whole copy of it, or move it away knowing that they come back",
            )
        };
        lists.extend(privacy::read_list(&place).map_err(damaged)?);
    }
    Ok(lists)
}

/// Upgrades the copy, seals the key for this machine and puts the shop on hold.
async fn settle(folder: &Path, settling: Settling) -> Outcome {
    let Settling { machine, vault, keep_sessions, lists } = settling;
    let has_secrets = vault.is_some();
    let vault = vault.map_or_else(Vault::create, Ok).map_err(|error| ours(&error))?;
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
            if !has_secrets {
                accounts::forget_sealed(tx)?;
                llm::forget_sealed(tx)?;
                knowledge::web::forget_sealed(tx)?;
                notify::forget_sealed(tx)?;
                health::fleet::forget_sealed(tx)?;
                orders::forget_sealed(tx)?;
                practice::forget_sealed(tx)?;
                whatsapp::numbers::forget_sealed(tx)?;
            }
            if !keep_sessions {
                accounts::end_access(tx)?;
                health::fleet::end_access(tx)?;
            }
            let mut again = 0;
            let mut foreign = false;
            for list in &lists {
                match app::privacy::erase_again(tx, list)? {
                    Some(customers) => again += customers,
                    None => foreign = true,
                }
            }
            storage::put_on_hold(tx)?;
            Ok((again, foreign))
        })
        .await;
    db.close().await;
    let (again, foreign) = settled.map_err(|error| ours(&error))?;
    if again > 0 {
        tell(&format!("Customers who were erased after this copy was made are erased again: {again}."));
    }
    if foreign {
        tell(&format!(
            "A {} that lies nearby belongs to another shop; it was left alone.",
            privacy::LIST_NAME
        ));
    }
    if !has_secrets {
        tell(
            "Restored without keys and tokens: connect WhatsApp and the model again; second factors are set up anew.",
        );
    }
    Ok(())
}

/// The key first: without the file it harms nothing, the file without its key would.
fn put_in_place(staging: &Path, folder: &Path) -> Outcome {
    for name in ["identity.age", storage::FILE_NAME] {
        let new = staging.join(name);
        if new.exists() {
            fs::rename(&new, folder.join(name)).map_err(|error| cannot(folder, &error))?;
        }
    }
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| cannot(folder, &error))
}

fn ours(error: &dyn std::fmt::Display) -> Failure {
    Failure::ours(error.to_string(), "the file is untouched; take another backup, or report this")
}

/// Words for a file that cannot be used, and what to do instead.
pub(super) fn refused(file: &Path, error: &FileError) -> Failure {
    let words = format!("{} cannot be used: {error}", file.display());
    match error {
        FileError::WrongKey => {
            Failure::usage(words, "it opens on the machine it was made on, or with its twelve words")
        }
        FileError::Damaged(_) => {
            Failure::usage(words, "copy it again, or take another backup; no key helps here")
        }
        FileError::NotOurs => {
            Failure::usage(words, "name a file made by `shopbell backup`, or shopbell.db itself")
        }
        FileError::Newer => {
            Failure::usage(words, "install the version that wrote it, or a newer one; the file is untouched")
        }
        FileError::Tampered(_) => {
            Failure::usage(words, "take a copy nobody could write to; this one may work for somebody else")
        }
        FileError::Io { .. } | FileError::Storage(_) => {
            Failure::ours(words, "look whether the disk is full and this user may read and write there")
        }
    }
}

fn wrong_words(error: &dyn std::fmt::Display) -> Failure {
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
