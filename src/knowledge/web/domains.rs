//! The sites an answer may be looked for on: names as the owner types them, in the letters of the net, and whether an address
//! lies on one. A name counts with everything below it, and with nothing that only looks like it.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Names below which everybody may have a name.
const SHARED_NAMES: &str = include_str!("shared_names.txt");
/// Characters of an address: it stands below an answer, and a message has room for both.
const ADDRESS_LIMIT_CHARACTERS: usize = 500;
/// Characters of a name, as the net allows.
const NAME_LIMIT_CHARACTERS: usize = 253;

/// The name of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Domain(String);

/// Why a text is no name of a site, in words that say what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDomain {
    #[error("This is not the name of a site. It should look like example.com.")]
    NotAName,
    #[error("Leave out what stands after the name, such as /page: everything on the site counts.")]
    HasMore,
    #[error("Everybody can have a site under this name. Name the site itself, such as example.co.uk.")]
    Shared,
}

impl Domain {
    /// As people type it: with or without `https://` and `*.`, in capitals, with letters of any script.
    pub fn parse(text: &str) -> Result<Self, NoDomain> {
        let text = text.trim();
        if text.is_empty() || text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
            return Err(NoDomain::NotAName);
        }
        let complete = match text.split_once("://") {
            Some(("http" | "https" | "HTTP" | "HTTPS", rest)) => format!("https://{rest}"),
            Some(_) => return Err(NoDomain::NotAName),
            None => format!("https://{}", text.strip_prefix("*.").unwrap_or(text)),
        };
        let url = Url::parse(&complete).map_err(|_| NoDomain::NotAName)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NoDomain::NotAName);
        }
        if url.port().is_some() || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(NoDomain::HasMore);
        }
        let Some(Host::Domain(name)) = url.host() else { return Err(NoDomain::NotAName) };
        let name = name.trim_end_matches('.');
        let is_name = name.len() <= NAME_LIMIT_CHARACTERS
            && name.contains('.')
            && name.split('.').all(|part| !part.is_empty() && part.chars().all(is_of_a_name));
        if !is_name {
            return Err(NoDomain::NotAName);
        }
        if is_shared(name) { Err(NoDomain::Shared) } else { Ok(Self(name.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a host is this site or lies below it.
    fn covers(&self, host: &str) -> bool {
        let above = host.strip_suffix(self.0.as_str());
        above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
    }
}

/// Whether an address lies on one of the sites: by the name that would be dialled, never by how it looks. One too long to be
/// told to a customer lies on none.
pub(super) fn within(domains: &[Domain], url: &Url) -> bool {
    let is_plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.as_str().chars().count() <= ADDRESS_LIMIT_CHARACTERS;
    let Some(Host::Domain(host)) = url.host().filter(|_| is_plain) else { return false };
    let host = host.trim_end_matches('.');
    domains.iter().any(|domain| domain.covers(host))
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

fn is_shared(name: &str) -> bool {
    let lines = SHARED_NAMES.lines().filter(|line| !line.starts_with('#'));
    let mut shared = lines.flat_map(str::split_whitespace);
    shared.any(|known| match (known.contains('.'), name.split_once('.')) {
        (true, _) => known == name,
        (false, Some((first, country))) => first == known && country.len() == 2,
        (false, None) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(domains: &[&str], address: &str) -> bool {
        let domains: Vec<Domain> = domains.iter().map(|domain| Domain::parse(domain).unwrap()).collect();
        Url::parse(address).is_ok_and(|url| within(&domains, &url))
    }

    #[test]
    fn names_are_read_as_people_type_them() {
        for (typed, name) in [
            (" Example.COM ", "example.com"),
            ("https://example.com/", "example.com"),
            ("http://Example.com", "example.com"),
            ("*.example.com", "example.com"),
            ("help.example.com.", "help.example.com"),
            ("münchen.example", "xn--mnchen-3ya.example"),
            ("bücher.de", "xn--bcher-kva.de"),
            ("例え.jp", "xn--r8jz45g.jp"),
            ("shop.co.uk", "shop.co.uk"),
            ("mario.github.io", "mario.github.io"),
        ] {
            assert_eq!(Domain::parse(typed).map(|domain| domain.0), Ok(name.to_owned()), "{typed}");
        }
    }

    #[test]
    fn what_names_no_site_is_refused_in_words() {
        for (typed, fault) in [
            ("", NoDomain::NotAName),
            ("com", NoDomain::NotAName),
            ("localhost", NoDomain::NotAName),
            ("example com", NoDomain::NotAName),
            ("a.example, b.example", NoDomain::NotAName),
            ("127.0.0.1", NoDomain::NotAName),
            ("2130706433", NoDomain::NotAName),
            ("[::1]", NoDomain::NotAName),
            ("ftp://example.com", NoDomain::NotAName),
            ("javascript:alert(1)", NoDomain::NotAName),
            ("me@example.com", NoDomain::NotAName),
            ("example..com", NoDomain::NotAName),
            ("*.*.example.com", NoDomain::NotAName),
            ("exa<m>ple.com", NoDomain::NotAName),
            ("example.com/help", NoDomain::HasMore),
            ("example.com:8080", NoDomain::HasMore),
            ("example.com?q=1", NoDomain::HasMore),
            ("co.uk", NoDomain::Shared),
            ("COM.AU", NoDomain::Shared),
            ("github.io", NoDomain::Shared),
            ("https://wordpress.com", NoDomain::Shared),
        ] {
            assert_eq!(Domain::parse(typed), Err(fault), "{typed}");
        }
    }

    #[test]
    fn a_site_counts_with_what_is_below_it_and_nothing_that_looks_like_it() {
        for address in [
            "https://example.com/a",
            "http://EXAMPLE.com",
            "https://help.example.com./b?c#d",
            "https://a.b.example.com:8443/",
        ] {
            assert!(on(&["example.com"], address), "{address}");
        }
        for address in [
            "https://example.com.evil.org/",
            "https://notexample.com/",
            "https://example.com@evil.org/",
            "https://evil.org/example.com",
            "https://evil.org#example.com",
            "https://evil.org?example.com",
            "https://evil.org\\@example.com",
            "https://user:pass@example.com/",
            "https://exаmple.com/",
            "https://xn--exmple-4nf.com/",
            "https://example.co/",
            "https://com/",
            "ftp://example.com/",
            "file:///example.com",
            "javascript://example.com/%0aalert(1)",
            "https://127.0.0.1/",
        ] {
            assert!(!on(&["example.com"], address), "{address}");
        }
        assert!(on(&["bücher.de"], "https://www.xn--bcher-kva.de/"));
        let of_length = |length: usize| format!("https://example.com/{}", "a".repeat(length - 20));
        assert!(on(&["example.com"], &of_length(ADDRESS_LIMIT_CHARACTERS)));
        assert!(
            !on(&["example.com"], &of_length(ADDRESS_LIMIT_CHARACTERS + 1)),
            "no message has room for it"
        );
    }
}
