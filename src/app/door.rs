//! The door requests come through: a TCP address, or a socket handed over by systemd.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use super::StartError;
use crate::http::peer::Remote;
use crate::tasks::Tasks;

/// How long a caller may take to send the head of a request, and how long a connection may wait for its next one. A
/// proxy in front lets go of idle connections earlier (packaging/Caddyfile), so it never sends into a closing one.
const HEADER_WITHIN: Duration = Duration::from_secs(30);
/// How long a request that is being answered may go on after the program was told to stop.
const LAST_REQUEST: Duration = Duration::from_secs(5);

/// How long the door waits after it could not take a connection in, such as when files run out.
const AFTER_FAILURE: Duration = Duration::from_millis(250);

/// Where requests come in.
pub enum Door {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Door {
    /// Takes the socket systemd passes, else listens on `address`.
    pub async fn open(address: &str) -> Result<Self, StartError> {
        let failed = |cause| StartError::Listen { address: address.to_owned(), cause };
        let mut passed = listenfd::ListenFd::from_env();
        if let Ok(Some(listener)) = passed.take_unix_listener(0) {
            listener.set_nonblocking(true).map_err(failed)?;
            return UnixListener::from_std(listener).map(Self::Unix).map_err(failed);
        }
        if let Ok(Some(listener)) = passed.take_tcp_listener(0) {
            listener.set_nonblocking(true).map_err(failed)?;
            return TcpListener::from_std(listener).map(Self::Tcp).map_err(failed);
        }
        let address: SocketAddr =
            address.parse().map_err(|_| failed(std::io::ErrorKind::InvalidInput.into()))?;
        TcpListener::bind(address).await.map(Self::Tcp).map_err(failed)
    }

    /// The address people type; `None` for a socket without one.
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(listener) => listener.local_addr().ok(),
            Self::Unix(_) => None,
        }
    }

    /// Where programs on this machine reach the door.
    pub fn loopback_address(&self) -> Option<SocketAddr> {
        let mut address = self.address()?;
        if address.ip().is_unspecified() {
            address.set_ip(std::net::IpAddr::from([127, 0, 0, 1]));
        }
        Some(address)
    }

    /// Serves until the program is told to stop. Connections are tasks of their own: those that work go on for a
    /// bounded moment.
    pub(super) async fn serve(self, router: Router, tasks: &Tasks) -> std::io::Result<()> {
        let stopping = tasks.stopping();
        loop {
            let accepted = tokio::select! {
                () = stopping.cancelled() => return Ok(()),
                accepted = self.accept() => accepted,
            };
            match accepted {
                Ok((Stream::Tcp(stream), remote)) => {
                    tasks.spawn("connection", serve_one(stream, remote, router.clone(), stopping.clone()));
                }
                Ok((Stream::Unix(stream), remote)) => {
                    tasks.spawn("connection", serve_one(stream, remote, router.clone(), stopping.clone()));
                }
                Err(error) => {
                    tracing::warn!(error = %error, "a connection could not be taken in");
                    tokio::select! {
                        () = stopping.cancelled() => return Ok(()),
                        () = tokio::time::sleep(AFTER_FAILURE) => {}
                    }
                }
            }
        }
    }

    async fn accept(&self) -> std::io::Result<(Stream, Remote)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, address) = listener.accept().await?;
                // Small answers are sent at once; without it they are only later, not wrong.
                let _ = stream.set_nodelay(true);
                Ok((Stream::Tcp(stream), Remote(Some(address))))
            }
            Self::Unix(listener) => Ok((Stream::Unix(listener.accept().await?.0), Remote(None))),
        }
    }
}

enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// One connection: its requests one after the other, each within its time. Told to stop, it finishes the request it
/// works on, but waits for nobody who only holds the line.
async fn serve_one(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    remote: Remote,
    router: Router,
    stopping: CancellationToken,
) {
    let service = router.map_request(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(remote));
        request
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
    tokio::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            let Ok(ended) = tokio::time::timeout(LAST_REQUEST, connection).await else { return };
            ended
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %error, "a connection broke off");
    }
}
