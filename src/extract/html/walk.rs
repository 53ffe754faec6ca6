//! Walks through a page and writes what is seen, block by block.

use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

use super::super::letters;
use super::super::pdf::typed;
use super::hidden::Hidden;
use super::stature::Stature;

/// Elements inside each other; what stands deeper is read as plain words.
const MAX_DEPTH: usize = 400;
/// Links in a row that make a menu.
const MENU_LINKS: usize = 4;

/// What has been written so far.
pub(super) struct Writer<'h> {
    pub text: String,
    pub(super) hidden: &'h Hidden,
    depth: usize,
    /// Lists that are open.
    pub(super) lists: usize,
    /// A heading that was written before its place.
    pub(super) told: Option<NodeId>,
    /// The level of the last heading, and that of the tab whose panel is being written.
    pub(super) level: usize,
    pub(super) above: usize,
    /// Within a page that stands whole in another one.
    pub(super) inside: bool,
}

pub(super) fn text_of(page: &Html, hidden: &Hidden) -> String {
    let mut writer = Writer::new(hidden);
    writer.children(page.tree.root());
    writer.text
}

impl<'h> Writer<'h> {
    pub fn new(hidden: &'h Hidden) -> Self {
        Self {
            text: String::new(),
            hidden,
            depth: 0,
            lists: 0,
            told: None,
            level: 0,
            above: 0,
            inside: false,
        }
    }

    /// The words of one element, written apart.
    pub fn apart(&self, node: NodeRef<'_, Node>) -> String {
        let mut writer = self.empty();
        writer.children(node);
        writer.text
    }

    /// A writer of the same page with nothing written.
    pub(super) fn empty(&self) -> Self {
        Writer { text: String::new(), lists: 0, ..*self }
    }

    pub(super) fn is_row(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        self.hidden.is_row(node, element)
    }

    pub(super) fn stature_by_style(&self, node: NodeRef<'_, Node>, element: &Element) -> Option<Stature> {
        self.hidden.stature(node, element)
    }

    pub fn is_left_out(&self, node: NodeRef<'_, Node>) -> bool {
        node.value().as_element().is_some_and(|element| self.hidden.is_left_out(node, element))
    }

    pub fn children(&mut self, parent: NodeRef<'_, Node>) {
        if self.depth >= MAX_DEPTH {
            self.flat(parent);
            return;
        }
        self.depth += 1;
        let hidden = self.hidden;
        if let Some(words) = hidden.pseudo.before(parent.id()) {
            push_words(&mut self.text, words);
        }
        let beside = has_boxes_only(parent);
        let mut before = false;
        for node in parent.children() {
            match node.value() {
                Node::Text(words) => {
                    push_words(&mut self.text, words);
                    before = false;
                }
                Node::Element(element) => {
                    let at = self.text.len();
                    self.element(node, element);
                    // Boxes side by side without a blank between them.
                    if beside && before && self.text.len() > at && joins(&self.text, at) {
                        self.text.insert(at, ' ');
                    }
                    before = true;
                }
                // What a part of the page draws for itself.
                Node::Fragment => self.children(node),
                _ => {}
            }
        }
        if let Some(words) = hidden.pseudo.behind(parent.id()) {
            push_words(&mut self.text, words);
        }
        self.depth -= 1;
    }

    fn flat(&mut self, parent: NodeRef<'_, Node>) {
        for node in parent.descendants() {
            if let Node::Text(words) = node.value() {
                let inside_code = node.parent().and_then(|parent| {
                    parent
                        .value()
                        .as_element()
                        .map(|element| matches!(element.name(), "script" | "style" | "template" | "noscript"))
                });
                if inside_code != Some(true) {
                    push_words(&mut self.text, words);
                }
            }
        }
    }

    pub(super) fn element(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        if self.told == Some(node.id()) {
            new_line(&mut self.text, false);
            return;
        }
        if self.hidden.is_left_out(node, element) || is_menu(node, element) {
            return;
        }
        if self.hidden.tabs.is_tab(node.id()) || self.panel(node) {
            return;
        }
        match element.name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.heading(node, element),
            "summary" => self.block(node, true),
            "li" => self.item(node),
            "ul" | "ol" => self.list(node),
            "dt" | "dd" => self.definition(node, element),
            "br" => new_line(&mut self.text, false),
            "table" => self.table(node, element),
            "select" => self.choices(node),
            "button" => self.button(node, element),
            "sup" => {
                let words = self.apart(node);
                letters::push_raised(&mut self.text, &words);
            }
            "sub" => {
                let words = self.apart(node);
                letters::push_lowered(&mut self.text, words.trim());
            }
            "pre" | "textarea" => {
                new_line(&mut self.text, true);
                let words: String = node
                    .descendants()
                    .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
                    .collect();
                self.text.push_str(&typed::laid_out(&letters::visible(&words)));
                new_line(&mut self.text, true);
            }
            "a" => self.link(node, element),
            "img" => self.picture(element),
            "svg" => self.drawing(node),
            "iframe" => self.page_inside(element),
            "input" => self.press(element),
            _ if is_old_price(element) || self.hidden.is_struck(node) => self.struck(node),
            "rt" | "rp" => {}
            _ if self.raised(node, element) => {}
            "div" | "section" | "dl" if self.aligned(node, element) => {}
            "div" if self.line_of_parts(node, element) => {}
            name if is_block(name) => self.block(node, true),
            _ => self.children(node),
        }
    }

    pub(super) fn block(&mut self, node: NodeRef<'_, Node>, apart: bool) {
        new_line(&mut self.text, apart && self.lists == 0);
        self.card_or_children(node);
        new_line(&mut self.text, apart && self.lists == 0);
    }
}

/// Struck through by its element, its style or its name.
fn is_old_price(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase();
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    let named = class.split_whitespace().any(|word| {
        matches!(
            word,
            "old-price"
                | "price-old"
                | "was-price"
                | "price-was"
                | "price--was"
                | "compare-at-price"
                | "price--compare"
                | "regular-price--old"
                | "price-before"
                | "before-price"
                | "line-through"
                | "strikethrough"
                | "price__old"
                | "product-price--old"
                | "strike"
        )
    });
    matches!(element.name(), "del" | "s" | "strike") || style.contains("line-through") || named
}

/// A list or box of nothing but short links, without a figure: a menu.
fn is_menu(node: NodeRef<'_, Node>, element: &Element) -> bool {
    if !matches!(element.name(), "ul" | "ol" | "div" | "p") {
        return false;
    }
    let (mut links, mut outside, mut figures, mut letters) = (0, false, false, 0);
    for inner in node.descendants().skip(1) {
        match inner.value() {
            Node::Element(inner) if inner.name() == "a" => links += 1,
            Node::Element(inner)
                if matches!(inner.name(), "h1" | "h2" | "h3" | "h4" | "table" | "p" | "select") =>
            {
                return false;
            }
            Node::Text(words) if !words.trim().is_empty() => {
                let linked = inner
                    .ancestors()
                    .any(|above| above.value().as_element().is_some_and(|own| own.name() == "a"));
                let separates = words.chars().all(|letter| !letter.is_alphanumeric());
                outside |= !linked && !separates;
                figures |= words.contains(|letter: char| letter.is_numeric());
                letters += words.trim().chars().count();
            }
            _ => {}
        }
        if outside || figures {
            return false;
        }
    }
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    let named = ["nav", "menu", "breadcrumb"].iter().any(|name| class.contains(name));
    links >= if named { 2 } else { MENU_LINKS } && letters < links * 30
}

/// Several elements and no words of its own between them.
fn has_boxes_only(parent: NodeRef<'_, Node>) -> bool {
    let mut boxes = 0;
    for node in parent.children() {
        match node.value() {
            Node::Text(words) if !words.trim().is_empty() => return false,
            Node::Element(element) if !matches!(element.name(), "sup" | "sub" | "br" | "wbr") => boxes += 1,
            _ => {}
        }
    }
    boxes > 1
}

/// Whether what stands before and behind a place would melt into one word.
fn joins(text: &str, at: usize) -> bool {
    let melts = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || ",.:;!?)€$£".contains(letter))
    };
    melts(text[..at].chars().next_back())
        && text[at..].chars().next().is_some_and(char::is_alphanumeric)
        && !is_rest_of_price(&text[..at], &text[at..])
        && !text[at..].starts_with(letters::is_raised_figure)
}

/// `12` and `,99`; or `12,` and `99`.
fn is_rest_of_price(before: &str, behind: &str) -> bool {
    before.ends_with([',', '.'])
        && before.chars().rev().nth(1).is_some_and(|letter| letter.is_ascii_digit())
        && behind.starts_with(|letter: char| letter.is_ascii_digit())
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "aside"
            | "address"
            | "blockquote"
            | "figure"
            | "figcaption"
            | "form"
            | "fieldset"
            | "legend"
            | "dl"
            | "hr"
            | "details"
            | "center"
            | "body"
            | "html"
            | "caption"
            | "tr"
            | "td"
            | "th"
            | "hgroup"
            | "menu"
            | "search"
            | "optgroup"
    )
}

/// Ends the line; `apart` leaves an empty one.
pub(super) fn new_line(text: &mut String, apart: bool) {
    text.truncate(text.trim_end_matches(' ').len());
    if text.is_empty() {
        return;
    }
    while !text.ends_with(if apart { "\n\n" } else { "\n" }) {
        text.push('\n');
    }
}

/// Adds words with single blanks between them, keeping a blank where the page has one.
pub(super) fn push_words(text: &mut String, words: &str) {
    let words = letters::visible(words);
    let at_start = text.is_empty() || text.ends_with(['\n', ' ']);
    if words.starts_with(char::is_whitespace) && !at_start {
        text.push(' ');
    }
    let mut first = true;
    for word in words.split_whitespace() {
        if !first {
            text.push(' ');
        }
        text.push_str(word);
        first = false;
    }
    if !first && words.ends_with(char::is_whitespace) {
        text.push(' ');
    }
}
