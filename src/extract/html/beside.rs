//! Boxes beside each other that a reader takes as one line: a name with its price, a day with its hours.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::figures::{is_figure, is_price};
use super::walk::{Writer, new_line};

/// Letters of one part of such a line, and parts of one line.
const MAX_PART: usize = 80;
const MAX_PARTS: usize = 8;

impl Writer<'_> {
    /// Writes a box whose parts make one line; false when they do not.
    pub(super) fn line_of_parts(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let Some(mut parts) = self.parts(node) else { return false };
        if parts.len() == 2 && is_price(&parts[0]) && !is_figure(&parts[1]) && self.has_card_beside(node) {
            parts.swap(0, 1);
        }
        let figures = parts.iter().filter(|part| is_figure(part)).count();
        let is_pair = figures >= 1 && figures < parts.len() && !is_figure(&parts[0]) && parts.len() <= 3;
        if !is_pair && !self.is_row(node, element) {
            return false;
        }
        let apart = self.lists == 0;
        new_line(&mut self.text, false);
        let at = self.text.len();
        self.text.push_str(&parts.join(" "));
        // Lines of one kind stand under each other; anything else is a paragraph of its own.
        if apart && !self.text[..at].lines().next_back().is_some_and(ends_in_figure) && at > 0 {
            self.text.insert(at, '\n');
        }
        new_line(&mut self.text, false);
        true
    }

    /// Whether the box beside it holds a price above a name too.
    fn has_card_beside(&self, node: NodeRef<'_, Node>) -> bool {
        let next = node.next_siblings().find(|next| next.value().is_element());
        let before = node.prev_siblings().find(|before| before.value().is_element());
        [next, before].into_iter().flatten().any(|other| {
            self.parts(other)
                .is_some_and(|parts| parts.len() == 2 && is_price(&parts[0]) && !is_figure(&parts[1]))
        })
    }

    /// The words of each box inside, when there are boxes only, each one short line without boxes of its own.
    fn parts(&self, node: NodeRef<'_, Node>) -> Option<Vec<String>> {
        let mut parts = Vec::new();
        for child in node.children() {
            match child.value() {
                Node::Text(words) if words.trim().is_empty() => {}
                Node::Text(_) => return None,
                Node::Element(element) => {
                    if !matches!(
                        element.name(),
                        "div" | "span" | "p" | "b" | "i" | "strong" | "em" | "time" | "small"
                    ) || element.attr("role") == Some("row")
                        || child.descendants().skip(1).any(is_box)
                        || parts.len() >= MAX_PARTS
                    {
                        return None;
                    }
                    if parts.last_mut().is_some_and(|before| self.raises(before, child, element)) {
                        continue;
                    }
                    // Written as it would be alone, so that old prices and hidden words are what they are.
                    let mut writer = self.empty();
                    writer.element(child, element);
                    let words = writer.text.trim();
                    if words.contains('\n') || words.chars().count() > MAX_PART {
                        return None;
                    }
                    parts.extend((!words.is_empty()).then(|| words.to_owned()));
                }
                _ => {}
            }
        }
        (parts.len() >= 2).then_some(parts)
    }

    /// Adds raised cents or footnotes to the part they belong to; false when they are a part of their own.
    fn raises(&self, before: &mut String, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let mut writer = self.empty();
        writer.text.clone_from(before);
        let does = writer.raised(node, element);
        if does {
            *before = writer.text;
        }
        does
    }
}

/// Something that makes a block of its own.
fn is_box(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        matches!(
            element.name(),
            "div"
                | "p"
                | "ul"
                | "ol"
                | "table"
                | "section"
                | "article"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "form"
                | "select"
                | "button"
                | "details"
                | "dl"
                | "pre"
                | "blockquote"
                | "img"
                | "br"
                | "input"
        )
    })
}

fn ends_in_figure(line: &str) -> bool {
    line.split_whitespace().next_back().is_some_and(|word| is_figure(word) || matches!(word, "€" | "$" | "£"))
        || line.chars().any(|letter| letter.is_ascii_digit())
}
