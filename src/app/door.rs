//! The door requests come through: a TCP address, or a socket handed over by systemd.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::net::{TcpListener, TcpStream, UnixListener};

use super::StartError;
use crate::http::peer::Remote;

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

    pub(super) async fn serve(
        self,
        router: Router,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let service = router.into_make_service_with_connect_info::<Remote>();
        match self {
            Self::Tcp(listener) => axum::serve(Prompt(listener), service).with_graceful_shutdown(stop).await,
            Self::Unix(listener) => axum::serve(listener, service).with_graceful_shutdown(stop).await,
        }
    }
}

/// A TCP listener whose connections send small answers at once.
struct Prompt(TcpListener);

impl Listener for Prompt {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok((stream, address)) => {
                    // Without it answers are only later, not wrong.
                    let _ = stream.set_nodelay(true);
                    return (stream, address);
                }
                Err(error) => {
                    tracing::warn!(error = %error, "a connection could not be taken in");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl Connected<IncomingStream<'_, Prompt>> for Remote {
    fn connect_info(stream: IncomingStream<'_, Prompt>) -> Self {
        Self(Some(*stream.remote_addr()))
    }
}
