//! What is wrong with the shop's own machine and needs a person, for the first screen: most urgent first.
//!
//! Words and ways out are the screen's. Whoever only answers customers sees what keeps customers from being served.

use std::time::Duration;

use utoipa::ToSchema;

use super::App;
use super::backup::{self, NightlyBackup, Standing};
use super::disk::Room;
use super::ready::{self, NotReady};
use crate::accounts;
use crate::actor::Permission;
use crate::clock::Timestamp;
use crate::http::Caller;
use crate::jobs;
use crate::storage::{StorageError, Unfit};
use crate::words::words;

/// How long an error of a screen is told on the first screen.
const SCREENS_LATELY: Duration = Duration::from_hours(24);

words! {
    /// What is wrong.
    AlertId {
        DatabaseDamaged = "database_damaged",
        DatabaseGone = "database_gone",
        CannotRead = "cannot_read",
        CannotWrite = "cannot_write",
        DiskFull = "disk_full",
        WorkerStopped = "worker_stopped",
        WebhooksUnread = "webhooks_unread",
        DiskLow = "disk_low",
        BackupFailing = "backup_failing",
        BackupMissing = "backup_missing",
        BackupUnverified = "backup_unverified",
        BackupOld = "backup_old",
        JobsDead = "jobs_dead",
        ScreensBroke = "screens_broke",
        ModelFailing = "model_failing",
    }
}

/// One thing a person must see to.
#[derive(Debug, serde::Serialize, ToSchema)]
pub(super) struct Alert {
    id: AlertId,
    /// Customers are not served until it is mended.
    urgent: bool,
    /// Since when, or of when.
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    free_bytes: Option<u64>,
}

impl Alert {
    const fn urgent(id: AlertId) -> Self {
        Self { id, urgent: true, since: None, count: None, free_bytes: None }
    }

    const fn soon(id: AlertId) -> Self {
        Self { urgent: false, ..Self::urgent(id) }
    }

    const fn since(mut self, moment: Timestamp) -> Self {
        self.since = Some(moment);
        self
    }
}

/// Everything this caller should know.
pub(super) async fn current(app: &App, caller: &Caller) -> Vec<Alert> {
    let mut alerts: Vec<Alert> =
        ready::look(app).await.err().and_then(|fault| of(&fault)).into_iter().collect();
    if !caller.may(Permission::ReadJobs) {
        return alerts;
    }
    let is_full = alerts.iter().any(|alert| alert.id == AlertId::DiskFull);
    alerts.extend(space(app).filter(|_| !is_full));
    let facts = app.db.read::<_, StorageError>(|conn| {
        Ok(Facts {
            opened_at: accounts::opened_at(conn)?,
            backup_failing_since: jobs::failing_since::<NightlyBackup>(conn, NightlyBackup::KEY)?,
            dead: jobs::dead(conn)?,
        })
    });
    // A file that cannot be read has been told above.
    if let Ok(facts) = facts.await {
        alerts.extend(backups(app, &facts));
        alerts.extend(
            (facts.dead > 0).then(|| Alert { count: Some(facts.dead), ..Alert::soon(AlertId::JobsDead) }),
        );
    }
    alerts.extend(screens(app));
    let failing = app.rooms.llm.failing_since();
    alerts.extend(failing.map(|since| Alert::soon(AlertId::ModelFailing).since(since)));
    alerts
}

/// What broke on screens lately.
fn screens(app: &App) -> Option<Alert> {
    let (count, last) = app.screen_errors.since(app.clock.now().minus(SCREENS_LATELY))?;
    Some(Alert { count: i64::try_from(count).ok(), ..Alert::soon(AlertId::ScreensBroke) }.since(last))
}

struct Facts {
    opened_at: Option<Timestamp>,
    backup_failing_since: Option<Timestamp>,
    dead: i64,
}

fn of(fault: &NotReady) -> Option<Alert> {
    Some(match fault {
        NotReady::Stopping => return None,
        NotReady::Unfit(Unfit::Damaged) => Alert::urgent(AlertId::DatabaseDamaged),
        NotReady::Unfit(Unfit::Gone) => Alert::urgent(AlertId::DatabaseGone),
        NotReady::Unfit(Unfit::NoRoom { free_bytes }) => {
            Alert { free_bytes: Some(*free_bytes), ..Alert::urgent(AlertId::DiskFull) }
        }
        NotReady::Unfit(Unfit::CannotWrite(_)) => Alert::urgent(AlertId::CannotWrite),
        NotReady::WorkerStopped => Alert::urgent(AlertId::WorkerStopped),
        NotReady::Backlog(since) => Alert::urgent(AlertId::WebhooksUnread).since(*since),
        NotReady::CannotRead(_) => Alert::urgent(AlertId::CannotRead),
    })
}

fn space(app: &App) -> Option<Alert> {
    let free_bytes = app.db.free_bytes()?;
    let alert = match Room::of(free_bytes) {
        Room::Enough => return None,
        Room::Little => Alert::soon(AlertId::DiskLow),
        Room::None => Alert::urgent(AlertId::DiskFull),
    };
    Some(Alert { free_bytes: Some(free_bytes), ..alert })
}

/// A shop opened today waits for its first night before anybody is told that it has no backup.
fn backups(app: &App, facts: &Facts) -> Option<Alert> {
    if let Some(since) = facts.backup_failing_since {
        return Some(Alert::soon(AlertId::BackupFailing).since(since));
    }
    let now = app.clock.now();
    match backup::standing(app.db.folder(), now) {
        Standing::Fresh(_) => None,
        Standing::Old(at) => Some(Alert::soon(AlertId::BackupOld).since(at)),
        Standing::Unverified(at) => Some(Alert::soon(AlertId::BackupUnverified).since(at)),
        Standing::Missing => {
            let was_missed = facts.opened_at.is_some_and(|opened| backup::is_old(opened, now));
            was_missed.then(|| Alert::soon(AlertId::BackupMissing))
        }
    }
}
