//! The figures `/metrics` looks up when it is asked: what one alerts on.

use std::time::Duration;

use metrics::{counter, gauge};
use parking_lot::Mutex;

use super::backup::{self, Standing};
use super::{App, ready};
use crate::clock::Timestamp;
use crate::jobs;
use crate::replies::Replies;
use crate::storage::{ReadConn, StorageError};
use crate::telemetry::Usage;
use crate::whatsapp::ledger;

/// How often what was measured since is gathered even when nobody asks: else it would pile up in memory.
const GATHER_EVERY: Duration = Duration::from_secs(30);

/// The recorder is the process's: whoever sets its figures renders them before somebody else sets them.
static RENDERING: Mutex<()> = Mutex::new(());

/// Everything that is looked up.
struct Found {
    counted: Counted,
    running: i64,
    oldest_stored_seconds: f64,
    backup_age_seconds: Option<f64>,
    is_ready: bool,
}

/// What the database tells.
struct Counted {
    unattended: usize,
    stored: i64,
    oldest_stored: Option<Timestamp>,
    waiting: i64,
    dead: i64,
}

/// Everything, as Prometheus reads it.
pub(super) async fn render(app: &App) -> Result<String, StorageError> {
    let found = look(app).await?;
    let _rendering = RENDERING.lock();
    set(&found);
    of_machine(app);
    Ok(app.metrics.render())
}

async fn look(app: &App) -> Result<Found, StorageError> {
    let replies = app.rooms.replies.clone();
    let counted = app.db.read(move |conn| count(conn, &replies)).await?;
    let now = app.clock.now();
    let seconds_since = |then: Timestamp| now.since(then).as_secs_f64();
    let folder = app.db.folder().to_owned();
    let standing = app.tasks.spawn_blocking(move || backup::standing(&folder, now)).await;
    Ok(Found {
        running: i64::try_from(app.worker.running().len()).unwrap_or(i64::MAX),
        oldest_stored_seconds: counted.oldest_stored.map_or(0.0, seconds_since),
        backup_age_seconds: match standing {
            Ok(Standing::Fresh(at) | Standing::Old(at)) => Some(seconds_since(at)),
            Ok(Standing::Unverified(_) | Standing::Missing) | Err(_) => None,
        },
        is_ready: ready::look(app).await.is_ok(),
        counted,
    })
}

fn count(conn: &ReadConn, replies: &Replies) -> Result<Counted, StorageError> {
    Ok(Counted {
        unattended: replies.unattended(conn)?.len(),
        stored: ledger::unread(conn)?,
        oldest_stored: ledger::oldest_waiting(conn)?,
        waiting: jobs::waiting(conn)?,
        dead: jobs::dead(conn)?,
    })
}

fn set(found: &Found) {
    let number = |count: i64| f64::from(i32::try_from(count).unwrap_or(i32::MAX));
    let counted = &found.counted;
    gauge!("shopbell_unattended_conversations").set(u32::try_from(counted.unattended).unwrap_or(u32::MAX));
    gauge!("shopbell_webhook_events_stored").set(number(counted.stored));
    gauge!("shopbell_webhook_oldest_stored_seconds").set(found.oldest_stored_seconds);
    // A job that runs still waits in its row.
    let waiting = counted.waiting.saturating_sub(found.running).max(0);
    for (state, jobs) in [("waiting", waiting), ("running", found.running), ("dead", counted.dead)] {
        gauge!("shopbell_jobs", "state" => state).set(number(jobs));
    }
    gauge!("shopbell_backup_age_seconds").set(found.backup_age_seconds.unwrap_or(f64::NAN));
    gauge!("shopbell_ready").set(if found.is_ready { 1.0 } else { 0.0 });
    gauge!("shopbell_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

#[expect(clippy::cast_precision_loss, reason = "bytes of a machine fit a float exactly up to 8 PiB")]
fn of_machine(app: &App) {
    if let Some(free) = app.db.free_bytes() {
        gauge!("shopbell_disk_free_bytes").set(free as f64);
    }
    gauge!("shopbell_database_bytes").set(app.db.bytes() as f64);
    let usage = Usage::now();
    counter!("process_cpu_seconds_total").absolute(usage.cpu_seconds);
    gauge!("process_resident_memory_bytes").set(usage.resident_bytes as f64);
    gauge!("process_virtual_memory_bytes").set(usage.virtual_bytes as f64);
    gauge!("process_open_fds").set(usage.open_files as f64);
    if let Some(most) = usage.most_files {
        gauge!("process_max_fds").set(most as f64);
    }
}

/// Gathers what was measured, until the program stops.
pub(super) async fn gather(app: App) {
    let stopping = app.tasks.stopping();
    while !stopping.is_cancelled() {
        app.metrics.run_upkeep();
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(GATHER_EVERY) => {}
        }
    }
}
