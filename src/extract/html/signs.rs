//! Where a page leads and what it says of itself: links, its preferred address, its language, whether it asks to be
//! left alone. Addresses are given as they stand; nothing is followed.

use scraper::{ElementRef, Html, Selector};

use crate::extract::web::{PageSigns, language_tag};

/// Links looked at on one page.
const MAX_LINKS: usize = 5_000;
/// By these names a page speaks to programs like ours.
const OUR_NAMES: [&str; 2] = ["robots", "shopbell"];

/// The signs of a page.
pub(super) fn of(page: &Html) -> PageSigns {
    let mut signs = PageSigns { language: language(page), ..PageSigns::default() };
    for element in select(page, "base[href], link[rel][href], meta[name][content]") {
        head(element, &mut signs);
    }
    let links = select(page, "a[href], area[href], frame[src], iframe[src]");
    for element in links.take(MAX_LINKS).filter(|element| !has_word(*element, "rel", "nofollow")) {
        let address = element.attr("href").or_else(|| element.attr("src")).unwrap_or_default().trim();
        if !address.is_empty() && !address.starts_with('#') {
            signs.links.push(address.to_owned());
        }
    }
    signs
}

fn head(element: ElementRef<'_>, signs: &mut PageSigns) {
    let href = || element.attr("href").map(|href| href.trim().to_owned()).filter(|href| !href.is_empty());
    match element.value().name() {
        "base" => signs.base = signs.base.take().or_else(href),
        "link" if has_word(element, "rel", "canonical") => {
            signs.canonical = signs.canonical.take().or_else(href);
        }
        "link" if has_word(element, "rel", "alternate") && element.attr("hreflang").is_some() => {
            signs.alternates.extend(href());
        }
        "link" if has_word(element, "rel", "next") || has_word(element, "rel", "prev") => {
            signs.links.extend(href());
        }
        "meta" => {
            let name = element.attr("name").unwrap_or_default().trim().to_ascii_lowercase();
            if OUR_NAMES.contains(&name.as_str()) {
                let (no_index, no_follow) = wishes(element.attr("content").unwrap_or_default());
                signs.no_index |= no_index;
                signs.no_follow |= no_follow;
            }
        }
        _ => {}
    }
}

/// Whether words such as `noindex, nofollow` ask to be left out of an index, and not to be followed.
fn wishes(words: &str) -> (bool, bool) {
    let words = words.to_ascii_lowercase();
    let has = |wish: &str| words.split([',', ' ']).any(|word| word.trim() == wish);
    (has("noindex") || has("none"), has("nofollow") || has("none"))
}

fn language(page: &Html) -> Option<String> {
    let root = select(page, "html").next();
    let own = root.and_then(|root| root.attr("lang").or_else(|| root.attr("xml:lang")));
    let told = || {
        let named = |element: &ElementRef<'_>| {
            element.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("content-language"))
        };
        select(page, "meta[http-equiv][content]").find(named)?.attr("content")
    };
    own.and_then(language_tag).or_else(|| told().and_then(language_tag))
}

fn select<'p>(page: &'p Html, what: &str) -> impl Iterator<Item = ElementRef<'p>> {
    let selector = Selector::parse(what).ok();
    let found: Vec<_> = selector.iter().flat_map(|selector| page.select(selector)).collect();
    found.into_iter()
}

fn has_word(element: ElementRef<'_>, attribute: &str, word: &str) -> bool {
    let words = element.attr(attribute).unwrap_or_default();
    words.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_it_leads_and_what_it_is_known_by() {
        let page = Html::parse_document(
            "<html lang='pt_BR'><head><base href='/loja/'><link rel='Canonical' href=' /loja/a '>
             <link rel=alternate hreflang=en href=/en/a><link rel=alternate type='application/rss+xml' href=/feed>
             <link rel=next href='?page=2'><link rel=stylesheet href=/a.css></head><body><a href='b'>B</a><a href='#c'>C</a>
             <a rel='sponsored nofollow' href='/add'>Add</a><map><area href=/d></map><a>no</a></body></html>",
        );
        let signs = of(&page);
        assert_eq!(signs.base.as_deref(), Some("/loja/"));
        assert_eq!(signs.canonical.as_deref(), Some("/loja/a"));
        assert_eq!(signs.alternates, ["/en/a"]);
        assert_eq!(signs.links, ["?page=2", "b", "/d"]);
        assert_eq!(signs.language.as_deref(), Some("pt-BR"));
        assert!(!signs.no_index && !signs.no_follow);
    }

    #[test]
    fn a_page_may_ask_to_be_left_alone() {
        let signs = |head: &str| of(&Html::parse_document(head));
        assert!(signs("<meta name=ROBOTS content='NoIndex'>").no_index);
        assert!(signs("<meta name=robots content='index,nofollow'>").no_follow);
        let none = signs("<meta name=shopbell content=none>");
        assert!(none.no_index && none.no_follow);
        let other =
            signs("<meta name=googlebot content=noindex><meta http-equiv=Content-Language content='de, en'>");
        assert!(!other.no_index);
        assert_eq!(other.language.as_deref(), Some("de"));
    }
}
