//! The commands: one file each; words and exit codes. No business rules and no SQL.

mod admin;
mod ask;
mod backup;
mod config;
mod database;
mod demo;
mod doctor;
mod openapi;
mod outcome;
mod restore;
mod serve;
mod token;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, ConfigError};
use outcome::Failure;

/// Shopbell: the bell over the shop door, for WhatsApp.
#[derive(Debug, Parser)]
#[command(name = "shopbell", version, about, max_term_width = 100)]
struct Arguments {
    /// The settings file; /etc/shopbell/shopbell.toml when it is there.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder with the shop's one file.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the shop (systemd does this).
    Serve,
    /// Open a whole sample shop in a temporary folder: no account, no network, nothing stays.
    Demo(demo::Arguments),
    /// Check everything in order, name the first cause, repair what can be repaired.
    Doctor(doctor::Arguments),
    /// Write a consistent single file, while running or not.
    Backup(backup::Arguments),
    /// Bring a shop back from one file, into an empty data folder.
    Restore(restore::Arguments),
    /// The first owner without the browser; letting somebody in again.
    #[command(subcommand)]
    Admin(admin::Command),
    /// API tokens.
    #[command(subcommand)]
    Token(token::Command),
    /// Check or show the settings.
    #[command(subcommand)]
    Config(config::Command),
    /// Print the API's description.
    Openapi,
    /// Read one document from standard input, locked in: the program starts itself this way.
    #[command(hide = true)]
    Extract { kind: String },
}

/// Runs the command line.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(words) => {
            // Help and version are no mistakes; printing can only fail when nobody reads.
            let _ = words.print();
            return ExitCode::from(if words.use_stderr() { outcome::USAGE } else { outcome::FINE });
        }
    };
    dispatch(arguments)
}

fn dispatch(arguments: Arguments) -> ExitCode {
    let settings = Settings { file: arguments.config, data_dir: arguments.data_dir };
    let outcome = match arguments.command {
        Command::Serve => serve::run(&settings),
        Command::Demo(arguments) => demo::run(&arguments, &settings),
        Command::Doctor(arguments) => doctor::run(&arguments, &settings),
        Command::Backup(arguments) => backup::run(arguments, &settings),
        Command::Restore(arguments) => restore::run(arguments, &settings),
        Command::Admin(command) => admin::run(command, &settings),
        Command::Token(command) => token::run(command, &settings),
        Command::Config(command) => config::run(command, &settings),
        Command::Openapi => openapi::run(),
        // Has its own way to answer.
        Command::Extract { kind } => return crate::extract::child_main(&kind),
    };
    outcome::exit(outcome)
}

/// Where the settings come from.
struct Settings {
    file: Option<PathBuf>,
    data_dir: Option<PathBuf>,
}

impl Settings {
    fn load(&self) -> Result<Config, Failure> {
        let mut config = Config::load(self.file.as_deref(), &crate::config::environment()).map_err(
            |ConfigError(mistakes)| {
                Failure::config(
                    mistakes.join("\n"),
                    "correct these settings; `shopbell config check` shows them again",
                )
            },
        )?;
        if let Some(folder) = &self.data_dir {
            // A relative one means the folder the command was started in.
            config.data.dir = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
        }
        Ok(config)
    }

    /// Words about a settings file whose keys everybody may read.
    fn open_key_file(&self) -> Option<String> {
        crate::config::open_key_file(self.file.as_deref())
    }
}

/// The program's threads.
fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let threads = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("shopbell").build();
    let threads = threads.and_then(|threads| crate::tasks::open_job_threads().map(|()| threads));
    threads.map_err(|error| Failure::ours(format!("the threads could not be started: {error}"), "try again"))
}
