//! What of a page cannot be read here and is said: pages inside it, pictures of a menu, words that only its own program
//! would write.

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};

use super::classes;
use crate::extract::{Warning, WarningCode};

/// Letters of text below which a page says next to nothing.
const FEW_LETTERS: usize = 200;
/// Letters below which a page with pictures is mostly these.
const MOSTLY_PICTURES: usize = 100;
/// Letters below which a page that asks for its program says nothing.
const HARDLY_ANY: usize = 80;
/// Points: smaller pictures are signs, smaller inner pages count visits.
const SMALL: u32 = 80;
/// Parts of addresses of inner pages that hold nothing of the shop's own words.
const ELSEWHERE: &str = "google.com/maps maps.google google.com/recaptcha googletagmanager doubleclick youtube youtu.be vimeo \
    dailymotion facebook.com instagram tiktok twitter spotify soundcloud openstreetmap maps.apple mapbox bing.com/maps \
    stripe paypal hotjar trustpilot about:blank javascript: data: recaptcha hcaptcha turnstile waze";
/// Names of pictures that show prices, dishes or hours.
const SHOWS: &str = "menu menue menü speisekarte getraenkekarte getränkekarte tageskarte wochenkarte mittagstisch preisliste preise \
    oeffnungszeiten öffnungszeiten pricelist price-list price_list prices opening-hours opening_hours openinghours \
    listino prezzi orari tarif tarifs horaires carte-des horarios precios cardapio cardápio ementa prijslijst \
    openingstijden menukaart cennik godziny-otwarcia cenik jidelni jídelní étlap etlap nyitvatart fiyat прайс меню τιμοκατ \
    تفريد قائمة-الأسعار メニュー 菜单 價目 价目 메뉴";
/// Where programs put the page they make.
const MOUNTS: [&str; 9] =
    ["root", "app", "__next", "__nuxt", "___gatsby", "svelte", "main-app", "q-app", "react-root"];

/// What should be said of a page whose text is known.
pub(super) fn warnings(page: &Html, text: &str) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let elements = || page.tree.nodes().filter_map(|node| node.value().as_element());
    let inner = elements().filter(|element| is_inner_page(element)).count();
    if inner > 0 {
        warnings.push(Warning::new(WarningCode::InnerPagesNotRead).with("pages", inner));
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let is_short = letters < FEW_LETTERS;
    let says_nothing = letters < HARDLY_ANY && !text.contains(char::is_numeric);
    let pictures = elements().filter(|element| is_telling_picture(element)).count();
    let all = elements().filter(|element| is_picture(element)).count();
    match (pictures, all) {
        (0, all) if all > 0 && letters < MOSTLY_PICTURES => {
            warnings.push(Warning::new(WarningCode::PicturesNotRead).with("pictures", all));
        }
        (0, _) => {}
        (some, _) => warnings.push(Warning::new(WarningCode::PicturesNotRead).with("pictures", some)),
    }
    let blanks = text.contains("{{") && text.contains("}}");
    if blanks || (is_short && has_empty_place(page)) || (says_nothing && asks_for_program(page)) {
        warnings.push(Warning::new(WarningCode::NearlyEmpty));
    }
    warnings
}

/// Whether a page without words would show some in a browser.
pub(super) fn shows_more(page: &Html) -> bool {
    let elements = || page.tree.nodes().filter_map(|node| node.value().as_element());
    let sends_on = page.tree.nodes().any(|node| {
        node.value().as_text().is_some_and(|words| words.contains("location"))
            && node
                .parent()
                .and_then(|above| above.value().as_element())
                .is_some_and(|own| own.name() == "script")
    });
    sends_on
        || has_empty_place(page)
        || asks_for_program(page)
        || elements().any(|element| is_inner_page(element) || is_picture(element))
}

fn is_inner_page(element: &Element) -> bool {
    let document = ["data", "src"].iter().any(|name| {
        let address = element.attr(name).unwrap_or_default().to_ascii_lowercase();
        address
            .split(['?', '#'])
            .next()
            .and_then(|file| file.rsplit_once('.'))
            .is_some_and(|file| file.1 == "pdf")
    });
    if matches!(element.name(), "object" | "embed") && document {
        return true;
    }
    if !matches!(element.name(), "iframe" | "frame") || element.attr("srcdoc").is_some() {
        return false;
    }
    let lazy = || element.attr("data-src").or_else(|| element.attr("data-lazy-src"));
    let address = element.attr("src").filter(|address| *address != "about:blank").or_else(lazy);
    let address = address.unwrap_or_default().trim().to_lowercase();
    let hidden = is_small(element)
        || element.attr("hidden").is_some()
        || element.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    !address.is_empty() && !hidden && !ELSEWHERE.split_whitespace().any(|other| address.contains(other))
}

fn is_picture(element: &Element) -> bool {
    let address = address_of(element);
    let sign = ["logo", "icon", "avatar", "sprite", "pixel", "flag", "badge", "spinner", "emoji"];
    let drawn = address.rsplit('.').next() == Some("svg") || address.starts_with("data:image/svg");
    element.name() == "img"
        && !address.is_empty()
        && !drawn
        && !is_small(element)
        && !sign.iter().any(|word| address.contains(word))
        && !classes::words(element).iter().any(|class| sign.iter().any(|word| class.contains(word)))
}

/// A picture whose name or description says that it shows what customers ask for.
fn is_telling_picture(element: &Element) -> bool {
    let file = address_of(element);
    let file = file.rsplit('/').next().unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
    let words = format!("{file} {}", element.attr("alt").unwrap_or_default().to_lowercase());
    let named = |name: &str| {
        words.match_indices(name).any(|(at, _)| {
            let bounded = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphabetic());
            bounded(words[..at].chars().next_back()) && bounded(words[at + name.len()..].chars().next())
        })
    };
    is_picture(element) && SHOWS.split_whitespace().any(named)
}

fn address_of(element: &Element) -> String {
    let address = ["src", "data-src", "data-lazy-src"].iter().find_map(|name| element.attr(name));
    address.unwrap_or_default().trim().to_lowercase()
}

fn is_small(element: &Element) -> bool {
    ["width", "height"].iter().any(|side| {
        element
            .attr(side)
            .and_then(|size| size.trim_end_matches("px").parse().ok())
            .is_some_and(|size: u32| size < SMALL)
    })
}

/// A place for a program to write into, with nothing in it yet.
fn has_empty_place(page: &Html) -> bool {
    let is_place = |element: &Element| {
        element.attr("id").is_some_and(|id| MOUNTS.contains(&id))
            || element.attr("ng-version").is_some()
            || element.name() == "app-root"
    };
    let is_empty = |node: NodeRef<'_, Node>| {
        node.descendants().all(|inner| inner.value().as_text().is_none_or(|words| words.trim().is_empty()))
    };
    page.tree.nodes().any(|node| node.value().as_element().is_some_and(is_place) && is_empty(node))
}

/// Words for browsers without programs that ask to switch them on.
fn asks_for_program(page: &Html) -> bool {
    page.tree.nodes().any(|node| {
        node.value().as_text().is_some_and(|words| words.to_lowercase().contains("javascript"))
            && node
                .ancestors()
                .any(|above| above.value().as_element().is_some_and(|own| own.name() == "noscript"))
    })
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::extract::Fault;

    fn warned(page: &str) -> Vec<&'static str> {
        read(page).unwrap().warnings.iter().map(|warning| warning.code.as_str()).collect()
    }

    #[test]
    fn pages_inside_a_page_are_said() {
        assert_eq!(
            warned("<h1>Our menu</h1><iframe src='https://menu.example/42'></iframe>"),
            ["inner_pages_not_read"]
        );
        for other in [
            "https://www.google.com/maps/embed?pb=1",
            "https://www.youtube-nocookie.com/embed/x",
            "about:blank",
            "",
        ] {
            assert!(
                warned(&format!("<h1>Our shop</h1><iframe src='{other}'></iframe>")).is_empty(),
                "{other}"
            );
        }
        assert!(warned("<p>Hours 9-18</p><iframe src=/count width=1 height=1></iframe>").is_empty());
        let frames = "<html><head><title>Old</title></head><frameset><frame src=/a><noframes>No frames</noframes></frameset>";
        assert_eq!(read(frames), Err(Fault::EmptyPage));
    }

    #[test]
    fn pictures_of_a_menu_are_said() {
        let words = "We cook every day what the market has, and we are glad to see you. ".repeat(5);
        let page = |picture: &str| warned(&format!("<p>{words}</p>{picture}"));
        assert_eq!(page("<img src='/up/Speisekarte-2026.jpg'>"), ["pictures_not_read"]);
        assert_eq!(page("<img src=m.jpg alt='Lunch menu: soup 9.50'>"), ["pictures_not_read"]);
        for other in
            ["<img src=dining.jpg alt='The dining room'>", "<img src=menu-icon.png>", "<img src=menu.svg>"]
        {
            assert!(page(other).is_empty(), "{other}");
        }
        assert_eq!(warned("<h1>Pizzeria</h1><img src=a.jpg><img src=logo.png>"), ["pictures_not_read"]);
    }

    #[test]
    fn a_page_that_its_program_makes_is_said() {
        assert_eq!(
            warned(
                "<h1>Shop</h1><div id=root></div><noscript>Please enable JavaScript</noscript><script src=a.js></script>"
            ),
            ["nearly_empty"]
        );
        assert_eq!(warned("<p>{{ price }} €</p>"), ["nearly_empty"]);
        assert!(warned("<p>Open 9-18</p><script src=count.js></script>").is_empty());
        let empty = "<div id=root></div><script src=a.js></script>";
        assert_eq!(read(empty), Err(Fault::EmptyPage));
        assert_eq!(read("<script>window.location='/it'</script>"), Err(Fault::EmptyPage));
    }
}
