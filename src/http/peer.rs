//! From which address a request really comes: `X-Forwarded-For` counts only from a trusted proxy, right-most value.

use std::net::{IpAddr, SocketAddr};

use axum::extract::connect_info::ConnectInfo;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;

/// Where the connection itself came from.
#[derive(Debug, Clone, Copy)]
pub struct Remote(pub Option<SocketAddr>);

/// The address of whoever asks; `None` when a socket without addresses brought it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerAddress(pub Option<IpAddr>);

impl<S: Send + Sync> FromRequestParts<S> for PeerAddress {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().copied().unwrap_or(Self(None)))
    }
}

/// Finds the peer's address once and puts it into the request.
pub async fn identify(
    State(trusted): State<std::sync::Arc<[IpAddr]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let remote = request.extensions().get::<ConnectInfo<Remote>>().and_then(|info| info.0.0);
    let peer = PeerAddress(peer_of(remote.map(|address| address.ip()), request.headers(), &trusted));
    request.extensions_mut().insert(peer);
    next.run(request).await
}

fn peer_of(remote: Option<IpAddr>, headers: &HeaderMap, trusted: &[IpAddr]) -> Option<IpAddr> {
    let by_trusted_proxy = remote.is_none_or(|address| trusted.contains(&address.to_canonical()));
    if !by_trusted_proxy {
        return remote;
    }
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .and_then(|value| value.trim().parse().ok());
    forwarded.or(remote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forwarded(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", value.parse().unwrap());
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed_and_only_its_own_word() {
        let proxy: IpAddr = "127.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let headers = forwarded("10.0.0.1, 198.51.100.7");
        assert_eq!(peer_of(Some(proxy), &headers, &[proxy]), "198.51.100.7".parse().ok());
        assert_eq!(peer_of(Some(stranger), &headers, &[proxy]), Some(stranger));
        assert_eq!(peer_of(Some(proxy), &forwarded("nonsense"), &[proxy]), Some(proxy));
    }
}
