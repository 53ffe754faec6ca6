//! The rule that keeps other web sites from using a signed-in browser.
//!
//! A request that changes something and carries a cookie must come from our own pages: the browser says so itself
//! (`Sec-Fetch-Site`), or else names the page's origin, which must be ours. With neither it is refused. Never looks
//! at `Referer`.

use axum::http::{HeaderMap, Method, header};

/// Whether the method may change something.
pub fn is_unsafe(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Where a request says it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameFrom {
    OurPages,
    /// Another site, or a place that cannot be ours.
    Elsewhere,
    /// No browser said anything, as with a program.
    Unsaid,
}

/// Reads it from the headers. `our_origins` are the ways our own address may be written.
pub fn came_from(headers: &HeaderMap, our_origins: &[String]) -> CameFrom {
    if let Some(site) = headers.get("sec-fetch-site") {
        return if site == "same-origin" { CameFrom::OurPages } else { CameFrom::Elsewhere };
    }
    match headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or("null")) {
        Some(origin) if our_origins.iter().any(|ours| ours.eq_ignore_ascii_case(origin)) => {
            CameFrom::OurPages
        }
        Some(_) => CameFrom::Elsewhere,
        None => CameFrom::Unsaid,
    }
}

/// Whether a request may go on. A program with a token needs no origin: a browser never sends its token by itself.
pub fn is_allowed(method: &Method, came_from: CameFrom, has_cookie: bool, has_token: bool) -> bool {
    if !is_unsafe(method) || has_token {
        return true;
    }
    match came_from {
        CameFrom::OurPages => true,
        CameFrom::Elsewhere => false,
        CameFrom::Unsaid => !has_cookie,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "https://bell.example";

    fn headers(site: Option<&'static str>, origin: Option<&'static str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(site) = site {
            headers.insert("sec-fetch-site", site.parse().unwrap());
        }
        if let Some(origin) = origin {
            headers.insert(header::ORIGIN, origin.parse().unwrap());
        }
        headers
    }

    #[test]
    fn the_whole_matrix() {
        // Sec-Fetch-Site, Origin, allowed with a cookie, allowed with neither cookie nor token
        let cases = [
            (Some("same-origin"), Some(OURS), true, true),
            (Some("same-origin"), None, true, true),
            (Some("same-site"), Some("https://shop.bell.example"), false, false),
            (Some("same-site"), Some(OURS), false, false),
            (Some("cross-site"), Some("https://evil.example"), false, false),
            (Some("cross-site"), Some(OURS), false, false),
            (Some("none"), None, false, false),
            (None, Some(OURS), true, true),
            (None, Some("https://BELL.example"), true, true),
            (None, Some("http://bell.example"), false, false),
            (None, Some("https://bell.example:8443"), false, false),
            (None, Some("https://bell.example.evil.example"), false, false),
            (None, Some("null"), false, false),
            (None, None, false, true),
        ];
        let ours = [OURS.to_owned()];
        for (site, origin, with_cookie, with_nothing) in cases {
            let from = came_from(&headers(site, origin), &ours);
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                assert_eq!(
                    is_allowed(&method, from, true, false),
                    with_cookie,
                    "{method} {site:?} {origin:?}"
                );
                assert_eq!(
                    is_allowed(&method, from, false, false),
                    with_nothing,
                    "{method} {site:?} {origin:?}"
                );
                assert!(is_allowed(&method, from, false, true), "a token is no cookie");
            }
            assert!(is_allowed(&Method::GET, from, true, false), "reading changes nothing");
        }
    }
}
