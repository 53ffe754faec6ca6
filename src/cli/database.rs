//! The shop's database for a command, whether the shop runs or not.
//!
//! Beside a running shop the command writes through the same file; SQLite lets one of the two wait for the other.

use super::outcome::{Failure, Outcome};
use crate::clock::Clock;
use crate::config::Config;
use crate::events::Bus;
use crate::storage::{Db, OpenOptions};

/// Opens the database, does `work`, closes it.
pub(super) fn with(config: &Config, work: impl AsyncFnOnce(&Db) -> Outcome) -> Outcome {
    super::runtime()?.block_on(async {
        let options = OpenOptions {
            folder: config.data.dir.clone(),
            clock: Clock::system(),
            bus: Bus::default(),
            exclusive: false,
        };
        let db = Db::open(options).map_err(|error| {
            Failure::ours(
                error.to_string(),
                "run it as the user that owns the data folder: sudo -u shopbell …",
            )
        })?;
        let outcome = work(&db).await;
        db.close().await;
        outcome
    })
}
