//! Whether the program gets on: the writer answers, the worker looks at its queue, the door takes callers in. This,
//! and not that the process lives, is what the service manager's watchdog is fed with.
//!
//! A write that is refused, as on a full disk, is an answer: starting again would not mend it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use super::{App, Door};
use crate::storage::StorageError;

/// How often within the watchdog's limit the program looks at itself: one slow look is forgiven, and a second.
const LOOKS_WITHIN_LIMIT: u32 = 4;
/// What the program asks itself, and how its answer begins.
const QUESTION: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const ANSWER: &[u8; 12] = b"HTTP/1.1 200";

/// Which part of the program stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Stalled {
    #[error("the database's writer does not answer")]
    Writer,
    #[error("the worker does not look at its queue")]
    Worker,
    #[error("the door takes nobody in")]
    Door,
}

/// Where the program reaches its own door.
#[derive(Debug, Clone)]
pub enum Doorstep {
    Tcp(SocketAddr),
    Unix(PathBuf),
    /// A socket without a name: nobody new can knock.
    Nowhere,
}

impl Doorstep {
    pub fn of(door: &Door) -> Self {
        match door {
            Door::Tcp(_) => door.loopback_address().map_or(Self::Nowhere, Self::Tcp),
            Door::Unix(listener) => {
                let address = listener.local_addr().ok();
                let path = address.and_then(|address| address.as_pathname().map(PathBuf::from));
                path.map_or(Self::Nowhere, Self::Unix)
            }
        }
    }

    async fn knock(&self) -> std::io::Result<()> {
        match self {
            Self::Tcp(address) => ask(TcpStream::connect(address).await?).await,
            Self::Unix(path) => ask(UnixStream::connect(path).await?).await,
            Self::Nowhere => Ok(()),
        }
    }
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> std::io::Result<()> {
    stream.write_all(QUESTION).await?;
    let mut answer = [0; ANSWER.len()];
    stream.read_exact(&mut answer).await?;
    if answer == *ANSWER { Ok(()) } else { Err(std::io::ErrorKind::InvalidData.into()) }
}

impl App {
    /// Looks at each part; says which one, first by cause, made no step within this time.
    pub async fn progress(&self, doorstep: &Doorstep, within: Duration) -> Result<(), Stalled> {
        let (writer, worker, door) = tokio::join!(
            timeout(within, self.db.write::<_, StorageError>(|_| Ok(()))),
            timeout(within, self.worker.looks_again()),
            timeout(within, doorstep.knock()),
        );
        if writer.is_err() {
            return Err(Stalled::Writer);
        }
        if worker.is_err() {
            return Err(Stalled::Worker);
        }
        if !matches!(door, Ok(Ok(()))) {
            return Err(Stalled::Door);
        }
        Ok(())
    }

    /// Feeds a watchdog that bites after `limit` without food, as long as the program gets on.
    pub fn feed_watchdog(&self, doorstep: Doorstep, limit: Duration, feed: impl Fn() + Send + 'static) {
        let (app, pause) = (self.clone(), limit / LOOKS_WITHIN_LIMIT);
        self.tasks.spawn("watchdog", async move {
            let stopping = app.tasks.stopping();
            while !stopping.is_cancelled() {
                match app.progress(&doorstep, pause).await {
                    Ok(()) => feed(),
                    Err(stalled) => tracing::error!(error = %stalled, "no progress: the watchdog is not fed"),
                }
                tokio::select! {
                    () = stopping.cancelled() => return,
                    () = tokio::time::sleep(pause) => {}
                }
            }
        });
    }
}
