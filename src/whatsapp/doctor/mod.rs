//! The doctor: looks at a connection from cause to effect, says each finding in one sentence, and repairs what it may.
//!
//! A failure that nothing can work without ends the round; what was not looked at says so. Registers a number and
//! subscribes to webhooks only when asked to repair, never when merely looking.

mod access;
mod knock;
mod number;
mod phone_data;
mod reach;
mod register;
mod subscribe;
mod traffic;

pub(in crate::whatsapp) use access::token_check;
pub(in crate::whatsapp) use register::{TRIES_LIMIT, tries, waits_until};

use super::numbers::account;
use super::numbers::causes::Cause;
use super::numbers::checks::{Check, CheckId, CheckStatus, FactName};
use super::numbers::meta::{HealthFacts, Meta, NumberFacts};
use super::numbers::{self, CheckConnection, Connection, Place, open, store};
use super::wire::errors::Remedy;
use super::wire::graph::{CallError, Refusal};
use crate::ids::ConnectionId;
use crate::jobs::JobError;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::WhatsApp;
use crate::whatsapp::types::{Environment, Status};

impl WhatsApp {
    /// Runs [`CheckConnection`].
    pub async fn check_connection(&self, job: CheckConnection) -> Result<(), JobError> {
        let id = job.connection_id;
        let found = self.db.read(move |conn| store::find(conn, id)).await?;
        // The number that plays the shop's is looked at when somebody asks for it.
        if found.is_some_and(|connection| connection.sample) {
            return Ok(account::learn(self, id).await?);
        }
        let repair = if job.register { Repair::One(CheckId::Registered) } else { Repair::Nothing };
        examine(self, id, repair).await?;
        Ok(())
    }
}

/// What the doctor may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    Nothing,
    One(CheckId),
    /// Whatever a new connection needs; what another program set up is left to its owner.
    Setup,
    Everything,
}

impl Repair {
    pub(in crate::whatsapp) fn covers(self, id: CheckId) -> bool {
        match self {
            Self::Nothing => false,
            Self::One(only) => only == id,
            Self::Setup | Self::Everything => true,
        }
    }
}

/// What was found at one number.
#[derive(Debug, Clone)]
pub struct Examined {
    pub id: ConnectionId,
    /// What people call the number.
    pub name: String,
    pub checks: Vec<Check>,
}

/// Looks at every connection of the shop.
pub async fn examine_all(whatsapp: &WhatsApp, repair: Repair) -> Result<Vec<Examined>, StorageError> {
    let mut examined = Vec::new();
    for connection in whatsapp.db.read(|conn| store::of_environment(conn, Environment::Meta)).await? {
        let checks = examine(whatsapp, connection.id, repair).await?;
        examined.push(Examined { id: connection.id, name: connection.called(), checks });
    }
    Ok(examined)
}

/// Looks at one connection, repairs what `repair` covers, and keeps what was found and what Meta says about the account.
pub async fn examine(
    whatsapp: &WhatsApp,
    id: ConnectionId,
    repair: Repair,
) -> Result<Vec<Check>, StorageError> {
    let Some(connection) = whatsapp.db.read(move |conn| store::find(conn, id)).await? else {
        return Ok(Vec::new());
    };
    let (token, secret) =
        (open(whatsapp, &connection, Place::AccessToken)?, open(whatsapp, &connection, Place::AppSecret)?);
    let base = whatsapp.graph_base(connection.environment).filter(|_| !connection.is_practice());
    let (Some(base), Some(token), Some(secret)) = (base, token, secret) else {
        account::learn(whatsapp, id).await?;
        return Ok(Vec::new());
    };
    let meta = Meta { graph: &whatsapp.graph, base, token };
    let mut round = Round {
        whatsapp,
        connection,
        repair,
        meta,
        secret,
        checks: Vec::new(),
        facts: NumberFacts::default(),
        health: None,
        accounts: Vec::new(),
    };
    if let Err(fault) = round.run().await {
        round.broke_off(&fault);
    }
    let (found, connection, checks) = (round.status(), round.described(), round.in_order());
    // The number that plays the shop's stays whatever is found: nobody could mend it.
    let status = if connection.sample { connection.status } else { found };
    let on_phone_app = connection.coexistence;
    let kept = checks.clone();
    whatsapp
        .db
        .write(move |tx| {
            // Ended by somebody while we looked: it stays so.
            if store::find(tx, id)?.is_some_and(|now| now.status != Status::Disconnected) {
                store::describe(tx, &connection)?;
                store::set_findings(tx, id, status, &kept)?;
                numbers::changed(tx, id)?;
            }
            Ok::<_, StorageError>(())
        })
        .await?;
    // Where the token does not work, nothing would be answered.
    if status == Status::Connected {
        account::learn(whatsapp, id).await?;
        if on_phone_app {
            phone_data::ask(whatsapp, id).await?;
        }
    }
    Ok(checks)
}

/// Meta is overloaded or limits how often it is asked: that says nothing about what was asked for.
fn is_passing(refusal: &Refusal) -> bool {
    refusal.transient || matches!(refusal.entry().remedy, Remedy::RetryAfter(_) | Remedy::PairLimit)
}

/// One look at one connection.
pub(in crate::whatsapp) struct Round<'a> {
    whatsapp: &'a WhatsApp,
    connection: Connection,
    repair: Repair,
    meta: Meta<'a>,
    secret: Secret,
    checks: Vec<Check>,
    facts: NumberFacts,
    health: Option<HealthFacts>,
    /// The accounts the token was granted; empty when it was not limited to any.
    accounts: Vec<String>,
}

/// The answer to a call, or the fault that belongs to this check.
fn call<T>(id: CheckId, answer: Result<T, CallError>) -> Result<T, Fault> {
    answer.map_err(|error| Fault::Call(id, error))
}

/// What ended a round before its end.
enum Fault {
    /// A finding that explains whatever would come after.
    Found,
    Call(CheckId, CallError),
    Storage(StorageError),
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Round<'_> {
    async fn run(&mut self) -> Result<(), Fault> {
        self.public_address().await?;
        self.greet().await?;
        self.access().await?;
        self.number().await?;
        self.registered().await?;
        self.app_subscription().await?;
        self.account_subscription().await?;
        self.app_live().await?;
        self.standby().await?;
        self.payment().await?;
        self.quality();
        self.meta_view();
        self.webhooks().await
    }

    /// Adds a finding; one that nothing works without ends the round.
    fn push(&mut self, check: Check) -> Result<(), Fault> {
        let ends = check.status == CheckStatus::Fail && check.id.is_essential();
        self.checks.push(check);
        if ends { Err(Fault::Found) } else { Ok(()) }
    }

    fn broke_off(&mut self, fault: &Fault) {
        match fault {
            Fault::Found => {}
            Fault::Call(id, CallError::Refused(refusal)) if is_passing(refusal) => {
                let words = format!(
                    "Meta could not answer just now ({refusal}): {} could not be looked at. Check again in some minutes.",
                    id.title().to_lowercase()
                );
                self.checks.retain(|check| check.id != CheckId::MetaReachable);
                let check = Check::fail(CheckId::MetaReachable, Cause::MetaBusy, words);
                self.checks.push(check.naming(FactName::MetaSays, refusal));
            }
            Fault::Call(id, CallError::Refused(refusal)) => {
                let entry = refusal.entry();
                let words = format!("{} {} Meta says: {refusal}", entry.happened, entry.todo);
                self.checks
                    .push(Check::fail(*id, Cause::MetaRefused, words).naming(FactName::MetaSays, refusal));
            }
            Fault::Call(_, error @ (CallError::NotSent(_) | CallError::Ambiguous(_))) => {
                self.checks.retain(|check| check.id != CheckId::MetaReachable);
                let words = format!(
                    "Meta cannot be reached from this server: check its internet connection ({error})."
                );
                let check = Check::fail(CheckId::MetaReachable, Cause::MetaUnreachable, words);
                self.checks.push(check.naming(FactName::Error, error));
            }
            Fault::Storage(error) => {
                tracing::error!(error = %error, "the doctor could not read its own notes");
            }
        }
    }

    fn status(&self) -> Status {
        let failed: Vec<CheckId> = self
            .checks
            .iter()
            .filter(|check| check.status == CheckStatus::Fail)
            .map(|check| check.id)
            .collect();
        if self.connection.phone_number_id.is_none() {
            Status::ChooseNumber
        } else if failed.contains(&CheckId::MetaReachable) {
            // Nothing was learnt about the connection itself.
            self.connection.status
        } else if failed.iter().any(|id| id.is_essential()) {
            Status::Incomplete
        } else {
            Status::Connected
        }
    }

    fn described(&self) -> Connection {
        let known = self.connection.clone();
        Connection {
            display_phone_number: self.facts.display_phone_number.clone().or(known.display_phone_number),
            verified_name: self.facts.verified_name.clone().or(known.verified_name),
            coexistence: self.facts.on_phone_app.unwrap_or(known.coexistence),
            ..known
        }
    }

    /// All checks in their order; those not reached are marked as skipped.
    fn in_order(&self) -> Vec<Check> {
        let broken = |check: &&Check| check.status == CheckStatus::Fail && check.id.is_essential();
        let cause = CheckId::ALL
            .into_iter()
            .find(|id| self.checks.iter().filter(broken).any(|check| check.id == *id));
        let words = cause.map_or("Not looked at.".to_owned(), |id| {
            format!("Not looked at before this is well: {}.", id.title())
        });
        let found = |id| self.checks.iter().find(|check| check.id == id).cloned();
        CheckId::ALL
            .into_iter()
            .map(|id| found(id).unwrap_or_else(|| Check::skip(id, words.clone())))
            .collect()
    }
}
