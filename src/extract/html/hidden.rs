//! What of a page a visitor does not get to see. An answer that unfolds on a click counts as seen; a note
//! that nothing unfolds does not.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node, Selector};

use super::classes;
use super::consent;
use super::figures::is_price;
use super::more;
use super::pseudo::Pseudo;
use super::stature::Stature;
use super::style::Styles;
use super::switches;
use super::tabs::Tabs;

/// Bytes of words below which a page is no article: a shop's address and hours stand outside of one.
const MIN_ARTICLE: usize = 1_500;
/// Prices of what is called a menu that make it one of dishes; a basket in a menu shows one or two.
const PRICES: usize = 3;
/// Letters of a question or a tab's name.
const MAX_TRIGGER: usize = 200;

/// What the page's own style sheets hide, and what its controls unfold.
pub(super) struct Hidden {
    styles: Styles,
    /// Ids that some control opens.
    opened: HashSet<String>,
    /// The page is one long article: what stands beside it leads elsewhere.
    is_article: bool,
    /// Questions about cookies that are not named as such.
    banners: HashSet<NodeId>,
    /// What a switch of the page shows.
    shown: HashSet<NodeId>,
    pub tabs: Tabs,
    pub pseudo: Pseudo,
}

impl Hidden {
    pub fn of(page: &Html) -> Self {
        let mut opened = HashSet::new();
        for node in page.tree.nodes() {
            let Node::Element(element) = node.value() else { continue };
            for name in ["aria-controls", "data-target", "data-bs-target", "data-toggle-target"] {
                let ids = element.attr(name).unwrap_or_default().split_whitespace();
                opened.extend(ids.map(|id| id.trim_start_matches('#').to_owned()));
            }
            let is_control = element.attr("data-toggle").is_some()
                || element.attr("data-bs-toggle").is_some()
                || matches!(element.attr("role"), Some("tab" | "button"));
            let anchor = element.attr("href").and_then(|address| address.strip_prefix('#'));
            if let (true, Some(id)) = (is_control, anchor) {
                opened.insert(id.to_owned());
            }
        }
        let shown = switches::shown(page);
        let styles = Styles::of(page);
        Self {
            opened,
            is_article: has_long_article(page),
            banners: consent::nameless(page),
            tabs: Tabs::of(page, &shown, &|node, element| is_concealed(element) || styles.hides(node.id())),
            shown: shown.into_iter().map(|shown| shown.part).collect(),
            pseudo: Pseudo::of(page),
            styles,
        }
    }

    /// Whether the page's own style sheets strike the element through.
    pub fn is_struck(&self, node: NodeRef<'_, Node>) -> bool {
        self.styles.strikes(node.id())
    }

    /// Whether what stands inside is laid out beside each other.
    pub fn is_row(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        self.styles.lays_in_row(node.id(), element)
    }

    /// How the page's styles set its letters.
    pub fn stature(&self, node: NodeRef<'_, Node>, element: &Element) -> Option<Stature> {
        self.styles.stature(node.id(), element)
    }

    pub fn columns(&self, node: NodeRef<'_, Node>, element: &Element) -> Option<usize> {
        self.styles.columns(node.id(), element)
    }

    /// Whether the element and all inside is left out.
    pub fn is_left_out(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        if (is_never_shown(element) && !is_no_navigation(node, element))
            || is_out_of_sight(element)
            || self.banners.contains(&node.id())
            || consent::is_named(node, element)
            || (self.is_article && element.name() == "aside" && !inside_article(node))
        {
            return true;
        }
        let concealed = element.attr("hidden").is_some_and(|word| word != "until-found")
            || is_concealed(element)
            || self.styles.hides(node.id())
            || is_closed_dialog(element);
        concealed && !self.unfolds(node, element)
    }

    /// Whether a click shows it: a control names it, or it stands right behind a question or a button.
    fn unfolds(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        if element.attr("id").is_some_and(|id| self.opened.contains(id))
            || element.attr("role") == Some("tabpanel")
            || self.tabs.name_of(node.id()).is_some()
            || self.shown.contains(&node.id())
            || more::unfolds(node)
        {
            return true;
        }
        let words = classes::words(element);
        let named = |names: &[&str]| names.iter().any(|name| words.iter().any(|own| own.contains(name)));
        // These are folded parts wherever they stand; a panel may be anything.
        if named(&[
            "accordion",
            "collapse",
            "faq",
            "answer",
            "tabcontent",
            "tab-content",
            "tab-pane",
            "toggle",
        ]) {
            return true;
        }
        let is_panel = named(&["panel", "tab", "content", "body"]);
        let before = previous(node).or_else(|| node.parent().and_then(previous));
        let Some(before) = before else { return false };
        if is_switch(before) {
            return true;
        }
        let trigger = trigger_text(before);
        if trigger.is_empty() || trigger.chars().count() > MAX_TRIGGER {
            return false;
        }
        let asks = trigger.ends_with(['?', '？', '؟', ';', '՞']);
        if before
            .descendants()
            .any(|inner| inner.value().as_element().is_some_and(|own| own.name() == "details"))
        {
            return false;
        }
        let heads = is_heading(before);
        asks || says_state(before)
            || (has_button(before) && (is_panel || heads))
            || (is_panel && heads)
            || element.attr("aria-labelledby").is_some()
    }
}

fn has_long_article(page: &Html) -> bool {
    let Ok(articles) = Selector::parse("article") else { return false };
    let mut articles = page.select(&articles);
    // Several articles are a list of them.
    match (articles.next(), articles.next()) {
        (Some(only), None) => only.text().map(|words| words.trim().len()).sum::<usize>() >= MIN_ARTICLE,
        _ => false,
    }
}

fn inside_article(node: NodeRef<'_, Node>) -> bool {
    node.ancestors().any(|above| above.value().as_element().is_some_and(|own| own.name() == "article"))
}

fn previous(node: NodeRef<'_, Node>) -> Option<NodeRef<'_, Node>> {
    node.prev_siblings().find(|sibling| sibling.value().is_element())
}

fn trigger_text(node: NodeRef<'_, Node>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        if let Node::Text(words) = inner.value() {
            text.push_str(words);
            if text.len() > MAX_TRIGGER * 8 {
                break;
            }
        }
    }
    // Signs of folding: "Shipping +", "Returns ▾".
    text.trim().trim_end_matches(['+', '-', '−', '▾', '▼', '›', '»', '⌄']).trim().to_owned()
}

/// The name of a switch that stands before it: tabs and folds made without a program.
fn is_switch(label: NodeRef<'_, Node>) -> bool {
    let is_label =
        label.value().as_element().is_some_and(|own| own.name() == "label" && own.attr("for").is_some());
    is_label
        && label
            .prev_siblings()
            .filter_map(|sibling| sibling.value().as_element())
            .any(|own| own.name() == "input" && matches!(own.attr("type"), Some("radio" | "checkbox")))
}

fn is_heading(node: NodeRef<'_, Node>) -> bool {
    node.descendants().any(|inner| {
        inner
            .value()
            .as_element()
            .is_some_and(|element| matches!(element.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
    })
}

/// Something that says whether it is unfolded.
fn says_state(node: NodeRef<'_, Node>) -> bool {
    node.descendants()
        .any(|inner| inner.value().as_element().is_some_and(|own| own.attr("aria-expanded").is_some()))
}

fn has_button(node: NodeRef<'_, Node>) -> bool {
    node.descendants().any(|inner| {
        inner.value().as_element().is_some_and(|own| {
            (own.name() == "button" && own.attr("type") != Some("submit"))
                || own.attr("role") == Some("button")
        })
    })
}

/// What no browser draws, and what leads elsewhere rather than says something.
fn is_never_shown(element: &Element) -> bool {
    matches!(
        element.name(),
        "head"
            | "script"
            | "style"
            | "noscript"
            | "noframes"
            | "nav"
            | "object"
            | "audio"
            | "video"
            | "canvas"
            | "datalist"
            | "math"
            | "dialog"
    ) && !(element.name() == "dialog" && element.attr("open").is_some())
        // What a part of the page draws for itself is seen, a pattern for later is not.
        || (element.name() == "template" && element.attr("shadowrootmode").is_none())
        || (element.name() == "iframe" && element.attr("srcdoc").is_none())
        || matches!(element.attr("role"), Some("navigation" | "search" | "menu" | "menubar"))
}

/// What is called a menu and holds dishes with their prices, or an answer that unfolds: no way through the site.
fn is_no_navigation(node: NodeRef<'_, Node>, element: &Element) -> bool {
    if element.name() != "nav" && !matches!(element.attr("role"), Some("navigation" | "menu" | "menubar")) {
        return false;
    }
    if matches!(element.name(), "script" | "style" | "template" | "noscript" | "dialog") {
        return false;
    }
    let named = |name: &str| {
        node.descendants().any(|inner| inner.value().as_element().is_some_and(|own| own.name() == name))
    };
    let words = || node.descendants().filter_map(|inner| inner.value().as_text());
    let prices: usize =
        words().map(|words| words.split_whitespace().filter(|word| is_price(word)).count()).sum();
    let answers = element.classes().any(|class| class == "w-dropdown-list") && !named("a");
    answers || prices >= PRICES
}

fn style_of(element: &Element) -> String {
    element.attr("style").unwrap_or_default().replace([' ', '\n', '\t'], "").to_ascii_lowercase()
}

fn is_concealed(element: &Element) -> bool {
    let style = style_of(element);
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Moved off the page, shrunk to nothing, or for voices only.
fn is_out_of_sight(element: &Element) -> bool {
    let style = style_of(element);
    let away = style.contains("position:absolute") || style.contains("position:fixed");
    let far = ["left:-", "top:-", "right:-"].iter().any(|side| {
        style.split(side).skip(1).any(|rest| {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            number.parse::<u32>().is_ok_and(|distance| distance >= 500)
        })
    });
    let tiny =
        style.contains("font-size:0;") || style.ends_with("font-size:0") || style.contains("font-size:0px");
    let unseen = style.split(';').any(|rule| {
        matches!(rule, "opacity:0" | "opacity:0.0" | "color:transparent" | "text-indent:-9999px")
    });
    let for_voices = classes::words(element).iter().any(|word| {
        matches!(
            word.as_str(),
            "sr-only"
                | "visually-hidden"
                | "visuallyhidden"
                | "screen-reader-text"
                | "a-offscreen"
                | "screen-reader-only"
                | "u-hidden-visually"
        )
    });
    (away && far) || tiny || unseen || for_voices
}

/// A window that opens on a click: its words belong to the click, not to the page.
fn is_closed_dialog(element: &Element) -> bool {
    element.attr("aria-hidden") == Some("true")
        && classes::words(element).iter().any(|word| {
            ["modal", "popup", "offcanvas", "drawer", "menu", "dialog"].iter().any(|own| word.contains(own))
        })
}
