//! What an address of a service may look like that the owner types: a model, a search. It may lie in the shop's own network.

use url::{Host, Url};

/// Longest such address.
const ADDRESS_LIMIT_CHARACTERS: usize = 300;

/// What is wrong with it, in words. An address carries a key in the clear only within this machine or network.
pub fn wrong_address(text: &str, with_key: bool) -> Option<&'static str> {
    let Ok(url) = Url::parse(text) else {
        return Some("This is not an address such as https://example.com/v1.");
    };
    if text.chars().count() > ADDRESS_LIMIT_CHARACTERS
        || url.host().is_none()
        || !matches!(url.scheme(), "http" | "https")
    {
        return Some("This is not an address such as https://example.com/v1.");
    }
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        return Some("Leave out everything after the path, and names and passwords.");
    }
    (url.scheme() == "http" && with_key && !is_near(&url)).then_some("A key needs https:// here.")
}

fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback() || address.is_private(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
