//! The service manager hears when the shop is open, that it gets on as long as it does, and when it closes.

use std::process::Stdio;
use std::time::Duration;

use shopbell::app::{Doorstep, Stalled};
use shopbell::storage::StorageError;
use tokio::net::{TcpListener, UnixDatagram};
use tokio::process::{Child, Command};

use crate::support::TestApp;

/// No test measures time by this: it only ends one that hangs.
const HANGS: Duration = Duration::from_mins(2);
/// What stands still does so after this time as well as after a minute.
const A_MOMENT: Duration = Duration::from_millis(200);
/// The watchdog's limit in the test, in microseconds as systemd tells it.
const LIMIT_US: u64 = 1_000_000;

/// The service manager's end of the line.
struct Manager {
    socket: UnixDatagram,
    folder: tempfile::TempDir,
}

impl Manager {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { socket: UnixDatagram::bind(folder.path().join("notify")).unwrap(), folder }
    }

    fn starts_the_shop(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_shopbell"))
            .arg("--data-dir")
            .arg(self.folder.path().join("data"))
            .arg("serve")
            .env("SHOPBELL_SERVER__LISTEN", "127.0.0.1:0")
            .env("NOTIFY_SOCKET", self.folder.path().join("notify"))
            .env("WATCHDOG_USEC", LIMIT_US.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// The next word, if one comes in time.
    async fn hears_within(&self, limit: Duration) -> Option<String> {
        let mut word = [0; 256];
        let heard = tokio::time::timeout(limit, self.socket.recv(&mut word)).await.ok()?;
        Some(String::from_utf8_lossy(&word[..heard.unwrap()]).trim().to_owned())
    }

    /// Listens until the line is dead for twice the watchdog's limit: the manager would have acted.
    async fn hears_nothing_more(&self) {
        let silence = Duration::from_micros(LIMIT_US * 2);
        let quiet = async { while self.hears_within(silence).await.is_some() {} };
        tokio::time::timeout(HANGS, quiet).await.expect("a stuck program goes on feeding its watchdog");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_manager_hears_ready_then_progress_then_stopping() {
    let manager = Manager::new();
    let mut shop = manager.starts_the_shop();
    assert_eq!(manager.hears_within(HANGS).await.as_deref(), Some("READY=1"));
    for _ in 0..3 {
        assert_eq!(manager.hears_within(HANGS).await.as_deref(), Some("WATCHDOG=1"));
    }

    // Whoever holds the file's write lock makes the writer wait.
    let file = manager.folder.path().join("data/shopbell.db");
    let other = rusqlite::Connection::open(&file).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    manager.hears_nothing_more().await;
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    assert_eq!(manager.hears_within(HANGS).await.as_deref(), Some("WATCHDOG=1"), "it is well again");

    let pid = rustix::process::Pid::from_raw(shop.id().unwrap().try_into().unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let stopping = async { while manager.hears_within(HANGS).await.as_deref() != Some("STOPPING=1") {} };
    tokio::time::timeout(HANGS, stopping).await.expect("the stop is told");
    assert!(tokio::time::timeout(HANGS, shop.wait()).await.expect("it stops").unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_still_is_named() {
    let test = TestApp::start().await;
    let here = Doorstep::Tcp(test.address.trim_start_matches("http://").parse().unwrap());
    let app = &test.app;
    {
        let run = app.worker.clone().run();
        tokio::pin!(run);
        assert!(futures_util::poll!(&mut run).is_pending());
        // It lives, but nobody lets it go on.
        assert_eq!(app.progress(&here, A_MOMENT).await, Err(Stalled::Worker));
    }
    app.tasks.spawn("worker", app.worker.clone().run());
    assert_eq!(app.progress(&here, HANGS).await, Ok(()));

    let deaf = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let elsewhere = Doorstep::Tcp(deaf.local_addr().unwrap());
    assert_eq!(app.progress(&elsewhere, A_MOMENT).await, Err(Stalled::Door));

    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begin, began) = tokio::sync::oneshot::channel();
    let db = app.db.clone();
    let stuck = tokio::spawn(async move {
        db.write::<_, StorageError>(move |_| {
            let _ = begin.send(());
            // Ends when the other end is dropped.
            let _ = held.recv();
            Ok(())
        })
        .await
    });
    began.await.unwrap();
    assert_eq!(app.progress(&here, A_MOMENT).await, Err(Stalled::Writer));
    drop(release);
    stuck.await.unwrap().unwrap();
    assert_eq!(app.progress(&here, HANGS).await, Ok(()));
    test.stop().await;
}
