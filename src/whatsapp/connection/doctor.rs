//! The doctor: looks at a connection from cause to effect, says each finding in one sentence, and mends what it may.
//!
//! The first fault that explains the rest ends the round; what was not looked at says so. Registers a number and
//! subscribes to webhooks only when asked to mend, never when merely looking.

use super::checks::{Check, CheckId, CheckStatus};
use super::meta::{Meta, NumberFacts, TokenFacts};
use super::{Connection, Place, TOPIC, open, store};
use crate::clock::Timestamp;
use crate::ids::ConnectionId;
use crate::secrets::Secret;
use crate::storage::StorageError;
use crate::whatsapp::graph::CallError;
use crate::whatsapp::types::{Environment, Status};
use crate::whatsapp::{WhatsApp, ledger};

/// Permissions the token needs.
pub(super) const PERMISSIONS: [&str; 2] = ["whatsapp_business_messaging", "whatsapp_business_management"];
/// A token that ends sooner than this many days is warned about.
const TOKEN_WARNING_DAYS: i64 = 14;

/// What the doctor may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    Nothing,
    One(CheckId),
    Everything,
}

impl Mend {
    pub(super) fn covers(self, id: CheckId) -> bool {
        match self {
            Self::Nothing => false,
            Self::One(only) => only == id,
            Self::Everything => true,
        }
    }
}

/// Looks at the connection in use, if there is one.
pub async fn examine_all(whatsapp: &WhatsApp, mend: Mend) -> Result<Vec<Check>, StorageError> {
    match whatsapp.db.read(|conn| store::in_use(conn, Environment::Meta)).await? {
        Some(connection) => examine(whatsapp, connection.id, mend).await,
        None => Ok(Vec::new()),
    }
}

/// Looks at one connection, mends what `mend` covers, and keeps what was found.
pub async fn examine(whatsapp: &WhatsApp, id: ConnectionId, mend: Mend) -> Result<Vec<Check>, StorageError> {
    let Some(connection) = whatsapp.db.read(move |conn| store::find(conn, id)).await? else {
        return Ok(Vec::new());
    };
    let (token, secret) =
        (open(whatsapp, &connection, Place::AccessToken)?, open(whatsapp, &connection, Place::AppSecret)?);
    let (Environment::Meta, Some(token), Some(secret)) = (connection.environment, token, secret) else {
        return Ok(Vec::new());
    };
    let meta = Meta { graph: &whatsapp.graph, base: whatsapp.meta_base.clone(), token };
    let mut round =
        Round { whatsapp, connection, mend, meta, secret, checks: Vec::new(), facts: NumberFacts::default() };
    if let Err(fault) = round.run().await {
        round.broke_off(&fault);
    }
    let status = round.status();
    let (connection, checks) = (round.described(), round.in_order());
    let kept = checks.clone();
    whatsapp
        .db
        .write(move |tx| {
            // Ended by somebody while we looked: it stays so.
            if store::find(tx, id)?.is_some_and(|now| now.status != Status::Disconnected) {
                store::describe(tx, &connection)?;
                store::set_findings(tx, id, status, &kept)?;
                tx.announce(TOPIC, id);
            }
            Ok::<_, StorageError>(())
        })
        .await?;
    Ok(checks)
}

/// One look at one connection.
pub(super) struct Round<'a> {
    pub(super) whatsapp: &'a WhatsApp,
    pub(super) connection: Connection,
    pub(super) mend: Mend,
    pub(super) meta: Meta<'a>,
    pub(super) secret: Secret,
    pub(super) checks: Vec<Check>,
    pub(super) facts: NumberFacts,
}

/// The answer to a call, or the fault that belongs to this check.
pub(super) fn call<T>(id: CheckId, answer: Result<T, CallError>) -> Result<T, Fault> {
    answer.map_err(|error| Fault::Call(id, error))
}

/// What ended a round before its end.
pub(super) enum Fault {
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
        self.public_address();
        let token = call(CheckId::Token, self.meta.token().await)?;
        self.checks.push(Check::ok(CheckId::MetaReachable, "Meta answers."));
        self.judge_token(&token)?;
        self.judge_secret(&token).await?;
        self.judge_number().await?;
        self.registered().await?;
        self.app_subscription().await?;
        self.account_subscription().await?;
        self.payment().await?;
        self.health().await?;
        self.webhooks().await
    }

    fn public_address(&mut self) {
        let check = match self.whatsapp.callback_url() {
            None => Check::fail(
                CheckId::PublicAddress,
                "Set server.public_url to the https address customers' side reaches this server by, then restart Shopbell.",
            ),
            Some(url) if url.starts_with("https://") => {
                Check::ok(CheckId::PublicAddress, format!("Meta calls {url}."))
            }
            Some(url) => Check::warn(
                CheckId::PublicAddress,
                format!("{url} is not https: Meta calls only https addresses with a valid certificate."),
            ),
        };
        self.checks.push(check);
    }

    fn judge_token(&mut self, token: &TokenFacts) -> Result<(), Fault> {
        let check = token_check(token, self.whatsapp.clock.now());
        self.push(check)?;
        let missing: Vec<&str> = PERMISSIONS
            .into_iter()
            .filter(|needed| !token.scopes.iter().any(|scope| scope == needed))
            .collect();
        self.push(if missing.is_empty() {
            Check::ok(CheckId::Permissions, "The token may send messages and manage the account.")
        } else {
            Check::fail(
                CheckId::Permissions,
                format!(
                    "The token lacks {}: tick it when you make the token for the system user.",
                    missing.join(" and ")
                ),
            )
        })
    }

    async fn judge_secret(&mut self, token: &TokenFacts) -> Result<(), Fault> {
        let app_id = token.app_id.clone().unwrap_or_default();
        let proven = self.meta.secret_belongs(&app_id, &self.secret).await;
        let belongs = call(CheckId::AppSecret, proven)?;
        self.connection.app_id = Some(app_id.clone());
        self.push(if belongs {
            Check::ok(CheckId::AppSecret, "The app secret belongs to the token's app.")
        } else {
            Check::fail(
                CheckId::AppSecret,
                format!("The app secret is not the one of app {app_id}: copy it from App settings, Basic."),
            )
        })
    }

    async fn judge_number(&mut self) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let numbers = call(CheckId::Account, self.meta.numbers(&account).await)?;
        self.checks.push(Check::ok(CheckId::Account, format!("The token sees WhatsApp account {account}.")));
        let Some(id) = self.connection.phone_number_id.clone() else {
            return self.push(Check::fail(CheckId::Number, "Choose which number Shopbell answers on."));
        };
        if !numbers.iter().any(|number| number.id == id) {
            let words = format!("Number {id} is not in this WhatsApp account any more: choose another.");
            return self.push(Check::fail(CheckId::Number, words));
        }
        self.facts = call(CheckId::Number, self.meta.number(&id).await)?;
        let shown = self.facts.display_phone_number.clone().unwrap_or(id);
        self.push(Check::ok(CheckId::Number, format!("Shopbell answers on {shown}.")))
    }

    async fn payment(&mut self) -> Result<(), Fault> {
        let account = self.connection.waba_id.clone().unwrap_or_default();
        let can_pay = call(CheckId::Payment, self.meta.can_pay(&account).await)?;
        self.checks.push(match can_pay {
            Some(true) => Check::ok(CheckId::Payment, "A payment method is set."),
            Some(false) => Check::warn(
                CheckId::Payment,
                "No payment method is set: add one in Meta Business settings, or messages stop when the free ones are used up.",
            ),
            None => Check::skip(CheckId::Payment, "Meta does not say whether a payment method is set."),
        });
        Ok(())
    }

    async fn health(&mut self) -> Result<(), Fault> {
        let id = self.connection.phone_number_id.clone().unwrap_or_default();
        let health = call(CheckId::Health, self.meta.health(&id).await)?;
        self.checks.push(match health {
            None => Check::skip(CheckId::Health, "Meta gives no diagnosis for this number."),
            Some((verdict, _)) if verdict == "AVAILABLE" => {
                Check::ok(CheckId::Health, "Meta says the number can send.")
            }
            Some((verdict, advice)) => {
                let words =
                    if advice.is_empty() { "look into WhatsApp Manager.".into() } else { advice.join(" ") };
                let sentence = format!("Meta says sending is {}: {words}", verdict.to_lowercase());
                if verdict == "BLOCKED" {
                    Check::fail(CheckId::Health, sentence)
                } else {
                    Check::warn(CheckId::Health, sentence)
                }
            }
        });
        Ok(())
    }

    async fn webhooks(&mut self) -> Result<(), Fault> {
        let id = self.connection.id;
        let last = self.whatsapp.db.read(move |conn| ledger::store::last_received(conn, id)).await?;
        self.checks.push(match last {
            Some(at) => Check::ok(CheckId::Webhooks, format!("The last message from Meta came at {at}.")),
            None => Check::warn(
                CheckId::Webhooks,
                "Nothing has arrived yet: write “hello” to the number from your own phone.",
            ),
        });
        Ok(())
    }

    /// Adds a finding; a failed one ends the round.
    pub(super) fn push(&mut self, check: Check) -> Result<(), Fault> {
        let failed = check.status == CheckStatus::Fail;
        self.checks.push(check);
        if failed { Err(Fault::Found) } else { Ok(()) }
    }

    /// The answer to a call, or the fault that belongs to this check.
    fn broke_off(&mut self, fault: &Fault) {
        match fault {
            Fault::Found => {}
            Fault::Call(id, CallError::Refused(refusal)) => {
                let entry = refusal.entry();
                self.checks.push(Check::fail(
                    *id,
                    format!("{} {} Meta says: {refusal}", entry.happened, entry.todo),
                ));
            }
            Fault::Call(_, error @ (CallError::NotSent(_) | CallError::Ambiguous(_))) => {
                self.checks.retain(|check| check.id != CheckId::MetaReachable);
                self.checks.push(Check::fail(
                    CheckId::MetaReachable,
                    format!(
                        "Meta cannot be reached from this server, check its internet connection ({error})."
                    ),
                ));
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
            ..known
        }
    }

    /// All checks in their order; those not reached are marked as skipped.
    fn in_order(&self) -> Vec<Check> {
        let cause = CheckId::ALL
            .into_iter()
            .find(|id| self.checks.iter().any(|check| check.id == *id && check.status == CheckStatus::Fail));
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

/// Whether a token will last.
pub(super) fn token_check(token: &TokenFacts, now: Timestamp) -> Check {
    if !token.valid {
        let why = token.problem.clone().unwrap_or_else(|| "it has been withdrawn or has expired".into());
        return Check::fail(
            CheckId::Token,
            format!("Meta no longer accepts the access token ({why}): make a new one and paste it."),
        );
    }
    let days = token.expires_at.map(|end| (end.as_seconds() - now.as_seconds()).div_euclid(24 * 60 * 60));
    match days {
        Some(days) if days < TOKEN_WARNING_DAYS => Check::warn(
            CheckId::Token,
            format!("The token ends in {days} days: make one that never expires, for a system user."),
        ),
        Some(_) | None if !token.system_user => Check::warn(
            CheckId::Token,
            "The token belongs to a person: make one for a system user, so that it does not end with a password.",
        ),
        Some(days) => Check::ok(CheckId::Token, format!("The token is good for {days} days.")),
        None => Check::ok(CheckId::Token, "The token is good and never expires."),
    }
}
