//! `shopbell backup [FILE]`: a consistent single file, while running or not.

use std::path::PathBuf;

use super::Settings;
use super::outcome::{Failure, Outcome, tell};
use crate::app::backup::{self, BackupError, Order};
use crate::clock::Clock;
use crate::storage;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Where to write it; backups/ in the data folder when not given.
    file: Option<PathBuf>,
    /// A bare SQLite file that everybody can read, instead of an encrypted one.
    #[arg(long)]
    plain: bool,
}

pub(super) fn run(arguments: Arguments, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    let folder = config.data.dir;
    if !folder.join(storage::FILE_NAME).is_file() {
        return Err(Failure::usage(
            format!("there is no shop in {}", folder.display()),
            "name its folder with --data-dir",
        ));
    }
    let order = Order { folder, target: arguments.file, plain: arguments.plain, now: Clock::system().now() };
    let (file, made) = backup::make(&order).map_err(failed)?;
    tell(&format!("{} ({} KiB), verified.", file.display(), made.bytes / 1024));
    if arguments.plain {
        tell("Everybody who has this file can read your customers' messages. Keep it safe.");
    }
    Ok(())
}

fn failed(error: BackupError) -> Failure {
    let hint = match &error {
        BackupError::Io { .. } => "look whether the disk is full and the folder may be written by this user",
        BackupError::Differs => "check the disk; the backup before this one is untouched",
        BackupError::Storage(_) | BackupError::Vault(_) => "run `shopbell doctor`",
    };
    Failure::ours(format!("no backup was made: {error}"), hint)
}
