//! `shopbell token create`: an API token, printed once.

use clap::Subcommand;

use super::outcome::{Outcome, tell, tell_error};
use super::{Settings, admin, database};
use crate::accounts::console;
use crate::actor::Role;
use crate::storage::Db;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a token and print it; it is never shown again.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// What it may do: owner, manager, agent or trainee.
        #[arg(long)]
        role: Role,
    },
}

pub(super) fn run(command: Command, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    let Command::Create { name, role } = command;
    database::with(&config, async |db: &Db| {
        let (token, _) = console::create_token(db, &name, role).await.map_err(admin::refused)?;
        tell_error("Keep it safe; it is not shown again:");
        tell(token.expose());
        Ok(())
    })
}
