//! `shopbell serve`: run the shop until it is told to stop.

use std::time::Duration;

use super::Settings;
use super::outcome::{Failure, Outcome, tell};
use crate::app::{App, Door, Doorstep, StartError};
use crate::clock::Clock;
use crate::config::Config;

/// How long threads that still block may hold up the end.
const LAST_THREADS: Duration = Duration::from_millis(500);

pub(super) fn run(settings: &Settings) -> Outcome {
    let config = settings.load()?;
    crate::telemetry::init(config.log.format, &config.log.level);
    if let Some(warning) = settings.open_key_file() {
        tracing::warn!("{warning}");
    }
    let runtime = super::runtime()?;
    let outcome = runtime.block_on(serve(config));
    // What still blocks a thread by now is not worth waiting for.
    runtime.shutdown_timeout(LAST_THREADS);
    outcome
}

async fn serve(config: Config) -> Outcome {
    let listen = config.server.listen.clone();
    let app = App::build(config, Clock::system()).await.map_err(could_not_start)?;
    // From the first moment on: a stop that comes while the shop opens ends it as any other does.
    let tasks = app.tasks.clone();
    app.tasks.spawn("signals", async move {
        until_told_to_stop(tasks.stopping()).await;
        tasks.begin_stop();
    });
    let door = Door::open(&listen).await.map_err(could_not_start)?;
    if let Some(address) = door.address() {
        tracing::info!("Shopbell {} listens on http://{address}", env!("CARGO_PKG_VERSION"));
    }
    if let Some(code) =
        app.rooms.accounts.prepare_first_run().await.map_err(|error| could_not_start(error.into()))?
    {
        tell(&format!(
            "The shop has no owner yet. Open it in a browser and enter this setup code: {}",
            code.expose()
        ));
    }
    app.connect_practice(&door).await.map_err(could_not_start)?;
    app.start().await.map_err(could_not_start)?;
    tell_systemd(&[sd_notify::NotifyState::Ready]);
    if let Some(limit) = sd_notify::watchdog_enabled() {
        app.feed_watchdog(Doorstep::of(&door), limit, || tell_systemd(&[sd_notify::NotifyState::Watchdog]));
    }
    let served = app.serve(door).await;
    tell_systemd(&[sd_notify::NotifyState::Stopping]);
    app.stop().await;
    tracing::info!("Shopbell has stopped");
    served.map_err(|error| {
        Failure::ours(format!("the listener failed: {error}"), "see the log; then start it again")
    })
}

/// Outside systemd nobody listens, and that is fine.
fn tell_systemd(state: &[sd_notify::NotifyState<'_>]) {
    let _ = sd_notify::notify(state);
}

/// SIGTERM, Ctrl-C, or the program itself.
pub(super) async fn until_told_to_stop(stopping: tokio_util::sync::CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = match signal(SignalKind::terminate()) {
        Ok(terminate) => terminate,
        Err(error) => {
            tracing::error!(error = %error, "cannot hear SIGTERM");
            return stopping.cancelled().await;
        }
    };
    tokio::select! {
        _ = terminate.recv() => tracing::info!("told to stop"),
        _ = tokio::signal::ctrl_c() => tracing::info!("told to stop"),
        () = stopping.cancelled() => {}
    }
}

/// Words for each reason the shop did not open.
pub(super) fn could_not_start(error: StartError) -> Failure {
    use crate::storage::{OpenError, StorageError};
    let hint = match &error {
        StartError::Open(OpenError::InUse(_)) => "`systemctl stop shopbell`, or use another --data-dir",
        StartError::Open(OpenError::Folder { .. }) => {
            "make the folder and give it to the user that runs Shopbell"
        }
        StartError::Open(OpenError::NewerSchema) => {
            "install the newer version, or restore a backup made by this one"
        }
        StartError::Listen { .. } => "another program may use this address; set server.listen to a free one",
        StartError::Open(OpenError::Storage(StorageError::Full))
        | StartError::Storage(StorageError::Full) => {
            "free some space and start it again: nothing is damaged, and no backup is needed"
        }
        StartError::Open(_) | StartError::Storage(_) => {
            "run `shopbell doctor`; restore a backup if the file is damaged"
        }
        StartError::Vault(_) => {
            "put identity.age of this machine back into the data folder; after a move use `shopbell restore`"
        }
        StartError::Accounts(_) => "see the log; the folder must be writable by the user that runs Shopbell",
        StartError::Practice(_) => "practice.listen must be a free loopback address, such as 127.0.0.1:0",
        StartError::Llm(_) => "check the section [llm] of the configuration, or the SHOPBELL_LLM__ variables",
        StartError::Schedules(_)
        | StartError::Client(_)
        | StartError::PushKey(_)
        | StartError::Address(_)
        | StartError::Program(_) => "report this",
    };
    match &error {
        StartError::Listen { .. } | StartError::Practice(_) | StartError::Llm(_) => {
            Failure::config(error.to_string(), hint)
        }
        StartError::Open(_)
        | StartError::Storage(_)
        | StartError::Vault(_)
        | StartError::Accounts(_)
        | StartError::Client(_)
        | StartError::PushKey(_)
        | StartError::Address(_)
        | StartError::Program(_)
        | StartError::Schedules(_) => Failure::ours(error.to_string(), hint),
    }
}
