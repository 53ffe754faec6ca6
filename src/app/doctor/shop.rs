//! What the shop's file tells: its key, what runs, its backups, what waits, and the connection to Meta.

use super::{Finding, running};
use crate::accounts::vault_store::{self, Reader};
use crate::accounts::{PhraseState, phrase_state};
use crate::app::backup::{self, Standing};
use crate::clock::Clock;
use crate::config::Config;
use crate::extract::Extractor;
use crate::inbox::LiveReplies;
use crate::jobs;
use crate::media::Media;
use crate::secrets::{MachineIdentity, Vault};
use crate::storage::{self, Db, StorageError};
use crate::whatsapp::doctor::{Examined, Repair, examine_all};
use crate::whatsapp::ledger;
use crate::whatsapp::numbers::{Check, CheckStatus};
use crate::whatsapp::{self, WhatsApp};

/// Looks at everything the file tells.
pub(super) async fn look(config: &Config, db: &Db, clock: &Clock, repair: bool, findings: &mut Vec<Finding>) {
    let (key, vault) = key(config, db).await;
    findings.push(key);
    let instance_id = db.read::<_, StorageError>(storage::instance_id).await.ok().flatten();
    findings.push(running::look(config, instance_id.as_deref()).await);
    findings.push(phrase(db).await);
    findings.push(newest_backup(db, clock, repair).await);
    findings.push(unread(db, clock).await);
    findings.push(dead_jobs(db).await);
    if let Some(vault) = vault {
        findings.extend(connection(config, db, clock, vault, repair).await);
    }
}

/// Never makes a key: a new one opens nothing.
async fn key(config: &Config, db: &Db) -> (Finding, Option<Vault>) {
    let (id, title) = ("key", "The machine's key");
    let stored = db.read::<_, StorageError>(|conn| vault_store::load(conn, Reader::Machine)).await;
    let (machine, stored) = match (MachineIdentity::load(&config.data.dir), stored) {
        (Ok(Some(machine)), Ok(Some(stored))) => (machine, stored),
        (_, Ok(None)) => {
            let words = "The shop has never been started, so it has none yet.";
            return (Finding::new(id, CheckStatus::Skip, title, words), None);
        }
        (Ok(None), Ok(Some(_))) => {
            let hint = format!(
                "put identity.age back into {} from wherever it was moved; if it is lost, move shopbell.db away and \
                 `shopbell restore` the newest backup with the twelve words",
                config.data.dir.display()
            );
            let words = "identity.age is missing: without it the stored keys and tokens cannot be opened.";
            return (Finding::fail(id, title, words, hint), None);
        }
        (Err(error), _) => {
            let hint = "look whether this user may read it; a damaged one is replaced from a copy, or by `shopbell restore`";
            return (Finding::fail(id, title, format!("identity.age cannot be used: {error}."), hint), None);
        }
        (_, Err(error)) => {
            let words = format!("Whether it fits cannot be told: {error}.");
            return (Finding::fail(id, title, words, "report this"), None);
        }
    };
    if let Ok(vault) = Vault::unlock(machine.identity(), &stored.wrapped) {
        return (Finding::ok(id, title, "identity.age opens the stored secrets."), Some(vault));
    }
    let words = "identity.age is another machine's: it does not open the stored secrets.";
    let hint =
        "put this shop's own identity.age back; after a move use `shopbell restore` with the twelve words";
    (Finding::fail(id, title, words, hint), None)
}

async fn phrase(db: &Db) -> Finding {
    let (id, title) = ("recovery_phrase", "The recovery phrase");
    match db.read::<_, StorageError>(phrase_state).await {
        Ok(PhraseState::Confirmed) => Finding::ok(id, title, "It was written down."),
        Ok(PhraseState::Missing | PhraseState::Unconfirmed) => {
            let words = "It was not written down: if this machine dies, its keys cannot be restored.";
            Finding::warn(id, title, words, "Settings → Backup shows it")
        }
        Err(error) => unreadable(id, title, &error),
    }
}

async fn newest_backup(db: &Db, clock: &Clock, repair: bool) -> Finding {
    let (id, title) = ("backup", "The newest backup");
    let standing = backup::standing(db.folder(), clock.now());
    if let Standing::Fresh(verified) = standing {
        return Finding::ok(id, title, format!("Made and verified {verified}."));
    }
    if repair {
        return match backup::make_in_folder(db, clock.now()).await {
            Ok((file, _)) => Finding::ok(id, title, format!("Made now: {}.", file.display())),
            Err(error) => {
                let hint = "look whether the disk is full and this user may write to backups/";
                Finding::fail(id, title, format!("None could be made: {error}."), hint)
            }
        };
    }
    let words = match standing {
        Standing::Fresh(at) | Standing::Old(at) => {
            format!("It was made {at}; one should be made every night.")
        }
        Standing::Unverified(_) | Standing::Missing => {
            "There is none yet that was read back and found whole.".to_owned()
        }
    };
    let hint = "`shopbell backup` makes one; the log says why the nightly one failed";
    Finding { fixable: true, ..Finding::warn(id, title, words, hint) }
}

/// What was acknowledged to Meta and not read since: customers wait for it, and nobody sees them.
async fn unread(db: &Db, clock: &Clock) -> Finding {
    let (id, title) = ("unread", "Messages being read");
    match db.read::<_, StorageError>(ledger::oldest_waiting).await {
        Ok(Some(since)) if clock.now().since(since) > ledger::OVERDUE => Finding::fail(
            id,
            title,
            format!("A message kept at {since} has not been read yet."),
            "`systemctl restart shopbell`; if it stays so, `journalctl -u shopbell -n 50` says why",
        ),
        Ok(Some(_) | None) => Finding::ok(id, title, "None waits for long."),
        Err(error) => unreadable(id, title, &error),
    }
}

async fn dead_jobs(db: &Db) -> Finding {
    let (id, title) = ("jobs", "Work that could not be done");
    match db.read::<_, StorageError>(jobs::dead).await {
        Ok(0) => Finding::ok(id, title, "There is none."),
        Ok(count) => {
            let words = format!("{count} jobs failed for good.");
            Finding::warn(id, title, words, "Settings → Failed jobs shows why, and tries them again")
        }
        Err(error) => unreadable(id, title, &error),
    }
}

fn unreadable(id: &str, title: &str, error: &StorageError) -> Finding {
    Finding::fail(
        id,
        title,
        format!("It cannot be told: {error}."),
        "begin with the first finding that fails",
    )
}

async fn connection(config: &Config, db: &Db, clock: &Clock, vault: Vault, repair: bool) -> Vec<Finding> {
    let program = std::env::current_exe().unwrap_or_default();
    let room = WhatsApp::new(whatsapp::Ground {
        db: db.clone(),
        media: Media::new(db.clone(), Extractor::new(program)),
        clock: clock.clone(),
        vault,
        config: config.whatsapp.clone(),
        public_url: config.server.public_url.clone(),
        live_replies: LiveReplies::default(),
    });
    let failed = |words: String| {
        vec![Finding::fail("whatsapp", "WhatsApp", words, "begin with the first finding that fails")]
    };
    let room = match room {
        Ok(room) => room,
        Err(error) => return failed(error.to_string()),
    };
    let repair = if repair { Repair::Everything } else { Repair::Nothing };
    match examine_all(&room, repair).await {
        Ok(examined) if examined.is_empty() => {
            vec![Finding::new("whatsapp", CheckStatus::Skip, "WhatsApp", "No number is connected yet.")]
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
        hint: None,
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
