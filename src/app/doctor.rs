//! The doctor: looks at this machine and the shop's file in order of cause, then at the connection to Meta.
//!
//! Each finding is one plain sentence. Repairs only when asked to, and only what cannot make things worse.

use std::path::Path;
use std::time::Duration;

use super::backup::{self, Standing};
use super::disk::Room;
use crate::accounts::{PhraseState, phrase_state, vault_store};
use crate::clock::Clock;
use crate::config::Config;
use crate::extract::Extractor;
use crate::http::outgoing;
use crate::ids::ConnectionId;
use crate::inbox::LiveReplies;
use crate::jobs;
use crate::media::Media;
use crate::secrets::{MachineIdentity, Vault};
use crate::storage::{Db, StorageError};
use crate::tasks::Tasks;
use crate::whatsapp::doctor::{Examined, Mend, examine_all};
use crate::whatsapp::inbound::ledger;
use crate::whatsapp::numbers::{Check, CheckStatus};
use crate::whatsapp::{self, WhatsApp};

/// How long the running shop may take to say that it is ready.
const READY_WITHIN: Duration = Duration::from_secs(3);

/// One thing the doctor looked at.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Finding {
    pub id: String,
    pub status: CheckStatus,
    pub title: String,
    pub detail: String,
    /// `--fix` can repair it.
    pub fixable: bool,
    /// What is wrong, as a stable word; only for WhatsApp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    /// What customers notice of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// Which number it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<ConnectionId>,
    /// It lies outside this machine: the network or Meta.
    #[serde(skip)]
    pub outside: bool,
}

/// Looks at everything; with `mend` repairs what can be repaired.
pub async fn examine(config: &Config, db: &Db, clock: &Clock, mend: bool) -> Vec<Finding> {
    let mut findings = vec![space(&config.data.dir), file(db).await, running(config).await];
    let vault = key(db, &config.data.dir, &mut findings).await;
    findings.push(phrase(db).await);
    findings.push(newest_backup(db, clock, mend).await);
    findings.push(unread(db, clock).await);
    findings.push(dead_jobs(db).await);
    if let Some(vault) = vault {
        findings.extend(connection(config, db, clock, vault, mend).await);
    }
    findings
}

fn finding(id: &str, status: CheckStatus, title: &str, detail: impl Into<String>) -> Finding {
    Finding {
        id: id.into(),
        status,
        title: title.into(),
        detail: detail.into(),
        fixable: false,
        cause: None,
        effect: None,
        connection_id: None,
        outside: false,
    }
}

fn space(folder: &Path) -> Finding {
    let title = "Space on the disk";
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return finding(
            "disk_space",
            CheckStatus::Fail,
            title,
            format!("{} cannot be looked at.", folder.display()),
        );
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let (status, words) = match Room::of(free) {
        Room::None => (CheckStatus::Fail, "Free some now: soon no message can be kept."),
        Room::Little => (CheckStatus::Warn, "Free some soon."),
        Room::Enough => (CheckStatus::Ok, "That is enough."),
    };
    finding("disk_space", status, title, format!("{} MiB are free. {words}", free / 1024 / 1024))
}

async fn file(db: &Db) -> Finding {
    let title = "The shop's file";
    match db.damage().await {
        Ok(None) => finding("database", CheckStatus::Ok, title, "It is sound."),
        Ok(Some(damage)) => {
            let words = format!("It is damaged ({damage}). Stop the shop and restore the latest backup.");
            finding("database", CheckStatus::Fail, title, words)
        }
        Err(error) => finding("database", CheckStatus::Fail, title, format!("It cannot be read: {error}.")),
    }
}

async fn running(config: &Config) -> Finding {
    let title = "The running shop";
    let ready = async {
        let client = outgoing::client(READY_WITHIN).ok()?;
        let answer = client.get(format!("http://{}/readyz", config.server.listen)).send().await.ok()?;
        if answer.status().is_success() {
            return Some(Ok(()));
        }
        let words = answer.json::<serde_json::Value>().await.unwrap_or_default();
        Some(Err(words["error"]["message"].as_str().unwrap_or("It does not say why.").to_owned()))
    };
    match ready.await {
        Some(Ok(())) => finding("running", CheckStatus::Ok, title, "It runs and takes messages."),
        Some(Err(why)) => finding(
            "running",
            CheckStatus::Fail,
            title,
            format!("It runs but is not ready: {why} See `journalctl -u shopbell`."),
        ),
        None => finding(
            "running",
            CheckStatus::Warn,
            title,
            format!("Nothing answers on {}. Start it with `systemctl start shopbell`.", config.server.listen),
        ),
    }
}

async fn key(db: &Db, folder: &Path, findings: &mut Vec<Finding>) -> Option<Vault> {
    let title = "The machine's key";
    let opened = match MachineIdentity::load_or_create(folder) {
        Ok(machine) => vault_store::open(db, &machine).await.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match opened {
        Ok(vault) => {
            findings.push(finding("key", CheckStatus::Ok, title, "identity.age opens the stored secrets."));
            Some(vault)
        }
        Err(error) => {
            let words = format!(
                "identity.age does not open the stored secrets ({error}). After a move use `shopbell restore`."
            );
            findings.push(finding("key", CheckStatus::Fail, title, words));
            None
        }
    }
}

async fn phrase(db: &Db) -> Finding {
    let title = "The recovery phrase";
    match db.read::<_, StorageError>(phrase_state).await {
        Ok(PhraseState::Confirmed) => {
            finding("recovery_phrase", CheckStatus::Ok, title, "It was written down.")
        }
        Ok(PhraseState::Missing | PhraseState::Unconfirmed) => finding(
            "recovery_phrase",
            CheckStatus::Warn,
            title,
            "It was not written down: if this machine dies, its keys cannot be restored. Settings → Backup shows it.",
        ),
        Err(error) => {
            finding("recovery_phrase", CheckStatus::Fail, title, format!("It cannot be read: {error}."))
        }
    }
}

async fn newest_backup(db: &Db, clock: &Clock, mend: bool) -> Finding {
    let title = "The newest backup";
    let standing = backup::standing(db.folder(), clock.now());
    if let Standing::Fresh(verified) = standing {
        return finding("backup", CheckStatus::Ok, title, format!("Made and verified {verified}."));
    }
    if mend {
        return match backup::make_in_folder(db, clock.now()).await {
            Ok((file, _)) => {
                finding("backup", CheckStatus::Ok, title, format!("Made now: {}.", file.display()))
            }
            Err(error) => {
                finding("backup", CheckStatus::Fail, title, format!("None could be made: {error}."))
            }
        };
    }
    let words = match standing {
        Standing::Fresh(at) | Standing::Old(at) => {
            format!("It was made {at}; it should be made every night.")
        }
        Standing::Unverified(_) | Standing::Missing => {
            "There is none yet that was read back and found whole.".to_owned()
        }
    };
    Finding { fixable: true, ..finding("backup", CheckStatus::Warn, title, words) }
}

/// What was acknowledged to Meta and not read since: customers wait for it, and nobody sees them.
async fn unread(db: &Db, clock: &Clock) -> Finding {
    let title = "Messages being read";
    match db.read::<_, StorageError>(ledger::oldest_waiting).await {
        Ok(Some(since)) if clock.now().since(since) > ledger::OVERDUE => {
            let words = format!(
                "A message kept at {since} has not been read yet. Restart the shop; if it stays so, see \
                 `journalctl -u shopbell`."
            );
            finding("unread", CheckStatus::Fail, title, words)
        }
        Ok(Some(_) | None) => finding("unread", CheckStatus::Ok, title, "None waits for long."),
        Err(error) => finding("unread", CheckStatus::Fail, title, format!("It cannot be told: {error}.")),
    }
}

async fn dead_jobs(db: &Db) -> Finding {
    let title = "Work that could not be done";
    match db.read::<_, StorageError>(jobs::dead).await {
        Ok(0) => finding("jobs", CheckStatus::Ok, title, "There is none."),
        Ok(count) => {
            finding("jobs", CheckStatus::Warn, title, format!("{count} jobs wait for you: Settings → Jobs."))
        }
        Err(error) => {
            finding("jobs", CheckStatus::Fail, title, format!("The queue cannot be read: {error}."))
        }
    }
}

async fn connection(config: &Config, db: &Db, clock: &Clock, vault: Vault, mend: bool) -> Vec<Finding> {
    let program = std::env::current_exe().unwrap_or_default();
    let room = WhatsApp::new(whatsapp::Ground {
        db: db.clone(),
        media: Media::new(db.clone(), Tasks::new(), Extractor::new(program)),
        clock: clock.clone(),
        vault,
        config: config.whatsapp.clone(),
        public_url: config.server.public_url.clone(),
        live_replies: LiveReplies::default(),
    });
    let failed = |words: String| vec![finding("whatsapp", CheckStatus::Fail, "WhatsApp", words)];
    let room = match room {
        Ok(room) => room,
        Err(error) => return failed(error.to_string()),
    };
    let mend = if mend { Mend::Everything } else { Mend::Nothing };
    match examine_all(&room, mend).await {
        Ok(examined) if examined.is_empty() => {
            vec![finding("whatsapp", CheckStatus::Skip, "WhatsApp", "No number is connected yet.")]
        }
        Ok(examined) => {
            let several = examined.len() > 1;
            examined.into_iter().flat_map(|number| of_number(number, several)).collect()
        }
        Err(error) => failed(error.to_string()),
    }
}

/// What was found at one number; named when there are several.
fn of_number(number: Examined, several: bool) -> Vec<Finding> {
    let name = if several { format!("{}: ", number.name) } else { String::new() };
    let finding = |check: Check| Finding {
        id: word(&check.id),
        status: check.status,
        title: format!("{name}{}", check.title),
        detail: check.detail,
        fixable: check.fixable,
        cause: check.cause.as_ref().map(word),
        effect: check.effect,
        connection_id: Some(number.id),
        outside: true,
    };
    number.checks.into_iter().map(finding).collect()
}

/// The word an enum is in JSON.
fn word(of: &impl serde::Serialize) -> String {
    serde_json::to_value(of).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
