//! What a handler of this room needs to know of the request itself: where it comes from and how we are addressed.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use crate::accounts::Accounts;
use crate::accounts::cookie::Site;
use crate::accounts::device;
use crate::accounts::session::Origin;
use crate::http::peer::PeerAddress;
use crate::secrets::Secret;

/// The request's origin and our own site.
pub(super) struct From {
    pub origin: Origin,
    pub site: Site,
    /// The token of the session the browser holds, live or not.
    pub session: Option<Secret>,
}

impl FromRequestParts<Accounts> for From {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, accounts: &Accounts) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<PeerAddress>().and_then(|peer| peer.0);
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let origin = Origin {
            // Behind a socket without addresses everybody counts as one.
            address: peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
            device: device::describe(user_agent),
        };
        let site = Site::of(accounts.public_url.as_ref(), &parts.headers);
        Ok(Self { origin, session: site.session_token(&parts.headers), site })
    }
}
