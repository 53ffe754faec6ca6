//! One request for a page that may have been read before. It follows nothing: where a page sends on to is for the caller to
//! judge, so that every hop passes the address filter and the site's own walls.

use std::time::Duration;

use reqwest::header::{
    CONTENT_LANGUAGE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION, RETRY_AFTER,
};
use url::Url;

use super::fetch::{FetchFault, Fetched, Fetcher, read_page, target_of};
use super::page_signs;
use crate::clock::Timestamp;
use crate::extract::{Kind, language_tag};

/// Bytes of an ETag or a date that are kept and sent back.
const MAX_VALIDATOR_BYTES: usize = 500;
const ROBOTS: HeaderName = HeaderName::from_static("x-robots-tag");

/// What a site gave to tell later whether a page is still the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Validators {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

/// What one request brought.
#[derive(Debug)]
pub(super) enum Visit {
    /// The site says that it is as it was.
    NotModified,
    /// It sends on to another address.
    SendsOn(Url),
    /// The site asks for patience, and may say for how long.
    Busy(Option<Duration>),
    Page(Box<Visited>),
}

/// A page with what its headers say.
#[derive(Debug)]
pub(super) struct Visited {
    pub fetched: Fetched,
    pub validators: Validators,
    pub language: Option<String>,
    /// It asks to be left out of searches.
    pub no_index: bool,
}

impl Fetcher {
    /// Asks for a page, unless it is as it was when `known` was given. `now` turns a date in `Retry-After` into a time.
    pub(super) async fn visit(
        &self,
        url: &Url,
        known: &Validators,
        now: Timestamp,
    ) -> Result<Visit, FetchFault> {
        let response = self.get(url, conditions(known)).await?;
        let headers = response.headers().clone();
        match response.status().as_u16() {
            304 => return Ok(Visit::NotModified),
            429 | 503 => return Ok(Visit::Busy(retry_after(&headers, now))),
            _ => {}
        }
        if response.status().is_redirection() {
            let target = text(&headers, &LOCATION).and_then(|target| target_of(url, &target));
            return target.map(Visit::SendsOn).ok_or(FetchFault::SiteFault);
        }
        let fetched = read_page(url, response).await?;
        let onward = (fetched.kind == Kind::Html).then(|| page_signs::sends_on(&fetched.content)).flatten();
        if let Some(target) = onward.and_then(|target| target_of(url, &target)).filter(|target| target != url)
        {
            return Ok(Visit::SendsOn(target));
        }
        let language = text(&headers, &CONTENT_LANGUAGE).and_then(|word| language_tag(&word));
        let no_index =
            headers.get_all(ROBOTS).iter().filter_map(|value| value.to_str().ok()).any(asks_no_index);
        Ok(Visit::Page(Box::new(Visited { fetched, validators: validators(&headers), language, no_index })))
    }
}

fn conditions(known: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [(IF_NONE_MATCH, &known.etag), (IF_MODIFIED_SINCE, &known.last_modified)] {
        if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

fn validators(headers: &HeaderMap) -> Validators {
    let kept = |name| text(headers, name).filter(|value| value.len() <= MAX_VALIDATOR_BYTES);
    Validators { etag: kept(&ETAG), last_modified: kept(&LAST_MODIFIED) }
}

/// Seconds, or a date.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let value = text(headers, &RETRY_AFTER)?;
    let seconds = value.trim().parse().map(Duration::from_secs).ok();
    seconds.or_else(|| Timestamp::from_http_date(value.trim()).map(|until| until.since(now)))
}

/// `noindex`, for everybody or for us: `shopbell: noindex`.
fn asks_no_index(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let (name, wishes) = value.split_once(':').unwrap_or(("", &value));
    let for_us = name.is_empty() || name.trim() == "shopbell";
    for_us && wishes.split(',').any(|wish| matches!(wish.trim(), "noindex" | "none"))
}

fn text(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &HeaderName, value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(name, HeaderValue::from_str(value).unwrap());
        headers
    }

    #[test]
    fn patience_is_asked_for_in_seconds_or_until_a_date() {
        let now: Timestamp = "2026-11-21T10:00:00Z".parse().unwrap();
        for (value, seconds) in [
            ("120", Some(120)),
            ("Sat, 21 Nov 2026 10:01:00 GMT", Some(60)),
            ("Sat, 21 Nov 2026 09:00:00 GMT", Some(0)),
            ("soon", None),
        ] {
            let asked = retry_after(&headers(&RETRY_AFTER, value), now);
            assert_eq!(asked, seconds.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn headers_may_ask_to_be_left_out() {
        for (value, asks) in [
            ("noindex", true),
            ("nofollow, NOINDEX", true),
            ("none", true),
            ("shopbell: noindex", true),
            ("googlebot: noindex", false),
            ("max-snippet: 0", false),
            ("all", false),
        ] {
            assert_eq!(asks_no_index(value), asks, "{value}");
        }
    }
}
