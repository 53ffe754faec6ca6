//! The session cookie: `__Host-shopbell` over https, `shopbell` over plain http on this machine.
//!
//! HttpOnly, SameSite=Lax, for the whole site and no other. Where our public address is https the plain name is not
//! believed, so that nobody on the way can plant one.

use axum::http::{HeaderMap, HeaderValue, header};
use url::Url;

use super::session::ABSOLUTE;
use crate::secrets::Secret;

const SECURE_NAME: &str = "__Host-shopbell";
const PLAIN_NAME: &str = "shopbell";

/// Our own address as a request sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// `https://bell.example`, without a slash at the end.
    origins: Vec<String>,
    is_secure: bool,
}

impl Site {
    /// Reads it from the settings and from the request's own `Host` and `Origin`.
    pub fn of(public_url: Option<&Url>, headers: &HeaderMap) -> Self {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let public = public_url.map(|url| url.origin().ascii_serialization());
        if let Some(public) = public
            && public.split("://").nth(1).is_some_and(|authority| authority.eq_ignore_ascii_case(host))
        {
            return Self { is_secure: public.starts_with("https://"), origins: vec![public] };
        }
        let (secure, plain) = (format!("https://{host}"), format!("http://{host}"));
        let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).unwrap_or_default();
        Self { is_secure: origin.eq_ignore_ascii_case(&secure), origins: vec![plain, secure] }
    }

    /// The ways our own origin may be written in this request.
    pub fn origins(&self) -> &[String] {
        &self.origins
    }

    /// The address for a link that a person opens later.
    pub fn address(&self) -> &str {
        let at = usize::from(self.is_secure && self.origins.len() > 1);
        self.origins.get(at).map_or("", String::as_str)
    }

    /// The session token the request carries.
    pub fn session_token(&self, headers: &HeaderMap) -> Option<Secret> {
        let only_secure = self.is_secure && self.origins.len() == 1;
        let plain = || if only_secure { None } else { cookie(headers, PLAIN_NAME) };
        cookie(headers, SECURE_NAME).or_else(plain).map(Secret::new)
    }

    /// `Set-Cookie` for a new session.
    pub fn set_cookie(&self, token: &Secret) -> Option<HeaderValue> {
        self.cookie_header(token.expose(), ABSOLUTE.as_secs())
    }

    /// `Set-Cookie` that takes the cookie away.
    pub fn clear_cookie(&self) -> Option<HeaderValue> {
        self.cookie_header("", 0)
    }

    fn cookie_header(&self, value: &str, seconds: u64) -> Option<HeaderValue> {
        let (name, secure) = if self.is_secure { (SECURE_NAME, "; Secure") } else { (PLAIN_NAME, "") };
        let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        let mut header = HeaderValue::from_str(&text).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, value)| *found == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<HeaderMap>()
    }

    fn written(site: &Site) -> String {
        site.set_cookie(&Secret::new("t0ken".to_owned())).unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let public: Url = "https://bell.example/".parse().unwrap();
        let request = headers(&[("host", "bell.example"), ("cookie", "shopbell=planted; a=b")]);
        let site = Site::of(Some(&public), &request);
        assert_eq!(
            written(&site),
            "__Host-shopbell=t0ken; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(site.session_token(&request).is_none(), "a plain cookie is not believed");
        let request = headers(&[("host", "bell.example"), ("cookie", "a=b; __Host-shopbell=t0ken")]);
        assert_eq!(Site::of(Some(&public), &request).session_token(&request).unwrap().expose(), "t0ken");
        assert_eq!(site.origins(), ["https://bell.example"]);
        assert_eq!(site.address(), "https://bell.example");
    }

    #[test]
    fn on_this_machine_plain_http_works() {
        let request = headers(&[("host", "127.0.0.1:8420"), ("cookie", "shopbell=t0ken")]);
        let site = Site::of(None, &request);
        assert_eq!(written(&site), "shopbell=t0ken; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax");
        assert_eq!(site.session_token(&request).unwrap().expose(), "t0ken");
        assert_eq!(site.address(), "http://127.0.0.1:8420");
    }

    #[test]
    fn behind_a_proxy_without_a_public_address_the_browser_says_https() {
        let request = headers(&[("host", "bell.example"), ("origin", "https://bell.example")]);
        let site = Site::of(None, &request);
        assert!(written(&site).starts_with("__Host-shopbell="));
        assert_eq!(site.address(), "https://bell.example");
    }
}
