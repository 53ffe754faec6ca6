//! Cents and footnote figures that a page raises or shrinks by its style rather than by `<sup>`.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

use super::super::letters;
use super::stature::Stature;
use super::walk::Writer;

/// Letters of something raised; what is longer is a line in small type.
const MAX_RAISED: usize = 8;

impl Writer<'_> {
    /// Writes raised or small letters onto what stands before them; false when they are words like any other.
    pub(super) fn raised(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        if !matches!(element.name(), "span" | "small" | "b" | "strong" | "em" | "i" | "font" | "bdi") {
            return false;
        }
        let stature = self.stature(node, element);
        if stature == Stature::Usual || self.text.ends_with(['\n', ' ']) || self.text.is_empty() {
            return false;
        }
        let words = self.apart(node);
        let words = words.trim_end();
        if words.is_empty() || words.chars().count() > MAX_RAISED || words.contains('\n') {
            return false;
        }
        if stature == Stature::Raised {
            letters::push_raised(&mut self.text, words);
            return true;
        }
        match node.prev_sibling().map(|before| before.value()) {
            // Cents in small type stand right behind their number, in the same words or in a box of their own.
            Some(Node::Text(_)) => letters::push_small(&mut self.text, words),
            Some(Node::Element(_)) if node.prev_sibling().is_some_and(is_amount) => {
                letters::push_cents(&mut self.text, words)
            }
            _ => false,
        }
    }

    fn stature(&self, node: NodeRef<'_, Node>, element: &Element) -> Stature {
        let said = self.stature_by_style(node, element);
        let named = element.classes().any(|class| {
            let class = class.to_ascii_lowercase();
            ["cents", "fraction", "decimal"].iter().any(|name| class.contains(name))
                || matches!(class.as_str(), "cent" | "dec" | "sup" | "superscript")
        });
        match said {
            Some(stature) if stature != Stature::Usual => stature,
            _ if element.name() == "small" || named => Stature::Small,
            _ => Stature::Usual,
        }
    }
}

/// Nothing but a whole number, with its currency perhaps.
fn is_amount(node: NodeRef<'_, Node>) -> bool {
    let mut words = String::new();
    for inner in node.descendants() {
        if let Node::Text(text) = inner.value() {
            words.push_str(text);
        }
        if words.len() > 40 {
            return false;
        }
    }
    words.ends_with(|last: char| last.is_ascii_digit())
        && words
            .trim()
            .chars()
            .all(|letter| letter.is_ascii_digit() || letter.is_whitespace() || ".'€$£¥₹₺₽₪".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn cents_raised_or_small_by_style_are_cents() {
        for price in [
            "59<span style='font-size:60%; vertical-align:super'>95</span> €",
            "59<small>95</small> €",
            "59<small>95 €</small>",
            "59<sup>95 €</sup>",
            "<span class=int>59</span><span class=dec>95</span> €",
            "<b>59</b><small>95</small> €",
            "<span>59</span><span class='price__cents'>95</span> €",
            "59<span style='position:relative;top:-.4em;font-size:.6em'>95</span> €",
        ] {
            let page =
                format!("<style>.dec {{ vertical-align: super }}</style><p>Mixer {price}</p><p>3,50</p>");
            assert!(text(&page).starts_with("Mixer 59,95 €"), "{price}: {}", text(&page));
        }
        let parts = "<style>.dec{vertical-align:super}</style><div><span>34</span><span class=dec>50</span><span>€</span></div>";
        assert_eq!(text(parts), "34.50€");
    }

    #[test]
    fn footnotes_stand_apart_from_prices_and_small_words_stay_words() {
        assert_eq!(text("<p>Soup 5,50 €<sup>3</sup></p>"), "Soup 5,50 €³");
        assert_eq!(text("<p>Cola 4,90<small>1</small></p>"), "Cola 4,90¹");
        assert_eq!(text("<p>Cola<span style='vertical-align:super'>1,9</span></p>"), "Cola¹\u{2009}⁹");
        assert_eq!(text("<p><span>Table 4</span><small>12 €</small></p>"), "Table 4 12 €");
        assert_eq!(text("<p>Open 9 <small>to 18</small></p>"), "Open 9 to 18");
        assert_eq!(text("<p>Box 1<small>000</small></p>"), "Box 1000");
    }
}
