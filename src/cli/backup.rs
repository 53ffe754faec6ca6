//! `shopbell backup [FILE]`: a consistent single file, while running or not; which there are; whether one is whole.

use std::path::{Path, PathBuf};

use super::Settings;
use super::ask;
use super::outcome::{Failure, Outcome, tell};
use super::restore::refused;
use crate::app::backup::{self, BackupError, Order};
use crate::app::backup_file::{self, FileError};
use crate::clock::Clock;
use crate::config::Config;
use crate::secrets::MachineIdentity;
use crate::storage;

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Where to write it; backups/ in the data folder when not given.
    file: Option<PathBuf>,
    /// A bare SQLite file that everybody can read, instead of an encrypted one.
    #[arg(long)]
    plain: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show the backups in the data folder, newest first.
    List,
    /// Read a backup back and say whether it is whole. Changes nothing.
    Verify { file: PathBuf },
}

pub(super) fn run(arguments: Arguments, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    match arguments.command {
        Some(Command::List) => {
            list(&config);
            Ok(())
        }
        Some(Command::Verify { file }) => verify(&file, &config),
        None => make(arguments.file, arguments.plain, config),
    }
}

fn make(file: Option<PathBuf>, plain: bool, config: Config) -> Outcome {
    let folder = config.data.dir;
    if !folder.join(storage::FILE_NAME).is_file() {
        return Err(Failure::usage(
            format!("there is no shop in {}", folder.display()),
            "name its folder with --data-dir",
        ));
    }
    let order = Order { folder, target: file, plain, now: Clock::system().now() };
    let (file, made) = backup::make(&order).map_err(failed)?;
    tell(&format!("{} ({} KiB), verified.", file.display(), made.bytes / 1024));
    if plain {
        tell("Everybody who has this file can read your customers' messages. Keep it safe.");
    }
    Ok(())
}

fn list(config: &Config) {
    let backups = backup::list(&config.data.dir);
    if backups.is_empty() {
        tell("There is none yet: `shopbell backup` makes one.");
    }
    for backup in backups {
        let verified =
            backup.verified_at.map_or_else(|| "never verified".to_owned(), |at| format!("verified {at}"));
        tell(&format!("{}  {} KiB  made {}  {verified}", backup.name, backup.bytes / 1024, backup.made_at));
    }
}

/// Opens the file in a folder that goes away with everything in it.
fn verify(file: &Path, config: &Config) -> Outcome {
    let wrapping = backup_file::wrapping(file).map_err(|error| refused(file, &error))?;
    let beside = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let staging = tempfile::tempdir_in(beside).or_else(|_| tempfile::tempdir()).map_err(|error| {
        Failure::ours(format!("there is no room to open it: {error}"), "free some space and try again")
    })?;
    let copy = staging.path().join(storage::FILE_NAME);
    let machine = MachineIdentity::load(&config.data.dir).unwrap_or_default();
    let own: Vec<_> = machine.iter().map(|machine| machine.identity().clone()).collect();
    match backup_file::unpack(file, wrapping, &own, &copy) {
        Err(FileError::WrongKey) => {
            let words = ask::recovery_phrase()?.identity();
            let words =
                words.map_err(|error| Failure::usage(error.to_string(), "type the twelve words again"))?;
            backup_file::unpack(file, wrapping, &[words], &copy)
        }
        opened => opened,
    }
    .map_err(|error| refused(file, &error))?;
    let kind = backup_file::examine(&copy).map_err(|error| refused(file, &error))?;
    tell(match kind {
        storage::SnapshotKind::Snapshot => {
            "It is whole: it opens, every page is sound, and its structure is Shopbell's."
        }
        storage::SnapshotKind::CleanCopy => "It is whole: a copy made after a clean stop.",
        storage::SnapshotKind::LiveCopy => {
            "It opens and every page is sound, but it was copied while the shop ran: the latest messages may be missing."
        }
    });
    Ok(())
}

fn failed(error: BackupError) -> Failure {
    let hint = match &error {
        BackupError::Io { .. } => "look whether the disk is full and the folder may be written by this user",
        BackupError::NoSpace { .. } => {
            "free some space, or name a file on another disk: shopbell backup /mnt/disk/shop.shopbell"
        }
        BackupError::Differs => "check the disk; the backup before this one is untouched",
        BackupError::Storage(_) | BackupError::Vault(_) => "run `shopbell doctor`",
    };
    Failure::ours(format!("no backup was made: {error}"), hint)
}
