//! `shopbell config check|print`: all mistakes at once; secrets masked.

use clap::Subcommand;

use super::Settings;
use super::outcome::{Failure, Outcome, tell};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say everything that is wrong with the settings.
    Check,
    /// Show the settings in force.
    Print,
}

pub(super) fn run(command: Command, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    match command {
        Command::Check => {
            if let Some(warning) = settings.open_key_file() {
                tell(&format!("Warning: {warning}"));
            }
            tell("The settings are fine.");
        }
        Command::Print => {
            let text = toml::to_string_pretty(&config).map_err(|error| {
                Failure::ours(format!("the settings could not be shown: {error}"), "report this")
            })?;
            tell(text.trim_end());
        }
    }
    Ok(())
}
