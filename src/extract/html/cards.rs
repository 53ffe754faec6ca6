//! Cards: boxes alike that hold one name each. What stands above the name, a price or a badge, belongs to it and not to
//! the card before.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::figures::is_price;
use super::walk::Writer;

/// Nodes of a card, and letters above its name.
const MAX_NODES: usize = 200;
const MAX_ABOVE: usize = 60;

impl Writer<'_> {
    /// What stands inside, the name of a card first.
    pub(super) fn card_or_children(&mut self, node: NodeRef<'_, Node>) {
        let Some((heading, element)) = self.name_below(node) else {
            self.children(node);
            return;
        };
        self.heading(heading, element);
        let before = self.told.replace(heading.id());
        self.children(node);
        self.told = before;
    }

    /// The only heading of a card, where a price or a badge stands above it.
    fn name_below<'n>(&self, node: NodeRef<'n, Node>) -> Option<(NodeRef<'n, Node>, &'n Element)> {
        let (heading, element) = only_heading(node)?;
        let like = |found: Option<NodeRef<'_, Node>>| {
            let name = node.value().as_element().map(Element::name);
            found.is_some_and(|other| {
                other.value().as_element().map(Element::name) == name && only_heading(other).is_some()
            })
        };
        if self.told.is_some()
            || !(like(node.next_siblings().find(|next| next.value().is_element()))
                || like(node.prev_siblings().find(|before| before.value().is_element())))
        {
            return None;
        }
        let mut writer = self.empty();
        for child in node.children() {
            if child.id() == heading.id() || child.descendants().any(|inner| inner.id() == heading.id()) {
                if child.id() != heading.id() {
                    writer.text.push_str(&words_before(child, heading));
                }
                break;
            }
            match child.value() {
                Node::Text(words) => writer.text.push_str(words),
                Node::Element(element) => writer.element(child, element),
                _ => {}
            }
        }
        let above = writer.text.trim();
        let fits = !above.is_empty() && above.chars().count() <= MAX_ABOVE;
        let plain = !above.contains(|letter: char| letter.is_numeric());
        (fits && (plain || above.lines().any(is_price))).then_some((heading, element))
    }
}

fn words_before(node: NodeRef<'_, Node>, heading: NodeRef<'_, Node>) -> String {
    node.descendants()
        .take_while(|inner| inner.id() != heading.id())
        .filter_map(|inner| inner.value().as_text().map(|words| words.to_string()))
        .collect()
}

/// The heading of a small box that has one only.
fn only_heading(node: NodeRef<'_, Node>) -> Option<(NodeRef<'_, Node>, &Element)> {
    let mut found = None;
    for (count, inner) in node.descendants().skip(1).enumerate() {
        if count > MAX_NODES {
            return None;
        }
        let Some(element) = inner.value().as_element() else { continue };
        match element.name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if found.is_some() => return None,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => found = Some((inner, element)),
            "table" | "form" => return None,
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn a_price_above_a_name_is_told_below_it() {
        let cards = "<div><div class=card><p>3.20 €</p><h3>Rye</h3></div><div class=card><p>4.50 €</p><h3>Spelt</h3></div></div>";
        assert_eq!(text(cards), "### Rye\n\n3.20 €\n\n### Spelt\n\n4.50 €");
        let plain = "<div><div><div>3.20 €</div><div>Rye</div></div><div><div>4.50 €</div><div>Spelt</div></div></div>";
        assert_eq!(text(plain), "Rye 3.20 €\nSpelt 4.50 €");
        // A telephone above a heading is no price of it.
        let columns = "<div><div><p>Tel. 06 1234</p><h3>Hours</h3><p>9–18</p></div><div><h3>Delivery</h3><p>4 €</p></div></div>";
        assert!(text(columns).starts_with("Tel. 06 1234\n\n### Hours"), "{}", text(columns));
    }

    #[test]
    fn products_of_a_list_stand_under_their_own_names() {
        let list = "<ul><li><h2>Rye</h2><span>3.20 €</span></li><li><span>Sale!</span><h2>Spelt</h2><span><del>4.50 €</del> 3.90 €</span></li>
            <li><h2>Rolls</h2><span>0.45 €</span></li></ul>";
        assert_eq!(
            text(list),
            "## Rye\n\n3.20 €\n\n## Spelt\n\nSale!\n~~4.50 €~~ 3.90 €\n\n## Rolls\n\n0.45 €"
        );
        assert_eq!(text("<ul><li><h3>Bread</h3></li><li><h3>Milk</h3></li></ul>"), "- Bread\n- Milk");
        assert_eq!(
            text("<ol><li><h3>Order</h3>by phone</li><li><h3>Fetch</h3>at nine</li></ol>"),
            "### 1. Order\n\nby phone\n\n### 2. Fetch\n\nat nine"
        );
    }
}
