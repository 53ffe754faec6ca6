//! The one question to another install, over the wire: every address is looked at when it is dialled, certificates count,
//! no redirect is followed, and nothing is read beyond its measure.
//!
//! A site's private address is dialled only where the operator allowed it for that site; http, which hides no token, only
//! there.

use std::error::Error;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Response, Url};

use super::judge::Answer;
use super::types::SiteFault;
use crate::http::address_filter::is_public;
use crate::http::outgoing::{self, NoClient};
use crate::secrets::Secret;

/// Bytes of a report: fifty numbers need a tenth of it.
const LARGEST: usize = 256 * 1024;
/// Where every install tells how it is.
const PLACE: &str = "/api/v1/fleet/report";

/// Which addresses may be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    /// Homes and VPNs as well.
    AlsoPrivate,
    /// Those only.
    OnlyPrivate,
}

impl Reach {
    fn permits(self, address: IpAddr) -> bool {
        match self {
            Self::Public => is_public(address),
            Self::AlsoPrivate => is_public(address) || is_private(address),
            Self::OnlyPrivate => is_private(address),
        }
    }
}

/// Homes, offices, VPNs and this machine: never link-local addresses, where clouds keep their keys.
fn is_private(address: IpAddr) -> bool {
    let v4 = |a, b, bits| IpNet::V4(Ipv4Net::new_assert(std::net::Ipv4Addr::new(a, b, 0, 0), bits));
    let v6 = |a, last, bits| {
        IpNet::V6(Ipv6Net::new_assert(std::net::Ipv6Addr::new(a, 0, 0, 0, 0, 0, 0, last), bits))
    };
    [
        v4(10, 0, 8),
        v4(100, 64, 10), // carrier-grade NAT, which VPNs use
        v4(127, 0, 8),
        v4(172, 16, 12),
        v4(192, 168, 16),
        v6(0xfc00, 0, 7),
        v6(0, 1, 128),
    ]
    .iter()
    .any(|network| network.contains(&address.to_canonical()))
}

/// Asks. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Dial {
    public: Client,
    also_private: Client,
    only_private: Client,
    within: Duration,
}

impl Dial {
    /// `within` is the time for all of it.
    pub fn new(within: Duration) -> Result<Self, NoClient> {
        let client = |reach| outgoing::builder().dns_resolver(Arc::new(Names(reach))).timeout(within).build();
        Ok(Self {
            public: client(Reach::Public)?,
            also_private: client(Reach::AlsoPrivate)?,
            only_private: client(Reach::OnlyPrivate)?,
            within,
        })
    }

    /// The answer of whoever is at this address.
    pub async fn ask(
        &self,
        address: &str,
        token: &Secret,
        nonce: &str,
        allows_private: bool,
    ) -> Result<Answer, SiteFault> {
        let mut url = Url::parse(address).map_err(|_| SiteFault::NoSuchSite)?;
        url.set_path(PLACE);
        url.query_pairs_mut().append_pair("nonce", nonce);
        let (client, reach) = match (url.scheme(), allows_private) {
            ("https", false) => (&self.public, Reach::Public),
            ("https", true) => (&self.also_private, Reach::AlsoPrivate),
            ("http", true) => (&self.only_private, Reach::OnlyPrivate),
            _unencrypted => return Err(SiteFault::Private),
        };
        let written = match url.host() {
            Some(url::Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(url::Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            // A name's addresses are looked at when they are dialled.
            Some(url::Host::Domain(_)) => None,
            None => return Err(SiteFault::NoSuchSite),
        };
        if written.is_some_and(|address| !reach.permits(address)) {
            return Err(SiteFault::Private);
        }
        let asked = fetch(client, reach, url, token);
        tokio::time::timeout(self.within, asked).await.unwrap_or(Err(SiteFault::TooSlow))
    }
}

async fn fetch(client: &Client, reach: Reach, url: Url, token: &Secret) -> Result<Answer, SiteFault> {
    let asked = client.get(url).bearer_auth(token.expose()).send().await;
    let response = asked.map_err(|error| fault_of(&error))?;
    // The last word: the address at the other end.
    if !response.remote_addr().is_some_and(|peer| reach.permits(peer.ip())) {
        return Err(SiteFault::Private);
    }
    let status = response.status().as_u16();
    Ok(Answer { status, content: read(response).await? })
}

async fn read(mut response: Response) -> Result<Vec<u8>, SiteFault> {
    if response.content_length().is_some_and(|length| length > LARGEST as u64) {
        return Err(SiteFault::TooLarge);
    }
    let broken = |error: reqwest::Error| {
        if error.is_timeout() { SiteFault::TooSlow } else { SiteFault::Truncated }
    };
    let mut content = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(broken)? {
        if content.len() + piece.len() > LARGEST {
            return Err(SiteFault::TooLarge);
        }
        content.extend_from_slice(&piece);
    }
    Ok(content)
}

/// The resolver the client dials through: it gives addresses only when all of them may be dialled.
struct Names(Reach);

#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that may not be dialled")]
struct MayNotDial;

#[derive(Debug, thiserror::Error)]
#[error("no such name")]
struct NoSuchName;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0;
        Box::pin(async move {
            let addresses = outgoing::resolve(name.as_str()).await.map_err(|_| NoSuchName)?;
            if addresses.is_empty() {
                return Err(NoSuchName.into());
            }
            if !addresses.iter().all(|address| reach.permits(*address)) {
                return Err(MayNotDial.into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(addresses)
        })
    }
}

/// Looks for the reason inside the client's.
fn fault_of(error: &reqwest::Error) -> SiteFault {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<MayNotDial>() {
            return SiteFault::Private;
        }
        if inner.is::<NoSuchName>() {
            return SiteFault::NoSuchSite;
        }
        if is_tls(inner) {
            return SiteFault::Tls;
        }
        let io = inner.downcast_ref::<std::io::Error>();
        if io.is_some_and(|io| io.kind() == ErrorKind::ConnectionRefused) {
            return SiteFault::Refused;
        }
        cause = inner.source();
    }
    if error.is_timeout() { SiteFault::TooSlow } else { SiteFault::Unreachable }
}

/// Whether it is about certificates or their protocol; such a reason lies inside others of the system's kind.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    match inside {
        Some(inside) => is_tls(inside),
        None => error.is::<rustls::Error>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(reach: Reach, address: &str) -> bool {
        reach.permits(address.parse().unwrap())
    }

    #[test]
    fn homes_and_vpns_only_where_allowed_and_a_clouds_keys_never() {
        for home in
            ["10.1.2.3", "192.168.1.9", "172.20.0.1", "100.101.102.103", "127.0.0.1", "fd12::1", "::1"]
        {
            assert!(!permits(Reach::Public, home), "{home}");
            assert!(permits(Reach::AlsoPrivate, home) && permits(Reach::OnlyPrivate, home), "{home}");
        }
        for never in [
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "fe80::1",
            "::",
            "::ffff:169.254.169.254",
        ] {
            for reach in [Reach::Public, Reach::AlsoPrivate, Reach::OnlyPrivate] {
                assert!(!permits(reach, never), "{never}");
            }
        }
        assert!(permits(Reach::Public, "93.184.216.34") && !permits(Reach::OnlyPrivate, "93.184.216.34"));
    }

    #[tokio::test]
    async fn what_is_typed_in_disguise_is_looked_at_as_well() {
        let dial = Dial::new(Duration::from_secs(1)).unwrap();
        let token = Secret::new("t".to_owned());
        for (address, allows) in [
            ("https://127.0.0.1", false),
            ("https://2130706433", false),
            ("https://[::ffff:127.0.0.1]", false),
            ("https://169.254.169.254", true),
            ("http://93.184.216.34", true),
            ("http://127.0.0.1", false),
            ("https://localhost", false),
        ] {
            assert_eq!(
                dial.ask(address, &token, "n", allows).await.unwrap_err(),
                SiteFault::Private,
                "{address}"
            );
        }
    }
}
