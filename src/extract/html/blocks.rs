//! The blocks of a page one by one: headings, lists, definitions, choices, buttons, old prices.

use ego_tree::{NodeId, NodeRef};
use scraper::Node;
use scraper::node::Element;

use super::super::letters::STRUCK;
use super::super::links::{push_address, push_alone};
use super::numbers;
use super::table;
use super::walk::{Writer, new_line, push_words};

/// Choices of one list that are told.
const MAX_CHOICES: usize = 40;
/// Headings below headings.
pub(super) const MAX_LEVEL: usize = 6;

impl Writer<'_> {
    pub(super) fn heading(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let parts = unclosed(node);
        let words = match parts {
            None => self.apart(node),
            // Never closed: the page goes on inside.
            Some(body) => self.written(node.children().take_while(|child| child.id() != body)),
        };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() && parts.is_none() {
            return;
        }
        new_line(&mut self.text, true);
        if let Some(body) = parts {
            if !words.is_empty() {
                self.name(element, &words);
            }
            let rest = self.written(node.children().skip_while(|child| child.id() != body));
            self.text.push_str(rest.trim());
            new_line(&mut self.text, true);
            return;
        }
        self.name(element, &words);
    }

    fn written<'n>(&self, nodes: impl Iterator<Item = NodeRef<'n, Node>>) -> String {
        let mut writer = self.empty();
        for node in nodes {
            match node.value() {
                Node::Text(words) => push_words(&mut writer.text, words),
                Node::Element(element) => writer.element(node, element),
                _ => {}
            }
        }
        writer.text
    }

    fn name(&mut self, element: &Element, words: &str) {
        let level: usize = element.name()[1..].parse().unwrap_or(1);
        // Within the panel of a tab everything is below the name of the tab.
        self.level = if self.above > 0 { level.max(self.above + 1).min(MAX_LEVEL) } else { level };
        self.text.push_str(&"#".repeat(self.level));
        self.text.push(' ');
        self.text.push_str(words);
        new_line(&mut self.text, true);
    }

    pub(super) fn list(&mut self, node: NodeRef<'_, Node>) {
        new_line(&mut self.text, self.lists == 0);
        self.lists += 1;
        self.children(node);
        self.lists -= 1;
        new_line(&mut self.text, self.lists == 0);
    }

    pub(super) fn item(&mut self, node: NodeRef<'_, Node>) {
        new_line(&mut self.text, false);
        let at = self.text.len();
        self.lists += usize::from(self.lists == 0);
        let ordered = node
            .parent()
            .and_then(|parent| parent.value().as_element().cloned())
            .filter(|list| list.name() == "ol");
        let number = ordered.map(|list| format!("{}. ", numbers::of(node, &list)));
        self.card_or_children(node);
        if self.text[at..].trim().is_empty() {
            self.text.truncate(at);
            return;
        }
        let begins = self.text[at..].len() - self.text[at..].trim_start().len();
        let words = self.text[at..].trim();
        let marks = words.len() - words.trim_start_matches('#').len();
        if marks > 0 && words[marks..].starts_with(' ') && words.contains('\n') {
            // An item with a heading of its own is a part of the page.
            self.text.insert_str(at + begins + marks + 1, number.as_deref().unwrap_or_default());
            self.text.replace_range(at..at + begins, if at > 0 { "\n" } else { "" });
            new_line(&mut self.text, false);
            return;
        }
        if marks > 0 && words[marks..].starts_with(' ') {
            self.text.replace_range((at + begins)..=(at + begins + marks), "");
            self.text.truncate(self.text.trim_end().len());
        }
        let mark = number.as_deref().unwrap_or("- ");
        self.text.replace_range(
            at..at + begins,
            &format!("{}{mark}", "  ".repeat(self.lists.saturating_sub(1).min(8))),
        );
        new_line(&mut self.text, false);
    }

    /// `Term: what it is`.
    pub(super) fn definition(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let words = self.apart(node);
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let after_term = element.name() == "dd" && self.text.ends_with(":\n");
        if after_term && !words.contains('\n') {
            self.text.truncate(self.text.len() - 1);
            self.text.push(' ');
        } else {
            new_line(&mut self.text, false);
        }
        self.text.push_str(words);
        if element.name() == "dt" && !words.ends_with([':', '?', '？', '؟']) {
            self.text.push(':');
        }
        new_line(&mut self.text, false);
    }

    pub(super) fn table(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        new_line(&mut self.text, true);
        match table::grid(self, node, element) {
            Some(grid) => self.text.push_str(&grid.write()),
            // A table that only lays out the page.
            None => table::cells(node).into_iter().for_each(|cell| self.block(cell, true)),
        }
        new_line(&mut self.text, true);
    }

    /// What can be chosen, each group under its name, without the line that asks to choose.
    pub(super) fn choices(&mut self, node: NodeRef<'_, Node>) {
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        let mut count = 0;
        for option in node.descendants() {
            let Some(element) = option.value().as_element().filter(|element| element.name() == "option")
            else {
                continue;
            };
            let words = self.apart(option);
            let words = words.trim();
            // What is sold out is still told; a grey line without a figure asks to choose.
            let asks = element.attr("value") == Some("")
                || (element.attr("disabled").is_some() && !words.contains(char::is_numeric))
                || element.attr("hidden").is_some();
            if words.is_empty() || asks {
                continue;
            }
            let group = option
                .parent()
                .and_then(|parent| parent.value().as_element())
                .filter(|parent| parent.name() == "optgroup")
                .and_then(|group| group.attr("label"))
                .map_or("", str::trim);
            count += 1;
            match groups.last_mut().filter(|(name, _)| *name == group) {
                Some((_, found)) => found.push(words.to_owned()),
                None => groups.push((group, vec![words.to_owned()])),
            }
        }
        if count == 0 || count > MAX_CHOICES {
            return;
        }
        if !self.text.ends_with(['\n', ' ']) && !self.text.is_empty() {
            self.text.push(' ');
        }
        for (name, found) in groups {
            if !name.is_empty() {
                new_line(&mut self.text, false);
                self.text.push_str(&format!("{name}: "));
            }
            self.text.push_str(&found.join(", "));
            new_line(&mut self.text, false);
        }
    }

    /// A link; of a telephone number or a mailbox the words may hide which.
    pub(super) fn link(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let begun = self.text.len();
        self.children(node);
        let address = element.attr("href").unwrap_or_default();
        let lower = address.to_ascii_lowercase();
        if (lower.starts_with("tel:") || lower.starts_with("mailto:")) && begun <= self.text.len() {
            if self.text[begun..].trim().is_empty() && node.descendants().skip(1).any(is_sign) {
                push_alone(&mut self.text, address);
            } else {
                push_address(&mut self.text, begun, address);
            }
        }
    }

    /// A button that unfolds something says what; any other only does something.
    pub(super) fn button(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let words = self.apart(node);
        let words = words.trim();
        let unfolds = element.attr("aria-expanded").is_some()
            || element.attr("aria-controls").is_some()
            || element.attr("data-target").is_some()
            || element.attr("data-bs-target").is_some()
            || words.ends_with(['?', '？', '؟'])
            || node.ancestors().any(|above| {
                above
                    .value()
                    .as_element()
                    .is_some_and(|above| above.name().len() == 2 && above.name().starts_with('h'))
            })
            || class_says(element, &["accordion", "faq", "question", "toggle", "collaps"]);
        let icon = words.chars().count() <= 1
            || class_says(element, &["menu", "navbar", "hamburger", "search", "cart", "close"]);
        if (unfolds && !icon) || says_price(words) {
            new_line(&mut self.text, true);
            self.text.push_str(words);
            new_line(&mut self.text, true);
        }
    }

    /// A button without words inside: what it is called, where that is a price.
    pub(super) fn press(&mut self, element: &Element) {
        let words = element.attr("value").unwrap_or_default().trim();
        if matches!(element.attr("type"), Some("submit" | "button")) && says_price(words) {
            new_line(&mut self.text, true);
            push_words(&mut self.text, words);
            new_line(&mut self.text, true);
        }
        // What stands behind it is a choice of its own.
        if matches!(element.attr("type"), Some("radio" | "checkbox")) {
            new_line(&mut self.text, false);
        }
    }

    pub(super) fn struck(&mut self, node: NodeRef<'_, Node>) {
        let words = self.apart(node);
        let words = words.replace(STRUCK, "");
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        if self.text.ends_with(|letter: char| letter.is_alphanumeric()) {
            self.text.push(' ');
        }
        self.text.push_str(&format!("{STRUCK}{words}{STRUCK} "));
    }
}

/// The first part of the page within a heading that was never closed.
fn unclosed(heading: NodeRef<'_, Node>) -> Option<NodeId> {
    let is_body = |node: &NodeRef<'_, Node>| {
        node.value()
            .as_element()
            .is_some_and(|own| matches!(own.name(), "p" | "table" | "li" | "ul" | "ol" | "section" | "form"))
    };
    let bodies = heading.children().filter(is_body).count();
    let holds_a_table =
        heading.children().any(|node| node.value().as_element().is_some_and(|own| own.name() == "table"));
    if bodies < 2 && !holds_a_table {
        return None;
    }
    heading.children().find(is_body).map(|node| node.id())
}

/// A picture in place of a link's words.
fn is_sign(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|own| matches!(own.name(), "img" | "svg" | "i" | "span"))
}

fn says_price(words: &str) -> bool {
    words.contains(['€', '$', '£', '₹', '₺', '₽', '₪']) && words.contains(char::is_numeric)
}

fn class_says(element: &Element, words: &[&str]) -> bool {
    let class = element.attr("class").unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| class.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    #[test]
    fn a_heading_that_is_never_closed_does_not_hold_the_page() {
        let text = read(
            "<h1>Preise<p>Brot 3,20<table><tr><td>Kuchen<td>2,80<tr><td>Torte<td>3,90</table><li>Tee 1,90",
        )
        .unwrap()
        .text;
        assert_eq!(text.trim(), "# Preise\n\nBrot 3,20\n\nKuchen | 2,80\nTorte | 3,90\n\n- Tee 1,90");
    }

    #[test]
    fn choices_stand_under_their_group_and_sold_out_ones_are_told() {
        let page = "<select><option value=''>Choose</option><option disabled>Your size</option><optgroup label=Small><option>Red 5 €</option><option>Blue 6 €</option></optgroup>
            <optgroup label=Large><option disabled>Red 8 € (sold out)</option></optgroup></select>";
        let text = read(page).unwrap().text;
        assert_eq!(text.trim(), "Small: Red 5 €, Blue 6 €\nLarge: Red 8 € (sold out)");
    }
}
