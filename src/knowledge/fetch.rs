//! Fetches one page somebody typed the address of. Every address is checked at the moment of
//! dialling, redirects included, so that no name can lead inside the shop's own network.
//!
//! It sends no cookies, no password and goes through no proxy; it follows no link on the page.

use std::net::IpAddr;
use std::time::Duration;

use encoding_rs::{Encoding, UTF_8};
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, Response, Url};

use super::page_says::{self, Says};
use super::page_signs;
use crate::extract::{self, Kind};
use crate::http::address_filter::AddressFilter;
use crate::http::dial::{self, NotDialled, OTHER_PORT};
use crate::http::outgoing::NoClient;

/// Bytes of one page.
pub(super) const MAX_PAGE_BYTES: usize = 5 * 1024 * 1024;
/// Time for the whole of one fetch, redirects included.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Redirects of one fetch.
const MAX_REDIRECTS: usize = 5;
/// Characters of an address.
const MAX_ADDRESS: usize = 2_000;

/// A page as it came.
#[derive(Debug)]
pub struct Fetched {
    pub kind: Kind,
    pub content: Vec<u8>,
}

/// Why there is no page, in words that say what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchFault {
    #[error("This is not a web address. It should look like https://example.com/prices.")]
    NotAnAddress,
    #[error(
        "This address leads into a private network, which is not allowed. Use the page's public address."
    )]
    Private,
    #[error("There is no site by this name. Check the spelling.")]
    NoSuchSite,
    #[error("The site could not be reached. Open it in your browser, then try again.")]
    Unreachable,
    #[error("The site took longer than 10 seconds. Try again later.")]
    TooSlow,
    #[error("The site keeps sending on to other pages. Use the address your browser shows at the end.")]
    TooManyRedirects,
    #[error("There is no page at this address. Check it in your browser.")]
    NotFound,
    #[error("The site refused to show this page. If you have to sign in to see it, paste its text instead.")]
    Refused,
    #[error("The site has a fault at the moment. Try again later.")]
    SiteFault,
    #[error("The page is larger than 5 MB. Paste the important parts as text.")]
    TooLarge,
    #[error(
        "The site asks visitors to prove that they are human, so the page could not be read. Paste its text instead."
    )]
    Challenged,
    #[error(
        "The site answers that there is no such page, though it does not say so in its code. Check the address in your browser."
    )]
    SaysNotFound,
    #[error("The site shows this page only to whoever signs in or knows a password. Paste its text instead.")]
    AsksToSignIn,
    #[error(
        "The site says that it is not open yet or is being worked on. Try again later, or paste the text."
    )]
    SaysClosed,
    #[error("This address gives neither a page, nor text, nor a document that can be read.")]
    WrongKind,
}

impl FetchFault {
    /// The word scripts and screens know it by.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnAddress => "not_an_address",
            Self::Private => "private_address",
            Self::NoSuchSite => "no_such_site",
            Self::Unreachable => "site_unreachable",
            Self::TooSlow => "site_too_slow",
            Self::TooManyRedirects => "too_many_redirects",
            Self::NotFound => "page_not_found",
            Self::Refused => "page_refused",
            Self::SiteFault => "site_fault",
            Self::TooLarge => "page_too_large",
            Self::Challenged => "asks_for_a_human",
            Self::SaysNotFound => "says_not_found",
            Self::AsksToSignIn => "asks_to_sign_in",
            Self::SaysClosed => "says_closed",
            Self::WrongKind => "not_a_page",
        }
    }

    /// The fault a word stands for.
    pub(super) fn of_code(code: &str) -> Option<Self> {
        [
            Self::NotAnAddress,
            Self::Private,
            Self::NoSuchSite,
            Self::Unreachable,
            Self::TooSlow,
            Self::TooManyRedirects,
            Self::NotFound,
            Self::Refused,
            Self::SiteFault,
            Self::TooLarge,
            Self::Challenged,
            Self::SaysNotFound,
            Self::AsksToSignIn,
            Self::SaysClosed,
            Self::WrongKind,
        ]
        .into_iter()
        .find(|fault| fault.code() == code)
    }

    /// Whether the same fetch may succeed later by itself.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Unreachable | Self::TooSlow | Self::SiteFault | Self::SaysClosed => true,
            Self::NotAnAddress
            | Self::Private
            | Self::NoSuchSite
            | Self::TooManyRedirects
            | Self::NotFound
            | Self::Refused
            | Self::TooLarge
            | Self::Challenged
            | Self::SaysNotFound
            | Self::AsksToSignIn
            | Self::WrongKind => false,
        }
    }
}

/// Fetches pages through the filter.
#[derive(Debug, Clone)]
pub struct Fetcher {
    /// For the web's own ports: dials public addresses and named networks.
    pub(super) client: Client,
    /// For all other ports: dials named networks only.
    pub(super) inside: Client,
    filter: AddressFilter,
}

impl Fetcher {
    pub fn new(filter: AddressFilter) -> Result<Self, NoClient> {
        let client = |port| dial::builder(&filter, port).timeout(TIMEOUT).build();
        Ok(Self { client: client(443)?, inside: client(OTHER_PORT)?, filter })
    }

    /// The page at an address a person typed.
    pub async fn fetch(&self, address: &str) -> Result<Fetched, FetchFault> {
        let url = parse_address(address)?;
        tokio::time::timeout(TIMEOUT, self.follow(url)).await.unwrap_or(Err(FetchFault::TooSlow))
    }

    async fn follow(&self, mut url: Url) -> Result<Fetched, FetchFault> {
        for _ in 0..=MAX_REDIRECTS {
            let response = self.get(&url, HeaderMap::new()).await?;
            if response.status().is_redirection() {
                let target = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
                url = target.and_then(|target| target_of(&url, target)).ok_or(FetchFault::SiteFault)?;
                continue;
            }
            let page = read_page(&url, response).await?;
            let onward = (page.kind == Kind::Html).then(|| page_signs::sends_on(&page.content)).flatten();
            match onward.and_then(|target| target_of(&url, &target)).filter(|target| *target != url) {
                Some(target) => url = target,
                None => return Ok(page),
            }
        }
        Err(FetchFault::TooManyRedirects)
    }

    /// One request for a page, through the filter before and after dialling; follows nothing.
    pub(super) async fn get(&self, url: &Url, headers: HeaderMap) -> Result<Response, FetchFault> {
        self.check(url)?;
        let client = if is_web_port(url) { &self.client } else { &self.inside };
        let accept = "text/html,application/xhtml+xml,text/plain,application/pdf,*/*;q=0.1";
        let request = client.get(url.clone()).headers(headers).header(ACCEPT, accept);
        let response = request.send().await.map_err(|error| fault_of(&error))?;
        self.check_peer(&response)?;
        Ok(response)
    }

    /// What can be refused before dialling: schemes, ports and addresses written as numbers.
    pub(super) fn check(&self, url: &Url) -> Result<(), FetchFault> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(FetchFault::NotAnAddress);
        }
        let port = url.port_or_known_default().unwrap_or(OTHER_PORT);
        let permitted = match url.host() {
            None => return Err(FetchFault::NotAnAddress),
            Some(url::Host::Ipv4(address)) => self.filter.permits(IpAddr::V4(address), port),
            Some(url::Host::Ipv6(address)) => self.filter.permits(IpAddr::V6(address), port),
            // A name's addresses are checked when they are dialled.
            Some(url::Host::Domain(_)) => is_web_port(url) || self.filter.has_networks(),
        };
        if permitted { Ok(()) } else { Err(FetchFault::Private) }
    }

    /// The last word: the address at the other end of the connection.
    pub(super) fn check_peer(&self, response: &Response) -> Result<(), FetchFault> {
        let peer = response.remote_addr().ok_or(FetchFault::Unreachable)?;
        if self.filter.permits(peer.ip(), peer.port()) { Ok(()) } else { Err(FetchFault::Private) }
    }
}

/// An address as people type it: `https://` is understood, user names and fragments are dropped.
pub fn parse_address(address: &str) -> Result<Url, FetchFault> {
    let address = address.trim();
    if address.is_empty() || address.chars().count() > MAX_ADDRESS {
        return Err(FetchFault::NotAnAddress);
    }
    let complete = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
    let mut url = Url::parse(&complete).map_err(|_| FetchFault::NotAnAddress)?;
    let is_web =
        matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    if !is_web || !url.username().is_empty() || url.password().is_some() {
        return Err(FetchFault::NotAnAddress);
    }
    url.set_fragment(None);
    Ok(url)
}

pub(super) fn is_web_port(url: &Url) -> bool {
    matches!(url.port_or_known_default(), Some(80 | 443))
}

pub(super) fn target_of(from: &Url, target: &str) -> Option<Url> {
    let mut target = from.join(target).ok()?;
    // A site must not make us sign in anywhere.
    target.set_username("").ok()?;
    target.set_password(None).ok()?;
    target.set_fragment(None);
    Some(target)
}

pub(super) async fn read_page(url: &Url, mut response: Response) -> Result<Fetched, FetchFault> {
    let refused = match response.status().as_u16() {
        200..=299 => None,
        404 | 410 => return Err(FetchFault::NotFound),
        400..=499 => Some(FetchFault::Refused),
        _ => Some(FetchFault::SiteFault),
    };
    let header = |name| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (declared, packing) = (header(CONTENT_TYPE), header(CONTENT_ENCODING));
    if response.content_length().unwrap_or(0) > MAX_PAGE_BYTES as u64 {
        return Err(refused.unwrap_or(FetchFault::TooLarge));
    }
    let mut content = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(|error| fault_of(&error))? {
        content.extend_from_slice(&piece);
        if content.len() > MAX_PAGE_BYTES {
            return Err(refused.unwrap_or(FetchFault::TooLarge));
        }
    }
    let content = page_signs::unpacked(content, &packing, MAX_PAGE_BYTES).ok_or(FetchFault::TooLarge)?;
    if let Some(fault) = refused {
        return Err(if page_signs::is_challenge(&content) { FetchFault::Challenged } else { fault });
    }
    let (kind, encoding) = kind_of(&declared, url.path(), &content)?;
    let said = if kind == Kind::Html { said_instead(&content) } else { None };
    said.map_or_else(|| Ok(Fetched { kind, content: in_utf8(content, encoding) }), Err)
}

/// What a page says instead of what it is asked for.
fn said_instead(content: &[u8]) -> Option<FetchFault> {
    if page_signs::is_challenge(content) {
        return Some(FetchFault::Challenged);
    }
    page_says::of_itself(content).map(|says| match says {
        Says::NotThere => FetchFault::SaysNotFound,
        Says::SignIn => FetchFault::AsksToSignIn,
        Says::Closed => FetchFault::SaysClosed,
    })
}

/// The kind by its bytes; where they leave it open by what the site says, or by the end of the address.
fn kind_of(
    content_type: &str,
    path: &str,
    content: &[u8],
) -> Result<(Kind, Option<&'static Encoding>), FetchFault> {
    let mut parts = content_type.split(';');
    let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let untyped = matches!(
        media_type.as_str(),
        "" | "application/octet-stream" | "application/unknown" | "binary/octet-stream" | "application/zip"
    );
    // A picture at an address is no page; a photo is uploaded.
    let declared = Kind::of_type(&media_type).filter(|kind| *kind != Kind::Photo);
    if declared.is_none() && !untyped {
        return Err(FetchFault::WrongKind);
    }
    let kind = extract::sniff(content, declared, path).ok_or(FetchFault::WrongKind)?;
    let charset =
        parts.find_map(|part| part.trim().to_ascii_lowercase().strip_prefix("charset=").map(str::to_owned));
    let encoding = charset.and_then(|name| Encoding::for_label(name.trim_matches(['"', '\'']).as_bytes()));
    Ok((kind, encoding.filter(|_| kind.is_written_text())))
}

/// What the header says about the letters is known only here, so they are converted here; a byte
/// order mark tells the reader.
fn in_utf8(content: Vec<u8>, encoding: Option<&'static Encoding>) -> Vec<u8> {
    match encoding {
        // A header that is wrong is common; the reader finds out what it is.
        Some(encoding) if !is_wrong(encoding, &content) => {
            let mut marked = "\u{feff}".as_bytes().to_vec();
            marked.extend_from_slice(encoding.decode(&content).0.as_bytes());
            marked
        }
        Some(_) | None => content,
    }
}

/// Letters that make UTF-8 by chance are not seen outside tests, so UTF-8 is believed before any header.
fn is_wrong(encoding: &'static Encoding, content: &[u8]) -> bool {
    match std::str::from_utf8(content) {
        Ok(text) => encoding != UTF_8 && !text.is_ascii(),
        Err(_) => encoding == UTF_8,
    }
}

/// Looks for our own reasons inside reqwest's.
pub(super) fn fault_of(error: &reqwest::Error) -> FetchFault {
    match dial::refused(error) {
        Some(NotDialled::Private) => FetchFault::Private,
        Some(NotDialled::NoSuchName) => FetchFault::NoSuchSite,
        None if error.is_timeout() => FetchFault::TooSlow,
        None => FetchFault::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_understood_as_people_type_them() {
        assert_eq!(parse_address(" example.com/prices#top ").unwrap().as_str(), "https://example.com/prices");
        assert_eq!(parse_address("http://example.com").unwrap().as_str(), "http://example.com/");
        for wrong in [
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://a:b@example.com",
            "https://",
            "ftp://a",
        ] {
            assert_eq!(parse_address(wrong), Err(FetchFault::NotAnAddress), "{wrong}");
        }
    }

    #[test]
    fn numbers_in_disguise_are_still_numbers() {
        let fetcher = Fetcher::new(AddressFilter::default()).unwrap();
        for disguised in ["http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://0/"] {
            let url = parse_address(disguised).unwrap();
            assert_eq!(fetcher.check(&url), Err(FetchFault::Private), "{disguised}");
        }
        let other_port = parse_address("https://example.com:6379/").unwrap();
        assert_eq!(fetcher.check(&other_port), Err(FetchFault::Private));
    }

    #[test]
    fn kinds_are_known_by_their_bytes_before_their_type() {
        let kind = |declared, path, content: &[u8]| kind_of(declared, path, content).map(|(kind, _)| kind);
        assert_eq!(kind("text/html; charset=\"ISO-8859-1\"", "/", b"<p>a"), Ok(Kind::Html));
        assert_eq!(kind("text/html", "/", b"%PDF-1.7"), Ok(Kind::Pdf));
        assert_eq!(kind("application/octet-stream", "/menu.pdf", b"%PDF-1.7"), Ok(Kind::Pdf));
        assert_eq!(kind("text/plain", "/", b"<!DOCTYPE html><p>a"), Ok(Kind::Html));
        assert_eq!(kind("", "/prices.csv", b"a;b"), Ok(Kind::Csv));
        assert_eq!(kind("", "/", b"plain words"), Ok(Kind::Text));
        assert_eq!(kind("image/png", "/", b"png"), Err(FetchFault::WrongKind));
        assert_eq!(kind("", "/", b"\x7fELF\x02\x01\x01\0\0\0"), Err(FetchFault::WrongKind));
    }

    #[test]
    fn letters_are_converted_by_the_header() {
        let latin = kind_of("text/plain; charset=latin1", "/", b"a").unwrap().1;
        assert_eq!(in_utf8(vec![0xE8], latin), "\u{feff}è".as_bytes());
        assert_eq!(in_utf8("caffè".into(), latin), "caffè".as_bytes(), "the header lies");
        assert_eq!(in_utf8(vec![0xE8], None), vec![0xE8]);
        assert_eq!(in_utf8(vec![0xE8], Some(UTF_8)), vec![0xE8]);
    }
}
