//! What an element is called by its page: its classes and its id, in small letters.

use scraper::node::Element;

pub(super) fn words(element: &Element) -> Vec<String> {
    let class = element.attr("class").unwrap_or_default();
    let words = class.split_whitespace().chain(element.attr("id"));
    words.map(str::to_ascii_lowercase).collect()
}
