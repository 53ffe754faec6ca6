//! Addresses of one site: which belong to it, and which are the same page written differently. Tracking and session
//! parameters, fragments, default pages and a last slash tell no pages apart. Asks nobody; it only looks at letters.

use url::Url;

/// Bytes of one address.
const MAX_BYTES: usize = 1_000;
/// Parts of a path, how often one may come again, and parameters: more are calendars and filters without an end.
const MAX_SEGMENTS: usize = 12;
const MAX_REPEATS: usize = 2;
const MAX_PARAMETERS: usize = 4;

/// Parameters that tell where a visitor came from.
const TRACKING: &str = "gclid gclsrc dclid gbraid wbraid fbclid msclkid yclid ysclid twclid ttclid igshid igsh \
    li_fat_id mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi hsctatracking srsltid epik s_kwcid \
    vero_id wickedid oly_anon_id oly_enc_id ref_src cmpid trk spm";
/// Beginnings of such names.
const TRACKING_FAMILIES: &str = "utm_ pk_ piwik_ mtm_ matomo_ hsa_ stm_";
/// Parameters that name one visit. `aspsessionid` carries letters of its own after it.
const SESSIONS: &str = "phpsessid jsessionid sessionid session_id session sessid sess_id sid oscsid zenid cfid \
    cftoken xtcsid _sid s_id phpsid fe_typo_user sess _session_id sid_key";
/// Parameters by which following a link would do something, or show the same list in another order.
const ACTIONS: &str = "add-to-cart add_to_cart remove_item undo_item added-to-cart replytocom share wc-ajax \
    add-to-wishlist add_to_wishlist print orderby sort sort_by order action do logout \
    redirect_to return_to";
/// Parts of paths behind which there is nothing to read.
const PLACES_OF_ACTION: &str = "cart basket checkout login logout signin sign-in wp-login.php wp-admin wp-json xmlrpc.php \
    my-account feed cgi-bin cdn-cgi carrello warenkorb panier carrito";
/// Endings of files that hold no words for customers.
const NO_WORDS: &str = "jpg jpeg png gif webp avif svg ico bmp tif tiff heic mp3 mp4 m4a m4v mov avi webm ogg wav \
    flac css js mjs map json xml rss atom txt.gz gz zip rar 7z tar tgz woff woff2 ttf eot otf \
    exe dmg apk msi iso bin ics vcf swf doc ppt epub psd ai eps webmanifest wasm";
/// Names of the page a folder shows by itself.
const DEFAULT_PAGES: &str = "index.html index.htm index.php index.asp index.aspx default.aspx default.asp";

/// One host, with and without `www.`, by http and https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    origin: Url,
}

impl Home {
    /// The site an address belongs to.
    pub fn of(address: &Url) -> Self {
        let mut origin = address.clone();
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        Self { origin }
    }

    /// `https://shop.example/`
    pub fn as_str(&self) -> &str {
        self.origin.as_str()
    }

    /// Every way its origin may be written.
    pub fn spellings(&self) -> [String; 4] {
        let port = self.origin.port().map(|port| format!(":{port}")).unwrap_or_default();
        ["http://", "https://", "http://www.", "https://www."]
            .map(|start| format!("{start}{}{port}/", self.host()))
    }

    /// The name of the site without `www.`.
    fn host(&self) -> &str {
        bare(self.origin.host_str().unwrap_or_default())
    }

    /// Whether an address is of this site.
    pub fn holds(&self, address: &Url) -> bool {
        let is_web = |url: &Url| matches!(url.port_or_known_default(), Some(80 | 443));
        let same_port = address.port_or_known_default() == self.origin.port_or_known_default()
            || (is_web(address) && is_web(&self.origin));
        matches!(address.scheme(), "http" | "https")
            && same_port
            && address.username().is_empty()
            && address.password().is_none()
            && bare(address.host_str().unwrap_or_default()) == self.host()
    }

    /// A place on this site, by its path.
    pub fn place(&self, path: &str) -> Option<Url> {
        self.origin.join(path).ok().filter(|url| self.holds(url))
    }

    /// The page a link leads to, when it is one of this site that is worth reading.
    pub fn page(&self, base: &Url, link: &str) -> Option<Url> {
        let url = base.join(link.trim()).ok()?;
        (self.holds(&url) && url.as_str().len() <= MAX_BYTES).then(|| self.cleaned(&url)).filter(is_readable)
    }

    /// The same page without what tells one visit from another, at the site's own origin.
    pub fn cleaned(&self, address: &Url) -> Url {
        let mut url = self.origin.clone();
        url.set_path(&without_sessions(address.path()));
        let kept: Vec<&str> = address
            .query()
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty() && !tells_visits_apart(pair))
            .collect();
        url.set_query((!kept.is_empty()).then(|| kept.join("&")).as_deref());
        url
    }
}

/// What a page is known by within its site: two addresses with the same one are the same page.
pub fn identity(url: &Url) -> String {
    let path = spelled(url.path());
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    if segments.last().is_some_and(|last| is_among(DEFAULT_PAGES, &last.to_ascii_lowercase())) {
        segments.pop();
    }
    let mut identity = format!("/{}", segments.join("/"));
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        let mut pairs: Vec<String> = query.split('&').map(spelled).collect();
        pairs.sort();
        identity.push('?');
        identity.push_str(&pairs.join("&"));
    }
    identity
}

/// One spelling for letters that may stand as themselves or as `%41`: what RFC 3986 calls unreserved stands as itself,
/// everything else that is escaped in capital digits, letters beyond ASCII escaped.
pub fn spelled(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let escaped = (byte == b'%').then(|| bytes.get(at + 1..at + 3)).flatten().and_then(hex_byte);
        at += if escaped.is_some() { 3 } else { 1 };
        match escaped {
            Some(value) if value.is_ascii_alphanumeric() || b"-._~".contains(&value) => {
                out.push(char::from(value));
            }
            Some(value) => out.push_str(&format!("%{value:02X}")),
            None if byte.is_ascii() => out.push(char::from(byte)),
            None => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits).ok()?;
    digits
        .bytes()
        .all(|digit| digit.is_ascii_hexdigit())
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

fn bare(host: &str) -> &str {
    let host = host.trim_end_matches('.');
    host.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(host)
}

fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

fn name_of(pair: &str) -> String {
    pair.split('=').next().unwrap_or_default().to_ascii_lowercase()
}

fn tells_visits_apart(pair: &str) -> bool {
    let name = name_of(pair);
    is_among(TRACKING, &name)
        || is_among(SESSIONS, &name)
        || name.starts_with("aspsessionid")
        || TRACKING_FAMILIES.split(' ').any(|family| name.starts_with(family))
}

/// A path without `;jsessionid=…` and without the `/(S(…))` of old ASP.NET.
fn without_sessions(path: &str) -> String {
    let segments = path.split('/').filter_map(|segment| {
        let is_visit = segment.starts_with("(S(") || segment.starts_with("(X(") || segment.starts_with("(A(");
        if is_visit {
            return None;
        }
        let mut parts = segment.split(';');
        let mut kept = parts.next().unwrap_or_default().to_owned();
        for parameter in parts.filter(|parameter| !tells_visits_apart(parameter)) {
            kept.push(';');
            kept.push_str(parameter);
        }
        Some(kept)
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether following the address may give something to read, does nothing, and leads into no maze.
fn is_readable(url: &Url) -> bool {
    let segments: Vec<String> =
        url.path().split('/').filter(|segment| !segment.is_empty()).map(str::to_ascii_lowercase).collect();
    let ending = segments.last().and_then(|last| last.rsplit_once('.')).map(|(_, ending)| ending);
    let repeats = |segment: &String| segments.iter().filter(|other| *other == segment).count() > MAX_REPEATS;
    let parameters: Vec<String> = url.query().unwrap_or_default().split('&').map(name_of).collect();
    !ending.is_some_and(|ending| is_among(NO_WORDS, ending))
        && !segments.iter().any(|segment| is_among(PLACES_OF_ACTION, segment))
        && !parameters.iter().any(|name| is_among(ACTIONS, name))
        && segments.len() <= MAX_SEGMENTS
        && !segments.iter().any(repeats)
        && parameters.len() <= MAX_PARAMETERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(address: &str) -> Home {
        Home::of(&Url::parse(address).unwrap())
    }

    #[test]
    fn a_site_is_one_host_however_it_is_written() {
        let home = home("https://www.shop.example/it/?x=1");
        assert_eq!((home.as_str(), home.host()), ("https://www.shop.example/", "shop.example"));
        for own in ["http://shop.example/a", "https://WWW.SHOP.example./a", "https://shop.example:443/"] {
            assert!(home.holds(&Url::parse(own).unwrap()), "{own}");
        }
        for other in [
            "https://blog.shop.example/",
            "https://shop.example.evil.example/",
            "https://evil-shop.example/",
            "https://shop.example:8443/",
            "https://a:b@shop.example/",
            "ftp://shop.example/",
            "mailto:a@shop.example",
            "javascript:alert(1)",
        ] {
            assert!(!home.holds(&Url::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn one_page_has_one_identity() {
        let home = home("https://shop.example/");
        let base = Url::parse("https://shop.example/it/menu").unwrap();
        let identity = |link: &str| home.page(&base, link).map(|url| identity(&url));
        for same in [
            "/it/orari",
            "/it/orari/",
            "orari#oggi",
            "//www.shop.example/it/orari?utm_source=x&fbclid=9",
            "http://shop.example/it/orari;jsessionid=0A1B",
            "/(S(abc123))/it/orari?PHPSESSID=f00",
            "/it//orari/index.html",
            "/%69t/orari?ASPSESSIONIDQQ=ABC&gclid=",
        ] {
            assert_eq!(identity(same).as_deref(), Some("/it/orari"), "{same}");
        }
        assert_eq!(identity("/p?b=2&a=1&sid=77"), identity("/p?a=1&b=2"));
        assert_ne!(identity("/p?a=1"), identity("/p?a=2"));
        assert_ne!(identity("/Menu"), identity("/menu"));
        assert_eq!(identity("/caff%c3%a8"), identity("/caffè"));
        assert_ne!(identity("/a%2Fb"), identity("/a/b"));
    }

    #[test]
    fn what_does_something_holds_no_words_or_never_ends_is_not_followed() {
        let home = home("https://shop.example/");
        let base = Url::parse("https://shop.example/").unwrap();
        for link in [
            "/shop?add-to-cart=12",
            "/cart/",
            "/photo.JPG",
            "/wp-json/wp/v2/pages",
            "/blog/feed/",
            "/list?sort=price",
            "/a/b/a/b/a/b",
            "/1/2/3/4/5/6/7/8/9/10/11/12/13",
            "/list?a=1&b=2&c=3&d=4&e=5",
            "tel:+3906",
            "https://other.example/",
        ] {
            assert_eq!(home.page(&base, link), None, "{link}");
        }
        for link in ["/menu.pdf", "/list?page=2", "/cartoleria", "/prezzi.html"] {
            assert!(home.page(&base, link).is_some(), "{link}");
        }
        assert_eq!(home.page(&base, &format!("/{}", "x".repeat(1_000))), None);
    }
}
