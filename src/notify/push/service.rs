//! One push, handed to the service the browser named (RFC 8030). Endpoints are addresses a browser told us, so they are
//! dialled through the address filter only, and no redirect is followed.

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use sha2::{Digest as _, Sha256};
use url::{Host, Url};

use crate::http::address_filter::AddressFilter;
use crate::http::dial::{self, NotDialled, OTHER_PORT};
use crate::http::outgoing::NoClient;
use crate::notify::types::Urgency;

/// Time for one push.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long a service keeps a push for a device that is off, in seconds.
const KEPT_FOR_SECONDS: u32 = 24 * 60 * 60;
/// The longest a service may ask us to wait.
const LONGEST_WAIT: Duration = Duration::from_hours(1);
/// Bytes of a topic before they are written in base64: 32 characters are the most.
const TOPIC_BYTES: usize = 24;

/// One push on its way.
pub struct Push<'a> {
    pub endpoint: &'a str,
    pub body: Vec<u8>,
    pub authorization: String,
    /// One that waits at the service gives way to a newer one of the same topic.
    pub topic: &'a str,
    pub urgency: Urgency,
}

/// Why a push did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushFault {
    /// The subscription is no more: the browser unsubscribed, or was wiped.
    Gone,
    /// The address leads where none of ours may lead.
    PrivateAddress,
    /// The service refuses it, whenever it comes.
    Refused(StatusCode),
    /// The service asks for patience, or has a fault.
    Busy(StatusCode, Option<Duration>),
    Unreachable,
}

impl PushFault {
    /// The word scripts and screens know it by.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gone => "push_gone",
            Self::PrivateAddress => "push_private_address",
            Self::Refused(_) => "push_refused",
            Self::Busy(..) => "push_busy",
            Self::Unreachable => "push_unreachable",
        }
    }
}

/// Calls push services.
#[derive(Debug, Clone)]
pub struct PushServices {
    client: Client,
    /// For other ports than the web's: dials networks the operator named only.
    inside: Client,
    filter: AddressFilter,
}

impl PushServices {
    pub fn new(filter: AddressFilter) -> Result<Self, NoClient> {
        let client = |port| dial::builder(&filter, port).timeout(TIMEOUT).build();
        Ok(Self { client: client(443)?, inside: client(OTHER_PORT)?, filter })
    }

    /// Whether an endpoint may be called at all, as far as can be told before dialling. In the clear goes only what stays
    /// in a network the operator named.
    pub fn permits(&self, endpoint: &Url) -> bool {
        let port = endpoint.port_or_known_default().unwrap_or(OTHER_PORT);
        let named = |address| self.filter.permits(address, OTHER_PORT);
        let permitted = |address| self.filter.permits(address, port);
        let is_open = match endpoint.host() {
            None => return false,
            Some(Host::Ipv4(address)) => permitted(IpAddr::V4(address)).then(|| named(IpAddr::V4(address))),
            Some(Host::Ipv6(address)) => permitted(IpAddr::V6(address)).then(|| named(IpAddr::V6(address))),
            // A name's addresses are checked when they are dialled.
            Some(Host::Domain(_)) => {
                (matches!(port, 80 | 443) || self.filter.has_networks()).then(|| self.filter.has_networks())
            }
        };
        is_open.is_some_and(|named| endpoint.scheme() == "https" || named)
    }

    /// Hands one push over.
    pub async fn push(&self, push: Push<'_>) -> Result<(), PushFault> {
        let url: Url = push.endpoint.parse().map_err(|_| PushFault::Gone)?;
        if !self.permits(&url) {
            return Err(PushFault::PrivateAddress);
        }
        let is_web_port = url.port_or_known_default() == Some(443);
        let client = if is_web_port { &self.client } else { &self.inside };
        let request = client
            .post(url)
            .header(AUTHORIZATION, push.authorization)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(CONTENT_ENCODING, "aes128gcm")
            .header("ttl", KEPT_FOR_SECONDS)
            .header("urgency", push.urgency.as_str())
            .header("topic", topic(push.topic))
            .body(push.body);
        let response = request.send().await.map_err(|error| fault_of(&error))?;
        let peer = response.remote_addr().ok_or(PushFault::Unreachable)?;
        if !self.filter.permits(peer.ip(), peer.port()) {
            return Err(PushFault::PrivateAddress);
        }
        judge(&response)
    }
}

/// What the service says.
fn judge(response: &Response) -> Result<(), PushFault> {
    let status = response.status();
    match status.as_u16() {
        200..=299 => Ok(()),
        404 | 410 => Err(PushFault::Gone),
        429 | 500..=599 => Err(PushFault::Busy(status, patience(response))),
        _ => Err(PushFault::Refused(status)),
    }
}

/// How long the service asks us to wait.
fn patience(response: &Response) -> Option<Duration> {
    let asked = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(asked).min(LONGEST_WAIT))
}

fn fault_of(error: &reqwest::Error) -> PushFault {
    match dial::refused(error) {
        Some(NotDialled::Private) => PushFault::PrivateAddress,
        Some(NotDialled::NoSuchName) | None => PushFault::Unreachable,
    }
}

/// Says nothing about what it stands for: the service sees it.
fn topic(tag: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(tag.as_bytes())[..TOPIC_BYTES])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_lead_to_the_public_internet_or_where_the_operator_says() {
        let permits = |networks: &[&str], endpoint: &str| {
            let networks = networks.iter().map(|network| network.parse().unwrap()).collect();
            let services = PushServices::new(AddressFilter::new(networks)).unwrap();
            services.permits(&endpoint.parse().unwrap())
        };
        for endpoint in
            ["https://fcm.googleapis.com/fcm/send/x", "https://web.push.apple.com/x", "https://8.8.8.8/x"]
        {
            assert!(permits(&[], endpoint), "{endpoint}");
        }
        for endpoint in [
            "http://fcm.googleapis.com/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://[::1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://169.254.169.254/latest",
            "https://push.example:6379/x",
            "http://8.8.8.8/x",
        ] {
            assert!(!permits(&[], endpoint), "{endpoint}");
        }
        assert!(permits(&["127.0.0.0/8"], "http://127.0.0.1:9000/x"));
        assert!(!permits(&["127.0.0.0/8"], "http://10.0.0.1:9000/x"));
        assert!(!permits(&["127.0.0.0/8"], "http://8.8.8.8/x"), "not in the clear");
    }

    #[test]
    fn a_topic_is_short_and_tells_nothing() {
        let topic = topic("wa_disconnected:+39 320 1234567");
        assert_eq!(topic.len(), 32);
        assert!(topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{topic}");
    }
}
