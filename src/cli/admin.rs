//! `shopbell admin …`: the first owner without the browser, and letting somebody in again.

use clap::Subcommand;

use super::outcome::{Failure, Outcome, tell};
use super::{Settings, ask, database};
use crate::accounts::{AccountError, console};
use crate::storage::Db;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make the first owner.
    Create(Password),
    /// Set somebody's password; their second factor stays.
    ResetPassword(Password),
    /// Take somebody's second factor away; their password stays.
    ResetSecondFactor {
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, clap::Args)]
pub(super) struct Password {
    #[arg(long)]
    email: String,
    /// Read the password from standard input, so that it stands in no history.
    #[arg(long, required = true)]
    password_stdin: bool,
}

pub(super) fn run(command: Command, settings: &Settings) -> Outcome {
    let config = settings.load()?;
    database::with(&config, async |db: &Db| match command {
        Command::Create(who) => {
            let password = ask::password_from_stdin()?;
            console::create_owner(db, &who.email, password).await.map_err(refused)?;
            tell(&format!("{} owns the shop now.", who.email));
            Ok(())
        }
        Command::ResetPassword(who) => {
            let password = ask::password_from_stdin()?;
            console::reset_password(db, &who.email, password).await.map_err(refused)?;
            tell("The password is set; every session of this person has ended.");
            Ok(())
        }
        Command::ResetSecondFactor { email } => {
            console::reset_second_factor(db, &email).await.map_err(refused)?;
            tell("The second factor is off; every session of this person has ended.");
            Ok(())
        }
    })
}

pub(super) fn refused(error: AccountError) -> Failure {
    Failure::usage(error.to_string(), "correct it and try again")
}
