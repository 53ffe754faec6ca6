//! What the reader of a whole site needs of a page and of a site map: the text, and where else the page leads.
//! Every list is bounded; addresses are given as they stand there, and judged by whoever would follow them.

use serde::{Deserialize, Serialize};

use super::xml::{self, Tree};
use super::{Extracted, Fault};

/// Addresses taken from one page or one site map.
const MAX_ADDRESSES: usize = 5_000;
/// Bytes of one address.
const MAX_ADDRESS_BYTES: usize = 1_000;
/// Bytes of the name of a language.
const MAX_LANGUAGE_BYTES: usize = 35;

/// A page of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebPage {
    /// Its text, or why there is none: a page of links alone still leads on.
    pub text: Result<Extracted, Fault>,
    pub signs: PageSigns,
}

/// Where a page stands among the others, by its own word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSigns {
    /// What relative addresses count from, when it is not the page itself.
    pub base: Option<String>,
    /// Where it leads; links that ask not to be followed are left out.
    pub links: Vec<String>,
    /// The address it would rather be known by.
    pub canonical: Option<String>,
    /// The same page in other languages.
    pub alternates: Vec<String>,
    /// A tag such as `it` or `pt-BR`.
    pub language: Option<String>,
    /// It asks search engines to leave it out.
    pub no_index: bool,
    /// It asks that none of its links be followed.
    pub no_follow: bool,
}

/// What a site says it consists of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteMap {
    pub pages: Vec<String>,
    /// Further maps, when this one is a list of maps.
    pub maps: Vec<String>,
}

impl WebPage {
    /// What a healthy child would say.
    pub(super) fn bounded(self) -> Self {
        Self { text: self.text, signs: self.signs.bounded() }
    }
}

impl PageSigns {
    fn bounded(self) -> Self {
        Self {
            base: self.base.filter(|address| is_short(address)),
            links: short(self.links),
            canonical: self.canonical.filter(|address| is_short(address)),
            alternates: short(self.alternates),
            language: self.language.as_deref().and_then(language_tag),
            ..self
        }
    }
}

impl SiteMap {
    pub(super) fn bounded(self) -> Self {
        Self { pages: short(self.pages), maps: short(self.maps) }
    }
}

fn is_short(address: &str) -> bool {
    !address.is_empty() && address.len() <= MAX_ADDRESS_BYTES
}

fn short(addresses: Vec<String>) -> Vec<String> {
    addresses.into_iter().filter(|address| is_short(address)).take(MAX_ADDRESSES).collect()
}

/// The name of a language as pages write it, when it looks like one.
pub fn language_tag(word: &str) -> Option<String> {
    let tag = word.split(',').next().unwrap_or_default().trim().replace('_', "-");
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_primary =
        (2..=3).contains(&primary.len()) && primary.bytes().all(|letter| letter.is_ascii_alphabetic());
    let rest_is_plain =
        parts.all(|part| !part.is_empty() && part.bytes().all(|letter| letter.is_ascii_alphanumeric()));
    (is_primary && rest_is_plain && tag.len() <= MAX_LANGUAGE_BYTES).then(|| {
        let rest = &tag[primary.len()..];
        format!("{}{rest}", primary.to_ascii_lowercase())
    })
}

/// Reads a site map: XML, or one address a line.
pub(super) fn site_map(document: &[u8]) -> Result<SiteMap, Fault> {
    let text = xml::letters(document.to_vec());
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        let lines = text.lines().map(str::trim).filter(|line| line.starts_with("http"));
        let pages = lines.take(MAX_ADDRESSES).map(str::to_owned).collect();
        return Ok(SiteMap { pages, maps: Vec::new() }.bounded());
    }
    let tree = Tree::parse(text)?;
    let mut map = SiteMap::default();
    for url in tree.all("url").take(MAX_ADDRESSES) {
        map.pages.extend(url.child("loc").map(|place| place.text().trim().to_owned()));
        // The same page in other languages, which the map may name nowhere else.
        let others = url.tags().filter(|tag| tag.name() == "link");
        map.pages.extend(others.filter_map(|tag| tag.attribute("href")).map(|href| href.trim().to_owned()));
    }
    for other in tree.all("sitemap").take(MAX_ADDRESSES) {
        map.maps.extend(other.child("loc").map(|place| place.text().trim().to_owned()));
    }
    Ok(map.bounded())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_name_pages_their_languages_and_other_maps() {
        let map = br#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
            xmlns:xhtml="http://www.w3.org/1999/xhtml" xmlns:image="i"><url><loc> https://a.example/x?a=1&amp;b=2 </loc>
            <image:image><image:loc>https://a.example/p.jpg</image:loc></image:image>
            <xhtml:link rel="alternate" hreflang="de" href="https://a.example/de/x"/></url>
            <url><loc><![CDATA[https://a.example/y]]></loc></url></urlset>"#;
        let read = site_map(map).unwrap();
        assert_eq!(
            read.pages,
            ["https://a.example/x?a=1&b=2", "https://a.example/de/x", "https://a.example/y"]
        );
        let index = b"<sitemapindex><sitemap><loc>https://a.example/1.xml.gz</loc></sitemap></sitemapindex>";
        assert_eq!(site_map(index).unwrap().maps, ["https://a.example/1.xml.gz"]);
        let lines = b"\xEF\xBB\xBFhttps://a.example/1\r\nhttps://a.example/2\nnot one\n";
        assert_eq!(site_map(lines).unwrap().pages, ["https://a.example/1", "https://a.example/2"]);
        assert!(site_map(b"<urlset><url><loc>a</lo").is_err());
    }

    #[test]
    fn languages_are_named_as_tags_or_not_at_all() {
        for (word, tag) in [
            ("it", Some("it")),
            (" EN-us ", Some("en-us")),
            ("pt_BR", Some("pt-BR")),
            ("de, en", Some("de")),
            ("x-default", None),
            ("english", None),
            ("", None),
            ("it-<b>", None),
        ] {
            assert_eq!(language_tag(word).as_deref(), tag, "{word:?}");
        }
    }
}
