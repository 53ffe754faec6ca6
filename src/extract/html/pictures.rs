//! What pictures, drawings and pages inside a page say in words of their own.

use ego_tree::NodeRef;
use scraper::node::Element;
use scraper::{Html, Node};

use super::hidden::Hidden;
use super::walk::{Writer, new_line, push_words};

/// Letters of a description.
const MAX_DESCRIPTION: usize = 600;
/// Words of a sentence about hours or prices, and figures in it.
const SENTENCE: usize = 5;
const FIGURES: usize = 2;

impl Writer<'_> {
    /// The description of a picture that shows hours or prices.
    pub(super) fn picture(&mut self, element: &Element) {
        let words = element.attr("alt").unwrap_or_default();
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if tells(&words) && !self.text.contains(&words) {
            new_line(&mut self.text, false);
            push_words(&mut self.text, &words);
            new_line(&mut self.text, false);
        }
    }

    /// The words of a drawing, where there are figures among them: a name in a logo is none.
    pub(super) fn drawing(&mut self, node: NodeRef<'_, Node>) {
        let lines: Vec<String> = node
            .descendants()
            .filter(|inner| inner.value().as_element().is_some_and(|own| own.name() == "text"))
            .map(|text| {
                let words = text.descendants().filter_map(|inner| inner.value().as_text());
                words.flat_map(|words| words.split_whitespace()).collect::<Vec<_>>().join(" ")
            })
            .filter(|words| !words.is_empty())
            .collect();
        if lines.iter().any(|line| line.contains(char::is_numeric)) {
            new_line(&mut self.text, true);
            push_words(&mut self.text, &lines.join("\n"));
            new_line(&mut self.text, true);
        }
    }

    /// A page that stands whole within this one.
    pub(super) fn page_inside(&mut self, element: &Element) {
        let Some(page) = element.attr("srcdoc").filter(|_| !self.inside) else { return };
        let page = Html::parse_document(page);
        let hidden = Hidden::of(&page);
        let mut inner = Writer::new(&hidden);
        inner.inside = true;
        inner.children(page.tree.root());
        new_line(&mut self.text, true);
        self.text.push_str(inner.text.trim());
        new_line(&mut self.text, true);
    }
}

/// Whether words say prices or hours: an amount, a time, or several figures in a sentence.
fn tells(words: &str) -> bool {
    let letters: Vec<char> = words.chars().collect();
    let figure = |at: usize| letters.get(at).is_some_and(char::is_ascii_digit);
    let shaped = (1..letters.len()).any(|at| match letters[at] {
        ',' | '.' | ':' | 'h' => figure(at - 1) && figure(at + 1) && figure(at + 2) && !figure(at + 3),
        '€' | '$' | '£' | '₹' | '₺' | '₽' | '₪' => {
            figure(at + 1) || figure(at - 1) || (at > 1 && figure(at - 2))
        }
        '–' | '-' => figure(at - 1) && figure(at + 1),
        _ => false,
    });
    let split = || words.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let figures = split().filter(|word| word.bytes().all(|byte| byte.is_ascii_digit())).count();
    let named = split().filter(|word| word.chars().any(char::is_alphabetic)).count();
    let is_file =
        words.contains('_') || [".jpg", ".jpeg", ".png", ".webp"].iter().any(|end| words.contains(end));
    letters.len() <= MAX_DESCRIPTION
        && !is_file
        && named >= 2
        && (shaped || (figures >= FIGURES && named >= SENTENCE))
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn text(page: &str) -> String {
        read(page).unwrap().text.trim().to_owned()
    }

    #[test]
    fn a_description_with_hours_or_prices_is_told() {
        let told = "Lunch menu: soup and main 9.50, Monday to Friday 12–14";
        assert_eq!(text(&format!("<p>Menu</p><img src=m.jpg alt='{told}'>")), format!("Menu\n\n{told}"));
        assert_eq!(
            text("<img src=a.png alt='Montag bis Freitag 9 bis 18 Uhr'>"),
            "Montag bis Freitag 9 bis 18 Uhr"
        );
        for other in ["IMG_2024-03.jpg", "Our dining room", "Apollo 11", "photo 3 of 12", "Studio 54"] {
            assert_eq!(text(&format!("<p>Menu</p><img src=m.jpg alt='{other}'>")), "Menu", "{other}");
        }
    }

    #[test]
    fn drawings_and_pages_inside_a_page_are_read() {
        assert_eq!(
            text("<p>Menu</p><svg><title>x</title><text>Dinner <tspan>24.00</tspan></text></svg>"),
            "Menu\n\nDinner 24.00"
        );
        assert_eq!(text("<p>Menu</p><svg><text>Da Mario</text></svg>"), "Menu");
        let inner = "<iframe srcdoc='<p>Lunch 12.50</p><p hidden>secret</p><iframe srcdoc=deeper></iframe>'></iframe>";
        let read = read(&format!("<p>Menu</p>{inner}")).unwrap();
        assert_eq!(read.text.trim(), "Menu\n\nLunch 12.50");
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    }
}
