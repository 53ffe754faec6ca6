//! Tests of the room against a real file, with a fixed clock and quick hashes.

mod people_and_links;
mod phrase_and_vault;
mod second_factors;
mod setups;
mod sign_ins;

use std::time::Duration;

use super::password::Strength;
use super::session::{Opened, Origin};
use super::setup::FirstRun;
use super::sign_in::SignIn;
use super::{AccountError, Accounts};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::clock::{Clock, Timestamp};
use crate::ids::PersonId;
use crate::secrets::{Secret, Vault};
use crate::storage::{Db, StorageError};

const EMAIL: &str = "rosa@macelleria.example";
const PASSWORD: &str = "tre lampioni e un gatto";

/// The room on its own.
struct Bench {
    accounts: Accounts,
    db: Db,
    clock: Clock,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let clock = Clock::fixed(Timestamp::from_seconds(1_790_000_000));
        let (db, folder) = Db::open_for_test_at(clock.clone());
        let accounts =
            Accounts::new(db.clone(), clock.clone(), Vault::create().unwrap(), None, Strength::TEST);
        Self { accounts, db, clock, folder }
    }

    /// A shop that has its owner.
    async fn with_owner() -> (Self, Opened) {
        let bench = Self::new();
        let code = bench.accounts.prepare_first_run().await.unwrap().unwrap();
        let opened = bench.accounts.set_up(first_run(&code), from("203.0.113.1")).await.unwrap();
        (bench, opened)
    }

    async fn sign_in_from(
        &self,
        address: &str,
        password: &str,
        code: Option<&str>,
    ) -> Result<Opened, AccountError> {
        let typed = SignIn {
            email: EMAIL.to_owned(),
            password: secret(password),
            second_factor: code.map(secret),
            previous: None,
        };
        self.accounts.sign_in(typed, from(address)).await
    }

    async fn is_signed_in(&self, opened: &Opened) -> bool {
        self.accounts.caller_by_session(&opened.token).await.unwrap().is_some()
    }

    fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The deeds in the audit trail, oldest first.
    async fn deeds(&self) -> Vec<String> {
        let entries = self.db.read::<_, StorageError>(|conn| audit::entries(conn, None, 100)).await.unwrap();
        entries.into_iter().rev().map(|entry| entry.action).collect()
    }

    /// Everything the file holds, as bytes, the log included.
    async fn bytes_on_disk(&self) -> Vec<u8> {
        self.db.close().await;
        std::fs::read(self.db.file()).unwrap()
    }
}

fn secret(text: &str) -> Secret {
    Secret::new(text.to_owned())
}

fn from(address: &str) -> Origin {
    Origin { address: address.parse().unwrap(), device: "Firefox on Linux".to_owned() }
}

fn first_run(code: &Secret) -> FirstRun {
    FirstRun {
        setup_code: secret(code.expose()),
        email: EMAIL.to_owned(),
        password: secret(PASSWORD),
        business_name: "Macelleria Verdi".to_owned(),
        language: "it".to_owned(),
    }
}

fn owner(opened: &Opened) -> Actor {
    Actor::person_with_role(opened.person_id, Role::Owner)
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
